/* text: bytes from outside become text for people. */
#include "classify/text.h"

#include <string.h>

enum {
    REPLACEMENT = 0xFFFD,
    CHARSET_MAX = 40,   /* longest charset name handed on; the registry's longest is 45,
                          * but none in use passes 20 */
    CONVERT_GROWTH = 4, /* no charset needs more UTF-8 bytes for one of its own */
};

size_t
text_put(uint32_t c, unsigned char *out)
{
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        c = REPLACEMENT;
    if (c < 0x80) {
        out[0] = (unsigned char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (unsigned char)(0xC0 | c >> 6);
        out[1] = (unsigned char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (unsigned char)(0xE0 | c >> 12);
        out[1] = (unsigned char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (unsigned char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (unsigned char)(0xF0 | c >> 18);
    out[1] = (unsigned char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (unsigned char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (unsigned char)(0x80 | (c & 0x3F));
    return 4;
}

/* Takes one character off bytes; REPLACEMENT for a byte that begins none (RFC 3629). */
static uint32_t
next_character(struct slice *bytes)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = bytes->at[0];
    size_t length = 1;
    uint32_t c = first;
    if (first >= 0xC2 && first <= 0xF4) {
        length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        c = first & (0xFFU >> (length + 1));
    } else if (first >= 0x80) {
        c = REPLACEMENT;
    }
    for (size_t i = 1; i < length; i++) {
        if (i >= bytes->length || (bytes->at[i] & 0xC0) != 0x80) {
            *bytes = slice_from(*bytes, 1);
            return REPLACEMENT;
        }
        c = c << 6 | (bytes->at[i] & 0x3F);
    }
    if (length > 1 &&
        (c < least[length] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))) {
        *bytes = slice_from(*bytes, 1);
        return REPLACEMENT;
    }
    *bytes = slice_from(*bytes, length);
    return c;
}

/* Characters that change how other text looks, or cannot be seen at all. */
static bool
is_hidden(uint32_t c)
{
    // clang-format off
    static const struct { uint32_t from, to; } hidden[] = {
        {0x0000, 0x001F}, {0x007F, 0x009F}, /* C0, DEL, C1 */
        {0x00AD, 0x00AD},                   /* soft hyphen */
        {0x061C, 0x061C},                   /* Arabic letter mark */
        {0x180E, 0x180E},                   /* Mongolian vowel separator */
        {0x200B, 0x200F},                   /* zero width, marks of direction */
        {0x2028, 0x202E},                   /* line ends, bidi embedding */
        {0x2060, 0x206F},                   /* word joiner, bidi isolates */
        {0xFE00, 0xFE0F},                   /* variation selectors */
        {0xFEFF, 0xFEFF},                   /* byte order mark */
        {0xFFF9, 0xFFFB},                   /* interlinear annotation */
        {0xE0000, 0xE0FFF},                 /* tags, more variation selectors */
    };
    // clang-format on
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
        if (c >= hidden[i].from && c <= hidden[i].to)
            return true;
    return false;
}

const char *
text_keep(struct arena *arena, struct slice bytes)
{
    unsigned char line[BOUNCE_TEXT_MAX];
    size_t used = 0;
    bool gap = false;
    bytes = slice_trim(bytes);
    /* Room for a space, a character of four bytes and the NUL. */
    while (bytes.length > 0 && used < sizeof line - 6) {
        uint32_t c = next_character(&bytes);
        if ((c < 0x80 && slice_blank((unsigned char)c)) || c == 0xA0 || c == 0x2028) {
            gap = used > 0;
            continue;
        }
        if (is_hidden(c))
            continue;
        if (gap)
            line[used++] = ' ';
        gap = false;
        used += text_put(c, line + used);
    }
    char *kept = used > 0 ? arena_take(arena, used + 1) : NULL;
    if (!kept)
        return "";
    memcpy(kept, line, used);
    return kept;
}

static int
base64_value(unsigned char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (slice_digit(c))
        return c - '0' + 52;
    if (c == '+')
        return 62;
    return c == '/' ? 63 : -1;
}

struct slice
text_base64(struct arena *arena, struct slice bytes)
{
    unsigned char *out = arena_take(arena, bytes.length / 4 * 3 + 3);
    size_t used = 0;
    uint32_t held = 0;
    int bits = 0;
    for (size_t i = 0; out && i < bytes.length; i++) {
        if (bytes.at[i] == '=')
            bits = 0; /* several encoded texts may stand one after the other */
        int value = base64_value(bytes.at[i]);
        if (value < 0)
            continue;
        held = (held << 6 | (uint32_t)value) & 0xFFFFFF;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out[used++] = (unsigned char)(held >> bits & 0xFF);
        }
    }
    return (struct slice){out, used};
}

static int
hex_value(unsigned char c)
{
    if (slice_digit(c))
        return c - '0';
    c = slice_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The length of a soft line break at "=", blanks after it included; 0: none. */
static size_t
soft_break(struct slice bytes)
{
    size_t i = 1;
    while (i < bytes.length &&
           (bytes.at[i] == ' ' || bytes.at[i] == '\t' || bytes.at[i] == '\r'))
        i++;
    if (i == bytes.length)
        return i;
    return bytes.at[i] == '\n' ? i + 1 : 0;
}

struct slice
text_quoted(struct arena *arena, struct slice bytes, bool header)
{
    unsigned char *out = arena_take(arena, bytes.length + 1);
    size_t used = 0;
    while (out && bytes.length > 0) {
        unsigned char c = bytes.at[0];
        size_t taken = 1;
        int high = bytes.length > 2 ? hex_value(bytes.at[1]) : -1;
        int low = bytes.length > 2 ? hex_value(bytes.at[2]) : -1;
        if (c == '=' && high >= 0 && low >= 0) {
            out[used++] = (unsigned char)(high << 4 | low);
            taken = 3;
        } else if (c == '=' && !header && soft_break(bytes) > 0) {
            taken = soft_break(bytes);
        } else {
            out[used++] = header && c == '_' ? ' ' : c;
        }
        bytes = slice_from(bytes, taken);
    }
    return (struct slice){out, used};
}

static bool
is_utf8(struct slice bytes)
{
    while (bytes.length > 0) {
        bool plain = bytes.at[0] < 0x80;
        size_t before = bytes.length;
        uint32_t c = next_character(&bytes);
        if (!plain && c == REPLACEMENT && before - bytes.length == 1)
            return false;
    }
    return true;
}

static struct slice
from_windows(struct arena *arena, struct slice bytes)
{
    /* 0x80..0x9F of windows-1252, which is what mails mean by ISO-8859-1. */
    static const uint16_t high[32] = {
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
        0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
    unsigned char *out = arena_take(arena, bytes.length * 3 + 1);
    size_t used = 0;
    for (size_t i = 0; out && i < bytes.length; i++) {
        unsigned char c = bytes.at[i];
        used += text_put(c >= 0x80 && c < 0xA0 ? high[c - 0x80] : c, out + used);
    }
    return (struct slice){out, used};
}

struct slice
text_utf8(struct arena *arena, struct slice bytes, struct slice charset,
          const struct bounce_options *options)
{
    static const char *const latin[] = {"iso-8859-1",   "iso8859-1", "latin1",
                                        "windows-1252", "cp1252",    "iso_8859-1",
                                        "iso-8859-15"};
    char name[CHARSET_MAX];
    for (size_t i = 0; i < sizeof latin / sizeof latin[0]; i++)
        if (slice_is(charset, latin[i]))
            return from_windows(arena, bytes);
    if (charset.length == 0 || slice_is(charset, "utf-8") ||
        slice_is(charset, "us-ascii"))
        return is_utf8(bytes) ? bytes : from_windows(arena, bytes);
    if (!options || !options->convert || charset.length >= sizeof name ||
        bytes.length == 0)
        return bytes;
    for (size_t i = 0; i < charset.length; i++)
        name[i] = (char)slice_lower(charset.at[i]);
    name[charset.length] = '\0';
    size_t room = bytes.length * CONVERT_GROWTH;
    char *out = arena_take(arena, room);
    if (!out)
        return bytes;
    size_t made = options->convert(options->context, name, bytes.at, bytes.length, out,
                                   room);
    if (made == 0 || made > room)
        return bytes;
    return (struct slice){(unsigned char *)out, made};
}

struct encoded_word {
    struct slice charset, payload, rest;
    bool base64;
};

/* "=?charset*language?B?payload?=" at the start of value. */
static bool
take_word(struct slice value, struct encoded_word *word)
{
    if (!slice_starts(value, "=?"))
        return false;
    struct slice rest = slice_from(value, 2);
    if (slice_at(rest, '?') == SLICE_NONE)
        return false;
    word->charset = slice_cut(&rest, '?');
    struct slice language = word->charset;
    word->charset = slice_cut(&language, '*');
    if (rest.length < 2 || rest.at[1] != '?')
        return false;
    unsigned char how = slice_lower(rest.at[0]);
    word->base64 = how == 'b';
    rest = slice_from(rest, 2);
    size_t end = slice_find(rest, "?=");
    if ((how != 'b' && how != 'q') || end == SLICE_NONE)
        return false;
    word->payload = slice_to(rest, end);
    word->rest = slice_from(rest, end + 2);
    return true;
}

/* Blanks between two encoded words are not shown (RFC 2047, section 6.2). */
static struct slice
skip_to_word(struct slice value)
{
    struct slice next = value;
    while (next.length > 0 && slice_blank(next.at[0]))
        next = slice_from(next, 1);
    return slice_starts(next, "=?") ? next : value;
}

struct slice
text_decode(struct arena *arena, struct slice value,
            const struct bounce_options *options)
{
    struct encoded_word word, last = {0};
    if (!slice_has(value, "=?"))
        return text_utf8(arena, value, (struct slice){0}, options);
    value = slice_to(value, BOUNCE_TEXT_MAX); /* no more of it will be kept */
    const size_t room = value.length * CONVERT_GROWTH + 1;
    unsigned char *out = arena_take(arena, room);
    unsigned char *run = arena_take(arena, value.length + 1);
    if (!out || !run)
        return (struct slice){0};
    size_t used = 0, running = 0;
    for (;;) {
        bool is_word = take_word(value, &word);
        /* Words of one charset are joined first: some split a character in two. */
        if (running > 0 && (!is_word || !slice_same(word.charset, last.charset))) {
            struct slice done = text_utf8(arena, (struct slice){run, running},
                                          last.charset, options);
            done = slice_to(done, room - used);
            if (done.length > 0)
                memcpy(out + used, done.at, done.length);
            used += done.length;
            running = 0;
        }
        if (value.length == 0 || used >= room)
            break;
        if (is_word) {
            struct slice made = word.base64 ? text_base64(arena, word.payload)
                                            : text_quoted(arena, word.payload, true);
            if (made.length > 0)
                memcpy(run + running, made.at, made.length);
            running += made.length;
            last = word;
            value = skip_to_word(word.rest);
        } else {
            out[used++] = value.at[0];
            value = slice_from(value, 1);
        }
    }
    return (struct slice){out, used};
}
