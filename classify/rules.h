/* rules: words and codes that give a cause away, from the particular to the general. */
#ifndef CLASSIFY_RULES_H
#define CLASSIFY_RULES_H

#include "classify/bounce.h"
#include "classify/slice.h"

/* struct bounce_rule is the form of a row; phrase.h says how its phrases are read.
 *
 * What words say, looked at once; NULL: nothing of that kind. */
struct rules_heard {
    const struct bounce_rule *words; /* the first row that names a cause */
    const struct bounce_rule *weak;  /* whose words name nothing: "try again later" */
    /* Whose words say only that the time is over, a state that hides the cause: the other
     * two are looked for without them. */
    const struct bounce_rule *expired;
};

/* What the words say, said by this host (or ""). */
struct rules_heard rules_hear(struct slice words, const char *host);

/* The first of these alone. */
const struct bounce_rule *rules_words(struct slice words, const char *host);

/* What an enhanced code means; NULL: nothing certain, or it never decides alone. */
const struct bounce_rule *rules_code(struct bounce_code code);

/* What the subject of an enhanced code hints at, where no words say more; NULL: nothing. */
const struct bounce_rule *rules_subject(struct bounce_code code);

/* What a reply code means where nothing else is known; NULL: nothing. */
const struct bounce_rule *rules_reply(struct bounce_code code);

/* The row of the words that say only that the time is over, a state that hides the cause;
 * NULL: there are none. */
const struct bounce_rule *rules_expired(struct slice words);

/* The phrases of the row-th row whose words are looked for, from which phrase_rules is made;
 * NULL: there is none. */
const char *rules_pattern(size_t row);

/* Are there words in it that rules know, whatever they mean? */
bool rules_know(struct slice words);

#endif
