/* pace: a bucket of PACE_BURST connections that fills by one each PACE_GAP. */
#include "imap/pace.h"

int64_t
pace_next(const struct pace *pace, int64_t now)
{
    int64_t when = pace->full - (int64_t)(PACE_BURST - 1) * PACE_GAP;
    return when > now ? when : now;
}

void
pace_took(struct pace *pace, int64_t now)
{
    pace->full = (pace->full > now ? pace->full : now) + PACE_GAP;
}
