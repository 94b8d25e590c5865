/* slice: borrowed bytes from outside. They become text in text_keep only. */
#include "classify/slice.h"

bool
slice_starts_so(struct slice slice, const char *word)
{
    size_t i = 0;
    while (i < slice.length && word[i] != '\0' &&
           slice_lower(slice.at[i]) == (unsigned char)word[i])
        i++;
    return word[i] == '\0';
}

bool
slice_same(struct slice a, struct slice b)
{
    if (a.length != b.length)
        return false;
    for (size_t i = 0; i < a.length; i++)
        if (slice_lower(a.at[i]) != slice_lower(b.at[i]))
            return false;
    return true;
}

bool
slice_ends(struct slice slice, const char *word)
{
    size_t length = strlen(word);
    return slice.length >= length &&
           slice_starts_so(slice_from(slice, slice.length - length), word);
}

/* Bytes looked at in one go; the compiler does it in a handful of instructions. */
enum {
    GO = 64
};

/* May a word with these ends begin within the next GO bytes? Letters in either case. */
static bool
may_begin(const unsigned char *at, size_t length, unsigned char first,
          unsigned char last)
{
    const unsigned char *end = at + length - 1;
    unsigned char met = 0;
    for (size_t i = 0; i < GO; i++)
        met |= (unsigned char)(((at[i] | 0x20) == first) & ((end[i] | 0x20) == last));
    return met != 0;
}

size_t
slice_find(struct slice slice, const char *word)
{
    size_t length = strlen(word), i = 0;
    if (length == 0 || slice.length < length)
        return SLICE_NONE;
    size_t places = slice.length - length + 1;
    unsigned char first = (unsigned char)word[0] | 0x20;
    unsigned char last = (unsigned char)word[length - 1] | 0x20;
    while (i < places) {
        bool whole = places - i >= GO;
        size_t to = whole ? i + GO : places;
        if (whole && !may_begin(slice.at + i, length, first, last))
            i = to;
        for (; i < to; i++)
            if (slice_starts((struct slice){slice.at + i, slice.length - i}, word))
                return i;
    }
    return SLICE_NONE;
}

bool
slice_has(struct slice slice, const char *word)
{
    return slice_find(slice, word) != SLICE_NONE;
}

bool
slice_has_one(struct slice slice, const char *const *words)
{
    for (; *words; words++)
        if (slice_has(slice, *words))
            return true;
    return false;
}
