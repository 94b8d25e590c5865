/* migrate: the tables of a database, brought from any older version up to today's.
 *
 *     static const char *const steps[2] = {"CREATE TABLE a (b);", "ALTER TABLE a ADD c;"};
 *     good = sql_run(db, "BEGIN IMMEDIATE", "") && migrate(db, steps, 2, &version);
 *     why = sql_end(db, good);
 */
#ifndef AGENT_MIGRATE_H
#define AGENT_MIGRATE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

/* Does the steps that are missing: steps[n] makes version n + 1 of version n. *ret is the version
 * (PRAGMA user_version) that was found; one above count is left as it is. All within the
 * transaction of the caller, so that a crash leaves the one or the other. False: see sqlite3_errmsg. */
bool migrate(sqlite3 *db, const char *const steps[], int64_t count, int64_t *ret);

#endif
