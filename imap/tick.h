/* tick: the one clock of this program, in milliseconds; it runs on while the machine
 * sleeps, so that a session left alone overnight is renewed at once in the morning. */
#ifndef IMAP_TICK_H
#define IMAP_TICK_H

#include <stdint.h>
#include <time.h>

/* CLOCK_BOOTTIME; never 0. */
int64_t tick_now(void);

/* That moment, for a timer of CLOCK_BOOTTIME; 0 stays 0, which disarms it. */
struct timespec tick_moment(int64_t when);

/* Milliseconds until then, for poll: at least 0, at most a day. */
int tick_left(int64_t until);

#endif
