/* arena: all the memory of one bounce, freed at once. */
#include "classify/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK = 8192, /* where nothing is expected, and once what was expected is used up */
/* Tests make every block small, to starve each. */
#ifdef ARENA_BLOCK
    BLOCK_MAX = ARENA_BLOCK,
#else
    BLOCK_MAX = 1 << 20, /* four times BOUNCE_MAIL_MAX: no guess is worth more */
#endif
};

struct arena_block {
    struct arena_block *next;
    size_t used, room;
    alignas(max_align_t) unsigned char bytes[];
};

/* A block with room for size bytes at least. One made for them alone goes behind the first,
 * so that what is left there is not lost. */
static struct arena_block *
grow(struct arena *arena, size_t size)
{
    size_t room = arena->expected > 0 ? arena->expected : BLOCK;
    if (room > BLOCK_MAX)
        room = BLOCK_MAX;
    bool alone = size >= room;
    if (alone)
        room = size;
    struct arena_block *block = malloc(sizeof *block + room);
    if (!block)
        return NULL;
    struct arena_block **place = &arena->blocks;
    if (alone && *place)
        place = &(*place)->next;
    else
        arena->expected = 0;
    *block = (struct arena_block){.next = *place, .room = room};
    *place = block;
    return block;
}

/* Takes room from a block yet to be made. Apart: else the compiler makes ready for it each
 * time there is room. */
__attribute__((noinline)) static void *
room_anew(struct arena *arena, size_t size)
{
    struct arena_block *block = arena->failed ? NULL : grow(arena, size);
    if (!block) {
        arena->failed = true;
        return NULL;
    }
    block->used += size;
    return block->bytes;
}

void *
arena_room(struct arena *arena, size_t size)
{
    const size_t step = alignof(max_align_t);
    struct arena_block *block = arena->blocks;
    if (size > SIZE_MAX / 2) {
        arena->failed = true;
        return NULL;
    }
    size = (size + step - 1) / step * step;
    if (!block || block->room - block->used < size || arena->failed)
        return room_anew(arena, size);
    void *taken = block->bytes + block->used;
    block->used += size;
    return taken;
}

void *
arena_take(struct arena *arena, size_t size)
{
    void *taken = arena_room(arena, size);
    return taken ? memset(taken, 0, size) : NULL;
}

unsigned char *
arena_own(const struct arena *arena, const unsigned char *at)
{
    uintptr_t wanted = (uintptr_t)at;
    for (struct arena_block *block = arena->blocks; block; block = block->next) {
        uintptr_t start = (uintptr_t)block->bytes;
        if (wanted >= start && wanted - start < block->used)
            return block->bytes + (wanted - start);
    }
    return NULL;
}

void
arena_free(struct arena *arena)
{
    struct arena_block *block = arena->blocks;
    while (block) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
    *arena = (struct arena){0};
}
