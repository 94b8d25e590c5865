/* tag: one tag of a page, and what it does to the words around it. */
#ifndef CLASSIFY_TAG_H
#define CLASSIFY_TAG_H

#include <stdbool.h>

#include "classify/slice.h"

enum tag_does {
    TAG_NOTHING,
    TAG_LINE,      /* begins and ends a line */
    TAG_BREAK,     /* ends the line; the second in a row parts paragraphs */
    TAG_PARAGRAPH, /* begins and ends a paragraph */
    TAG_TABLE,
    TAG_ROW,
    TAG_CELL,
    TAG_PRE,  /* a paragraph whose lines are those of the source */
    TAG_VOID, /* stands alone: it has no content */
    TAG_DROP, /* its content is not for readers */
};

struct tag {
    struct slice name;
    enum tag_does does;
    size_t length; /* "<" and ">" included */
    bool closes;   /* "</p>" */
    bool alone;    /* "<p/>" */
    bool hides;    /* its content, by style or attribute */
};

/* Does a tag begin at this "<"? "<friend@example.com>" written without care does not, nor
 * does "<5.1.1>". */
bool tag_begins(struct slice page);

/* Reads the tag at the start of page, where tag_begins; false: it never ends. A ">" within
 * a quoted value does not end it, unless attributes are not to be looked at. */
bool tag_take(struct slice page, bool attributes, struct tag *tag);

/* How long the content of an element is whose end tag bears the name, elements of that name
 * within it counted where it nests; SLICE_NONE: it never ends. */
size_t tag_content(struct slice page, struct slice name, bool nests);

#endif
