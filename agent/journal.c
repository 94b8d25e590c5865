/* journal: what has been seen and what must still be told, on the disk, in the order that
 * loses nothing. */
#include "agent/journal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/case.h"
#include "agent/outbox.h"
#include "agent/remind.h"
#include "agent/sql.h"

static bool
begin(struct journal *journal)
{
    return sql_run(journal->db, "BEGIN IMMEDIATE", "");
}

/* ---- mailboxes and marks ---- */

bool
journal_mailbox(struct journal *journal, const char *account, const char *name,
                int64_t now, struct journal_mailbox *ret)
{
    sqlite3 *db = journal->db;
    bool good = begin(journal) &&
                sql_run(db,
                        "INSERT OR IGNORE INTO mailbox (account, name, begun)"
                        " VALUES (?, ?, ?)",
                        "tti", account, name, now);
    struct journal_mailbox box = {0};
    sqlite3_stmt *rows = good
                             ? sql_rows(db,
                                        "SELECT id, uidvalidity * looked, mark * looked"
                                        " FROM mailbox WHERE account = ? AND name = ?",
                                        "tt", account, name)
                             : NULL;
    good = rows && sqlite3_step(rows) == SQLITE_ROW;
    if (good)
        box = (struct journal_mailbox){
            sqlite3_column_int64(rows, 0),
            sqlite3_column_int64(rows, 1),
            sqlite3_column_int64(rows, 2),
        };
    sqlite3_finalize(rows);
    if (!journal_done(journal, good))
        return false;
    *ret = box;
    return true;
}

/* A mailbox whose UIDs have been given out anew: nothing of the old rows holds (RFC 3501,
 * section 2.3.1.1), and it is looked at as if for the first time. The keys of the events keep what comes twice from being told twice. */
static bool
renew(sqlite3 *db, int64_t mailbox, int64_t uidvalidity)
{
    int64_t known;
    if (!sql_number(db, 0, &known, "SELECT uidvalidity FROM mailbox WHERE id = ?", "i",
                    mailbox))
        return false;
    if (known == uidvalidity)
        return true;
    return sql_run(db, "DELETE FROM message WHERE mailbox = ?", "i", mailbox) &&
           sql_run(
               db,
               "UPDATE mailbox SET uidvalidity = ?, mark = 0, looked = 0, sweep = 0,"
               " swept = 0 WHERE id = ?",
               "ii", uidvalidity, mailbox);
}

/* The mark follows `seen` as far as nothing is pending, and never goes back. */
static bool
move_mark(sqlite3 *db, int64_t mailbox, int64_t seen)
{
    return seen == 0 ||
           sql_run(db,
                   "UPDATE mailbox SET mark = max(mark, min(?1, coalesce("
                   "(SELECT min(uid) - 1 FROM message"
                   " WHERE mailbox = ?2 AND state = 'pending'), ?1))) WHERE id = ?2",
                   "ii", seen, mailbox);
}

bool
journal_seen(struct journal *journal, int64_t mailbox, int64_t uidvalidity,
             int64_t seen)
{
    sqlite3 *db = journal->db;
    bool good = begin(journal) && renew(db, mailbox, uidvalidity) &&
                sql_run(db,
                        "UPDATE message SET state = 'gone'"
                        " WHERE mailbox = ? AND uid <= ? AND state = 'pending'",
                        "ii", mailbox, seen) &&
                move_mark(db, mailbox, seen);
    return journal_done(journal, good);
}

bool
journal_looked(struct journal *journal, int64_t mailbox)
{
    sqlite3 *db = journal->db;
    bool good = begin(journal) &&
                sql_run(db, "UPDATE mailbox SET looked = 1 WHERE id = ? AND looked = 0",
                        "i", mailbox);
    if (good && sqlite3_changes(db) > 0)
        good = outbox_let_go(journal, mailbox);
    return journal_done(journal, good);
}

/* ---- T1 to T3 ---- */

bool
journal_look(struct journal *journal, const struct journal_mail *mail,
             enum journal_known *ret)
{
    int64_t known;
    /* A settled row (what was gone and is there again was hidden by the server); or a mail from long before our watch, where it is not one that has just
     * come: in a first look, or at or below the mark. What a lost journal knew is not known:
     * there everything is looked at. */
    bool good = sql_number(
        journal->db, 0, &known,
        "SELECT (uidvalidity = ?2 AND EXISTS (SELECT 1 FROM message"
        " WHERE message.mailbox = mailbox.id AND uid = ?3 AND message.state NOT IN ('pending', 'gone')))"
        " OR ((looked = 0 OR uidvalidity <> ?2 OR ?3 <= mark)"
        " AND ?4 <> 0 AND ?4 < begun - ?5"
        " AND NOT EXISTS (SELECT 1 FROM meta WHERE name = 'rebuilt'))"
        " FROM mailbox WHERE id = ?1",
        "iiiii", mail->mailbox, mail->uidvalidity, mail->uid, mail->received,
        mail->past);
    if (!good)
        return journal_done(journal, false);
    *ret = known ? JOURNAL_SETTLED : JOURNAL_NEW;
    return true;
}

bool
journal_discover(struct journal *journal, const struct journal_mail *mail)
{
    bool good = begin(journal) &&
                renew(journal->db, mail->mailbox, mail->uidvalidity) &&
                sql_run(journal->db,
                        "INSERT OR IGNORE INTO message (mailbox, uid) VALUES (?, ?)",
                        "ii", mail->mailbox, mail->uid);
    return journal_done(journal, good);
}

bool
journal_attempt(struct journal *journal, const struct journal_mail *mail, int *ret)
{
    int64_t attempts = 0;
    bool good = begin(journal) &&
                renew(journal->db, mail->mailbox, mail->uidvalidity) &&
                sql_run(journal->db,
                        "INSERT INTO message (mailbox, uid, attempts) VALUES (?, ?, 1)"
                        " ON CONFLICT DO UPDATE SET attempts = attempts + 1",
                        "ii", mail->mailbox, mail->uid) &&
                sql_number(journal->db, 0, &attempts,
                           "SELECT attempts FROM message WHERE mailbox = ? AND uid = ?",
                           "ii", mail->mailbox, mail->uid);
    if (!journal_done(journal, good))
        return false;
    *ret = (int)attempts;
    return true;
}

bool
journal_excuse(struct journal *journal, const struct journal_mail *mail)
{
    bool good = begin(journal) &&
                sql_run(journal->db,
                        "UPDATE message SET attempts = attempts - 1"
                        " WHERE mailbox = ? AND uid = ? AND attempts > 0",
                        "ii", mail->mailbox, mail->uid);
    return journal_done(journal, good);
}

/* The event with its outbox rows; *ret 0 where its key is known. */
static bool
add_event(sqlite3 *db, const struct journal_mail *mail,
          const struct journal_event *event, int64_t *ret)
{
    int64_t came = mail->received > 0 && mail->received < event->found ? mail->received
                                                                       : event->found;
    if (!sql_run(db,
                 /* Not OR IGNORE: a repeat would use up a number. */
                 "INSERT INTO event (key, account, state, facts, found, came, verdict)"
                 " SELECT ?1, ?2, ?3, ?4, ?5, ?6, coalesce(?7, '')"
                 " WHERE NOT EXISTS (SELECT 1 FROM event WHERE key = ?1)",
                 "ttitiit", event->key, event->account, (int64_t)event->state,
                 event->facts, event->found, came, event->verdict))
        return false;
    if (sqlite3_changes(db) == 0) {
        *ret = 0;
        return true;
    }
    int64_t id = sqlite3_last_insert_rowid(db);
    if (!sql_run(db, "INSERT INTO report (event, bytes) VALUES (?, ?)", "ib", id,
                 event->raw, event->raw_length))
        return false;
    for (int channel = 0; channel < OUTBOX_CHANNELS; channel++) {
        if (event->quiet && channel == OUTBOX_DESKTOP)
            continue;
        /* After a lost journal, what came before may well have been told by the old one. */
        if (!sql_run(
                db,
                "INSERT INTO outbox (event, channel, state, again)"
                " SELECT ?1, ?2, CASE WHEN looked = 0 OR ?5 <= sweep THEN 'held' ELSE 'queued' END,"
                " ?3 <> 0 AND ?3 < begun AND"
                " EXISTS (SELECT 1 FROM meta WHERE name = 'rebuilt')"
                " FROM mailbox WHERE id = ?4",
                "iiiii", id, (int64_t)channel, mail->received, mail->mailbox,
                mail->uid))
            return false;
    }
    struct case_report report = {
        .event = id, .account = event->account, .at = came, .bounce = event->bounce};
    int64_t link;
    if (!case_file(db, &report, &link) ||
        !remind_plan(db, link, event->bounce, came, event->found))
        return false;
    *ret = id;
    return true;
}

bool
journal_settle(struct journal *journal, const struct journal_mail *mail, int64_t seen,
               const struct journal_event *event, int64_t *ret)
{
    sqlite3 *db = journal->db;
    const char *state = "no";
    if (event)
        state = event->state == JOURNAL_READ ? "bounce" : "poison";
    int64_t id = 0;
    bool good = begin(journal) && (!event || add_event(db, mail, event, &id)) &&
                sql_run(db,
                        "UPDATE message SET state = ? WHERE mailbox = ? AND uid = ?"
                        " AND EXISTS (SELECT 1 FROM mailbox"
                        " WHERE mailbox.id = message.mailbox AND uidvalidity = ?)",
                        "tiii", state, mail->mailbox, mail->uid, mail->uidvalidity) &&
                move_mark(db, mail->mailbox, seen);
    if (!journal_done(journal, good))
        return false;
    *ret = id;
    return true;
}

/* ---- reading and noting ---- */

#define EVENT_COLUMNS                                                                  \
    "id, account, facts, state, came, found, seen, handled, coalesce(link, 0), verdict"

static bool
row_read(sqlite3_stmt *rows, struct journal_row *ret)
{
    const unsigned char *account = sqlite3_column_text(rows, 1);
    const unsigned char *facts = sqlite3_column_text(rows, 2);
    const unsigned char *verdict = sqlite3_column_text(rows, 9);
    struct journal_row row = {
        .id = sqlite3_column_int64(rows, 0),
        .account = account ? strdup((const char *)account) : NULL,
        .facts = facts ? strdup((const char *)facts) : NULL,
        .state = sqlite3_column_int(rows, 3) == JOURNAL_UNREADABLE ? JOURNAL_UNREADABLE
                                                                   : JOURNAL_READ,
        .came = sqlite3_column_int64(rows, 4),
        .found = sqlite3_column_int64(rows, 5),
        .seen = sqlite3_column_int64(rows, 6),
        .handled = sqlite3_column_int64(rows, 7),
        .link = sqlite3_column_int64(rows, 8),
        .verdict = verdict ? strdup((const char *)verdict) : NULL,
    };
    if (!row.account || !row.facts || !row.verdict) {
        journal_row_free(&row);
        return false;
    }
    *ret = row;
    return true;
}

bool
journal_event(struct journal *journal, int64_t id, struct journal_row *ret)
{
    sqlite3_stmt *rows = id ? sql_rows(journal->db,
                                       "SELECT " EVENT_COLUMNS
                                       " FROM event WHERE id = ?",
                                       "i", id)
                            : sql_rows(journal->db,
                                       "SELECT " EVENT_COLUMNS
                                       " FROM event ORDER BY id DESC LIMIT 1",
                                       "");
    int result = rows ? sqlite3_step(rows) : SQLITE_ERROR;
    bool good = result == SQLITE_ROW && row_read(rows, ret);
    sqlite3_finalize(rows);
    if (good)
        return true;
    if (result != SQLITE_DONE)
        return journal_done(journal, false);
    journal->why = 0;
    snprintf(journal->text, sizeof journal->text, "there is no such returned mail");
    return false;
}

bool
journal_events(struct journal *journal, bool pending,
               bool (*each)(void *context, const struct journal_row *row),
               void *context)
{
    sqlite3_stmt *rows = sql_rows(journal->db,
                                  "SELECT " EVENT_COLUMNS " FROM event"
                                  " WHERE NOT ? OR handled = 0 ORDER BY id DESC",
                                  "i", (int64_t)pending);
    int result = rows ? sqlite3_step(rows) : SQLITE_ERROR;
    bool more = true;
    while (result == SQLITE_ROW && more) {
        struct journal_row row;
        if (!row_read(rows, &row)) {
            result = SQLITE_NOMEM;
            break;
        }
        more = each(context, &row);
        journal_row_free(&row);
        if (more)
            result = sqlite3_step(rows);
    }
    sqlite3_finalize(rows);
    return result == SQLITE_DONE || !more || journal_done(journal, false);
}

bool
journal_pending(struct journal *journal, int64_t *ret)
{
    return sql_number(journal->db, 0, ret,
                      "SELECT count(*) FROM event WHERE handled = 0", "") ||
           journal_done(journal, false);
}

static bool
none_such(struct journal *journal)
{
    if (sqlite3_changes(journal->db) > 0)
        return false;
    journal->why = 0;
    snprintf(journal->text, sizeof journal->text, "there is no such returned mail");
    return true;
}

bool
journal_note_seen(struct journal *journal, int64_t id, int64_t now)
{
    bool good = begin(journal) &&
                sql_run(journal->db,
                        "UPDATE event SET seen = CASE seen WHEN 0 THEN ? ELSE seen END"
                        " WHERE id = ?",
                        "ii", now, id);
    bool none = good && none_such(journal);
    return journal_done(journal, good) && !none;
}

bool
journal_note_handled(struct journal *journal, int64_t id, int64_t now)
{
    bool good = begin(journal) &&
                sql_run(
                    journal->db,
                    "UPDATE event SET seen = CASE seen WHEN 0 THEN ?1 ELSE seen END,"
                    " handled = CASE handled WHEN 0 THEN ?1 ELSE handled END"
                    " WHERE id = ?2 OR (link > 0 AND handled = 0 AND link ="
                    " (SELECT link FROM event WHERE id = ?2))",
                    "ii", now, id);
    bool none = good && none_such(journal);
    good = good &&
           sql_run(journal->db,
                   "UPDATE outbox SET state = 'done' WHERE event = ?1 OR event IN"
                   " (SELECT id FROM event WHERE link > 0 AND link ="
                   " (SELECT link FROM event WHERE id = ?1))",
                   "i", id) &&
           sql_run(journal->db,
                   "UPDATE cases SET handled = ?1"
                   " WHERE id = (SELECT link FROM event WHERE id = ?2)",
                   "ii", now, id);
    return journal_done(journal, good) && !none;
}

void
journal_row_free(struct journal_row *row)
{
    free(row->account);
    free(row->facts);
    free(row->verdict);
    *row = (struct journal_row){0};
}

void
journal_name(int64_t id, char ret[JOURNAL_ID_MAX])
{
    snprintf(ret, JOURNAL_ID_MAX, "b-%06" PRId64, id);
}

int64_t
journal_number(const char *name)
{
    int64_t number = 0;
    if (name[0] == 'b' && name[1] == '-')
        name += 2;
    size_t digits = strspn(name, "0123456789");
    if (digits == 0 || digits > 15 || name[digits] != '\0')
        return 0;
    for (size_t i = 0; i < digits; i++)
        number = number * 10 + (name[i] - '0');
    return number;
}
