/* outbox: what must be told on each channel: T4 claim, T5 settle (see journal.h).
 *
 * queued -> claimed or summed (T4) -> done (T5); failed waits for a better moment. */
#include "agent/outbox.h"

#include "agent/sql.h"

static int64_t
number(enum outbox_channel channel)
{
    return (int64_t)channel;
}

static bool
change(struct journal *journal, const char *text, enum outbox_channel channel)
{
    bool good = sql_run(journal->db, "BEGIN IMMEDIATE", "") &&
                sql_run(journal->db, text, "i", number(channel));
    return journal_done(journal, good);
}

static bool
change_one(struct journal *journal, const char *text, enum outbox_channel channel,
           int64_t event)
{
    bool good = sql_run(journal->db, "BEGIN IMMEDIATE", "") &&
                sql_run(journal->db, text, "ii", number(channel), event);
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
        "SELECT event, again FROM outbox WHERE channel = ? AND state = 'queued'"
        " ORDER BY event LIMIT 1",
        "i", number(channel));
    int result = rows ? sqlite3_step(rows) : SQLITE_ERROR;
    struct outbox_row row = {0};
    if (result == SQLITE_ROW)
        row = (struct outbox_row){sqlite3_column_int64(rows, 0),
                                  sqlite3_column_int(rows, 1) != 0};
    sqlite3_finalize(rows);
    if (result != SQLITE_ROW && result != SQLITE_DONE)
        return journal_done(journal, false);
    *ret = row;
    return true;
}

bool
outbox_waiting(struct journal *journal, enum outbox_channel channel, int64_t *ret)
{
    return sql_number(
               journal->db, 0, ret,
               "SELECT count(*) FROM outbox WHERE channel = ? AND state = 'queued'",
               "i", number(channel)) ||
           journal_done(journal, false);
}

bool
outbox_claim(struct journal *journal, enum outbox_channel channel, int64_t event)
{
    return change_one(journal,
                      "UPDATE outbox SET state = 'claimed', attempts = attempts + 1"
                      " WHERE channel = ? AND event = ? AND state = 'queued'",
                      channel, event);
}

bool
outbox_claim_all(struct journal *journal, enum outbox_channel channel)
{
    return change(journal,
                  "UPDATE outbox SET state = 'summed', attempts = attempts + 1"
                  " WHERE channel = ? AND state = 'queued'",
                  channel);
}

bool
outbox_settle(struct journal *journal, enum outbox_channel channel, int64_t event)
{
    return change_one(journal,
                      "UPDATE outbox SET state = 'done'"
                      " WHERE channel = ? AND event = ? AND state = 'claimed'",
                      channel, event);
}

bool
outbox_settle_all(struct journal *journal, enum outbox_channel channel)
{
    return change(
        journal,
        "UPDATE outbox SET state = 'done' WHERE channel = ? AND state = 'summed'",
        channel);
}

bool
outbox_failed(struct journal *journal, enum outbox_channel channel, int64_t event)
{
    return change_one(journal,
                      "UPDATE outbox SET state = 'failed'"
                      " WHERE channel = ? AND event = ? AND state = 'claimed'",
                      channel, event);
}

bool
outbox_failed_all(struct journal *journal, enum outbox_channel channel)
{
    return change(journal,
                  "UPDATE outbox SET state = 'failed'"
                  " WHERE channel = ? AND state = 'summed'",
                  channel);
}

bool
outbox_retry(struct journal *journal, enum outbox_channel channel)
{
    return change(journal,
                  "UPDATE outbox SET state = 'queued'"
                  " WHERE channel = ? AND state = 'failed'",
                  channel);
}

bool
outbox_release(struct journal *journal, enum outbox_channel channel)
{
    return change(
        journal,
        "UPDATE outbox SET again = again OR state <> 'failed', state = 'queued'"
        " WHERE channel = ? AND state IN ('claimed', 'summed', 'failed')",
        channel);
}
