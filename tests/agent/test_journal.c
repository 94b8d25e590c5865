/* The order that loses nothing: T1 to T5, the file closed and opened again after each step. */
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "agent/journal.h"
#include "agent/outbox.h"
#include "tests/support/check.h"

enum {
    NOW = 1800000000, /* seconds; any */
    DAY = 24 * 3600,
    PAST = 14 * DAY, /* look_back */
};

static char folder[] = "/tmp/test_journal-XXXXXX";
static char path[64];

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
reopen(struct journal *journal)
{
    journal_close(journal);
    assert_int_equal(journal_open(path, NOW, journal), JOURNAL_OPEN);
}

/* A fresh file with the mailbox "work", whose first look found nothing. */
static struct journal_mail
begin(struct journal *journal)
{
    struct journal_mailbox box;
    wipe();
    assert_int_equal(journal_open(path, NOW, journal), JOURNAL_OPEN);
    assert_true(journal_mailbox(journal, "work", "INBOX", NOW, &box));
    assert_int_equal(box.uidvalidity, 0);
    assert_true(journal_seen(journal, box.id, 7, 0));
    assert_true(journal_looked(journal, box.id));
    return (struct journal_mail){.mailbox = box.id,
                                 .uidvalidity = 7,
                                 .uid = 1,
                                 .received = NOW + 5,
                                 .past = PAST};
}

static int64_t
mark(struct journal *journal)
{
    struct journal_mailbox box;
    assert_true(journal_mailbox(journal, "work", "INBOX", NOW, &box));
    return box.mark;
}

static int64_t
settle(struct journal *journal, const struct journal_mail *mail, const char *key,
       int64_t seen)
{
    struct journal_event event = {.key = key,
                                  .account = "work",
                                  .facts = "{}",
                                  .raw = "raw",
                                  .raw_length = 3,
                                  .found = NOW};
    int64_t id = -1;
    assert_true(journal_settle(journal, mail, seen, key ? &event : NULL, &id));
    return id;
}

static struct outbox_row
next(struct journal *journal, enum outbox_channel channel)
{
    struct outbox_row row;
    assert_true(outbox_next(journal, channel, &row));
    return row;
}

static void
each_step_outlives_a_stop(void **state)
{
    (void)state;
    struct journal journal;
    struct journal_mail mail = begin(&journal);
    enum journal_known known;
    int attempts;
    assert_true(journal_discover(&journal, &mail)); /* T1 */
    reopen(&journal);
    assert_true(journal_look(&journal, &mail, &known));
    assert_int_equal(known, JOURNAL_NEW);
    assert_int_equal(mark(&journal), 0);
    assert_true(journal_attempt(&journal, &mail, &attempts)); /* T2 */
    assert_int_equal(attempts, 1);
    reopen(&journal);
    assert_int_equal(next(&journal, OUTBOX_LINE).event, 0);
    assert_int_equal(settle(&journal, &mail, "key", 1), 1); /* T3 */
    reopen(&journal);
    assert_true(journal_look(&journal, &mail, &known));
    assert_int_equal(known, JOURNAL_SETTLED);
    assert_int_equal(mark(&journal), 1);
    struct outbox_row row = next(&journal, OUTBOX_LINE);
    assert_int_equal(row.event, 1);
    assert_false(row.again);
    assert_true(outbox_claim(&journal, OUTBOX_LINE, 1)); /* T4 */
    assert_int_equal(next(&journal, OUTBOX_LINE).event, 0);
    reopen(&journal);
    row = next(&journal, OUTBOX_LINE); /* it may have been told */
    assert_int_equal(row.event, 1);
    assert_true(row.again);
    assert_false(next(&journal, OUTBOX_DESKTOP).again);
    assert_true(outbox_claim(&journal, OUTBOX_LINE, 1));
    assert_true(outbox_settle(&journal, OUTBOX_LINE, 1)); /* T5 */
    reopen(&journal);
    assert_int_equal(next(&journal, OUTBOX_LINE).event, 0);
    assert_int_equal(next(&journal, OUTBOX_DESKTOP).event, 1);
    journal_close(&journal);
}

static void
the_same_key_is_a_repeat(void **state)
{
    (void)state;
    struct journal journal;
    struct journal_mail mail = begin(&journal);
    int attempts;
    int64_t ids[4];
    static const char *const keys[] = {"one", "one", NULL, "two"};
    for (size_t i = 0; i < COUNT(keys); i++) {
        mail.uid = (int64_t)i + 1;
        assert_true(journal_attempt(&journal, &mail, &attempts));
        ids[i] = settle(&journal, &mail, keys[i], 0);
    }
    assert_int_equal(ids[0], 1);
    assert_int_equal(ids[1], 0);
    assert_int_equal(ids[2], 0);
    assert_int_equal(ids[3], 2); /* and no number is lost over it */
    for (int64_t event = 1; event <= 2; event++) {
        assert_int_equal(next(&journal, OUTBOX_DESKTOP).event, event);
        assert_true(outbox_claim(&journal, OUTBOX_DESKTOP, event));
    }
    assert_int_equal(next(&journal, OUTBOX_DESKTOP).event, 0);
    journal_close(&journal);
}

/* What needs no bubble is still told to programs. */
static void
what_is_quiet_has_its_line(void **state)
{
    (void)state;
    struct journal journal;
    struct journal_mail mail = begin(&journal);
    struct journal_event event = {
        .key = "key", .account = "work", .facts = "", .raw = "", .quiet = true};
    int64_t id = 0;
    assert_true(journal_discover(&journal, &mail));
    assert_true(journal_settle(&journal, &mail, 1, &event, &id));
    assert_int_equal(next(&journal, OUTBOX_DESKTOP).event, 0);
    assert_int_equal(next(&journal, OUTBOX_LINE).event, id);
    journal_close(&journal);
}

static void
attempts_are_counted_and_excused(void **state)
{
    (void)state;
    struct journal journal;
    struct journal_mail mail = begin(&journal);
    int attempts;
    for (int i = 1; i <= JOURNAL_ATTEMPTS_MAX; i++) {
        assert_true(journal_attempt(&journal, &mail, &attempts));
        assert_int_equal(attempts, i);
        reopen(&journal);
    }
    assert_true(journal_excuse(&journal, &mail));
    assert_true(journal_attempt(&journal, &mail, &attempts));
    assert_int_equal(attempts, JOURNAL_ATTEMPTS_MAX);
    journal_close(&journal);
}

/* `pending` UIDs wait, `seen` has been looked at: where is the mark? */
static void
the_mark_stops_below_what_is_pending(void **state)
{
    (void)state;
    static const struct {
        int64_t pending[4], settled, seen, want;
    } rows[] = {
        {{0}, 5, 9, 9},       {{4}, 5, 9, 3}, {{6, 8}, 5, 9, 5}, {{12}, 5, 9, 9},
        {{1, 2, 3}, 5, 9, 0}, {{0}, 5, 0, 0}, {{5}, 4, 4, 4},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct journal journal;
        struct journal_mail mail = begin(&journal);
        for (size_t j = 0; j < 4 && rows[i].pending[j]; j++) {
            mail.uid = rows[i].pending[j];
            assert_true(journal_discover(&journal, &mail));
        }
        mail.uid = rows[i].settled;
        assert_true(journal_discover(&journal, &mail));
        settle(&journal, &mail, NULL, rows[i].seen);
        if (mark(&journal) != rows[i].want)
            fail_msg("row %zu: the mark is %d", i, (int)mark(&journal));
        journal_close(&journal);
    }
}

static void
the_mark_never_goes_back(void **state)
{
    (void)state;
    struct journal journal;
    struct journal_mail mail = begin(&journal);
    assert_true(journal_seen(&journal, mail.mailbox, 7, 50));
    mail.uid = 20;
    assert_true(journal_discover(&journal, &mail)); /* shown late by the server */
    assert_true(journal_seen(&journal, mail.mailbox, 7, 30));
    assert_int_equal(mark(&journal), 50);
    journal_close(&journal);
}

static void
what_was_deleted_does_not_hold_the_mark(void **state)
{
    (void)state;
    struct journal journal;
    struct journal_mail mail = begin(&journal);
    mail.uid = 3;
    assert_true(journal_discover(&journal, &mail));
    assert_true(journal_seen(&journal, mail.mailbox, 7, 9));
    assert_int_equal(mark(&journal), 9);
    journal_close(&journal);
}

static enum journal_known
look(struct journal *journal, const struct journal_mail *mail)
{
    enum journal_known known;
    assert_true(journal_look(journal, mail, &known));
    return known;
}

/* A mailbox with so many returned mails, found in a first look that is not over. */
static struct journal_mail
begin_look(struct journal *journal, int64_t mails)
{
    struct journal_mailbox box;
    int attempts;
    wipe();
    assert_int_equal(journal_open(path, NOW, journal), JOURNAL_OPEN);
    assert_true(journal_mailbox(journal, "work", "INBOX", NOW, &box));
    struct journal_mail mail = {box.id, 7, 0, NOW - 6 * DAY, PAST};
    while (mail.uid < mails) {
        char key[8];
        snprintf(key, sizeof key, "%d", (int)++mail.uid);
        assert_true(journal_attempt(journal, &mail, &attempts));
        settle(journal, &mail, key, 0);
    }
    return mail;
}

static void
only_the_last_days_before_our_watch_are_told(void **state)
{
    (void)state;
    struct journal journal;
    struct journal_mail old = begin_look(&journal, 0), recent = old;
    old.received = NOW - PAST - 1;
    old.uid = 40;
    recent.uid = 41;
    assert_int_equal(look(&journal, &old), JOURNAL_SETTLED);
    assert_int_equal(look(&journal, &recent), JOURNAL_NEW);
    assert_true(journal_seen(&journal, old.mailbox, 7, 50));
    assert_true(journal_looked(&journal, old.mailbox));
    assert_int_equal(look(&journal, &old), JOURNAL_SETTLED);
    assert_int_equal(look(&journal, &recent),
                     JOURNAL_NEW); /* shown late by the server */
    old.uid = 51;                  /* old, but it has come just now */
    assert_int_equal(look(&journal, &old), JOURNAL_NEW);
    journal_close(&journal);
}

static void
a_first_look_is_told_when_it_is_over(void **state)
{
    (void)state;
    static const struct {
        int64_t mails, want;
    } rows[] = {{0, 0}, {1, 1}, {5, 1}, {6, OUTBOX_SUMMARY}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct journal journal;
        struct journal_mail mail = begin_look(&journal, rows[i].mails);
        assert_int_equal(next(&journal, OUTBOX_LINE).event, 0);
        reopen(&journal);
        assert_int_equal(next(&journal, OUTBOX_LINE).event, 0);
        assert_true(journal_seen(&journal, mail.mailbox, 7, mail.uid));
        struct journal_mailbox box;
        assert_true(journal_mailbox(&journal, "work", "INBOX", NOW, &box));
        assert_int_equal(box.uidvalidity, 0); /* it would begin anew */
        assert_true(journal_looked(&journal, mail.mailbox));
        assert_true(journal_mailbox(&journal, "work", "INBOX", NOW, &box));
        assert_int_equal(box.uidvalidity, 7);
        assert_int_equal(box.mark, mail.uid);
        for (int channel = 0; channel < OUTBOX_CHANNELS; channel++)
            if (next(&journal, (enum outbox_channel)channel).event != rows[i].want)
                fail_msg("row %zu: event %d", i,
                         (int)next(&journal, (enum outbox_channel)channel).event);
        journal_close(&journal);
    }
}

static void
a_summary_is_told_as_one(void **state)
{
    (void)state;
    struct journal journal;
    struct journal_mail mail = begin_look(&journal, 6);
    assert_true(journal_looked(&journal, mail.mailbox));
    mail.uid = 7;
    assert_true(journal_discover(&journal, &mail));
    settle(&journal, &mail, "new", 0);
    assert_true(journal_note_handled(&journal, 2, NOW)); /* counts no more */
    struct outbox_row row = next(&journal, OUTBOX_LINE);
    assert_int_equal(row.event, OUTBOX_SUMMARY);
    assert_int_equal(row.count, 5);
    assert_int_equal(row.since, NOW - 6 * DAY);
    assert_false(row.again);
    assert_true(outbox_claim(&journal, OUTBOX_LINE, OUTBOX_SUMMARY));
    assert_int_equal(next(&journal, OUTBOX_LINE).event, 7); /* by itself */
    reopen(&journal);
    row = next(&journal, OUTBOX_LINE); /* it may have been told: never one by one */
    assert_int_equal(row.event, OUTBOX_SUMMARY);
    assert_true(row.again);
    assert_true(outbox_claim(&journal, OUTBOX_LINE, OUTBOX_SUMMARY));
    assert_true(outbox_settle(&journal, OUTBOX_LINE, OUTBOX_SUMMARY));
    reopen(&journal);
    assert_int_equal(next(&journal, OUTBOX_LINE).event, 7);
    assert_int_equal(next(&journal, OUTBOX_DESKTOP).event, OUTBOX_SUMMARY);
    journal_close(&journal);
}

static void
new_uidvalidity_begins_anew(void **state)
{
    (void)state;
    struct journal journal;
    struct journal_mail mail = begin(&journal);
    enum journal_known known;
    int attempts;
    assert_true(journal_attempt(&journal, &mail, &attempts));
    settle(&journal, &mail, "key", 1);
    mail.uidvalidity = 8;
    assert_true(journal_look(&journal, &mail, &known));
    assert_int_equal(known, JOURNAL_NEW);
    assert_true(journal_attempt(&journal, &mail, &attempts));
    assert_int_equal(attempts, 1);
    assert_int_equal(mark(&journal), 0);
    assert_int_equal(settle(&journal, &mail, "key", 1), 0); /* its key is known */
    mail.uid = 2;
    mail.received = NOW - PAST - 1; /* older than our watch */
    assert_true(journal_look(&journal, &mail, &known));
    assert_int_equal(known, JOURNAL_SETTLED);
    /* A reading of the old numbering that comes late settles nothing of the new one. */
    struct journal_mail late = {mail.mailbox, 7, 3, NOW, PAST};
    mail = (struct journal_mail){mail.mailbox, 8, 3, NOW, PAST};
    assert_true(journal_discover(&journal, &mail));
    settle(&journal, &late, NULL, 0);
    assert_true(journal_look(&journal, &mail, &known));
    assert_int_equal(known, JOURNAL_NEW);
    journal_close(&journal);
}

static void
a_notifier_that_goes_leaves_repeats(void **state)
{
    (void)state;
    struct journal journal;
    struct journal_mail mail = begin(&journal);
    for (int64_t uid = 1; uid <= 3; uid++) {
        char key[8];
        snprintf(key, sizeof key, "%d", (int)uid);
        mail.uid = uid;
        assert_true(journal_discover(&journal, &mail));
        settle(&journal, &mail, key, uid);
        assert_true(outbox_claim(&journal, OUTBOX_DESKTOP, uid));
    }
    assert_true(outbox_settle(&journal, OUTBOX_DESKTOP, 1));
    assert_true(outbox_failed(&journal, OUTBOX_DESKTOP, 2));
    assert_true(outbox_release(&journal, OUTBOX_DESKTOP));
    struct outbox_row row = next(&journal, OUTBOX_DESKTOP);
    assert_int_equal(row.event, 2);
    assert_false(row.again); /* known not to have been shown */
    assert_true(outbox_claim(&journal, OUTBOX_DESKTOP, 2));
    assert_true(outbox_settle(&journal, OUTBOX_DESKTOP, 3)); /* not claimed */
    assert_true(outbox_release(&journal, OUTBOX_DESKTOP));
    assert_true(next(&journal, OUTBOX_DESKTOP).again);
    assert_true(
        journal_note_handled(&journal, 2, NOW)); /* nothing more to tell of it */
    assert_int_equal(next(&journal, OUTBOX_DESKTOP).event, 3);
    assert_false(journal_note_handled(&journal, 99, NOW));
    assert_int_equal(journal.why, 0);
    journal_close(&journal);
}

static void
names_go_there_and_back(void **state)
{
    (void)state;
    char name[JOURNAL_ID_MAX];
    journal_name(17, name);
    assert_string_equal(name, "b-000017");
    assert_int_equal(journal_number(name), 17);
    assert_int_equal(journal_number("17"), 17);
    static const char *const none[] = {"",       "b-", "b-1x",
                                       "latest", "-1", "b-99999999999999999999"};
    for (size_t i = 0; i < COUNT(none); i++)
        assert_int_equal(journal_number(none[i]), 0);
}

/* Overwrites so many bytes of the file from there on. */
static void
damage(off_t from, size_t length)
{
    char bytes[8192];
    memset(bytes, 0xa5, sizeof bytes);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, bytes, length, from), (ssize_t)length);
    close(fd);
}

static void
a_damaged_file_is_put_aside(void **state)
{
    (void)state;
    static const off_t places[] = {0, 4096, 8192};
    for (size_t i = 0; i < COUNT(places); i++) {
        struct journal journal;
        struct journal_mail mail = begin(&journal);
        assert_true(journal_discover(&journal, &mail));
        settle(&journal, &mail, "key", 1);
        journal_close(&journal);
        damage(places[i], 4096);
        assert_int_equal(journal_open(path, NOW + (int64_t)i, &journal), JOURNAL_OPEN);
        assert_true(strlen(journal.moved) > 0);
        assert_int_equal(access(journal.moved, F_OK), 0);
        char log[JOURNAL_TEXT_MAX + 8];
        snprintf(log, sizeof log, "%s-wal", journal.moved);
        unlink(journal.moved);
        unlink(log);
        /* What is found again may have been told by the old one. */
        struct journal_mailbox box;
        assert_true(journal_mailbox(&journal, "work", "INBOX", NOW + 100, &box));
        assert_int_equal(box.uidvalidity, 0);
        assert_int_equal(look(&journal, &mail), JOURNAL_NEW);
        assert_true(journal_discover(&journal, &mail));
        settle(&journal, &mail, "key", 1);
        assert_true(journal_looked(&journal, mail.mailbox));
        assert_true(next(&journal, OUTBOX_LINE).again);
        journal_close(&journal);
    }
}

static void
a_newer_file_is_left_alone(void **state)
{
    (void)state;
    struct journal journal;
    begin(&journal);
    assert_int_equal(
        sqlite3_exec(journal.db, "PRAGMA user_version = 99", NULL, NULL, NULL),
        SQLITE_OK);
    journal_close(&journal);
    assert_int_equal(journal_open(path, NOW, &journal), JOURNAL_NEWER);
    assert_non_null(strstr(journal.text, "newer ndrwatch"));
    assert_null(journal.db);
}

/* A disk that takes no more: every step fails whole, with words, and goes on later. */
static void
a_full_disk_loses_nothing(void **state)
{
    (void)state;
    struct journal journal;
    struct journal_mail mail = begin(&journal);
    struct rlimit before, full = {0};
    int attempts;
    assert_true(journal_attempt(&journal, &mail, &attempts));
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    full.rlim_max = before.rlim_max;
    setrlimit(RLIMIT_FSIZE, &full);
    struct journal_event event = {
        .key = "k", .account = "work", .facts = "{}", .raw = "r", .raw_length = 1};
    int64_t id = -1;
    bool taken = journal_settle(&journal, &mail, 1, &event, &id);
    bool counted = journal_attempt(&journal, &mail, &attempts);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_false(taken);
    assert_false(counted);
    assert_int_equal(id, -1);
    assert_non_null(strstr(journal.text, "nothing is lost"));
    assert_int_equal(next(&journal, OUTBOX_LINE).event, 0);
    assert_true(
        journal_settle(&journal, &mail, 1, &event, &id)); /* there is room again */
    assert_int_equal(id, 1);
    reopen(&journal);
    assert_int_equal(next(&journal, OUTBOX_LINE).event, 1);
    journal_close(&journal);
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
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_step_outlives_a_stop),
        cmocka_unit_test(the_same_key_is_a_repeat),
        cmocka_unit_test(what_is_quiet_has_its_line),
        cmocka_unit_test(attempts_are_counted_and_excused),
        cmocka_unit_test(the_mark_stops_below_what_is_pending),
        cmocka_unit_test(the_mark_never_goes_back),
        cmocka_unit_test(what_was_deleted_does_not_hold_the_mark),
        cmocka_unit_test(only_the_last_days_before_our_watch_are_told),
        cmocka_unit_test(a_first_look_is_told_when_it_is_over),
        cmocka_unit_test(a_summary_is_told_as_one),
        cmocka_unit_test(new_uidvalidity_begins_anew),
        cmocka_unit_test(a_notifier_that_goes_leaves_repeats),
        cmocka_unit_test(names_go_there_and_back),
        cmocka_unit_test(a_damaged_file_is_put_aside),
        cmocka_unit_test(a_newer_file_is_left_alone),
        cmocka_unit_test(a_full_disk_loses_nothing),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
