/* restart: when a helper that died is started again. Pure.
 *
 * The first time almost at once, since most deaths are accidents; then with growing waits. A
 * helper that lived RESTART_GOOD ms, or did a piece of work, has earned a clean sheet. One that
 * ended without a fault of its own begins again at once, if it has lived RESTART_PACE ms.
 */
#ifndef AGENT_RESTART_H
#define AGENT_RESTART_H

#include <stdbool.h>
#include <stdint.h>

enum {
    RESTART_FIRST = 200,      /* ms */
    RESTART_LAST = 60 * 1000, /* ms: nobody waits longer for a helper that is mended */
    RESTART_GOOD = 60 * 1000, /* ms of life */
    RESTART_PACE = 5 *
                   1000, /* ms from start to start: no loop is fast, whatever ends it */
};

struct restart {
    unsigned deaths; /* in a row */
    int64_t born;    /* ms; 0: not running */
    int64_t next;    /* ms when it is due; 0: running, or never tried: now */
};

/* It has been started. */
void restart_born(struct restart *restart, int64_t now);
/* It has shown to be healthy. */
void restart_healthy(struct restart *restart);
/* It has died, or could not be started; sets next. */
void restart_died(struct restart *restart, int64_t now);
/* It has ended without a fault of its own; sets next. */
void restart_left(struct restart *restart, int64_t now);
/* Is it to be started now? */
bool restart_due(const struct restart *restart, int64_t now);

#endif
