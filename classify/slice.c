/* slice: borrowed bytes from outside. They become text in text_keep only. */
#include "classify/slice.h"

#include <string.h>

unsigned char
slice_lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + ('a' - 'A')) : c;
}

bool
slice_blank(unsigned char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool
slice_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

bool
slice_alnum(unsigned char c)
{
    unsigned char lower = slice_lower(c);
    return slice_digit(c) || (lower >= 'a' && lower <= 'z');
}

struct slice
slice_of(const char *text)
{
    return (struct slice){(const unsigned char *)text, strlen(text)};
}

static bool
fits(const unsigned char *at, const char *word, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (slice_lower(at[i]) != (unsigned char)word[i])
            return false;
    return true;
}

bool
slice_is(struct slice slice, const char *word)
{
    return slice.length == strlen(word) && fits(slice.at, word, slice.length);
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
slice_starts(struct slice slice, const char *word)
{
    size_t length = strlen(word);
    return slice.length >= length && fits(slice.at, word, length);
}

bool
slice_ends(struct slice slice, const char *word)
{
    size_t length = strlen(word);
    return slice.length >= length &&
           fits(slice.at + (slice.length - length), word, length);
}

size_t
slice_find(struct slice slice, const char *word)
{
    size_t length = strlen(word);
    if (length == 0 || slice.length < length)
        return SLICE_NONE;
    unsigned char first = (unsigned char)word[0];
    for (size_t i = 0; i <= slice.length - length; i++)
        if (slice_lower(slice.at[i]) == first && fits(slice.at + i, word, length))
            return i;
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

size_t
slice_at(struct slice slice, unsigned char byte)
{
    const unsigned char *found = slice.length > 0 ? memchr(slice.at, byte, slice.length)
                                                  : NULL;
    return found ? (size_t)(found - slice.at) : SLICE_NONE;
}

struct slice
slice_from(struct slice slice, size_t offset)
{
    if (offset > slice.length)
        offset = slice.length;
    if (offset == 0) /* also no bytes at all: nothing is added to NULL */
        return slice;
    return (struct slice){slice.at + offset, slice.length - offset};
}

struct slice
slice_to(struct slice slice, size_t offset)
{
    if (offset < slice.length)
        slice.length = offset;
    return slice;
}

struct slice
slice_trim(struct slice slice)
{
    while (slice.length > 0 && slice_blank(slice.at[slice.length - 1]))
        slice.length--;
    while (slice.length > 0 && slice_blank(slice.at[0]))
        slice = slice_from(slice, 1);
    return slice;
}

struct slice
slice_cut(struct slice *rest, unsigned char byte)
{
    size_t end = slice_at(*rest, byte);
    struct slice head = slice_to(*rest, end);
    *rest = slice_from(*rest, end == SLICE_NONE ? rest->length : end + 1);
    return head;
}

struct slice
slice_line(struct slice *rest)
{
    struct slice line = slice_cut(rest, '\n');
    while (line.length > 0 && line.at[line.length - 1] == '\r')
        line.length--;
    return line;
}

struct slice
slice_span(struct slice a, struct slice b)
{
    if (b.length == 0)
        return a;
    return (struct slice){a.at, (size_t)(b.at + b.length - a.at)};
}
