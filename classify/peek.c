/* peek: how an encoded header field begins, read without memory. */
#include "classify/peek.h"

#include <stdint.h>
#include <string.h>

/* The six bits of a letter of base64 (RFC 2045, section 6.8); 64: it is none. */
static uint32_t
six_bits(unsigned char c)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *letter = c == '\0' ? NULL : strchr(letters, c);
    return letter ? (uint32_t)(letter - letters) : 64;
}

static size_t
from_base64(struct slice word, unsigned char *out)
{
    uint32_t bits = 0;
    size_t used = 0, held = 0;
    for (size_t i = 0; i < word.length && used < PEEK_MAX; i++) {
        uint32_t six = six_bits(word.at[i]);
        if (six == 64)
            break;
        bits = (bits << 6 | six) & 0xFFFFF;
        held += 6;
        if (held >= 8) {
            held -= 8;
            out[used++] = (unsigned char)(bits >> held & 0xFF);
        }
    }
    return used;
}

static size_t
from_quoted(struct slice word, unsigned char *out)
{
    size_t used = 0;
    for (size_t i = 0; i < word.length && used < PEEK_MAX; i++) {
        unsigned char c = word.at[i] == '_' ? ' ' : word.at[i];
        if (c == '=' && i + 2 < word.length) {
            c = (unsigned char)(slice_hex(word.at[i + 1]) * 16 +
                                slice_hex(word.at[i + 2]));
            i += 2;
        }
        out[used++] = c;
    }
    return used;
}

struct slice
peek_word(struct slice value, unsigned char out[PEEK_MAX])
{
    struct slice rest = value;
    if (!slice_starts(value, "=?"))
        return value;
    rest = slice_from(rest, 2);
    slice_cut(&rest, '?'); /* the charset */
    struct slice encoding = slice_cut(&rest, '?');
    struct slice word = slice_to(rest, slice_at(rest, '?'));
    size_t used = slice_is(encoding, "b") ? from_base64(word, out)
                                          : from_quoted(word, out);
    return (struct slice){out, used};
}
