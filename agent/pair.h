/* pair: what is known of one provider's mail to another: the rules P01 to P12. Pure. */
#ifndef AGENT_PAIR_H
#define AGENT_PAIR_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/history.h"

enum {
    PAIR_CAUSES_MAX = 4
};

/* Names are those of bounce_provider, of a provider or of the company that runs it, parted by
 * "|"; "*": any. Words are a template for bounce_fill. */
struct pair {
    const char *id; /* "P01" */
    const char *mine, *theirs;
    enum bounce_cause causes[PAIR_CAUSES_MAX]; /* BOUNCE_CAUSE_UNKNOWN: none */
    bool unmeasured; /* only where the report does not tell how long it was tried */
    const char *words;
};

/* The rules; index counts from 0, NULL beyond the last. */
const struct pair *pair_rule(size_t index);

/* Does the rule speak of the report? */
bool pair_holds(const struct pair *pair, const struct history *history);

#endif
