/* phrase: many small patterns looked for at once; a thousand cost what one does. */
#include "classify/phrase.h"

#include <stddef.h>
#include <string.h>

#include "classify/block.h"

#define IS(c, first, last) ((unsigned char)((c) - (first)) <= (last) - (first))
/* Yes or no without a branch, which compilers do for many bytes at once. */
#define EITHER(is, yes, no)                                                            \
    (unsigned char)(((yes) & (unsigned char)-(is)) | ((no) & (unsigned char)((is)-1)))
/* A byte as it is looked at. */
#define KEPT(c)                                                                        \
    EITHER((c) == 0 || IS(c, '\t', '\r'), ' ',                                         \
           EITHER((c) == '"' || (c) == '`', '\'', (c) | (IS(c, 'A', 'Z') << 5)))
/* What an anchor knows of it: letters and digits are themselves, of other ASCII there are four
 * kinds, " ", "-" and "." each of another, of all else sixteen. */
#define CODE(c)                                                                        \
    EITHER(IS(c, 'a', 'z'), (c)&0x3F,                                                  \
           EITHER(IS(c, '0', '9'), (c)&0x0F,                                           \
                  EITHER((c) >= 0x80, 0x10 | ((c)&0x0F), 0x0C | ((c)&0x03))))
#define FOUR(f, c) f((c)), f((c) + 1), f((c) + 2), f((c) + 3)
#define SIXTEEN(f, c)                                                                  \
    FOUR(f, (c)), FOUR(f, (c) + 4), FOUR(f, (c) + 8), FOUR(f, (c) + 12)
#define SIXTY_FOUR(f, c)                                                               \
    SIXTEEN(f, (c)), SIXTEEN(f, (c) + 16), SIXTEEN(f, (c) + 32), SIXTEEN(f, (c) + 48)
#define ALL(f)                                                                         \
    SIXTY_FOUR(f, 0), SIXTY_FOUR(f, 64), SIXTY_FOUR(f, 128), SIXTY_FOUR(f, 192)

/* May it stand in the name of an address? */
#define NAME(c)                                                                        \
    (IS(c, 'a', 'z') || IS(c, '0', '9') || (c) == '.' || (c) == '-' || (c) == '_' ||   \
     (c) == '+' || (c) == '=' || (c) == '%')

static const unsigned char kept[256] = {ALL(KEPT)};
static const unsigned char coded[256] = {ALL(CODE)};
static const bool in_name[256] = {ALL(NAME)};

unsigned
phrase_code(unsigned char byte)
{
    return coded[byte];
}

/* Compilers make one load of it. */
static inline uint32_t
four(const unsigned char *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

uint32_t
phrase_four(const unsigned char *at)
{
    return four(at);
}

/* Fibonacci's: the golden ratio's bits spread any four codes evenly. */
static inline unsigned
hash_of(uint32_t codes)
{
    return codes * 0x9E3779B1U / (UINT32_MAX / PHRASE_SIEVE + 1);
}

unsigned
phrase_hash(uint32_t codes)
{
    return hash_of(codes);
}

unsigned
phrase_slot(uint32_t codes)
{
    return phrase_hash(codes) / (PHRASE_SIEVE / PHRASE_SLOTS);
}

/* Takes those bytes, a bit each, out of a block that was written: they are blanks behind a
 * blank. Gives how many are left of it; another block's room is written over. */
static size_t
close_up(unsigned char *out, uint32_t extra)
{
    unsigned char all[2 * BLOCK_SIZE] = {0};
    size_t gone = 0;
    if (extra == 0)
        return BLOCK_SIZE;
    memcpy(all, out, BLOCK_SIZE);
    for (; extra != 0; extra &= extra - 1) {
        size_t place = (size_t)__builtin_ctz(extra);
        memcpy(out + place - gone++, all + place + 1, BLOCK_SIZE);
    }
    return BLOCK_SIZE - gone;
}

/* Makes a block of bytes ready at once; false: one of them may begin a typographic quote. */
static bool
prepare_block(struct phrase_text *text, const unsigned char *in)
{
    unsigned char *out = text->at + text->length;
    block bytes;
    memcpy(&bytes, in, sizeof bytes);
    block quotes = (block)((bytes == '"') | (bytes == '`'));
    block blanks = (block)((bytes == 0) | (bytes == ' ') |
                           ((bytes - '\t') <= '\r' - '\t'));
    block foreign = (block)(bytes == 0xE2);
    if (block_bits(&foreign) != 0)
        return false;
    uint32_t blank = block_bits(&blanks), before = out[-1] == ' ';
    bytes |= (block)((bytes - 'A') <= 'Z' - 'A') & 0x20;
    bytes = (bytes & ~(quotes | blanks)) | (quotes & '\'') | (blanks & ' ');
    memcpy(out, &bytes, sizeof bytes);
    text->length += close_up(out, blank & (blank << 1 | before));
    return true;
}

/* Makes up to so many bytes ready. Gives what was taken of the words. */
static size_t
prepare_few(struct phrase_text *text, struct slice words, size_t most)
{
    size_t i = 0;
    while (i < most) {
        unsigned char *out = text->at + text->length;
        unsigned char c = kept[words.at[i++]];
        if (c == 0xE2 && i + 1 < words.length && words.at[i] == 0x80 &&
            (words.at[i + 1] == 0x98 || words.at[i + 1] == 0x99)) {
            c = '\''; /* typographic quotes */
            i += 2;
        }
        /* Written over by the next where it is one blank too many. */
        *out = c;
        text->length += !((c == ' ') & (out[-1] == ' '));
    }
    return i;
}

size_t
phrase_prepare(struct phrase_text *text, struct slice words)
{
    struct slice rest = words;
    text->at[0] = ' ';
    text->length = 1;
    while (rest.length > 0 && text->length < PHRASE_TEXT_MAX) {
        size_t room = PHRASE_TEXT_MAX - text->length;
        size_t most = rest.length < room ? rest.length : room;
        if (most >= BLOCK_SIZE && prepare_block(text, rest.at)) {
            rest = slice_from(rest, BLOCK_SIZE);
            continue;
        }
        if (most > BLOCK_SIZE)
            most = BLOCK_SIZE;
        rest = slice_from(rest, prepare_few(text, rest, most));
    }
    text->at[text->length++] = ' ';
    memset(text->at + text->length, 0, PHRASE_BEHIND);
    return words.length - rest.length;
}

void
phrase_hide_names(struct phrase_text *text)
{
    struct slice rest = {text->at, text->length};
    size_t sign;
    while ((sign = slice_at(rest, '@')) != SLICE_NONE) {
        size_t at = sign + (size_t)(rest.at - text->at);
        rest = slice_from(rest, sign + 1);
        for (; at > 0 && in_name[text->at[at - 1]]; at--)
            text->at[at - 1] = '_';
    }
}

static bool
is_word(const struct phrase_text *text, size_t i)
{
    return i < text->length && slice_alnum(text->at[i]);
}

/* Is c one of "{1-4}", whose inside stands at set? Gives the pattern behind the "}". */
static const char *
class_fits(const char *set, unsigned char c, bool *fits)
{
    *fits = false;
    while (*set != '}') {
        unsigned char first = (unsigned char)set[0], last = first;
        if (set[1] == '-') {
            last = (unsigned char)set[2];
            set += 2;
        }
        *fits |= c >= first && c <= last;
        set++;
    }
    return set + 1;
}

/* One step of an alternative that is no plain byte: takes what fits at *i. */
static bool
step(const struct phrase_text *text, const char **pattern, size_t *i)
{
    const char *p = *pattern;
    bool fits;
    if (*p == '~') {
        *pattern = p + 1;
        return is_word(text, *i) != (*i > 0 && is_word(text, *i - 1));
    }
    if (*i >= text->length)
        return false;
    unsigned char c = text->at[*i];
    if (*p == '{') {
        p = class_fits(p + 1, c, &fits);
    } else { /* "%" */
        fits = slice_digit(c);
        p++;
    }
    *pattern = p;
    ++*i;
    return fits;
}

/* Is it a byte that only itself fits? */
static inline bool
is_plain(char pattern)
{
    // clang-format off
    static const bool means_more[256] = {
        ['\0'] = true, ['%'] = true, ['*'] = true, ['{'] = true, ['~'] = true};
    // clang-format on
    return !means_more[(unsigned char)pattern];
}

/* The next place, up to the last, where what stands behind a "*" may fit. */
static bool
next_retry(const struct phrase_text *text, const char *star, size_t last, size_t *retry)
{
    size_t most = last < text->length ? last : text->length;
    if (*retry >= most)
        return false;
    ++*retry;
    if (!is_plain(*star))
        return true;
    const unsigned char *from = text->at + *retry;
    const unsigned char *met = memchr(from, *star, most + 1 - *retry);
    if (met)
        *retry += (size_t)(met - from);
    return met != NULL;
}

/* Does the alternative, or its rest, fit from i on? After a "*" the nearest fit is taken. */
static bool
fits_at(const struct phrase_text *text, const char *pattern, size_t i, size_t *end)
{
    const char *star = NULL;
    size_t retry = i, last = i;
    while (*pattern != '\0') {
        if (*pattern == '*') {
            star = ++pattern;
            retry = i;
            last = i + PHRASE_GAP_MAX;
            continue;
        }
        if (is_plain(*pattern) && i < text->length &&
            text->at[i] == (unsigned char)*pattern) {
            pattern++;
            i++;
            continue;
        }
        if (!is_plain(*pattern) && step(text, &pattern, &i))
            continue;
        if (!star || !next_retry(text, star, last, &retry))
            return false;
        pattern = star;
        i = retry;
    }
    *end = i;
    return true;
}

void
phrase_begin(struct phrase_scan *scan, const struct phrase_table *table,
             const struct phrase_text *text)
{
    scan->table = table;
    scan->text = text;
    scan->sieved = 0;
    scan->count = scan->next = 0;
    scan->anchor = scan->last = NULL;
}

/* The codes of a block of bytes, as CODE gives them one by one. */
static inline void
code_block(unsigned char *out, const unsigned char *in)
{
    block c;
    memcpy(&c, in, sizeof c);
    block letters = (block)((c - 'a') <= 'z' - 'a');
    block digits = (block)((c - '0') <= 9), high = (block)(c >= 0x80);
    c = (letters & c & 0x3F) | (digits & c & 0x0F) | (high & ((c & 0x0F) | 0x10)) |
        (~(letters | digits | high) & ((c & 0x03) | 0x0C));
    memcpy(out, &c, sizeof c);
}

/* Sieves the next block: places and count, then. */
static void
sieve_block(struct phrase_scan *scan)
{
    const uint64_t *sieve = scan->table->sieve;
    const unsigned char *at = scan->text->at + scan->sieved;
    unsigned char codes[PHRASE_BLOCK + BLOCK_SIZE] SLICE_RAW;
    size_t left = scan->text->length - (PHRASE_ANCHOR - 1) - scan->sieved;
    size_t length = left < PHRASE_BLOCK ? left : PHRASE_BLOCK, count = 0;
    for (size_t i = 0; i < length + PHRASE_ANCHOR - 1; i += BLOCK_SIZE)
        code_block(codes + i, at + i);
    for (size_t i = 0; i < length; i++) {
        unsigned hash = hash_of(four(codes + i));
        /* Without a branch: where a place is noted is a toss-up for the processor. */
        scan->places[count] = (uint16_t)i;
        count += (sieve[hash / 64] & UINT64_C(1) << hash % 64) != 0;
    }
    scan->count = count;
    scan->next = 0;
}

/* Turns to the next place the sieve holds back. */
static bool
next_place(struct phrase_scan *scan)
{
    while (scan->next == scan->count) {
        if (scan->sieved + PHRASE_ANCHOR > scan->text->length)
            return false;
        sieve_block(scan);
        scan->sieved += PHRASE_BLOCK;
    }
    scan->place = scan->sieved - PHRASE_BLOCK + scan->places[scan->next++];
    const unsigned char *at = scan->text->at + scan->place;
    const unsigned char codes[] = {coded[at[0]], coded[at[1]], coded[at[2]],
                                   coded[at[3]]};
    scan->codes = four(codes);
    const uint16_t *slot = scan->table->slots + phrase_slot(scan->codes);
    scan->anchor = scan->table->anchors + slot[0];
    scan->last = scan->table->anchors + slot[1];
    return true;
}

/* Does the anchor stand at the scan's place, and the phrase's other bytes where they must? */
static inline bool
stands(const struct phrase_scan *scan, const struct phrase_anchor *anchor)
{
    size_t also = (size_t)((ptrdiff_t)scan->place + anchor->apart);
    also = also < scan->text->length ? also : scan->place;
    return ((anchor->codes ^ scan->codes) |
            ((anchor->also ^ four(scan->text->at + also)) & anchor->known)) == 0;
}

bool
phrase_next(struct phrase_scan *scan, struct phrase_found *found)
{
    do {
        for (; scan->anchor < scan->last; scan->anchor++) {
            if (!stands(scan, scan->anchor))
                continue;
            found->phrase = scan->table->phrases + scan->anchor++->phrase;
            found->place = scan->place;
            return true;
        }
    } while (next_place(scan));
    return false;
}

bool
phrase_fits(const struct phrase_scan *scan, struct phrase_found *found)
{
    const struct phrase_text *text = scan->text;
    const char *words = scan->table->words + found->phrase->words;
    size_t plain = found->phrase->plain;
    long nearest = (long)found->place - found->phrase->before;
    long farthest = nearest - found->phrase->gaps * PHRASE_GAP_MAX;
    for (long start = nearest; start >= farthest && start >= 0; start--) {
        size_t i = (size_t)start;
        if (plain > 0 &&
            (text->at[i] != (unsigned char)words[0] || i + plain > text->length ||
             !slice_fits(text->at + i, words, plain)))
            continue;
        if (fits_at(text, words + plain, i + plain, &found->end)) {
            found->start = i;
            return true;
        }
    }
    return false;
}
