/* page: lines of a terminal: words wrapped at a width, indented, with marks and colours. */
#ifndef NOTIFY_PAGE_H
#define NOTIFY_PAGE_H

#include <stdbool.h>
#include <stdio.h>

struct page {
    FILE *out; /* of open_memstream */
    unsigned width;
    bool colour;
};

/* SGR numbers, ECMA-48 section 8.3.117. */
enum page_ink {
    PAGE_PLAIN = 0,
    PAGE_BOLD = 1,
    PAGE_DIM = 2,
    PAGE_RED = 31,
    PAGE_GREEN = 32,
    PAGE_YELLOW = 33,
};

/* On a stream of open_memstream. width 0 is RENDER_WIDTH; any other is brought into its limits. */
struct page page_on(FILE *out, unsigned width, bool colour);

/* Ends that stream: *ret is its text, the caller's to free. False: memory ran out. */
bool page_finish(FILE *out, char **text, char **ret);

/* The text in an ink; without colour just the text. */
void page_ink(const struct page *page, enum page_ink ink, const char *text);

/* Writes words in an ink: goes on at `column` of a line already begun and ends it; words that do not fit go on the
 * next lines, from column `indent` on. A line break within the text is kept. */
void page_wrap(const struct page *page, enum page_ink ink, unsigned column,
               unsigned indent, const char *text);

/* Columns the text takes in a terminal: 0 for combining marks, 2 for East Asian wide
 * letters and pictures. */
unsigned page_columns(const char *text, size_t length);

#endif
