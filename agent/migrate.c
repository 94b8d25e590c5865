/* migrate: the tables of a database, brought from any older version up to today's. */
#include "agent/migrate.h"

#include <inttypes.h>
#include <stdio.h>

#include "agent/sql.h"

bool
migrate(sqlite3 *db, const char *const steps[], int64_t count, int64_t *ret)
{
    char set[64];
    if (!sql_number(db, 0, ret, "PRAGMA user_version", ""))
        return false;
    for (int64_t i = *ret; i < count; i++)
        if (sqlite3_exec(db, steps[i], NULL, NULL, NULL) != SQLITE_OK)
            return false;
    if (*ret >= count)
        return true;
    snprintf(set, sizeof set, "PRAGMA user_version = %" PRId64, count);
    return sql_run(db, set, "");
}
