/* span: words and numbers, read within bounds. */
#include "imap/span.h"

#include <string.h>
#include <strings.h>

void
span_skip_spaces(struct span *rest)
{
    while (rest->at < rest->end && *rest->at == ' ')
        rest->at++;
}

struct span
span_take_word(struct span *rest)
{
    span_skip_spaces(rest);
    struct span word = {rest->at, rest->at};
    while (word.end < rest->end && *word.end != ' ' && *word.end != '[')
        word.end++;
    rest->at = word.end;
    return word;
}

bool
span_is(struct span word, const char *text)
{
    size_t length = strlen(text);
    return (size_t)(word.end - word.at) == length &&
           strncasecmp(word.at, text, length) == 0;
}

bool
span_number(struct span word, uint64_t most, uint64_t *ret)
{
    uint64_t value = 0;
    if (word.at == word.end)
        return false;
    for (const char *p = word.at; p < word.end; p++) {
        if (*p < '0' || *p > '9')
            return false;
        uint64_t digit = (uint64_t)(*p - '0');
        if (value > (most - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *ret = value;
    return true;
}

bool
span_take_quoted(struct span *rest, struct span *ret)
{
    const char *p = rest->at + 1;
    while (p < rest->end && *p != '"') {
        if (*p == '\\' && p + 1 < rest->end)
            p++;
        p++;
    }
    if (p == rest->end)
        return false;
    *ret = (struct span){rest->at + 1, p};
    rest->at = p + 1;
    return true;
}

bool
span_take_literal(struct span *rest, uint64_t most, struct span *ret)
{
    const char *p = rest->at + 1, *digits = p;
    while (p < rest->end && *p >= '0' && *p <= '9')
        p++;
    uint64_t length = 0;
    if (!span_number((struct span){digits, p}, most, &length))
        return false;
    if (p < rest->end && *p == '+')
        p++;
    if (p == rest->end || *p++ != '}')
        return false;
    if (p < rest->end && *p == '\r')
        p++;
    if (p == rest->end || *p++ != '\n' || (uint64_t)(rest->end - p) < length)
        return false;
    *ret = (struct span){p, p + length};
    rest->at = p + length;
    return true;
}
