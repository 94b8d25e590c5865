/* rules: words and codes that give a cause away, from the particular to the general. */
#ifndef CLASSIFY_RULES_H
#define CLASSIFY_RULES_H

#include "classify/bounce.h"
#include "classify/slice.h"

/* struct bounce_rule is the form of a row; phrase.h says how its phrases are read.
 *
 * The first rule that the words fit, said by this host (or ""); NULL: none does. */
const struct bounce_rule *rules_words(struct slice words, const char *host);

/* The same with words that name nothing of themselves: "try again later", "denied". */
const struct bounce_rule *rules_weak(struct slice words);

/* What an enhanced code means; NULL: nothing certain, or it never decides alone. */
const struct bounce_rule *rules_code(struct bounce_code code);

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
