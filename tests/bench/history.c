/* history: what the questions of the past take among 100,000 cases, beside one plain look-up by an
 * index in the same run. The bar is the issue's: 5 ms. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "agent/case.h"
#include "agent/clock.h"
#include "agent/facts.h"
#include "agent/past.h"
#include "agent/sql.h"
#include "tests/agent/crowd.h"
#include "tests/agent/diary.h"
#include "tests/support/check.h"

enum {
    T0 = 1775001600, /* seconds; any */
    CASES = 100000,
    ROUNDS = 200,
};

static const double bar = 5e-3;

static double
seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int
by_size(const void *left, const void *right)
{
    double difference = *(const double *)left - *(const double *)right;
    return (difference > 0) - (difference < 0);
}

/* The middle, and the worst, of what was taken. */
static double
middle(double took[ROUNDS], double *worst)
{
    qsort(took, ROUNDS, sizeof *took, by_size);
    *worst = took[ROUNDS - 1];
    return took[ROUNDS / 2];
}

static void
past_among_many(void **state)
{
    (void)state;
    static double past_took[ROUNDS], plain_took[ROUNDS];
    struct diary diary;
    struct journal_row row;
    struct bounce *bounce;
    diary_begin(&diary, "/tmp/bench_history-XXXXXX");
    assert_true(crowd_fill(diary.journal.db, CASES, T0));
    int64_t id = diary_add(&diary, &(struct diary_mail){.at = T0 + 60});
    assert_true(journal_event(&diary.journal, id, &row));
    assert_true(facts_read(row.facts, strlen(row.facts), &bounce));
    struct bounce_moment moment = {
        .size = sizeof moment, .now = T0 + 120, .zone = clock_zone};
    for (int round = 0; round < ROUNDS; round++) {
        struct past past;
        int64_t found = 0;
        double began = seconds();
        assert_true(past_read(&diary.journal, &row, bounce, &moment, &past));
        past_took[round] = seconds() - began;
        past_free(&past);
        char key[32];
        snprintf(key, sizeof key, "crowd %d", 1 + round * (CASES / ROUNDS));
        began = seconds();
        assert_true(sql_number(diary.journal.db, 0, &found,
                               "SELECT id FROM event WHERE key = ?", "t", key));
        plain_took[round] = seconds() - began;
        assert_true(found > 0);
    }
    double worst_past, worst_plain, past = middle(past_took, &worst_past);
    double plain = middle(plain_took, &worst_plain);
    print_message(
        "# %d cases: all questions of a report %.2f ms (worst %.2f), one plain look-up "
        "%.3f ms: %.0f times as much\n",
        CASES, past * 1e3, worst_past * 1e3, plain * 1e3, past / plain);
    facts_free(bounce);
    journal_row_free(&row);
    diary_end(&diary);
    assert_true(past < bar);
}

/* Events from before the cases, filed by portions as the agent does it. */
static void
old_ones_are_filed(void **state)
{
    (void)state;
    struct diary diary;
    bool more = true;
    diary_begin(&diary, "/tmp/bench_history-XXXXXX");
    for (int i = 0; i < 20; i++)
        diary_add(&diary, &(struct diary_mail){.at = T0 + i * 600});
    assert_true(
        sql_run(diary.journal.db,
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                " WHERE i < 10000) INSERT INTO event (key, account, state, facts,"
                " found, came) SELECT 'old ' || i, 'work', 0,"
                " (SELECT facts FROM event WHERE id = 1 + i % 20), i * 600,"
                " 1700000000 + i * 600 FROM n",
                ""));
    double began = seconds();
    while (more)
        assert_true(case_file_old(&diary.journal, CASE_OLD_AT_ONCE, &more));
    print_message("# 10,000 old events filed in %.2f s\n", seconds() - began);
    diary_end(&diary);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(past_among_many),
        cmocka_unit_test(old_ones_are_filed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
