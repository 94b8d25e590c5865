/* lines: where the lines of a text end, found while one walks over them.
 *
 * Looking for each line's end by itself costs a wrong guess of the processor a line, for no
 * two lines are equally long; 64 bytes at a time cost none. */
#ifndef CLASSIFY_LINES_H
#define CLASSIFY_LINES_H

#include <stdint.h>

#include "classify/block.h"
#include "classify/slice.h"

/* The line from one offset of a text to another, without its end (LF, CRLF, CRCRLF). */
static inline struct slice
lines_bare(struct slice text, size_t start, size_t end)
{
    if (end > start && text.at[end - 1] == '\n')
        end--;
    return slice_without_returns((struct slice){text.at + start, end - start});
}

/* How many line feeds a text has. */
size_t lines_count(struct slice text);

/* The line feeds of so many bytes, each a bit, the first one's the least. */
enum {
    LINES_BLOCK = 64
};

/* Of the text's last bytes, fewer than that. */
uint64_t lines_feeds_last(struct slice text);

static inline uint64_t
lines_feeds(struct slice text)
{
    uint64_t feeds = 0;
    if (text.length < LINES_BLOCK)
        return lines_feeds_last(text);
    for (int i = 0; i < LINES_BLOCK; i += BLOCK_SIZE)
        feeds |= (uint64_t)block_equal(text.at + i, '\n') << i;
    return feeds;
}

/* A text whose lines are found while one goes, for what is gone through once. */
struct lines_walk {
    struct slice text;
    size_t base;    /* of the block we are in */
    uint64_t feeds; /* of it, still to come */
};

static inline void
lines_begin(struct lines_walk *walk, struct slice text)
{
    *walk = (struct lines_walk){.text = text, .feeds = lines_feeds(text)};
}

/* Where the line ends that we are in, its line feed included. */
static inline size_t
lines_next(struct lines_walk *walk)
{
    while (walk->feeds == 0) {
        if (walk->text.length - walk->base <= LINES_BLOCK)
            return walk->text.length;
        walk->base += LINES_BLOCK;
        walk->feeds = lines_feeds(slice_from(walk->text, walk->base));
    }
    size_t end = walk->base + (size_t)__builtin_ctzll(walk->feeds) + 1;
    walk->feeds &= walk->feeds - 1;
    return end;
}

#endif
