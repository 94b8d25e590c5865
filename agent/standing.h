/* standing: how an account stands, in one sentence for a person. Pure but for the time zone.
 *
 *     "Watching since 11:45."
 *     "Spectrum refused the password at 12:03; it will not be tried again until you change it."
 */
#ifndef AGENT_STANDING_H
#define AGENT_STANDING_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/providers.h"

enum {
    STANDING_MAX = 1280, /* bytes: what imap says (TROUBLE_TEXT), and when */
    STANDING_WHO = 64,   /* bytes of a provider's name, or of a host, in a sentence */
};

/* What is known. Texts are borrowed; "" where there is none. */
struct standing {
    const char *account;             /* "home" */
    const char *host;                /* of its server */
    const struct providers_row *row; /* whose server that is; NULL: nobody's we know */
    bool tokens;                     /* it signs in with tokens, not with a password */
    bool office;                     /* somebody looks after it */
    uint64_t state, fault, cause, poll; /* as in STATE (imap/messages.h) */
    int64_t since, next, now;           /* UNIX seconds; next 0: no try is planned */
    const char *text;                   /* imap's own words */
};

/* Writes the sentence, or two. */
void standing_sentence(const struct standing *standing, char ret[STANDING_MAX]);

/* As whom people know the provider: "Spectrum", where they sign in "Microsoft", else the host. */
void
standing_who(const struct standing *standing, bool signs_in, char ret[STANDING_WHO]);

/* Does it pass by itself, at once? A token was too old, and a fresh one is on its way: nobody need
 * hear of it. */
bool standing_is_passing(uint64_t state, uint64_t fault);

/* Can only the person mend it? */
bool standing_needs_person(uint64_t state, uint64_t fault);

/* Ids for --json. */
const char *standing_fault(uint64_t fault);
const char *standing_cause(uint64_t cause);

#endif
