/* What is kept of domains, and which are looked up without being asked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/await.h"
#include "agent/checks.h"
#include "agent/domains.h"
#include "agent/sql.h"
#include "classify/bounce.h"
#include "tests/support/check.h"

enum {
    NOW = 1775640000
};

static const struct domain_question question = {.domain = "harbour.example",
                                                .dice = 0xfedcba9876543210};

static char folder[32], path[64];

static int
open_journal(void **state)
{
    static struct journal journal;
    snprintf(folder, sizeof folder, "/tmp/test_domains-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/journal.db", folder);
    assert_int_equal(journal_open(path, NOW, &journal), JOURNAL_OPEN);
    *state = &journal;
    return 0;
}

static int
close_journal(void **state)
{
    journal_close(*state);
    unlink(path);
    return rmdir(folder);
}

/* A domain that takes no mail, or one of which nothing is known but that its MX failed. */
static struct lookups
answers(enum lookup_outcome mx)
{
    struct lookups set = {0};
    assert_true(domain_plan(&question, &set));
    for (size_t i = 0; i < set.count; i++)
        set.at[i].outcome = LOOKUP_NO_NAME;
    set.at[0].outcome = mx;
    if (mx == LOOKUP_FOUND)
        assert_true(lookup_keep(&set.at[0], "0 .", 3));
    return set;
}

static void
what_was_looked_up_comes_back(void **state)
{
    struct lookups set = answers(LOOKUP_FOUND);
    struct domains_row row;
    char told[DOMAINS_TOLD_MAX];
    assert_false(domains_read(*state, "harbour.example", &row));
    assert_int_equal(((struct journal *)*state)->why, 0);
    assert_true(domains_keep(*state, &question, &set, NOW));
    assert_true(domains_read(*state, "harbour.example", &row));
    assert_int_equal(row.checked, NOW);
    assert_int_equal(row.watched, 0);
    assert_int_equal(row.found.at[0].what, DOMAIN_NULL_MX);
    domains_told(*state, "harbour.example", NOW, told);
    assert_non_null(strstr(told, "Seen from this computer on "));
    assert_non_null(strstr(told, "takes no mail"));
    domains_told(*state, "harbour.example", NOW + 1, told);
    assert_string_equal(told, "");
    domains_told(*state, "other.example", 0, told);
    assert_string_equal(told, "");
    lookups_free(&set);
}

static void
the_latest_look_counts(void **state)
{
    struct lookups one = answers(LOOKUP_FOUND), other = answers(LOOKUP_FAILED);
    struct domains_row row;
    assert_true(domains_keep(*state, &question, &one, NOW));
    assert_true(domains_watch(*state, "harbour.example", NOW));
    assert_true(domains_keep(*state, &question, &other, NOW + 60));
    assert_true(domains_read(*state, "harbour.example", &row));
    assert_int_equal(row.found.at[0].what, DOMAIN_FAILING);
    assert_int_equal(row.watched, NOW);
    lookups_free(&one);
    lookups_free(&other);
}

static void
what_is_old_is_forgotten(void **state)
{
    struct lookups set = answers(LOOKUP_FOUND);
    struct domain_question later = {.domain = "later.example"};
    struct domains_row row;
    assert_true(domains_keep(*state, &question, &set, NOW));
    assert_true(domains_keep(*state, &later, &set, NOW + DOMAINS_KEEP));
    assert_true(domains_read(*state, "harbour.example", &row));
    assert_true(domains_keep(*state, &later, &set, NOW + DOMAINS_KEEP + 1));
    assert_false(domains_read(*state, "harbour.example", &row));
    lookups_free(&set);
}

static void
what_is_spoilt_is_nothing(void **state)
{
    struct journal *journal = *state;
    struct domains_row row;
    static const char *const texts[] = {
        "", "{}", "[]", "{\"dice\":\"1\",\"lookups\":[{}]}", "{\"dice\":1}"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_true(sql_run(journal->db,
                            "INSERT OR REPLACE INTO domains (domain, checked, facts) "
                            "VALUES ('spoilt.example', 1, ?)",
                            "t", texts[i]));
        assert_false(domains_read(journal, "spoilt.example", &row));
        assert_int_equal(journal->why, 0);
    }
}

static void
count_watched(void *context, const struct domains_row *row)
{
    assert_true(row->watched > 0);
    ++*(size_t *)context;
}

static void
few_are_watched(void **state)
{
    char name[32];
    size_t count = 0;
    for (int i = 0; i < DOMAINS_WATCHED_MAX + 3; i++) {
        snprintf(name, sizeof name, "d%d.example", i);
        bool taken = domains_watch(*state, name, NOW + i);
        assert_int_equal(taken, i < DOMAINS_WATCHED_MAX);
    }
    assert_true(domains_watch(*state, "d0.example", NOW)); /* it is already */
    assert_true(domains_watched(*state, count_watched, &count));
    assert_int_equal(count, DOMAINS_WATCHED_MAX);
    assert_true(domains_watch(*state, "d0.example", 0));
    assert_true(domains_watch(*state, "new.example", NOW));
}

/* The name that is owed; "" for none. */
static const char *
owed(struct journal *journal, enum domains_sink sink, bool again, int64_t now)
{
    static struct domains_row row;
    assert_true(domains_owed(journal, sink, "", now, &row));
    assert_int_equal(row.again, again);
    return row.domain;
}

static void
what_answers_again_is_owed_until_told(void **state)
{
    struct journal *journal = *state;
    size_t count = 0;
    const char *name = "harbour.example";
    assert_true(domains_answers(journal, name, NOW)); /* nobody waits for it */
    assert_string_equal(owed(journal, DOMAINS_LINE, false, NOW), "");
    assert_true(domains_watch(journal, name, NOW));
    assert_true(domains_answers(journal, name, NOW + 60));
    assert_true(domains_watched(journal, count_watched, &count));
    assert_int_equal(count, 0);
    assert_string_equal(owed(journal, DOMAINS_LINE, false, NOW + 60), name);
    assert_string_equal(owed(journal, DOMAINS_BUBBLE, false, NOW + 60), "");
    assert_true(domains_claim(journal, name)); /* a kill here: a repeat */
    assert_string_equal(owed(journal, DOMAINS_LINE, true, NOW + 60), name);
    assert_true(domains_settle(journal, DOMAINS_LINE, name));
    assert_true(domains_settle(journal, DOMAINS_LINE, name)); /* does nothing */
    assert_string_equal(owed(journal, DOMAINS_LINE, false, NOW + 60), "");
    assert_string_equal(owed(journal, DOMAINS_BUBBLE, false, NOW + 60), name);
    assert_true(domains_claim(journal, name));
    assert_string_equal(owed(journal, DOMAINS_BUBBLE, true, NOW + 60), name);
    assert_true(domains_failed(journal, name));
    assert_string_equal(owed(journal, DOMAINS_BUBBLE, false, NOW + 60), name);
    int64_t late = NOW + 60 + DOMAINS_WAIT;
    assert_string_equal(owed(journal, DOMAINS_BUBBLE, false, late), "");
    assert_true(domains_settle(journal, DOMAINS_BUBBLE, name));
    assert_string_equal(owed(journal, DOMAINS_BUBBLE, false, NOW + 60), "");
}

static void
who_waits_anew_is_owed_nothing_old(void **state)
{
    struct journal *journal = *state;
    size_t count = 0;
    for (int i = 0; i < 2; i++) {
        assert_true(domains_watch(journal, "harbour.example", NOW));
        assert_true(domains_answers(journal, "harbour.example", NOW + 60));
    }
    assert_true(domains_settle(journal, DOMAINS_LINE, "harbour.example"));
    assert_true(domains_watch(journal, "harbour.example", NOW + 90));
    assert_string_equal(owed(journal, DOMAINS_BUBBLE, false, NOW + 90), "");
    assert_true(domains_watched(journal, count_watched, &count));
    assert_int_equal(count, 1);
}

static void
looked_at_every_quarter_of_an_hour_for_14_days(void **state)
{
    (void)state;
    enum {
        MINUTE = 60
    };
    static const struct {
        int64_t watched, checked; /* seconds ago; checked 0: never */
        enum await_turn want;
    } rows[] = {
        {0, 0, AWAIT_LOOK},
        {0, 1, AWAIT_LATER},
        {60 * MINUTE, 13 * MINUTE, AWAIT_LATER},
        {60 * MINUTE, 14 * MINUTE, AWAIT_LOOK},
        {60 * MINUTE, 15 * MINUTE, AWAIT_LOOK},
        {14 * AWAIT_DAY - 1, 15 * MINUTE, AWAIT_LOOK},
        {14 * AWAIT_DAY, 15 * MINUTE, AWAIT_OVER},
        {14 * AWAIT_DAY, 1, AWAIT_OVER},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct domains_row row = {.watched = NOW - rows[i].watched,
                                  .checked = rows[i].checked ? NOW - rows[i].checked
                                                             : 0};
        if (await_turn(&row, NOW) != rows[i].want)
            fail_msg("row %zu", i);
    }
}

static void
only_what_can_teach_is_looked_up(void **state)
{
    (void)state;
    static const struct {
        const char *recipient;
        enum bounce_cause cause;
        bool big, want;
    } rows[] = {
        {"jo@harbour.zz", BOUNCE_CAUSE_NO_SUCH_DOMAIN, false, true},
        {"jo@harbour.zz", BOUNCE_CAUSE_CONNECTION_REFUSED, false, true},
        {"jo@harbour.zz", BOUNCE_CAUSE_CONNECTION_REFUSED, true, false},
        {"jo@harbour.zz", BOUNCE_CAUSE_CONTENT_SPAM, false, false},
        {"jo@harbour.zz", BOUNCE_CAUSE_MAILBOX_FULL, false, false},
        {"jo@Mail.Example.COM", BOUNCE_CAUSE_NO_SUCH_DOMAIN, false, false},
        {"jo@example.org", BOUNCE_CAUSE_NO_SUCH_DOMAIN, false, false},
        {"jo@harbour.test", BOUNCE_CAUSE_NO_SUCH_DOMAIN, false, false},
        {"jo@notexample.com", BOUNCE_CAUSE_NO_SUCH_DOMAIN, false, true},
        {"jo", BOUNCE_CAUSE_NO_SUCH_DOMAIN, false, false},
        {"jo@printer", BOUNCE_CAUSE_NO_SUCH_DOMAIN, false, false},
        {"", BOUNCE_CAUSE_UNKNOWN, false, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (checks_wanted(rows[i].recipient, rows[i].cause, rows[i].big) !=
            rows[i].want)
            fail_msg("row %zu", i);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_journal, close_journal)
    const struct CMUnitTest tests[] = {
        TEST(what_was_looked_up_comes_back),
        TEST(the_latest_look_counts),
        TEST(what_is_old_is_forgotten),
        TEST(what_is_spoilt_is_nothing),
        TEST(few_are_watched),
        TEST(what_answers_again_is_owed_until_told),
        TEST(who_waits_anew_is_owed_nothing_old),
        TEST(looked_at_every_quarter_of_an_hour_for_14_days),
        TEST(only_what_can_teach_is_looked_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
