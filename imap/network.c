/* network: rtnetlink and a clock that tells of having been set. */
#include "imap/network.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "imap/hash.h"

/* ---- news or known? ---- */

/* Where it is remembered, or NETWORK_KNOWN. */
static unsigned
find(const struct network *network, uint64_t what)
{
    unsigned i = 0;
    while (i < NETWORK_KNOWN && network->known[i] != what)
        i++;
    return i;
}

/* It is there. True: it was not before, as far as we remember. */
static bool
came(struct network *network, uint64_t what)
{
    if (find(network, what) < NETWORK_KNOWN)
        return false;
    network->known[network->next] = what;
    network->next = (network->next + 1) % NETWORK_KNOWN;
    return true;
}

/* It is there no more. What we never heard of was there before we listened. */
static void
went(struct network *network, uint64_t what)
{
    unsigned i = find(network, what);
    if (i < NETWORK_KNOWN)
        network->known[i] = 0;
}

/* ---- rtnetlink ---- */

/* The bytes of one attribute; NULL: it is not there. */
static const void *
attribute(struct rtattr *first, size_t length, unsigned short type, size_t *size)
{
    for (struct rtattr *at = first; RTA_OK(at, length); at = RTA_NEXT(at, length))
        if (at->rta_type == type) {
            *size = RTA_PAYLOAD(at);
            return RTA_DATA(at);
        }
    return NULL;
}

/* A link carries, or does not. Down is no news: what can be done waits for up. */
static bool
link_changed(struct network *network, struct nlmsghdr *message)
{
    struct ifinfomsg *link = NLMSG_DATA(message);
    const unsigned up = IFF_UP | IFF_RUNNING;
    if (message->nlmsg_len < NLMSG_LENGTH(sizeof *link) ||
        (link->ifi_flags & IFF_LOOPBACK) != 0)
        return false;
    uint64_t what = hash_add(HASH_EMPTY, "link", 4);
    what = hash_add(what, &link->ifi_index, sizeof link->ifi_index);
    if (message->nlmsg_type == RTM_NEWLINK && (link->ifi_flags & up) == up)
        return came(network, what);
    went(network, what);
    return false;
}

/* An address that the world can answer to. */
static bool
address_changed(struct network *network, struct nlmsghdr *message)
{
    struct ifaddrmsg *address = NLMSG_DATA(message);
    if (message->nlmsg_len < NLMSG_LENGTH(sizeof *address) ||
        address->ifa_scope >= RT_SCOPE_LINK ||
        (address->ifa_flags & IFA_F_TENTATIVE) != 0)
        return false;
    size_t size = 0;
    const void *bytes = attribute(IFA_RTA(address), IFA_PAYLOAD(message), IFA_ADDRESS,
                                  &size);
    uint64_t what = hash_add(HASH_EMPTY, "address", 7);
    what = hash_add(what, &address->ifa_index, sizeof address->ifa_index);
    if (bytes)
        what = hash_add(what, bytes, size);
    if (message->nlmsg_type == RTM_NEWADDR)
        return came(network, what);
    went(network, what);
    return true; /* who spoke from it is dead */
}

/* A way out into the world. */
static bool
route_changed(struct network *network, struct nlmsghdr *message)
{
    struct rtmsg *route = NLMSG_DATA(message);
    if (message->nlmsg_len < NLMSG_LENGTH(sizeof *route) || route->rtm_dst_len != 0 ||
        route->rtm_table != RT_TABLE_MAIN || route->rtm_type != RTN_UNICAST)
        return false;
    static const unsigned short parts[] = {RTA_GATEWAY, RTA_OIF, RTA_PRIORITY};
    uint64_t what = hash_add(HASH_EMPTY, "route", 5);
    what = hash_add(what, &route->rtm_family, sizeof route->rtm_family);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        size_t size = 0;
        const void *bytes = attribute(RTM_RTA(route), RTM_PAYLOAD(message), parts[i],
                                      &size);
        if (bytes)
            what = hash_add(what, bytes, size);
    }
    if (message->nlmsg_type == RTM_NEWROUTE)
        return came(network, what);
    went(network, what);
    return false;
}

static bool
changed(struct network *network, struct nlmsghdr *message)
{
    switch (message->nlmsg_type) {
    case RTM_NEWLINK:
    case RTM_DELLINK:
        return link_changed(network, message);
    case RTM_NEWADDR:
    case RTM_DELADDR:
        return address_changed(network, message);
    case RTM_NEWROUTE:
    case RTM_DELROUTE:
        return route_changed(network, message);
    default:
        return false;
    }
}

/* Takes one portion; false: there is no more. */
static bool
hear(struct network *network, bool *any, bool *done)
{
    _Alignas(struct nlmsghdr) char bytes[NETWORK_PORTION];
    struct sockaddr_nl from = {0};
    socklen_t room = sizeof from;
    ssize_t got = recvfrom(network->links, bytes, sizeof bytes, MSG_DONTWAIT,
                           (struct sockaddr *)&from, &room);
    if (got < 0 && errno == ENOBUFS) { /* more changed than the socket holds */
        *any = true;
        return true;
    }
    if (got <= 0)
        return false;
    size_t length = from.nl_pid == 0 ? (size_t)got : 0; /* from the kernel alone */
    for (struct nlmsghdr *at = (void *)bytes; NLMSG_OK(at, length);
         at = NLMSG_NEXT(at, length)) {
        *any |= changed(network, at);
        *done |= at->nlmsg_type == NLMSG_DONE || at->nlmsg_type == NLMSG_ERROR;
    }
    return true;
}

bool
network_links(struct network *network)
{
    bool any = false, done = false;
    for (int turn = 0; turn < NETWORK_TURNS && hear(network, &any, &done); turn++)
        continue;
    return any;
}

/* Learns what there is already, so that it is no news when it is told again. */
static void
take_stock(struct network *network)
{
    static const unsigned short questions[] = {RTM_GETLINK, RTM_GETADDR, RTM_GETROUTE};
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        const struct {
            struct nlmsghdr header;
            struct rtgenmsg all;
        } question = {
            .header = {.nlmsg_len = NLMSG_LENGTH(sizeof(struct rtgenmsg)),
                       .nlmsg_type = questions[i],
                       .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
            .all = {.rtgen_family = AF_UNSPEC},
        };
        bool any = false, done = false;
        if (send(network->links, &question, question.header.nlmsg_len, 0) < 0)
            return;
        for (int turn = 0; turn < NETWORK_TURNS && !done; turn++)
            if (!hear(network, &any, &done))
                break;
    }
}

static int
listen_to_kernel(void)
{
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    const struct sockaddr_nl groups = {
        .nl_family = AF_NETLINK,
        .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR |
                     RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE};
    if (fd >= 0 && bind(fd, (const struct sockaddr *)&groups, sizeof groups) < 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

/* ---- the clock ---- */

static int64_t
slept(void)
{
    struct timespec all, awake;
    clock_gettime(CLOCK_BOOTTIME, &all);
    clock_gettime(CLOCK_MONOTONIC, &awake);
    return (all.tv_sec - awake.tv_sec) * (int64_t)1000 +
           (all.tv_nsec - awake.tv_nsec) / 1000000;
}

/* A timer that never fires and tells of the wall clock being set, which the kernel does
 * after each sleep. */
static bool
await_setting(int fd)
{
    const struct itimerspec never = {.it_value.tv_sec = INT32_MAX};
    return timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never,
                           NULL) == 0;
}

bool
network_clock(struct network *network)
{
    uint64_t count;
    ssize_t got = read(network->clock, &count, sizeof count);
    (void)got; /* ECANCELED: set; it stays armed */
    int64_t now = slept(), before = network->asleep;
    network->asleep = now;
    return now - before >= NETWORK_NAP;
}

/* ---- our end ---- */

bool
network_stranded(int fd)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
        struct sockaddr_storage room;
    } ours = {0};
    socklen_t length = sizeof ours;
    if (getsockname(fd, &ours.any, &length) < 0)
        return false;
    if (ours.any.sa_family == AF_INET)
        ours.v4.sin_port = 0;
    else if (ours.any.sa_family == AF_INET6)
        ours.v6.sin6_port = 0;
    else
        return false;
    /* Whoever has the address may bind to it. */
    int probe = socket(ours.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool gone = probe >= 0 && bind(probe, &ours.any, length) < 0 &&
                errno == EADDRNOTAVAIL;
    if (probe >= 0)
        close(probe);
    return gone;
}

void
network_open(struct network *network)
{
    *network = (struct network){.links = listen_to_kernel(), .asleep = slept()};
    if (network->links >= 0)
        take_stock(network);
    network->clock = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    if (network->clock >= 0 && !await_setting(network->clock)) {
        close(network->clock);
        network->clock = -1;
    }
}

void
network_close(struct network *network)
{
    if (network->links >= 0)
        close(network->links);
    if (network->clock >= 0)
        close(network->clock);
}
