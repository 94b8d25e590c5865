/* reply: what a server said, under all that others have wrapped around it. */
#include "classify/reply.h"

#include <string.h>

#include "classify/block.h"
#include "classify/code.h"

enum {
    LAYERS_MAX = 8, /* three is the most met; each is shorter than the one around it */
};

bool
reply_is_host_address(struct slice text)
{
    size_t dots = 0, colons = 0;
    if (slice_starts(text, "ipv6:"))
        text = slice_from(text, 5);
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = text.at[i];
        dots += c == '.';
        colons += c == ':';
        if (slice_hex(c) < 0 && c != '.' && c != ':')
            return false;
    }
    return text.length >= 3 && (colons >= 2 || (dots == 3 && colons == 0));
}

static bool
is_host(unsigned char c)
{
    return slice_alnum(c) || c == '.' || c == '-' || c == '_';
}

/* The host name that ends before `end`, blanks passed over. */
static struct slice
host_before(struct slice text, size_t end)
{
    while (end > 0 && text.at[end - 1] == ' ')
        end--;
    size_t start = end;
    while (start > 0 && is_host(text.at[start - 1]))
        start--;
    struct slice host = slice_from(slice_to(text, end), start);
    return slice_at(host, '.') != SLICE_NONE ? host : (struct slice){0};
}

/* The first bytes of the words, and none where they end. */
static inline void
load(struct slice words, block *bytes)
{
    *bytes = (block){0};
    if (words.length >= BLOCK_SIZE)
        memcpy(bytes, words.at, BLOCK_SIZE);
    else if (words.length > 0)
        memcpy(bytes, words.at, words.length);
}

/* Where words that begin with a digit do so, among the first bytes; behind says whether a
 * blank stands before them, then the same of those that follow. */
static uint32_t
numbers(struct slice words, uint32_t *behind)
{
    block bytes;
    load(words, &bytes);
    block blanks = (block)(bytes == ' '), digits = (block)((bytes - '0') <= 9);
    uint32_t after = block_bits(&blanks) << 1 | *behind;
    *behind = after >> BLOCK_SIZE;
    return block_bits(&digits) & after;
}

/* "192.0.2.7 does not like recipient", "Connected to 192.0.2.7 but ..." */
static void
find_bare_address(struct slice words, struct reply *reply)
{
    uint32_t behind = 1;
    for (; words.length > 0; words = slice_from(words, BLOCK_SIZE)) {
        uint32_t starts = numbers(words, &behind);
        for (; starts != 0; starts &= starts - 1) {
            struct slice rest = slice_from(words, (size_t)__builtin_ctz(starts));
            struct slice word = slice_cut(&rest, ' ');
            if (!reply_is_host_address(word) || slice_at(word, '.') == SLICE_NONE)
                continue;
            reply->tried_address = word;
            reply->by = word;
            return;
        }
    }
}

/* Where "[" and "(" stand among the first bytes. */
static uint32_t
brackets(struct slice words)
{
    block bytes;
    load(words, &bytes);
    bytes = (block)((bytes == '[') | (bytes == '('));
    return block_bits(&bytes);
}

/* "mx.example.net[192.0.2.7]", "mx.example.net (192.0.2.7)": the last one of the words. */
static void
find_host(struct slice words, struct reply *reply)
{
    find_bare_address(words, reply);
    for (size_t from = 0; from < words.length; from += BLOCK_SIZE) {
        uint32_t opens = brackets(slice_from(words, from));
        for (; opens != 0; opens &= opens - 1) {
            size_t i = from + (size_t)__builtin_ctz(opens);
            struct slice inside = slice_from(words, i + 1);
            size_t end = slice_at(slice_to(inside, 48), words.at[i] == '[' ? ']' : ')');
            if (end == SLICE_NONE || !reply_is_host_address(slice_to(inside, end)))
                continue;
            reply->tried_address = slice_to(inside, end);
            reply->tried_host = host_before(words, i);
            reply->by = reply->tried_host.length > 0 ? reply->tried_host
                                                     : reply->tried_address;
        }
    }
}

/* "[LastAttemptedServerName=mx.example.net]": what stands behind the "=". */
static struct slice
bracketed(struct slice words, const char *name)
{
    size_t at = slice_find(words, name);
    if (at == SLICE_NONE)
        return (struct slice){0};
    struct slice value = slice_from(words, at + strlen(name));
    return slice_trim(slice_to(value, slice_at(value, ']')));
}

static struct slice
without_port(struct slice address)
{
    size_t colon = slice_at(address, ':');
    bool single = colon != SLICE_NONE &&
                  slice_at(slice_from(address, colon + 1), ':') == SLICE_NONE;
    if (address.length > 0 && address.at[0] == '[')
        return slice_to(slice_from(address, 1), slice_at(slice_from(address, 1), ']'));
    return single ? slice_to(address, colon) : address;
}

/* The marks before an inner reply and what ends it; '\0': nothing does. Their rank goes from
 * the sure ones to those that need a code behind them. A mark is looked for where its stem
 * ends: few bytes of a text end one, and they stand here by that byte (see stems). */
struct wrapper {
    int rank; /* in all, from 0 on; they rise here */
    const char *mark;
    size_t length, stem;
    unsigned char end;
    bool last; /* the end's last place, for replies that hold apostrophes */
    bool code; /* only where a code follows */
    bool free; /* only where the words do not begin with a code themselves */
};

#define MARK(text, blank)                                                              \
    .mark = text blank, .length = sizeof text blank - 1, .stem = sizeof text - 1
#define MARKS(...) ((const struct wrapper[]){__VA_ARGS__, {.mark = NULL}})
// clang-format off
static const struct wrapper *const wrappers[256] = {
    ['\''] = MARKS(
        {0, MARK("returned '", ""), '\'', true, false, false},
        {2, MARK("responded with '", ""), '\'', true, false, false},
        {3, MARK("responded with: '", ""), '\'', true, false, false},
        {7, MARK(" '", ""), '\'', true, true, true}), /* "returned" in any other language */
    ['"'] = MARKS(
        {1, MARK("returned \"", ""), '"', true, false, false},
        {4, MARK("responded with \"", ""), '"', false, false, false},
        {5, MARK("responded with: \"", ""), '"', false, false, false}),
    [':'] = MARKS(
        {6, MARK("responded with:", " "), '\0', false, true, false},
        {10, MARK(" said:", " "), '\0', false, false, false},
        {11, MARK(" said:", "\n"), '\0', false, false, false},
        {12, MARK("remote host said:", ""), '\0', false, false, false},
        {13, MARK("(reason:", " "), ')', true, false, false},
        {14, MARK("server returned was:", ""), '\0', false, false, false},
        {15, MARK("the response was:", ""), '\0', false, false, false},
        {16, MARK("the response from the remote server was:", ""), '\0', false, false, false},
        {20, MARK("]:", " "), '\0', false, true, true},
        {21, MARK(":", " "), '\0', false, true, true},
        {22, MARK(":", "\n"), '\0', false, true, true}),
    ['='] = MARKS(
        {8, MARK("[message=", ""), ']', false, true, false}),
    ['>'] = MARKS(
        {9, MARK(" ->", " "), '\0', false, false, false}),
    ['<'] = MARKS(
        {17, MARK("<<<", " "), '\0', false, true, false},
        {19, MARK("<", ""), '>', true, true, false}),
    ['('] = MARKS(
        {18, MARK("(", ""), ')', true, true, false}),
    [']'] = MARKS(
        {23, MARK("]", " "), '\0', false, true, true}),
};
// clang-format on

enum {
    RANKS = 24,
};

/* Where stems may end among the first bytes: those that wrappers has marks for. */
static uint32_t
stems(struct slice words)
{
    block bytes;
    load(words, &bytes);
    bytes = (block)((bytes == '\'') | (bytes == '"') | (bytes == ':') | (bytes == '=') |
                    (bytes == '>') | (bytes == '<') | (bytes == '(') | (bytes == ']'));
    return block_bits(&bytes);
}

/* What a wrapper's mark at the start of the words holds; nothing: it is no mark here. */
static struct slice
held(struct slice words, const struct wrapper *wrapper)
{
    if (!slice_starts(words, wrapper->mark))
        return (struct slice){0};
    struct slice inner = slice_trim(slice_from(words, wrapper->length));
    if (wrapper->code && !code_leads(inner))
        return (struct slice){0};
    if (wrapper->end == '\0')
        return inner;
    size_t end = slice_at(inner, wrapper->end);
    for (size_t i = inner.length; wrapper->last && i > 0; i--)
        if (inner.at[i - 1] == wrapper->end) {
            end = i - 1;
            break;
        }
    return slice_trim(slice_to(inner, end));
}

/* What the first of the wrappers holds whose stem ends at a place of the words and whose
 * rank is below best, which then is its rank; where is set to where its mark begins. */
static struct slice
held_at(struct slice words, size_t place, bool leads, int *best, size_t *where)
{
    const struct wrapper *wrapper = wrappers[words.at[place]];
    for (; wrapper->mark && wrapper->rank < *best; wrapper++) {
        size_t start = place + 1 - wrapper->stem;
        if (place + 1 < wrapper->stem || (wrapper->free && leads))
            continue;
        struct slice found = held(slice_from(words, start), wrapper);
        if (found.length > 0) {
            *best = wrapper->rank;
            *where = start;
            return found;
        }
    }
    return (struct slice){0};
}

/* The reply within the words: that of the wrapper of the lowest rank which stands anywhere,
 * at its first place; nothing: they wrap none. Sets where its mark begins. */
static struct slice
unwrap(struct slice words, size_t *where)
{
    int best = RANKS;
    bool leads = code_leads(words);
    struct slice inner = {0};
    for (size_t from = 0; from < words.length; from += BLOCK_SIZE) {
        uint32_t ends = stems(slice_from(words, from));
        for (; ends != 0; ends &= ends - 1) {
            size_t place = from + (size_t)__builtin_ctz(ends);
            struct slice found = held_at(words, place, leads, &best, where);
            if (found.length > 0)
                inner = found;
        }
    }
    return inner;
}

/* IronPort quotes all of a reply but its code: "Unknown address error 550-'5.1.1 ...'
 * (delivery attempts: 0)". Gives the code and what is quoted, where words stand before. */
static struct slice
half_quoted(struct slice words, size_t *where)
{
    size_t quote = slice_at(words, '\'');
    if (quote == SLICE_NONE || quote < 5 || words.at[quote - 1] != '-' ||
        words.at[quote - 5] != ' ' || !code_leads(slice_from(words, quote - 4)))
        return (struct slice){0};
    size_t end = words.length;
    while (words.at[end - 1] != '\'')
        end--;
    *where = quote - 5;
    return slice_from(slice_to(words, end), quote - 4);
}

#define TAIL(words)                                                                    \
    {                                                                                  \
        words, sizeof words - 1                                                        \
    }

/* What stands around a reply and is no part of it. */
static struct slice
tidy(struct slice said)
{
    // clang-format off
    static const struct { const char *words; size_t length; } tails[] = {
        TAIL("[lastattempted"), TAIL("(in reply to "), TAIL("[smtpsecurity"),
        TAIL("giving up on ")};
    // clang-format on
    bool square = slice_at(said, '[') != SLICE_NONE;
    bool round = slice_at(said, '(') != SLICE_NONE;
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        char first = tails[i].words[0];
        if ((first == '[' && !square) || (first == '(' && !round))
            continue;
        size_t at = slice_find_so(said, tails[i].words, tails[i].length);
        if (at != SLICE_NONE && at > 0)
            said = slice_to(said, at);
    }
    said = slice_trim(said);
    while (said.length > 0 && said.at[said.length - 1] == '#')
        said = slice_trim(slice_to(said, said.length - 1));
    while (said.length > 0 && said.at[0] == '#')
        said = slice_from(said, 1);
    if (slice_starts(said, "smtp;"))
        said = slice_from(said, 5);
    return slice_trim(said);
}

struct reply
reply_read(struct slice words)
{
    struct reply reply = {.said = slice_trim(words)};
    struct slice attempted = {0}, address = {0};
    if (slice_at(words, '[') != SLICE_NONE && slice_has(words, "[lastattempted")) {
        attempted = bracketed(words, "[lastattemptedservername=");
        address = without_port(bracketed(words, "[lastattemptedip="));
    }
    for (int layer = 0; layer < LAYERS_MAX; layer++) {
        size_t where = 0;
        struct slice inner = half_quoted(reply.said, &where);
        if (inner.length == 0)
            inner = unwrap(reply.said, &where);
        if (inner.length == 0)
            break;
        /* The mark's own bracket belongs to the words before: "host mx [192.0.2.7]: ". */
        find_host(slice_to(reply.said, where + 1), &reply);
        reply.said = inner;
    }
    /* Addresses within a reply are mostly the sender's: "[192.0.2.1] is blocked". */
    if (reply.by.length == 0 && !code_leads(reply.said))
        find_host(reply.said, &reply);
    if (attempted.length > 0) {
        reply.tried_host = attempted;
        reply.by = attempted;
    }
    if (address.length > 0)
        reply.tried_address = address;
    reply.said = tidy(reply.said);
    return reply;
}
