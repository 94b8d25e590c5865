/* pen: writes into a buffer that may be too small, and counts what it would take. */
#include "classify/pen.h"

#include <stdbool.h>
#include <string.h>

void
pen_bytes(struct pen *pen, const char *bytes, size_t length)
{
    if (pen->length < pen->size) {
        size_t room = pen->size - pen->length;
        memcpy(pen->out + pen->length, bytes, length < room ? length : room);
    }
    pen->length += length;
}

void
pen_text(struct pen *pen, const char *text)
{
    pen_bytes(pen, text, strlen(text));
}

void
pen_number(struct pen *pen, uint64_t number)
{
    char digits[20]; /* 2^64 has 20 */
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    pen_bytes(pen, digits + at, sizeof digits - at);
}

void
pen_two(struct pen *pen, unsigned number)
{
    char digits[2] = {(char)('0' + number / 10 % 10), (char)('0' + number % 10)};
    pen_bytes(pen, digits, sizeof digits);
}

static bool
continues_character(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

void
pen_clipped(struct pen *pen, const char *text, size_t most)
{
    size_t length = strlen(text);
    if (pen_characters(text, length) <= most) {
        pen_bytes(pen, text, length);
        return;
    }
    size_t end = 0;
    for (size_t kept = 0; end < length; end++)
        if (!continues_character(text[end]) && ++kept == most)
            break;
    while (end > 0 && text[end - 1] == ' ')
        end--;
    pen_bytes(pen, text, end);
    pen_text(pen, "…");
}

void
pen_end(struct pen *pen)
{
    if (pen->size == 0)
        return;
    size_t end = pen->length;
    if (end >= pen->size) {
        end = pen->size - 1;
        while (end > 0 && continues_character(pen->out[end]))
            end--;
    }
    pen->out[end] = '\0';
}

size_t
pen_characters(const char *text, size_t length)
{
    size_t characters = 0;
    for (size_t i = 0; i < length; i++)
        characters += !continues_character(text[i]);
    return characters;
}
