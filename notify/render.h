/* render: a returned mail as a person reads it in a terminal. Pure: gives text. */
#ifndef NOTIFY_RENDER_H
#define NOTIFY_RENDER_H

#include <stdbool.h>

#include "classify/bounce.h"
#include "notify/notice.h"

enum {
    RENDER_WIDTH = 80,     /* columns where none is known */
    RENDER_WIDTH_MIN = 40, /* narrower terminals wrap by themselves */
    RENDER_WIDTH_MAX = 100 /* longer lines are hard to read */
};

struct render_style {
    unsigned width; /* columns; 0: RENDER_WIDTH; brought into MIN..MAX */
    bool colour;    /* SGR escapes */
    bool details;   /* the technical lines and the text for the providers, too */
    bool why;       /* which field or line of the report says each fact, too */
    bool notes;     /* what whoever runs the sending domain can do, too */
};

/* The whole answer: each recipient with what happened, what to do, when again, the code.
 * *ret is malloc'ed, UTF-8, ends in a newline. False: no memory, *ret untouched. */
bool render_bounce(const struct bounce *bounce, const struct bounce_moment *moment,
                   const struct render_style *style, char **ret);

/* A notice as a line or two, for `ndrwatch run` without a desktop. `again` marks one that may
 * have been told before the last stop. Ownership as above. */
bool render_notice(const struct notice *notice, bool again,
                   const struct render_style *style, char **ret);

#endif
