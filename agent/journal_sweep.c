/* journal: how far a sweep through a whole mailbox has come, so that it outlives a kill. */
#include "agent/journal.h"
#include "agent/outbox.h"
#include "agent/sql.h"

static bool
begin(struct journal *journal)
{
    return sql_run(journal->db, "BEGIN IMMEDIATE", "");
}

bool
journal_sweep(struct journal *journal, int64_t mailbox, bool anew,
              struct journal_sweep *ret)
{
    sqlite3 *db = journal->db;
    bool good = begin(journal) &&
                (!anew || sql_run(db,
                                  "UPDATE mailbox SET sweep = mark, swept = 0"
                                  " WHERE id = ? AND sweep = 0",
                                  "i", mailbox));
    sqlite3_stmt *rows = good ? sql_rows(db,
                                         "SELECT uidvalidity, swept + 1, sweep"
                                         " FROM mailbox WHERE id = ?",
                                         "i", mailbox)
                              : NULL;
    struct journal_sweep sweep = {0};
    good = rows && sqlite3_step(rows) == SQLITE_ROW;
    if (good)
        sweep = (struct journal_sweep){sqlite3_column_int64(rows, 0),
                                       sqlite3_column_int64(rows, 1),
                                       sqlite3_column_int64(rows, 2)};
    sqlite3_finalize(rows);
    if (!journal_done(journal, good))
        return false;
    *ret = sweep;
    return true;
}

bool
journal_swept(struct journal *journal, int64_t mailbox, int64_t uidvalidity,
              int64_t uid)
{
    bool good = begin(journal) &&
                sql_run(journal->db,
                        "UPDATE mailbox SET swept = max(swept, ?3),"
                        " sweep = CASE WHEN ?3 >= sweep THEN 0 ELSE sweep END"
                        " WHERE id = ?1 AND uidvalidity = ?2 AND sweep > 0",
                        "iii", mailbox, uidvalidity, uid);
    return journal_done(journal, good);
}

bool
journal_sweeps_over(struct journal *journal)
{
    return journal_done(journal, begin(journal) && outbox_let_all_go(journal));
}

/* The rows that may hold something: changed while they are read, which is sound where neither
 * the rowid nor an index is. */
static bool
forsake(sqlite3 *db, sqlite3_stmt *rows,
        bool (*kept)(void *context, const char *account, const char *name),
        void *context)
{
    int result;
    while ((result = sqlite3_step(rows)) == SQLITE_ROW) {
        const char *account = (const char *)sqlite3_column_text(rows, 1);
        const char *name = (const char *)sqlite3_column_text(rows, 2);
        if (!account || !name)
            return false;
        if (!kept(context, account, name) &&
            /* Without its UIDVALIDITY a first look begins anew. */
            !sql_run(db,
                     "UPDATE mailbox SET uidvalidity = uidvalidity * looked,"
                     " looked = 1, sweep = 0, swept = 0 WHERE id = ?",
                     "i", sqlite3_column_int64(rows, 0)))
            return false;
    }
    return result == SQLITE_DONE;
}

bool
journal_forsake(struct journal *journal,
                bool (*kept)(void *context, const char *account, const char *name),
                void *context)
{
    sqlite3_stmt *rows = begin(journal)
                             ? sql_rows(journal->db,
                                        "SELECT id, account, name FROM mailbox"
                                        " WHERE looked = 0 OR sweep > 0",
                                        "")
                             : NULL;
    bool good = rows && forsake(journal->db, rows, kept, context);
    sqlite3_finalize(rows);
    return journal_done(journal, good);
}
