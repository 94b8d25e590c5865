/* html: what a reader of the page would see, line by line. */
#ifndef CLASSIFY_HTML_H
#define CLASSIFY_HTML_H

#include "classify/arena.h"
#include "classify/slice.h"

/* Never longer than the page. Tags that end a line become one, cells are parted by a
 * space, character references are characters; scripts, styles and comments go. A page in
 * the arena's own memory (decoded, converted) is written over: two of them are too many. */
struct slice html_text(struct arena *arena, struct slice page);

#endif
