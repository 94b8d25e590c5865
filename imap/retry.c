/* retry: growing waits with jitter, and a budget of connects. */
#include "imap/retry.h"

int64_t
retry_wait(unsigned failures, int64_t first, int64_t cap, uint32_t random)
{
    int64_t wait = first;
    for (unsigned i = 1; i < failures && wait < cap; i++)
        wait *= 2;
    if (wait > cap)
        wait = cap;
    /* Spread, so that a thousand clients do not come back as one. */
    int64_t spread = wait / 4;
    return wait - spread + (int64_t)((uint64_t)spread * random >> 32);
}

/* When the connect that was made so many connects ago leaves the window. */
static int64_t
window_opens(const struct retry *retry, unsigned most, int64_t window)
{
    unsigned at = (retry->next + RETRY_LONG_MOST - most) % RETRY_LONG_MOST;
    return retry->connects[at] == 0 ? 0 : retry->connects[at] + window;
}

int64_t
retry_allowed(const struct retry *retry, int64_t now)
{
    int64_t soon = window_opens(retry, RETRY_SHORT_MOST, RETRY_SHORT);
    int64_t late = window_opens(retry, RETRY_LONG_MOST, RETRY_LONG);
    int64_t when = soon > late ? soon : late;
    return when > now ? when : now;
}

void
retry_connected(struct retry *retry, int64_t now)
{
    retry->connects[retry->next] = now;
    retry->next = (retry->next + 1) % RETRY_LONG_MOST;
}
