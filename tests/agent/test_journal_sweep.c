/* test_journal_sweep: a scan of a whole mailbox outlives a stop, holds back what it finds, and
 * lets it go as one summary when it is over. */
#include "tests/support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/journal.h"
#include "agent/outbox.h"

enum {
    NOW = 1800000000, /* seconds; any */
    MARK = 1000,
    LONG_AGO = NOW - 900 * 24 * 3600,
    ALL = INT32_MAX, /* past */
};

static char folder[] = "/tmp/test_sweep-XXXXXX";
static char path[64];
static char inbox[] = "INBOX", post[] = "Post";
static struct journal journal;
static int64_t mailbox;

static void
reopen(void)
{
    journal_close(&journal);
    assert_int_equal(journal_open(path, NOW, &journal), JOURNAL_OPEN);
}

/* A mailbox that is watched up to MARK. */
static void
begin(void)
{
    struct journal_mailbox box;
    char log[80];
    snprintf(log, sizeof log, "%s-wal", path);
    unlink(path);
    unlink(log);
    assert_int_equal(journal_open(path, NOW, &journal), JOURNAL_OPEN);
    assert_true(journal_mailbox(&journal, "work", "INBOX", NOW, &box));
    mailbox = box.id;
    assert_true(journal_seen(&journal, mailbox, 7, MARK));
    assert_true(journal_looked(&journal, mailbox));
}

/* Finds a returned mail; what the journal thinks of it before. */
static enum journal_known
find(int64_t uid)
{
    const struct journal_mail mail = {mailbox, 7, uid, LONG_AGO, ALL};
    enum journal_known known;
    char key[24];
    int attempts;
    int64_t id;
    assert_true(journal_look(&journal, &mail, &known));
    if (known == JOURNAL_SETTLED)
        return known;
    snprintf(key, sizeof key, "key %d", (int)uid);
    const struct journal_event event = {
        .key = key, .account = "work", .facts = "{}", .raw = "", .found = NOW};
    assert_true(journal_attempt(&journal, &mail, &attempts));
    assert_true(journal_settle(&journal, &mail, MARK, &event, &id));
    return known;
}

static struct outbox_row
next(void)
{
    struct outbox_row row;
    assert_true(outbox_next(&journal, OUTBOX_LINE, &row));
    return row;
}

static struct journal_sweep
sweep(bool anew)
{
    struct journal_sweep sweep;
    assert_true(journal_sweep(&journal, mailbox, anew, &sweep));
    return sweep;
}

static void
it_goes_on_where_it_was(void **unused)
{
    (void)unused;
    begin();
    assert_int_equal(sweep(false).to, 0);
    struct journal_sweep now = sweep(true);
    assert_int_equal(now.uidvalidity, 7);
    assert_int_equal(now.from, 1);
    assert_int_equal(now.to, MARK);
    assert_true(journal_swept(&journal, mailbox, 7, 256));
    assert_true(journal_swept(&journal, mailbox, 6, 999)); /* of an older numbering */
    reopen();
    assert_int_equal(sweep(false).from, 257);
    assert_int_equal(sweep(true).from, 257); /* asked for again: goes on */
    assert_true(journal_swept(&journal, mailbox, 7, MARK));
    assert_int_equal(sweep(false).to, 0);
    assert_int_equal(sweep(true).from, 1); /* asked for when it was over: all of it */
    struct journal_mail anew = {mailbox, 8, 1, NOW, ALL};
    assert_true(journal_discover(&journal, &anew));
    assert_int_equal(sweep(false).to, 0);
    journal_close(&journal);
}

static void
what_it_finds_is_told_when_it_is_over(void **unused)
{
    (void)unused;
    // clang-format off
    static const struct { int64_t mails, want; } rows[] = {
        {0, 0}, {1, 1}, {JOURNAL_ALONE_MAX, 1}, {JOURNAL_ALONE_MAX + 1, OUTBOX_SUMMARY},
    };
    // clang-format on
    for (size_t i = 0; i < COUNT(rows); i++) {
        begin();
        sweep(true);
        for (int64_t uid = 1; uid <= rows[i].mails; uid++)
            assert_int_equal(find(uid), JOURNAL_NEW);
        reopen();
        assert_true(journal_sweeps_over(&journal)); /* it is not */
        assert_int_equal(next().event, 0);
        assert_true(journal_swept(&journal, mailbox, 7, MARK));
        assert_int_equal(next().event, 0);
        assert_true(journal_sweeps_over(&journal));
        if (next().event != rows[i].want)
            fail_msg("row %zu: event %d", i, (int)next().event);
        for (int64_t uid = 1; uid <= rows[i].mails; uid++)
            assert_int_equal(find(uid), JOURNAL_SETTLED);
        journal_close(&journal);
    }
}

/* A mail that comes meanwhile has a higher UID than the sweep goes to. */
static void
new_mail_is_told_at_once(void **unused)
{
    (void)unused;
    begin();
    sweep(true);
    find(5);
    find(MARK + 1);
    assert_int_equal(next().event, 2);
    assert_int_equal(next().count, 1);
    journal_close(&journal);
}

/* Killed while one was read: pending, then gone, for the watch does not ask for it again. */
static void
what_a_kill_cut_short_is_read_again(void **unused)
{
    (void)unused;
    begin();
    sweep(true);
    const struct journal_mail mail = {mailbox, 7, 5, LONG_AGO, ALL};
    assert_true(journal_discover(&journal, &mail));
    reopen();
    assert_true(journal_seen(&journal, mailbox, 7, MARK));
    assert_int_equal(find(5), JOURNAL_NEW);
    assert_int_equal(find(5), JOURNAL_SETTLED);
    journal_close(&journal);
}

/* Whoever keeps them in a store wants each. */
static void
a_summary_comes_apart(void **unused)
{
    (void)unused;
    begin();
    sweep(true);
    for (int64_t uid = 1; uid <= 7; uid++)
        find(uid);
    assert_true(journal_swept(&journal, mailbox, 7, MARK));
    assert_true(journal_sweeps_over(&journal));
    assert_int_equal(next().event, OUTBOX_SUMMARY);
    assert_true(outbox_scatter(&journal, OUTBOX_LINE));
    assert_int_equal(next().event, 1);
    struct outbox_row bubble;
    assert_true(outbox_next(&journal, OUTBOX_DESKTOP, &bubble));
    assert_int_equal(bubble.event, OUTBOX_SUMMARY);
    journal_close(&journal);
}

static bool
is_kept(void *context, const char *account, const char *name)
{
    return strcmp(account, "work") == 0 && strcmp(name, context) == 0;
}

/* A mailbox that is not configured any more, renamed in the middle of its sweep or misspelt and
 * never found, holds nothing back. */
static void
what_is_not_watched_holds_nothing(void **unused)
{
    (void)unused;
    struct journal_mailbox box;
    begin();
    assert_true(journal_mailbox(&journal, "work", "INBOXX", NOW, &box));
    sweep(true);
    find(5);
    assert_true(journal_swept(&journal, mailbox, 7, MARK));
    assert_true(journal_sweeps_over(&journal)); /* both are configured */
    assert_int_equal(next().event, 0);
    assert_true(journal_forsake(&journal, is_kept, inbox));
    assert_true(journal_sweeps_over(&journal));
    assert_int_equal(next().event, 1);
    assert_true(outbox_claim(&journal, OUTBOX_LINE, 1));
    sweep(true);
    find(6);
    assert_true(journal_forsake(&journal, is_kept, inbox));
    assert_true(journal_sweeps_over(&journal)); /* its sweep lasts */
    assert_int_equal(next().event, 0);
    assert_true(journal_forsake(&journal, is_kept, post));
    assert_true(journal_sweeps_over(&journal));
    assert_int_equal(next().event, 2);
    assert_int_equal(sweep(false).to, 0);
    assert_true(journal_mailbox(&journal, "work", "INBOX", NOW, &box));
    assert_int_equal(box.mark, MARK); /* watched again: goes on */
    journal_close(&journal);
}

/* Watched again, a first look that was cut short begins anew. */
static void
a_first_look_that_was_left_begins_anew(void **unused)
{
    (void)unused;
    struct journal_mailbox box;
    begin();
    const struct journal_mail anew = {mailbox, 8, 1, NOW, ALL};
    assert_true(journal_discover(&journal, &anew));
    assert_true(journal_forsake(&journal, is_kept, post));
    assert_true(journal_mailbox(&journal, "work", "INBOX", NOW, &box));
    assert_int_equal(box.uidvalidity, 0);
    assert_true(journal_discover(&journal, &anew));
    assert_true(journal_looked(&journal, mailbox));
    assert_true(journal_mailbox(&journal, "work", "INBOX", NOW, &box));
    assert_int_equal(box.uidvalidity, 8);
    journal_close(&journal);
}

static int
make_folder(void **unused)
{
    (void)unused;
    bool made = mkdtemp(folder) != NULL;
    snprintf(path, sizeof path, "%s/journal.db", folder);
    return made ? 0 : -1;
}

static int
remove_folder(void **unused)
{
    (void)unused;
    char log[80];
    snprintf(log, sizeof log, "%s-wal", path);
    unlink(log);
    unlink(path);
    return rmdir(folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_goes_on_where_it_was),
        cmocka_unit_test(what_it_finds_is_told_when_it_is_over),
        cmocka_unit_test(new_mail_is_told_at_once),
        cmocka_unit_test(what_a_kill_cut_short_is_read_again),
        cmocka_unit_test(a_summary_comes_apart),
        cmocka_unit_test(what_is_not_watched_holds_nothing),
        cmocka_unit_test(a_first_look_that_was_left_begins_anew),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
