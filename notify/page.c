/* page: lines of a terminal: words wrapped at a width, indented, with marks and colours. */
#include "notify/page.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "notify/render.h"

/* Letters that do not take one column: enough of Unicode for names and subjects. */
// clang-format off
static const struct range {
    uint32_t first, last;
    unsigned columns;
} ranges[] = {
    { 0x0300,  0x036f,  0 }, /* combining marks */
    { 0x1100,  0x115f,  2 }, /* Hangul */
    { 0x200b,  0x200d,  0 }, /* joiners */
    { 0x20d0,  0x20ff,  0 },
    { 0x2e80,  0xa4cf,  2 }, /* CJK, Kana, Yi */
    { 0xac00,  0xd7a3,  2 }, /* Hangul */
    { 0xf900,  0xfaff,  2 },
    { 0xfe00,  0xfe0f,  0 }, /* variation selectors */
    { 0xfe30,  0xfe6f,  2 },
    { 0xff00,  0xff60,  2 }, /* full width */
    { 0x1f300, 0x1faff, 2 }, /* pictures */
    { 0x20000, 0x3fffd, 2 },
};
// clang-format on

/* The character that begins here; the text is valid UTF-8. */
static uint32_t
character(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    if (at[0] < 0x80)
        return at[0];
    if (at[0] < 0xe0)
        return (uint32_t)(at[0] & 0x1f) << 6 | (at[1] & 0x3f);
    if (at[0] < 0xf0)
        return (uint32_t)(at[0] & 0x0f) << 12 | (uint32_t)(at[1] & 0x3f) << 6 |
               (at[2] & 0x3f);
    return (uint32_t)(at[0] & 0x07) << 18 | (uint32_t)(at[1] & 0x3f) << 12 |
           (uint32_t)(at[2] & 0x3f) << 6 | (at[3] & 0x3f);
}

static unsigned
character_columns(uint32_t character)
{
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (character >= ranges[i].first && character <= ranges[i].last)
            return ranges[i].columns;
    return 1;
}

unsigned
page_columns(const char *text, size_t length)
{
    unsigned columns = 0;
    for (size_t i = 0; i < length; i++)
        if (((unsigned char)text[i] & 0xc0) != 0x80)
            columns += character_columns(character(text + i));
    return columns;
}

struct page
page_on(FILE *out, unsigned width, bool colour)
{
    width = width ? width : RENDER_WIDTH;
    if (width < RENDER_WIDTH_MIN)
        width = RENDER_WIDTH_MIN;
    if (width > RENDER_WIDTH_MAX)
        width = RENDER_WIDTH_MAX;
    return (struct page){.out = out, .width = width, .colour = colour};
}

bool
page_finish(FILE *out, char **text, char **ret)
{
    bool failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed) {
        free(*text);
        return false;
    }
    *ret = *text;
    return true;
}

void
page_ink(const struct page *page, enum page_ink ink, const char *text)
{
    if (page->colour && ink != PAGE_PLAIN)
        fprintf(page->out, "\033[%dm%s\033[0m", (int)ink, text);
    else
        fputs(text, page->out);
}

static void
new_line(const struct page *page, unsigned indent)
{
    fprintf(page->out, "\n%*s", (int)indent, "");
}

/* Writes a word too long for any line in pieces. Returns the column behind it. */
static unsigned
put_long_word(const struct page *page, unsigned column, unsigned indent,
              const char *word, size_t length)
{
    for (size_t at = 0; at < length;) {
        size_t next = at + 1;
        while (next < length && ((unsigned char)word[next] & 0xc0) == 0x80)
            next++;
        unsigned columns = page_columns(word + at, next - at);
        if (column + columns > page->width) {
            new_line(page, indent);
            column = indent;
        }
        fwrite(word + at, 1, next - at, page->out);
        column += columns;
        at = next;
    }
    return column;
}

void
page_wrap(const struct page *page, enum page_ink ink, unsigned column, unsigned indent,
          const char *text)
{
    bool inked = page->colour && ink != PAGE_PLAIN;
    if (inked)
        fprintf(page->out, "\033[%dm", (int)ink);
    bool first = true; /* of its line: no blank before it */
    while (*text) {
        size_t length = strcspn(text, " \n");
        unsigned columns = page_columns(text, length);
        if (length > 0 && !first && column + 1 + columns > page->width) {
            new_line(page, indent);
            column = indent;
        } else if (length > 0 && !first) {
            fputc(' ', page->out);
            column++;
        }
        column = put_long_word(page, column, indent, text, length);
        first = first && length == 0;
        text += length;
        if (*text == '\n') {
            new_line(page, indent);
            column = indent;
            first = true;
        }
        text += *text != '\0';
    }
    fputs(inked ? "\033[0m\n" : "\n", page->out);
}
