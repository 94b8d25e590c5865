/* markup: a page on its way out. Tags are ours; whatever came from outside is text, by one function. */
#include "notify/markup.h"

#include <stdint.h>
#include <string.h>

static const char REPLACEMENT[] = "\xef\xbf\xbd"; /* U+FFFD */

/* What a reader must not meet in text that is not his own: it would move the words around it, or
 * hide some. */
// clang-format off
static const struct {
    uint32_t first, last;
} forbidden[] = {
    { 0x00,    0x1f    }, /* controls, escapes of a terminal among them */
    { 0x7f,    0x9f    },
    { 0x061c,  0x061c  }, /* marks, embeddings and isolates of direction (UAX 9) */
    { 0x200e,  0x200f  },
    { 0x2028,  0x202e  }, /* and separators of lines */
    { 0x2066,  0x2069  },
    { 0xfdd0,  0xfdef  }, /* no characters */
    { 0xfeff,  0xfeff  },
    { 0xfff9,  0xfffb  }, /* annotations */
    { 0xfffe,  0xffff  },
    { 0xe0000, 0xe0fff }, /* tags: letters that nobody sees */
};
// clang-format on

static bool
is_forbidden(uint32_t character)
{
    for (size_t i = 0; i < sizeof forbidden / sizeof forbidden[0]; i++)
        if (character >= forbidden[i].first && character <= forbidden[i].last)
            return true;
    return false;
}

/* As the first byte says; 0: it begins none. */
static size_t
length_of(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first < 0xc2 || first > 0xf4)
        return 0;
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/* The bytes of the character that begins here (RFC 3629); 0: none does. */
static size_t
decode(const unsigned char *at, size_t left, uint32_t *ret)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = length_of(at[0]);
    if (length == 0 || length > left)
        return 0;
    uint32_t character = length == 1 ? at[0] : at[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        character = character << 6 | (at[i] & 0x3f);
    }
    bool surrogate = character >= 0xd800 && character <= 0xdfff;
    if (character < least[length] || character > 0x10ffff || surrogate)
        return 0;
    *ret = character;
    return length;
}

/* How a character is written that cannot stand for itself; NULL: it can. */
static const char *
stand_in(uint32_t character, bool lines)
{
    switch (character) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\n':
    case '\t':
        return lines ? NULL : " ";
    default:
        return is_forbidden(character) ? REPLACEMENT : NULL;
    }
}

/* False: there is no room. */
static bool
write_out(struct markup *markup, const char *bytes, size_t length)
{
    if (length > markup->room) {
        if (!markup->cut)
            fputs("…", markup->out);
        markup->cut = true;
        markup->room = 0;
        return false;
    }
    markup->room -= length;
    fwrite(bytes, 1, length, markup->out);
    return true;
}

void
markup_put(struct markup *markup, const char *literal)
{
    fputs(literal, markup->out);
}

void
markup_bytes(struct markup *markup, const void *bytes, size_t length, bool lines)
{
    const unsigned char *at = bytes;
    size_t took;
    for (size_t i = 0; i < length; i += took) {
        uint32_t character = 0xfffe;
        took = decode(at + i, length - i, &character);
        if (lines && character == '\r' && i + 1 < length && at[i + 1] == '\n')
            continue; /* the line break of mail */
        const char *instead = took ? stand_in(character, lines) : REPLACEMENT;
        bool room = instead ? write_out(markup, instead, strlen(instead))
                            : write_out(markup, (const char *)at + i, took);
        if (!room)
            return;
        took += took == 0; /* a byte that begins nothing */
    }
}

void
markup_text(struct markup *markup, const char *text)
{
    markup_bytes(markup, text, strlen(text), false);
}
