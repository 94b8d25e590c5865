/* pace: how soon one more connection may be begun, whichever mailbox it is for.
 *
 * retry.h bounds what one mailbox does to its server; this bounds what all of them do
 * together, when ndrwatch starts, when the network comes back, when a server that holds a
 * thousand of them is restarted. Pure; times as in retry.h.
 */
#ifndef IMAP_PACE_H
#define IMAP_PACE_H

#include <stdint.h>

enum {
    PACE_BURST = 10, /* at once: a person's accounts wait for nothing */
    PACE_GAP = 25, /* ms from one to the next after that: 50 in any second at most, and
                      * 1,000 mailboxes in 25 s */
};

/* Zero-initialise. */
struct pace {
    int64_t full; /* when as much has passed as the connections so far have used up */
};

/* The earliest time, now or later, at which one more may be begun. */
int64_t pace_next(const struct pace *pace, int64_t now);

/* Notes that one is begun now. */
void pace_took(struct pace *pace, int64_t now);

#endif
