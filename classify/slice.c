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

/* Places looked at in one go, which compilers do in a handful of instructions. */
enum {
    GO = 32
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
ends_fit_somewhere(const unsigned char *at, struct ends ends)
{
    unsigned char met = 0;
    for (size_t i = 0; i < GO; i++)
        met |= (unsigned char)ends_fit(at + i, ends);
    return met != 0;
}

size_t
slice_find(struct slice slice, const char *word)
{
    size_t length = strlen(word), i = 0;
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
            if (ends_fit(slice.at + i, ends) &&
                slice_starts_so(slice_from(slice, i), word))
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
