/* tag: one tag of a page, and what it does to the words around it. */
#include "classify/tag.h"

enum {
    VALUE_MAX = 4096, /* a quoted value whose end is further off has lost its quote */
};

static enum tag_does
what_it_does(struct slice name)
{
    // clang-format off
    static const struct { const char *name; enum tag_does does; } tags[] = {
        {"p", TAG_PARAGRAPH}, {"br", TAG_BREAK}, {"div", TAG_LINE}, {"td", TAG_CELL},
        {"tr", TAG_ROW}, {"th", TAG_CELL}, {"table", TAG_TABLE}, {"li", TAG_LINE},
        {"img", TAG_VOID}, {"h1", TAG_PARAGRAPH}, {"h2", TAG_PARAGRAPH},
        {"h3", TAG_PARAGRAPH}, {"h4", TAG_PARAGRAPH}, {"h5", TAG_PARAGRAPH},
        {"h6", TAG_PARAGRAPH}, {"hr", TAG_PARAGRAPH}, {"ul", TAG_PARAGRAPH},
        {"ol", TAG_PARAGRAPH}, {"dl", TAG_PARAGRAPH}, {"dt", TAG_LINE}, {"dd", TAG_CELL},
        {"blockquote", TAG_PARAGRAPH}, {"center", TAG_LINE}, {"body", TAG_PARAGRAPH},
        {"title", TAG_PARAGRAPH}, {"address", TAG_LINE}, {"section", TAG_LINE},
        {"article", TAG_LINE}, {"header", TAG_LINE}, {"footer", TAG_LINE},
        {"main", TAG_LINE}, {"form", TAG_LINE}, {"fieldset", TAG_LINE},
        {"legend", TAG_LINE}, {"caption", TAG_ROW}, {"option", TAG_LINE},
        {"pre", TAG_PRE}, {"textarea", TAG_PRE}, {"xmp", TAG_PRE}, {"listing", TAG_PRE},
        {"style", TAG_DROP}, {"script", TAG_DROP}, {"template", TAG_DROP},
        {"iframe", TAG_DROP}, {"svg", TAG_DROP},
        {"meta", TAG_VOID}, {"link", TAG_VOID}, {"input", TAG_VOID}, {"col", TAG_VOID},
        {"base", TAG_VOID}, {"wbr", TAG_VOID}, {"area", TAG_VOID},
    };
    // clang-format on
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
        if (slice_is(name, tags[i].name))
            return tags[i].does;
    return TAG_NOTHING;
}

bool
tag_begins(struct slice page)
{
    unsigned char next = page.length > 1 ? page.at[1] : ' ';
    bool letter = slice_alnum(next) && !slice_digit(next);
    if (next != '/' && next != '!' && next != '?' && !letter)
        return false;
    for (size_t i = 1; i < page.length && !slice_blank(page.at[i]); i++) {
        if (page.at[i] == '@')
            return false;
        if (page.at[i] == '>' || page.at[i] == '<')
            break;
    }
    return true;
}

/* Takes the value, quoted or bare, that begins rest. */
static struct slice
take_value(struct slice *rest)
{
    unsigned char quote = rest->length > 0 ? rest->at[0] : ' ';
    size_t end = 0;
    if (quote == '"' || quote == '\'') {
        struct slice value = slice_to(slice_from(*rest, 1), VALUE_MAX);
        end = slice_at(value, quote);
        if (end != SLICE_NONE) {
            *rest = slice_from(*rest, end + 2);
            return slice_to(value, end);
        }
        end = 0;
    }
    while (end < rest->length && rest->at[end] != '>' && !slice_blank(rest->at[end]))
        end++;
    struct slice value = slice_to(*rest, end);
    *rest = slice_from(*rest, end);
    return value;
}

static void
skip_blanks(struct slice *rest)
{
    while (rest->length > 0 && slice_blank(rest->at[0]))
        *rest = slice_from(*rest, 1);
}

/* "display: none" in a style, however it is spaced. */
static bool
hides(struct slice style)
{
    while (style.length > 0) {
        struct slice value = slice_cut(&style, ';');
        struct slice property = slice_trim(slice_cut(&value, ':'));
        value = slice_trim(value);
        if ((slice_is(property, "display") && slice_starts(value, "none")) ||
            (slice_is(property, "visibility") && slice_starts(value, "hidden")))
            return true;
    }
    return false;
}

/* Reads attributes up to ">", and takes that; false where it never comes. */
static bool
take_attributes(struct slice *rest, struct tag *tag)
{
    for (skip_blanks(rest); rest->length > 0; skip_blanks(rest)) {
        size_t end = 0;
        while (end < rest->length && rest->at[end] != '>' && rest->at[end] != '=' &&
               !slice_blank(rest->at[end]))
            end++;
        struct slice name = slice_to(*rest, end);
        *rest = slice_from(*rest, end);
        tag->alone = slice_is(name, "/");
        tag->hides = tag->hides || slice_is(name, "hidden");
        skip_blanks(rest);
        if (rest->length == 0)
            break;
        if (rest->at[0] != '>' && rest->at[0] != '=')
            continue;
        bool over = rest->at[0] == '>';
        *rest = slice_from(*rest, 1);
        if (over)
            return true;
        skip_blanks(rest);
        struct slice value = take_value(rest);
        if (slice_is(name, "style"))
            tag->hides = tag->hides || hides(value);
    }
    return false;
}

bool
tag_take(struct slice page, bool attributes, struct tag *tag)
{
    bool closes = page.length > 1 && page.at[1] == '/';
    struct slice rest = slice_from(page, closes ? 2 : 1);
    size_t end = 0;
    while (end < rest.length && slice_alnum(rest.at[end]))
        end++;
    *tag = (struct tag){.name = slice_to(rest, end), .closes = closes};
    tag->does = what_it_does(tag->name);
    rest = slice_from(rest, end);
    if (rest.length > 0 && rest.at[0] == '>') {
        rest = slice_from(rest, 1);
    } else if (!attributes) {
        size_t over = slice_at(rest, '>');
        if (over == SLICE_NONE)
            return false;
        rest = slice_from(rest, over + 1);
    } else if (!take_attributes(&rest, tag)) {
        return false;
    }
    tag->length = page.length - rest.length;
    return true;
}

/* Does the name stand at the start of page, whole? */
static bool
is_named(struct slice page, struct slice name)
{
    return slice_same(slice_to(page, name.length), name) &&
           (page.length == name.length || !slice_alnum(page.at[name.length]));
}

size_t
tag_content(struct slice page, struct slice name, bool nests)
{
    size_t depth = 1;
    struct slice rest = page;
    for (size_t at; (at = slice_at(rest, '<')) != SLICE_NONE;) {
        rest = slice_from(rest, at + 1);
        bool closes = rest.length > 0 && rest.at[0] == '/';
        if (!is_named(slice_from(rest, closes), name))
            continue;
        if (closes && --depth == 0)
            return page.length - rest.length - 1;
        depth += !closes && nests;
    }
    return SLICE_NONE;
}
