/* restart: when a helper that died is started again. Pure. */
#include "agent/restart.h"

void
restart_born(struct restart *restart, int64_t now)
{
    restart->born = now;
    restart->next = 0;
}

void
restart_healthy(struct restart *restart)
{
    restart->deaths = 0;
}

void
restart_died(struct restart *restart, int64_t now)
{
    if (restart->born && now - restart->born >= RESTART_GOOD)
        restart->deaths = 0;
    int64_t wait = RESTART_FIRST;
    for (unsigned i = 0; i < restart->deaths && wait < RESTART_LAST; i++)
        wait *= 3;
    restart->deaths++;
    restart->born = 0;
    restart->next = now + (wait < RESTART_LAST ? wait : RESTART_LAST);
}

void
restart_left(struct restart *restart, int64_t now)
{
    int64_t paced = restart->born + RESTART_PACE;
    restart->born = 0;
    restart->next = now > paced ? now : paced;
}

bool
restart_due(const struct restart *restart, int64_t now)
{
    return restart->born == 0 && now >= restart->next;
}
