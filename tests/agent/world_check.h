/* world_check: was all told, none of it as new twice, and is the journal at rest? */
#ifndef TESTS_WORLD_CHECK_H
#define TESTS_WORLD_CHECK_H

#include <sqlite3.h>
#include <stdint.h>

#include "tests/agent/world.h"

/* Keeps the first complaint. */
void world_check_wrong(struct world *world, const char *what);

/* Before a life of the agent: what lies claimed in the journal of the folder may be told again.
 * Reads a copy, made in `scratch`: the journal itself is left as the last one has. */
void world_check_before(const char *folder, const char *scratch);
/* The same, where a notifier goes. */
void world_check_may_repeat(sqlite3 *db);

/* Something has been told: as new once, and again only what may have been told before. */
void world_check_told(struct world *world, const struct world_told *told);

/* It was not shown after all. */
void world_check_untold(struct world *world, enum world_channel channel, int64_t event);

/* The event of a mail, by its report; 0: none. */
int64_t world_check_event(sqlite3 *db, int mail);

/* The scenario is over. */
void world_check_end(struct world *world, sqlite3 *db);

#endif
