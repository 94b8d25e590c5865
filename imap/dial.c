/* dial: staggered connects, first come, first served (RFC 8305). */
#include "imap/dial.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include "imap/cage.h"
#include "imap/tick.h"

enum {
    PORT_ROOM = 8,
    /* A dead path is noticed in 60 + 3 × 15 s, at one packet a minute. */
    KEEPALIVE_IDLE = 60,    /* s */
    KEEPALIVE_BETWEEN = 15, /* s */
    KEEPALIVE_MOST = 3,     /* probes */
    UNACKNOWLEDGED = 60000, /* ms that sent bytes may wait for their ACK */
};

struct race {
    const struct addrinfo *addresses[DIAL_ADDRESSES];
    int fds[DIAL_ADDRESSES]; /* -1: not started, or lost */
    size_t count, started, running;
    int error; /* errno of the last one lost */
};

/* Takes the addresses in the resolver's order, families by turns. */
static void
line_up(struct race *race, const struct addrinfo *found)
{
    const struct addrinfo *first = found, *other = found;
    int family = found->ai_family;
    while (race->count < DIAL_ADDRESSES && (first || other)) {
        while (first && first->ai_family != family)
            first = first->ai_next;
        while (other && other->ai_family == family)
            other = other->ai_next;
        if (first) {
            race->addresses[race->count++] = first;
            first = first->ai_next;
        }
        if (other && race->count < DIAL_ADDRESSES) {
            race->addresses[race->count++] = other;
            other = other->ai_next;
        }
    }
}

/* Starts the next address. */
static void
start(struct race *race)
{
    size_t at = race->started++;
    const struct addrinfo *address = race->addresses[at];
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && connect(fd, address->ai_addr, address->ai_addrlen) < 0 &&
        errno != EINPROGRESS) {
        race->error = errno;
        close(fd);
        fd = -1;
    } else if (fd < 0) {
        race->error = errno;
    }
    race->fds[at] = fd;
    race->running += fd >= 0;
}

/* Waits until one is connected (its index), or one is lost or time for the next has come
 * (count). */
static size_t
wait_for_one(struct race *race, int64_t until, int cancel, bool *cancelled)
{
    struct pollfd polls[DIAL_ADDRESSES + 1];
    for (size_t i = 0; i < race->started; i++)
        polls[i] = (struct pollfd){race->fds[i], POLLOUT, 0};
    polls[race->started] = (struct pollfd){cancel, POLLIN, 0};
    if (poll(polls, race->started + 1, tick_left(until)) <= 0)
        return race->count;
    *cancelled = polls[race->started].revents != 0;
    for (size_t i = 0; i < race->started; i++) {
        if (race->fds[i] < 0 || polls[i].revents == 0)
            continue;
        int error = 0;
        socklen_t length = sizeof error;
        getsockopt(race->fds[i], SOL_SOCKET, SO_ERROR, &error, &length);
        if (error == 0 && (polls[i].revents & POLLOUT) != 0)
            return i;
        race->error = error;
        close(race->fds[i]);
        race->fds[i] = -1;
        race->running--;
    }
    return race->count;
}

/* The index of the winner, or count. */
static size_t
run(struct race *race, int64_t deadline, int cancel)
{
    int64_t next = 0;
    bool cancelled = false;
    while (!cancelled && tick_now() < deadline) {
        bool more = race->started < race->count;
        if (more && (race->running == 0 || tick_now() >= next)) {
            start(race);
            next = tick_now() + DIAL_STAGGER;
            continue;
        }
        if (race->running == 0)
            return race->count;
        int64_t until = more && next < deadline ? next : deadline;
        size_t winner = wait_for_one(race, until, cancel, &cancelled);
        if (winner < race->count)
            return winner;
    }
    race->error = ETIMEDOUT;
    return race->count;
}

static void
prepare(int fd)
{
    const struct {
        int level, name, value;
    } options[] = {
        {SOL_SOCKET, SO_KEEPALIVE, 1},
        {IPPROTO_TCP, TCP_NODELAY, 1},
        {IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE},
        {IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_BETWEEN},
        {IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_MOST},
        {IPPROTO_TCP, TCP_USER_TIMEOUT, UNACKNOWLEDGED},
    };
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        setsockopt(fd, options[i].level, options[i].name, &options[i].value,
                   sizeof options[i].value);
}

int
dial_connect(const char *host, uint16_t port, int cancel, struct trouble *trouble)
{
    char service[PORT_ROOM];
    snprintf(service, sizeof service, "%u", (unsigned)port);
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    if (cage_stale()) {
        /* Nothing is lost by it, as nothing is when this program dies: the agent starts it. */
        fputs(
            "ndrwatch-imap: the files of name resolution were replaced: begins anew to "
            "read them\n",
            stderr);
        _exit(EX_TEMPFAIL);
    }
    int error = getaddrinfo(host, service, &hints, &found);
    if (error != 0) {
        trouble_set(trouble, MESSAGE_UNREACHABLE,
                    "The name %s cannot be looked up (%s). Check your network, and the "
                    "spelling of host.",
                    host, gai_strerror(error));
        return -1;
    }
    struct race race = {.error = ETIMEDOUT};
    line_up(&race, found);
    /* The time begins now: a slow look-up is no reason not to try. */
    size_t winner = run(&race, tick_now() + DIAL_TIME, cancel);
    int fd = -1;
    for (size_t i = 0; i < race.started; i++) {
        if (i == winner)
            fd = race.fds[i];
        else if (race.fds[i] >= 0)
            close(race.fds[i]);
    }
    freeaddrinfo(found);
    if (fd < 0)
        trouble_set(trouble, MESSAGE_UNREACHABLE,
                    "%s does not answer on port %u (%s). Check your network.", host,
                    (unsigned)port, strerror(race.error));
    else
        prepare(fd);
    return fd;
}
