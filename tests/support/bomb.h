/* bomb: mails made to cost much, of any size: nested, repeated, never closed.
 *
 * Each kind is a beginning, something repeated until the size is reached, and an end. Each
 * wears several coats, since a bomb that the gate turns away costs nothing. */
#ifndef TESTS_BOMB_H
#define TESTS_BOMB_H

#include <stddef.h>

enum bomb_coat {
    BOMB_BARE = 0, /* the mail itself, and no report */
    BOMB_REPORT,   /* the mail itself, in the header of a report */
    BOMB_TEXT,     /* what a report tells people */
    BOMB_HTML,     /* the same as a page */
    BOMB_STATUS,   /* the report's fields (message/delivery-status) */
    BOMB_ORIGINAL, /* the mail that came back */
    BOMB_COATS,
};

/* How many kinds there are; they are numbered from 0. */
size_t bomb_kinds(void);
const char *bomb_name(size_t kind);
const char *bomb_coat_name(enum bomb_coat coat);

/* Writes a mail of exactly size bytes, at least 1024; out has room for them. */
void bomb_make(size_t kind, enum bomb_coat coat, size_t size, char *out);

#endif
