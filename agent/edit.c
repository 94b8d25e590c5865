/* edit: changes the text of ndrwatch.conf as a person would: what is not meant to change stays, to the byte. */
#include "agent/edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/word.h"

enum {
    BOM = 3 /* bytes */
};

enum kind {
    REMARK = 0, /* or blank, or what config_read does not take */
    SECTION,    /* of any name */
    PAIR
};

struct line {
    struct word whole; /* without its end; its number counts from 0 */
    size_t end; /* bytes of it: "\n", "\r\n"; at the end of the file "\r" or none */
    bool ended; /* there is a "\n" */
    enum kind kind;
    struct word key, value; /* of a PAIR */
};

struct lines {
    struct line *at;
    size_t count;
    const char *text;
    size_t length;
    const char *end; /* how lines of this file end */
};

/* The lines of an account: its header, what follows, and where its last key is. */
struct range {
    size_t first, last, past; /* past: the next section, or the end */
};

/* ---- reading ---- */

static void
sort_out(struct line *line)
{
    struct word inner = word_trimmed(line->whole);
    const char *equal = inner.length > 0 ? memchr(inner.at, '=', inner.length) : NULL;
    if (inner.length == 0 || inner.at[0] == '#' || inner.at[0] == ';')
        return;
    if (inner.at[0] == '[') {
        line->kind = SECTION;
    } else if (equal) {
        const char *past = line->whole.at + line->whole.length;
        line->kind = PAIR;
        line->key = word_trimmed(
            (struct word){inner.at, (size_t)(equal - inner.at), 0});
        line->value = word_trimmed(
            (struct word){equal + 1, (size_t)(past - equal - 1), 0});
    }
}

/* False: no memory. */
static bool
read_lines(const char *text, size_t length, struct lines *ret)
{
    size_t room = 2;
    for (size_t i = 0; i < length; i++)
        room += text[i] == '\n';
    struct lines lines = {.at = calloc(room, sizeof *lines.at),
                          .text = text,
                          .length = length,
                          .end = "\n"};
    if (!lines.at)
        return false;
    size_t at = length >= BOM && memcmp(text, "\xef\xbb\xbf", BOM) == 0 ? BOM : 0;
    while (at < length) {
        const char *end = memchr(text + at, '\n', length - at);
        struct line *line = &lines.at[lines.count++];
        size_t size = end ? (size_t)(end - text) - at : length - at;
        bool both = size > 0 && text[at + size - 1] == '\r';
        line->whole = (struct word){text + at, size - both, 0};
        line->ended = end != NULL;
        line->end = (size_t)both + line->ended;
        if (both && line->ended && lines.count == 1)
            lines.end = "\r\n";
        sort_out(line);
        at += size + (end != NULL);
    }
    *ret = lines;
    return true;
}

/* Is it "[account NAME]"? */
static bool
is_header(const struct line *line, const char *account)
{
    static const char word[] = "account";
    struct word inner = word_trimmed(line->whole);
    if (line->kind != SECTION || inner.length < sizeof word + 2 ||
        inner.at[inner.length - 1] != ']')
        return false;
    inner = word_trimmed((struct word){inner.at + 1, inner.length - 2, 0});
    if (inner.length < sizeof word || memcmp(inner.at, word, sizeof word - 1) != 0 ||
        inner.at[sizeof word - 1] != ' ')
        return false;
    struct word name = word_trimmed(
        (struct word){inner.at + sizeof word - 1, inner.length - (sizeof word - 1), 0});
    return word_equals(&name, account);
}

static bool
find_account(const struct lines *lines, const char *account, struct range *ret)
{
    size_t first = 0;
    while (first < lines->count && !is_header(&lines->at[first], account))
        first++;
    if (first == lines->count)
        return false;
    struct range range = {first, first, first + 1};
    for (; range.past < lines->count; range.past++) {
        if (lines->at[range.past].kind == SECTION)
            break;
        if (lines->at[range.past].kind == PAIR)
            range.last = range.past;
    }
    *ret = range;
    return true;
}

/* ---- writing ---- */

/* The lines from first to past, as they are. */
static void
copy(FILE *out, const struct lines *lines, size_t first, size_t past)
{
    const char *from = first == 0             ? lines->text
                       : first < lines->count ? lines->at[first].whole.at
                                              : lines->text + lines->length;
    const char *to = past < lines->count ? lines->at[past].whole.at
                                         : lines->text + lines->length;
    if (to > from)
        fwrite(from, 1, (size_t)(to - from), out);
}

/* The end that the last line of a file may lack, or have half of. */
static void
put_end(FILE *out, const struct lines *lines, const struct line *line)
{
    if (!line->ended)
        fputs(line->end > 0 ? "\n" : lines->end, out);
}

/* The line with another value, and nothing else of it changed. */
static void
put_changed(FILE *out, const struct lines *lines, const struct line *line,
            const char *value)
{
    const char *past = line->value.at + line->value.length;
    fwrite(line->whole.at, 1, (size_t)(line->value.at - line->whole.at), out);
    fputs(value, out);
    if (line->value.length > 0)
        fwrite(past, 1, (size_t)(line->whole.at + line->whole.length - past), out);
    fputs(line->end == 2 ? "\r\n" : line->ended ? "\n" : lines->end, out);
}

/* Keys that are not there yet, as far in as the others are. */
static void
put_new(FILE *out, const struct lines *lines, const struct line *like,
        const struct edit_pair *pairs, size_t count, const bool *done)
{
    size_t indent = like && like->kind == PAIR ? (size_t)(like->key.at - like->whole.at)
                                               : 0;
    for (size_t i = 0; i < count; i++)
        if (!done[i] && pairs[i].value)
            fprintf(out, "%.*s%s = %s%s", (int)indent, indent ? like->whole.at : "",
                    pairs[i].key, pairs[i].value, lines->end);
}

/* The account's own lines, changed. */
static void
put_range(FILE *out, const struct lines *lines, const struct range *range,
          const struct edit_pair *pairs, size_t count)
{
    bool done[EDIT_PAIRS_MAX] = {false};
    for (size_t i = range->first; i <= range->last; i++) {
        const struct line *line = &lines->at[i];
        size_t pair = 0;
        while (pair < count &&
               !(line->kind == PAIR && word_equals(&line->key, pairs[pair].key)))
            pair++;
        if (pair == count) {
            fwrite(line->whole.at, 1, line->whole.length + line->end, out);
            put_end(out, lines, line);
        } else if (!done[pair] && pairs[pair].value) {
            put_changed(out, lines, line, pairs[pair].value);
        }
        if (pair < count)
            done[pair] = true;
    }
    put_new(out, lines, &lines->at[range->last], pairs, count, done);
}

/* A section of its own, a blank line before it. */
static void
put_section(FILE *out, const struct lines *lines, const char *account,
            const struct edit_pair *pairs, size_t count)
{
    const bool none[EDIT_PAIRS_MAX] = {false};
    if (lines->count > 0) {
        const struct line *last = &lines->at[lines->count - 1];
        put_end(out, lines, last);
        if (word_trimmed(last->whole).length > 0)
            fputs(lines->end, out);
    }
    fprintf(out, "[account %s]%s", account, lines->end);
    put_new(out, lines, NULL, pairs, count, none);
}

static bool
finish(FILE *out, struct edit_text *text, struct lines *lines, struct edit_text *ret)
{
    bool good = !ferror(out);
    good = fclose(out) == 0 && good;
    free(lines->at);
    if (good)
        *ret = *text;
    else
        free(text->bytes);
    return good;
}

bool
edit_fits(const char *value)
{
    struct word word = {value, strlen(value), 0};
    if (word.length == 0 || word.length > EDIT_VALUE_MAX ||
        word_trimmed(word).length != word.length)
        return false;
    for (size_t i = 0; i < word.length;) {
        const unsigned char *at = (const unsigned char *)value + i;
        size_t size = word_character(at, word.length - i);
        if (size == 0 || at[0] < ' ' || at[0] == 0x7f)
            return false;
        i += size;
    }
    return true;
}

bool
edit_set(const char *text, size_t length, const char *account,
         const struct edit_pair *pairs, size_t count, struct edit_text *ret)
{
    struct edit_text made = {0};
    struct lines lines;
    struct range range;
    const struct word name = {account, strlen(account), 0};
    if (count > EDIT_PAIRS_MAX || !word_is_name(&name))
        return false;
    for (size_t i = 0; i < count; i++)
        if (pairs[i].value && !edit_fits(pairs[i].value))
            return false;
    if (!read_lines(text, length, &lines))
        return false;
    FILE *out = open_memstream(&made.bytes, &made.length);
    if (!out) {
        free(lines.at);
        return false;
    }
    if (find_account(&lines, account, &range)) {
        copy(out, &lines, 0, range.first);
        put_range(out, &lines, &range, pairs, count);
        copy(out, &lines, range.last + 1, lines.count);
    } else {
        copy(out, &lines, 0, lines.count);
        put_section(out, &lines, account, pairs, count);
    }
    return finish(out, &made, &lines, ret);
}

bool
edit_remove(const char *text, size_t length, const char *account, struct edit_text *ret)
{
    struct edit_text made = {0};
    struct lines lines;
    struct range range;
    if (!read_lines(text, length, &lines))
        return false;
    FILE *out = find_account(&lines, account, &range)
                    ? open_memstream(&made.bytes, &made.length)
                    : NULL;
    if (!out) {
        free(lines.at);
        return false;
    }
    size_t next = range.last + 1;
    bool gap = range.first == 0 ||
               word_trimmed(lines.at[range.first - 1].whole).length == 0;
    while (gap && next < lines.count && word_trimmed(lines.at[next].whole).length == 0)
        next++; /* one gap is enough where there were two */
    copy(out, &lines, 0, range.first);
    copy(out, &lines, next, lines.count);
    return finish(out, &made, &lines, ret);
}
