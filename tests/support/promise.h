/* promise: what bounce.h promises of every text; a fuzz target dies where it is broken. */
#ifndef TESTS_PROMISE_H
#define TESTS_PROMISE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "classify/bounce.h"

#define PROMISE(claim)                                                                 \
    do {                                                                               \
        if (!(claim))                                                                  \
            __builtin_trap();                                                          \
    } while (0)

/* Takes one character off a text. The decoder is written anew here, by the table of
 * RFC 3629, section 4, so that it shares no mistake with text.c. */
static inline uint32_t
promise_character(const unsigned char **at)
{
    static const struct {
        unsigned char first, last, low, high; /* the first byte's range, the second's */
        int more;
    } rows[] = {
        {0x01, 0x7F, 0, 0, 0},       {0xC2, 0xDF, 0x80, 0xBF, 1},
        {0xE0, 0xE0, 0xA0, 0xBF, 2}, {0xE1, 0xEC, 0x80, 0xBF, 2},
        {0xED, 0xED, 0x80, 0x9F, 2}, {0xEE, 0xEF, 0x80, 0xBF, 2},
        {0xF0, 0xF0, 0x90, 0xBF, 3}, {0xF1, 0xF3, 0x80, 0xBF, 3},
        {0xF4, 0xF4, 0x80, 0x8F, 3},
    };
    const unsigned char *text = *at;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (text[0] < rows[i].first || text[0] > rows[i].last)
            continue;
        uint32_t c = rows[i].more == 0 ? text[0] : text[0] & (0x3FU >> rows[i].more);
        for (int n = 1; n <= rows[i].more; n++) {
            PROMISE(text[n] >= (n == 1 ? rows[i].low : 0x80) &&
                    text[n] <= (n == 1 ? rows[i].high : 0xBF));
            c = c << 6 | (text[n] & 0x3F);
        }
        *at += 1 + rows[i].more;
        return c;
    }
    PROMISE(!"a byte that begins no character");
    return 0;
}

/* Does it steer a terminal, turn text round, or hide in it? */
static inline bool
promise_is_hidden(uint32_t c)
{
    return c < ' ' || (c >= 0x7F && c <= 0x9F) || c == 0x061C ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF ||
           (c >= 0xE0000 && c <= 0xE007F);
}

/* Valid UTF-8 on one line, shorter than BOUNCE_TEXT_MAX, nothing hidden in it. */
static inline void
promise_text(const char *text)
{
    PROMISE(text && strlen(text) < BOUNCE_TEXT_MAX);
    const unsigned char *at = (const unsigned char *)text;
    while (*at)
        PROMISE(!promise_is_hidden(promise_character(&at)));
}

/* Is it UTF-8 at all? Bytes may end within a character only where they are cut there. */
static inline void
promise_utf8(const unsigned char *at, size_t length)
{
    const unsigned char *end = at + length;
    while (at < end)
        if (*at == '\0')
            at++;
        else
            promise_character(&at);
    PROMISE(at == end);
}

#endif
