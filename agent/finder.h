/* finder: which server has the mail of an address, and by which name one signs in there. Pure.
 *
 *     struct finder found = {0};
 *     if (!finder_by_address(&providers, address, &found)) {
 *         finder_questions(address, &set);          // and, where the person allows it, ask them
 *         finder_by_lookups(&providers, address, &set, &found);
 *     }
 *
 * Sources: providers.ini; MX; SRV (RFC 6186, RFC 8314); names that are usual. DNS can be forged: what
 * comes from there is shown to the person, and TLS has the last word.
 */
#ifndef AGENT_FINDER_H
#define AGENT_FINDER_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/net/lookup.h"
#include "agent/providers.h"

enum {
    FINDER_HOST_MAX = 256, /* bytes of a name, its NUL included */
    FINDER_USER_MAX = 256, /* of a sign-in name: an address has 254 */
    FINDER_USERS = 2,      /* ways to write it that a provider takes */
};

enum finder_how {
    FINDER_NOT = 0,
    FINDER_KNOWN,  /* the address's domain is in providers.ini */
    FINDER_BY_MX,  /* the domain's mail is taken in by servers of a provider we know */
    FINDER_BY_SRV, /* the domain says it in its DNS */
    FINDER_BY_ITSELF, /* the domain says it on a web page of its own (autoconfig) */
    FINDER_GUESSED,   /* there is a host with a usual name */
};

struct finder {
    enum finder_how how;
    const struct providers_row *row; /* NULL: of no provider that we know; borrowed */
    char host[FINDER_HOST_MAX];
    unsigned port;
    bool starttls;
    char users[FINDER_USERS][FINDER_USER_MAX]; /* in order; the second one may be "" */
};

/* By providers.ini. False: nobody there has it; *ret is untouched, as in all of these. */
bool finder_by_address(const struct providers *providers, const char *address,
                       struct finder *ret);

/* Adds what is to be asked of the address's domain. False: it is none, or no memory. */
bool finder_questions(const char *address, struct lookups *set);

/* By the answers to them: MX, SRV, then hosts with usual names. */
bool finder_by_lookups(const struct providers *providers, const char *address,
                       const struct lookups *set, struct finder *ret);

/* By the row of a provider. False: it has no server, or none of its words fit. */
bool
finder_by_row(const struct providers_row *row, const char *address, struct finder *ret);

/* By what a person types: "HOST" or "HOST:PORT". False: it is neither. A host that a provider of
 * ours has gives its row. */
bool finder_by_host(const struct providers *providers, const char *address,
                    const char *typed, struct finder *ret);

/* A short name for an account at this provider or domain, as [account NAME] takes it. */
void
finder_name(const struct finder *found, const char *address, char *ret, size_t size);

#endif
