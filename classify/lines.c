/* lines: where the lines of a text end, found while one walks over them. */
#include "classify/lines.h"
enum {
    COUNT_MAX = UINT8_MAX -
                1, /* blocks counted in one, a byte the feeds in its place */
};

uint64_t
lines_feeds_last(struct slice text)
{
    unsigned char last[LINES_BLOCK] = {0};
    if (text.length > 0)
        memcpy(last, text.at, text.length);
    return lines_feeds((struct slice){last, sizeof last});
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
