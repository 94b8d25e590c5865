/* pattern: small patterns that replies fit, in time that grows with their length. */
#include "classify/pattern.h"

#include <string.h>

static unsigned
pair_of(const char *at)
{
    return ((unsigned char)at[0] * 37U + (unsigned char)at[1]) & 4095;
}

void
pattern_prepare(struct pattern_text *text, struct slice words)
{
    text->at[0] = ' ';
    text->length = 1;
    while (words.length > 0 && text->length < PATTERN_TEXT_MAX) {
        char c = (char)slice_lower(words.at[0]);
        size_t taken = 1;
        if (slice_starts(words, "\xe2\x80\x98") ||
            slice_starts(words, "\xe2\x80\x99")) {
            c = '\''; /* typographic quotes */
            taken = 3;
        } else if (c == '"' || c == '`') {
            c = '\'';
        } else if (slice_blank(words.at[0]) || c == '\0') {
            c = ' ';
        }
        words = slice_from(words, taken);
        if (c == ' ' && text->at[text->length - 1] == ' ')
            continue;
        text->at[text->length++] = c;
    }
    text->at[text->length++] = ' ';
    text->at[text->length] = '\0';
    memset(text->pairs, 0, sizeof text->pairs);
    for (size_t i = 0; i + 1 < text->length; i++)
        text->pairs[pair_of(text->at + i) / 64] |= UINT64_C(1)
                                                   << pair_of(text->at + i) % 64;
}

/* Are all the pairs of bytes the alternative begins with there at all? */
static bool
may_fit(const struct pattern_text *text, const char *pattern)
{
    static const char special[] = "~%{*|";
    if (*pattern == '~')
        pattern++;
    for (; pattern[0] && pattern[1]; pattern++) {
        if (strchr(special, pattern[0]) || strchr(special, pattern[1]))
            return true;
        if (!(text->pairs[pair_of(pattern) / 64] >> pair_of(pattern) % 64 & 1))
            return false;
    }
    return true;
}

static bool
is_word(const struct pattern_text *text, size_t i)
{
    return i < text->length && slice_alnum((unsigned char)text->at[i]);
}

/* Is c one of "{1-4}", whose inside stands at set? Gives the pattern behind the "}". */
static const char *
class_fits(const char *set, char c, bool *fits)
{
    *fits = false;
    for (; *set != '}'; set++) {
        if (set[1] == '-') {
            *fits = *fits || (c >= set[0] && c <= set[2]);
            set += 2;
        } else {
            *fits = *fits || c == *set;
        }
    }
    return set + 1;
}

/* One step of an alternative: takes what fits at *i. The end of it fits nothing more. */
static bool
step(const struct pattern_text *text, const char **pattern, size_t *i)
{
    const char *p = *pattern;
    bool fits;
    if (*p == '~') {
        *pattern = p + 1;
        return is_word(text, *i) != (*i > 0 && is_word(text, *i - 1));
    }
    if (*i >= text->length)
        return false;
    char c = text->at[*i];
    if (*p == '%') {
        fits = slice_digit((unsigned char)c);
        p++;
    } else if (*p == '{') {
        p = class_fits(p + 1, c, &fits);
    } else {
        fits = c == *p++;
    }
    *pattern = p;
    ++*i;
    return fits;
}

/* Does the alternative fit from this place on? After a "*" the nearest fit is taken. */
static bool
fits_at(const struct pattern_text *text, const char *pattern, size_t start, size_t *end)
{
    const char *star = NULL;
    size_t i = start, retry = start, last = start;
    for (;;) {
        if (*pattern == '\0' || *pattern == '|') {
            *end = i;
            return true;
        }
        if (*pattern == '*') {
            star = ++pattern;
            retry = i;
            last = i + PATTERN_GAP_MAX;
            continue;
        }
        if (step(text, &pattern, &i))
            continue;
        if (!star || retry >= last || retry >= text->length)
            return false;
        pattern = star;
        i = ++retry;
    }
}

/* Where the first alternative that fits is met; false: none does. */
static bool
find(const struct pattern_text *text, const char *pattern, size_t *start, size_t *end)
{
    for (;;) {
        bool possible = may_fit(text, pattern);
        bool plainly = *pattern != '~' && *pattern != '%' && *pattern != '{';
        for (size_t i = 0; possible && i < text->length; i++) {
            const char *next = plainly
                                   ? memchr(text->at + i, *pattern, text->length - i)
                                   : text->at + i;
            if (!next)
                break;
            i = (size_t)(next - text->at);
            if (fits_at(text, pattern, i, end)) {
                *start = i;
                return true;
            }
        }
        pattern = strchr(pattern, '|');
        if (!pattern)
            return false;
        pattern++;
    }
}

bool
pattern_fits(const struct pattern_text *text, const char *pattern)
{
    size_t start, end;
    return find(text, pattern, &start, &end);
}

void
pattern_cut(struct pattern_text *text, const char *pattern)
{
    size_t start, end;
    /* Each round takes some bytes out, so there is an end. */
    while (find(text, pattern, &start, &end) && end > start) {
        memmove(text->at + start, text->at + end, text->length - end + 1);
        text->length -= end - start;
    }
}
