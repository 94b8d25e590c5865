/* text: bytes from outside become text for people. */
#include "classify/text.h"

#include <string.h>

#include "classify/block.h"
#include "classify/codepage.h"
#include "classify/transfer.h"

enum {
    REPLACEMENT = 0xFFFD,
    CHARSET_MAX = 40,   /* longest charset name handed on; the registry's longest is 45,
                          * but none in use passes 20 */
    CONVERT_GROWTH = 3, /* no charset needs more UTF-8 bytes for one of its own */
    ROOM_FOR_ONE = 5,   /* a space and the longest character */
};

/* The byte in each of eight. */
#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

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

/* How many bytes at the start are ASCII: sixteen a step. */
static size_t
ascii_run(struct slice bytes)
{
    size_t i = 0;
    for (block here; i + sizeof here <= bytes.length; i += sizeof here) {
        memcpy(&here, bytes.at + i, sizeof here);
        here = (block)(here >= 0x80);
        uint32_t high = block_bits(&here);
        if (high != 0)
            return i + (size_t)__builtin_ctz(high);
    }
    while (i < bytes.length && bytes.at[i] < 0x80)
        i++;
    return i;
}

/* Is there any among eight bytes that is neither visible ASCII nor a single space? They are
 * told apart by the carries of "Bit Twiddling Hacks". */
static bool
has_odd(uint64_t eight)
{
    uint64_t spaces = ~((eight ^ EACH(0x20)) + EACH(0x7F)) & EACH(0x80);
    uint64_t odd = (eight | (eight - EACH(0x20)) | (eight + EACH(0x01))) & EACH(0x80);
    return (odd | (spaces & spaces >> 8)) != 0;
}

/* How many bytes at the start are kept as they are: visible ASCII and single spaces, eight
 * a step. */
static size_t
plain_run(struct slice bytes)
{
    size_t i = 0;
    uint64_t eight;
    while (i + sizeof eight <= bytes.length) {
        memcpy(&eight, bytes.at + i, sizeof eight);
        if (has_odd(eight))
            break;
        /* A space at the end is seen again, beside what follows it. */
        i += bytes.at[i + 7] == ' ' ? 7 : 8;
    }
    while (i < bytes.length && bytes.at[i] >= ' ' && bytes.at[i] < 0x7F &&
           (bytes.at[i] != ' ' || i + 1 == bytes.length || bytes.at[i + 1] != ' '))
        i++;
    return i;
}

/* Is all of it kept as it is, of sixteen bytes at most? Those in the middle are looked at
 * twice; nine on, so that none is missed between them. */
static bool
is_plain_short(struct slice bytes)
{
    const size_t eight = sizeof(uint64_t);
    if (bytes.length < eight || bytes.length == 2 * eight)
        return plain_run(bytes) == bytes.length;
    return !has_odd(slice_eight(bytes.at)) &&
           !has_odd(slice_eight(bytes.at + bytes.length - eight));
}

/* Is all of it kept as it is? Sixteen bytes a step beside those that follow each; the last
 * ones are looked at twice. */
static bool
is_plain(struct slice bytes)
{
    block odd = {0}, here, next;
    if (bytes.length <= BLOCK_SIZE)
        return is_plain_short(bytes);
    const size_t pairs = bytes.length - 1;
    for (size_t i = 0; i < pairs; i += BLOCK_SIZE) {
        size_t from = pairs - i < BLOCK_SIZE ? pairs - BLOCK_SIZE : i;
        memcpy(&here, bytes.at + from, sizeof here);
        memcpy(&next, bytes.at + from + 1, sizeof next);
        odd |= (block)(next < ' ') | (block)(next >= 0x7F) |
               ((block)(here == ' ') & (block)(next == ' '));
    }
    return block_bits(&odd) == 0 && bytes.at[0] >= ' ' && bytes.at[0] < 0x7F;
}

/* Takes one character off bytes; REPLACEMENT for a byte that begins none (RFC 3629). */
static inline uint32_t
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

/* What a character becomes in a line of text. */
enum looks {
    LOOKS_SEEN,
    LOOKS_BLANK,
    LOOKS_HIDDEN, /* changes how other text looks, or cannot be seen at all */
};

static enum looks
looks(uint32_t c)
{
    // clang-format off
    static const struct { uint32_t from, to; enum looks looks; } ranges[] = { /* rising */
        {0x0000, 0x0008, LOOKS_HIDDEN}, {0x0009, 0x000D, LOOKS_BLANK},
        {0x000E, 0x001F, LOOKS_HIDDEN}, {0x0020, 0x0020, LOOKS_BLANK},
        {0x007F, 0x0084, LOOKS_HIDDEN},  /* DEL, C1 */
        {0x0085, 0x0085, LOOKS_BLANK},   /* next line */
        {0x0086, 0x009F, LOOKS_HIDDEN}, {0x00A0, 0x00A0, LOOKS_BLANK},
        {0x00AD, 0x00AD, LOOKS_HIDDEN},  /* soft hyphen */
        {0x034F, 0x034F, LOOKS_HIDDEN},  /* grapheme joiner */
        {0x061C, 0x061C, LOOKS_HIDDEN},  /* Arabic letter mark */
        {0x115F, 0x1160, LOOKS_HIDDEN},  /* Hangul fillers */
        {0x1680, 0x1680, LOOKS_BLANK},
        {0x17B4, 0x17B5, LOOKS_HIDDEN},  /* Khmer vowels that are not shown */
        {0x180B, 0x180F, LOOKS_HIDDEN},  /* Mongolian selectors */
        {0x2000, 0x200A, LOOKS_BLANK},
        {0x200B, 0x200F, LOOKS_HIDDEN},  /* zero width, marks of direction */
        {0x2028, 0x2029, LOOKS_BLANK},   /* line and paragraph ends */
        {0x202A, 0x202E, LOOKS_HIDDEN},  /* bidi embedding */
        {0x202F, 0x202F, LOOKS_BLANK}, {0x205F, 0x205F, LOOKS_BLANK},
        {0x2060, 0x206F, LOOKS_HIDDEN},  /* word joiner, bidi isolates */
        {0x3000, 0x3000, LOOKS_BLANK},
        {0x3164, 0x3164, LOOKS_HIDDEN},  /* Hangul filler */
        {0xFDD0, 0xFDEF, LOOKS_HIDDEN},  /* no characters */
        {0xFE00, 0xFE0F, LOOKS_HIDDEN},  /* variation selectors */
        {0xFEFF, 0xFEFF, LOOKS_HIDDEN},  /* byte order mark */
        {0xFFA0, 0xFFA0, LOOKS_HIDDEN},  /* Hangul filler */
        {0xFFF0, 0xFFFB, LOOKS_HIDDEN},  /* interlinear annotation */
        {0xFFFE, 0xFFFF, LOOKS_HIDDEN},  /* no characters */
        {0x1BCA0, 0x1BCA3, LOOKS_HIDDEN}, /* shorthand controls */
        {0x1D173, 0x1D17A, LOOKS_HIDDEN}, /* musical controls */
        {0xE0000, 0xE0FFF, LOOKS_HIDDEN}, /* tags, more variation selectors */
    };
    // clang-format on
    if (c - 0x21 < 0x7F - 0x21)
        return LOOKS_SEEN; /* visible ASCII, as nearly all is */
    if ((c & 0xFFFF) >= 0xFFFE)
        return LOOKS_HIDDEN; /* the last two of each plane are no characters */
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0] && c >= ranges[i].from; i++)
        if (c <= ranges[i].to)
            return ranges[i].looks;
    return LOOKS_SEEN;
}

/* Copies at most room bytes of the text, visible ASCII by runs. */
static size_t
copy_seen(struct slice bytes, char *line, size_t room)
{
    size_t used = 0;
    bool gap = false;
    while (bytes.length > 0 && used + ROOM_FOR_ONE <= room) {
        if (slice_blank(bytes.at[0])) { /* a fold, mostly: several follow each other */
            gap = used > 0;
            bytes = slice_from(bytes, 1);
            continue;
        }
        struct slice rest = bytes;
        uint32_t c = next_character(&rest);
        enum looks how = looks(c);
        if (how == LOOKS_BLANK)
            gap = used > 0;
        if (how != LOOKS_SEEN) {
            bytes = rest;
            continue;
        }
        if (gap)
            line[used++] = ' ';
        size_t run = plain_run(slice_to(bytes, room - used));
        if (run > 0) {
            memcpy(line + used, bytes.at, run);
            used += run;
            bytes = slice_from(bytes, run);
        } else {
            used += text_put(c, (unsigned char *)line + used);
            bytes = rest;
        }
        gap = line[used - 1] == ' '; /* the last of a run: more may follow it */
        used -= gap;
    }
    return used;
}

static const char *
keep(struct arena *arena, const void *line, size_t length)
{
    char *kept = length > 0 ? arena_room(arena, length + 1) : NULL;
    if (!kept)
        return "";
    memcpy(kept, line, length);
    kept[length] = '\0';
    return kept;
}

const char *
text_keep(struct arena *arena, struct slice bytes)
{
    bytes = slice_trim(bytes);
    if (bytes.length < BOUNCE_TEXT_MAX && is_plain(bytes))
        return keep(arena, bytes.at, bytes.length);
    char line[BOUNCE_TEXT_MAX] SLICE_RAW;
    size_t used = copy_seen(bytes, line, sizeof line - 1);
    return keep(arena, line, used);
}

/* What a text says of itself as UTF-8. */
struct witness {
    size_t good; /* characters of several bytes */
    size_t bad;  /* bytes that belong to none */
};

static struct witness
hear(struct slice bytes)
{
    struct witness witness = {0};
    for (;;) {
        bytes = slice_from(bytes, ascii_run(bytes));
        if (bytes.length == 0)
            return witness;
        size_t before = bytes.length;
        next_character(&bytes);
        if (before - bytes.length == 1)
            witness.bad++;
        else
            witness.good++;
    }
}

/* Notes bytes beyond ASCII, and escapes. */
static void
note_odd(block *odd, const unsigned char *at)
{
    block here;
    memcpy(&here, at, sizeof here);
    *odd |= (block)(here >= 0x80) | (block)(here == 0x1B);
}

/* Is it ASCII without an escape, as nearly all is? The last bytes are looked at twice. */
static bool
is_bare(struct slice bytes)
{
    block odd = {0};
    if (bytes.length < BLOCK_SIZE) {
        unsigned bad = 0;
        for (size_t i = 0; i < bytes.length; i++)
            bad |= (unsigned)(bytes.at[i] >= 0x80) | (unsigned)(bytes.at[i] == 0x1B);
        return bad == 0;
    }
    const unsigned char *at = bytes.at, *last = at + bytes.length - BLOCK_SIZE;
    for (; at < last; at += BLOCK_SIZE)
        note_odd(&odd, at);
    note_odd(&odd, last);
    return block_bits(&odd) == 0;
}

/* Nobody could convert them: what is not ASCII becomes U+FFFD. */
static struct slice
keep_ascii(struct arena *arena, struct slice bytes)
{
    return codepage_text(arena, bytes, NULL);
}

/* Through options->convert; false where it declines. */
static bool
convert(struct arena *arena, struct slice bytes, struct slice charset,
        const struct bounce_options *options, struct slice *ret)
{
    char name[CHARSET_MAX];
    if (!options || !options->convert || charset.length >= sizeof name)
        return false;
    for (size_t i = 0; i < charset.length; i++) {
        if (charset.at[i] <= ' ' || charset.at[i] >= 0x7F)
            return false; /* to iconv, a name that a NUL begins is the locale's charset */
        name[i] = (char)slice_lower(charset.at[i]);
    }
    name[charset.length] = '\0';
    const size_t room = bytes.length * CONVERT_GROWTH;
    char *out = arena_room(arena, room);
    if (!out)
        return false;
    size_t made = options->convert(options->context, name, bytes.at, bytes.length, out,
                                   room);
    if (made == 0 || made > room)
        return false;
    *ret = (struct slice){(unsigned char *)out, made};
    return true;
}

/* Japanese that nobody labelled announces itself (RFC 1468: ESC $ B). */
static bool
is_japanese(struct slice bytes)
{
    size_t escape = slice_at(bytes, 0x1B);
    return escape != SLICE_NONE && slice_starts(slice_from(bytes, escape + 1), "$");
}

/* Japanese that nobody could convert: each character of two bytes becomes U+FFFD, for its
 * bytes look like ASCII, an @ among them. A line ends in ASCII (RFC 1468). */
static struct slice
skip_japanese(struct arena *arena, struct slice bytes)
{
    unsigned char *out = arena_room(arena, 2 * bytes.length + 3);
    size_t used = 0;
    bool pairs = false;
    while (out && bytes.length > 0) {
        unsigned char c = bytes.at[0];
        size_t taken = 1;
        if (c == 0x1B) {
            pairs = slice_starts(slice_from(bytes, 1), "$");
            taken = slice_starts(slice_from(bytes, 1), "$(") ? 4 : 3;
        } else if (pairs && c > ' ') {
            used += text_put(0xFFFD, out + used);
            taken = 2;
        } else {
            pairs = pairs && c != '\n';
            out[used++] = c;
        }
        bytes = slice_from(bytes, taken);
    }
    return (struct slice){out, used};
}

struct slice
text_utf8(struct arena *arena, struct slice bytes, struct slice charset,
          const struct bounce_options *options)
{
    const char16_t *high = NULL;
    struct slice done;
    bool ours = charset.length == 0 || !options || !options->convert;
    if (bytes.length == 0 || (ours && is_bare(bytes)))
        return bytes; /* the same in every charset known here */
    if (!codepage_find(charset, &high)) {
        if (convert(arena, bytes, charset, options, &done))
            return done;
        struct witness witness = hear(bytes);
        if (witness.bad == 0 && is_japanese(bytes))
            return skip_japanese(arena, bytes);
        return witness.bad == 0 ? bytes : keep_ascii(arena, bytes);
    }
    if (!ours && is_bare(bytes))
        return bytes;
    struct witness witness = hear(bytes);
    if (witness.bad == 0) {
        bool announced = !high && witness.good == 0 && is_japanese(bytes);
        if (announced && convert(arena, bytes, slice_of("iso-2022-jp"), options, &done))
            return done;
        if (announced)
            return skip_japanese(arena, bytes);
        return bytes; /* a label is at times wrong, UTF-8 hardly ever by chance */
    }
    /* UTF-8 with some bytes broken or cut off is UTF-8 all the same. */
    if (!high && witness.good >= witness.bad)
        return bytes;
    return codepage_text(arena, bytes, high ? high : codepage_western());
}

struct encoded_word {
    struct slice charset, payload, rest;
    bool base64;
};

/* "=?charset*language?B?" at the start of value; rest is what follows it. */
static bool
open_word(struct slice value, struct encoded_word *word)
{
    if (!slice_starts(value, "=?"))
        return false;
    struct slice rest = slice_from(value, 2), language;
    size_t end = slice_at(slice_to(rest, CHARSET_MAX), '?');
    if (end == SLICE_NONE)
        return false;
    language = slice_cut(&rest, '?');
    word->charset = slice_cut(&language, '*');
    if (rest.length < 2 || rest.at[1] != '?')
        return false;
    unsigned char how = slice_lower(rest.at[0]);
    word->base64 = how == 'b';
    word->rest = slice_from(rest, 2);
    return how == 'b' || how == 'q';
}

/* The encoded word at the start of value. One whose end was cut off or forgotten ends
 * where the next one begins or, where none does, at a space. */
static bool
take_word(struct slice value, struct encoded_word *word)
{
    if (!open_word(value, word))
        return false;
    struct slice rest = word->rest;
    struct encoded_word next;
    for (size_t i = 0; i < rest.length; i++) {
        struct slice here = slice_from(rest, i);
        bool ends = slice_starts(here, "?=");
        if (!ends && !open_word(here, &next))
            continue;
        word->payload = slice_trim(slice_to(rest, i));
        word->rest = slice_from(rest, ends ? i + 2 : i);
        return true;
    }
    size_t end = 0;
    while (end < rest.length && !slice_blank(rest.at[end]))
        end++;
    word->payload = slice_to(rest, end);
    word->rest = slice_from(rest, end);
    return true;
}

/* Blanks between two encoded words are not shown (RFC 2047, section 6.2). */
static struct slice
skip_to_word(struct slice value)
{
    struct encoded_word word;
    struct slice next = value;
    while (next.length > 0 && slice_blank(next.at[0]))
        next = slice_from(next, 1);
    return open_word(next, &word) ? next : value;
}

/* What stands before the next encoded word. */
static struct slice
take_raw(struct slice *value)
{
    struct encoded_word word;
    size_t end = 1;
    while (end < value->length && !open_word(slice_from(*value, end), &word))
        end++;
    struct slice raw = slice_to(*value, end);
    *value = slice_from(*value, end);
    return raw;
}

struct line {
    unsigned char *out;
    size_t used, room;
};

static void
append(struct line *line, struct slice bytes)
{
    bytes = slice_to(bytes, line->room - line->used);
    if (bytes.length > 0)
        memcpy(line->out + line->used, bytes.at, bytes.length);
    line->used += bytes.length;
}

struct slice
text_decode(struct arena *arena, struct slice value,
            const struct bounce_options *options)
{
    struct encoded_word word, next;
    const struct slice unnamed = {0};
    if (!slice_has(value, "=?"))
        return text_utf8(arena, value, unnamed, options);
    value = slice_to(value, BOUNCE_TEXT_MAX); /* no more of it will be kept */
    struct line line = {.room = value.length * CONVERT_GROWTH};
    struct line run = {.room = value.length};
    line.out = arena_room(arena, line.room);
    run.out = arena_room(arena, run.room);
    while (line.out && run.out && value.length > 0) {
        if (!take_word(value, &word)) {
            append(&line, text_utf8(arena, take_raw(&value), unnamed, options));
            continue;
        }
        /* Words of one charset are joined first: some split a character in two. */
        bool joined;
        next = word;
        run.used = 0;
        do {
            append(&run, next.base64 ? transfer_base64(arena, next.payload)
                                     : transfer_q(arena, next.payload));
            value = skip_to_word(next.rest);
            joined = take_word(value, &next) && slice_same(next.charset, word.charset);
        } while (joined);
        struct slice bytes = {run.out, run.used};
        append(&line, text_utf8(arena, bytes, word.charset, options));
    }
    return (struct slice){line.out, line.used};
}
