/* nudge: when a changing network has settled enough to look after the connections.
 *
 * Pure. Changes come in bursts (a cable: the link, two addresses, three routes) and some
 * networks flicker. Times are as in retry.h.
 */
#ifndef IMAP_NUDGE_H
#define IMAP_NUDGE_H

#include <stdbool.h>
#include <stdint.h>

enum {
    NUDGE_SETTLE = 400, /* ms of quiet that end a burst; DHCP and IPv6 come apart */
    NUDGE_MOST = 1200,  /* ms that a burst can put it off: people wait for their mail */
    NUDGE_APART = 2 * 1000, /* ms between two: a flickering link is not worth more */
};

/* Zero-initialise. */
struct nudge {
    int64_t first; /* change of the present burst; 0: there is none */
    int64_t last;  /* when the last burst was over; 0: never */
    int64_t due;   /* when this one is; 0: there is none */
};

/* Something changed. */
void nudge_note(struct nudge *nudge, int64_t now);

/* Is it time? Once true, the burst is over. */
bool nudge_due(struct nudge *nudge, int64_t now);

#endif
