/* retry: growing waits with jitter, and a budget of connects. */
#include "imap/retry.h"

/* The last quarter is chance, so that a thousand clients do not come back as one. */
static int64_t
spread(int64_t wait, uint32_t random)
{
    int64_t quarter = wait / 4;
    return wait - quarter + (int64_t)((uint64_t)quarter * random >> 32);
}

int64_t
retry_wait(unsigned failures, int64_t first, int64_t cap, uint32_t random)
{
    int64_t wait = first;
    for (unsigned i = 1; i < failures && wait < cap; i++)
        wait *= 2;
    return spread(wait < cap ? wait : cap, random);
}

int64_t
retry_away(int64_t away, uint32_t random)
{
    int64_t wait = away / 5;
    if (wait < RETRY_FIRST)
        wait = RETRY_FIRST;
    return spread(wait < RETRY_AWAY_CAP ? wait : RETRY_AWAY_CAP, random);
}

int64_t
retry_allowed(const struct retry *retry, int64_t now)
{
    int64_t when = retry->full - (RETRY_BURST - 1) * (int64_t)RETRY_EACH;
    return when > now ? when : now;
}

void
retry_connected(struct retry *retry, int64_t now)
{
    retry->full = (retry->full > now ? retry->full : now) + RETRY_EACH;
}
