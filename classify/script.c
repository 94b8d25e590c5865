/* script: the letters that a domain is written in. */
#include "classify/script.h"

#include <stdint.h>
#include <string.h>

#include "classify/address.h"
#include "classify/slice.h"

enum {
    LABEL_MAX =
        63, /* RFC 1035, section 2.3.4: letters of a label; a longer one is none */
    /* A letter beyond ASCII, of two bytes or more, takes eight digits at most in so short a
     * label; the marks of a mixed label take five. */
    GROWTH = 5,
};

/* Sets of scripts whose letters look like each other's. */
enum {
    LATIN = 1 << 0,
    GREEK = 1 << 1,
    CYRILLIC = 1 << 2,
    ARMENIAN = 1 << 3,
    CHEROKEE = 1 << 4,
};

// clang-format off
static const struct {
    uint32_t from, to; /* both included */
    unsigned script;
} blocks[] = { /* Unicode, Blocks.txt */
    {'A', 'Z', LATIN}, {'a', 'z', LATIN}, {0x00C0, 0x024F, LATIN}, {0x0250, 0x02AF, LATIN},
    {0x0370, 0x03FF, GREEK}, {0x0400, 0x052F, CYRILLIC}, {0x0530, 0x058F, ARMENIAN},
    {0x13A0, 0x13FF, CHEROKEE}, {0x1C80, 0x1C8F, CYRILLIC}, {0x1E00, 0x1EFF, LATIN},
    {0x1F00, 0x1FFF, GREEK}, {0x2C60, 0x2C7F, LATIN}, {0x2DE0, 0x2DFF, CYRILLIC},
    {0xA640, 0xA69F, CYRILLIC}, {0xA720, 0xA7FF, LATIN}, {0xAB30, 0xAB6F, LATIN},
    {0xAB70, 0xABBF, CHEROKEE}, {0xFF21, 0xFF5A, LATIN},
};
// clang-format on

static unsigned
script_of(uint32_t letter)
{
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
        if (letter >= blocks[i].from && letter <= blocks[i].to)
            return blocks[i].script;
    return 0;
}

/* One character of valid UTF-8. */
static uint32_t
next(const unsigned char **at)
{
    const unsigned char *in = *at;
    unsigned more = in[0] < 0x80 ? 0 : in[0] < 0xE0 ? 1 : in[0] < 0xF0 ? 2 : 3;
    static const unsigned char masks[] = {0x7F, 0x1F, 0x0F, 0x07};
    uint32_t letter = in[0] & masks[more];
    for (unsigned i = 1; i <= more; i++)
        letter = letter << 6 | (in[i] & 0x3F);
    *at = in + more + 1;
    return letter;
}

/* The letters of a label; 0: more than a label has. */
static size_t
letters_of(struct slice label, uint32_t letters[LABEL_MAX])
{
    size_t count = 0;
    for (const unsigned char *at = label.at; at < label.at + label.length;) {
        if (count == LABEL_MAX)
            return 0;
        letters[count++] = next(&at);
    }
    return count;
}

static bool
is_mixed(const uint32_t *letters, size_t count)
{
    unsigned scripts = 0;
    for (size_t i = 0; i < count; i++)
        scripts |= script_of(letters[i]);
    return (scripts & (scripts - 1)) != 0;
}

/* ---- RFC 3492 ---- */

enum {
    BASE = 36,
    T_MIN = 1,
    T_MAX = 26,
    SKEW = 38,
    DAMP = 700,
    BIAS = 72,
    FIRST = 0x80,
};

static uint32_t
adapt(uint32_t delta, uint32_t points, bool first)
{
    uint32_t k = 0;
    delta = first ? delta / DAMP : delta / 2;
    delta += delta / points;
    for (; delta > (BASE - T_MIN) * T_MAX / 2; k += BASE)
        delta /= BASE - T_MIN;
    return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static char
digit(uint32_t value)
{
    return (char)(value < 26 ? 'a' + value : '0' + value - 26);
}

/* Writes delta as a number of digits whose worth grows by the bias. */
static size_t
put_delta(uint32_t delta, uint32_t bias, char *out)
{
    size_t length = 0;
    for (uint32_t k = BASE;; k += BASE) {
        uint32_t t = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
        if (delta < t)
            break;
        out[length++] = digit(t + (delta - t) % (BASE - t));
        delta = (delta - t) / (BASE - t);
    }
    out[length++] = digit(delta);
    return length;
}

/* The smallest letter that is at least `least`. */
static uint32_t
least_letter(const uint32_t *letters, size_t count, uint32_t least)
{
    uint32_t found = UINT32_MAX;
    for (size_t i = 0; i < count; i++)
        if (letters[i] >= least && letters[i] < found)
            found = letters[i];
    return found;
}

/* "xn--..." into out, without a NUL; returns its length. */
static size_t
put_puny(const uint32_t *letters, size_t count, char *out)
{
    size_t length = 4;
    uint32_t bias = BIAS, delta = 0, least = FIRST, done = 0;
    memcpy(out, "xn--", 4);
    for (size_t i = 0; i < count; i++)
        if (letters[i] < FIRST) {
            out[length++] = (char)letters[i];
            done++;
        }
    uint32_t plain = done;
    if (plain > 0)
        out[length++] = '-';
    while (done < count) {
        uint32_t letter = least_letter(letters, count, least);
        delta += (letter - least) * (done + 1); /* 0x10FFFF * 64 fits */
        for (size_t i = 0; i < count; i++) {
            delta += letters[i] < letter;
            if (letters[i] != letter)
                continue;
            length += put_delta(delta, bias, out + length);
            bias = adapt(delta, done + 1, done == plain);
            delta = 0;
            done++;
        }
        delta++;
        least = letter + 1;
    }
    return length;
}

/* ---- addresses ---- */

/* Is there a letter beyond ASCII at all? Nearly always there is none. */
static bool
is_plain(struct slice domain)
{
    for (size_t i = 0; i < domain.length; i++)
        if (domain.at[i] >= FIRST)
            return false;
    return true;
}

/* Copies the domain label by label; returns the end of what is written. */
static char *
put_domain(struct slice domain, char *out)
{
    while (domain.length > 0) {
        uint32_t letters[LABEL_MAX];
        struct slice label = slice_to(domain, slice_at(domain, '.'));
        size_t count = letters_of(label, letters);
        if (is_mixed(letters, count)) {
            out += put_puny(letters, count, out);
        } else {
            memcpy(out, label.at, label.length);
            out += label.length;
        }
        domain = slice_from(domain, label.length);
        if (domain.length > 0) {
            *out++ = '.';
            domain = slice_from(domain, 1);
        }
    }
    return out;
}

const char *
script_address(struct arena *arena, const char *address)
{
    struct slice domain = address_domain(slice_of(address));
    if (is_plain(domain))
        return address;
    size_t local = (size_t)(domain.at - (const unsigned char *)address);
    char *shown = arena_room(arena, local + domain.length * GROWTH + 1);
    if (!shown)
        return address;
    memcpy(shown, address, local);
    *put_domain(domain, shown + local) = '\0';
    return shown;
}
