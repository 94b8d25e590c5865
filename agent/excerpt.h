/* excerpt: a report as it may be handed on: of one recipient, with the headers of the mail that came
 * back and nothing of what it said. Pure.
 *
 * Left out: the body of the returned mail, its To, Cc and Bcc but for the one recipient, HTML and
 * encoded parts (which hide what they say), and the other recipients' addresses wherever they
 * stand. The rest is the report's own bytes.
 */
#ifndef AGENT_EXCERPT_H
#define AGENT_EXCERPT_H

#include <stddef.h>

#include "classify/bounce.h"

enum {
    EXCERPT_BOUNDARIES_MAX = 8, /* multiparts within one another: reports have two */
    EXCERPT_HIDDEN_MAX =
        1000, /* addresses looked for; a report with more has one line left */
};

/* The excerpt of a report's bytes, malloc'ed, *length bytes and a NUL; NULL: no memory. */
char *excerpt_make(const char *report, size_t size, const struct bounce *bounce,
                   const struct bounce_failure *failure, size_t *length);

#endif
