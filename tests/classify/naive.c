/* naive: what a pattern means, told as plainly as can be, to hold phrase.c against. */
#include "tests/classify/naive.h"

#include <ctype.h>
#include <string.h>

size_t
naive_prepare(struct phrase_text *text, struct slice words)
{
    size_t i = 0;
    text->at[0] = ' ';
    text->length = 1;
    while (i < words.length && text->length < PHRASE_TEXT_MAX) {
        struct slice rest = slice_from(words, i);
        unsigned char c = slice_lower(words.at[i++]);
        if (slice_starts(rest, "\xe2\x80\x98") || slice_starts(rest, "\xe2\x80\x99")) {
            c = '\'';
            i += 2;
        }
        if (c == '"' || c == '`')
            c = '\'';
        if (c == '\0' || slice_blank(c))
            c = ' ';
        if (c != ' ' || text->at[text->length - 1] != ' ')
            text->at[text->length++] = c;
    }
    text->at[text->length++] = ' ';
    return i;
}

static bool
in_word(const struct phrase_text *text, size_t i)
{
    return i < text->length && text->at[i] < 0x80 && isalnum(text->at[i]);
}

static bool
in_class(const char *inside, size_t length, unsigned char c)
{
    for (size_t i = 0; i < length; i++) {
        if (i + 2 < length && inside[i + 1] == '-') {
            if (c >= (unsigned char)inside[i] && c <= (unsigned char)inside[i + 2])
                return true;
            i += 2;
        } else if (c == (unsigned char)inside[i]) {
            return true;
        }
    }
    return false;
}

/* A stretch without a gap. */
static bool
stretch(const char *p, size_t length, const struct phrase_text *text, size_t *place)
{
    size_t i = *place;
    for (const char *end = p + length; p < end; p++) {
        if (*p == '~') {
            if (in_word(text, i) == (i > 0 && in_word(text, i - 1)))
                return false;
            continue;
        }
        if (i >= text->length)
            return false;
        unsigned char c = text->at[i++];
        if (*p == '%') {
            if (!isdigit(c))
                return false;
        } else if (*p == '{') {
            size_t inside = strcspn(p + 1, "}");
            if (!in_class(p + 1, inside, c))
                return false;
            p += inside + 1;
        } else if (c != (unsigned char)*p) {
            return false;
        }
    }
    *place = i;
    return true;
}

bool
naive_fits_at(const char *pattern, const struct phrase_text *text, size_t start,
              size_t *end)
{
    size_t gap = 0;
    *end = start;
    for (;;) {
        size_t length = strcspn(pattern, "*"), from = *end, skipped = 0;
        for (; skipped <= gap; skipped++) {
            *end = from + skipped;
            if (*end <= text->length && stretch(pattern, length, text, end))
                break;
        }
        if (skipped > gap)
            return false;
        if (pattern[length] == '\0')
            return true;
        pattern += length + 1;
        gap = PHRASE_GAP_MAX;
    }
}

size_t
naive_count(const char *pattern, const struct phrase_text *text)
{
    size_t count = 0, end;
    for (size_t start = 0; start < text->length; start++)
        count += naive_fits_at(pattern, text, start, &end);
    return count;
}
