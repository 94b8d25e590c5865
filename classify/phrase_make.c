/* phrase_make: from patterns to the table that finds them, when ndrwatch is built. */
#include "classify/phrase_make.h"

#include <stdlib.h>
#include <string.h>

enum {
    LENGTH_MAX = 120, /* bytes of an alternative, edges included; ours have 80 */
};

/* An alternative, taken apart: of each byte the codes that may stand there, as bits. */
struct shape {
    uint64_t codes[LENGTH_MAX];
    unsigned char byte[LENGTH_MAX]; /* the one that fits; 0: several do */
    uint8_t gaps[LENGTH_MAX];       /* "*" before it */
    int8_t before[LENGTH_MAX];      /* bytes before it that are no gap's */
    size_t length;
};

struct window {
    size_t at;
    uint64_t cost;
};

/* The codes of all bytes of a prepared text that are in a word, or are not. */
static uint64_t
codes_of_words(bool in_word)
{
    uint64_t codes = 0;
    for (unsigned c = 1; c < 256; c++)
        if (slice_alnum((unsigned char)c) == in_word &&
            slice_lower((unsigned char)c) == c)
            codes |= UINT64_C(1) << phrase_code((unsigned char)c);
    return codes;
}

/* Reads what stands for one byte. Gives the pattern behind it. */
static const char *
read_byte(const char *pattern, uint64_t *codes)
{
    *codes = 0;
    if (*pattern == '%') {
        for (unsigned char c = '0'; c <= '9'; c++)
            *codes |= UINT64_C(1) << phrase_code(c);
        return pattern + 1;
    }
    if (*pattern != '{') {
        *codes = UINT64_C(1) << phrase_code((unsigned char)*pattern);
        return pattern + 1;
    }
    for (pattern++; *pattern != '}'; pattern++) {
        unsigned first = (unsigned char)pattern[0], last = first;
        if (first == '\0')
            return NULL;
        if (pattern[1] == '-') {
            last = (unsigned char)pattern[2];
            pattern += 2;
        }
        for (unsigned c = first; c <= last; c++)
            *codes |= UINT64_C(1) << phrase_code((unsigned char)c);
    }
    return pattern + 1;
}

/* What stands on the far side of an edge: where a word ends, none goes on. */
static uint64_t
beyond_edge(uint64_t codes)
{
    uint64_t words = codes_of_words(true);
    if ((codes & ~words) == 0)
        return codes_of_words(false);
    return (codes & words) == 0 ? words : 0;
}

static bool
add(struct shape *shape, uint64_t codes, char byte, uint8_t gaps, int before)
{
    if (shape->length == LENGTH_MAX)
        return false;
    shape->codes[shape->length] = codes;
    shape->byte[shape->length] = (unsigned char)byte;
    shape->gaps[shape->length] = gaps;
    shape->before[shape->length++] = (int8_t)before;
    return true;
}

/* Takes the alternative apart. An edge at the end of a stretch gives a byte more. */
static const char *
take_apart(const char *pattern, struct shape *shape)
{
    uint8_t gaps = 0;
    int before = 0;
    bool edge = false, fresh = true; /* fresh: at the start of a stretch */
    *shape = (struct shape){.length = 0};
    for (; *pattern != '\0';) {
        uint64_t codes, beyond;
        if (*pattern == '~') {
            edge = true;
            pattern++;
            bool ends = *pattern == '\0' || *pattern == '*';
            beyond = ends && !fresh ? beyond_edge(shape->codes[shape->length - 1]) : 0;
            if (beyond != 0 && !add(shape, beyond, '\0', gaps, before))
                return "it is too long";
            continue;
        }
        if (*pattern == '*') {
            gaps++;
            pattern++;
            edge = false;
            fresh = true;
            continue;
        }
        char byte = *pattern;
        if (byte == '%' || byte == '{')
            byte = '\0';
        pattern = read_byte(pattern, &codes);
        if (!pattern)
            return "a { has no }";
        beyond = edge && fresh ? beyond_edge(codes) : 0;
        if ((beyond != 0 && !add(shape, beyond, '\0', gaps, before - 1)) ||
            !add(shape, codes, byte, gaps, before++))
            return "it is too long";
        edge = fresh = false;
    }
    return NULL;
}

/* Do the bytes from here on follow each other without a gap? */
static bool
is_stretch(const struct shape *shape, size_t at, size_t length)
{
    return at + length <= shape->length &&
           shape->gaps[at] == shape->gaps[at + length - 1];
}

static unsigned
first_code(uint64_t codes)
{
    unsigned code = 0;
    while (!(codes >> code & 1))
        code++;
    return code;
}

static unsigned
spellings(uint64_t codes)
{
    unsigned count = 0;
    for (; codes != 0; codes &= codes - 1)
        count++;
    return count;
}

static unsigned
pair_of(unsigned first, unsigned second)
{
    return first * PHRASE_CODES + second;
}

static void
count_codes(struct phrase_make *make, const struct shape *shape)
{
    for (size_t i = 0; i + 2 <= shape->length; i++) {
        unsigned pair = pair_of(first_code(shape->codes[i]),
                                first_code(shape->codes[i + 1]));
        if (is_stretch(shape, i, 2))
            make->pairs[pair]++;
        if (is_stretch(shape, i, 3))
            make->triples[pair * PHRASE_CODES + first_code(shape->codes[i + 2])]++;
    }
}

/* The n-th spelling of the four bytes. */
static void
spell(const uint64_t *window, unsigned n, unsigned char codes[PHRASE_ANCHOR])
{
    for (int i = 0; i < PHRASE_ANCHOR; i++) {
        unsigned count = spellings(window[i]), nth = n % count;
        uint64_t rest = window[i];
        for (; nth > 0; nth--)
            rest &= rest - 1;
        codes[i] = (unsigned char)first_code(rest);
        n /= count;
    }
}

static unsigned
spellings_of(const uint64_t *window)
{
    unsigned count = 1;
    for (int i = 0; i < PHRASE_ANCHOR; i++)
        count *= spellings(window[i]);
    return count;
}

/* How often the four bytes are to be expected, in some measure: how often three follow
 * each other, times how often the last two of them are followed by the fourth. */
static uint64_t
cost_of(const struct phrase_make *make, const uint64_t *window)
{
    uint64_t cost = 0;
    for (unsigned n = 0; n < spellings_of(window); n++) {
        unsigned char codes[PHRASE_ANCHOR];
        spell(window, n, codes);
        unsigned middle = pair_of(codes[1], codes[2]);
        uint64_t first =
            make->triples[pair_of(codes[0], codes[1]) * PHRASE_CODES + codes[2]] + 1;
        uint64_t last = make->triples[middle * PHRASE_CODES + codes[3]] + 1;
        cost += first * last * 1024 / (make->pairs[middle] + 1);
    }
    return cost;
}

/* Finds four plain bytes beside an anchor, which they may overlap: those with the most new
 * ones, then the rarest. Gives how many are new; 0: there are none. */
static size_t
find_also(const struct phrase_make *make, const struct shape *shape, size_t at,
          size_t *also)
{
    size_t most = 0;
    uint64_t least = UINT64_MAX;
    for (size_t i = 0; i + PHRASE_ANCHOR <= shape->length; i++) {
        size_t first = i < at ? i : at, apart = i < at ? at - i : i - at;
        size_t fresh = apart < PHRASE_ANCHOR ? apart : PHRASE_ANCHOR;
        bool plain = true;
        for (size_t j = i; j < i + PHRASE_ANCHOR; j++)
            plain = plain && shape->byte[j] != '\0';
        if (!plain || !is_stretch(shape, first, apart + PHRASE_ANCHOR) || fresh < most)
            continue;
        uint64_t cost = cost_of(make, shape->codes + i);
        if (fresh > most || (fresh > 0 && cost < least)) {
            most = fresh;
            least = cost;
            *also = i;
        }
    }
    return most;
}

/* The rarest anchor, those with few bytes beside it held to be less rare than they are. */
static bool
rarest(const struct phrase_make *make, const struct shape *shape, size_t *at)
{
    uint64_t least = UINT64_MAX;
    for (size_t i = 0; i + PHRASE_ANCHOR <= shape->length; i++) {
        size_t also;
        if (!is_stretch(shape, i, PHRASE_ANCHOR) ||
            spellings_of(shape->codes + i) > PHRASE_MAKE_SPELLINGS)
            continue;
        uint64_t cost = cost_of(make, shape->codes + i) *
                        (PHRASE_ANCHOR + 1 - find_also(make, shape, i, &also));
        if (cost < least) {
            least = cost;
            *at = i;
        }
    }
    return least < UINT64_MAX;
}

static const char *
set_anchor(struct phrase_make *make, size_t which)
{
    struct phrase *phrase = &make->phrases[which];
    struct shape shape;
    size_t at = 0, also = 0;
    const char *why = take_apart(make->words + phrase->words, &shape);
    if (why)
        return why;
    if (!rarest(make, &shape, &at))
        return "nowhere in it are four bytes in a row";
    phrase->before = shape.before[at];
    phrase->gaps = shape.gaps[at];
    for (unsigned n = 0; n < spellings_of(shape.codes + at); n++) {
        if (make->anchor_count == PHRASE_MAKE_ANCHORS)
            return "PHRASE_MAKE_ANCHORS is reached";
        unsigned char codes[PHRASE_ANCHOR];
        spell(shape.codes + at, n, codes);
        struct phrase_anchor anchor = {.codes = phrase_four(codes),
                                       .phrase = (uint16_t)which};
        if (find_also(make, &shape, at, &also) > 0) {
            anchor.also = phrase_four(shape.byte + also);
            anchor.known = UINT32_MAX;
            anchor.apart = (int8_t)((int)also - (int)at);
        }
        make->anchors[make->anchor_count++] = anchor;
        unsigned hash = phrase_hash(anchor.codes);
        make->sieve[hash / 64] |= UINT64_C(1) << hash % 64;
    }
    return NULL;
}

/* Keeps the next alternative of a pattern. Gives the pattern behind it. */
static const char *
keep(struct phrase_make *make, const char *pattern)
{
    size_t length = strcspn(pattern, "|");
    struct shape shape;
    if (make->phrase_count == PHRASE_MAKE_PHRASES ||
        make->words_length + length >= PHRASE_MAKE_WORDS) {
        make->why = "the table has no room left";
        return NULL;
    }
    char *words = make->words + make->words_length;
    memcpy(words, pattern, length);
    make->phrases[make->phrase_count++] = (struct phrase){
        .words = (uint32_t)make->words_length,
        .row = (uint16_t)make->row_count,
        .plain = (uint8_t)strcspn(words, "%*{~")};
    make->words_length += length + 1;
    make->why = take_apart(words, &shape);
    if (make->why)
        return NULL;
    count_codes(make, &shape);
    return pattern + length;
}

static int
by_slot(const void *a, const void *b)
{
    const struct phrase_anchor *x = a, *y = b;
    unsigned first = phrase_slot(x->codes), second = phrase_slot(y->codes);
    if (first != second)
        return first < second ? -1 : 1;
    if (x->phrase != y->phrase)
        return x->phrase < y->phrase ? -1 : 1;
    return x->codes < y->codes ? -1 : x->codes > y->codes;
}

static void
fill_slots(struct phrase_make *make)
{
    qsort(make->anchors, make->anchor_count, sizeof make->anchors[0], by_slot);
    for (size_t i = 0; i < make->anchor_count; i++)
        make->slots[phrase_slot(make->anchors[i].codes) + 1] = (uint16_t)(i + 1);
    for (size_t slot = 0; slot < PHRASE_SLOTS; slot++)
        if (make->slots[slot + 1] == 0)
            make->slots[slot + 1] = make->slots[slot];
    make->table = (struct phrase_table){.words = make->words,
                                        .phrases = make->phrases,
                                        .anchors = make->anchors,
                                        .slots = make->slots,
                                        .sieve = make->sieve};
}

bool
phrase_make_table(struct phrase_make *make, const char *(*row)(size_t))
{
    const char *pattern;
    for (; (pattern = row(make->row_count)); make->row_count++) {
        const char *rest = pattern;
        do {
            make->wrong = rest;
            rest = keep(make, rest);
            if (!rest)
                return false;
        } while (*rest++ == '|');
    }
    for (size_t i = 0; i < make->phrase_count; i++) {
        make->wrong = make->words + make->phrases[i].words;
        make->why = set_anchor(make, i);
        if (make->why)
            return false;
    }
    make->wrong = NULL;
    fill_slots(make);
    return true;
}
