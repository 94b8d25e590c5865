/* test_dial: one connection out of many addresses, and what is set on it. */
#include "tests/support/check.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "imap/dial.h"
#include "imap/tick.h"

/* ---- a resolver that says what it is told ---- */

enum {
    MOST = 20
};

struct answer {
    struct addrinfo info;
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address;
};

static const char *const *said; /* addresses, NULL at the end */
static uint16_t said_port;      /* of those that listen; the others' is theirs */
static struct answer answers[MOST];

int __wrap_getaddrinfo(const char *host, const char *service,
                       const struct addrinfo *hints, struct addrinfo **found);
void __wrap_freeaddrinfo(struct addrinfo *found);

int
__wrap_getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
                   struct addrinfo **found)
{
    (void)host;
    (void)service;
    assert_int_equal(hints->ai_socktype, SOCK_STREAM);
    size_t count = 0;
    for (; said[count]; count++) {
        struct answer *answer = &answers[count];
        memset(answer, 0, sizeof *answer);
        bool v6 = strchr(said[count], ':') != NULL;
        answer->info.ai_family = v6 ? AF_INET6 : AF_INET;
        answer->info.ai_addr = &answer->address.any;
        answer->info.ai_addrlen = v6 ? sizeof answer->address.v6
                                     : sizeof answer->address.v4;
        answer->address.any.sa_family = v6 ? AF_INET6 : AF_INET;
        if (v6) {
            inet_pton(AF_INET6, said[count], &answer->address.v6.sin6_addr);
            answer->address.v6.sin6_port = htons(said_port);
        } else {
            inet_pton(AF_INET, said[count], &answer->address.v4.sin_addr);
            answer->address.v4.sin_port = htons(said_port);
        }
        if (count > 0)
            answers[count - 1].info.ai_next = &answer->info;
    }
    *found = &answers[0].info;
    return count > 0 ? 0 : EAI_NONAME;
}

void
__wrap_freeaddrinfo(struct addrinfo *found)
{
    assert_ptr_equal(found, &answers[0].info);
}

/* ---- places to connect to ---- */

struct place {
    int listener, fill[2];
};

/* Binds; the port is the one given, or a free one, which is given back. */
static int
bound(const char *address, uint16_t *port)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } there = {0};
    bool v6 = strchr(address, ':') != NULL;
    socklen_t length = v6 ? sizeof there.v6 : sizeof there.v4;
    there.any.sa_family = v6 ? AF_INET6 : AF_INET;
    if (v6) {
        inet_pton(AF_INET6, address, &there.v6.sin6_addr);
        there.v6.sin6_port = htons(*port);
    } else {
        inet_pton(AF_INET, address, &there.v4.sin_addr);
        there.v4.sin_port = htons(*port);
    }
    int fd = socket(there.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (fd < 0 || bind(fd, &there.any, length) < 0) {
        close(fd);
        return -1;
    }
    getsockname(fd, &there.any, &length);
    *port = ntohs(v6 ? there.v6.sin6_port : there.v4.sin_port);
    return fd;
}

/* A port that listens at the first address; at the others, nothing. */
static int
listening(const char *address, uint16_t *port, int backlog)
{
    int fd = bound(address, port);
    assert_true(fd >= 0);
    assert_int_equal(listen(fd, backlog), 0);
    return fd;
}

/* A place that drops each SYN, as a firewall does: its queue is full and nobody takes from
 * it. false: this machine has no such address. */
static bool
black_hole(const char *address, uint16_t port, struct place *ret)
{
    struct place place = {bound(address, &port), {-1, -1}};
    if (place.listener < 0 || listen(place.listener, 0) < 0)
        return false;
    struct sockaddr_storage there;
    socklen_t length = sizeof there;
    getsockname(place.listener, (struct sockaddr *)&there, &length);
    for (size_t i = 0; i < COUNT(place.fill); i++) {
        place.fill[i] = socket(there.ss_family,
                               SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        connect(place.fill[i], (const struct sockaddr *)&there, length);
    }
    *ret = place;
    return true;
}

static void
fill_in(struct place *place)
{
    close(place->listener);
    for (size_t i = 0; i < COUNT(place->fill); i++)
        close(place->fill[i]);
}

static int
family_of(int fd)
{
    struct sockaddr_storage ours;
    socklen_t length = sizeof ours;
    assert_int_equal(getsockname(fd, (struct sockaddr *)&ours, &length), 0);
    return ours.ss_family;
}

static int
dial(const char *const *addresses, uint16_t port, int64_t *took)
{
    struct trouble trouble = {0};
    said = addresses;
    said_port = port;
    int64_t began = tick_now();
    int fd = dial_connect("mail.example.org", port, -1, &trouble);
    *took = tick_now() - began;
    assert_int_equal(fd < 0, trouble.fault != MESSAGE_FINE);
    return fd;
}

/* The next descriptor there is: none was forgotten where it stays the same. */
static int
next_free(void)
{
    int fd = dup(0);
    close(fd);
    return fd;
}

/* ---- the checks ---- */

/* A silent connection is asked after 60 s, three times, and sent bytes wait no longer. */
static void
what_is_set(void **unused)
{
    (void)unused;
    // clang-format off
    static const struct { int level, name, value; } options[] = {
        {SOL_SOCKET, SO_KEEPALIVE, 1},       {IPPROTO_TCP, TCP_NODELAY, 1},
        {IPPROTO_TCP, TCP_KEEPIDLE, 60},     {IPPROTO_TCP, TCP_KEEPINTVL, 15},
        {IPPROTO_TCP, TCP_KEEPCNT, 3},       {IPPROTO_TCP, TCP_USER_TIMEOUT, 60000},
    };
    // clang-format on
    uint16_t port = 0;
    int listener = listening("127.0.0.1", &port, 5);
    int64_t took;
    int fd = dial((const char *const[]){"127.0.0.1", NULL}, port, &took);
    assert_true(fd >= 0);
    for (size_t i = 0; i < COUNT(options); i++) {
        int value = -1;
        socklen_t length = sizeof value;
        assert_int_equal(
            getsockopt(fd, options[i].level, options[i].name, &value, &length), 0);
        assert_int_equal(value, options[i].value);
    }
    assert_true((fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
    assert_true((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
    close(fd);
    close(listener);
}

/* IPv6 leads nowhere: IPv4 is tried beside it after a moment, and whoever lost is closed;
 * however many addresses of the dead family the name has first. */
static void
a_family_in_a_black_hole(void **unused)
{
    (void)unused;
    uint16_t port = 0;
    int listener = listening("127.0.0.1", &port, 5), before;
    struct place hole;
    int64_t took;
    if (!black_hole("::1", port, &hole)) {
        close(listener);
        skip();
    }
    before = next_free();
    int fd = dial((const char *const[]){"::1", "127.0.0.1", NULL}, port, &took);
    assert_int_equal(family_of(fd), AF_INET);
    assert_true(took >= DIAL_STAGGER); /* IPv6 had its chance */
    assert_true(took < 10 * DIAL_STAGGER);
    close(fd);
    fd = dial((const char *const[]){"::1", "::1", "::1", "::1", "::1", "::1", "::1",
                                    "::1", "::1", "::1", "::1", "127.0.0.1", NULL},
              port, &took);
    assert_int_equal(family_of(fd), AF_INET);
    assert_true(took < 10 * DIAL_STAGGER); /* by turns: it is the second */
    close(fd);
    assert_int_equal(next_free(), before);
    fill_in(&hole);
    close(listener);
}

/* Takes one port at all of closed, and listens at it at open; whatever a neighbour has is left to
 * him, and another port tried. */
static int
everywhere(const char *const closed[], size_t count, const char *open, int taken[],
           uint16_t *port)
{
    for (int tries = 0; tries < 50; tries++) {
        *port = 0;
        int listener = listening(open, port, 5);
        size_t have = 0;
        while (have < count && (taken[have] = bound(closed[have], port)) >= 0)
            have++;
        if (have == count)
            return listener;
        close(listener);
        while (have-- > 0)
            close(taken[have]);
    }
    fail_msg("no port is free at all addresses");
    return -1;
}

/* Who is refused is not waited for. */
static void
refused_by_many(void **unused)
{
    (void)unused;
    /* Taken and not listened at, so that no neighbour's server answers there. */
    static const char *const closed[] = {"127.0.0.1", "127.0.0.2", "127.0.0.3",
                                         "127.0.0.4", "127.0.0.5", "127.0.0.6",
                                         "127.0.0.7", "127.0.0.8"};
    int taken[COUNT(closed)];
    uint16_t port = 0;
    int listener = everywhere(closed, COUNT(closed), "127.0.0.9", taken, &port);
    int before = next_free();
    int64_t took;
    int fd = dial((const char *const[]){"127.0.0.1", "127.0.0.2", "127.0.0.3",
                                        "127.0.0.4", "127.0.0.5", "127.0.0.6",
                                        "127.0.0.7", "127.0.0.8", "127.0.0.9", NULL},
                  port, &took);
    assert_true(fd >= 0);
    assert_true(took < 8 * DIAL_STAGGER);
    close(fd);
    /* More than are tried: the ninth would have answered, the twentieth is not asked. */
    const char *many[MOST + 1] = {NULL};
    for (size_t i = 0; i < MOST; i++)
        many[i] = i < DIAL_ADDRESSES ? "127.0.0.1" : "127.0.0.9";
    assert_int_equal(dial(many, port, &took), -1);
    assert_int_equal(next_free(), before);
    for (size_t i = 0; i < COUNT(closed); i++)
        close(taken[i]);
    close(listener);
}

/* Whoever leaves does not wait for an answer. */
static void
leaving(void **unused)
{
    (void)unused;
    uint16_t port = 0;
    struct place hole;
    struct trouble trouble = {0};
    close(listening("127.0.0.1", &port, 0));
    assert_true(black_hole("127.0.0.1", port, &hole));
    said = (const char *const[]){"127.0.0.1", NULL};
    said_port = port;
    int cancel = eventfd(1, EFD_CLOEXEC);
    int64_t began = tick_now();
    assert_int_equal(dial_connect("mail.example.org", port, cancel, &trouble), -1);
    assert_true(tick_now() - began < DIAL_TIME / 2);
    close(cancel);
    fill_in(&hole);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_set),
        cmocka_unit_test(a_family_in_a_black_hole),
        cmocka_unit_test(refused_by_many),
        cmocka_unit_test(leaving),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
