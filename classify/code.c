/* code: reply and status codes as they stand in text (RFC 5321 section 4.2, RFC 3463). */
#include "classify/code.h"

#include "classify/block.h"

/* Which of the bytes are digits? */
static uint32_t
digits_at(const unsigned char *at)
{
    block bytes;
    memcpy(&bytes, at, sizeof bytes);
    bytes = (block)((bytes - '0') <= 9);
    return block_bits(&bytes);
}

/* A number of at most `most` digits at the start; gives their count. */
static size_t
take_number(struct slice text, size_t most, uint16_t *number)
{
    size_t i = 0;
    unsigned value = 0;
    while (i < text.length && i <= most && slice_digit(text.at[i]))
        value = value * 10 + (unsigned)(text.at[i++] - '0');
    *number = (uint16_t)value;
    return i <= most ? i : 0;
}

/* Letters, digits, dots and hyphens bind: in "10.5.1.1" and "mx550" no code begins. */
static bool
binds(struct slice text, size_t i)
{
    if (i >= text.length)
        return false;
    unsigned char c = text.at[i];
    return slice_alnum(c) || c == '_' || c == '@' ||
           (c == '.' && i + 1 < text.length && slice_digit(text.at[i + 1]));
}

/* "5.4.316" at the start; gives its length, 0 where there is none. */
static size_t
take_status(struct slice text, struct bounce_code *code)
{
    struct bounce_code found = *code;
    if (text.length < 5 || text.at[1] != '.' ||
        (text.at[0] != '2' && text.at[0] != '4' && text.at[0] != '5'))
        return 0;
    found.group = (uint16_t)(text.at[0] - '0');
    size_t subject = take_number(slice_from(text, 2), 3, &found.subject);
    size_t end = 2 + subject;
    if (subject == 0 || end >= text.length || text.at[end] != '.')
        return 0;
    size_t detail = take_number(slice_from(text, end + 1), 3, &found.detail);
    end += 1 + detail;
    if (detail == 0 || binds(text, end))
        return 0;
    *code = found;
    return end;
}

static size_t
take_reply(struct slice text, uint16_t *reply)
{
    if (text.length < 3 || (text.at[0] != '4' && text.at[0] != '5') ||
        !slice_digit(text.at[1]) || text.at[1] == '6' || !slice_digit(text.at[2]) ||
        binds(text, 3))
        return 0;
    *reply = (uint16_t)((text.at[0] - '0') * 100 + (text.at[1] - '0') * 10 +
                        (text.at[2] - '0'));
    return 3;
}

/* The place of the first digit from i on; the text's end where there is none. */
static size_t
next_digit(struct slice text, size_t i)
{
    for (; i + BLOCK_SIZE <= text.length; i += BLOCK_SIZE) {
        uint32_t digits = digits_at(text.at + i);
        if (digits != 0)
            return i + (size_t)__builtin_ctz(digits);
    }
    if (i < text.length && text.length >= BLOCK_SIZE) {
        size_t from = text.length - BLOCK_SIZE;
        uint32_t digits = digits_at(text.at + from) >> (i - from);
        return digits != 0 ? i + (size_t)__builtin_ctz(digits) : text.length;
    }
    while (i < text.length && !slice_digit(text.at[i]))
        i++;
    return i;
}

struct bounce_code
code_read(struct slice text)
{
    struct bounce_code code = {0};
    for (size_t i = next_digit(text, 0); i < text.length; i = next_digit(text, i + 1)) {
        struct slice here = slice_from(text, i);
        unsigned char before = i > 0 ? text.at[i - 1] : ' ';
        bool free = !slice_alnum(before) && before != '.' && before != '_' &&
                    before != '@' && before != '/' && before != '+';
        size_t taken = 0;
        if (free && code.group == 0)
            taken = take_status(here, &code);
        /* "550 5.1.1" and "550-5.1.1", but not "(1-550)" or "+1 550". */
        if (free && taken == 0 && code.reply == 0 && (before != '-' || i == 1))
            taken = take_reply(here, &code.reply);
        if (code.group != 0 && code.reply != 0)
            break;
        while (taken == 0 && i + 1 < text.length &&
               (slice_digit(text.at[i + 1]) || text.at[i + 1] == '.'))
            i++;
        i += taken > 0 ? taken - 1 : 0;
    }
    return code;
}

bool
code_leads(struct slice text)
{
    uint16_t reply;
    struct bounce_code code = {0};
    return take_reply(text, &reply) > 0 || take_status(text, &code) > 0;
}

bool
code_any(struct bounce_code code)
{
    return code.reply != 0 || code.group != 0;
}

struct bounce_code
code_status(struct slice text)
{
    struct bounce_code code = {0};
    take_status(slice_trim(text), &code);
    return code;
}

unsigned
code_class(struct bounce_code code)
{
    if (code.group != 0)
        return code.group;
    return code.reply / 100U;
}

void
code_put_status(struct bounce_code code, struct pen *pen)
{
    pen_number(pen, code.group);
    pen_text(pen, ".");
    pen_number(pen, code.subject);
    pen_text(pen, ".");
    pen_number(pen, code.detail);
}
