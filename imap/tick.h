/* tick: the one clock of this program, in milliseconds; it runs on while the machine
 * sleeps, so that a session left alone overnight is renewed at once in the morning. */
#ifndef IMAP_TICK_H
#define IMAP_TICK_H

#include <stdint.h>

/* CLOCK_BOOTTIME; never 0. */
int64_t tick_now(void);

/* Milliseconds until then, for poll: at least 0, at most a day. */
int tick_left(int64_t until);

#endif
