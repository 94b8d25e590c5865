/* html: what a reader of the page would see, line by line. */
#ifndef CLASSIFY_HTML_H
#define CLASSIFY_HTML_H

#include "classify/arena.h"
#include "classify/slice.h"

/* The words of a page in UTF-8, never longer than the page. Paragraphs, list items and rows
 * of a table begin a line each, two line ends part paragraphs, cells are parted by a space:
 * "label: value" stays on its line. Character references are characters. Comments, scripts,
 * styles and what a style hides go. Line ends of the source are spaces, but within <pre> and
 * where the page knows no other lines. Tags may be nested to any depth: none is kept. A
 * page in the arena's own memory (decoded, converted) is written over: two are too many. */
struct slice html_text(struct arena *arena, struct slice page);

#endif
