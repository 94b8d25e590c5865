/* retry: when to try again, so that nobody is hammered and nobody waits for long.
 *
 * Pure: time and randomness are given. Times are milliseconds of one clock that also runs
 * while the machine sleeps (CLOCK_BOOTTIME), and never 0.
 */
#ifndef IMAP_RETRY_H
#define IMAP_RETRY_H

#include <stdint.h>

enum {
    RETRY_FIRST = 1000,        /* ms before the second try */
    RETRY_CAP = 300 * 1000,    /* ms: a mended network is noticed in five minutes */
    RETRY_STABLE = 300 * 1000, /* ms a session must last to forget the failures:
                                    * some servers accept and drop in an endless ring */
    RETRY_SHORT_MOST = 6,      /* connects in RETRY_SHORT: goodwill of small hosts */
    RETRY_SHORT = 120 * 1000,  /* ms */
    RETRY_LONG_MOST = 24,      /* connects in RETRY_LONG: nine while the waits grow, and
                                * 15 an hour from then on */
    RETRY_LONG = 3600 * 1000,  /* ms */
};

/* The connections made, for the budget: those that a server saw. Zero-initialise. */
struct retry {
    int64_t connects[RETRY_LONG_MOST]; /* a ring; 0: none yet */
    unsigned next;
};

/* How long to wait after so many failures in a row (1 is the first): first, doubled each
 * time up to cap, of which the last quarter is spread by random (any 32 bits). */
int64_t retry_wait(unsigned failures, int64_t first, int64_t cap, uint32_t random);

/* The earliest time, now or later, at which one more connect is within the budget. */
int64_t retry_allowed(const struct retry *retry, int64_t now);

/* Notes a connection made now. */
void retry_connected(struct retry *retry, int64_t now);

#endif
