/* sender: may one's own domain send the mail that came back? What to ask of SPF, DMARC, the DKIM
 * key and the sending server's name, and what the answers mean, in words. Pure.
 *
 *     if (sender_of(bounce, failure, &question) && it is one's own)
 *         do
 *             sender_plan(&question, &lookups);
 *         while (lookups_open(&lookups) > 0 && ask(&lookups)); // ndrwatch-net
 *     found = sender_judge(&question, &lookups);
 *
 * All of it is only seen from this computer, and the words are to be told with that.
 */
#ifndef AGENT_SENDER_H
#define AGENT_SENDER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "agent/domain.h"
#include "agent/net/lookup.h"
#include "classify/bounce.h"

enum {
    SENDER_ADDRESS_MAX = 46, /* bytes of an address: INET6_ADDRSTRLEN */
    SENDER_TEXT_MAX = 480,   /* bytes of what a person reads */
    SENDER_EXACT_MAX = 1600, /* bytes of what a postmaster reads, with a record */
    SENDER_FINDINGS_MAX = 5, /* one of each kind */
    SENDER_TOLD_MAX = 2 * SENDER_TEXT_MAX + 100
};

struct sender_question {
    char domain[LOOKUP_NAME_MAX]; /* one's own; "": nothing is asked */
    char key
        [LOOKUP_NAME_MAX]; /* "s1._domainkey.example.com", of the mail's signature; "" */
    char address[SENDER_ADDRESS_MAX]; /* of the server it came from; "" */
    bool lists; /* ask public lists about that address, too: opt-in (lists.h) */
};

/* What a finding is about. */
enum sender_kind {
    SENDER_SPF = 0,
    SENDER_DKIM,
    SENDER_DMARC,
    SENDER_NAME,  /* of the server */
    SENDER_LISTS, /* that name the server */
    SENDER_KINDS
};

struct sender_finding {
    enum sender_kind kind;
    enum domain_grade grade;
    const char *id;               /* "spf_none": stable, for JSON; static */
    char text[SENDER_TEXT_MAX];   /* for a person */
    char exact[SENDER_EXACT_MAX]; /* for whoever runs the domain; "": nothing to do */
};

struct sender_findings {
    size_t count;
    struct sender_finding at[SENDER_FINDINGS_MAX];
};

/* Is it a cause (enum bounce_cause) that has to do with who may send for a domain? */
bool sender_telling(unsigned cause);

/* Does a finding of this kind tell something of that cause? What a reply does not speak of is not
 * spoken of. */
bool sender_bears(enum sender_kind kind, unsigned cause);

/* What to ask about a mail that came back: its From, the key of its signature where that is of the
 * same domain, the address that the reply names. False: it names no domain, or is returned for
 * another cause. Whether the domain is one's own, the caller knows. */
bool sender_of(const struct bounce *bounce, const struct bounce_failure *failure,
               struct sender_question *ret);

/* Adds to set what is still to be asked, knowing what has been answered. */
void sender_plan(const struct sender_question *question, struct lookups *set);

/* What the answers mean: the worst first. What was not asked is added to set, open. */
struct sender_findings
sender_judge(const struct sender_question *question, struct lookups *set);

/* {"id":"spf_none","kind":"spf","grade":"bad","text":…,"exact":…}: a new reference; NULL: no
 * memory. */
json_t *sender_finding_json(const struct sender_finding *finding);

#endif
