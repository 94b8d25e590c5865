/* course: how a delivery problem goes: delayed, then failed, sent again, works again. Pure.
 *
 *     struct course course = {0};
 *     course_report(&course, &report);           // a report has come
 *     course_sent(&course, at, window);          // the person has sent again
 *     if (course.due && now >= course.due)
 *         course_time(&course, now);             // nothing more has come: it closes quietly
 */
#ifndef AGENT_COURSE_H
#define AGENT_COURSE_H

#include <stdbool.h>
#include <stdint.h>

#include "classify/bounce.h"

enum {
    COURSE_HOUR = 3600, /* seconds */
    COURSE_DAY = 24 * COURSE_HOUR,
    COURSE_MARGIN = 6 * COURSE_HOUR, /* a report takes its time to come, too */
    COURSE_WINDOW = 5 * COURSE_DAY,  /* tried so long where nobody says how long */
    COURSE_WINDOW_MAX =
        8 * COURSE_DAY, /* qmail's seven days, and one: else a clock is wrong */
    COURSE_REOPEN = 14 *
                    COURSE_DAY, /* closed so long ago, it is a problem of its own */
    COURSE_FORGOTTEN =
        30 * COURSE_DAY, /* no word of it for so long: nobody waits any more */
};

enum course_state {
    COURSE_NONE = 0, /* no report yet */
    COURSE_DELAYED,
    COURSE_FAILED,
    COURSE_WORKS, /* seems to: never "was delivered" */
    COURSE_CLOSED,
};

/* Times are UNIX seconds; 0: not (yet). */
struct course {
    enum course_state state;
    int64_t opened, last, closed;
    int64_t count;       /* mails that came back for good */
    int64_t days;        /* on so many days, UTC */
    int64_t retry_until; /* while it is delayed: when the trying ends */
    int64_t tried;       /* when a mail was sent again, after the last failure */
    int64_t worked;      /* when a mail last seemed to get through */
    int64_t due;         /* when course_time has something to do */
};

/* What a report says of it. */
struct course_report {
    enum bounce_kind kind;
    int64_t at;    /* when it came */
    int64_t until; /* the trying ends; 0: not known */
    bool known;    /* the same mail has been told failed before: it is counted once */
};

/* "delayed", "failed", "works", "closed", as in the journal; "" for COURSE_NONE. Static. */
const char *course_name(enum course_state state);
enum course_state course_of(const char *name);

/* Is it too old for another report to belong to it? */
bool course_is_over(const struct course *course, int64_t at);

/* A report has come. One of a success, delivered or relayed, begins none. */
void course_report(struct course *course, const struct course_report *report);

/* The person has sent another mail there, which is tried for `window` seconds (0: not known):
 * where no report comes it seems to work. Of no consequence unless the last has failed. */
void course_sent(struct course *course, int64_t at, int64_t window);

/* An answer has come to a mail that was sent after the last failure, or is delayed. False: nothing
 * was waited for. */
bool course_answered(struct course *course, int64_t at);

/* Time has passed: a delay without a failure closes, what was sent again works, what nobody
 * speaks of any more is closed. False: nothing of it. */
bool course_time(struct course *course, int64_t now);

#endif
