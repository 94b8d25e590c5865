/* session: IMAP commands through libetpan, and past it where it cannot be trusted. */
#include "imap/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "imap/challenge.h"
#include "imap/folder.h"
#include "imap/refusal.h"

enum {
    TAG_ROOM = 16,       /* "4294967295 " */
    SEARCH_ROOM = 96,    /* bytes of a search: a UID and a day */
    REPEATED_LEAST = 4,  /* bytes of a secret: fewer stand in any text */
    REPEATED_PIECE = 16, /* of a long one; shorter pieces may be words of a language */
};

/* ---- commands past libetpan ---- */

/* The server's own words, made part of a sentence; "" where it said none. */
static const char *
said(const struct guard_words *words)
{
    return words->text[0] != '\0' ? words->text : "no reason given";
}

static struct refusal
judge(const struct guard_words *words, bool at_login)
{
    return refusal_read(words->code, words->text, at_login);
}

/* Turns a no of the server into the stream's trouble. */
static void
refused(struct session *session, const char *what, bool at_login)
{
    struct stream *stream = session->stream;
    struct refusal refusal = judge(&stream->guard.answer, at_login);
    trouble_set(&stream->trouble, refusal.fault, "%s %s (\"%s\").", stream->host, what,
                said(&stream->guard.answer));
    stream->trouble.wait = refusal.wait;
    stream->trouble.cause = refusal.cause;
}

enum session_result
session_refused(struct session *session, const char *what)
{
    refused(session, what, false);
    return SESSION_LOST;
}

/* A goodbye explains the end of the connection better than its end does. */
enum session_result
session_lost(struct session *session)
{
    struct stream *stream = session->stream;
    struct trouble *trouble = &stream->trouble;
    if (stream->guard.bye && trouble->fault == MESSAGE_UNREACHABLE) {
        struct refusal refusal = judge(&stream->guard.goodbye, false);
        if (refusal.fault == MESSAGE_STRANGE) /* unknown words: just a goodbye */
            refusal.fault = MESSAGE_UNREACHABLE;
        snprintf(trouble->text, sizeof trouble->text, "%s ended the session (\"%s\").",
                 stream->host, said(&stream->guard.goodbye));
        trouble->fault = refusal.fault;
        trouble->wait = refusal.wait;
        trouble->cause = refusal.cause;
    }
    trouble_set(trouble, MESSAGE_STRANGE,
                "%s answered in a way that ndrwatch does not understand.",
                stream->host);
    return SESSION_LOST;
}

/* libetpan counts the tags; we take from the same count. */
static uint32_t
next_tag(struct session *session)
{
    return (uint32_t)++session->imap->imap_tag;
}

static bool
send_tagged(struct session *session, uint32_t tag, const char *line, size_t length)
{
    char words[TAG_ROOM + SASL_ROOM]; /* tag and line leave as one packet */
    int put = snprintf(words, TAG_ROOM, "%lu ", (unsigned long)tag);
    memcpy(words + put, line, length);
    bool sent = stream_send(session->stream, words, (size_t)put + length);
    explicit_bzero(words, sizeof words); /* the line may be a login */
    return sent;
}

enum session_result
session_answer(struct session *session, uint32_t tag)
{
    struct guard *guard = &session->stream->guard;
    while (guard->tag != tag) {
        if (!stream_pull(session->stream))
            return session_lost(session);
        guard_discard(guard);
    }
    return guard->status == GUARD_OK ? SESSION_DONE : SESSION_SAID_NO;
}

bool
session_say(struct session *session, const char *line, int64_t time, uint32_t *tag)
{
    *tag = next_tag(session);
    stream_arm(session->stream, time, STREAM_BUDGET);
    if (send_tagged(session, *tag, line, strlen(line)))
        return true;
    session_lost(session);
    return false;
}

bool
session_send(struct session *session, const char *line, uint32_t *tag)
{
    return session_say(session, line, STREAM_COMMAND_TIME, tag);
}

/* ---- opening ---- */

static bool
learn_capabilities(struct session *session)
{
    uint32_t tag = 0;
    if (session->stream->guard.capabilities_told)
        return true;
    if (!session_send(session, "CAPABILITY\r\n", &tag))
        return false;
    switch (session_answer(session, tag)) {
    case SESSION_DONE:
        return true;
    case SESSION_SAID_NO:
        refused(session, "does not say what it can do", false);
        return false;
    case SESSION_LOST:
        break;
    }
    return false;
}

/* The guard's greeting is read first: libetpan leaks one that says BYE. */
static bool
greet(struct session *session)
{
    struct stream *stream = session->stream;
    stream_arm(stream, STREAM_GREET_TIME, STREAM_BUDGET);
    while (!stream->guard.greeted) {
        if (stream->guard.bye) {
            trouble_set(&stream->trouble, MESSAGE_UNREACHABLE, "bye");
            session_lost(session);
            return false;
        }
        if (!stream_pull(stream)) {
            session_lost(session);
            return false;
        }
    }
    mailstream *view = stream_view(stream);
    if (!view)
        return trouble_set(&stream->trouble, MESSAGE_LOCAL, "There is no memory left.");
    int result = mailimap_connect(session->imap, view);
    if (result != MAILIMAP_NO_ERROR_NON_AUTHENTICATED) {
        session_lost(session);
        return false;
    }
    return learn_capabilities(session);
}

struct session *
session_open(struct stream *stream, struct trouble *trouble)
{
    struct session *session = calloc(1, sizeof *session);
    mailimap *imap = mailimap_new(0, NULL);
    if (!session || !imap) {
        trouble_set(trouble, MESSAGE_LOCAL, "There is no memory left.");
        free(session);
        if (imap)
            mailimap_free(imap);
        stream_free(stream);
        return NULL;
    }
    session->stream = stream;
    session->imap = imap;
    if (greet(session))
        return session;
    *trouble = stream->trouble;
    session_free(session);
    return NULL;
}

/* ---- login ---- */

/* Sends the words and answers "+" until the server decides; why is filled where it says why
 * it refuses a token. */
static enum session_result
talk_login(struct session *session, struct sasl *sasl, struct challenge *why)
{
    struct guard *guard = &session->stream->guard;
    uint32_t asked = guard->continued, tag = next_tag(session);
    stream_arm(session->stream, STREAM_COMMAND_TIME, STREAM_BUDGET);
    if (!send_tagged(session, tag, sasl->first, sasl->first_length))
        return SESSION_LOST;
    while (guard->tag != tag) {
        if (guard->continued == asked) {
            if (!stream_pull(session->stream))
                return SESSION_LOST;
            guard_discard(guard);
            continue;
        }
        asked = guard->continued;
        struct message_bytes words = {guard->challenge.at, guard->challenge.length};
        bool told = sasl->told;
        struct message_bytes next = sasl_next(sasl, words);
        if (sasl->told && !told)
            challenge_read(words, why);
        if (!stream_send(session->stream, next.at, next.length))
            return SESSION_LOST;
    }
    return guard->status == GUARD_OK ? SESSION_DONE : SESSION_SAID_NO;
}

/* Is what is secret in the text, or of a long one a piece? */
static bool
repeats(const char *text, const char *secret, size_t length)
{
    size_t piece = length < REPEATED_PIECE ? length : REPEATED_PIECE;
    for (size_t at = 0; piece >= REPEATED_LEAST && at + piece <= length; at++)
        if (memmem(text, strlen(text), secret + at, piece))
            return true;
    return false;
}

/* Some servers repeat the line that they refuse: what a person and the log are told of their
 * words has no secret in it. */
static void
hide_repeated(char *text, size_t size, const struct sasl_proof *proof,
              const struct sasl *sasl)
{
    if (repeats(text, proof->secret.at, proof->secret.length) ||
        repeats(text, sasl->then, sasl->then_length))
        snprintf(text, size, "its words repeat the sign-in");
}

/* The server says no to an access token. The first time it may only be too old. */
static void
refused_token(struct session *session, struct message_bytes user,
              const struct challenge *why)
{
    struct stream *stream = session->stream;
    struct refusal refusal = judge(&stream->guard.answer, true);
    char wants[CHALLENGE_SCOPE + 64] = "";
    if (refusal.fault == MESSAGE_REFUSED && refusal.cause == MESSAGE_BAD_LOGIN)
        refusal.fault = MESSAGE_STALE;
    if (why->scope[0] != '\0')
        snprintf(wants, sizeof wants, "; a token for %s is wanted", why->scope);
    trouble_set(&stream->trouble, refusal.fault,
                "%s refused the access token of %.*s (\"%s\"%s%s%s).", stream->host,
                (int)user.length, user.at, said(&stream->guard.answer),
                why->status[0] != '\0' ? ", status " : "", why->status, wants);
    stream->trouble.cause = refusal.cause;
    stream->trouble.wait = refusal.wait;
}

/* The exchange itself, or why there can be none. */
static enum session_result
exchange(struct session *session, const struct sasl_proof *proof,
         struct challenge *said_why)
{
    struct stream *stream = session->stream;
    unsigned can = stream->guard.capabilities;
    const struct sasl_offer offer = {
        .plain = (can & GUARD_CAN_PLAIN) != 0,
        .bearer = (can & GUARD_CAN_BEARER) != 0,
        .xoauth2 = (can & GUARD_CAN_XOAUTH2) != 0,
        .initial = (can & GUARD_CAN_INITIAL) != 0,
        .login_refused = (can & GUARD_NO_LOGIN) != 0,
    };
    const char *why = "";
    struct sasl *sasl = malloc(sizeof *sasl);
    enum session_result result = SESSION_LOST;
    if (!sasl) {
        trouble_set(&stream->trouble, MESSAGE_LOCAL, "There is no memory left.");
        return SESSION_LOST;
    }
    stream->guard.capabilities_told = false; /* they may change with the login */
    stream->guard.signing_in = true;
    if (sasl_make(&offer, proof, sasl, &why)) {
        struct guard *guard = &stream->guard;
        result = talk_login(session, sasl, said_why);
        hide_repeated(guard->answer.text, sizeof guard->answer.text, proof, sasl);
        hide_repeated(guard->goodbye.text, sizeof guard->goodbye.text, proof, sasl);
        hide_repeated(said_why->scope, sizeof said_why->scope, proof, sasl);
        hide_repeated(said_why->status, sizeof said_why->status, proof, sasl);
        if (result == SESSION_LOST)
            session_lost(session);
    } else {
        trouble_set(&stream->trouble, MESSAGE_REFUSED, "No sign-in to %s: %s.",
                    stream->host, why);
        if (!proof->token && sasl_tokens_alone(proof->host))
            stream->trouble.cause = MESSAGE_NO_PASSWORDS;
    }
    stream->guard.signing_in = false;
    free(stream->guard.challenge.at);
    stream->guard.challenge = (struct guard_bytes){0};
    sasl_wipe(sasl);
    free(sasl);
    return result;
}

bool
session_login(struct session *session, const struct sasl_proof *proof)
{
    struct challenge why = {0};
    enum session_result result = exchange(session, proof, &why);
    if (result == SESSION_SAID_NO && proof->token) {
        refused_token(session, proof->user, &why);
    } else if (result == SESSION_SAID_NO) {
        char what[SASL_USER_MAX + 64];
        snprintf(what, sizeof what, "refused the sign-in of %.*s",
                 (int)proof->user.length, proof->user.at);
        refused(session, what, true);
    }
    if (result != SESSION_DONE)
        return false;
    session->imap->imap_state = MAILIMAP_STATE_AUTHENTICATED;
    return learn_capabilities(session);
}

/* ---- commands through libetpan ---- */

/* What libetpan's answer means; the guard's copy of the tagged reply is believed. */
static enum session_result
outcome(struct session *session, int result)
{
    const struct guard *guard = &session->stream->guard;
    if (session->stream->trouble.fault != MESSAGE_FINE)
        return session_lost(session);
    if (guard->tag != (uint32_t)session->imap->imap_tag)
        return session_lost(session);
    if (guard->status != GUARD_OK)
        return SESSION_SAID_NO;
    return result == MAILIMAP_NO_ERROR ? SESSION_DONE : session_lost(session);
}

bool
session_examine(struct session *session, struct message_bytes mailbox)
{
    struct stream *stream = session->stream;
    char name[FOLDER_MAX];
    if (!folder_encode(mailbox.at, mailbox.length, name, sizeof name))
        return trouble_set(&stream->trouble, MESSAGE_REFUSED,
                           "The mailbox name '%.*s' is not valid. Correct mailbox.",
                           (int)mailbox.length, mailbox.at);
    stream_arm(stream, STREAM_COMMAND_TIME, STREAM_BUDGET);
    stream->guard.uidvalidity = 0;
    stream->guard.uidnext = 0;
    stream->guard.exists = 0;
    switch (outcome(session, mailimap_examine(session->imap, name))) {
    case SESSION_DONE:
        break;
    case SESSION_SAID_NO: {
        char what[SASL_USER_MAX + 64];
        struct refusal refusal = judge(&stream->guard.answer, false);
        snprintf(what, sizeof what, "did not open the mailbox '%.*s'",
                 (int)mailbox.length, mailbox.at);
        /* A plain no means the name; a person must look. */
        if (refusal.fault == MESSAGE_STRANGE && stream->guard.status == GUARD_NO)
            return trouble_set(&stream->trouble, MESSAGE_REFUSED,
                               "%s %s (\"%s\"). Check the spelling of mailbox.",
                               stream->host, what, said(&stream->guard.answer));
        refused(session, what, false);
        return false;
    }
    case SESSION_LOST:
        return false;
    }
    if (stream->guard.uidvalidity == 0)
        return trouble_set(&stream->trouble, MESSAGE_STRANGE,
                           "%s does not number its mails (no UIDVALIDITY).",
                           stream->host);
    return true;
}

/* "UID SEARCH UID first:*", "UID SEARCH SINCE a day", or what fits either. */
static void
search_line(uint32_t first, int64_t since, char line[SEARCH_ROOM])
{
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char from[SEARCH_ROOM / 3] = "", recent[SEARCH_ROOM / 3] = "";
    const time_t when = (time_t)since;
    struct tm day;
    if (first > 0)
        snprintf(from, sizeof from, " UID %lu:*", (unsigned long)first);
    if (since > 0 && gmtime_r(&when, &day))
        snprintf(recent, sizeof recent, " SINCE %d-%s-%d", day.tm_mday,
                 months[day.tm_mon], day.tm_year + 1900);
    snprintf(line, SEARCH_ROOM, "UID SEARCH%s%s%s\r\n", *from && *recent ? " OR" : "",
             from, recent);
}

/* Past libetpan, which takes 72 bytes a UID and loses 24 where the answer is NO. */
enum session_result
session_find(struct session *session, const char *line, int64_t time, uint32_t **uids,
             size_t *count)
{
    struct guard *guard = &session->stream->guard;
    uint32_t tag = 0;
    guard->searching = true;
    if (!session_say(session, line, time, &tag))
        return SESSION_LOST;
    enum session_result result = session_answer(session, tag);
    /* Also after a NO: what was listed before it is no answer to the next search. */
    size_t listed = 0;
    uint32_t *found = guard_take_found(guard, &listed);
    if (result != SESSION_DONE) {
        free(found);
        return result;
    }
    *uids = found;
    *count = listed;
    return SESSION_DONE;
}

enum session_result
session_search(struct session *session, uint32_t first, int64_t since, uint32_t **uids,
               size_t *count)
{
    char line[SEARCH_ROOM];
    search_line(first, since, line);
    return session_find(session, line, STREAM_COMMAND_TIME, uids, count);
}

enum session_result
session_range(struct session *session, uint32_t first, uint32_t last, uint32_t **uids,
              size_t *count)
{
    char line[SEARCH_ROOM];
    snprintf(line, sizeof line, "UID SEARCH UID %lu:%lu\r\n", (unsigned long)first,
             (unsigned long)last);
    return session_find(session, line, STREAM_COMMAND_TIME, uids, count);
}

/* ---- FETCH ---- */

/* What bounce_likely looks at; From alone finds 96 in 100 (notes: 1036 of 1043 with all). */
static const char *const wanted_fields[] = {
    "From",
    "Return-Path",
    "Subject",
    "Content-Type",
    "X-Failed-Recipients",
    "Auto-Submitted",
    "X-MS-Exchange-Message-Is-Ndr",
    "X-MS-Embedded-Report",
    "In-Reply-To", /* the last: only where answers are waited for */
};

static struct mailimap_section *
section_of_fields(const char *const fields[], size_t count)
{
    clist *names = clist_new();
    for (size_t i = 0; names && i < count; i++) {
        char *name = strdup(fields[i]);
        if (name)
            clist_append(names, name);
    }
    struct mailimap_header_list *list = names ? mailimap_header_list_new(names) : NULL;
    return list ? mailimap_section_new_header_fields(list) : NULL;
}

static struct mailimap_section *
section_of_likely(const struct session *session)
{
    return section_of_fields(wanted_fields,
                             sizeof wanted_fields / sizeof wanted_fields[0] -
                                 !session->answers);
}

/* The bytes that a FETCH asks for, and how long it may take. */
struct stretch {
    uint32_t from, most;
    int64_t time; /* ms */
};

static struct mailimap_fetch_type *
fetch_type(struct mailimap_section *section, struct stretch stretch)
{
    struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();
    if (!type)
        return NULL;
    mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
    mailimap_fetch_type_new_fetch_att_list_add(type,
                                               mailimap_fetch_att_new_rfc822_size());
    mailimap_fetch_type_new_fetch_att_list_add(type,
                                               mailimap_fetch_att_new_internaldate());
    mailimap_fetch_type_new_fetch_att_list_add(
        type, mailimap_fetch_att_new_body_peek_section_partial(section, stretch.from,
                                                               stretch.most));
    return type;
}

static int64_t
unix_time(const struct mailimap_date_time *date)
{
    struct tm tm = {
        .tm_mday = date->dt_day,
        .tm_mon = date->dt_month - 1,
        .tm_year = date->dt_year - 1900,
        .tm_hour = date->dt_hour,
        .tm_min = date->dt_min,
        .tm_sec = date->dt_sec,
    };
    int zone = date->dt_zone; /* "+0130" is 130 */
    int64_t seconds = (int64_t)timegm(&tm) - (zone / 100 * 60 + zone % 100) * 60;
    return seconds > 0 ? seconds : 0;
}

static void
take_item(const struct mailimap_msg_att_static *item, struct session_mail *mail)
{
    switch (item->att_type) {
    case MAILIMAP_MSG_ATT_UID:
        mail->uid = item->att_data.att_uid;
        break;
    case MAILIMAP_MSG_ATT_RFC822_SIZE:
        mail->size = item->att_data.att_rfc822_size;
        break;
    case MAILIMAP_MSG_ATT_INTERNALDATE:
        mail->received = unix_time(item->att_data.att_internal_date);
        break;
    case MAILIMAP_MSG_ATT_BODY_SECTION:
        mail->bytes = (struct message_bytes){
            item->att_data.att_body_section->sec_body_part,
            item->att_data.att_body_section->sec_length};
        break;
    default: /* libetpan's numbers are plain ints; the guard lets nothing else through */
        break;
    }
}

static void
take_mails(clist *found, size_t most, session_take *take, void *context)
{
    for (clistiter *at = clist_begin(found); at; at = clist_next(at)) {
        const struct mailimap_msg_att *one = clist_content(at);
        struct session_mail mail = {0};
        for (clistiter *i = clist_begin(one->att_list); i; i = clist_next(i)) {
            const struct mailimap_msg_att_item *item = clist_content(i);
            if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC)
                take_item(item->att_data.att_static, &mail);
        }
        if (mail.bytes.length > most)
            mail.bytes.length = most;
        if (!mail.bytes.at)
            mail.bytes = (struct message_bytes){"", 0};
        if (mail.uid > 0)
            take(context, &mail);
    }
    mailimap_fetch_list_free(found);
}

/* Frees set and section. */
static enum session_result
fetch(struct session *session, struct mailimap_set *set,
      struct mailimap_section *section, struct stretch stretch, session_take *take,
      void *context)
{
    struct mailimap_fetch_type *type = section ? fetch_type(section, stretch) : NULL;
    clist *found = NULL;
    if (!set || !type) {
        trouble_set(&session->stream->trouble, MESSAGE_LOCAL,
                    "There is no memory left.");
        return SESSION_LOST;
    }
    stream_arm(session->stream, stretch.time, STREAM_BUDGET);
    int answer = mailimap_uid_fetch(session->imap, set, type, &found);
    mailimap_fetch_type_free(type);
    mailimap_set_free(set);
    enum session_result result = outcome(session, answer);
    if (result == SESSION_DONE)
        take_mails(found, stretch.most, take, context);
    return result; /* on failure `found` may dangle: it is not touched */
}

static struct mailimap_set *
set_of(const uint32_t *uids, size_t count)
{
    struct mailimap_set *set = mailimap_set_new_empty();
    for (size_t i = 0; set && i < count; i++) {
        size_t last = i;
        while (last + 1 < count && uids[last + 1] == uids[last] + 1)
            last++;
        mailimap_set_add_interval(set, uids[i], uids[last]);
        i = last;
    }
    return set;
}

static const struct stretch header_stretch = {0, SESSION_HEADER_MAX,
                                              STREAM_COMMAND_TIME};

enum session_result
session_headers(struct session *session, const uint32_t *uids, size_t count,
                session_take *take, void *context)
{
    return fetch(session, set_of(uids, count), section_of_likely(session),
                 header_stretch, take, context);
}

enum session_result
session_ids(struct session *session, const uint32_t *uids, size_t count, int64_t time,
            session_take *take, void *context)
{
    static const char *const field[] = {"Message-ID"};
    return fetch(session, set_of(uids, count), section_of_fields(field, 1),
                 (struct stretch){0, SESSION_ID_MAX, time}, take, context);
}

enum session_result
session_owns(struct session *session, const uint32_t *uids, size_t count, int64_t time,
             session_take *take, void *context)
{
    static const char *const fields[] = {"Message-ID", "To", "Cc"};
    return fetch(session, set_of(uids, count), section_of_fields(fields, 3),
                 (struct stretch){0, SESSION_OWN_MAX, time}, take, context);
}

enum session_result
session_headers_from(struct session *session, uint32_t first, session_take *take,
                     void *context)
{
    return fetch(session, mailimap_set_new_interval(first, 0),
                 section_of_likely(session), header_stretch, take, context);
}

enum session_result
session_body(struct session *session, uint32_t uid, session_take *take, void *context)
{
    const struct stretch stretch = {0, SESSION_BODY_MAX, STREAM_COMMAND_TIME};
    return fetch(session, mailimap_set_new_single(uid), mailimap_section_new(NULL),
                 stretch, take, context);
}

enum session_result
session_part(struct session *session, uint32_t uid, uint32_t from, int64_t time,
             session_take *take, void *context)
{
    const struct stretch stretch = {from, MESSAGE_PIECE_MAX, time};
    return fetch(session, mailimap_set_new_single(uid), mailimap_section_new(NULL),
                 stretch, take, context);
}

enum session_result
session_noop(struct session *session, int64_t time)
{
    stream_arm(session->stream, time, STREAM_BUDGET);
    return outcome(session, mailimap_noop(session->imap));
}

/* A new and empty buffer in place of one; without memory the old one stays. */
static void
renew(MMAPString **buffer)
{
    MMAPString *fresh = mmap_string_new("");
    if (!fresh)
        return;
    mmap_string_free(*buffer);
    *buffer = fresh;
}

void
session_slim(struct session *session)
{
    /* They keep the size of the longest reply: 8 KiB for headers, 512 KiB for a mail. */
    renew(&session->imap->imap_stream_buffer);
    renew(&session->imap->imap_response_buffer);
}

void
session_goodbye(struct session *session)
{
    const char *words = session->idle_tag != 0 ? "DONE\r\nbye LOGOUT\r\n"
                                               : "bye LOGOUT\r\n";
    stream_arm(session->stream, 0,
               0); /* no time at all: only what the socket takes now */
    stream_send(session->stream, words, strlen(words));
}

void
session_free(struct session *session)
{
    if (!session)
        return;
    /* Freeing libetpan's session would talk to the server: there is nobody to talk to. */
    if (session->imap->imap_stream) {
        mailstream_close(session->imap->imap_stream);
        session->imap->imap_stream = NULL;
    }
    mailimap_free(session->imap);
    stream_free(session->stream);
    free(session);
}
