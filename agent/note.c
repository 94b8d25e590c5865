/* note: what the person has told of a returned mail, which no report can know. */
#include "agent/note.h"

#include <string.h>

#include "agent/sql.h"

// clang-format off
static const char *const names[NOTE_KINDS] = {
    [NOTE_OTHERS_GET_THROUGH]  = "others-get-through",
    [NOTE_OTHER_ACCOUNT_WORKS] = "other-account-works",
    [NOTE_PHONED]              = "phoned",
    [NOTE_SOLVED]              = "solved",
};
// clang-format on

/* Nothing of the case is told or awaited any more. */
static bool
close_case(sqlite3 *db, int64_t event, int64_t now)
{
    return sql_run(
               db,
               "UPDATE cases SET state = 'closed', closed = ?1, due = 0, remind = 0,"
               " handled = CASE handled WHEN 0 THEN ?1 ELSE handled END"
               " WHERE id = (SELECT link FROM event WHERE id = ?2)",
               "ii", now, event) &&
           sql_run(db,
                   "UPDATE event SET seen = CASE seen WHEN 0 THEN ?1 ELSE seen END,"
                   " handled = CASE handled WHEN 0 THEN ?1 ELSE handled END"
                   " WHERE id = ?2 OR (link > 0 AND link ="
                   " (SELECT link FROM event WHERE id = ?2))",
                   "ii", now, event) &&
           sql_run(db,
                   "UPDATE outbox SET state = 'done' WHERE event = ?1 OR event IN"
                   " (SELECT id FROM event WHERE link > 0 AND link ="
                   " (SELECT link FROM event WHERE id = ?1))",
                   "i", event);
}

bool
note_add(struct journal *journal, int64_t event, enum note_what what, int64_t now)
{
    sqlite3 *db = journal->db;
    bool good =
        sql_run(db, "BEGIN IMMEDIATE", "") &&
        sql_run(db,
                "INSERT INTO notes (event, link, what, at)"
                " SELECT id, coalesce(link, 0), ?2, ?3 FROM event WHERE id = ?1"
                " AND NOT EXISTS (SELECT 1 FROM notes WHERE event = ?1 AND what = ?2)",
                "iti", event, names[what], now) &&
        (what != NOTE_SOLVED || close_case(db, event, now));
    return journal_done(journal, good);
}

bool
note_read(struct journal *journal, int64_t event, unsigned *ret)
{
    unsigned set = 0;
    sqlite3_stmt *rows = sql_rows(
        journal->db,
        "SELECT what FROM notes WHERE event = ?1 OR (link > 0 AND link ="
        " (SELECT link FROM event WHERE id = ?1))",
        "i", event);
    int result = rows ? sqlite3_step(rows) : SQLITE_ERROR;
    for (; result == SQLITE_ROW; result = sqlite3_step(rows)) {
        enum note_what what;
        const char *name = (const char *)sqlite3_column_text(rows, 0);
        if (name && note_named(name, &what))
            set |= 1u << what;
    }
    sqlite3_finalize(rows);
    if (result != SQLITE_DONE)
        return journal_done(journal, false);
    *ret = set;
    return true;
}

const char *
note_name(enum note_what what)
{
    return names[what];
}

bool
note_named(const char *name, enum note_what *ret)
{
    for (size_t i = 0; i < NOTE_KINDS; i++)
        if (strcmp(name, names[i]) == 0) {
            *ret = (enum note_what)i;
            return true;
        }
    return false;
}
