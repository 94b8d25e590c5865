/* await: a domain that is down and that somebody waits for: asked for, looked at, told once.
 *
 * DNS alone says how it stands: it answers again when domain_judge finds a way to take mail.
 */
#ifndef AGENT_AWAIT_H
#define AGENT_AWAIT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "agent/domains.h"
#include "agent/journal.h"

struct agent;

enum {
    AWAIT_DAY = 24 * 60 * 60, /* seconds */
    AWAIT_EVERY = 15 * 60,    /* seconds between two looks: zones are kept longer */
    AWAIT_SLACK = 60,         /* seconds: the last look took a moment */
};

enum await_turn {
    AWAIT_LATER = 0, /* looked at just now */
    AWAIT_LOOK,
    AWAIT_OVER, /* DOMAINS_WAIT has passed */
};

/* What is due for a watched one; now: UNIX seconds. Pure. */
enum await_turn await_turn(const struct domains_row *row, int64_t now);

/* The answer to {"ask":"watch"} of the control socket; NULL: no memory.
 *
 * alone: {"watches":[{"domain":...,"since":RFC3339,"until":RFC3339,"checked":RFC3339 or "","text":...}]}
 * with "domain": {"domain":...,"until":RFC3339}: watched from now on
 * and "stop": {"domain":...,"stopped":BOOL}
 */
json_t *await_answer(struct journal *journal, const json_t *line, int64_t now);

/* Tells what answers again in the log and on `run --events`. False: standard output is full. */
bool await_lines(struct agent *agent);

/* Shows the bubbles that are owed: all, or those alone that are not claimed. */
void await_bubbles(struct agent *agent, bool all);

/* What the notifier says of a key; false: it is none of ours. */
bool await_shown(struct agent *agent, const char *key);
bool await_failed(struct agent *agent, const char *key);

#endif
