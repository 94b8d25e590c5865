/* fill: a template becomes text; a sentence whose facts are missing disappears whole. The
 * public side is bounce_fill and bounce_headline; advise.h lists the placeholders. */
#ifndef CLASSIFY_FILL_H
#define CLASSIFY_FILL_H

#include <stdbool.h>

#include "classify/fact.h"
#include "classify/pen.h"

enum {
    FILL_WORDS_MAX = 16384, /* bytes of a template looked at; ours have under 1200 */
    FILL_TAG_MAX = 40,      /* bytes within braces; a longer brace is plain text */
};

/* Writes the filled template. False: at least one sentence lacked a fact and was left out. */
bool fill_words(const char *words, const struct facts *facts, struct pen *pen);

#endif
