/* Journals of every released version, opened by today's code; and the steps from one to the next.
 *
 * A new version: one row in journal_open.c, JOURNAL_VERSION, and schema_N.sql of the one before
 * in the table below. */
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/journal.h"
#include "agent/migrate.h"
#include "agent/outbox.h"
#include "agent/sql.h"
#include "tests/support/check.h"

enum {
    NOW = 1800000000
};

static char folder[] = "/tmp/test_schema-XXXXXX";
static char path[64];
static const char *scripts; /* the folder of schema_N.sql */

static void
wipe(void)
{
    static const char *const ends[] = {"", "-wal", "-journal"};
    for (size_t i = 0; i < COUNT(ends); i++) {
        char name[80];
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
}

static void
run(sqlite3 *db, const char *text)
{
    char *why = NULL;
    sqlite3_exec(db, text, NULL, NULL, &why);
    if (why)
        fail_msg("%s", why);
}

static void
make_version(int version)
{
    char name[512], text[16 * 1024];
    sqlite3 *db;
    snprintf(name, sizeof name, "%s/schema_%d.sql", scripts, version);
    FILE *in = fopen(name, "r");
    assert_non_null(in);
    text[fread(text, 1, sizeof text - 1, in)] = '\0';
    fclose(in);
    wipe();
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    run(db, text);
    sqlite3_close(db);
}

static int64_t
number(sqlite3 *db, const char *text)
{
    int64_t ret = -1;
    assert_true(sql_number(db, -1, &ret, text, ""));
    return ret;
}

static void
check_events(struct journal *journal)
{
    static const struct {
        int64_t id, came, found, seen, handled;
        const char *account, *facts;
        enum journal_state state;
    } rows[] = {
        {1, 1700000001, 1700000002, 1700000003, 1700000004, "work", "{\"one\":1}", 0},
        {2, 1700000005, 1700000006, 0, 0, "work", "", JOURNAL_UNREADABLE},
        {4, 1700000007, 1700000008, 0, 0, "home", "{\"four\":4}", 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct journal_row row;
        assert_true(journal_event(journal, rows[i].id, &row));
        assert_string_equal(row.account, rows[i].account);
        assert_string_equal(row.facts, rows[i].facts);
        assert_int_equal(row.state, rows[i].state);
        assert_int_equal(row.came, rows[i].came);
        assert_int_equal(row.found, rows[i].found);
        assert_int_equal(row.seen, rows[i].seen);
        assert_int_equal(row.handled, rows[i].handled);
        journal_row_free(&row);
    }
    assert_int_equal(number(journal->db, "SELECT count(*) FROM event"), 3);
    assert_int_equal(number(journal->db, "SELECT length(bytes) FROM report"), 4);
}

/* The road goes on where the old version left it. */
static void
check_road(struct journal *journal)
{
    struct journal_mailbox work, home;
    assert_true(journal_mailbox(journal, "work", "INBOX", NOW, &work));
    assert_true(journal_mailbox(journal, "home", "INBOX", NOW, &home));
    assert_int_equal(work.uidvalidity, 7);
    assert_int_equal(work.mark, 41);
    assert_int_equal(home.uidvalidity, 0);
    struct journal_mail mail = {work.id, 7, 42, NOW};
    int attempts;
    assert_true(journal_attempt(journal, &mail, &attempts));
    assert_int_equal(attempts, 3);
    struct outbox_row row;
    assert_true(outbox_next(journal, OUTBOX_LINE, &row));
    assert_int_equal(row.event, 2);
    assert_true(row.again); /* it was claimed */
    assert_true(outbox_next(journal, OUTBOX_DESKTOP, &row));
    assert_int_equal(row.event, 2);
    assert_false(row.again); /* it had failed */
    struct journal_event event = {
        .key = "key-1", .account = "work", .facts = "{}", .raw = "", .found = NOW};
    int64_t id = -1;
    assert_true(journal_settle(journal, &mail, 0, &event, &id));
    assert_int_equal(id, 0); /* known */
    event.key = "key-10";
    assert_true(journal_settle(journal, &mail, 0, &event, &id));
    assert_int_equal(id, 10);
}

/* Whose Sent folders were looked over for Message-IDs alone are looked over anew, once. */
static void
check_written(sqlite3 *db, int version)
{
    assert_int_equal(number(db, "SELECT count(*) FROM written"), version < 4 ? 0 : 1);
    assert_int_equal(number(db, "SELECT count(*) FROM meta WHERE name = 'own work'"),
                     version < 4 ? 0 : 1);
    assert_int_equal(number(db, "SELECT coalesce(sum(counted), 0) FROM own"),
                     version < 4 ? 0 : 1);
}

/* Events from before the cases wait to be filed; what version 3 has kept is there still. */
static void
check_cases(sqlite3 *db, int version)
{
    bool old = version < 3;
    assert_int_equal(number(db, "SELECT count(*) FROM event WHERE link IS NULL"),
                     old ? 3 : 1);
    assert_int_equal(number(db, "SELECT count(*) FROM event WHERE verdict = ''"),
                     old ? 3 : 2);
    assert_int_equal(number(db, "SELECT count(*) FROM cases, returns, notes, keys, own,"
                                " domains WHERE cases.id = returns.link"
                                " AND returns.event = notes.event"),
                     old ? 0 : 1);
}

static void
every_released_version_is_opened(void **state)
{
    (void)state;
    for (int version = 1; version <= JOURNAL_VERSION; version++) {
        struct journal journal;
        make_version(version);
        assert_int_equal(journal_open(path, NOW, &journal), JOURNAL_OPEN);
        assert_string_equal(journal.moved, "");
        assert_int_equal(number(journal.db, "PRAGMA user_version"), JOURNAL_VERSION);
        check_events(&journal);
        check_cases(journal.db, version);
        check_written(journal.db, version);
        check_road(&journal);
        journal_close(&journal);
    }
}

/* As one text: what the tables and indices are. */
static char *
tables(sqlite3 *db)
{
    sqlite3_stmt *rows = sql_rows(
        db,
        "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema"
        " WHERE sql IS NOT NULL ORDER BY name)",
        "");
    assert_int_equal(sqlite3_step(rows), SQLITE_ROW);
    char *text = strdup((const char *)sqlite3_column_text(rows, 0));
    sqlite3_finalize(rows);
    return text;
}

/* Or else a step was changed after its version had been released. */
static void
the_latest_script_is_what_a_fresh_journal_has(void **state)
{
    (void)state;
    struct journal journal;
    sqlite3 *db;
    make_version(JOURNAL_VERSION);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    char *then = tables(db);
    sqlite3_close(db);
    wipe();
    assert_int_equal(journal_open(path, NOW, &journal), JOURNAL_OPEN);
    char *now = tables(journal.db);
    journal_close(&journal);
    assert_string_equal(then, now);
    free(then);
    free(now);
}

/* ---- steps, with ones of the test's own ---- */

static const char *const steps[] = {
    "CREATE TABLE a (x); INSERT INTO a VALUES (1);",
    "ALTER TABLE a ADD y DEFAULT 2; CREATE TABLE b AS SELECT x + y AS z FROM a;",
    "DROP TABLE a;",
    "CREATE TABLE c (x); INSERT INTO nowhere VALUES (1);",
};

static sqlite3 *
open_plain(void)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    return db;
}

static void
steps_go_on_where_they_were(void **state)
{
    (void)state;
    wipe();
    for (int64_t count = 0; count <= 3; count++) {
        sqlite3 *db = open_plain();
        int64_t version = -1;
        run(db, "BEGIN IMMEDIATE");
        assert_true(migrate(db, steps, count, &version));
        assert_int_equal(sql_end(db, true), SQLITE_OK);
        assert_int_equal(version, count > 0 ? count - 1 : 0);
        assert_int_equal(number(db, "PRAGMA user_version"), count);
        sqlite3_close(db);
    }
    sqlite3 *db = open_plain();
    int64_t version = -1;
    assert_int_equal(number(db, "SELECT z FROM b"), 3);
    assert_true(migrate(db, steps, 2, &version)); /* an older program leaves it */
    assert_int_equal(version, 3);
    assert_int_equal(number(db, "PRAGMA user_version"), 3);
    sqlite3_close(db);
}

static void
a_step_that_fails_leaves_all_as_it_was(void **state)
{
    (void)state;
    wipe();
    sqlite3 *db = open_plain();
    int64_t version = -1;
    run(db, "BEGIN IMMEDIATE");
    assert_true(migrate(db, steps, 1, &version));
    assert_int_equal(sql_end(db, true), SQLITE_OK);
    run(db, "BEGIN IMMEDIATE");
    assert_int_not_equal(sql_end(db, migrate(db, steps, 4, &version)), SQLITE_OK);
    assert_int_equal(number(db, "PRAGMA user_version"), 1);
    assert_int_equal(number(db, "SELECT x FROM a"), 1);
    assert_int_equal(number(db, "SELECT count(*) FROM sqlite_schema"), 1);
    sqlite3_close(db);
}

/* The process ends after each of the steps of 1 -> 3, in the middle of the transaction. */
static void
a_crash_between_steps_leaves_the_old_version(void **state)
{
    (void)state;
    for (int64_t done = 1; done <= 3; done++) {
        wipe();
        sqlite3 *db = open_plain();
        int64_t version = -1;
        run(db, "PRAGMA journal_mode = WAL; PRAGMA cache_size = 1; BEGIN IMMEDIATE");
        assert_true(migrate(db, steps, 1, &version));
        assert_int_equal(sql_end(db, true), SQLITE_OK);
        sqlite3_close(db);
        pid_t pid = fork();
        if (pid == 0) {
            db = open_plain();
            if (sql_run(db, "BEGIN IMMEDIATE", ""))
                migrate(db, steps, done, &version);
            raise(SIGKILL);
        }
        waitpid(pid, NULL, 0);
        db = open_plain();
        assert_int_equal(number(db, "PRAGMA user_version"), 1);
        assert_int_equal(number(db, "SELECT x FROM a"), 1);
        run(db, "BEGIN IMMEDIATE");
        assert_true(migrate(db, steps, 3, &version)); /* and it goes on */
        assert_int_equal(sql_end(db, true), SQLITE_OK);
        assert_int_equal(number(db, "SELECT z FROM b"), 3);
        sqlite3_close(db);
    }
}

static int
make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/journal.db", folder);
    return 0;
}

static int
drop_folder(void **state)
{
    (void)state;
    wipe();
    return rmdir(folder);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_released_version_is_opened),
        cmocka_unit_test(the_latest_script_is_what_a_fresh_journal_has),
        cmocka_unit_test(steps_go_on_where_they_were),
        cmocka_unit_test(a_step_that_fails_leaves_all_as_it_was),
        cmocka_unit_test(a_crash_between_steps_leaves_the_old_version),
    };
    scripts = argc > 1 ? argv[1] : ".";
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
