/* when: times and spans as people say them: "Mon 19:11", "24 hours". */
#ifndef CLASSIFY_WHEN_H
#define CLASSIFY_WHEN_H

#include <stdbool.h>
#include <stdint.h>

#include "classify/pen.h"

/* A time with the zone it is read in. */
struct when {
    int64_t time; /* seconds since 1970 UTC */
    int zone;     /* minutes east of UTC */
};

/* Whether the time can be said at all: after 1970 and before the year 10000. */
bool when_known(int64_t time);

/* "19:11 today" (only where `today` says that `near` is the reader's own now), "Mon 19:11"
 * within six days of near, else "6 April, 19:11", with the year where it differs. */
void when_point(struct pen *pen, struct when when, struct when near, bool today);

/* "6 April", with the year where it differs from that of near. */
void when_date(struct pen *pen, struct when when, struct when near);

/* "2026-04-06 19:11 UTC" */
void when_utc(struct pen *pen, int64_t time);

/* "50 minutes", "24 hours" (for 23 h 50 min, too), "2 days" from 48 hours on. */
void when_span(struct pen *pen, int64_t seconds);

#endif
