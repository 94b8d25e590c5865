/* address: mail addresses in text and fields (RFC 5322 section 3.4.1, RFC 6531). */
#include "classify/address.h"

#include <string.h>

#include "classify/block.h"
#include "classify/text.h"

enum {
    LOCAL_MAX = 192,  /* RFC 5321 allows 64; BATV and SRS tags make it longer */
    DOMAIN_MAX = 255, /* RFC 5321, section 4.5.3.1.2 */
};

/* Sets of bytes, 64 a word: to ask one costs no guess. */
#define BIT(c) (UINT64_C(1) << ((c)&63))

static bool
is_in(const uint64_t set[4], unsigned char c)
{
    return (set[c >> 6] >> (c & 63) & 1) != 0;
}

/* RFC 5322, section 3.2.3: all that is visible but these; RFC 6531: and all beyond ASCII. */
static bool
is_local(unsigned char c)
{
    static const uint64_t set[4] = {
        ~(BIT('!') - 1) & ~(BIT('"') | BIT('(') | BIT(')') | BIT(',') | BIT(':') |
                            BIT(';') | BIT('<') | BIT('>')),
        ~(BIT('@') | BIT('[') | BIT('\\') | BIT(']') | BIT(0x7F)),
        UINT64_MAX,
        UINT64_MAX,
    };
    return is_in(set, c);
}

static bool
is_domain(unsigned char c)
{
    static const uint64_t set[4] = {
        BIT('-') | BIT('.') | (BIT(':') - BIT('0')),
        BIT('_') | (BIT('[') - BIT('A')) | (BIT('{') - BIT('a')),
        UINT64_MAX,
        UINT64_MAX,
    };
    return is_in(set, c);
}

/* Chinese, Japanese and Korean are written without blanks: where their letters meet ASCII
 * ones, it is the sentence that ends: in UTF-8 three bytes from U+3000 on. */
static bool
is_script(struct slice text)
{
    return text.length >= 3 && text.at[0] >= 0xE3 && text.at[0] <= 0xEF &&
           text.at[1] >= 0x80;
}

static bool
starts_script(struct slice text, unsigned char before)
{
    return is_script(text) && slice_alnum(before);
}

static size_t
domain_length(struct slice text)
{
    size_t i = 0;
    if (text.length > 0 && text.at[0] == '[') {
        size_t end = slice_at(slice_to(text, DOMAIN_MAX), ']');
        return end == SLICE_NONE ? 0 : end + 1;
    }
    size_t dots = SLICE_NONE; /* where two of them follow each other first */
    unsigned char before = 0;
    for (; i < text.length && i < DOMAIN_MAX && is_domain(text.at[i]); i++) {
        unsigned char c = text.at[i];
        if (c >= 0x80 && starts_script(slice_from(text, i), before))
            break;
        if (((c == '.') & (before == '.')) != 0 && dots == SLICE_NONE)
            dots = i - 1;
        before = c;
    }
    /* A sentence's full stop and a reply's dots are not the domain's. */
    while (i > 0 && (text.at[i - 1] == '.' || text.at[i - 1] == '-'))
        i--;
    return dots < i ? dots : i;
}

/* How many bytes before the @ belong to the address. */
static size_t
local_length(struct slice before)
{
    size_t i = before.length, least = i > LOCAL_MAX ? i - LOCAL_MAX : 0;
    if (i > 1 && before.at[i - 1] == '"') { /* "john smith"@example.com */
        for (size_t q = i - 1; q > least; q--)
            if (before.at[q - 1] == '"')
                return i - (q - 1);
        return 0;
    }
    while (i > least && is_local(before.at[i - 1])) {
        if (before.at[i - 1] >= 0x80 && i < before.length && before.at[i] < 0x80 &&
            i >= 3 && is_script(slice_from(before, i - 3)))
            break;
        i--;
    }
    /* 'friend@example.com' and (a)friend@... : quotes and dots are no start. */
    while (i < before.length && strchr("'`.=*", before.at[i]) &&
           !slice_starts(slice_from(before, i), "=?"))
        i++;
    return before.length - i;
}

/* Letters, digits, "-", "." and "_" among the sixteen bytes here, a bit each. */
static uint32_t
common(const unsigned char *at)
{
    block bytes, lower;
    memcpy(&bytes, at, sizeof bytes);
    lower = bytes | 0x20;
    bytes = (block)((bytes - '0') <= 9) | (block)((lower - 'a') <= 'z' - 'a') |
            (block)(bytes == '-') | (block)(bytes == '.') | (block)(bytes == '_');
    return block_bits(&bytes);
}

static uint32_t
dots(const unsigned char *at)
{
    return block_equal(at, '.');
}

/* Asks the sixteen bytes of a text from a place on, which may begin before it or end behind
 * it: what is not of the text is a bit not set. */
static uint32_t
ask(struct slice text, ptrdiff_t from, uint32_t (*bits)(const unsigned char *))
{
    ptrdiff_t last = (ptrdiff_t)text.length - BLOCK_SIZE;
    ptrdiff_t at = from < 0 ? 0 : from > last ? last : from;
    uint64_t met = bits(text.at + at);
    return (uint32_t)(from < at ? met << (at - from) : met >> (from - at)) & 0xFFFF;
}

/* An address of common bytes alone around the @ that stands there, 32 at most on either
 * side, which nearly all are. False: it must be looked at more closely. */
static bool
is_common(struct slice text, size_t at, struct slice *address)
{
    if (text.length < BLOCK_SIZE)
        return false;
    const ptrdiff_t before = (ptrdiff_t)at, after = before + 1;
    uint32_t left = ask(text, before - 16, common) << 16 |
                    ask(text, before - 32, common);
    uint32_t right = ask(text, after + 16, common) << 16 | ask(text, after, common);
    uint32_t stops = ask(text, after + 16, dots) << 16 | ask(text, after, dots);
    if (left == UINT32_MAX || right == UINT32_MAX)
        return false;
    size_t local = (size_t)__builtin_clz(~left), domain = (size_t)__builtin_ctz(~right);
    if (local == 0 || domain == 0)
        return false;
    const unsigned char *start = text.at + at - local, *end = text.at + at + 1 + domain;
    uint32_t within = (UINT32_C(1) << domain) - 1;
    if ((stops & stops << 1 & within) != 0 || start[0] == '.' || end[-1] == '.' ||
        end[-1] == '-' || (local < at && is_local(start[-1])) ||
        (at + 1 + domain < text.length && end[0] >= 0x80))
        return false;
    *address = (struct slice){start, local + 1 + domain};
    return true;
}

bool
address_next(struct slice *rest, struct slice *address)
{
    struct slice text = *rest;
    size_t from = 0;
    for (;;) {
        size_t at = slice_at(slice_from(text, from), '@');
        if (at == SLICE_NONE) {
            *rest = slice_from(text, text.length);
            return false;
        }
        at += from;
        if (from == 0 && is_common(text, at, address)) {
            size_t end = (size_t)(address->at - text.at) + address->length;
            *rest = slice_from(text, end);
            return true;
        }
        struct slice before = slice_from(slice_to(text, at), from);
        size_t local = local_length(before);
        size_t domain = domain_length(slice_from(text, at + 1));
        if (local > 0 && domain > 0) {
            *address = (struct slice){text.at + at - local, local + 1 + domain};
            *rest = slice_from(text, at + 1 + domain);
            return true;
        }
        from = at + 1;
    }
}

bool
address_line(struct slice *rest, struct slice *line)
{
    size_t start = slice_at(*rest, '@');
    if (start == SLICE_NONE) {
        *rest = slice_from(*rest, rest->length);
        return false;
    }
    while (start > 0 && rest->at[start - 1] != '\n')
        start--;
    *rest = slice_from(*rest, start);
    *line = slice_line(rest);
    return true;
}

bool
address_line_of(struct slice *rest, struct slice address, struct slice *line)
{
    char letters[LOCAL_MAX + 1 + DOMAIN_MAX + 1] SLICE_RAW;
    size_t at = SLICE_NONE;
    if (address.length > 0 && address.length < sizeof letters) {
        for (size_t i = 0; i < address.length; i++)
            letters[i] = (char)slice_lower(address.at[i]);
        at = slice_find_so(*rest, letters, address.length);
    }
    if (at == SLICE_NONE) {
        *rest = slice_from(*rest, rest->length);
        return false;
    }
    while (at > 0 && rest->at[at - 1] != '\n')
        at--;
    *rest = slice_from(*rest, at);
    *line = slice_line(rest);
    return true;
}

bool
address_valid(struct slice address)
{
    struct slice found, rest = address;
    return address_next(&rest, &found) && found.length == address.length;
}

struct slice
address_first(struct slice value)
{
    struct slice found, rest = value, angle = value;
    size_t open = slice_at(value, '<');
    if (open != SLICE_NONE) {
        angle = slice_from(value, open + 1);
        if (address_next(&angle, &found))
            return found;
    }
    if (address_next(&rest, &found))
        return found;
    value = slice_trim(value);
    while (value.length > 0 && strchr("<\"'", value.at[0]))
        value = slice_from(value, 1);
    while (value.length > 0 && strchr(">\"'", value.at[value.length - 1]))
        value.length--;
    return slice_trim(value);
}

/* "\x{C3A9}" in an address of type utf-8 (RFC 6533: utf-8-addr-xtext). */
static struct slice
undo_escapes(struct arena *arena, struct slice value)
{
    unsigned char *out = arena_take(arena, value.length + 1);
    size_t used = 0;
    while (out && value.length > 0) {
        size_t end = slice_starts(value, "\\x{") ? slice_at(value, '}') : SLICE_NONE;
        if (end == SLICE_NONE || end > 9) {
            out[used++] = value.at[0];
            value = slice_from(value, 1);
            continue;
        }
        uint32_t character = 0;
        for (size_t i = 3; i < end; i++)
            character = character << 4 | ((uint32_t)slice_hex(value.at[i]) & 15);
        used += text_put(character, out + used);
        value = slice_from(value, end + 1);
    }
    return (struct slice){out, used};
}

struct slice
address_recipient(struct arena *arena, struct slice value)
{
    size_t semicolon = slice_at(value, ';');
    struct slice type = slice_trim(slice_to(value, semicolon));
    bool typed = semicolon != SLICE_NONE && slice_at(type, '@') == SLICE_NONE;
    if (typed)
        value = slice_trim(slice_from(value, semicolon + 1));
    if (typed && slice_is(type, "utf-8") && slice_has(value, "\\x{"))
        value = undo_escapes(arena, value);
    return address_first(value);
}

struct slice
address_domain(struct slice address)
{
    for (size_t i = address.length; i > 0; i--)
        if (address.at[i - 1] == '@')
            return slice_from(address, i);
    return (struct slice){0};
}

bool
address_is_role(struct slice address)
{
    // clang-format off
    static const char *const roles[] = {
        "postmaster@", "mailer-daemon@", "mailerdaemon@", "abuse@", "hostmaster@", "webmaster@",
        "support@", "helpdesk@", "noc@", "double-bounce@", "unblock@", NULL};
    // clang-format on
    for (const char *const *role = roles; *role; role++)
        if (slice_starts(address, *role))
            return true;
    return false;
}

bool
address_is_machine(struct slice from)
{
    // clang-format off
    static const char *const words[] = {
        "admin", "bounce", "daemon", "gateway", "mta", "ndr", "no-reply", "no_reply", "noreply",
        "notif", "owner", "postmaster", "robot", "server", "service", "smtp", "system", "virus", NULL};
    // clang-format on
    size_t open = slice_at(from, '<');
    struct slice address = open == SLICE_NONE ? from : slice_from(from, open + 1);
    return slice_has_one(slice_to(address, slice_at(address, '@')), words);
}
