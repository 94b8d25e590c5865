/* Own: what is added is found, by its account and key alone; what is old goes. */
#include "tests/support/check.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/own.h"

enum {
    NOW = 1800000000 /* seconds; any */
};

static char folder[] = "/tmp/test_own-XXXXXX";
static char path[64];

static void
begin(struct journal *journal)
{
    static const char *const ends[] = {"", "-wal", "-journal"};
    for (size_t i = 0; i < COUNT(ends); i++) {
        char name[80];
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    assert_int_equal(journal_open(path, NOW, journal), JOURNAL_OPEN);
}

static void
random_of(unsigned char byte, unsigned char ret[OWN_KEY])
{
    memset(ret, byte, OWN_KEY);
}

static bool
has(struct journal *journal, const unsigned char key[OWN_KEY], const char *account,
    const char *id)
{
    bool ret = false;
    assert_true(own_has(journal, key, account, id, &ret));
    return ret;
}

static struct own_mail
mail(const char *id, int64_t sent)
{
    return (struct own_mail){id, strlen(id), sent};
}

static void
what_is_added_is_found(void **state)
{
    (void)state;
    struct journal journal;
    unsigned char random[OWN_KEY], key[OWN_KEY], again[OWN_KEY];
    begin(&journal);
    random_of(1, random);
    assert_true(own_key(&journal, random, key));
    const struct own_mail mails[] = {mail("<a@x>", NOW), mail("<b@x>", NOW - 1),
                                     mail("", NOW)};
    const struct own_mark mark = {7, 12, NOW};
    struct own_mark kept;
    assert_true(own_mark(&journal, "work", &kept));
    assert_int_equal(kept.uidvalidity + kept.uid + kept.looked, 0);
    assert_true(own_add(&journal, key, "work", mails, COUNT(mails), &mark));
    assert_true(own_add(&journal, key, "work", mails, COUNT(mails), NULL));
    journal_close(&journal);
    assert_int_equal(journal_open(path, NOW, &journal), JOURNAL_OPEN);
    random_of(2, random);
    assert_true(own_key(&journal, random, again)); /* the first one stays */
    assert_memory_equal(key, again, OWN_KEY);
    assert_true(has(&journal, key, "work", "<a@x>"));
    assert_true(has(&journal, key, "work", "<b@x>"));
    assert_false(has(&journal, key, "work", "<A@x>"));
    assert_false(has(&journal, key, "work", ""));
    assert_false(has(&journal, key, "home", "<a@x>"));
    assert_false(has(&journal, random, "work", "<a@x>")); /* another key */
    assert_true(own_mark(&journal, "work", &kept));
    assert_int_equal(kept.uidvalidity, 7);
    assert_int_equal(kept.uid, 12);
    assert_int_equal(kept.looked, NOW);
    struct own_count count;
    assert_true(own_count(&journal, "work", &count));
    assert_int_equal(count.mails, 2);
    assert_int_equal(count.oldest, NOW - 1);
    assert_true(own_count(&journal, "home", &count));
    assert_int_equal(count.mails, 0);
    journal_close(&journal);
}

static void
what_is_old_goes(void **state)
{
    (void)state;
    struct journal journal;
    unsigned char random[OWN_KEY], key[OWN_KEY];
    begin(&journal);
    random_of(1, random);
    assert_true(own_key(&journal, random, key));
    const struct own_mail mails[] = {mail("<old@x>", NOW - OWN_KEEP - 1),
                                     mail("<edge@x>", NOW - OWN_KEEP),
                                     mail("<new@x>", NOW)};
    assert_true(own_add(&journal, key, "work", mails, COUNT(mails), NULL));
    assert_true(own_prune(&journal, "work", NOW));
    assert_false(has(&journal, key, "work", "<old@x>"));
    assert_true(has(&journal, key, "work", "<edge@x>"));
    assert_true(has(&journal, key, "work", "<new@x>"));
    journal_close(&journal);
}

static int
count_work(void *context)
{
    ++*(int *)context;
    return 0;
}

/* How much work it is to prune one account, in hundreds of SQLite's steps. */
static int
prune_work(struct journal *journal)
{
    int work = 0;
    sqlite3_progress_handler(journal->db, 100, count_work, &work);
    assert_true(own_prune(journal, "work", NOW));
    sqlite3_progress_handler(journal->db, 0, NULL, NULL);
    return work;
}

/* An office of a thousand accounts stands still for none of them. */
static void
other_accounts_cost_nothing(void **state)
{
    (void)state;
    struct journal journal;
    unsigned char random[OWN_KEY], key[OWN_KEY];
    begin(&journal);
    random_of(1, random);
    assert_true(own_key(&journal, random, key));
    for (int account = 0; account < 50; account++) {
        char name[16], ids[40][16];
        struct own_mail mails[40];
        snprintf(name, sizeof name, "other%d", account);
        for (size_t i = 0; i < COUNT(mails); i++) {
            snprintf(ids[i], sizeof ids[i], "<%zu@x>", i);
            mails[i] = mail(ids[i], NOW);
        }
        assert_true(own_add(&journal, key, name, mails, COUNT(mails), NULL));
    }
    int work = prune_work(&journal);
    if (work > 2)
        fail_msg("%d hundred steps for an account without a mail", work);
    journal_close(&journal);
}

/* Neither an id nor an address is in the file: only what the key makes of it. */
static void
nothing_can_be_read_from_it(void **state)
{
    (void)state;
    struct journal journal;
    unsigned char random[OWN_KEY], key[OWN_KEY];
    begin(&journal);
    random_of(3, random);
    assert_true(own_key(&journal, random, key));
    const struct own_mail one = mail("<very-secret-id@mail.example.org>", NOW);
    assert_true(own_add(&journal, key, "work", &one, 1, NULL));
    journal_close(&journal);
    FILE *in = fopen(path, "rb");
    static char bytes[1 << 20];
    size_t length = fread(bytes, 1, sizeof bytes, in);
    fclose(in);
    assert_true(length > 0);
    assert_null(memmem(bytes, length, "very-secret", strlen("very-secret")));
    assert_non_null(memmem(bytes, length, "work", strlen("work")));
}

static void
a_spoilt_mark_is_none(void **state)
{
    (void)state;
    struct journal journal;
    struct own_mark mark = {1, 1, 1};
    begin(&journal);
    assert_int_equal(
        sqlite3_exec(journal.db,
                     "INSERT INTO meta (name, value) VALUES ('own work', 'x')", NULL,
                     NULL, NULL),
        SQLITE_OK);
    assert_true(own_mark(&journal, "work", &mark));
    assert_int_equal(mark.uid, 0);
    journal_close(&journal);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_added_is_found),
        cmocka_unit_test(what_is_old_goes),
        cmocka_unit_test(other_accounts_cost_nothing),
        cmocka_unit_test(nothing_can_be_read_from_it),
        cmocka_unit_test(a_spoilt_mark_is_none),
    };
    if (!mkdtemp(folder))
        return EXIT_FAILURE;
    snprintf(path, sizeof path, "%s/journal.db", folder);
    int failed = cmocka_run_group_tests_name("own", tests, NULL, NULL);
    unlink(path);
    rmdir(folder);
    return failed;
}
