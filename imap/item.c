/* item: reads the list of a FETCH reply. */
#include "imap/item.h"

#include <string.h>

/* Skips one value of any shape; no recursion, so depth costs no stack. */
static bool
skip_value(struct span *rest)
{
    int depth = 0;
    struct span unused;
    do {
        while (depth > 0 && rest->at < rest->end && *rest->at == ' ')
            rest->at++;
        if (rest->at == rest->end)
            return false;
        const char *start = rest->at;
        if (*start == '(') {
            if (++depth > ITEM_DEPTH)
                return false;
            rest->at++;
        } else if (*start == ')') {
            if (depth-- == 0)
                return false;
            rest->at++;
        } else if (*start == '"') {
            if (!span_take_quoted(rest, &unused))
                return false;
        } else if (*start == '{' ||
                   (*start == '~' && start + 1 < rest->end && start[1] == '{')) {
            rest->at += *start == '~'; /* BINARY's literal8, RFC 3516 */
            if (!span_take_literal(rest, ITEM_LITERAL_MAX, &unused))
                return false;
        } else {
            while (rest->at < rest->end && (unsigned char)*rest->at > ' ' &&
                   !memchr("()\"{", *rest->at, 4))
                rest->at++;
            if (rest->at == start)
                return false;
        }
    } while (depth > 0);
    return true;
}

/* "[...]<n>" after BODY: of no interest, since we ask for one section at a time. */
static bool
skip_section(struct span *rest)
{
    struct span unused;
    if (rest->at == rest->end || *rest->at != '[')
        return true;
    while (rest->at < rest->end && *rest->at != ']') {
        if (*rest->at == '"') {
            if (!span_take_quoted(rest, &unused))
                return false;
        } else if (*rest->at == '{') {
            if (!span_take_literal(rest, ITEM_LITERAL_MAX, &unused))
                return false;
        } else {
            rest->at++;
        }
    }
    if (rest->at == rest->end)
        return false;
    rest->at++;
    if (rest->at < rest->end && *rest->at == '<')
        while (rest->at < rest->end && *rest->at != ' ')
            rest->at++;
    return true;
}

static bool
two_digits(const char *at, int least, int most)
{
    int tens = at[0] == ' ' ? 0 : at[0] - '0', ones = at[1] - '0';
    int value = tens * 10 + ones;
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 && value >= least &&
           value <= most;
}

/* "14-Nov-2026 09:08:07 +0100", as RFC 3501 section 9 has it and nothing else. */
static bool
good_date(struct span date)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const char *p = date.at;
    if (date.end - date.at != 26 || p[2] != '-' || p[6] != '-' || p[11] != ' ' ||
        p[14] != ':' || p[17] != ':' || p[20] != ' ' || (p[21] != '+' && p[21] != '-'))
        return false;
    char month[4] = {p[3], p[4], p[5], '\0'};
    const char *found = strstr(months, month);
    return found && (found - months) % 3 == 0 && two_digits(p, 1, 31) &&
           two_digits(p + 7, 19, 20) && two_digits(p + 9, 0, 99) && p[9] != ' ' &&
           two_digits(p + 12, 0, 23) && two_digits(p + 15, 0, 59) &&
           two_digits(p + 18, 0, 60) && two_digits(p + 22, 0, 14) &&
           two_digits(p + 24, 0, 59) && p[22] != ' ' && p[24] != ' ';
}

/* One "NAME value"; false: it cannot be read. */
static bool
take_item(struct span *rest, struct item *item)
{
    struct span name = {rest->at, rest->at};
    while (name.end < rest->end && (unsigned char)*name.end > ' ' &&
           !memchr("[()", *name.end, 3))
        name.end++;
    rest->at = name.end;
    bool section = rest->at < rest->end && *rest->at == '[';
    if (name.at == name.end || !skip_section(rest))
        return false;
    span_skip_spaces(rest);
    struct span value = {rest->at, rest->at};
    if (section && span_is(name, "BODY") && rest->at < rest->end) {
        item->has_body = true;
        item->body_quoted = *rest->at == '"';
        if (*rest->at == '{')
            return span_take_literal(rest, ITEM_LITERAL_MAX, &item->body);
        if (*rest->at == '"')
            return span_take_quoted(rest, &item->body);
        item->body = (struct span){rest->at, rest->at};
        return skip_value(rest); /* NIL */
    }
    if (!skip_value(rest))
        return false;
    value.end = rest->at;
    if (span_is(name, "UID"))
        return item->has_uid = span_number(value, UINT32_MAX, &item->uid) &&
                               item->uid > 0;
    if (span_is(name, "RFC822.SIZE")) {
        item->has_size = true;
        if (!span_number(value, UINT32_MAX, &item->size))
            item->size = UINT32_MAX;
    } else if (span_is(name, "INTERNALDATE") && value.end - value.at > 2) {
        item->date = value;
        item->has_date = *value.at == '"' &&
                         good_date((struct span){value.at + 1, value.end - 1});
    }
    return true;
}

bool
item_read(struct span list, struct item *ret)
{
    *ret = (struct item){0};
    span_skip_spaces(&list);
    if (list.at == list.end || *list.at != '(')
        return false;
    list.at++;
    for (;;) {
        span_skip_spaces(&list);
        if (list.at == list.end)
            return false;
        if (*list.at == ')')
            return true;
        if (!take_item(&list, ret))
            return false;
    }
}
