/* answer: what the journal says to the commands, as the lines of the control socket. */
#ifndef AGENT_ANSWER_H
#define AGENT_ANSWER_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "agent/journal.h"
#include "agent/person.h"

enum {
    ANSWER_LIST_MAX = 900 *
                      1024 /* bytes: within a line of 1 MiB; the rest is counted */
};

/* book: of the persons, or NULL; now: UNIX seconds, for the words. Each gives {"answer":...} or
 * {"error":TEXT,"hint":TEXT,"exit":N}; NULL: no memory. */

/* {"events":[{...}], "left_out":N}, newest first; events as event_json makes them. */
json_t *answer_list(struct journal *journal, const struct person_book *book,
                    bool pending, int64_t now);
/* {"event":{...}, "past":{...} (past_pack), "id":N, "account":..., "facts":..., "readable":...,
 * "found":N, "seen":N, "handled":N, "person":{...}}: the row, for the command to render at its
 * own width. */
json_t *answer_show(struct journal *journal, const struct person_book *book,
                    const char *name, int64_t now);
/* The names of all events of the event's case, itself among them. A new reference. */
json_t *answer_case(struct journal *journal, int64_t event);
/* {"id":"b-000017", "withdraw":[names as of answer_case]} */
json_t *answer_handled(struct journal *journal, const char *name, int64_t now);

/* Reads the event of that name, or "latest", into row, to be freed; false: *ret is the error to
 * answer. */
bool answer_find(struct journal *journal, const char *name, struct journal_row *row,
                 json_t **ret);

/* The text under a key of a line or an answer; "" where there is none. */
const char *answer_text(const json_t *object, const char *key);

json_t *answer_error(const char *text, const char *hint, int exit);
/* The journal's last failure as an error. */
json_t *answer_failed(const struct journal *journal);

#endif
