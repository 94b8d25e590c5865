/* slice: borrowed bytes from outside. They become text in text_keep only. */
#include "classify/slice.h"

#include <stdint.h>

#include "classify/block.h"

enum {
    FEW =
        4, /* words looked for one by one; for more, each place is asked for their letters */
};

/* Sixteen bytes at either end show where the text begins and ends in nearly every slice, and
 * no guess is needed how many blanks there are. */
struct slice
slice_trim_so(struct slice slice)
{
    if (slice.length >= BLOCK_SIZE) {
        uint32_t last = block_text(slice.at + slice.length - BLOCK_SIZE);
        uint32_t first = block_text(slice.at);
        if (last != 0 && first != 0) {
            slice.length -= (size_t)__builtin_clz(last) - (32 - BLOCK_SIZE);
            return slice_from(slice, (size_t)__builtin_ctz(first));
        }
    }
    while (slice.length > 0 && slice_blank(slice.at[slice.length - 1]))
        slice.length--;
    while (slice.length > 0 && slice_blank(slice.at[0]))
        slice = slice_from(slice, 1);
    return slice;
}

bool
slice_same(struct slice a, struct slice b)
{
    if (a.length != b.length)
        return false;
    size_t i = 0;
    for (; i + 8 <= a.length; i += 8)
        if (slice_lower_eight(slice_eight(a.at + i)) !=
            slice_lower_eight(slice_eight(b.at + i)))
            return false;
    while (i < a.length && slice_lower(a.at[i]) == slice_lower(b.at[i]))
        i++;
    return i == a.length;
}

/* A word looked for: its first and last letters, in lower case, rule out nearly all places. */
struct sought {
    const char *word;
    size_t length;
    unsigned char first, last;
};

/* The same for the few places of a short text. */
static uint32_t
few_pairs(const unsigned char *at, size_t places, const struct sought *sought)
{
    uint32_t met = 0;
    for (size_t i = 0; i < places; i++)
        met |= (uint32_t)(((at[i] | 0x20) == sought->first) &
                          ((at[i + sought->length - 1] | 0x20) == sought->last))
               << i;
    return met;
}

size_t
slice_find_so(struct slice slice, const char *word, size_t length)
{
    if (length == 0 || slice.length < length)
        return SLICE_NONE;
    const size_t places = slice.length - length + 1;
    const struct sought sought = {
        .word = word,
        .length = length,
        .first = (unsigned char)word[0] | 0x20,
        .last = (unsigned char)word[length - 1] | 0x20,
    };
    for (size_t i = 0; i < places; i += BLOCK_SIZE) {
        uint32_t met;
        if (places < BLOCK_SIZE) {
            met = few_pairs(slice.at, places, &sought);
        } else {
            /* The last go reaches back over places known, rather than beyond the end. */
            if (places - i < BLOCK_SIZE)
                i = places - BLOCK_SIZE;
            met = block_pair(slice.at + i, sought.first, length - 1, sought.last);
        }
        for (; met != 0; met &= met - 1) {
            size_t at = i + (size_t)__builtin_ctz(met);
            if (slice_fits(slice.at + at, word, length))
                return at;
        }
    }
    return SLICE_NONE;
}

/* Sets of letters by the first letter of a word, each a bit. What is no letter shares the bit
 * of one, which only lets more through. */
struct starts {
    uint32_t second[32], third[32];
};

static void
learn(struct starts *starts, const char *word)
{
    unsigned first = (unsigned char)word[0] & 31U;
    bool two = word[1] != '\0', three = two && word[2] != '\0';
    starts->second[first] |= two ? UINT32_C(1) << (word[1] & 31) : UINT32_MAX;
    starts->third[first] |= three ? UINT32_C(1) << (word[2] & 31) : UINT32_MAX;
}

static bool
may_start(const struct starts *starts, const unsigned char *at)
{
    unsigned first = at[0] & 31U;
    return (starts->second[first] >> (at[1] & 31) &
            starts->third[first] >> (at[2] & 31) & 1) != 0;
}

static bool
starts_with_one(struct slice slice, const char *const *words)
{
    for (; *words; words++)
        if (slice_starts(slice, *words))
            return true;
    return false;
}

static bool
has_one_of_many(struct slice slice, const char *const *words)
{
    struct starts starts = {0};
    for (size_t i = 0; words[i]; i++)
        learn(&starts, words[i]);
    for (size_t i = 0; i < slice.length; i++)
        if ((slice.length - i < 3 || may_start(&starts, slice.at + i)) &&
            starts_with_one(slice_from(slice, i), words))
            return true;
    return false;
}

bool
slice_has_one(struct slice slice, const char *const *words)
{
    size_t count = 0;
    if (slice.length == 0)
        return false;
    while (words[count])
        count++;
    if (count > FEW)
        return has_one_of_many(slice, words);
    for (; *words; words++)
        if (slice_has(slice, *words))
            return true;
    return false;
}
