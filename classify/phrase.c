/* phrase: many small patterns looked for at once; a thousand cost what one does. */
#include "classify/phrase.h"

#include <stddef.h>

#define IS(c, first, last) ((c) >= (first) && (c) <= (last))
/* A byte as it is looked at. */
#define KEPT(c)                                                                        \
    (unsigned char)(IS(c, 'A', 'Z')                 ? (c) - 'A' + 'a'                  \
                    : (c) == 0 || IS(c, '\t', '\r') ? ' '                              \
                    : (c) == '"' || (c) == '`'      ? '\''                             \
                                                    : (c))
/* What an anchor knows of it. */
#define CODE(c)                                                                        \
    (unsigned char)(IS(c, 'a', 'z')   ? (c) - 'a'                                      \
                    : IS(c, '0', '9') ? (c) - '0' + 26                                 \
                    : (c) == ' '      ? 36                                             \
                    : (c) == '.'      ? 37                                             \
                    : (c) == '-'      ? 38                                             \
                    : (c) < 0x80      ? 39                                             \
                                      : 40 + (c) % 24)
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

/* Fibonacci's: the golden ratio's bits spread any four codes evenly. */
unsigned
phrase_hash(uint32_t codes)
{
    return codes * 0x9E3779B1U >> 16;
}

unsigned
phrase_slot(uint32_t codes)
{
    return phrase_hash(codes) / (PHRASE_SIEVE / PHRASE_SLOTS);
}

size_t
phrase_prepare(struct phrase_text *text, struct slice words)
{
    size_t length = 1, i = 0;
    bool blank = true, was_blank;
    text->at[0] = ' ';
    while (i < words.length && length < PHRASE_TEXT_MAX) {
        unsigned char c = kept[words.at[i++]];
        if (c == 0xE2 && i + 1 < words.length && words.at[i] == 0x80 &&
            (words.at[i + 1] == 0x98 || words.at[i + 1] == 0x99)) {
            c = '\''; /* typographic quotes */
            i += 2;
        }
        /* Written over by the next where it is one blank too many. */
        text->at[length] = c;
        was_blank = blank;
        blank = c == ' ';
        length += !(blank & was_blank);
    }
    text->at[length++] = ' ';
    text->length = length;
    return i;
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

/* One step of an alternative: takes what fits at *i. The end of it fits nothing more. */
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
    if (*p == '%') {
        fits = slice_digit(c);
        p++;
    } else if (*p == '{') {
        p = class_fits(p + 1, c, &fits);
    } else {
        fits = c == (unsigned char)*p++;
    }
    *pattern = p;
    ++*i;
    return fits;
}

/* Is it a byte that only itself fits? */
static bool
is_plain(char pattern)
{
    return phrase_code((unsigned char)pattern) < 36; /* a letter or a digit */
}

/* Does the alternative fit from this place on? After a "*" the nearest fit is taken. */
static bool
fits_at(const struct phrase_text *text, const char *pattern, size_t start, size_t *end)
{
    const char *star = NULL;
    size_t i = start, retry = start, last = start;
    while (*pattern != '\0') {
        if (*pattern == '*') {
            star = ++pattern;
            retry = i;
            last = i + PHRASE_GAP_MAX;
            continue;
        }
        if (step(text, &pattern, &i))
            continue;
        do
            if (!star || retry >= last || retry >= text->length)
                return false;
        while (text->at[++retry] != (unsigned char)*star && is_plain(*star));
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

/* Sieves the next block: places and count, then. */
static void
sieve_block(struct phrase_scan *scan)
{
    const uint64_t *sieve = scan->table->sieve;
    const unsigned char *at = scan->text->at + scan->sieved;
    size_t left = scan->text->length - (PHRASE_ANCHOR - 1) - scan->sieved;
    size_t length = left < PHRASE_BLOCK ? left : PHRASE_BLOCK, count = 0;
    uint32_t codes = (uint32_t)coded[at[0]] << 12 | (uint32_t)coded[at[1]] << 6 |
                     coded[at[2]];
    for (size_t i = 0; i < length; i++) {
        codes = (codes << 6 | coded[at[i + 3]]) & 0xFFFFFF;
        unsigned hash = phrase_hash(codes);
        /* Without a branch: where a place is noted is a toss-up for the processor. */
        scan->places[count] = (uint16_t)i;
        count += sieve[hash / 64] >> hash % 64 & 1;
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
    scan->codes = (uint32_t)coded[at[0]] << 18 | (uint32_t)coded[at[1]] << 12 |
                  (uint32_t)coded[at[2]] << 6 | coded[at[3]];
    const uint16_t *slot = scan->table->slots + phrase_slot(scan->codes);
    scan->anchor = scan->table->anchors + slot[0];
    scan->last = scan->table->anchors + slot[1];
    return true;
}

bool
phrase_next(struct phrase_scan *scan, struct phrase_found *found)
{
    do {
        for (; scan->anchor < scan->last; scan->anchor++) {
            if (scan->anchor->codes != scan->codes)
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
    const char *words = scan->table->words + found->phrase->words;
    long nearest = (long)found->place - found->phrase->before;
    long farthest = nearest - found->phrase->gaps * PHRASE_GAP_MAX;
    bool plain = is_plain(words[0]);
    for (long start = nearest; start >= farthest && start >= 0; start--) {
        if (plain && scan->text->at[start] != (unsigned char)words[0])
            continue;
        found->start = (size_t)start;
        if (fits_at(scan->text, words, found->start, &found->end))
            return true;
    }
    return false;
}
