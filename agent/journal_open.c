/* journal: opens the file, checks it, brings its tables up to date, words its failures. */
#include "agent/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "agent/migrate.h"
#include "agent/outbox.h"
#include "agent/sql.h"

/* One a version, from nothing upwards; never changed once released. tests/agent/schema_N.sql
 * keeps what each released version had made. */
static const char *const steps[JOURNAL_VERSION] = {
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
    /* Every UID up to `swept` has been looked at by the sweep that ends at `sweep`; 0: none. */
    "ALTER TABLE mailbox ADD COLUMN sweep INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE mailbox ADD COLUMN swept INTEGER NOT NULL DEFAULT 0;",
    "ALTER TABLE event ADD COLUMN verdict TEXT NOT NULL DEFAULT '';" /* '': not judged */
    /* The case it belongs to; 0: none; NULL: not filed yet, it is older than the cases. */
    "ALTER TABLE event ADD COLUMN link INTEGER;"
    "CREATE INDEX event_link ON event (link);"
    "CREATE INDEX event_account ON event (account, id);"
    "CREATE TABLE cases ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " account TEXT NOT NULL,"
    " recipient TEXT NOT NULL," /* in lower case, as in returns */
    " domain TEXT NOT NULL,"
    " operator TEXT NOT NULL,"
    " cause INTEGER NOT NULL," /* enum bounce_cause, of the latest report that names one */
    " state TEXT NOT NULL CHECK (state IN ('delayed', 'failed', 'works', 'closed')),"
    " opened INTEGER NOT NULL," /* UNIX seconds, here and below; 0: not (yet) */
    " last INTEGER NOT NULL,"   /* its latest report */
    " closed INTEGER NOT NULL DEFAULT 0,"
    " count INTEGER NOT NULL DEFAULT 0,"       /* mails that came back for good */
    " days INTEGER NOT NULL DEFAULT 0,"        /* on so many days, UTC */
    " original INTEGER NOT NULL DEFAULT 0,"    /* of the latest report, as in returns */
    " retry_until INTEGER NOT NULL DEFAULT 0," /* while it is delayed */
    " tried INTEGER NOT NULL DEFAULT 0,"       /* a mail was sent again, after `last` */
    " worked INTEGER NOT NULL DEFAULT 0,"      /* when it seemed to get through */
    " due INTEGER NOT NULL DEFAULT 0,"         /* when the agent looks at it again */
    " remind INTEGER NOT NULL DEFAULT 0," /* when the person wants to be reminded */
    " handled INTEGER NOT NULL DEFAULT 0);"
    "CREATE INDEX cases_due ON cases (due) WHERE due > 0;"
    "CREATE INDEX cases_remind ON cases (remind) WHERE remind > 0;"
    "CREATE INDEX cases_recipient ON cases (account, domain, recipient);"
    "CREATE INDEX cases_worked ON cases (account, domain, worked) WHERE worked > 0;"
    /* One row an event and recipient: what history asks, each question by an index. */
    "CREATE TABLE returns ("
    " id INTEGER PRIMARY KEY,"
    " event INTEGER NOT NULL REFERENCES event,"
    " link INTEGER NOT NULL," /* its case; 0: none */
    " account TEXT NOT NULL,"
    " recipient TEXT NOT NULL,"
    " domain TEXT NOT NULL,"
    " operator TEXT NOT NULL," /* who runs the domain's mail: "Spectrum", else the domain */
    " kind INTEGER NOT NULL,"     /* enum bounce_kind */
    " cause INTEGER NOT NULL,"    /* enum bounce_cause */
    " at INTEGER NOT NULL,"       /* when the report came */
    " sent INTEGER NOT NULL,"     /* when the mail was sent; 0: unknown */
    " original INTEGER NOT NULL," /* 64 bits of SHA-256 over its Message-ID; 0: unknown */
    " ip TEXT NOT NULL,"          /* that refused it; '' unknown */
    " blocked TEXT NOT NULL,"     /* of our side, that was refused; '' unknown */
    " window INTEGER NOT NULL);" /* seconds it was tried, measured; 0: unknown */
    "CREATE INDEX returns_event ON returns (event);"
    "CREATE INDEX returns_link ON returns (link);"
    "CREATE INDEX returns_recipient ON returns (account, recipient, at);"
    "CREATE INDEX returns_domain ON returns (account, domain, at);"
    "CREATE INDEX returns_elsewhere ON returns (domain, at);"
    "CREATE INDEX returns_at ON returns (account, at);"
    "CREATE INDEX returns_original ON returns (account, original) WHERE original <> 0;"
    /* What the person has told us: of an event, or of all its case. */
    "CREATE TABLE notes ("
    " id INTEGER PRIMARY KEY,"
    " event INTEGER NOT NULL REFERENCES event,"
    " link INTEGER NOT NULL DEFAULT 0," /* its case */
    " what TEXT NOT NULL,"
    " at INTEGER NOT NULL);"
    "CREATE INDEX notes_event ON notes (event);"
    "CREATE INDEX notes_link ON notes (link);"
    /* Own mails, by a keyed hash of their Message-ID: no address book on the disk. */
    "CREATE TABLE keys (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE own ("
    " account TEXT NOT NULL,"
    " hash BLOB NOT NULL,"
    " sent INTEGER NOT NULL,"
    " PRIMARY KEY (account, hash)) WITHOUT ROWID;"
    "CREATE INDEX own_sent ON own (sent);"
    /* What was looked up of a domain. */
    "CREATE TABLE domains ("
    " domain TEXT PRIMARY KEY,"
    " checked INTEGER NOT NULL DEFAULT 0,"
    " facts TEXT NOT NULL DEFAULT '',"     /* JSON */
    " watched INTEGER NOT NULL DEFAULT 0," /* since when; 0: it is not */
    " told INTEGER NOT NULL DEFAULT 0)"    /* that it answers again */
    " WITHOUT ROWID;"
    "CREATE INDEX domains_watched ON domains (watched) WHERE watched > 0;",
    /* Accounts that cannot be watched, and that this is to be told of (plight.h). */
    "CREATE TABLE plight ("
    " account TEXT PRIMARY KEY,"
    " kind INTEGER NOT NULL," /* enum plight_kind */
    " at INTEGER NOT NULL,"   /* when it was written, UNIX seconds */
    " title TEXT NOT NULL,"
    " body TEXT NOT NULL,"
    " state TEXT NOT NULL DEFAULT 'queued'"
    "  CHECK (state IN ('queued', 'claimed', 'failed', 'done', 'over')),"
    " again INTEGER NOT NULL DEFAULT 0)"
    " WITHOUT ROWID;"
    /* To whom own mails went, how often and when last; hashes as in own. */
    "ALTER TABLE own ADD COLUMN counted INTEGER NOT NULL DEFAULT 0;"
    "CREATE TABLE written ("
    " account TEXT NOT NULL,"
    " hash BLOB NOT NULL,"
    " domain BLOB NOT NULL," /* of what stands behind the @ */
    " count INTEGER NOT NULL,"
    " last INTEGER NOT NULL,"
    " PRIMARY KEY (account, hash)) WITHOUT ROWID;"
    "CREATE INDEX written_domain ON written (account, domain, count);"
    "CREATE INDEX written_last ON written (account, last);"
    /* The Sent folders are looked over again, for that. */
    "DELETE FROM meta WHERE name LIKE 'own %';",
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

/* A journal is made whole before it gets its name (make): one without tables was emptied. */
static bool
is_sound(sqlite3 *db)
{
    int64_t version = 0;
    sqlite3_stmt *rows = sql_rows(db, "PRAGMA quick_check(1)", "");
    bool sound = rows && sqlite3_step(rows) == SQLITE_ROW &&
                 strcmp((const char *)sqlite3_column_text(rows, 0), "ok") == 0;
    if (sqlite3_finalize(rows) != SQLITE_OK)
        sound = false;
    return sound && sql_number(db, 0, &version, "PRAGMA user_version", "") &&
           version > 0;
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
    if (why == SQLITE_OK && sqlite3_db_readonly(db, "main") == 1)
        why = SQLITE_READONLY; /* or else it fails later on, with other words */
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
    /* What is damaged is put aside as it is, its log included. */
    if (db)
        sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)NULL);
    sqlite3_close(db);
    return why;
}

/* Can all of it be read? *there says whether it exists. */
static bool
is_readable(const char *path, bool *there)
{
    static char bytes[64 * 1024];
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    *there = fd >= 0 || errno != ENOENT;
    if (fd < 0)
        return !*there;
    ssize_t got;
    do
        got = read(fd, bytes, sizeof bytes);
    while (got > 0);
    close(fd);
    return got == 0;
}

/* As try_open. A disk that fails, if only for a moment, makes a sound file look damaged: it is
 * damaged only where all of it can be read and is no better the second time. */
static int
open_surely(const char *path, const char *log, sqlite3 **ret)
{
    int why = try_open(path, ret);
    bool there;
    if (!is_damage(why))
        return why;
    if (!is_readable(path, &there) || !is_readable(log, &there))
        return SQLITE_IOERR_READ;
    return try_open(path, ret);
}

/* Brings the tables up to JOURNAL_VERSION. */
static enum journal_opened
bring_up(struct journal *journal)
{
    sqlite3 *db = journal->db;
    int64_t version = 0;
    bool good = sql_run(db, "BEGIN IMMEDIATE", "") &&
                migrate(db, steps, JOURNAL_VERSION, &version);
    if (!journal_done(journal, good))
        return JOURNAL_LATER;
    if (version <= JOURNAL_VERSION)
        return JOURNAL_OPEN;
    snprintf(journal->text, sizeof journal->text,
             "the journal '%.300s' was made by a newer ndrwatch (version %" PRId64
             ", this one knows %d)",
             sqlite3_db_filename(db, "main"), version, JOURNAL_VERSION);
    return JOURNAL_NEWER;
}

/* ---- a damaged one ---- */

/* Where it lies, and what belongs to it. */
struct files {
    char path[JOURNAL_TEXT_MAX], log[JOURNAL_TEXT_MAX];
    char fresh[JOURNAL_TEXT_MAX]; /* ".new": one that is being made */
    char
        aside[JOURNAL_TEXT_MAX]; /* ".corrupt-20261121-181600": when it was put there */
};

/* False: too long a path. */
static bool
name_files(const char *path, int64_t now, struct files *ret)
{
    time_t when = (time_t)now;
    struct tm parts;
    char date[32] = "";
    if (gmtime_r(&when, &parts))
        strftime(date, sizeof date, "%Y%m%d-%H%M%S", &parts);
    size_t room = JOURNAL_TEXT_MAX;
    return (size_t)snprintf(ret->path, room, "%s", path) < room &&
           (size_t)snprintf(ret->log, room, "%s-wal", path) < room &&
           (size_t)snprintf(ret->fresh, room, "%s.new", path) < room - 16 &&
           (size_t)snprintf(ret->aside, room, "%s.corrupt-%s", path, date) < room - 8;
}

/* Moves a file if it is there, over nothing. Returns errno. */
static int
move(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0 ||
        errno == ENOENT)
        return 0;
    return errno;
}

/* The damaged file and its log may still be of use to somebody. First the file: the log alone
 * is not taken for a journal, a file without its log would be taken for an older one. */
static bool
put_aside(const struct files *files, struct journal *journal)
{
    char log[JOURNAL_TEXT_MAX];
    snprintf(log, sizeof log, "%.*s-wal", JOURNAL_TEXT_MAX - 8, files->aside);
    int why = move(files->path, files->aside);
    if (!why)
        why = move(files->log, log);
    if (why) {
        snprintf(journal->text, sizeof journal->text,
                 "the journal '%.200s' is damaged and cannot be moved aside: %s",
                 files->path, strerror(why));
        return false;
    }
    snprintf(journal->moved, sizeof journal->moved, "%s", files->aside);
    return true;
}

/* Has a damaged one been put aside at any time? Where there is none in its place, whoever did
 * that did not come to make one. */
static bool
lies_aside(const struct files *files)
{
    char pattern[JOURNAL_TEXT_MAX + 16];
    glob_t found;
    snprintf(pattern, sizeof pattern, "%s.corrupt-*", files->path);
    int result = glob(pattern, GLOB_NOSORT, NULL, &found);
    if (result == 0)
        globfree(&found);
    return result != GLOB_NOMATCH; /* told as a repeat is better than told twice */
}

/* Makes the tables in a file of their own, which then gets the name: so a crash leaves no
 * journal or a whole one. `lost`: there had been another one. SQLITE_OK, or why not. */
static int
make(const struct files *files, bool lost, int64_t now)
{
    sqlite3 *db = NULL;
    int64_t version = 0;
    char journal[JOURNAL_TEXT_MAX];
    snprintf(journal, sizeof journal, "%.*s-journal", JOURNAL_TEXT_MAX - 16,
             files->fresh);
    unlink(files->fresh); /* what a crash has left, not yet a journal */
    unlink(journal);
    int why = sqlite3_open_v2(files->fresh, &db,
                              SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                                  SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW,
                              NULL);
    if (why == SQLITE_OK) {
        sqlite3_extended_result_codes(db, 1);
        bool good = sql_run(db, "PRAGMA synchronous = EXTRA", "") &&
                    sql_run(db, "BEGIN IMMEDIATE", "") &&
                    migrate(db, steps, JOURNAL_VERSION, &version) &&
                    (!lost || sql_run(db,
                                      "INSERT INTO meta (name, value)"
                                      " VALUES ('rebuilt', ?)",
                                      "i", now));
        why = sql_end(db, good);
    }
    sqlite3_close(db);
    if (why == SQLITE_OK && rename(files->fresh, files->path) < 0)
        why = errno == ENOSPC || errno == EDQUOT ? SQLITE_FULL : SQLITE_IOERR;
    return why;
}

/* Says why it did not open, in journal->text. */
static enum journal_opened
fail(const char *path, int why, struct journal *journal)
{
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

enum journal_opened
journal_open(const char *path, int64_t now, struct journal *journal)
{
    struct files files;
    *journal = (struct journal){0};
    if (!name_files(path, now, &files))
        return fail(path, SQLITE_CANTOPEN, journal);
    if (access(path, F_OK) < 0 && errno == ENOENT) {
        /* A log without its file: a damaged one was being put aside. */
        if (access(files.log, F_OK) == 0 && !put_aside(&files, journal))
            return JOURNAL_NEVER;
        int why = make(&files, lies_aside(&files), now);
        if (why != SQLITE_OK)
            return fail(path, why, journal);
    }
    int why = open_surely(path, files.log, &journal->db);
    if (is_damage(why)) {
        if (!put_aside(&files, journal))
            return JOURNAL_NEVER;
        why = make(&files, true, now);
        if (why == SQLITE_OK)
            why = try_open(path, &journal->db);
    }
    if (why != SQLITE_OK)
        return fail(path, why, journal);
    enum journal_opened opened = bring_up(journal);
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
