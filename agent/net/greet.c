/* greet: what port 25 of an address says: the greeting, EHLO, QUIT, and nothing else. */
#include "agent/net/greet.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    PORT = 25
};

enum stage {
    STAGE_CONNECTING = 0,
    STAGE_GREETING, /* what it says first */
    STAGE_ANSWER,   /* to EHLO */
    STAGE_OVER
};

struct door {
    struct lookup *lookup;
    int fd;
    enum stage stage;
    char line[GREET_LINE_MAX];
    size_t length; /* of the line so far */
    unsigned lines;
};

static int64_t
now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
shut(struct door *door, enum lookup_outcome outcome)
{
    if (door->fd >= 0)
        close(door->fd);
    door->fd = -1;
    door->stage = STAGE_OVER;
    if (door->lookup->outcome == LOOKUP_OPEN)
        door->lookup->outcome = outcome;
}

/* Nobody listens, or there is no way: they are told apart. */
static enum lookup_outcome
outcome_of(int why)
{
    return why == ECONNREFUSED || why == ECONNRESET ? LOOKUP_REFUSED
           : why == ETIMEDOUT                       ? LOOKUP_SILENT
                                                    : LOOKUP_NOBODY;
}

static void
knock(struct door *door)
{
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(PORT)};
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    const char *address = door->lookup->name;
    bool is_six = strchr(address, ':') != NULL;
    void *at = is_six ? (void *)&six.sin6_addr : (void *)&four.sin_addr;
    if (inet_pton(is_six ? AF_INET6 : AF_INET, address, at) != 1) {
        shut(door, LOOKUP_NOBODY);
        return;
    }
    door->fd = socket(is_six ? AF_INET6 : AF_INET,
                      SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int result = -1;
    if (door->fd >= 0)
        result = is_six
                     ? connect(door->fd, (const struct sockaddr *)&six, sizeof six)
                     : connect(door->fd, (const struct sockaddr *)&four, sizeof four);
    if (result < 0 && errno != EINPROGRESS)
        shut(door, outcome_of(errno));
}

/* A line that fits into the first packet; one that does not go out ends it. */
static bool
say(struct door *door, const char *words)
{
    size_t length = strlen(words);
    return send(door->fd, words, length, MSG_NOSIGNAL) == (ssize_t)length;
}

/* By its address: a computer at home has no name that anybody knows (RFC 5321, 4.1.3). */
static bool
say_hello(struct door *door)
{
    struct sockaddr_storage own;
    socklen_t size = sizeof own;
    char address[INET6_ADDRSTRLEN] = "", words[INET6_ADDRSTRLEN + 32];
    if (getsockname(door->fd, (struct sockaddr *)&own, &size) < 0)
        return false;
    bool is_six = own.ss_family == AF_INET6;
    const void *at = is_six
                         ? (const void *)&((const struct sockaddr_in6 *)&own)->sin6_addr
                         : (const void *)&((const struct sockaddr_in *)&own)->sin_addr;
    inet_ntop(own.ss_family, at, address, sizeof address);
    snprintf(words, sizeof words, "EHLO [%s%s]\r\n", is_six ? "IPv6:" : "", address);
    return say(door, words);
}

/* "220 mx.example.com ESMTP", or "220-" where more lines follow. False: no memory. */
static bool
hear_line(struct door *door)
{
    const char *line = door->line;
    bool reply = door->length >= 3 && line[0] >= '2' && line[0] <= '5' &&
                 line[1] >= '0' && line[1] <= '9' && line[2] >= '0' && line[2] <= '9';
    bool first = door->lookup->count == (door->stage == STAGE_ANSWER);
    bool last = door->length < 4 || line[3] != '-';
    bool welcome = line[0] == '2';
    if (!reply || ++door->lines > GREET_LINES_MAX) {
        shut(door, door->lookup->count > 0 ? LOOKUP_FOUND : LOOKUP_GARBLED);
        return true;
    }
    if (first && !lookup_keep(door->lookup, line, door->length))
        return false;
    if (!last)
        return true;
    if (door->stage == STAGE_GREETING && welcome && say_hello(door)) {
        door->stage = STAGE_ANSWER;
        return true;
    }
    say(door, "QUIT\r\n"); /* whoever does not hear it sees us leave */
    shut(door, LOOKUP_FOUND);
    return true;
}

/* Takes what has come. False: no memory. */
static bool
hear(struct door *door)
{
    char bytes[GREET_LINE_MAX];
    ssize_t got = recv(door->fd, bytes, sizeof bytes, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    if (got <= 0) {
        shut(door, door->lookup->count > 0 ? LOOKUP_FOUND
                   : got < 0               ? outcome_of(errno)
                                           : LOOKUP_GARBLED);
        return true;
    }
    for (ssize_t i = 0; i < got && door->stage != STAGE_OVER; i++) {
        if (bytes[i] == '\n') {
            while (door->length > 0 && door->line[door->length - 1] == '\r')
                door->length--;
            if (!hear_line(door))
                return false;
            door->length = 0;
        } else if (door->length < sizeof door->line) {
            door->line[door->length++] = bytes[i];
        } else { /* no line of mail is that long */
            shut(door, door->lookup->count > 0 ? LOOKUP_FOUND : LOOKUP_GARBLED);
        }
    }
    return true;
}

/* A connection that has failed tells so where one listens to it. */
static bool
pump(struct door *door)
{
    if (door->stage == STAGE_CONNECTING)
        door->stage = STAGE_GREETING;
    return hear(door);
}

/* Its time is over: a door that had opened was open. */
static bool
give_up(struct door *door)
{
    bool opened = door->stage != STAGE_CONNECTING;
    bool good = !opened || door->lookup->count > 0 || lookup_keep(door->lookup, "", 0);
    shut(door, opened && good ? LOOKUP_FOUND : LOOKUP_SILENT);
    return good;
}

static size_t
begin(struct lookups *set, struct door doors[GREET_MOST])
{
    size_t count = 0;
    for (size_t i = 0; i < set->count; i++) {
        struct lookup *lookup = &set->at[i];
        if (lookup->type != LOOKUP_SMTP || lookup->outcome != LOOKUP_OPEN)
            continue;
        if (count == GREET_MOST) {
            lookup->outcome = LOOKUP_NOBODY;
            continue;
        }
        doors[count] = (struct door){.lookup = lookup, .fd = -1};
        knock(&doors[count++]);
    }
    return count;
}

bool
greet(struct lookups *set)
{
    struct door doors[GREET_MOST];
    struct pollfd polled[GREET_MOST];
    size_t count = begin(set, doors), open = count;
    int64_t until = now_ms() + GREET_PATIENCE, left;
    bool good = true;
    while (good && open > 0 && (left = until - now_ms()) > 0) {
        open = 0;
        for (size_t i = 0; i < count; i++) {
            bool connecting = doors[i].stage == STAGE_CONNECTING;
            polled[i] = (struct pollfd){.fd = doors[i].fd,
                                        .events = connecting ? POLLOUT : POLLIN};
            open += doors[i].stage != STAGE_OVER;
        }
        if (open == 0)
            break;
        if (poll(polled, count, (int)left) < 0 && errno != EINTR)
            good = false;
        for (size_t i = 0; good && i < count; i++)
            if (doors[i].stage != STAGE_OVER && polled[i].revents)
                good = pump(&doors[i]);
    }
    for (size_t i = 0; i < count; i++)
        if (doors[i].stage != STAGE_OVER)
            good = give_up(&doors[i]) && good;
    return good;
}
