/* lines: where the lines of a text begin, found once for all who walk over them.
 *
 * Looking for each line's end by itself costs a wrong guess of the processor a line, for no
 * two lines are equally long; 64 bytes at a time cost none. */
#ifndef CLASSIFY_LINES_H
#define CLASSIFY_LINES_H

#include <stdint.h>

#include "classify/arena.h"
#include "classify/slice.h"

enum {
    /* Lines that are told apart, 4 bytes each: tables of a mail's bytes and of its text
     * then take no more than the 64 KiB a mail may cost beside its length. The longest
     * mail that is read, 256 KiB, has so many where they are of 32 bytes each. */
    LINES_MAX = 8192,
};

struct lines {
    struct slice text;
    const uint32_t *starts; /* of each line, and where the last one ends */
    size_t count;           /* 0: no text, or no memory */
};

/* Finds the lines of a text, which is borrowed; the table is the arena's. What stands behind
 * LINES_MAX - 1 lines is the last one, whatever it holds. */
void lines_read(struct arena *arena, struct slice text, struct lines *lines);

/* The line from one offset of a text to another, without its end (LF, CRLF, CRCRLF). */
static inline struct slice
lines_bare(struct slice text, size_t start, size_t end)
{
    if (end > start && text.at[end - 1] == '\n')
        end--;
    return slice_without_returns((struct slice){text.at + start, end - start});
}

/* A line that there is, without its end. */
static inline struct slice
lines_at(const struct lines *lines, size_t i)
{
    return lines_bare(lines->text, lines->starts[i], lines->starts[i + 1]);
}

/* The text from the start of a line on; no bytes behind the last. */
static inline struct slice
lines_from(const struct lines *lines, size_t i)
{
    if (i >= lines->count)
        return slice_from(lines->text, lines->text.length);
    return slice_from(lines->text, lines->starts[i]);
}

/* Which line holds a byte of the text. */
size_t lines_of(const struct lines *lines, const unsigned char *at);

/* How many line feeds a text has. */
size_t lines_count(struct slice text);

/* The line feeds of so many bytes, each a bit, the first one's the least. */
enum {
    LINES_BLOCK = 64
};

uint64_t lines_feeds(struct slice text);

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
