/* turn: a worker's turn at the errands of an account, on its one session.
 *
 * A turn is short, so that a mail that comes meanwhile is told soon: after TURN_TIME what is
 * not done waits for the next one. A single command, in which the watch hears nothing, may take a
 * minute; if it takes longer the session is given up, and the watch begins anew as after any
 * break. An upload may take as long as its errand has time, but not a minute without a step.
 *
 *     idle_end(session, ...);
 *     if (turn_take(&errands, session, mailbox, &away) == SESSION_LOST) ... as usual
 *     if (away) ... the watched mailbox is open again, but anew: begin with its news
 */
#ifndef IMAP_TURN_H
#define IMAP_TURN_H

#include <stdbool.h>

#include "imap/errand.h"
#include "imap/session.h"

enum {
    TURN_TIME = 2 * 1000, /* ms: a mail that comes waits no longer, but for a command */
    TURN_COMMAND_LEAST = 1000, /* ms for a command, however little is left */
    TURN_INDEX_TIME =
        10 * 1000, /* ms for a command of an INDEX, which nobody waits for: so long a
                    * server that stands still over it hides new mail */
    TURN_WINDOW = 20000, /* mails of one SEARCH: a server without an index reads so
                                * many headers in a second or two */
    TURN_LISTED = 50000, /* mails whose UIDs come in one reply: half a MiB */
    TURN_BATCH = 200,    /* mails of one FETCH for the index: at 16 KiB each within
                          * STREAM_BUDGET, and what is kept of them within a frame */
};

/* Does what errand_deal handed out. mailbox: the watched one, UTF-8; *away: another folder
 * was open meanwhile. SESSION_LOST: stream->trouble says why. */
enum session_result turn_take(struct errands *errands, struct session *session,
                              struct message_bytes mailbox, bool *away);

#endif
