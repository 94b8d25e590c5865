/* tale: what is told of a returned mail, and how it is called, before it is laid out for a terminal
 * (render), a browser (report) or a bubble (notice). Pure. */
#ifndef NOTIFY_TALE_H
#define NOTIFY_TALE_H

#include <stdbool.h>
#include <stddef.h>

#include "classify/bounce.h"

enum {
    TALE_TEXT_ROOM = 4 *
                     BOUNCE_TEXT_MAX, /* a filled text of a few facts; longer is cut */
};

/* What became of one recipient's mail. Recipients of one domain whose mail shares one fate are
 * told of together. */
struct tale_fate {
    const struct bounce_failure *failure;
    struct bounce_diagnosis why;
    bool told; /* the caller's */
};

/* One for each failure, in their order; malloc'ed. NULL: no memory. */
struct tale_fate *tale_fates(const struct bounce *bounce,
                             const struct bounce_moment *moment, size_t *count);
bool tale_is_shared(const struct tale_fate *one, const struct tale_fate *other);

/* The words for it, for the sender. */
const struct bounce_advice *tale_advice(const struct tale_fate *fate);

/* The recipient, or as the sender wrote it. */
const char *tale_address(const struct bounce_failure *failure);

/* "Not delivered". Static. */
const char *tale_kind(enum bounce_kind kind);

/* "high", "medium", "low", of 0..100. Static. */
const char *tale_sure(int certainty);

/* Where advice is from: "measured here"; "" for none. Static. */
const char *tale_ground(enum bounce_ground ground);

/* Do the steps of a finding stand in the place of the cause's? */
bool tale_stands_alone(const struct bounce_finding *findings);

/* A mail that was still being tried, of which the past knows the end: words in front of what was
 * told of it then, "" for any other. Static. */
const char *tale_then(const struct bounce_failure *failure,
                      const struct bounce_finding *findings);

/* A filter asks a question: a template for bounce_fill. No link of the report is shown. */
extern const char TALE_CHALLENGE[];

/* The technical facts, by index from 0: a label, and what the report says, "" where it is silent.
 * False: beyond the last. */
struct tale_detail {
    const char *label; /* static */
    char text[TALE_TEXT_ROOM];
};
bool
tale_detail(const struct bounce *bounce, const struct bounce_failure *failure,
            const struct bounce_moment *moment, size_t index, struct tale_detail *ret);

#endif
