/* rows: labelled paragraphs as a person reads them in a terminal. */
#include "notify/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "notify/page.h"

enum {
    INDENT = ROWS_LABEL_MAX + 3 /* column of the texts */
};

static void
put_rows(const struct page *page, const struct rows_row rows[], size_t count)
{
    const char *label = "";
    for (size_t i = 0; i < count; i++) {
        label = *rows[i].label ? rows[i].label : label;
        if (!*rows[i].text)
            continue;
        fputs("  ", page->out);
        page_ink(page, PAGE_BOLD, label);
        fprintf(page->out, "%*s", INDENT - 2 - (int)page_columns(label, strlen(label)),
                "");
        /* The lines of a numbered text stand behind its number. */
        size_t digits = strspn(rows[i].text, "0123456789");
        bool numbered = digits > 0 && strncmp(rows[i].text + digits, ". ", 2) == 0;
        unsigned inner = INDENT + (numbered ? (unsigned)digits + 2 : 0);
        page_wrap(page, PAGE_PLAIN, INDENT, inner, rows[i].text);
        label = "";
    }
}

bool
rows_render(const char *title, const struct rows_row rows[], size_t count,
            const struct render_style *style, char **ret)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    if (!out)
        return false;
    struct page page = page_on(out, style->width, style->colour);
    page_ink(&page, PAGE_BOLD, title);
    fputc('\n', out);
    put_rows(&page, rows, count);
    return page_finish(out, &text, ret);
}
