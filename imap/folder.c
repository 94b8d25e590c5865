/* folder: UTF-8 to modified UTF-7. */
#include "imap/folder.h"

#include <stdint.h>
#include <string.h>

struct writer {
    char *out;
    size_t length, size;
    bool failed;
    uint32_t bits; /* not yet written, in the low `held` bits */
    unsigned held;
    bool shifted; /* between '&' and '-' */
};

static void
put(struct writer *w, char byte)
{
    if (w->length + 1 >= w->size) {
        w->failed = true;
        return;
    }
    w->out[w->length++] = byte;
}

/* The base64 of RFC 2045 with ',' for '/'. */
static void
put_six(struct writer *w, uint32_t six)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
    put(w, alphabet[six & 63]);
}

static void
put_unit(struct writer *w, uint32_t unit)
{
    if (!w->shifted) {
        put(w, '&');
        w->shifted = true;
        w->bits = 0;
        w->held = 0;
    }
    w->bits = (w->bits << 16 | unit) & 0x3fffffU; /* 5 bits at most were held */
    w->held += 16;
    while (w->held >= 6) {
        w->held -= 6;
        put_six(w, w->bits >> w->held);
    }
}

static void
unshift(struct writer *w)
{
    if (!w->shifted)
        return;
    if (w->held > 0)
        put_six(w, w->bits << (6 - w->held));
    put(w, '-');
    w->shifted = false;
}

/* The code point at the front; 0 where it is none (RFC 3629), else *used says its bytes. */
static uint32_t
code_point(const unsigned char *at, size_t length, size_t *used)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t bytes = 1;
    if (at[0] >= 0xf0)
        bytes = 4;
    else if (at[0] >= 0xe0)
        bytes = 3;
    else if (at[0] >= 0xc0)
        bytes = 2;
    else if (at[0] >= 0x80)
        return 0;
    if (bytes > length)
        return 0;
    uint32_t point = bytes == 1 ? at[0] : at[0] & (0xffU >> (bytes + 1));
    for (size_t i = 1; i < bytes; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        point = point << 6 | (at[i] & 0x3fU);
    }
    if (point < least[bytes] || point > 0x10ffff || (point >= 0xd800 && point < 0xe000))
        return 0;
    *used = bytes;
    return point;
}

bool
folder_encode(const char *utf8, size_t length, char *out, size_t size)
{
    struct writer w = {.out = out, .size = size};
    for (size_t i = 0, used = 0; i < length; i += used) {
        uint32_t point = code_point((const unsigned char *)utf8 + i, length - i, &used);
        if (point < 0x20 || (point >= 0x7f && point < 0xa0)) {
            out[0] = '\0';
            return false;
        }
        if (point < 0x7f) {
            unshift(&w);
            put(&w, (char)point);
            if (point == '&')
                put(&w, '-');
        } else if (point < 0x10000) {
            put_unit(&w, point);
        } else {
            put_unit(&w, 0xd800 + ((point - 0x10000) >> 10));
            put_unit(&w, 0xdc00 + ((point - 0x10000) & 0x3ff));
        }
    }
    unshift(&w);
    if (w.failed || w.length == 0) {
        out[0] = '\0';
        return false;
    }
    out[w.length] = '\0';
    return true;
}

/* ---- back ---- */

static int
six_of(char byte)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
    const char *at = byte != '\0' ? strchr(alphabet, byte) : NULL;
    return at ? (int)(at - alphabet) : -1;
}

static void
put_point(struct writer *w, uint32_t point)
{
    char bytes[4];
    size_t count = 0;
    if (point < 0x80) {
        bytes[count++] = (char)point;
    } else if (point < 0x800) {
        bytes[count++] = (char)(0xc0 | point >> 6);
    } else if (point < 0x10000) {
        bytes[count++] = (char)(0xe0 | point >> 12);
        bytes[count++] = (char)(0x80 | (point >> 6 & 0x3f));
    } else {
        bytes[count++] = (char)(0xf0 | point >> 18);
        bytes[count++] = (char)(0x80 | (point >> 12 & 0x3f));
        bytes[count++] = (char)(0x80 | (point >> 6 & 0x3f));
    }
    if (point >= 0x80)
        bytes[count++] = (char)(0x80 | (point & 0x3f));
    if (w->length + count >= w->size) /* whole characters alone */
        w->failed = true;
    for (size_t i = 0; i < count && !w->failed; i++)
        put(w, bytes[i]);
}

/* The UTF-16 between '&' and '-'; false: it is none, and nothing was written. */
static bool
take_shifted(struct writer *w, const char *at, size_t length)
{
    uint32_t units[FOLDER_MAX / 2], bits = 0, held = 0;
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        int six = six_of(at[i]);
        if (six < 0 || count == sizeof units / sizeof units[0])
            return false;
        bits = bits << 6 | (uint32_t)six;
        held += 6;
        if (held >= 16) {
            held -= 16;
            units[count++] = bits >> held & 0xffff;
        }
    }
    for (size_t i = 0; i < count; i++) {
        bool high = units[i] >= 0xd800 && units[i] < 0xdc00;
        bool pair = high && i + 1 < count && units[i + 1] >= 0xdc00 &&
                    units[i + 1] < 0xe000;
        if ((units[i] >= 0xd800 && units[i] < 0xe000 && !pair) || units[i] < 0xa0)
            return false; /* ASCII and controls have no business there */
        if (pair) {
            units[i] = 0x10000 + ((units[i] - 0xd800) << 10) + (units[i + 1] - 0xdc00);
            memmove(units + i + 1, units + i + 2, (count - i - 2) * sizeof *units);
            count--;
        }
    }
    for (size_t i = 0; i < count; i++)
        put_point(w, units[i]);
    return true;
}

void
folder_decode(const char *spelled, char *out, size_t size)
{
    struct writer w = {.out = out, .size = size};
    for (const char *p = spelled; *p != '\0' && !w.failed; p++) {
        const char *dash = *p == '&' ? strchr(p, '-') : NULL;
        if (dash == p + 1) {
            put(&w, '&');
            p = dash;
        } else if (dash && take_shifted(&w, p + 1, (size_t)(dash - p - 1))) {
            p = dash;
        } else {
            put(&w, *p >= ' ' && *p <= '~' ? *p : '?');
        }
    }
    if (size > 0)
        out[w.length] = '\0';
}
