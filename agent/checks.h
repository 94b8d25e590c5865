/* checks: domains looked up without being asked: those of returned mail that is proven to be one's
 * own, one's own domain where a mail came back for want of proof that it is its sender's, and those
 * that somebody waits for.
 *
 * Nothing else is: a fake report with a domain of its own would learn from our look-up that it
 * was read. Of big providers there is nothing to learn. One at a time, few an hour, and what was
 * looked up within the hour is not looked up again.
 */
#ifndef AGENT_CHECKS_H
#define AGENT_CHECKS_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "agent/inquiry.h"

struct agent;
struct config;
struct place;

enum {
    CHECKS_AN_HOUR = 20, /* domains: LC01 */
    CHECKS_QUEUE_MAX =
        40 /* two hours of them; more is a burst, which one by one explains nothing */
};

/* A domain to be looked up. */
struct checks_wish {
    char domain[LOOKUP_NAME_MAX];
    struct sender_question sender; /* of one's own; else without a domain */
    bool knock;                    /* at its mail servers, too */
    char control[LOOKUP_NAME_MAX]; /* and for comparison at those of this domain */
};

struct checks {
    struct inquiry inquiry; /* under way while its deadline is set */
    pid_t ending;           /* of one that is over: to be reaped; 0: none */
    struct checks_wish queue[CHECKS_QUEUE_MAX];
    size_t queued;
    int64_t begun[CHECKS_AN_HOUR]; /* ms, of the last ones, in a ring */
    size_t next;                   /* in that ring */
    int64_t watch_due;             /* ms: when to ask the journal for watched ones */
    bool owed;                     /* one may answer again, and its line is not told */
    bool missing;                  /* there is no ndrwatch-net: said once */
};

/* A returned mail is in the journal: its domains are queued, if it is one's own and that may be. */
void checks_settled(struct agent *agent, int64_t event);

/* At the start, and where a domain is watched from now on: it is looked at soon. */
void checks_watch(struct agent *agent);

/* What to wait for; fd -1: nothing. */
struct pollfd checks_poll(const struct agent *agent);

/* Begins what is due, takes what has come. */
void checks_pump(struct agent *agent);

/* When checks_pump is due, ms; 0: never. */
int64_t checks_due(const struct agent *agent);

/* Is one under way or about to be: does `run --once` wait for it? */
bool checks_busy(const struct agent *agent);

/* A process has been reaped; true if it was ours. */
bool checks_reaped(struct agent *agent, pid_t pid);

/* Ends all. */
void checks_end(struct agent *agent);

/* Is it a cause (enum bounce_cause) of which a domain's DNS can tell more? */
bool checks_telling(unsigned cause);

/* Is it a cause of which an answer of the mail server itself can tell more? */
bool checks_knocking(unsigned cause);

/* Is it (as idna.h names it) the domain of one of the accounts, and no provider's whose customers have no say in it?
 * asked: a person asks, so that `check_domains = no` does not count. Reads providers.ini. */
bool checks_own(const struct config *config, const struct place *place,
                const char *domain, bool asked);

/* May the domain of a mail to this address, returned for this cause, be looked up? Pure. */
bool checks_wanted(const char *recipient, unsigned cause, bool big);

#endif
