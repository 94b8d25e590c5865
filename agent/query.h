/* query: a command's question: to the running agent, or else to the journal itself. */
#ifndef AGENT_QUERY_H
#define AGENT_QUERY_H

#include <jansson.h>
#include <stdbool.h>

#include "agent/journal.h"
#include "agent/place.h"

enum {
    QUERY_PATIENCE = 2 * 1000 /* ms: ARCHITECTURE.md, control socket */
};

enum query_result {
    QUERY_ANSWERED = 0, /* by the running agent */
    QUERY_NOBODY,       /* no agent runs */
    QUERY_SILENT,       /* one holds the lock and does not answer; said */
};

/* Asks the running agent. *ret is the whole line of its answer, a new reference. Takes the
 * reference of question. */
enum query_result
query_agent(const struct place *place, json_t *question, json_t **ret);

/* Takes such a line apart, and its reference. Returns as query does. */
int query_read(json_t *line, json_t **ret);

/* Asks whoever there is. Returns 0 with the "answer" object in *ret (a new reference), or a
 * sysexits code after having said why. Takes the reference of question, which is one of
 * list, show, handled, text, note, export, stats and watch. */
int query(const struct place *place, json_t *question, json_t **ret);

/* Opens the journal, for whoever has the lock. Returns 0, or a sysexits code after having said
 * why; what was put aside is said as well. */
int query_journal(const struct place *place, struct journal *journal);

/* Takes the lock: its descriptor, kept open for as long as the journal is used; -1: somebody
 * else has it (errno EWOULDBLOCK), or it cannot be made. */
int query_lock(const struct place *place);

#endif
