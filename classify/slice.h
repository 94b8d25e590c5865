/* slice: borrowed bytes from outside. They become text in text_keep only.
 *
 * Words to compare with are ours: ASCII, lower case, NUL-terminated. Bytes from outside
 * fit them in either case. */
#ifndef CLASSIFY_SLICE_H
#define CLASSIFY_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
    const unsigned char *at;
    size_t length;
};

/* For buffers that are written before they are read: else the compiler, which is told to
 * zero all locals, spends more on them than their use costs. */
#if defined(__has_attribute)
#    if __has_attribute(uninitialized)
#        define SLICE_RAW __attribute__((uninitialized))
#    endif
#endif
#ifndef SLICE_RAW
#    define SLICE_RAW
#endif

#define SLICE_INLINE static inline __attribute__((always_inline))

/* "Nowhere", for the functions that find. */
#define SLICE_NONE ((size_t)-1)

/* What is asked of single bytes and lines stands here, not in slice.c: a mail of 4 KiB asks
 * it some ten thousand times, and a call costs more than the answer. "|" rather than "||" asks
 * both: cheaper than guessing wrong which one decides. */

/* ASCII only, whatever the locale. */
static inline unsigned char
slice_lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c | 0x20) : c;
}

/* Space, tab, CR, LF and their like. */
static inline bool
slice_blank(unsigned char c)
{
    return (c == ' ') | ((unsigned char)(c - '\t') <= '\r' - '\t');
}

static inline bool
slice_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static inline bool
slice_alnum(unsigned char c)
{
    unsigned char letter = (unsigned char)((c | 0x20) - 'a');
    return ((unsigned char)(c - '0') <= 9) | (letter <= 'z' - 'a');
}

/* What a hexadecimal digit is worth; -1: it is none. */
static inline int
slice_hex(unsigned char c)
{
    unsigned char lower = c | 0x20;
    if (slice_digit(c))
        return c - '0';
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static inline struct slice
slice_of(const char *text)
{
    return (struct slice){(const unsigned char *)text, strlen(text)};
}

/* Eight bytes, the upper-case letters among them in lower case: "Bit Twiddling Hacks" tells
 * bytes apart by the carries of their lower seven bits. */
static inline uint64_t
slice_lower_eight(uint64_t eight)
{
    const uint64_t each = UINT64_C(0x0101010101010101);
    uint64_t low = eight & each * 0x7F;
    uint64_t letters = (low + each * (0x80 - 'A')) & ~(low + each * (0x7F - 'Z')) &
                       ~eight & each * 0x80;
    return eight | letters >> 2;
}

static inline uint64_t
slice_eight(const void *at)
{
    uint64_t eight;
    memcpy(&eight, at, sizeof eight);
    return eight;
}

static inline uint64_t
slice_four(const void *at)
{
    uint32_t four;
    memcpy(&four, at, sizeof four);
    return four;
}

/* Are so many bytes the word's? The last eight, or four, may be looked at twice. Where the
 * compiler knows the word, a comparison or two are left of it. */
SLICE_INLINE bool
slice_fits_known(const unsigned char *at, const char *word, size_t length)
{
    size_t i = 0;
    for (; i + 8 < length; i += 8)
        if (slice_lower_eight(slice_eight(at + i)) != slice_eight(word + i))
            return false;
    if (length >= 8)
        return slice_lower_eight(slice_eight(at + length - 8)) ==
               slice_eight(word + length - 8);
    if (length >= 4) {
        size_t last = length - 4;
        return slice_lower_eight(slice_four(at) << 32 | slice_four(at + last)) ==
               (slice_four(word) << 32 | slice_four(word + last));
    }
    while (i < length && slice_lower(at[i]) == (unsigned char)word[i])
        i++;
    return i == length;
}

/* The same of a word that only a table knows. */
bool slice_fits_so(const unsigned char *at, const char *word, size_t length);

SLICE_INLINE bool
slice_fits(const unsigned char *at, const char *word, size_t length)
{
    return __builtin_constant_p(length) ? slice_fits_known(at, word, length)
                                        : slice_fits_so(at, word, length);
}

/* Does it begin with the word? First looks at the first byte, which answers nearly always. */
SLICE_INLINE bool
slice_starts(struct slice slice, const char *word)
{
    if (slice.length == 0 || slice_lower(slice.at[0]) != (unsigned char)word[0])
        return false;
    size_t length = strlen(word);
    return slice.length >= length && slice_fits(slice.at, word, length);
}

SLICE_INLINE bool
slice_is(struct slice slice, const char *word)
{
    size_t length = strlen(word);
    return slice.length == length && slice_fits(slice.at, word, length);
}

bool slice_same(struct slice a, struct slice b);

/* Does it end with the word? Looks at the last byte first. */
SLICE_INLINE bool
slice_ends(struct slice slice, const char *word)
{
    size_t length = strlen(word), start = slice.length - length;
    return slice.length >= length && length > 0 &&
           slice_lower(slice.at[slice.length - 1]) == (unsigned char)word[length - 1] &&
           slice_fits(slice.at + start, word, length);
}

/* Where word, of that many bytes, is first met, or SLICE_NONE. */
size_t slice_find_so(struct slice slice, const char *word, size_t length);

static inline size_t
slice_find(struct slice slice, const char *word)
{
    return slice_find_so(slice, word, strlen(word));
}

/* Where those bytes, in this case alone, are first met, or SLICE_NONE. */
size_t slice_find_exact(struct slice slice, struct slice bytes);

static inline bool
slice_has(struct slice slice, const char *word)
{
    return slice_find(slice, word) != SLICE_NONE;
}

/* Does it hold one of the words, a list that NULL ends, of two letters at least each? */
bool slice_has_one(struct slice slice, const char *const *words);
/* Where the byte is first met, or SLICE_NONE. */
static inline size_t
slice_at(struct slice slice, unsigned char byte)
{
    const unsigned char *found = slice.length > 0 ? memchr(slice.at, byte, slice.length)
                                                  : NULL;
    return found ? (size_t)(found - slice.at) : SLICE_NONE;
}

/* The bytes from an offset on, or up to one; past the end is the end. */
static inline struct slice
slice_from(struct slice slice, size_t offset)
{
    if (offset > slice.length)
        offset = slice.length;
    if (offset == 0) /* also no bytes at all: nothing is added to NULL */
        return slice;
    return (struct slice){slice.at + offset, slice.length - offset};
}

static inline struct slice
slice_to(struct slice slice, size_t offset)
{
    if (offset < slice.length)
        slice.length = offset;
    return slice;
}

/* Without the blanks around it. */
struct slice slice_trim_so(struct slice slice);

static inline struct slice
slice_trim(struct slice slice)
{
    if (slice.length == 0 ||
        ((slice.at[0] > ' ') & (slice.at[slice.length - 1] > ' ')) != 0)
        return slice;
    return slice_trim_so(slice);
}

/* Takes what stands before the next such byte off rest, and the byte too. */
static inline struct slice
slice_cut(struct slice *rest, unsigned char byte)
{
    size_t end = slice_at(*rest, byte);
    struct slice head = slice_to(*rest, end);
    *rest = slice_from(*rest, end == SLICE_NONE ? rest->length : end + 1);
    return head;
}

/* Without the carriage returns at its end: one nearly always, or none. */
SLICE_INLINE struct slice
slice_without_returns(struct slice line)
{
    if (line.length == 0)
        return line;
    line.length -= line.at[line.length - 1] == '\r';
    while (line.length > 0 && line.at[line.length - 1] == '\r')
        line.length--;
    return line;
}

/* Takes the next line off rest and gives it without its end (LF, CRLF, CRCRLF). */
static inline struct slice
slice_line(struct slice *rest)
{
    struct slice line = slice_cut(rest, '\n');
    return slice_without_returns(line);
}

/* What reaches from the start of a to the end of b, both of one text. */
static inline struct slice
slice_span(struct slice a, struct slice b)
{
    if (b.length == 0)
        return a;
    return (struct slice){a.at, (size_t)(b.at + b.length - a.at)};
}

#endif
