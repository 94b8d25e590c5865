/* lesson: what the past teaches about a report: the history rules H01 to H20. Pure. */
#ifndef AGENT_LESSON_H
#define AGENT_LESSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/history.h"

enum lesson_effect {
    LESSON_WHO = 1 << 0,    /* `who` must act now */
    LESSON_ALONE = 1 << 1,  /* its step replaces the cause's */
    LESSON_BRIEF = 1 << 2,  /* its words are all that is worth a bubble */
    LESSON_ALIVE = 1 << 3,  /* do not call the address dead */
    LESSON_URGENT = 1 << 4, /* before anything else */
    LESSON_LASTS = 1 << 5,  /* waiting alone does not help any more */
    LESSON_CAUSE = 1 << 6,  /* an earlier report of the mail knew the cause */
    LESSON_SILENT =
        1 << 7, /* another bubble speaks for this one, too: none of its own */
};

/* What a rule has found, for its words: {times}, {listed}, {company}, {since}. */
struct lesson_said {
    uint32_t times;
    int64_t since;
    const char *company;
    enum bounce_cause cause; /* of LESSON_CAUSE */
    bool silent;             /* as LESSON_SILENT */
    char listed[HISTORY_LIST_ROOM];
    int64_t folded[HISTORY_LISTED_MAX]; /* earlier events that its bubble speaks for */
    size_t folded_count;
};

/* A rule. Words are templates for bounce_fill, "" for none. */
struct lesson {
    const char *id; /* "H05" */
    /* Does it hold? Then `said` is filled; it comes zeroed. */
    bool (*holds)(const struct history *history, struct lesson_said *said);
    unsigned effects; /* set of enum lesson_effect */
    unsigned who;     /* set of enum bounce_who */
    uint32_t wait;    /* hours until a new try; 0: as the cause says */
    const char *headline, *words, *step;
};

/* The rules, the weightiest first; index counts from 0, NULL beyond the last. */
const struct lesson *lesson_rule(size_t index);

#endif
