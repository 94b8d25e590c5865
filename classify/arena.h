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
    struct arena_block *blocks; /* newest first */
    bool failed;                /* some arena_take gave NULL */
};

/* Zeroed memory, aligned for anything; NULL, and failed set, when there is none. */
void *arena_take(struct arena *arena, size_t size);

/* Bytes of the arena, to write over; NULL where they are somebody else's. */
unsigned char *arena_own(const struct arena *arena, const unsigned char *at);

/* Frees everything taken. The arena is then as new. */
void arena_free(struct arena *arena);

#endif
