/* session: one IMAP session: greeting, login, EXAMINE, searches and fetches. The only files
 * that call libetpan.
 *
 * Nothing here changes a mailbox: EXAMINE and BODY.PEEK alone; session_append adds to one. Every command has an
 * absolute deadline and a budget. A session is of use until a call answers SESSION_LOST;
 * then stream->trouble says why, and session_free is all that is left.
 */
#ifndef IMAP_SESSION_H
#define IMAP_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "imap/messages.h"
#include "imap/sasl.h"
#include "imap/stream.h"

enum {
    SESSION_HEADER_MAX = 8192, /* bytes of a mail's chosen header fields */
    SESSION_BODY_MAX = 262144, /* bytes of a mail (BOUNCE_MAIL_MAX) */
    SESSION_ID_MAX = 2048,     /* bytes of a field Message-ID; twice the longest line */
    SESSION_OWN_MAX =
        16384, /* bytes of it and To and Cc: 300 addresses; where it stands
                                * behind more, it is asked for when it is needed */
};

enum session_result {
    SESSION_DONE = 0,
    SESSION_SAID_NO, /* the server refused; guard.answer says why */
    SESSION_LOST,
};

struct session {
    struct stream *stream;
    struct mailimap *imap;
    uint32_t arrived;  /* the guard's count at the last look: more now is news */
    uint32_t idle_tag; /* of the IDLE that is on; 0: none */
    bool idle_useless; /* the server has no IDLE, or refuses or ends it */
    bool answers;      /* session_headers asks also what a mail answers */
};

/* One mail of a fetch; bytes are the header fields or the body, borrowed for the call. */
struct session_mail {
    uint32_t uid;
    uint32_t size;
    int64_t received; /* UNIX seconds, 0: unknown */
    struct message_bytes bytes;
};
typedef void session_take(void *context, const struct session_mail *mail);

/* Takes over the stream; waits for the greeting and learns what the server can do. NULL:
 * *trouble says why, and the stream is freed. */
struct session *session_open(struct stream *stream, struct trouble *trouble);

/* Signs in. The traces of the secret are wiped. false: lost, or refused, which counts as lost:
 * an access token that is not taken is STALE. */
bool session_login(struct session *session, const struct sasl_proof *proof);

/* Opens the mailbox (UTF-8) for reading. false as session_login. */
bool session_examine(struct session *session, struct message_bytes mailbox);

/* UIDs from first on (0: none of these), and those received on or after the day of since
 * (UNIX seconds, 0: none of these), at most GUARD_FOUND, in no order. One of first and
 * since must be given. The caller frees *uids, which is NULL where there are none. */
enum session_result session_search(struct session *session, uint32_t first,
                                   int64_t since, uint32_t **uids, size_t *count);

/* The same of the UIDs from first to last. */
enum session_result session_range(struct session *session, uint32_t first,
                                  uint32_t last, uint32_t **uids, size_t *count);

/* The fields that bounce_likely needs, of the mails listed. */
enum session_result session_headers(struct session *session, const uint32_t *uids,
                                    size_t count, session_take *take, void *context);

/* The same of all mails from first on; the server may add the last mail of all. */
enum session_result session_headers_from(struct session *session, uint32_t first,
                                         session_take *take, void *context);

/* The first SESSION_BODY_MAX bytes of one mail; take is not called where it is gone. */
enum session_result
session_body(struct session *session, uint32_t uid, session_take *take, void *context);

/* ---- errands: each within `time` ms ---- */

/* What LIST names, all folders, or with special those that say what they are for. */
enum session_result session_list(struct session *session, struct listing *listing,
                                 bool special, int64_t time);

/* Opens a folder (as the server spells it) for reading, in place of the mailbox. */
enum session_result
session_open_folder(struct session *session, const char *folder, int64_t time);

/* Asks how far the UIDs of a folder (as the server spells it) go, without opening it:
 * guard.status_uidvalidity and guard.status_uidnext. */
enum session_result
session_status(struct session *session, const char *folder, int64_t time);

/* What a SEARCH line (with its CRLF) finds; as session_search. */
enum session_result session_find(struct session *session, const char *line,
                                 int64_t time, uint32_t **uids, size_t *count);

/* The field Message-ID of each of these, at most SESSION_ID_MAX bytes of it. */
enum session_result
session_ids(struct session *session, const uint32_t *uids, size_t count, int64_t time,
            session_take *take, void *context);

/* The same with To and Cc, SESSION_OWN_MAX bytes in all, in the mail's own order. */
enum session_result
session_owns(struct session *session, const uint32_t *uids, size_t count, int64_t time,
             session_take *take, void *context);

/* Bytes of one mail from `from` on, MESSAGE_PIECE_MAX at most. */
enum session_result session_part(struct session *session, uint32_t uid, uint32_t from,
                                 int64_t time, session_take *take, void *context);

/* Puts a mail into a folder (as the server spells it), as a draft that was read, with the
 * date of received (UNIX seconds). guard.appended_uid says where, if the server does. `time`:
 * ms for each step, that is the server's leave, each 64 KiB and its answer; `until`, as
 * tick_now: for all of them. */
enum session_result
session_append(struct session *session, const char *folder, int64_t received,
               struct message_bytes mail, int64_t time, int64_t until);

/* The server has `time` ms to answer. */
enum session_result session_noop(struct session *session, int64_t time);

/* Sends "TAG line" past libetpan; line has its CRLF. session_answer waits for the answer. */
bool session_send(struct session *session, const char *line, uint32_t *tag);

/* The same, and the answer must be there within `time` ms. */
bool
session_say(struct session *session, const char *line, int64_t time, uint32_t *tag);

/* Waits for the answer to tag. */
enum session_result session_answer(struct session *session, uint32_t tag);

/* Makes the server's no, or bad, to the last command the session's trouble: "HOST what
 * (its words)". Returns SESSION_LOST. */
enum session_result session_refused(struct session *session, const char *what);

/* Words for a session that is lost: a goodbye said before explains more than the end of
 * the connection. Returns SESSION_LOST. */
enum session_result session_lost(struct session *session);

/* Between two commands: gives back what the buffers of libetpan have grown to. */
void session_slim(struct session *session);

/* Sends LOGOUT without waiting for anything. */
void session_goodbye(struct session *session);

void session_free(struct session *session);

#endif
