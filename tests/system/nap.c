/* nap: linked into a copy of ndrwatch-imap, whose machine then sleeps for eight hours at
 * each SIGUSR1: its clock jumps, its timers come due, and the kernel's word that the clock was set comes.
 *
 * All else is real. No test can put the machine to sleep; that the kernel says so
 * is for tests/imap/test_network.c.
 */
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum {
    NAP = 8 * 3600 /* s */
};

static atomic_int slept; /* s */
static int word = -1;    /* stands for the timer that is told */

int __real_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);
int __real_timerfd_create(int clock, int flags);
int __wrap_timerfd_create(int clock, int flags);
int __real_timerfd_settime(int fd, int flags, const struct itimerspec *to,
                           struct itimerspec *before);
int __wrap_timerfd_settime(int fd, int flags, const struct itimerspec *to,
                           struct itimerspec *before);

int
__wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
    int result = __real_clock_gettime(clock, now);
    if (clock == CLOCK_BOOTTIME)
        now->tv_sec += slept;
    return result;
}

/* The loop's own timer is the kernel's, whose clock has not slept. */
static int timer = -1;
static struct itimerspec due;

static void
arm(void)
{
    struct itimerspec awake = due;
    if (due.it_value.tv_sec != 0 || due.it_value.tv_nsec != 0)
        awake.it_value.tv_sec -= slept;
    if (awake.it_value.tv_sec < 0)
        awake.it_value = (struct timespec){0, 1}; /* past: at once */
    __real_timerfd_settime(timer, TFD_TIMER_ABSTIME, &awake, NULL);
}

static void
nap(int signal)
{
    const uint64_t one = 1;
    (void)signal;
    slept += NAP;
    arm();
    ssize_t put = write(word, &one, sizeof one);
    (void)put;
}

int
__wrap_timerfd_create(int clock, int flags)
{
    if (clock != CLOCK_REALTIME)
        return __real_timerfd_create(clock, flags);
    word = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    signal(SIGUSR1, nap);
    return word;
}

int
__wrap_timerfd_settime(int fd, int flags, const struct itimerspec *to,
                       struct itimerspec *before)
{
    (void)flags;
    (void)before;
    if (fd == word)
        return 0;
    timer = fd;
    due = *to;
    arm();
    return 0;
}
