/* test_network: what the kernel tells of links, addresses, routes and the clock.
 *
 * In a network namespace of its own. The two clocks that tell of a sleep are played: no
 * test can put the machine to sleep. That the kernel says when the clock was set, which it
 * does after each sleep, is asked of the kernel where that is allowed, by setting it a
 * nanosecond on.
 */
#include "tests/support/check.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <net/route.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#include "imap/network.h"

static int64_t played; /* ms that the machine is said to have slept */

int __real_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);

int
__wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
    int result = __real_clock_gettime(clock, now);
    if (clock == CLOCK_BOOTTIME)
        now->tv_sec += (time_t)(played / 1000);
    return result;
}

/* ---- a network of our own ---- */

static int control = -1;

static bool
write_all(const char *path, const char *words)
{
    FILE *file = fopen(path, "w");
    return file && fputs(words, file) >= 0 && fclose(file) == 0;
}

static bool
alone(void)
{
    unsigned user = getuid();
    char map[64];
    snprintf(map, sizeof map, "0 %u 1", user);
    if (unshare(CLONE_NEWNET) < 0 && (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0 ||
                                      !write_all("/proc/self/uid_map", map)))
        return false;
    control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    return control >= 0;
}

static struct sockaddr_in
place(const char *address)
{
    struct sockaddr_in there = {.sin_family = AF_INET};
    inet_pton(AF_INET, address, &there.sin_addr);
    return there;
}

/* Gives the link its address, or takes it ("0.0.0.0"). */
static void
set_address(const char *link, const char *address)
{
    struct ifreq request = {0};
    struct sockaddr_in there = place(address);
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", link);
    memcpy(&request.ifr_addr, &there, sizeof there);
    assert_int_equal(ioctl(control, SIOCSIFADDR, &request), 0);
}

static void
set_link(const char *link, bool up)
{
    struct ifreq request = {0};
    snprintf(request.ifr_name, sizeof request.ifr_name, "%s", link);
    assert_int_equal(ioctl(control, SIOCGIFFLAGS, &request), 0);
    request.ifr_flags = (short)(up ? request.ifr_flags | IFF_UP
                                   : request.ifr_flags & ~IFF_UP);
    assert_int_equal(ioctl(control, SIOCSIFFLAGS, &request), 0);
}

static void
set_route(unsigned long what, const char *through)
{
    struct rtentry route = {.rt_flags = RTF_UP | RTF_GATEWAY};
    struct sockaddr_in gateway = place(through), all = place("0.0.0.0");
    memcpy(&route.rt_gateway, &gateway, sizeof gateway);
    memcpy(&route.rt_dst, &all, sizeof all);
    memcpy(&route.rt_genmask, &all, sizeof all);
    assert_int_equal(ioctl(control, what, &route), 0);
}

/* ---- the checks ---- */

static struct network network;

static bool
news(void)
{
    return network_links(&network);
}

static int
set_up(void **state)
{
    *state = alone() ? &network : NULL;
    if (*state) {
        set_link("lo", true);
        network_open(&network);
    }
    return 0;
}

static int
tear_down(void **state)
{
    if (*state)
        network_close(&network);
    if (control >= 0)
        close(control);
    return 0;
}

#define NEEDS_A_NETWORK(state)                                                         \
    if (!*(state))                                                                     \
    skip()

/* What comes is news once; what goes and comes again is news again. */
static void
addresses_and_routes(void **state)
{
    NEEDS_A_NETWORK(state);
    assert_true(network.links >= 0);
    assert_false(news());
    set_address("lo:1", "192.0.2.1");
    assert_true(news());
    assert_false(news());
    set_route(SIOCADDRT, "192.0.2.1");
    assert_true(news());
    set_route(SIOCDELRT, "192.0.2.1"); /* no road out: what can be done waits for one */
    assert_false(news());
    set_route(SIOCADDRT, "192.0.2.1");
    assert_true(news());
    set_link("lo", true); /* said again, no news */
    assert_false(news());
    set_link("lo:1", false); /* who spoke from it is dead */
    assert_true(news());
    assert_false(news());
}

/* Our end of the connection is gone, or is not. */
static void
stranded(void **state)
{
    NEEDS_A_NETWORK(state);
    set_address("lo:1", "192.0.2.2");
    struct sockaddr_in ours = place("192.0.2.2"), theirs = place("127.0.0.1");
    theirs.sin_port = htons(9);
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (const struct sockaddr *)&ours, sizeof ours), 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&theirs, sizeof theirs), 0);
    assert_false(network_stranded(fd));
    set_link("lo:1", false);
    assert_true(network_stranded(fd));
    set_address("lo:1", "192.0.2.2");
    assert_false(network_stranded(fd));
    set_link("lo:1", false);
    close(fd);

    int pair[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    assert_false(network_stranded(pair[0])); /* no address: none to lose */
    close(pair[0]);
    close(pair[1]);
    assert_false(network_stranded(-1));
    network_links(&network); /* heard */
}

/* Summer time, a wrong clock set right by years, and naps: only sleep counts. */
static void
the_clock(void **state)
{
    NEEDS_A_NETWORK(state);
    // clang-format off
    static const struct { const char *name; int64_t slept; bool matters; } rows[] = {
        {"set, forward or back", 0, false}, {"a moment", NETWORK_NAP - 1000, false},
        {"a nap", NETWORK_NAP, true},       {"set after the nap", 0, false},
        {"a night", 8 * 3600 * 1000, true}, {"a month", 30 * (int64_t)86400 * 1000, true},
        {"set again", 0, false},
    };
    // clang-format on
    assert_true(network.clock >= 0);
    for (size_t i = 0; i < COUNT(rows); i++) {
        played += rows[i].slept;
        if (network_clock(&network) != rows[i].matters)
            fail_msg("%s", rows[i].name);
    }
}

static void
the_kernel_tells(void **state)
{
    NEEDS_A_NETWORK(state);
    struct pollfd clock = {network.clock, POLLIN, 0};
    assert_int_equal(poll(&clock, 1, 0), 0);
    struct timex step = {.modes = ADJ_SETOFFSET | ADJ_NANO, .time.tv_usec = 1};
    if (clock_adjtime(CLOCK_REALTIME, &step) < 0)
        skip(); /* may not set the clock here */
    assert_int_equal(poll(&clock, 1, 1000), 1);
    assert_false(network_clock(&network)); /* set, but not slept */
    assert_int_equal(poll(&clock, 1, 0), 0);
    step.modes = ADJ_SETOFFSET | ADJ_NANO; /* the kernel has written its own */
    step.time = (struct timeval){0, 1};
    assert_true(clock_adjtime(CLOCK_REALTIME, &step) >= 0);
    assert_int_equal(poll(&clock, 1, 1000), 1); /* and tells the next time, too */
    assert_false(network_clock(&network));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_and_routes),
        cmocka_unit_test(stranded),
        cmocka_unit_test(the_clock),
        cmocka_unit_test(the_kernel_tells),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
