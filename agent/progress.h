/* progress: how far a long run is, for who waits at a terminal. */
#ifndef AGENT_PROGRESS_H
#define AGENT_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct progress {
    bool on;    /* standard error is a terminal that can take a line back */
    bool shown; /* there is a line to take back */
    struct timespec next;
};

/* The first line comes after a second: short runs show none. */
struct progress progress_begin(void);

/* Shows "1200 mails, 3 returned" on standard error, a few times a second at most. */
void progress_tell(struct progress *progress, size_t mails, size_t returned);

/* The same with a bar: how much of it, from 0 to 1. */
void
progress_share(struct progress *progress, double share, size_t mails, size_t returned);

/* Takes the line back: before anything else is said, and at the end. */
void progress_clear(struct progress *progress);

#endif
