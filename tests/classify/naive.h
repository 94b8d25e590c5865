/* naive: what a pattern means, told as plainly as can be, to hold phrase.c against. */
#ifndef TESTS_CLASSIFY_NAIVE_H
#define TESTS_CLASSIFY_NAIVE_H

#include "classify/phrase.h"

/* Makes a text of the words ready, one byte at a time; as many as phrase_prepare takes. */
size_t naive_prepare(struct phrase_text *text, struct slice words);

/* Does the alternative fit from start on? Every place is tried, one byte at a time. */
bool naive_fits_at(const char *pattern, const struct phrase_text *text, size_t start,
                   size_t *end);

/* The places from which it fits. */
size_t naive_count(const char *pattern, const struct phrase_text *text);

#endif
