/* progress: how far a long run is, for who waits at a terminal. */
#include "agent/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    EVERY = 200000000, /* nanoseconds between two lines: eyes follow no faster */
    SECOND = 1000000000,
    BAR = 40, /* columns */
};

struct progress
progress_begin(void)
{
    const char *term = getenv("TERM");
    struct progress progress = {
        .on = isatty(STDERR_FILENO) && !(term && strcmp(term, "dumb") == 0),
    };
    clock_gettime(CLOCK_MONOTONIC, &progress.next);
    progress.next.tv_sec++;
    return progress;
}

/* Is it time for the next line? */
static bool
due(struct progress *progress)
{
    struct timespec now;
    if (!progress->on || clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return false;
    const struct timespec *next = &progress->next;
    if (now.tv_sec < next->tv_sec ||
        (now.tv_sec == next->tv_sec && now.tv_nsec < next->tv_nsec))
        return false;
    progress->shown = true;
    progress->next = now;
    progress->next.tv_nsec += EVERY;
    if (progress->next.tv_nsec >= SECOND) {
        progress->next.tv_nsec -= SECOND;
        progress->next.tv_sec++;
    }
    return true;
}

void
progress_tell(struct progress *progress, size_t mails, size_t returned)
{
    if (due(progress))
        fprintf(stderr, "\r%zu mails, %zu returned\033[K", mails, returned);
}

void
progress_share(struct progress *progress, double share, size_t mails, size_t returned)
{
    static const char full[] = "########################################"; /* BAR */
    if (!due(progress))
        return;
    int bar = share <= 0 ? 0 : share >= 1 ? BAR : (int)(share * BAR);
    fprintf(stderr, "\r[%.*s%*s] %3d %%  %zu mails, %zu returned\033[K", bar, full,
            BAR - bar, "", (int)(share * 100), mails, returned);
}

void
progress_clear(struct progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
    progress->shown = false;
}
