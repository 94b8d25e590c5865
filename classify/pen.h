/* pen: writes into a buffer that may be too small, and counts what it would take. */
#ifndef CLASSIFY_PEN_H
#define CLASSIFY_PEN_H

#include <stddef.h>
#include <stdint.h>

/* size 0: nothing is written, only counted; out may then be NULL. */
struct pen {
    char *out;
    size_t size;
    size_t length; /* bytes so far, without a NUL, written or not */
};

void pen_bytes(struct pen *pen, const char *bytes, size_t length);
void pen_text(struct pen *pen, const char *text);
void pen_number(struct pen *pen, uint64_t number);
/* "07": for hours, minutes and dates. */
void pen_two(struct pen *pen, unsigned number);
/* At most `most` characters of the text; a longer one ends in an ellipsis. */
void pen_clipped(struct pen *pen, const char *text, size_t most);

/* Puts the NUL; where the buffer was too small, before the first broken character. */
void pen_end(struct pen *pen);

/* Characters (not bytes) of a UTF-8 text. */
size_t pen_characters(const char *text, size_t length);

#endif
