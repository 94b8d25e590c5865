/* word: a piece of a line of the configuration: where it begins and ends, and what it may be.
 * Pure; the bytes stay where they are. */
#ifndef AGENT_WORD_H
#define AGENT_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WORD_NAME_MAX = 64,  /* bytes of an account's name */
    WORD_SHOWN_MAX = 40, /* bytes of the file's own words repeated in a sentence */
    WORD_FAR = 3         /* edits: not what was meant */
};

struct word {
    const char *at; /* a line comes without its end */
    size_t length;
    unsigned number; /* of its line, from 1 */
};

/* Without the blanks around it. */
struct word word_trimmed(struct word word);

/* Is it exactly this name? */
bool word_equals(const struct word *word, const char *name);

/* The column, in characters from 1, of a place in the line. */
size_t word_column(const struct word *line, const char *at);

/* Length of the UTF-8 character at the start of bytes, 0 where there is none (RFC 3629). */
size_t word_character(const unsigned char *at, size_t length);

/* How much of it goes into a sentence, for "%.*s": never a whole line. */
int word_shown(const struct word *word);

/* Edits between it and the name (Levenshtein); WORD_FAR or more where far apart. */
unsigned word_distance(const struct word *word, const char *name);

/* Could it be the name of a server, a mail address, the name of an account? */
bool word_is_host(const struct word *word);
bool word_is_address(const struct word *word);
bool word_is_name(const struct word *word);

/* Reads it as a number from least to most, which has at most five digits. False: it is none,
 * *ret is untouched. */
bool word_number(const struct word *word, unsigned least, unsigned most, unsigned *ret);

#endif
