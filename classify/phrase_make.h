/* phrase_make: from patterns to the table that finds them, when ndrwatch is built. */
#ifndef CLASSIFY_PHRASE_MAKE_H
#define CLASSIFY_PHRASE_MAKE_H

#include "classify/phrase.h"

/* Ours are a third of that. A table that grows out of one fails to build, and says so. */
enum {
    PHRASE_MAKE_WORDS = 256 * 1024,
    PHRASE_MAKE_PHRASES = 8192,
    PHRASE_MAKE_ANCHORS = 32768,
    /* Spellings of one anchor: "%" has ten, the edge of a word five. */
    PHRASE_MAKE_SPELLINGS = 100,
};

/* A table and what it is made of. */
struct phrase_make {
    struct phrase_table table; /* into the rest of this */
    size_t words_length, phrase_count, anchor_count, row_count;
    char words[PHRASE_MAKE_WORDS];
    struct phrase phrases[PHRASE_MAKE_PHRASES];
    struct phrase_anchor anchors[PHRASE_MAKE_ANCHORS];
    uint16_t slots[PHRASE_SLOTS + 1];
    uint64_t sieve[PHRASE_SIEVE / 64];
    const char *wrong; /* the pattern that cannot be taken; NULL: none */
    const char *why;
    /* How often codes follow each other in the patterns, the sample of the language. */
    uint32_t pairs[PHRASE_CODES * PHRASE_CODES];
    uint32_t triples[PHRASE_CODES * PHRASE_CODES * PHRASE_CODES];
};

/* Makes the table of the patterns that row gives from 0 on, up to NULL. The same patterns
 * make the same table everywhere. make is the caller's, all zeros, and stays in its place.
 * False: a pattern is wrong, see there. */
bool phrase_make_table(struct phrase_make *make, const char *(*row)(size_t));

#endif
