/* slice: borrowed bytes from outside. They become text in text_keep only. */
#include "classify/slice.h"

#include <stdint.h>

#include "classify/block.h"

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
slice_fits_so(const unsigned char *at, const char *word, size_t length)
{
    return slice_fits_known(at, word, length);
}

/* Do eight bytes at either place say the same? */
static inline bool
same_eight(uint64_t a, uint64_t b)
{
    return slice_lower_eight(a) == slice_lower_eight(b);
}

/* The last eight bytes, or four, may be looked at twice. */
bool
slice_same(struct slice a, struct slice b)
{
    size_t i = 0, last = a.length - 8;
    if (a.length != b.length)
        return false;
    if (a.length >= 8) {
        for (; i < last; i += 8)
            if (!same_eight(slice_eight(a.at + i), slice_eight(b.at + i)))
                return false;
        return same_eight(slice_eight(a.at + last), slice_eight(b.at + last));
    }
    if (a.length >= 4) {
        last = a.length - 4;
        return same_eight(slice_four(a.at) << 32 | slice_four(a.at + last),
                          slice_four(b.at) << 32 | slice_four(b.at + last));
    }
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

static inline uint32_t
pairs_at(const unsigned char *at, const struct sought *sought)
{
    return block_pair(at, sought->first, sought->length - 1, sought->last);
}

/* Where the word stands first of the places met, or NULL. */
static inline const unsigned char *
first_of(const unsigned char *at, uint32_t met, const struct sought *sought)
{
    for (; met != 0; met &= met - 1) {
        const unsigned char *place = at + __builtin_ctz(met);
        if (slice_fits_known(place, sought->word, sought->length))
            return place;
    }
    return NULL;
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
    const unsigned char *at = slice.at, *end = at + places, *found = NULL;
    if (places < BLOCK_SIZE)
        found = first_of(at, few_pairs(at, places, &sought), &sought);
    /* Two blocks a step, then one. */
    for (; !found && end - at >= 2 * BLOCK_SIZE; at += 2 * BLOCK_SIZE) {
        uint32_t met = pairs_at(at + BLOCK_SIZE, &sought) << BLOCK_SIZE;
        found = first_of(at, met | pairs_at(at, &sought), &sought);
    }
    for (; !found && at < end && places >= BLOCK_SIZE; at += BLOCK_SIZE) {
        /* The last go reaches back over places known, rather than beyond the end. */
        if (end - at < BLOCK_SIZE)
            at = end - BLOCK_SIZE;
        found = first_of(at, pairs_at(at, &sought), &sought);
    }
    return found ? (size_t)(found - slice.at) : SLICE_NONE;
}

/* Where in a block of places the bytes stand, of which first and last are these; NULL:
 * nowhere. */
static inline const unsigned char *
exact_at(const unsigned char *at, struct slice bytes)
{
    const size_t behind = bytes.length - 1;
    block here, there;
    memcpy(&here, at, sizeof here);
    memcpy(&there, at + behind, sizeof there);
    here = (block)(here == bytes.at[0]) & (block)(there == bytes.at[behind]);
    for (uint32_t met = block_bits(&here); met != 0; met &= met - 1)
        if (memcmp(at + __builtin_ctz(met), bytes.at, bytes.length) == 0)
            return at + __builtin_ctz(met);
    return NULL;
}

size_t
slice_find_exact(struct slice slice, struct slice bytes)
{
    const unsigned char *at = slice.at, *found = NULL;
    if (bytes.length == 0 || slice.length < bytes.length)
        return SLICE_NONE;
    const unsigned char *end = at + (slice.length - bytes.length + 1);
    if (end - at < BLOCK_SIZE) {
        for (; at < end; at++)
            if (memcmp(at, bytes.at, bytes.length) == 0)
                return (size_t)(at - slice.at);
        return SLICE_NONE;
    }
    for (; !found && end - at >= BLOCK_SIZE; at += BLOCK_SIZE)
        found = exact_at(at, bytes);
    if (!found && at < end) /* the last go reaches back over places known */
        found = exact_at(end - BLOCK_SIZE, bytes);
    return found ? (size_t)(found - slice.at) : SLICE_NONE;
}

/* The letters that follow each letter in a text, a bit each. What is no letter shares the bit
 * of one, which only lets more words through. */
struct pairs {
    uint32_t behind[32];
};

static struct pairs
pairs_of(struct slice slice)
{
    struct pairs pairs = {0};
    for (size_t i = 0; i + 1 < slice.length; i++)
        pairs.behind[slice.at[i] & 31] |= UINT32_C(1) << (slice.at[i + 1] & 31);
    return pairs;
}

/* May the word, of two letters at least, stand in the text? */
static bool
may_hold(const struct pairs *pairs, const char *word)
{
    return (pairs->behind[word[0] & 31] >> (word[1] & 31) & 1) != 0;
}

bool
slice_has_one(struct slice slice, const char *const *words)
{
    if (slice.length < 2)
        return false;
    const struct pairs pairs = pairs_of(slice);
    for (; *words; words++)
        if (may_hold(&pairs, *words) && slice_has(slice, *words))
            return true;
    return false;
}
