/* past: what the journal knows that bears on a returned mail, as findings and as the struct
 * bounce_past that its words are filled with.
 *
 *     struct past past;
 *     if (past_read(&journal, &row, bounce, &moment, &past))
 *         moment.past = &past.past;
 *     ...
 *     past_free(&past);
 */
#ifndef AGENT_PAST_H
#define AGENT_PAST_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/course.h"
#include "agent/history.h"
#include "agent/journal.h"
#include "classify/bounce.h"

enum {
    PAST_FINDINGS_MAX = 40, /* more than there are rules */
    PAST_TEXTS_MAX = 4 * PAST_FINDINGS_MAX + 8,
};

/* Do not copy: its parts point into one another. */
struct past {
    struct bounce_past past;
    struct bounce_finding findings[PAST_FINDINGS_MAX];
    size_t count;
    int64_t link; /* the case; 0: none */
    struct course course;
    bool urgent;                        /* before anything else */
    bool silent;                        /* another bubble speaks for this one */
    int64_t folded[HISTORY_LISTED_MAX]; /* events whose bubbles this one speaks for */
    size_t folded_count;
    enum bounce_cause cause;
    unsigned who;
    char *texts[PAST_TEXTS_MAX]; /* owned */
    size_t text_count;
};

/* Reads the past of an event, at moment->now and by days of moment->zone, with no more than ten
 * questions to the journal, each by an index and of bounded answers. ret->past is for the
 * recipient that the report leads with. False: the journal cannot be read, or no memory; ret is
 * empty then, and may be freed. Whatever is not filed yet has no past. */
bool past_read(struct journal *journal, const struct journal_row *row,
               const struct bounce *bounce, const struct bounce_moment *moment,
               struct past *ret);
void past_free(struct past *past);
/* Adds what was seen elsewhere: id is static, words are copied. Where there is no room it stays
 * unsaid. */
void past_add(struct past *past, const char *id, const char *words);
/* Forgets what names other recipients of the person: for what leaves the house. */
void past_spare_others(struct past *past);
/* Forgets its words; what it says of bubbles stays. */
void past_hush(struct past *past);

/* The findings of a history; pure but for memory. For past_read and its tests. False: no memory. */
bool past_judge(const struct history *history, const struct bounce *bounce,
                const struct bounce_moment *moment, struct past *ret);

/* "past" of the public JSON of an event: {"case":"c-000017","state":"failed","opened":...,"count":3,
 * "days":2,"since":...,"lasting":true,"only_there":true,"worked":"","findings":[{"rule":"H05",
 * "ground":"measured","headline":...,"text":...,"step":...}]}. A new reference. */
json_t *past_json(const struct past *past);

/* All of it, from the agent to the command that renders it; and back. False: it is no such
 * object, or no memory; ret is empty then. */
json_t *past_pack(const struct past *past);
bool past_unpack(json_t *json, struct past *ret);

/* "measured", "documented", "general"; "" for none. Static. */
const char *past_ground(enum bounce_ground ground);

#endif
