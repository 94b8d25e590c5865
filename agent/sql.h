/* sql: statements with their values bound, and nothing else. For the journal's files. */
#ifndef AGENT_SQL_H
#define AGENT_SQL_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* `kinds` says one letter a value: i int64_t, t const char * (NULL becomes NULL), b const
 * void * and size_t. The values must live until the statement is done. */

/* Runs a statement that gives no rows. False: see sqlite3_errmsg. */
bool sql_run(sqlite3 *db, const char *text, const char *kinds, ...);

/* The first column of the first row as a number; none where there is no row. False: failed. */
bool sql_number(sqlite3 *db, int64_t none, int64_t *ret, const char *text,
                const char *kinds, ...);

/* A statement to step through; NULL: failed. Finish with sqlite3_finalize. */
sqlite3_stmt *sql_rows(sqlite3 *db, const char *text, const char *kinds, ...);

/* Ends a transaction: commits, or rolls back where `good` is false or the commit fails.
 * SQLITE_OK only when everything is on the disk; else the extended code of what failed. */
int sql_end(sqlite3 *db, bool good);

#endif
