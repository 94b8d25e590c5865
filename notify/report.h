/* report: a returned mail as a page for a browser: one HTML file that needs nothing else. Pure.
 *
 *     struct report report = {.bounce = bounce, .moment = &moment, .name = "b-000017"};
 *     char *html;
 *     if (report_make(&report, &html))
 *         write it, free(html);
 *
 * No script, no link, nothing remote; what comes from outside is text alone (markup.h). An ordinary
 * page has less than REPORT_ORDINARY bytes beside the raw report, and is made in 2 ms. It is for
 * the owner of the mailbox, and for paper.
 */
#ifndef NOTIFY_REPORT_H
#define NOTIFY_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "classify/bounce.h"

enum {
    REPORT_ORDINARY = 30 * 1024, /* bytes */
    REPORT_RAW_MAX =
        48 * 1024, /* bytes shown of the report as received: its own words, and the
                                 * header of the mail, lie in front */
    REPORT_FATES_MAX = 8,   /* told whole; a longer page is not read */
    REPORT_OTHERS_MAX = 50, /* addresses named beside them */
    REPORT_DAYS_MAX = 31,
    REPORT_TEXTS_MAX = 8,
};

/* A text to pass on. */
struct report_text {
    const char *title; /* "For the recipient, by phone" */
    const char *guide; /* where it goes, and what to beware of */
    const char *words; /* may have several lines */
};

/* What came back on the days up to one, for the bars. */
struct report_days {
    size_t count;           /* up to REPORT_DAYS_MAX; 0: no bars */
    const uint32_t *counts; /* of each day, the latest last */
    int64_t last;           /* a time on the latest */
    const char *whose;      /* "to charter.net", behind "6 came back in 14 days" */
};

/* Texts may be NULL or "" where there is nothing to say; UTF-8 or not. All is borrowed. */
struct report {
    const struct bounce *bounce;        /* NULL: unreadable, and words says all */
    const struct bounce_moment *moment; /* may be NULL */
    const struct bounce_advice
        *words;          /* in the place of the cause's: of a mail that is not yours */
    bool veiled;         /* a lure: nothing of what it says is shown */
    const char *name;    /* "b-000017" */
    const char *address; /* whose mailbox it came to */
    const char *genuine; /* "Yes", "It is not known": is the report real, and yours? */
    const char *const *grounds; /* sentences for that; NULL-terminated; NULL: none */
    struct report_days days;
    const struct report_text *texts; /* in the place of the advice's one text */
    size_t text_count;
    const void *raw; /* the mail as it was received; NULL: not kept */
    size_t raw_length;
    bool raw_whole; /* as it came; false: what of it may be handed on */
};

/* Makes the page: UTF-8, malloc'ed, ends with a newline. False: no memory, *ret untouched. */
bool report_make(const struct report *report, char **ret);

#endif
