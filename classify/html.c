/* html: what a reader of the page would see, line by line. */
#include "classify/html.h"

#include <stdint.h>
#include <string.h>

#include "classify/entity.h"
#include "classify/tag.h"
#include "classify/text.h"

enum {
    LINES_MAX = 2, /* line ends in a row: the second parts paragraphs */
};

/* The page while it is read. A search that found nothing is not made again, so that the
 * cost stays linear. */
struct page {
    struct slice rest;
    bool no_tag_ends; /* no ">" is left: no "<" begins a tag any more */
    bool
        no_attributes; /* one ran to the end of the page: tags end at their first ">" */
    bool nothing_hidden; /* a hidden element never ended: what hides is shown */
    bool keeps_lines;    /* it has no lines but those of its source */
    int pre;             /* elements around, whose lines are those of the source */
    unsigned char *out;
    size_t used;
    /* What is due before the next word. */
    int lines;
    size_t indent; /* hard spaces before it: some notices indent with them */
    bool row, cell;
};

/* Has a page lines of its own? Else it is plain text that somebody called HTML. */
static bool
has_lines(struct slice page)
{
    static const char *const names[] = {"br", "p", "div", "tr", "li", NULL};
    for (size_t at; (at = slice_at(page, '<')) != SLICE_NONE;) {
        page = slice_from(page, at + 1);
        size_t end = 0;
        while (end < page.length && slice_alnum(page.at[end]))
            end++;
        for (const char *const *name = names; *name; name++)
            if (slice_is(slice_to(page, end), *name))
                return true;
    }
    return false;
}

/* Paragraphs within a cell that touch its border end no line: "label: value" is often a
 * row of two cells with a paragraph in each. */
static void
make_due(struct page *page, enum tag_does does)
{
    bool at_border = page->cell;
    if (does != TAG_NOTHING)
        page->indent = 0;
    switch (does) {
    case TAG_LINE:
        if (!at_border && page->lines == 0)
            page->lines = 1;
        break;
    case TAG_BREAK:
        if (!at_border && page->lines < LINES_MAX)
            page->lines++;
        break;
    case TAG_PARAGRAPH:
    case TAG_PRE:
        if (!at_border)
            page->lines = LINES_MAX;
        break;
    case TAG_TABLE:
        page->row = true;
        page->lines = LINES_MAX;
        break;
    case TAG_ROW:
        page->row = true;
        if (page->lines == 0)
            page->lines = 1;
        break;
    case TAG_CELL:
        page->cell = true;
        if (!page->row)
            page->lines = 0;
        break;
    case TAG_NOTHING:
    case TAG_VOID:
    case TAG_DROP:
        break;
    }
}

static void
put_due(struct page *page)
{
    if (page->used > 0 && page->lines > 0) {
        memset(page->out + page->used, '\n', (size_t)page->lines);
        page->used += (size_t)page->lines;
        memset(page->out + page->used, ' ', page->indent);
        page->used += page->indent;
    } else if (page->used > 0 && page->cell) {
        page->out[page->used++] = ' ';
    }
    page->lines = 0;
    page->indent = 0;
    page->row = page->cell = false;
}

/* Bytes between two tags. */
static void
put_words(struct page *page, struct slice words)
{
    if (page->lines > 0 || page->cell || page->used == 0) {
        while (words.length > 0 && slice_blank(words.at[0]))
            words = slice_from(words, 1);
        if (words.length == 0)
            return;
        put_due(page);
    }
    unsigned char *to = page->out + page->used;
    memmove(to, words.at, words.length); /* may be further on in the same memory */
    page->used += words.length;
    if (!page->keeps_lines && page->pre == 0)
        for (size_t i = 0; i < words.length; i++)
            to[i] = to[i] == '\n' || to[i] == '\r' ? ' ' : to[i];
}

/* A character reference, or an "&" that begins none. A hard space is a space: readers of
 * lines ask for those. */
static void
put_reference(struct page *page)
{
    uint32_t character;
    unsigned char bytes[4];
    size_t length = entity_take(page->rest, &character);
    struct slice made = {bytes, 1};
    bytes[0] = '&';
    if (length > 0)
        made.length = text_put(character == 0xA0 ? ' ' : character, bytes);
    if (length > 0 && bytes[0] == ' ' && page->lines > 0)
        page->indent++;
    else
        put_words(page, made);
    page->rest = slice_from(page->rest, length > 0 ? length : 1);
}

static void
take_comment(struct page *page)
{
    /* "<!-->" is a whole one (HTML 5, 13.2.5.43). */
    size_t end = slice_find(slice_from(page->rest, 2), "-->");
    page->rest = slice_from(page->rest, end == SLICE_NONE ? page->rest.length
                                                          : end + 2 + strlen("-->"));
}

/* What is not to be seen goes with its tag. */
static void
take_content(struct page *page, const struct tag *tag)
{
    bool drops = tag->does == TAG_DROP;
    if (tag->closes || tag->alone || tag->does == TAG_VOID ||
        (!drops && (!tag->hides || page->nothing_hidden)))
        return;
    /* A hidden page would be all of it. */
    if (slice_is(tag->name, "body") || slice_is(tag->name, "html"))
        return;
    size_t end = tag_content(page->rest, tag->name,
                             !drops && !slice_is(tag->name, "p"));
    if (end == SLICE_NONE && !drops)
        page->nothing_hidden = true;
    else
        page->rest = slice_from(page->rest, end);
}

/* The tag at the start of the rest; false: it is none, but a "<" among words. */
static bool
take_tag(struct page *page)
{
    struct tag tag;
    if (page->no_tag_ends || !tag_begins(page->rest))
        return false;
    if (slice_starts(page->rest, "<!--")) {
        take_comment(page);
        return true;
    }
    bool taken = !page->no_attributes && tag_take(page->rest, true, &tag);
    if (!taken) {
        page->no_attributes = true;
        page->no_tag_ends = !tag_take(page->rest, false, &tag);
        if (page->no_tag_ends)
            return false;
    }
    page->rest = slice_from(page->rest, tag.length);
    if (tag.does == TAG_PRE && (!tag.closes || page->pre > 0))
        page->pre += tag.closes ? -1 : 1;
    make_due(page, tag.does);
    take_content(page, &tag);
    return true;
}

/* Bytes up to the next that means something. */
static size_t
words_length(struct slice rest)
{
    size_t i = 0;
    while (i < rest.length && rest.at[i] != '<' && rest.at[i] != '&')
        i++;
    return i;
}

struct slice
html_text(struct arena *arena, struct slice bytes)
{
    struct page page = {.rest = bytes, .keeps_lines = !has_lines(bytes)};
    page.out = arena_own(arena, bytes.at);
    if (!page.out)
        page.out = arena_room(arena, bytes.length + 1);
    while (page.out && page.rest.length > 0) {
        size_t length = words_length(page.rest);
        if (length == 0 && page.rest.at[0] == '&') {
            put_reference(&page);
            continue;
        }
        if (length == 0 && take_tag(&page))
            continue;
        if (length == 0)
            length = 1;
        put_words(&page, slice_to(page.rest, length));
        page.rest = slice_from(page.rest, length);
    }
    return (struct slice){page.out, page.used};
}
