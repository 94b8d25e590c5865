/* transfer: what mails are wrapped in to travel (RFC 2045, section 6). */
#include "classify/transfer.h"

#include <stdint.h>
#include <string.h>

enum {
    NO = 64, /* no letter of base64 */
};

// clang-format off
static const unsigned char letters[256] = {
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, 62, NO, NO, NO, 63,
    52, 53, 54, 55, 56, 57, 58, 59, 60, 61, NO, NO, NO, NO, NO, NO,
    NO,  0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14,
    15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, NO, NO, NO, NO, NO,
    NO, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
    41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO,
};
// clang-format on

/* Whole groups of four letters, as many as stand together: the most of every mail. Gives
 * the bytes read, and counts those written. */
static size_t
take_groups(struct slice bytes, unsigned char *out, size_t *used)
{
    size_t i = 0, written = *used;
    for (; i + 4 <= bytes.length; i += 4, written += 3) {
        unsigned a = letters[bytes.at[i]], b = letters[bytes.at[i + 1]];
        unsigned c = letters[bytes.at[i + 2]], d = letters[bytes.at[i + 3]];
        if ((a | b | c | d) & NO)
            break;
        out[written] = (unsigned char)(a << 2 | b >> 4);
        out[written + 1] = (unsigned char)((b << 4 | c >> 2) & 0xFF);
        out[written + 2] = (unsigned char)((c << 6 | d) & 0xFF);
    }
    *used = written;
    return i;
}

/* The bytes of a group that is full or that ended early. */
static size_t
put_group(uint32_t held, int count, unsigned char *out)
{
    held <<= 6 * (4 - count);
    for (int i = 0; i < count - 1; i++)
        out[i] = (unsigned char)(held >> (16 - 8 * i) & 0xFF);
    return count > 1 ? (size_t)count - 1 : 0;
}

/* After padding: up to where what follows is base64 too, a line or all that is left; 0
 * where it is other text. */
static size_t
encoded_until(struct slice bytes, size_t from)
{
    while (from < bytes.length &&
           (slice_blank(bytes.at[from]) || bytes.at[from] == '='))
        from++;
    struct slice rest = slice_from(bytes, from);
    struct slice line = slice_trim(slice_line(&rest));
    for (size_t i = 0; i < line.length; i++)
        if (letters[line.at[i]] == NO && line.at[i] != '=')
            return 0;
    return bytes.length - rest.length;
}

struct slice
transfer_base64(struct arena *arena, struct slice bytes)
{
    unsigned char *out = arena_room(arena, bytes.length / 4 * 3 + 4);
    size_t used = 0, sure = 0; /* up to sure the bytes are known to be meant */
    uint32_t held = 0;
    int count = 0; /* letters held */
    for (size_t i = 0; out && i < bytes.length;) {
        if (count == 0)
            i += take_groups(slice_from(bytes, i), out, &used);
        if (i == bytes.length)
            break;
        unsigned char c = bytes.at[i++];
        if (letters[c] != NO) {
            held = held << 6 | letters[c];
            count++;
        }
        if (count == 4 || c == '=') {
            used += put_group(held, count, out + used);
            held = 0;
            count = 0;
        }
        if (c == '=' && i >= sure && (sure = encoded_until(bytes, i)) == 0)
            break;
    }
    if (out) /* padding was forgotten */
        used += put_group(held, count, out + used);
    return (struct slice){out, used};
}

/* The byte that "=C3" stands for at the start of bytes; -1: none. */
static int
take_byte(struct slice bytes)
{
    if (bytes.length < 3 || bytes.at[0] != '=')
        return -1;
    int high = slice_hex(bytes.at[1]), low = slice_hex(bytes.at[2]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
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
transfer_quoted(struct arena *arena, struct slice bytes)
{
    size_t run = slice_at(bytes, '=');
    if (run == SLICE_NONE)
        return bytes;
    unsigned char *out = arena_room(arena, bytes.length);
    size_t used = 0;
    while (out && bytes.length > 0) {
        if (run == SLICE_NONE)
            run = bytes.length;
        memcpy(out + used, bytes.at, run);
        used += run;
        bytes = slice_from(bytes, run);
        for (int byte; (byte = take_byte(bytes)) >= 0; bytes = slice_from(bytes, 3))
            out[used++] = (unsigned char)byte;
        size_t gone = 0;
        if (bytes.length > 0 && bytes.at[0] == '=' && (gone = soft_break(bytes)) == 0)
            out[used++] = bytes.at[gone++];
        bytes = slice_from(bytes, gone);
        run = slice_at(bytes, '=');
    }
    return (struct slice){out, used};
}

struct slice
transfer_q(struct arena *arena, struct slice bytes)
{
    unsigned char *out = arena_room(arena, bytes.length + 1);
    size_t used = 0;
    for (size_t i = 0; out && i < bytes.length;) {
        int byte = take_byte(slice_from(bytes, i));
        i += byte >= 0 ? 3 : 1;
        if (byte < 0)
            byte = bytes.at[i - 1] == '_' ? ' ' : bytes.at[i - 1];
        out[used++] = (unsigned char)byte;
    }
    return (struct slice){out, used};
}
