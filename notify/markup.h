/* markup: a page on its way out. Tags are ours; whatever came from outside is text, by one function.
 *
 *     struct markup page = {.out = out, .room = MARKUP_OUTSIDE_MAX};
 *     markup_put(&page, "<td>");
 *     markup_text(&page, failure->diagnostic);
 *     markup_put(&page, "</td>");
 *
 * No tag and no attribute is ever made of a text: attributes hold literals and our own numbers.
 */
#ifndef NOTIFY_MARKUP_H
#define NOTIFY_MARKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum {
    /* Bytes of text on one page: an ordinary one has 10 KiB. A report of 256 recipients with
     * 4 KiB to each of their facts must not make a page that no browser opens, nor a line that
     * the control socket does not carry. */
    MARKUP_OUTSIDE_MAX = 256 * 1024,
};

struct markup {
    FILE *out;   /* of open_memstream */
    size_t room; /* bytes of text, as it stands on the page, that may still come */
    bool cut;    /* some did not */
};

/* A literal of ours: tags. */
void markup_put(struct markup *markup, const char *literal);

/* Text from anywhere, of any bytes: its signs of markup are written out, and what is not UTF-8, a
 * control or turns the direction of reading becomes U+FFFD. Where `lines`, line breaks and tabs
 * stay what they are; elsewhere they are blanks. Behind the last byte of room there is "…". */
void markup_bytes(struct markup *markup, const void *bytes, size_t length, bool lines);

/* The same of one line that ends with NUL. */
void markup_text(struct markup *markup, const char *text);

#endif
