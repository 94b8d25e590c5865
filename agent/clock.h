/* clock: the two times the agent knows, one to measure by and one to show. */
#ifndef AGENT_CLOCK_H
#define AGENT_CLOCK_H

#include <stdint.h>

enum {
    CLOCK_TEXT_MAX = 64 /* bytes for clock_stamp and clock_words, NUL included */
};

/* Milliseconds of CLOCK_BOOTTIME: goes on during suspend, never jumps. For timers. */
int64_t clock_boot(void);

/* Milliseconds of CLOCK_MONOTONIC: stands still during suspend. Never 0. */
int64_t clock_awake(void);

/* Seconds since 1970 UTC. For people and for the journal, never for timers. */
int64_t clock_now(void);

/* Minutes east of UTC here at that time; fits bounce_moment.zone. context is unused. */
int clock_zone(void *context, int64_t when);

/* "2026-11-21T11:45:59+01:00" (RFC 3339) into ret; "" for 0. */
void clock_stamp(int64_t when, char ret[CLOCK_TEXT_MAX]);

/* "Sat 21 Nov 11:45" into ret, in local time; "" for 0. */
void clock_words(int64_t when, char ret[CLOCK_TEXT_MAX]);

#endif
