/* outbox: what must be told on each channel: T4 claim, T5 settle (see journal.h).
 *
 * held -> queued (the first look is over) -> claimed (T4) -> done (T5); failed waits for a
 * better moment. The rows with `together` set are one summary and go through it as one. */
#include "agent/outbox.h"

#include "agent/sql.h"

static bool
change(struct journal *journal, const char *text, enum outbox_channel channel)
{
    bool good = sql_run(journal->db, "BEGIN IMMEDIATE", "") &&
                sql_run(journal->db, text, "i", (int64_t)channel);
    return journal_done(journal, good);
}

/* From one state to the next: an event, or all of the summary. */
static bool
step(struct journal *journal, const char *from, const char *to,
     enum outbox_channel channel, int64_t event)
{
    bool good = sql_run(journal->db, "BEGIN IMMEDIATE", "") &&
                sql_run(journal->db,
                        "UPDATE outbox SET state = ?1 WHERE channel = ?2 AND state = ?3"
                        " AND CASE together WHEN 1 THEN ?4 = -1 ELSE event = ?4 END",
                        "titi", to, (int64_t)channel, from, event);
    return journal_done(journal, good);
}

bool
outbox_recover(struct journal *journal)
{
    bool good = true;
    for (int channel = 0; good && channel < OUTBOX_CHANNELS; channel++)
        good = outbox_release(journal, (enum outbox_channel)channel);
    return good;
}

bool
outbox_next(struct journal *journal, enum outbox_channel channel,
            struct outbox_row *ret)
{
    sqlite3_stmt *rows = sql_rows(
        journal->db,
        "SELECT CASE together WHEN 1 THEN -1 ELSE outbox.event END AS what,"
        " max(again), count(*), min(came)"
        " FROM outbox JOIN event ON event.id = outbox.event"
        " WHERE channel = ? AND outbox.state = 'queued' GROUP BY what ORDER BY what LIMIT 1",
        "i", (int64_t)channel);
    int result = rows ? sqlite3_step(rows) : SQLITE_ERROR;
    struct outbox_row row = {0};
    if (result == SQLITE_ROW)
        row = (struct outbox_row){
            sqlite3_column_int64(rows, 0), sqlite3_column_int(rows, 1) != 0,
            sqlite3_column_int64(rows, 2), sqlite3_column_int64(rows, 3)};
    sqlite3_finalize(rows);
    if (result != SQLITE_ROW && result != SQLITE_DONE)
        return journal_done(journal, false);
    *ret = row;
    return true;
}

bool
outbox_gather(struct journal *journal, enum outbox_channel channel)
{
    bool good = sql_run(journal->db, "BEGIN IMMEDIATE", "") &&
                sql_run(journal->db,
                        "UPDATE outbox SET together = 1"
                        " WHERE channel = ?1 AND state = 'queued' AND ?2 <"
                        " (SELECT count(*) FROM outbox"
                        "  WHERE channel = ?1 AND state = 'queued')",
                        "ii", (int64_t)channel, (int64_t)JOURNAL_ALONE_MAX);
    return journal_done(journal, good);
}

bool
outbox_scatter(struct journal *journal, enum outbox_channel channel)
{
    return change(journal,
                  "UPDATE outbox SET together = 0"
                  " WHERE channel = ?1 AND state = 'queued' AND together = 1",
                  channel);
}

bool
outbox_let_go(struct journal *journal, int64_t mailbox)
{
    bool good = true;
    for (int channel = 0; good && channel < OUTBOX_CHANNELS; channel++)
        good = sql_run(
            journal->db,
            "WITH held AS (SELECT event FROM outbox JOIN event ON event.id = outbox.event"
            " WHERE channel = ?1 AND outbox.state = 'held'"
            " AND account = (SELECT account FROM mailbox WHERE id = ?2))"
            "UPDATE outbox SET state = 'queued',"
            " together = (SELECT count(*) FROM held) > ?3"
            " WHERE channel = ?1 AND event IN held",
            "iii", (int64_t)channel, mailbox, (int64_t)JOURNAL_ALONE_MAX);
    return good;
}

bool
outbox_let_all_go(struct journal *journal)
{
    bool good = true;
    for (int channel = 0; good && channel < OUTBOX_CHANNELS; channel++)
        good = sql_run(
            journal->db,
            "WITH held AS (SELECT event FROM outbox JOIN event ON event.id = outbox.event"
            " WHERE channel = ?1 AND outbox.state = 'held' AND account NOT IN"
            /* But for the folder for spam, which not every account has. */
            " (SELECT account FROM mailbox"
            "  WHERE (looked = 0 AND name <> '\\Junk') OR sweep > 0))"
            "UPDATE outbox SET state = 'queued',"
            " together = (SELECT count(*) FROM held) > ?2"
            " WHERE channel = ?1 AND event IN held",
            "ii", (int64_t)channel, (int64_t)JOURNAL_ALONE_MAX);
    return good;
}

bool
outbox_is_up(struct journal *journal, int64_t event, bool *ret)
{
    int64_t up = 0;
    if (!sql_number(
            journal->db, 0, &up,
            "SELECT 1 FROM outbox JOIN event ON event.id = outbox.event"
            " WHERE event = ? AND channel = ? AND together = 0"
            " AND outbox.state IN ('claimed', 'done') AND seen = 0 AND handled = 0",
            "ii", event, (int64_t)OUTBOX_DESKTOP))
        return journal_done(journal, false);
    *ret = up != 0;
    return true;
}

bool
outbox_claim(struct journal *journal, enum outbox_channel channel, int64_t event)
{
    return step(journal, "queued", "claimed", channel, event);
}

bool
outbox_settle(struct journal *journal, enum outbox_channel channel, int64_t event)
{
    /* A notifier that has failed tries by itself: it may say later that it has told. */
    return step(journal, "claimed", "done", channel, event) &&
           step(journal, "failed", "done", channel, event);
}

bool
outbox_failed(struct journal *journal, enum outbox_channel channel, int64_t event)
{
    return step(journal, "claimed", "failed", channel, event);
}

bool
outbox_retry(struct journal *journal, enum outbox_channel channel)
{
    return change(journal,
                  "UPDATE outbox SET state = 'queued'"
                  " WHERE channel = ?1 AND state = 'failed'",
                  channel);
}

bool
outbox_release(struct journal *journal, enum outbox_channel channel)
{
    return change(
        journal,
        "UPDATE outbox SET again = again OR state <> 'failed', state = 'queued'"
        " WHERE channel = ?1 AND state IN ('claimed', 'failed')",
        channel);
}
