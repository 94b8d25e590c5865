/* slice: borrowed bytes from outside. They become text in text_keep only.
 *
 * Words to compare with are ours: ASCII, lower case, NUL-terminated. Bytes from outside
 * fit them in either case. */
#ifndef CLASSIFY_SLICE_H
#define CLASSIFY_SLICE_H

#include <stdbool.h>
#include <stddef.h>

struct slice {
    const unsigned char *at;
    size_t length;
};

/* "Nowhere", for the functions that find. */
#define SLICE_NONE ((size_t)-1)

/* ASCII only, whatever the locale. */
unsigned char slice_lower(unsigned char c);
bool slice_blank(unsigned char c); /* space, tab, CR, LF and their like */
bool slice_digit(unsigned char c);
bool slice_alnum(unsigned char c);

struct slice slice_of(const char *text);
bool slice_is(struct slice slice, const char *word);
bool slice_same(struct slice a, struct slice b);
bool slice_starts(struct slice slice, const char *word);
bool slice_ends(struct slice slice, const char *word);

/* Where word is first met, or SLICE_NONE. */
size_t slice_find(struct slice slice, const char *word);
bool slice_has(struct slice slice, const char *word);
/* Does it hold one of the words, a list that NULL ends? */
bool slice_has_one(struct slice slice, const char *const *words);
/* Where the byte is first met, or SLICE_NONE. */
size_t slice_at(struct slice slice, unsigned char byte);

/* The bytes from an offset on, or up to one; past the end is the end. */
struct slice slice_from(struct slice slice, size_t offset);
struct slice slice_to(struct slice slice, size_t offset);
struct slice slice_trim(struct slice slice);

/* Takes the next line off rest and gives it without its end (LF, CRLF, CRCRLF). */
struct slice slice_line(struct slice *rest);
/* Takes what stands before the next such byte off rest, and the byte too. */
struct slice slice_cut(struct slice *rest, unsigned char byte);
/* What reaches from the start of a to the end of b, both of one text. */
struct slice slice_span(struct slice a, struct slice b);

#endif
