/* domains: what was last looked up of a domain, and which domains are watched; in the journal. */
#ifndef AGENT_DOMAINS_H
#define AGENT_DOMAINS_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/domain.h"
#include "agent/journal.h"
#include "agent/net/lookup.h"

enum {
    DOMAINS_FRESH = 60 * 60,          /* seconds: a look-up is not repeated sooner */
    DOMAINS_KEEP = 90 * 24 * 60 * 60, /* seconds: older than any report it explains */
    DOMAINS_FACTS_MAX = 64 * 1024,    /* bytes of what is kept of one */
    DOMAINS_TOLD_MAX = DOMAIN_TEXT_MAX + 100,
    DOMAINS_WATCHED_MAX = 20, /* watched at one time: people wait for few */
};

struct domains_row {
    char domain[LOOKUP_NAME_MAX];
    int64_t checked;              /* UNIX seconds; 0: not yet */
    int64_t watched;              /* since when; 0: it is not */
    struct domain_findings found; /* where checked */
};

/* The row of a domain. False with why 0: there is none, or what is kept makes no sense. */
bool domains_read(struct journal *journal, const char *domain, struct domains_row *ret);

/* Keeps what was looked up, and forgets what is older than DOMAINS_KEEP. */
bool domains_keep(struct journal *journal, const struct domain_question *question,
                  const struct lookups *set, int64_t now);

/* Begins to watch it (since > 0), or ends that (0). False with why 0: DOMAINS_WATCHED_MAX are. */
bool domains_watch(struct journal *journal, const char *domain, int64_t since);

/* Calls each for every watched one. */
bool domains_watched(struct journal *journal,
                     void (*each)(void *context, const struct domains_row *row),
                     void *context);

/* What is known of it, with when and from where: "Seen from this computer on Sat 21 Nov 11:45: …".
 * "" where nothing is, or only what is older than `since`. */
void domains_told(struct journal *journal, const char *domain, int64_t since,
                  char ret[DOMAINS_TOLD_MAX]);

#endif
