/* rules: words and codes that give a cause away, from the particular to the general. */
#ifndef CLASSIFY_RULES_H
#define CLASSIFY_RULES_H

#include "classify/bounce.h"
#include "classify/slice.h"

struct rule {
    const char *id; /* "ms.refused": stable, in logs and bug reports */
    enum bounce_cause cause;
    const char *host;  /* part of the name of the host that speaks; "": any */
    const char *words; /* see pattern.h */
};

/* The first rule that the words fit, said by this host (or ""); NULL: none does. */
const struct rule *rules_words(struct slice words, const char *host);

/* The same with words that name nothing of themselves: "try again later", "denied". */
const struct rule *rules_weak(struct slice words);

/* What an enhanced code means; NULL: nothing certain, or it never decides alone. */
const struct rule *rules_code(struct bounce_code code);

/* What a reply code means where nothing else is known; NULL: nothing. */
const struct rule *rules_reply(struct bounce_code code);

/* Do the words say that the time is over, a state that hides the cause? */
bool rules_expired(struct slice words);

/* Are there words in it that rules know, whatever they mean? */
bool rules_know(struct slice words);

#endif
