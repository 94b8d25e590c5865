/* leaf: a page in the making: what it is of, and how its parts are written. */
#ifndef NOTIFY_LEAF_H
#define NOTIFY_LEAF_H

#include <stdbool.h>
#include <stdint.h>

#include "notify/markup.h"
#include "notify/report.h"
#include "notify/tale.h"

enum {
    LEAF_DATE_ROOM = 64, /* bytes */
};

struct leaf {
    struct markup markup;
    const struct report *report;
    char text[TALE_TEXT_ROOM]; /* the template filled last */
    struct tale_detail detail;
};

/* Neither NULL nor "". */
bool leaf_is_said(const char *text);

/* A literal of ours: tags. */
void leaf_put(struct leaf *page, const char *literal);

/* A template, filled; verbatim where failure is NULL. Lasts until the next. */
const char *
leaf_fill(struct leaf *page, const struct bounce_failure *failure, const char *words);

/* "<p>Words</p>" between two literals; nothing, and false, where the words (NULL, too) fill to
 * nothing. */
bool leaf_filled(struct leaf *page, const struct bounce_failure *failure,
                 const char *before, const char *words, const char *after);

/* "Monday 6 April 2026, 15:11", or "6 April", read where the reader is; "" for no time. */
void leaf_date(const struct report *report, int64_t when, bool brief,
               char ret[static LEAF_DATE_ROOM]);

/* A row of a table; nothing where it has no text. label is a literal. */
void leaf_row(struct leaf *page, const char *label, const char *text, bool mono);

#endif
