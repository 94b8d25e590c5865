/* reply: what a server said, under all that others have wrapped around it. */
#include "classify/reply.h"

#include <string.h>

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

/* "192.0.2.7 does not like recipient", "Connected to 192.0.2.7 but ..." */
static void
find_bare_address(struct slice words, struct reply *reply)
{
    while (words.length > 0) {
        struct slice word = slice_cut(&words, ' ');
        if (word.length == 0 || !slice_digit(word.at[0]) ||
            !reply_is_host_address(word) || slice_at(word, '.') == SLICE_NONE)
            continue;
        reply->tried_address = word;
        reply->by = word;
        return;
    }
}

/* "mx.example.net[192.0.2.7]", "mx.example.net (192.0.2.7)": the last one of the words. */
static void
find_host(struct slice words, struct reply *reply)
{
    find_bare_address(words, reply);
    for (size_t i = 0; i < words.length; i++) {
        if (words.at[i] != '[' && words.at[i] != '(')
            continue;
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

/* The marks before an inner reply and what ends it; '\0': nothing does. From the sure
 * ones to those that need a code behind them. A mark is looked for where its stem ends:
 * few bytes of a text end one (see ends_stem). */
#define MARK(text, blank)                                                              \
    .mark = text blank, .length = sizeof text blank - 1, .stem = sizeof text - 1
// clang-format off
static const struct wrapper {
    const char *mark;
    size_t length, stem;
    unsigned char end;
    bool last; /* the end's last place, for replies that hold apostrophes */
    bool code; /* only where a code follows */
    bool free; /* only where the words do not begin with a code themselves */
} wrappers[] = {
    {MARK("returned '", ""), '\'', true, false, false},
    {MARK("returned \"", ""), '"', true, false, false},
    {MARK("responded with '", ""), '\'', true, false, false},
    {MARK("responded with: '", ""), '\'', true, false, false},
    {MARK("responded with \"", ""), '"', false, false, false},
    {MARK("responded with: \"", ""), '"', false, false, false},
    {MARK("responded with:", " "), '\0', false, true, false},
    {MARK(" '", ""), '\'', true, true, true}, /* "returned" in any other language */
    {MARK("[message=", ""), ']', false, true, false},
    {MARK(" ->", " "), '\0', false, false, false},
    {MARK(" said:", " "), '\0', false, false, false},
    {MARK(" said:", "\n"), '\0', false, false, false},
    {MARK("remote host said:", ""), '\0', false, false, false},
    {MARK("(reason:", " "), ')', true, false, false},
    {MARK("server returned was:", ""), '\0', false, false, false},
    {MARK("the response was:", ""), '\0', false, false, false},
    {MARK("the response from the remote server was:", ""), '\0', false, false, false},
    {MARK("<<<", " "), '\0', false, true, false},
    {MARK("(", ""), ')', true, true, false},
    {MARK("<", ""), '>', true, true, false},
    {MARK("]:", " "), '\0', false, true, true},
    {MARK(":", " "), '\0', false, true, true},
    {MARK(":", "\n"), '\0', false, true, true},
    {MARK("]", " "), '\0', false, true, true},
};
// clang-format on

enum {
    WRAPPERS = sizeof wrappers / sizeof wrappers[0],
};

static bool
ends_stem(unsigned char c)
{
    // clang-format off
    static const bool ends[256] = {
        ['\''] = true, ['"'] = true, [':'] = true, ['='] = true, ['>'] = true, ['<'] = true,
        ['('] = true, [']'] = true};
    // clang-format on
    return ends[c];
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

/* The reply within the words: that of the first wrapper of the table which stands anywhere,
 * at its first place; nothing: they wrap none. Sets where its mark begins. */
static struct slice
unwrap(struct slice words, size_t *where)
{
    size_t best = WRAPPERS;
    bool leads = code_leads(words);
    struct slice inner = {0};
    for (size_t end = 1; end <= words.length; end++) {
        unsigned char c = words.at[end - 1];
        if (!ends_stem(c))
            continue;
        for (size_t i = 0; i < best; i++) {
            const struct wrapper *wrapper = &wrappers[i];
            if (wrapper->mark[wrapper->stem - 1] != (char)c || end < wrapper->stem ||
                (wrapper->free && leads))
                continue;
            struct slice found = held(slice_from(words, end - wrapper->stem), wrapper);
            if (found.length > 0) {
                inner = found;
                *where = end - wrapper->stem;
                best = i;
            }
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

/* What stands around a reply and is no part of it. */
static struct slice
tidy(struct slice said)
{
    // clang-format off
    static const char *const tails[] = {
        "[lastattempted", "(in reply to ", "[smtpsecurity", "giving up on ", NULL};
    // clang-format on
    bool may = slice_at(said, '[') != SLICE_NONE || slice_at(said, '(') != SLICE_NONE ||
               slice_has(said, "giving up");
    for (const char *const *tail = tails; may && *tail; tail++) {
        size_t at = slice_find(said, *tail);
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
    struct slice attempted = bracketed(words, "[lastattemptedservername=");
    struct slice address = without_port(bracketed(words, "[lastattemptedip="));
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
