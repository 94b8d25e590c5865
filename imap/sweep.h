/* sweep: how far a look through a whole mailbox has come, window by window.
 *
 * A window is a range of UIDs, asked for by one search. What it holds is bounded by its width,
 * so no answer is long; where UIDs are sparse the windows grow. Pure.
 *
 *     sweep_begin(&sweep, 7, 1, 100000);
 *     while (sweep_on(&sweep)) {
 *         ... search sweep.next to sweep_last(&sweep), look at what is found
 *         sweep_done(&sweep, count);
 *     }
 */
#ifndef IMAP_SWEEP_H
#define IMAP_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SWEEP_FIRST = 256,   /* UIDs of a window: new mail waits for no more than these */
    SWEEP_MOST = 1 << 16 /* 720 KB of an answer, within GUARD_SEARCH */
};

/* Zero-initialise: no sweep is on. */
struct sweep {
    uint32_t uidvalidity;
    uint32_t next, to; /* UIDs still to be looked at; next > to or to 0: none */
    uint32_t width;    /* of the present window */
    uint32_t at; /* every UID of the range up to it has been looked at; 0: none yet */
};

void sweep_begin(struct sweep *sweep, uint32_t uidvalidity, uint32_t from, uint32_t to);

bool sweep_on(const struct sweep *sweep);

/* The last UID of the present window. */
uint32_t sweep_last(const struct sweep *sweep);

/* The first UID of the present window that is still to be looked at. */
uint32_t sweep_first(const struct sweep *sweep);

/* The window, which held so many mails, has been looked at. */
void sweep_done(struct sweep *sweep, size_t count);

#endif
