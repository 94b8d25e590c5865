/* slice: borrowed bytes from outside. They become text in text_keep only. */
#include "classify/slice.h"

#include <stdint.h>

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

enum {
    GO =
        32, /* places looked at in one go, which compilers do in a handful of instructions */
    FEW =
        4, /* words looked for one by one; for more, each place is asked for their letters */
};

/* The ends of a word, in lower case, and how far they stand apart. */
struct ends {
    unsigned char first, last;
    size_t apart;
};

/* May the word begin there? As letters in either case, "@" is no better than "`". */
static inline bool
ends_fit(const unsigned char *at, struct ends ends)
{
    return ((at[0] | 0x20) == ends.first) & ((at[ends.apart] | 0x20) == ends.last);
}

static bool
fits(const unsigned char *at, const char *word, size_t length)
{
    size_t i = 0;
    while (i < length && slice_lower(at[i]) == (unsigned char)word[i])
        i++;
    return i == length;
}

static bool
ends_fit_somewhere(const unsigned char *at, struct ends ends)
{
    unsigned char met = 0;
    for (size_t i = 0; i < GO; i++)
        met |= (unsigned char)ends_fit(at + i, ends);
    return met != 0;
}

size_t
slice_find_so(struct slice slice, const char *word, size_t length)
{
    size_t i = 0;
    if (length == 0 || slice.length < length)
        return SLICE_NONE;
    size_t places = slice.length - length + 1;
    struct ends ends = {.first = (unsigned char)word[0] | 0x20,
                        .last = (unsigned char)word[length - 1] | 0x20,
                        .apart = length - 1};
    while (i < places) {
        size_t to = places;
        if (places >= GO) {
            /* The last go reaches back over places known, rather than beyond the end. */
            size_t from = places - i >= GO ? i : places - GO;
            to = from + GO;
            if (!ends_fit_somewhere(slice.at + from, ends))
                i = to;
        }
        for (; i < to; i++)
            if (ends_fit(slice.at + i, ends) && fits(slice.at + i, word, length))
                return i;
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
