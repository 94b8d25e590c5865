/* nudge: bursts of changes become one. */
#include "imap/nudge.h"

void
nudge_note(struct nudge *nudge, int64_t now)
{
    if (nudge->first == 0)
        nudge->first = now;
    nudge->due = now + NUDGE_SETTLE;
    if (nudge->due > nudge->first + NUDGE_MOST)
        nudge->due = nudge->first + NUDGE_MOST;
    if (nudge->last != 0 && nudge->due < nudge->last + NUDGE_APART)
        nudge->due = nudge->last + NUDGE_APART;
}

bool
nudge_due(struct nudge *nudge, int64_t now)
{
    if (nudge->due == 0 || now < nudge->due)
        return false;
    *nudge = (struct nudge){.last = now};
    return true;
}
