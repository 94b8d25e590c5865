/* idle: our own IDLE (RFC 2177); libetpan's loses the session when EXISTS comes before
 * "+", which is what Outlook.com sends, and sleeps on news that came with it.
 *
 * News are facts of the guard, so none can be lost between two commands: whatever came
 * since the last look shows in session->arrived.
 */
#ifndef IMAP_IDLE_H
#define IMAP_IDLE_H

#include "imap/session.h"

enum {
    IDLE_BUDGET =
        1 << 20 /* bytes in one IDLE: nine minutes of chatter, not of a flood */
};

enum idle_news {
    IDLE_QUIET = 0,
    IDLE_ALIVE,   /* the server said something, but no news */
    IDLE_STIRRED, /* look at the mailbox */
    IDLE_GONE,    /* session->stream->trouble says why */
};

/* Goes into IDLE, or where the server has none, or refuses it, sets idle_useless. The
 * session may then be parked. false: lost. */
bool idle_begin(struct session *session);

/* Takes what came, without waiting; in IDLE or parked without. */
enum idle_news idle_pump(struct session *session);

/* Leaves IDLE if it is on; the server has `time` ms to say that it did. false: lost. */
bool idle_end(struct session *session, int64_t time);

#endif
