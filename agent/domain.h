/* domain: can a domain take mail? What to ask, and what the answers mean, in words. Pure.
 *
 *     do
 *         domain_plan(&question, &lookups);
 *     while (lookups_open(&lookups) > 0 && ask(&lookups)); // ndrwatch-net
 *     struct domain_findings found = domain_judge(&question, &lookups);
 *
 * All of it is only seen from this computer, and the words are to be told with that.
 */
#ifndef AGENT_DOMAIN_H
#define AGENT_DOMAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/net/lookup.h"

enum {
    DOMAIN_TEXT_MAX = 640, /* bytes of one finding's sentences */
    DOMAIN_FINDINGS_MAX = 12,
    DOMAIN_SERVERS_MAX =
        8, /* mail servers looked at: the best ones; real domains have 5 */
};

struct domain_question {
    const char *domain; /* ASCII, lower case: "example.com" */
    uint64_t dice;      /* for names that nobody can have made beforehand */
    const char
        *control; /* its mail servers are knocked at, and for comparison those of this
                          * domain, "": none (door.h); NULL: nobody is */
};

enum domain_grade {
    DOMAIN_GOOD = 0,
    DOMAIN_NOTE,   /* worth knowing; mail may well get through */
    DOMAIN_BAD,    /* mail does not get through */
    DOMAIN_UNSURE, /* could not be judged from here */
};

enum domain_what {
    DOMAIN_TAKES_MAIL = 0,
    DOMAIN_HOST_ONLY,       /* no MX, but an address (RFC 5321, 5.1) */
    DOMAIN_NULL_MX,         /* RFC 7505 */
    DOMAIN_NO_SERVER,       /* it exists, without MX and address */
    DOMAIN_GONE,            /* NXDOMAIN */
    DOMAIN_NO_TOP,          /* nor is there such an end of a name */
    DOMAIN_FAILING,         /* SERVFAIL, and our name server is well */
    DOMAIN_PRIVATE,         /* all mail servers have private addresses */
    DOMAIN_NOWHERE,         /* none of its mail servers has an address */
    DOMAIN_LITERAL,         /* its MX is a number */
    DOMAIN_SERVERS_FAILING, /* nobody answers for the names of its mail servers */
    DOMAIN_ALIAS,           /* besides: an MX is a CNAME (RFC 2181, 10.3) */
    DOMAIN_LIES,            /* the name server answers for what does not exist */
    DOMAIN_NO_ANSWER,       /* no name server answers, or there is none */
    DOMAIN_DOOR, /* besides: what its mail server says, if it is knocked at */
    DOMAIN_WHATS /* one more than the last */
};

struct domain_finding {
    enum domain_what what;
    enum domain_grade grade;
    const char *id; /* "null_mx": stable, for JSON; static */
    char text[DOMAIN_TEXT_MAX];
};

/* The first is the answer, always there; more go with it. */
struct domain_findings {
    size_t count;
    struct domain_finding at[DOMAIN_FINDINGS_MAX];
};

/* Adds to set what is still to be asked, knowing what has been answered. False: no memory. */
bool domain_plan(const struct domain_question *question, struct lookups *set);

/* The best mail servers of an answer, in order; "" for the root. Borrowed from it. */
struct domain_servers {
    const char *host[DOMAIN_SERVERS_MAX];
    size_t count;
};
struct domain_servers domain_servers(const struct lookup *mx);

/* What the answers mean. */
struct domain_findings
domain_judge(const struct domain_question *question, const struct lookups *set);

/* Does mail seem to get through: what somebody who waits for it wants to be told. */
bool domain_works(enum domain_what what);

/* "bad": as in JSON. Static. */
const char *domain_grade_name(enum domain_grade grade);

/* Is it an address that leads nowhere in the Internet: private, loopback, multicast …
 * (RFC 6890)? false: it is none, or a public one. */
bool domain_is_private(const char *address);

#endif
