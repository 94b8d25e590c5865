/* sql: statements with their values bound, and nothing else. For the journal's files. */
#include "agent/sql.h"

#include <stdarg.h>

static sqlite3_stmt *
prepare(sqlite3 *db, const char *text, const char *kinds, va_list values)
{
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(db, text, -1, &statement, NULL) != SQLITE_OK)
        return NULL;
    int result = SQLITE_OK;
    for (int i = 0; kinds[i] && result == SQLITE_OK; i++) {
        if (kinds[i] == 'i') {
            result = sqlite3_bind_int64(statement, i + 1, va_arg(values, int64_t));
        } else if (kinds[i] == 't') {
            const char *word = va_arg(values, const char *);
            result = sqlite3_bind_text(statement, i + 1, word, -1, SQLITE_STATIC);
        } else {
            const void *bytes = va_arg(values, const void *);
            size_t length = va_arg(values, size_t);
            result = sqlite3_bind_blob64(statement, i + 1, bytes, length,
                                         SQLITE_STATIC);
        }
    }
    if (result == SQLITE_OK)
        return statement;
    sqlite3_finalize(statement);
    return NULL;
}

bool
sql_run(sqlite3 *db, const char *text, const char *kinds, ...)
{
    va_list values;
    va_start(values, kinds);
    sqlite3_stmt *statement = prepare(db, text, kinds, values);
    va_end(values);
    if (!statement)
        return false;
    int result = sqlite3_step(statement);
    sqlite3_finalize(statement);
    return result == SQLITE_DONE || result == SQLITE_ROW;
}

bool
sql_number(sqlite3 *db, int64_t none, int64_t *ret, const char *text, const char *kinds,
           ...)
{
    va_list values;
    va_start(values, kinds);
    sqlite3_stmt *statement = prepare(db, text, kinds, values);
    va_end(values);
    if (!statement)
        return false;
    int result = sqlite3_step(statement);
    if (result == SQLITE_ROW)
        *ret = sqlite3_column_int64(statement, 0);
    else if (result == SQLITE_DONE)
        *ret = none;
    sqlite3_finalize(statement);
    return result == SQLITE_ROW || result == SQLITE_DONE;
}

sqlite3_stmt *
sql_rows(sqlite3 *db, const char *text, const char *kinds, ...)
{
    va_list values;
    va_start(values, kinds);
    sqlite3_stmt *statement = prepare(db, text, kinds, values);
    va_end(values);
    return statement;
}

int
sql_end(sqlite3 *db, bool good)
{
    if (good && sql_run(db, "COMMIT", ""))
        return SQLITE_OK;
    int why = sqlite3_extended_errcode(db); /* before the rollback overwrites it */
    /* A failed statement may have rolled back by itself already. */
    if (!sqlite3_get_autocommit(db))
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return why == SQLITE_OK || why == SQLITE_DONE ? SQLITE_ERROR : why;
}
