/* lines: where the lines of a text begin, found once for all who walk over them. */
#include "classify/lines.h"

#ifdef __SSE2__
#    include <emmintrin.h>
#endif

enum {
    FEW = 4, /* lines taken down of 64 bytes without asking whether there are so many */
};

#ifdef __SSE2__
/* What every amd64 has does in 20 instructions what takes 200 elsewhere. */
static uint64_t
feeds_of(const unsigned char *at)
{
    const __m128i feed = _mm_set1_epi8('\n');
    uint64_t feeds = 0;
    for (int i = 0; i < LINES_BLOCK; i += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(at + i));
        uint64_t met = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, feed));
        feeds |= met << i;
    }
    return feeds;
}
#else
static uint64_t
feeds_of(const unsigned char *at)
{
    uint64_t feeds = 0;
    for (int i = 0; i < LINES_BLOCK; i++)
        feeds |= (uint64_t)(at[i] == '\n') << i;
    return feeds;
}
#endif

uint64_t
lines_feeds(struct slice block)
{
    unsigned char last[LINES_BLOCK] = {0};
    if (block.length >= LINES_BLOCK)
        return feeds_of(block.at);
    if (block.length > 0)
        memcpy(last, block.at, block.length);
    return feeds_of(last);
}

/* How many line feeds a text has; compilers count them many at a time. */
static size_t
count_feeds(struct slice text)
{
    size_t count = 0;
    while (text.length > 0) {
        struct slice few = slice_to(text, UINT8_MAX);
        unsigned char met = 0;
        for (size_t i = 0; i < few.length; i++)
            met = (unsigned char)(met + (few.at[i] == '\n'));
        count += met;
        text = slice_from(text, few.length);
    }
    return count;
}

/* Which is the lowest bit. There is one, or the answer is not used. */
static uint32_t
lowest(uint64_t bits)
{
    return (uint32_t)__builtin_ctzll(bits | UINT64_C(1) << 63);
}

/* Takes down where the lines behind the line feeds of a block begin; gives how many there
 * are then. Some more places are written to, so that nothing has to be guessed. */
static size_t
take_down(uint64_t feeds, uint32_t base, uint32_t *starts, size_t count)
{
    size_t after = count + (size_t)__builtin_popcountll(feeds);
    do {
        for (int i = 0; i < FEW; i++, feeds &= feeds - 1)
            starts[count++] = base + lowest(feeds) + 1;
    } while (feeds != 0);
    return after;
}

void
lines_read(struct arena *arena, struct slice text, struct lines *lines)
{
    *lines = (struct lines){.text = text};
    size_t most = count_feeds(text), count = 1;
    if (most > LINES_MAX)
        most = LINES_MAX + LINES_BLOCK; /* the last block may hold more */
    uint32_t *starts = arena_room(arena, (most + FEW + 2) * sizeof starts[0]);
    if (!starts || text.length == 0)
        return;
    starts[0] = 0;
    for (size_t base = 0; base < text.length && count < LINES_MAX; base += LINES_BLOCK)
        count = take_down(lines_feeds(slice_from(text, base)), (uint32_t)base, starts,
                          count);
    if (count > LINES_MAX)
        count = LINES_MAX;
    if (starts[count - 1] == text.length)
        count--; /* no line behind the last line feed */
    starts[count] = (uint32_t)text.length;
    lines->starts = starts;
    lines->count = count;
}

size_t
lines_of(const struct lines *lines, const unsigned char *at)
{
    uint32_t place = (uint32_t)(at - lines->text.at);
    const uint32_t *first = lines->starts;
    for (size_t left = lines->count; left > 1;) {
        size_t half = left / 2;
        first += first[half] <= place ? half : 0;
        left -= half;
    }
    return (size_t)(first - lines->starts);
}
