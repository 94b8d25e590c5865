/* junk: the folder for spam, looked at on the account's one session. */
#include "imap/junk.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "imap/folder.h"

void
junk_begin(struct junk *junk)
{
    free(junk->folder);
    junk->folder = NULL;
    junk->sought = false;
    junk->due = 0;
}

void
junk_free(struct junk *junk)
{
    junk_begin(junk);
    fetch_free(&junk->fetch);
}

/* ---- which it is ---- */

static char *
spell(const char *name)
{
    char spelled[FOLDER_MAX];
    return folder_encode(name, strlen(name), spelled, sizeof spelled) ? strdup(spelled)
                                                                      : NULL;
}

/* false: the session is lost. */
static bool
list(struct junk *junk, struct session *session, const char *names, bool special)
{
    struct listing listing = {0};
    enum session_result result = session_list(session, &listing, special,
                                              STREAM_COMMAND_TIME);
    const char *name = result == SESSION_DONE
                           ? listing_choose(&listing, MESSAGE_JUNK, names)
                           : NULL;
    junk->folder = name ? strdup(name) : NULL;
    listing_free(&listing);
    return result != SESSION_LOST;
}

/* Once a session. false: it is lost. */
static bool
seek(struct junk *junk, struct session *session, const struct junk_wanted *wanted)
{
    bool special = session->stream->guard.capabilities & GUARD_CAN_SPECIAL,
         alive = true;
    if (junk->sought)
        return true;
    junk->sought = true;
    char *watched = spell(wanted->mailbox);
    if (wanted->name[0] != '\0')
        junk->folder = spell(wanted->name);
    else if (special)
        alive = list(junk, session, "", true);
    if (alive && !junk->folder && wanted->name[0] == '\0')
        alive = list(junk, session, wanted->names, false);
    if (junk->folder && watched && strcmp(junk->folder, watched) == 0) {
        free(junk->folder);
        junk->folder = NULL;
    }
    free(watched);
    return alive;
}

/* ---- what is in it ---- */

/* Opens it and works through what is new. */
static enum junk_result
go(struct junk *junk, struct session *session, const struct fetch_sink *sink)
{
    switch (session_open_folder(session, junk->folder, STREAM_COMMAND_TIME)) {
    case SESSION_DONE:
        break;
    case SESSION_SAID_NO:
        free(junk->folder);
        junk->folder = NULL;
        return JUNK_WENT; /* a failed EXAMINE leaves no mailbox open (RFC 3501, 6.3.1) */
    case SESSION_LOST:
        return JUNK_LOST;
    }
    uint32_t uidnext = session->stream->guard.uidnext;
    enum fetch_result result = FETCH_DONE;
    if (session->stream->guard.uidvalidity == 0) /* its mails cannot be told apart */
        return JUNK_WENT;
    result = fetch_begin(&junk->fetch, session, (int64_t)time(NULL));
    if (result == FETCH_DONE)
        result = fetch_go(&junk->fetch, session, sink);
    switch (result) {
    case FETCH_DONE:
        junk->uidnext = uidnext;
        return JUNK_WENT;
    case FETCH_FULL:
        junk->due = 0;
        return JUNK_FULL;
    case FETCH_LOST:
        break;
    }
    return JUNK_LOST;
}

enum junk_result
junk_look(struct junk *junk, struct session *session, const struct junk_wanted *wanted,
          const struct fetch_sink *sink, int64_t now)
{
    struct guard *guard = &session->stream->guard;
    if ((wanted->name[0] == '\0' && wanted->names[0] == '\0') || now < junk->due)
        return JUNK_STAYED;
    junk->due = now + JUNK_EVERY;
    if (!seek(junk, session, wanted))
        return JUNK_LOST;
    if (!junk->folder)
        return JUNK_STAYED;
    switch (session_status(session, junk->folder, STREAM_COMMAND_TIME)) {
    case SESSION_DONE:
        break;
    case SESSION_SAID_NO: /* it is gone: looked for again on the next session */
        free(junk->folder);
        junk->folder = NULL;
        return JUNK_STAYED;
    case SESSION_LOST:
        return JUNK_LOST;
    }
    bool same = guard->status_uidnext > 0 && guard->status_uidnext == junk->uidnext &&
                guard->status_uidvalidity == junk->fetch.uidvalidity;
    return same ? JUNK_STAYED : go(junk, session, sink);
}
