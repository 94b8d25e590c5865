/* lines: where the lines of a text begin, found once for all who walk over them. */
#include "classify/lines.h"

#include "classify/block.h"

enum {
    COUNT_MAX = UINT8_MAX -
                1, /* blocks counted in one, each byte the feeds in its place */
    FEW = 4, /* lines taken down of 64 bytes without asking whether there are so many */
};

static uint64_t
feeds_of(const unsigned char *at)
{
    uint64_t feeds = 0;
    for (int i = 0; i < LINES_BLOCK; i += BLOCK_SIZE)
        feeds |= (uint64_t)block_equal(at + i, '\n') << i;
    return feeds;
}

uint64_t
lines_feeds(struct slice text)
{
    unsigned char last[LINES_BLOCK] = {0};
    if (text.length >= LINES_BLOCK)
        return feeds_of(text.at);
    if (text.length > 0)
        memcpy(last, text.at, text.length);
    return feeds_of(last);
}

size_t
lines_count(struct slice text)
{
    const block places = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    size_t count = 0, left = text.length % BLOCK_SIZE;
    block bytes, met = {0};
    if (text.length < BLOCK_SIZE) {
        for (size_t i = 0; i < text.length; i++)
            count += text.at[i] == '\n';
        return count;
    }
    /* The last bytes are seen with some before them, which do not count. */
    memcpy(&bytes, text.at + text.length - BLOCK_SIZE, sizeof bytes);
    met -= (block)(bytes == '\n') &
           (block)(places >= (unsigned char)(BLOCK_SIZE - left));
    const unsigned char *at = text.at;
    for (size_t blocks = text.length / BLOCK_SIZE; blocks > 0;) {
        size_t few = blocks < COUNT_MAX ? blocks : COUNT_MAX;
        for (size_t i = 0; i < few; i++, at += BLOCK_SIZE) {
            memcpy(&bytes, at, sizeof bytes);
            met -= (block)(bytes == '\n');
        }
        count += block_sum(&met);
        met = (block){0};
        blocks -= few;
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
    size_t most = lines_count(text), count = 1;
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
