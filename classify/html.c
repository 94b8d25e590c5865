/* html: what a reader of the page would see, line by line. */
#include "classify/html.h"

#include <stdint.h>

#include "classify/text.h"

enum {
    REFERENCE_MAX = 10, /* "&thetasym;": longer ones are not met in notices */
};

/* The character of the reference at the start of bytes and its length; 0: none. */
static size_t
take_reference(struct slice bytes, uint32_t *character)
{
    // clang-format off
    static const struct { const char *name; uint32_t character; } names[] = {
        {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''},
        {"nbsp", ' '}, {"auml", 0xE4}, {"ouml", 0xF6}, {"uuml", 0xFC}, {"szlig", 0xDF},
        {"eacute", 0xE9}, {"egrave", 0xE8}, {"agrave", 0xE0}, {"rsquo", 0x2019},
        {"lsquo", 0x2018}, {"mdash", 0x2014}, {"ndash", 0x2013},
    };
    // clang-format on
    size_t end = slice_at(slice_to(bytes, REFERENCE_MAX), ';');
    if (end == SLICE_NONE || end < 2)
        return 0;
    struct slice name = slice_from(slice_to(bytes, end), 1);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (slice_is(name, names[i].name)) {
            *character = names[i].character;
            return end + 1;
        }
    if (name.at[0] != '#')
        return 0;
    bool hex = name.length > 1 && slice_lower(name.at[1]) == 'x';
    uint32_t value = 0;
    for (size_t i = hex ? 2 : 1; i < name.length; i++) {
        unsigned char c = slice_lower(name.at[i]);
        if (!slice_digit(c) && !(hex && c >= 'a' && c <= 'f'))
            return 0;
        value = value * (hex ? 16 : 10) +
                (uint32_t)(slice_digit(c) ? c - '0' : c - 'a' + 10);
    }
    *character = value;
    return end + 1;
}

/* What a tag puts into the text: a line end, a space or nothing. */
static unsigned char
tag_mark(struct slice tag)
{
    // clang-format off
    static const char *const lines[] = {
        "br", "p", "div", "tr", "li", "ul", "ol", "table", "pre", "h1", "h2", "h3", "h4", "h5",
        "hr", "title", "blockquote", "center", "dt", "dd", NULL};
    // clang-format on
    if (tag.length > 0 && tag.at[0] == '/')
        tag = slice_from(tag, 1);
    size_t end = 0;
    while (end < tag.length && slice_alnum(tag.at[end]))
        end++;
    struct slice name = slice_to(tag, end);
    for (const char *const *line = lines; *line; line++)
        if (slice_is(name, *line))
            return '\n';
    return slice_is(name, "td") || slice_is(name, "th") ? ' ' : '\0';
}

/* How long the tag at the start of bytes is, with all that is not to be seen. */
static size_t
tag_length(struct slice bytes)
{
    // clang-format off
    static const struct { const char *opens, *closes; } hidden[] = {
        {"<!--", "-->"}, {"<script", "</script"}, {"<style", "</style"},
    };
    // clang-format on
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++) {
        if (!slice_starts(bytes, hidden[i].opens))
            continue;
        size_t end = slice_find(bytes, hidden[i].closes);
        if (end == SLICE_NONE)
            return bytes.length;
        size_t close = slice_at(slice_from(bytes, end), '>');
        return close == SLICE_NONE ? bytes.length : end + close + 1;
    }
    size_t end = slice_at(bytes, '>');
    return end == SLICE_NONE ? 0 : end + 1;
}

/* "<friend@example.com>" written without care is an address, not a tag. */
static bool
is_tag(struct slice bytes)
{
    unsigned char next = bytes.length > 1 ? bytes.at[1] : ' ';
    if (next != '/' && next != '!' && next != '?' && !slice_alnum(next))
        return false;
    size_t i = 1;
    while (i < bytes.length && bytes.at[i] != '>' && bytes.at[i] != '<' &&
           !slice_blank(bytes.at[i]))
        if (bytes.at[i++] == '@')
            return false;
    return true;
}

struct slice
html_text(struct arena *arena, struct slice page)
{
    unsigned char *out = arena_own(arena, page.at);
    if (!out)
        out = arena_take(arena, page.length + 1);
    size_t used = 0;
    bool open = true; /* false: no ">" is left, so no "<" begins a tag any more */
    while (out && page.length > 0) {
        uint32_t character = page.at[0];
        size_t taken = 1;
        if (character == '<' && open && is_tag(page)) {
            taken = tag_length(page);
            open = taken > 0;
            if (!open)
                continue;
            unsigned char mark = tag_mark(slice_from(slice_to(page, taken), 1));
            if (mark != '\0')
                out[used++] = mark;
        } else if (character == '&' && (taken = take_reference(page, &character)) > 0) {
            used += text_put(character, out + used);
        } else {
            taken = 1;
            /* A line end in the source is a space on the page, but notices put whole
             * replies into <pre>: keep it, readers of lines can bear a few more. */
            out[used++] = page.at[0];
        }
        page = slice_from(page, taken);
    }
    return (struct slice){out, used};
}
