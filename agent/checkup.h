/* checkup: what was looked at, one line each: well, odd or wrong, and what to do then.
 *
 *     struct checkup checkup = {.out = stdout};
 *     checkup_add(&checkup, "home", "dns", CHECKUP_WELL, "", "imap.example.org is %s", address);
 *     checkup_free(&checkup);
 *
 * It is what a bug report needs, so no line ever holds a secret: who adds one sees to that. What
 * servers say is cleaned of control characters here.
 */
#ifndef AGENT_CHECKUP_H
#define AGENT_CHECKUP_H

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>

enum {
    CHECKUP_TEXT_MAX = 2048, /* bytes of a sentence: a trouble with a long host in it */
    CHECKUP_MOST = 20000     /* lines: of 1,000 accounts */
};

enum checkup_grade {
    CHECKUP_WELL = 0,
    CHECKUP_ODD,   /* it works, and could be better */
    CHECKUP_WRONG, /* it does not */
    CHECKUP_LEFT, /* could not be looked at, since something before it is wrong; or is not there yet */
    CHECKUP_GRADES
};

struct checkup_line {
    char *account; /* its name; "": of all */
    const char *id;
    enum checkup_grade grade;
    char *text;
    char *remedy; /* ""; a sentence for a person, what to do */
};

/* Zero-initialise. */
struct checkup {
    FILE *out; /* each line is printed as it comes; NULL: none is */
    unsigned width;
    struct checkup_line *lines;
    size_t count, room;
    size_t grades[CHECKUP_GRADES]; /* how many of each */
};

/* Adds one. id is static. */
__attribute__((format(printf, 6, 7))) void
checkup_add(struct checkup *checkup, const char *account, const char *id,
            enum checkup_grade grade, const char *remedy, const char *format, ...);

/* "ok", "warn", "fail", "skip" */
const char *checkup_grade_name(enum checkup_grade grade);

/* [{"account":…,"check":…,"grade":…,"text":…,"remedy":…}] */
json_t *checkup_json(const struct checkup *checkup);

void checkup_free(struct checkup *checkup);

#endif
