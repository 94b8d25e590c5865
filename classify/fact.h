/* fact: what a placeholder or a condition of a template stands for, said in words. advise.h
 * lists them. */
#ifndef CLASSIFY_FACT_H
#define CLASSIFY_FACT_H

#include <stdbool.h>

#include "classify/bounce.h"
#include "classify/pen.h"
#include "classify/slice.h"

enum {
    FACT_CLIP = 240, /* characters of a server's reply within a sentence */
};

struct facts {
    const struct bounce *bounce;
    const struct bounce_failure *failure;
    const struct bounce_moment *moment; /* or NULL */
    const struct bounce_past *past;     /* never NULL: empty where nothing is known */
    const struct bounce_person *person; /* likewise */
    size_t rcpt_room; /* characters {rcpt} may take; 0: as many as it has */
};

/* All that may be asked. What a moment of a caller who knows fewer members (its size) does
 * not have is not known. */
struct facts
fact_gather(const struct bounce *bounce, const struct bounce_failure *failure,
            const struct bounce_moment *moment);

/* Writes the value of the placeholder ("rcpt", "again_at 4"). False: the mail does not say
 * (or there is no such placeholder), and nothing is written. starts: it begins a sentence. */
bool
fact_put(const struct facts *facts, struct slice name, bool starts, struct pen *pen);

/* Whether the condition ("final", "past 4", "not window") holds; a placeholder's name holds
 * where its value is known. An unknown name does not hold, nor does its "not". */
bool fact_holds(const struct facts *facts, struct slice condition);

#endif
