/* spf: who may send mail for a domain, by its SPF record (RFC 7208): is the record sound, and does
 * it allow a server's address? Pure.
 *
 *     do
 *         spf = spf_read(domain, address, &lookups); // adds what is still to be asked
 *     while (lookups_open(&lookups) > 0 && ask(&lookups)); // ndrwatch-net
 */
#ifndef AGENT_SPF_H
#define AGENT_SPF_H

#include <stdbool.h>

#include "agent/net/lookup.h"

enum {
    SPF_LOOKUPS_MAX = 10, /* RFC 7208, 4.6.4: with more, the record is void */
    SPF_VOIDS_MAX = 2,    /* and with more of them that find nothing */
    SPF_COUNTED = 20,     /* look-ups counted; a record with more is "20 or more" */
    SPF_DETAIL = 200,     /* bytes */
};

enum spf_state {
    SPF_SOUND = 0,
    SPF_UNKNOWN,       /* an answer is missing, or cannot be judged */
    SPF_NONE,          /* there is no record */
    SPF_SEVERAL,       /* more than one, which makes all of them void (RFC 7208, 4.5) */
    SPF_BROKEN,        /* detail is the term that nobody understands */
    SPF_LEADS_NOWHERE, /* detail is a domain that it includes, and that has no record */
    SPF_TOO_LONG,      /* it asks for more than SPF_LOOKUPS_MAX */
    SPF_TOO_EMPTY,     /* more than SPF_VOIDS_MAX of them find nothing; detail is one */
    SPF_OPEN,          /* "+all": everybody may send in this domain's name */
};

/* What it says of the address (RFC 7208, 2.6). */
enum spf_verdict {
    SPF_SAYS_NOTHING = 0, /* neutral, no record, or no address was asked about */
    SPF_PASSES,
    SPF_SOFTLY_FAILS,
    SPF_FAILS,
    SPF_UNDECIDED, /* void, or an answer is missing */
};

struct spf {
    enum spf_state state;
    enum spf_verdict verdict;
    unsigned lookups, voids;        /* up to SPF_COUNTED */
    char detail[SPF_DETAIL];        /* see the states; "" else */
    char record[LOOKUP_RECORD_MAX]; /* of the domain itself; "" */
};

/* Reads the record of a domain as far as the set has answers, and adds to it what is missing.
 * address: "192.0.2.7", "2001:db8::7", or "" where only the record counts. */
struct spf spf_read(const char *domain, const char *address, struct lookups *set);

#endif
