/* session: other folders than the watched one, past libetpan. */
#include "imap/session.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "imap/folder.h"
#include "imap/tick.h"

enum {
    LINE_ROOM = 2 * FOLDER_MAX +
                128, /* bytes: a folder's name, escaped, and the words */
    STEP = 64 << 10, /* bytes of an upload: at 10 kbit/s they take 50 seconds */
};

/* The name as a quoted string; one from LIST or folder_encode holds no control character. */
static void
quote(const char *folder, char out[2 * FOLDER_MAX + 3])
{
    size_t put = 0;
    out[put++] = '"';
    for (const char *p = folder; *p != '\0' && put < 2 * FOLDER_MAX; p++) {
        if (*p == '"' || *p == '\\')
            out[put++] = '\\';
        out[put++] = *p;
    }
    out[put++] = '"';
    out[put] = '\0';
}

enum session_result
session_list(struct session *session, struct listing *listing, bool special,
             int64_t time)
{
    struct guard *guard = &session->stream->guard;
    const char *line = special ? "LIST (SPECIAL-USE) \"\" \"*\"\r\n"
                               : "LIST \"\" \"*\"\r\n";
    uint32_t tag = 0;
    if (!session_say(session, line, time, &tag))
        return SESSION_LOST;
    guard->listing = listing;
    enum session_result result = session_answer(session, tag);
    guard->listing = NULL;
    return result;
}

enum session_result
session_open_folder(struct session *session, const char *folder, int64_t time)
{
    struct guard *guard = &session->stream->guard;
    char line[LINE_ROOM], name[2 * FOLDER_MAX + 3];
    uint32_t tag = 0;
    quote(folder, name);
    snprintf(line, sizeof line, "EXAMINE %s\r\n", name);
    guard->uidvalidity = 0;
    guard->uidnext = 0;
    guard->exists = 0;
    if (!session_say(session, line, time, &tag))
        return SESSION_LOST;
    return session_answer(session, tag);
}

enum session_result
session_status(struct session *session, const char *folder, int64_t time)
{
    struct guard *guard = &session->stream->guard;
    char line[LINE_ROOM], name[2 * FOLDER_MAX + 3];
    uint32_t tag = 0;
    quote(folder, name);
    snprintf(line, sizeof line, "STATUS %s (UIDNEXT UIDVALIDITY)\r\n", name);
    guard->status_uidvalidity = guard->status_uidnext = 0;
    if (!session_say(session, line, time, &tag))
        return SESSION_LOST;
    return session_answer(session, tag);
}

/* "21-Nov-2026 09:08:07 +0000", RFC 3501 section 9. */
static void
stamp(int64_t seconds, char out[40])
{
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const time_t when = (time_t)seconds;
    struct tm tm;
    out[0] = '\0';
    if (seconds > 0 && gmtime_r(&when, &tm) && tm.tm_year < 8100)
        snprintf(out, 40, " \"%2d-%s-%04d %02d:%02d:%02d +0000\"", tm.tm_mday,
                 months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min,
                 tm.tm_sec);
}

/* Waits for "+": the server wants the bytes. */
static enum session_result
invited(struct session *session, uint32_t tag, uint32_t asked)
{
    struct guard *guard = &session->stream->guard;
    while (guard->continued == asked && guard->tag != tag) {
        if (!stream_pull(session->stream))
            return session_lost(session);
        guard_discard(guard);
    }
    if (guard->tag != tag)
        return SESSION_DONE;
    /* An OK before it has the bytes is no answer to this command. */
    return guard->status == GUARD_OK ? session_lost(session) : SESSION_SAID_NO;
}

/* For the next step. */
static void
arm(struct stream *stream, int64_t time, int64_t until)
{
    int64_t left = until - tick_now();
    stream_arm(stream, left < time ? left : time, STREAM_BUDGET);
}

/* Sends it step by step: a line that is slow is waited for, one that is dead is not. */
static bool
upload(struct stream *stream, struct message_bytes mail, int64_t time, int64_t until)
{
    for (size_t at = 0; at < mail.length; at += STEP) {
        size_t left = mail.length - at;
        arm(stream, time, until);
        if (!stream_send(stream, mail.at + at, left < STEP ? left : STEP))
            return false;
    }
    return stream_send(stream, "\r\n", 2);
}

enum session_result
session_append(struct session *session, const char *folder, int64_t received,
               struct message_bytes mail, int64_t time, int64_t until)
{
    struct stream *stream = session->stream;
    char line[LINE_ROOM], name[2 * FOLDER_MAX + 3], date[40];
    uint32_t tag = 0, asked = stream->guard.continued;
    quote(folder, name);
    stamp(received, date);
    snprintf(line, sizeof line, "APPEND %s (\\Draft \\Seen)%s {%zu}\r\n", name, date,
             mail.length);
    stream->guard.appended_validity = stream->guard.appended_uid = 0;
    if (!session_say(session, line, time, &tag))
        return SESSION_LOST;
    enum session_result result = invited(session, tag, asked);
    if (result != SESSION_DONE)
        return result;
    if (!upload(stream, mail, time, until))
        return session_lost(session);
    arm(stream, time, until);
    return session_answer(session, tag);
}
