/* journal: opens the file, checks it, brings its tables up to date, words its failures. */
#include "agent/journal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/outbox.h"
#include "agent/sql.h"

/* One a version, from nothing upwards; never changed once released. */
static const char *const migrations[JOURNAL_VERSION] = {
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;"
    "CREATE TABLE mailbox ("
    " id INTEGER PRIMARY KEY,"
    " account TEXT NOT NULL,"
    " name TEXT NOT NULL,"
    " uidvalidity INTEGER NOT NULL DEFAULT 0," /* 0: never seen */
    " mark INTEGER NOT NULL DEFAULT 0,"        /* every UID up to it is settled */
    " looked INTEGER NOT NULL DEFAULT 0,"      /* 1: its first look is over */
    " begun INTEGER NOT NULL," /* when we were told of it, UNIX seconds */
    " UNIQUE (account, name));"
    "CREATE TABLE message ("
    " mailbox INTEGER NOT NULL REFERENCES mailbox,"
    " uid INTEGER NOT NULL,"
    " state TEXT NOT NULL DEFAULT 'pending'"
    "  CHECK (state IN ('pending', 'no', 'bounce', 'poison', 'gone')),"
    " attempts INTEGER NOT NULL DEFAULT 0,"
    " PRIMARY KEY (mailbox, uid)) WITHOUT ROWID;"
    "CREATE INDEX message_pending ON message (mailbox, uid) WHERE state = 'pending';"
    "CREATE TABLE event ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT," /* people write it down: never used twice */
    " key TEXT NOT NULL UNIQUE,"
    " account TEXT NOT NULL,"
    " state INTEGER NOT NULL," /* enum journal_state */
    " facts TEXT NOT NULL,"
    " came INTEGER NOT NULL," /* when the mail reached the mailbox, UNIX seconds */
    " found INTEGER NOT NULL,"
    " seen INTEGER NOT NULL DEFAULT 0,"
    " handled INTEGER NOT NULL DEFAULT 0);"
    /* Apart from event, so that a mark on the event does not write 256 KiB again. */
    "CREATE TABLE report (event INTEGER PRIMARY KEY REFERENCES event, bytes BLOB);"
    "CREATE TABLE outbox ("
    " event INTEGER NOT NULL REFERENCES event,"
    " channel INTEGER NOT NULL," /* enum outbox_channel */
    " state TEXT NOT NULL"
    "  CHECK (state IN ('held', 'queued', 'claimed', 'failed', 'done')),"
    " together INTEGER NOT NULL DEFAULT 0," /* 1: as a part of the summary */
    " attempts INTEGER NOT NULL DEFAULT 0,"
    " again INTEGER NOT NULL DEFAULT 0,"
    " PRIMARY KEY (event, channel)) WITHOUT ROWID;"
    "CREATE INDEX outbox_queued ON outbox (channel, event) WHERE state = 'queued';",
};

/* ---- failures ---- */

static const char *
remedy(int why)
{
    switch (why & 0xff) {
    case SQLITE_FULL:
        return "the disk is full; nothing is lost, it goes on when there is room";
    case SQLITE_READONLY:
        return "it can only be read; make it and its folder writable";
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return "it cannot be opened; look at the rights of it and its folder, and "
               "whether the disk is full";
    case SQLITE_IOERR:
        return "the disk does not take it (full, or failing); nothing is lost, it goes on "
               "when the disk does";
    case SQLITE_NOMEM:
        return "out of memory";
    case SQLITE_BUSY:
        return "another program has it open";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return "it is damaged; restart ndrwatch, which puts it aside and begins anew";
    default:
        return NULL;
    }
}

bool
journal_done(struct journal *journal, bool good)
{
    int why = sql_end(journal->db, good);
    if (why == SQLITE_OK)
        return true;
    journal->why = why;
    const char *words = remedy(why);
    snprintf(journal->text, sizeof journal->text,
             "the journal '%.300s' cannot be written: %s",
             sqlite3_db_filename(journal->db, "main"),
             words ? words : sqlite3_errstr(why));
    return false;
}

/* ---- opening ---- */

static bool
is_sound(sqlite3 *db)
{
    sqlite3_stmt *rows = sql_rows(db, "PRAGMA quick_check(1)", "");
    bool sound = rows && sqlite3_step(rows) == SQLITE_ROW &&
                 strcmp((const char *)sqlite3_column_text(rows, 0), "ok") == 0;
    if (sqlite3_finalize(rows) != SQLITE_OK)
        sound = false;
    return sound;
}

static bool
is_damage(int why)
{
    return (why & 0xff) == SQLITE_CORRUPT || (why & 0xff) == SQLITE_NOTADB;
}

/* SQLITE_OK, or why not; SQLITE_CORRUPT where the file is damaged. */
static int
try_open(const char *path, sqlite3 **ret)
{
    sqlite3 *db = NULL;
    int why = sqlite3_open_v2(path, &db,
                              SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                                  SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW,
                              NULL);
    if (why == SQLITE_OK) {
        sqlite3_extended_result_codes(db, 1);
        sqlite3_busy_timeout(db, 2000);
        /* Small: the whole agent has 6 MiB. One writer: the agent, or a command under the
         * lock; so WAL needs no shared memory file. */
        why = sqlite3_exec(db,
                           "PRAGMA locking_mode = EXCLUSIVE;"
                           "PRAGMA journal_mode = WAL;"
                           "PRAGMA synchronous = FULL;"
                           "PRAGMA foreign_keys = ON;"
                           "PRAGMA trusted_schema = OFF;"
                           "PRAGMA cell_size_check = ON;"
                           "PRAGMA cache_size = -256;"
                           "PRAGMA mmap_size = 0;"
                           "PRAGMA temp_store = MEMORY;"
                           "PRAGMA journal_size_limit = 1048576;",
                           NULL, NULL, NULL);
    }
    if (why == SQLITE_OK && !is_sound(db)) {
        int code = sqlite3_errcode(db);
        why = code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE
                  ? SQLITE_CORRUPT
                  : code;
    }
    if (why == SQLITE_OK) {
        *ret = db;
        return SQLITE_OK;
    }
    sqlite3_close(db);
    return why;
}

/* Brings the tables up to JOURNAL_VERSION in one transaction. */
static enum journal_opened
migrate(struct journal *journal, bool rebuilt, int64_t now)
{
    sqlite3 *db = journal->db;
    int64_t version = 0;
    bool good = sql_run(db, "BEGIN IMMEDIATE", "") &&
                sql_number(db, 0, &version, "PRAGMA user_version", "");
    if (good && version > JOURNAL_VERSION) {
        journal_done(journal, false);
        snprintf(journal->text, sizeof journal->text,
                 "the journal was made by a newer ndrwatch (version %" PRId64
                 ", this one knows %d)",
                 version, JOURNAL_VERSION);
        return JOURNAL_NEWER;
    }
    char set[64];
    snprintf(set, sizeof set, "PRAGMA user_version = %d", JOURNAL_VERSION);
    for (int64_t i = version; good && i < JOURNAL_VERSION; i++)
        good = sqlite3_exec(db, migrations[i], NULL, NULL, NULL) == SQLITE_OK;
    if (good && version < JOURNAL_VERSION)
        good = sql_run(db, set, "");
    if (good && rebuilt)
        good = sql_run(db, "INSERT INTO meta (name, value) VALUES ('rebuilt', ?)", "i",
                       now);
    return journal_done(journal, good) ? JOURNAL_OPEN : JOURNAL_LATER;
}

/* Moves the damaged file and its log aside; they may still be of use to somebody. */
static bool
move_aside(const char *path, int64_t now, struct journal *journal)
{
    char from[JOURNAL_TEXT_MAX + 8], to[JOURNAL_TEXT_MAX + 8];
    snprintf(journal->moved, sizeof journal->moved, "%s.corrupt-%" PRId64, path, now);
    if (rename(path, journal->moved) < 0) {
        snprintf(journal->text, sizeof journal->text,
                 "the journal is damaged and cannot be moved aside: %s",
                 strerror(errno));
        journal->moved[0] = '\0';
        return false;
    }
    int length = snprintf(from, sizeof from, "%s-wal", path);
    snprintf(to, sizeof to, "%s-wal", journal->moved);
    if (length > 0 && (size_t)length < sizeof from && rename(from, to) < 0 &&
        errno != ENOENT)
        unlink(from);
    return true;
}

enum journal_opened
journal_open(const char *path, int64_t now, struct journal *journal)
{
    *journal = (struct journal){0};
    int why = try_open(path, &journal->db);
    bool rebuilt = false;
    if (is_damage(why)) {
        if (!move_aside(path, now, journal))
            return JOURNAL_NEVER;
        rebuilt = true;
        why = try_open(path, &journal->db);
    }
    if (why != SQLITE_OK) {
        const char *words = remedy(why);
        journal->why = why;
        snprintf(journal->text, sizeof journal->text,
                 "the journal '%.300s' cannot be used: %s", path,
                 words ? words : sqlite3_errstr(why));
        int code = why & 0xff;
        bool never = code == SQLITE_READONLY || code == SQLITE_PERM ||
                     (code == SQLITE_CANTOPEN && access(path, F_OK) == 0 &&
                      access(path, W_OK) < 0);
        return never ? JOURNAL_NEVER : JOURNAL_LATER;
    }
    enum journal_opened opened = migrate(journal, rebuilt, now);
    if (opened == JOURNAL_OPEN && !outbox_recover(journal))
        opened = JOURNAL_LATER;
    if (opened != JOURNAL_OPEN)
        journal_close(journal);
    return opened;
}

void
journal_close(struct journal *journal)
{
    sqlite3_close(journal->db);
    journal->db = NULL;
}
