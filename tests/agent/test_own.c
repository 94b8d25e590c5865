/* Own, written, meant: what is added is found, by its account and key alone; what is old goes. */
#include "tests/support/check.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/meant.h"
#include "agent/own.h"
#include "agent/sql.h"
#include "agent/verdict.h"
#include "agent/written.h"
#include "classify/bounce.h"

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
    return (struct own_mail){.id = id, .length = strlen(id), .sent = sent};
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
    struct own_mail one = mail("<very-secret-id@mail.example.org>", NOW);
    one.to = "very-secret-friend@hidden.example\n";
    one.to_length = strlen(one.to);
    assert_true(own_add(&journal, key, "work", &one, 1, NULL));
    journal_close(&journal);
    FILE *in = fopen(path, "rb");
    static char bytes[1 << 20];
    size_t length = fread(bytes, 1, sizeof bytes, in);
    fclose(in);
    assert_true(length > 0);
    assert_null(memmem(bytes, length, "very-secret", strlen("very-secret")));
    assert_null(memmem(bytes, length, "hidden", strlen("hidden")));
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

static uint32_t
times(struct journal *journal, const unsigned char key[OWN_KEY], const char *typed)
{
    struct typo typo = {.written = UINT32_MAX};
    assert_true(written_typo(journal, key, "work", typed, &typo));
    return typo.written;
}

/* Each person once a mail, each mail once, however often it is listed. */
static void
people_are_counted_once_a_mail(void **state)
{
    (void)state;
    static const char both[] =
        "Jo.Miller@Example.org\nkim@example.net\nJo.Miller@Example.org\nno address\n";
    struct journal journal;
    unsigned char random[OWN_KEY], key[OWN_KEY], other[OWN_KEY];
    begin(&journal);
    random_of(1, random);
    random_of(2, other);
    assert_true(own_key(&journal, random, key));
    struct own_mail mails[] = {mail("<a@x>", NOW), mail("<b@x>", NOW), mail("", NOW)};
    assert_true(own_add(&journal, key, "work", mails, 1, NULL)); /* found by a search */
    for (size_t i = 0; i < COUNT(mails); i++) {
        mails[i].to = both;
        mails[i].to_length = strlen(both);
    }
    for (int again = 0; again < 2; again++)
        assert_true(own_add(&journal, key, "work", mails, COUNT(mails), NULL));
    assert_int_equal(times(&journal, key, "jo.miler@example.org"), 2);
    assert_int_equal(times(&journal, key, "jo.miller@exampel.org"), 2);
    assert_int_equal(times(&journal, key, "jo.muller@example.org"), 2);
    assert_int_equal(times(&journal, key, "jo.mulller@example.org"), 0);
    assert_int_equal(times(&journal, other, "jo.miler@example.org"), 0);
    struct typo typo;
    assert_true(written_typo(&journal, key, "home", "jo.miler@example.org", &typo));
    assert_int_equal(typo.why, TYPO_NONE); /* another account's people */
    journal_close(&journal);
}

static void
people_of_long_ago_go(void **state)
{
    (void)state;
    struct journal journal;
    unsigned char random[OWN_KEY], key[OWN_KEY];
    begin(&journal);
    random_of(1, random);
    assert_true(own_key(&journal, random, key));
    static const char *const people[] = {"long.ago@example.org\n",
                                         "at.edge@example.org\n"};
    for (size_t i = 0; i < COUNT(people); i++) {
        int64_t sent = NOW - WRITTEN_KEEP - (i == 0);
        struct own_mail mails[] = {mail(i ? "<a@x>" : "<b@x>", sent),
                                   mail(i ? "<c@x>" : "<d@x>", sent)};
        mails[0].to = mails[1].to = people[i];
        mails[0].to_length = mails[1].to_length = strlen(people[i]);
        assert_true(own_add(&journal, key, "work", mails, COUNT(mails), NULL));
    }
    assert_int_equal(times(&journal, key, "long.ag@example.org"), 2);
    assert_true(own_prune(&journal, "work", NOW));
    assert_int_equal(times(&journal, key, "long.ag@example.org"), 0);
    assert_int_equal(times(&journal, key, "at.edg@example.org"), 2);
    journal_close(&journal);
}

static void
only_so_many_people_are_kept(void **state)
{
    (void)state;
    enum {
        MORE = 80
    };
    struct journal journal;
    int64_t count = 0;
    begin(&journal);
    assert_true(sql_run(journal.db,
                        "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL"
                        " SELECT i + 1 FROM n WHERE i + 1 < ?1)"
                        " INSERT INTO written (account, hash, domain, count, last)"
                        " SELECT 'work', randomblob(16), x'00', 1, ?2 + i FROM n",
                        "ii", (int64_t)WRITTEN_MOST + MORE, (int64_t)NOW));
    assert_true(own_prune(&journal, "work", NOW));
    assert_true(sql_number(journal.db, 0, &count, "SELECT count(*) FROM written", ""));
    assert_int_equal(count, WRITTEN_MOST);
    assert_true(sql_number(journal.db, 0, &count, "SELECT min(last) FROM written", ""));
    assert_int_equal(count, NOW + MORE); /* the oldest have gone */
    journal_close(&journal);
}

#define UNKNOWN_USER   "550 5.1.1 User unknown"
#define UNKNOWN_DOMAIN "550 5.1.2 Bad destination system: no such domain"
#define FULL           "552 5.2.2 Mailbox full"

/* What is proposed is kept with the facts, and the verdict behind it. */
static void
what_was_meant_is_kept(void **state)
{
    (void)state;
    static const char facts[] =
        "{\"schema\":1,\"x\":\",\\\"meant\\\":[0,0,\\\"\\\"]\"}";
    struct journal journal;
    struct typo typo;
    unsigned char random[OWN_KEY], key[OWN_KEY];
    begin(&journal);
    random_of(1, random);
    assert_true(own_key(&journal, random, key));
    struct own_mail mails[] = {mail("<a@x>", NOW), mail("<b@x>", NOW),
                               mail("<c@x>", NOW)};
    for (size_t i = 0; i < COUNT(mails); i++) {
        mails[i].to = "jo.miller@example.org\n";
        mails[i].to_length = strlen(mails[i].to);
    }
    assert_true(own_add(&journal, key, "work", mails, COUNT(mails), NULL));
    static const struct {
        const char *recipient;
        const char *said;
        enum bounce_kind kind;
        enum typo_why why;
        bool kept;
    } rows[] = {
        {"Jo.Miler@Example.org", UNKNOWN_USER, BOUNCE_FAILED, TYPO_PERSON, true},
        {"jo.miller@exampl.org", UNKNOWN_DOMAIN, BOUNCE_DELAYED, TYPO_PERSON, true},
        {"jo.miller@example.org", UNKNOWN_USER, BOUNCE_FAILED, TYPO_NONE, true},
        {"jo.miler@example.org", FULL, BOUNCE_FAILED, TYPO_NONE, false},
        {"jo.miler@example.org", UNKNOWN_USER, BOUNCE_DELIVERED, TYPO_NONE, false},
        {"jo.mil\"er@example.org", UNKNOWN_USER, BOUNCE_FAILED, TYPO_NONE, false},
    };
    assert_false(meant_recall(facts, &typo));
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct verdict verdict = {.judged = {.verdict = GENUINE_MINE}};
        struct bounce *reply;
        assert_int_equal(
            bounce_read_reply(rows[i].said, strlen(rows[i].said), NULL, &reply),
            BOUNCE_READ);
        struct bounce bounce = *reply;
        struct bounce_failure lead = *reply->failures;
        lead.recipient = rows[i].recipient;
        lead.kind = rows[i].kind;
        bounce.failures = &lead;
        char *kept = meant_keep(&journal, key, "work", &bounce, facts);
        if ((kept != NULL) != rows[i].kept)
            fail_msg("%s: %s", rows[i].recipient, kept ? kept : "not kept");
        char *judged = kept ? verdict_keep(kept, &verdict) : NULL;
        if (judged) {
            assert_true(meant_recall(judged, &typo) && meant_recall(kept, &typo));
            assert_int_equal(typo.why, rows[i].why);
            assert_string_equal(typo.meant, typo.why ? "jo.miller@example.org" : "");
            assert_int_equal(typo.written, typo.why ? 3 : 0);
            assert_int_equal(verdict_recall(judged).judged.verdict, GENUINE_MINE);
            assert_null(meant_keep(&journal, key, "work", &bounce, kept)); /* once */
        }
        free(judged);
        free(kept);
        bounce_free(reply);
    }
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
        cmocka_unit_test(people_are_counted_once_a_mail),
        cmocka_unit_test(people_of_long_ago_go),
        cmocka_unit_test(only_so_many_people_are_kept),
        cmocka_unit_test(what_was_meant_is_kept),
    };
    if (!mkdtemp(folder))
        return EXIT_FAILURE;
    snprintf(path, sizeof path, "%s/journal.db", folder);
    int failed = cmocka_run_group_tests_name("own", tests, NULL, NULL);
    unlink(path);
    rmdir(folder);
    return failed;
}
