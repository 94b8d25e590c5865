/* pattern: small patterns that replies fit, in time that grows with their length.
 *
 * A pattern is lower case, alternatives parted by "|". In it "%" is a digit, "{1-4}" one
 * of these, "*" any bytes but at most PATTERN_GAP_MAX, "~" the edge of a word. All else is
 * itself. The text is looked at in lower case, blanks as one space, quotes as "'", with a
 * space at both ends. */
#ifndef CLASSIFY_PATTERN_H
#define CLASSIFY_PATTERN_H

#include <stdint.h>

#include "classify/slice.h"

enum {
    PATTERN_TEXT_MAX = 1536, /* bytes of a reply that are looked at; few pass 600 */
    PATTERN_GAP_MAX = 60,    /* a "*" spans a few words, never a sentence or two */
};

/* A text made ready for patterns. */
struct pattern_text {
    char at[PATTERN_TEXT_MAX + 4];
    size_t length;
    uint64_t pairs
        [64]; /* which pairs of bytes are in it, hashed: most patterns cannot fit */
};

void pattern_prepare(struct pattern_text *text, struct slice words);

/* Does one of the alternatives fit somewhere? */
bool pattern_fits(const struct pattern_text *text, const char *pattern);

/* Takes out all that the pattern fits. */
void pattern_cut(struct pattern_text *text, const char *pattern);

#endif
