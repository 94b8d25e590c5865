/* inquiry: one domain looked up by ndrwatch-net, in rounds, until all is known or it is late.
 *
 *     struct inquiry_wish wish = {.domain = "example.com", .dice = dice};
 *     inquiry_begin(&inquiry, path, &wish, now);
 *     while (!inquiry.over) { poll(inquiry_poll(&inquiry)); inquiry_pump(&inquiry, now); }
 *     found = domain_judge(&inquiry.question, &inquiry.set);
 *     inquiry_end(&inquiry);
 */
#ifndef AGENT_INQUIRY_H
#define AGENT_INQUIRY_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "agent/child.h"
#include "agent/domain.h"
#include "agent/net/lookup.h"
#include "agent/sender.h"

enum {
    INQUIRY_PATIENCE = 15 * 1000, /* ms in all; a round has 5 s (agent/net/ask.h) */
    INQUIRY_ROUNDS = 12 /* records within records; more is a chain without an end */
};

/* What is wanted; its texts are copied. */
struct inquiry_wish {
    const char *domain;
    uint64_t dice;       /* random bits */
    const char *control; /* as in struct domain_question */
    const struct sender_question *
        sender; /* the domain is one's own: may it send? NULL: whether it takes mail, no more */
};

struct inquiry {
    struct child net;
    char domain[LOOKUP_NAME_MAX];
    char control[LOOKUP_NAME_MAX];
    struct domain_question question; /* its domain and control are those above */
    struct sender_question sender;   /* without a domain: not asked */
    struct lookups set; /* owned; open ones are those not answered in time */
    int64_t deadline;   /* ms; 0: none is under way */
    unsigned rounds;
    bool over; /* no more comes; inquiry_end is due */
};

/* Starts ndrwatch-net, which lies at path. now: ms, as in inquiry_pump. False: could not, or the
 * domain is none; nothing is to be ended. */
bool inquiry_begin(struct inquiry *inquiry, const char *path,
                   const struct inquiry_wish *wish, int64_t now);

/* What to wait for, and no longer than until deadline; fd -1: nothing. */
struct pollfd inquiry_poll(const struct inquiry *inquiry);

/* Takes what has come and asks what is still to be asked; ends it where it is late or makes no
 * sense: then what is known so far counts. Without blocking. */
void inquiry_pump(struct inquiry *inquiry, int64_t now);

/* Its process has been reaped. */
void inquiry_reaped(struct inquiry *inquiry, int64_t now);

/* Kills the process, if it lives, and frees all. The caller waits for net.pid, kept until
 * inquiry_reaped where `reap` is false; else this does. */
void inquiry_end(struct inquiry *inquiry, bool reap);

#endif
