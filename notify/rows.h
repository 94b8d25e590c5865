/* rows: labelled paragraphs as a person reads them in a terminal. Pure: gives text. */
#ifndef NOTIFY_ROWS_H
#define NOTIFY_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "notify/render.h"

struct rows_row {
    const char
        *label; /* at most ROWS_LABEL_MAX bytes; "": it goes on with the one above */
    const char *text; /* "": the row is left out, and its label goes to the next */
};

enum {
    ROWS_LABEL_MAX = 11
};

/* title in bold, then the rows, wrapped. The caller frees *ret. False: no memory. */
bool rows_render(const char *title, const struct rows_row rows[], size_t count,
                 const struct render_style *style, char **ret);

#endif
