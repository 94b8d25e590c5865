/* tick: CLOCK_BOOTTIME in milliseconds. */
#include "imap/tick.h"

enum {
    DAY = 86400 * 1000
};

int64_t
tick_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + 1;
}

struct timespec
tick_moment(int64_t when)
{
    return (struct timespec){.tv_sec = (time_t)(when / 1000),
                             .tv_nsec = (long)(when % 1000 * 1000000)};
}

int
tick_left(int64_t until)
{
    int64_t left = until - tick_now();
    if (left < 0)
        return 0;
    return left > DAY ? DAY : (int)left;
}
