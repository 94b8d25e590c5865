/* ask: puts the open questions of a set to the name servers, all at once, within a deadline. */
#include "agent/net/ask.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <resolv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "agent/net/dns.h"

enum {
    AT_ONCE = 24,      /* questions in flight: a home router's forwarder bears more */
    WAIT_FIRST = 1000, /* ms until a question is asked again; then 2 s, then the rest */
    PLACES = ASK_SERVERS_MAX + 1, /* of a question in what poll() waits for */
    TCP_HEAD = 2 /* bytes: the length before a message (RFC 1035, 4.2.2) */
};

/* One question under way. */
struct errand {
    struct lookup *lookup;
    unsigned char question[TCP_HEAD + DNS_QUESTION_MAX];
    size_t length; /* of the question, without its TCP_HEAD */
    uint16_t id;
    int udp[ASK_SERVERS_MAX]; /* one a server asked; -1: not yet, or it cannot be */
    bool dead[ASK_SERVERS_MAX];
    int tcp;     /* -1: none */
    size_t whom; /* the server of tcp */
    bool connected;
    unsigned char *whole; /* TCP_HEAD + what has come over tcp; owned */
    size_t got;
    size_t tries;
    int64_t again, until;      /* ms */
    enum lookup_outcome worst; /* of servers that would not say */
};

static int64_t
now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool
ask_servers(struct ask_servers *ret)
{
    struct __res_state state = {0};
    *ret = (struct ask_servers){0};
    if (res_ninit(&state) < 0)
        return false;
    for (int i = 0; i < state.nscount && ret->count < ASK_SERVERS_MAX; i++) {
        const void *from = &state.nsaddr_list[i];
        socklen_t length = sizeof state.nsaddr_list[i];
        if (state.nsaddr_list[i].sin_family == 0) { /* then it is an IPv6 one */
            from = state._u._ext.nsaddrs[i];
            length = sizeof *state._u._ext.nsaddrs[i];
        }
        if (!from)
            continue;
        memcpy(&ret->at[ret->count], from, length);
        ret->length[ret->count++] = length;
    }
    res_nclose(&state);
    return ret->count > 0;
}

static void
shut(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void
errand_end(struct errand *errand)
{
    for (size_t i = 0; i < ASK_SERVERS_MAX; i++)
        shut(&errand->udp[i]);
    shut(&errand->tcp);
    free(errand->whole);
    *errand = (struct errand){0};
}

static void
errand_close(struct errand *errand, enum lookup_outcome outcome)
{
    if (errand->lookup->outcome == LOOKUP_OPEN)
        errand->lookup->outcome = outcome;
    errand_end(errand);
}

static int
reach(const struct ask_servers *servers, size_t which, int type)
{
    int fd = socket(servers->at[which].ss_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC,
                    0);
    if (fd < 0)
        return -1;
    if (connect(fd, (const struct sockaddr *)&servers->at[which],
                servers->length[which]) == 0 ||
        errno == EINPROGRESS)
        return fd;
    close(fd);
    return -1;
}

/* Asks the next server that is not dead, in turn; false: all are. */
static bool
send_next(struct errand *errand, const struct ask_servers *servers, int64_t now)
{
    for (size_t i = 0; i < servers->count; i++) {
        size_t which = (errand->tries + i) % servers->count;
        int *fd = &errand->udp[which];
        if (errand->dead[which])
            continue;
        if (*fd < 0)
            *fd = reach(servers, which, SOCK_DGRAM);
        if (*fd < 0 ||
            send(*fd, errand->question + TCP_HEAD, errand->length, MSG_NOSIGNAL) < 0) {
            errand->dead[which] = true;
            shut(fd);
            continue;
        }
        errand->tries += i + 1;
        errand->again = now +
                        (errand->tries <= servers->count ? WAIT_FIRST : 2 * WAIT_FIRST);
        return true;
    }
    return false;
}

static bool
errand_begin(struct errand *errand, struct lookup *lookup,
             const struct ask_servers *servers, int64_t now, int64_t until)
{
    *errand = (struct errand){.lookup = lookup, .tcp = -1, .until = until};
    for (size_t i = 0; i < ASK_SERVERS_MAX; i++)
        errand->udp[i] = -1;
    errand->worst = LOOKUP_NOBODY;
    if (getrandom(&errand->id, sizeof errand->id, 0) != sizeof errand->id)
        return false;
    errand->length = dns_question(lookup, errand->id, errand->question + TCP_HEAD);
    errand->question[0] = (unsigned char)(errand->length >> 8);
    errand->question[1] = (unsigned char)errand->length;
    if (errand->length == 0)
        errand_close(errand, LOOKUP_NO_NAME); /* a label of 64 letters: nobody has it */
    else if (!send_next(errand, servers, now))
        errand_close(errand, LOOKUP_NOBODY);
    return true;
}

/* A server would not say: the next one may. */
static void
move_on(struct errand *errand, size_t which, enum lookup_outcome outcome,
        const struct ask_servers *servers, int64_t now)
{
    if (outcome == LOOKUP_FAILED || errand->worst == LOOKUP_NOBODY)
        errand->worst = outcome;
    errand->dead[which] = true;
    shut(&errand->udp[which]);
    bool waiting = false;
    for (size_t i = 0; i < servers->count; i++)
        waiting = waiting || errand->udp[i] >= 0;
    if (!send_next(errand, servers, now) && !waiting)
        errand_close(errand, errand->worst);
}

/* An answer over TCP cannot be had from this server. */
static void
give_up_stream(struct errand *errand, const struct ask_servers *servers, int64_t now)
{
    shut(&errand->tcp);
    free(errand->whole);
    errand->whole = NULL;
    errand->got = 0;
    errand->connected = false;
    move_on(errand, errand->whom, LOOKUP_GARBLED, servers, now);
}

/* ---- UDP ---- */

static bool
take_packet(struct errand *errand, size_t which, const struct ask_servers *servers,
            int64_t now)
{
    static unsigned char packet[DNS_ANSWER_MAX];
    struct lookup *lookup = errand->lookup;
    ssize_t got = recv(errand->udp[which], packet, sizeof packet, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    if (got < 0) { /* nobody listens there */
        move_on(errand, which, LOOKUP_NOBODY, servers, now);
        return true;
    }
    switch (dns_answer(packet, (size_t)got, errand->id, lookup)) {
    case DNS_NO_MEMORY:
        return false;
    case DNS_NOT_MINE:
        return true;
    case DNS_CUT:
        for (size_t i = 0; i < servers->count; i++)
            shut(&errand->udp[i]);
        errand->whom = which;
        errand->tcp = reach(servers, which, SOCK_STREAM);
        if (errand->tcp < 0)
            give_up_stream(errand, servers, now);
        return true;
    case DNS_READ:
        break;
    }
    if (lookup->outcome != LOOKUP_FAILED && lookup->outcome != LOOKUP_REFUSED &&
        lookup->outcome != LOOKUP_GARBLED) {
        errand_end(errand);
        return true;
    }
    enum lookup_outcome outcome = lookup->outcome;
    lookup_clear(lookup);
    move_on(errand, which, outcome, servers, now);
    return true;
}

/* ---- TCP ---- */

/* The question fits into the first packet of a connection. */
static void
put_question(struct errand *errand, const struct ask_servers *servers, int64_t now)
{
    ssize_t size = (ssize_t)errand->length + TCP_HEAD;
    if (send(errand->tcp, errand->question, (size_t)size, MSG_NOSIGNAL) != size)
        give_up_stream(errand, servers, now);
    else
        errand->connected = true;
}

static bool
take_stream(struct errand *errand, const struct ask_servers *servers, int64_t now)
{
    if (!errand->whole)
        errand->whole = malloc(TCP_HEAD + DNS_ANSWER_MAX);
    if (!errand->whole)
        return false;
    size_t whole = TCP_HEAD;
    if (errand->got >= TCP_HEAD)
        whole += (size_t)errand->whole[0] << 8 | errand->whole[1];
    ssize_t got = recv(errand->tcp, errand->whole + errand->got, whole - errand->got,
                       0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    if (got <= 0) {
        give_up_stream(errand, servers, now);
        return true;
    }
    errand->got += (size_t)got;
    if (errand->got < TCP_HEAD)
        return true;
    whole = TCP_HEAD + ((size_t)errand->whole[0] << 8 | errand->whole[1]);
    if (errand->got < whole)
        return true;
    enum dns_result result = dns_answer(errand->whole + TCP_HEAD, whole - TCP_HEAD,
                                        errand->id, errand->lookup);
    if (result == DNS_NO_MEMORY)
        return false;
    if (result == DNS_READ && errand->lookup->outcome != LOOKUP_GARBLED) {
        errand_end(errand);
        return true;
    }
    lookup_clear(errand->lookup);
    give_up_stream(errand, servers, now);
    return true;
}

/* ---- all of them ---- */

/* What to wait for: one entry a server and one for TCP. */
static void
errand_poll(const struct errand *errand, struct pollfd *ret)
{
    for (size_t i = 0; i < ASK_SERVERS_MAX; i++)
        ret[i] = (struct pollfd){.fd = errand->lookup ? errand->udp[i] : -1,
                                 .events = POLLIN};
    ret[ASK_SERVERS_MAX] = (struct pollfd){
        .fd = errand->lookup ? errand->tcp : -1,
        .events = errand->connected ? POLLIN : POLLOUT,
    };
}

static bool
errand_pump(struct errand *errand, const struct pollfd *polled,
            const struct ask_servers *servers, int64_t now)
{
    bool good = true;
    for (size_t i = 0; good && errand->lookup && i < servers->count; i++)
        if (polled[i].revents && errand->udp[i] == polled[i].fd)
            good = take_packet(errand, i, servers, now);
    if (good && errand->lookup && polled[ASK_SERVERS_MAX].revents &&
        errand->tcp == polled[ASK_SERVERS_MAX].fd) {
        if (errand->connected)
            good = take_stream(errand, servers, now);
        else
            put_question(errand, servers, now);
    }
    if (!good || !errand->lookup)
        return good;
    if (now >= errand->until)
        errand_close(errand,
                     errand->worst == LOOKUP_NOBODY ? LOOKUP_SILENT : errand->worst);
    else if (errand->tcp < 0 && now >= errand->again &&
             !send_next(errand, servers, now))
        errand->again = errand->until; /* for those that were asked before */
    return true;
}

static int
patience(const struct errand *errands, int64_t now)
{
    int64_t due = now + ASK_PATIENCE;
    for (size_t i = 0; i < AT_ONCE; i++) {
        if (!errands[i].lookup)
            continue;
        int64_t next = errands[i].until;
        if (errands[i].tcp < 0 && errands[i].again < next)
            next = errands[i].again;
        due = next < due ? next : due;
    }
    return due > now ? (int)(due - now) : 0;
}

/* Fills the free places; gives how many are taken, or -1. */
static int
begin_more(struct errand *errands, const struct ask_servers *servers,
           struct lookups *set, size_t *next, int64_t until)
{
    int busy = 0;
    int64_t now = now_ms();
    for (size_t i = 0; i < AT_ONCE; i++) {
        while (!errands[i].lookup && *next < set->count) {
            struct lookup *lookup = &set->at[(*next)++];
            if (lookup->outcome == LOOKUP_OPEN && lookup->type != LOOKUP_SMTP &&
                !errand_begin(&errands[i], lookup, servers, now, until))
                return -1;
        }
        busy += errands[i].lookup != NULL;
    }
    return busy;
}

bool
ask(const struct ask_servers *servers, struct lookups *set)
{
    static struct errand errands[AT_ONCE];
    struct pollfd polled[AT_ONCE * PLACES];
    size_t next = 0;
    int64_t until = now_ms() + ASK_PATIENCE;
    int busy;
    bool good = true;
    while (good && (busy = begin_more(errands, servers, set, &next, until)) > 0) {
        for (size_t i = 0; i < AT_ONCE; i++)
            errand_poll(&errands[i], polled + i * PLACES);
        if (poll(polled, AT_ONCE * PLACES, patience(errands, now_ms())) < 0 &&
            errno != EINTR)
            good = false;
        int64_t now = now_ms();
        for (size_t i = 0; good && i < AT_ONCE; i++)
            if (errands[i].lookup)
                good = errand_pump(&errands[i], polled + i * PLACES, servers, now);
    }
    for (size_t i = 0; i < AT_ONCE; i++)
        if (errands[i].lookup)
            errand_end(&errands[i]);
    return good && busy == 0;
}
