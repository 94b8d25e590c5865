/* retry: when to try again, so that nobody is hammered and nobody waits for long.
 *
 * Pure: time and randomness are given. Times are milliseconds of one clock that also runs
 * while the machine sleeps (CLOCK_BOOTTIME), and never 0.
 */
#ifndef IMAP_RETRY_H
#define IMAP_RETRY_H

#include <stdint.h>

enum {
    RETRY_FIRST = 1000,     /* ms before the second try */
    RETRY_CAP = 300 * 1000, /* ms, where a server answers and lets us down each time */
    RETRY_AWAY_CAP = 45 *
                     1000,     /* ms, where nobody answers: with the seconds that a dial
                                 * takes, whoever is back is found within a minute */
    RETRY_STABLE = 300 * 1000, /* ms a session must last to forget the failures: some
                                * servers accept and drop in an endless ring */
    RETRY_BURST = 6,           /* connects at once: goodwill of small hosts */
    RETRY_EACH = 240 * 1000,   /* ms that earn one more: 15 an hour */
};

/* The budget of connects: those that a server saw. Zero-initialise. */
struct retry {
    int64_t full; /* when all of RETRY_BURST may be made again */
};

/* How long to wait after so many failures in a row (1 is the first): first, doubled each
 * time up to cap, of which the last quarter is spread by random (any 32 bits). */
int64_t retry_wait(unsigned failures, int64_t first, int64_t cap, uint32_t random);

/* How long to wait where nobody has answered for so many ms: a fifth of that, so that a
 * short outage costs little and a long one is not asked about all the time; spread as
 * above. It costs no server anything. */
int64_t retry_away(int64_t away, uint32_t random);

/* The earliest time, now or later, at which one more connect is within the budget. */
int64_t retry_allowed(const struct retry *retry, int64_t now);

/* Notes a connection made now. */
void retry_connected(struct retry *retry, int64_t now);

#endif
