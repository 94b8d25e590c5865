/* arena: all the memory of one bounce, freed at once. */
#include "classify/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>

/* A plain bounce of 4 KiB fits one block. Tests make it small to starve every block. */
#ifndef ARENA_BLOCK
#    define ARENA_BLOCK 8192
#endif

struct arena_block {
    struct arena_block *next;
    size_t used, room;
    alignas(max_align_t) unsigned char bytes[];
};

static struct arena_block *
grow(struct arena *arena, size_t size)
{
    size_t room = size > ARENA_BLOCK ? size : ARENA_BLOCK;
    struct arena_block *block = calloc(1, sizeof *block + room);
    if (!block)
        return NULL;
    block->room = room;
    block->next = arena->blocks;
    arena->blocks = block;
    return block;
}

void *
arena_take(struct arena *arena, size_t size)
{
    const size_t step = alignof(max_align_t);
    if (arena->failed || size > SIZE_MAX / 2) {
        arena->failed = true;
        return NULL;
    }
    size = (size + step - 1) / step * step;
    struct arena_block *block = arena->blocks;
    if (!block || block->room - block->used < size)
        block = grow(arena, size);
    if (!block) {
        arena->failed = true;
        return NULL;
    }
    void *taken = block->bytes + block->used;
    block->used += size;
    return taken;
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
