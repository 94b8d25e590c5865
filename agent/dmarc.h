/* dmarc: what a domain asks others to do with mail in its name that neither SPF nor DKIM vouches
 * for (RFC 7489). Pure; asked in rounds as in spf.h.
 */
#ifndef AGENT_DMARC_H
#define AGENT_DMARC_H

#include "agent/net/lookup.h"

enum {
    DMARC_WALK_MAX = 5 /* names asked: no domain of a person has more labels */
};

enum dmarc_state {
    DMARC_SOUND = 0, /* policy says what */
    DMARC_UNKNOWN,   /* an answer is missing */
    DMARC_NONE,
    DMARC_SEVERAL, /* which makes all of them void (RFC 7489, 6.6.3) */
    DMARC_BROKEN,  /* without a policy that anybody knows */
};

struct dmarc {
    enum dmarc_state state;
    char policy[12];          /* "none", "quarantine", "reject"; "" */
    char at[LOOKUP_NAME_MAX]; /* whose record it is: the domain, or one above it */
    char record[LOOKUP_RECORD_MAX];
};

/* Reads it as far as the set has answers, and adds what is missing. A domain without a record
 * has that of the nearest one above it, and its policy for subdomains. */
struct dmarc dmarc_read(const char *domain, struct lookups *set);

#endif
