/* arena: all the memory of one bounce, freed at once.
 *
 * Take what you need and go on; ask once, at the end, whether it ever failed. */
#ifndef CLASSIFY_ARENA_H
#define CLASSIFY_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct arena_block;

/* Zero-initialise. */
struct arena {
    struct arena_block *blocks; /* the one with room first */
    size_t expected; /* bytes that will be taken together, a guess; 0: a few KiB */
    bool failed;     /* some arena_take gave NULL */
};

/* Zeroed memory, aligned for anything; NULL, and failed set, when there is none. */
void *arena_take(struct arena *arena, size_t size);

/* The same without the zeroes, for what is written before it is read. */
void *arena_room(struct arena *arena, size_t size);

/* Bytes of the arena, to write over; NULL where they are somebody else's. */
unsigned char *arena_own(const struct arena *arena, const unsigned char *at);

/* Frees everything taken. The arena is then as new. */
void arena_free(struct arena *arena);

#endif
