/* tick_hasty: the clock of imap/tick.h at thirty times the speed, so that each deadline and each wait of the real
 * ndrwatch-imap passes in a test. It is linked in place of tick.c into the tests' own program and into no other. */
#include "imap/tick.h"

enum {
    HASTE = 30,          /* tests/system/hostile.py has the same number */
    PAUSE = 1000 * 1000, /* ns of a real millisecond */
};

/* Of the real clock, ns. */
static int64_t
real_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000 * PAUSE + now.tv_nsec;
}

int64_t
tick_now(void)
{
    return real_now() * HASTE / PAUSE + 1;
}

/* Rounded up, or a timer would come a moment too soon, again and again. */
struct timespec
tick_moment(int64_t when)
{
    int64_t real = (when * PAUSE + HASTE - 1) / HASTE;
    return (struct timespec){.tv_sec = (time_t)(real / (1000 * PAUSE)),
                             .tv_nsec = (long)(real % (1000 * PAUSE))};
}

int
tick_left(int64_t until)
{
    int64_t left = (until - tick_now() + HASTE - 1) / HASTE;
    return left < 0 ? 0 : (int)left;
}
