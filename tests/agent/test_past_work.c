/* What the questions of the past cost is counted: no table is walked through, nothing is sorted, and
 * twenty times as many cases make no more work. */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "agent/case.h"
#include "agent/clock.h"
#include "agent/facts.h"
#include "agent/past.h"
#include "tests/agent/crowd.h"
#include "tests/agent/diary.h"
#include "tests/support/check.h"

enum {
    T0 = 1775001600, /* seconds; any */
    FEW = 6000,      /* enough that every question is cut at its ceiling */
    MANY = 60000,
    QUESTIONS_MAX = 12,
};

struct work {
    int questions, scanned, sorted;
    int64_t steps;
    char worst[512]; /* a statement that walked */
};

static int
count(unsigned kind, void *context, void *statement, void *unused)
{
    (void)unused;
    struct work *work = context;
    if (kind != SQLITE_TRACE_PROFILE)
        return 0;
    int scanned = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0);
    int sorted = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_SORT, 0);
    if (scanned > 0 || sorted > 0)
        snprintf(work->worst, sizeof work->worst, "%s", sqlite3_sql(statement));
    work->questions++;
    work->scanned += scanned;
    work->sorted += sorted;
    work->steps += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 0);
    return 0;
}

/* The work of one past among so many cases. */
static struct work
measure(int64_t cases)
{
    struct diary diary;
    struct work work = {0};
    struct past past;
    struct journal_row row;
    struct bounce *bounce;
    diary_begin(&diary, "/tmp/test_past_work-XXXXXX");
    assert_true(crowd_fill(diary.journal.db, cases, T0));
    /* Long ago, when so many others of the domain worked since. */
    assert_true(case_worked(&diary.journal, "work", "pat@charter.net", T0 - 3000000));
    int64_t id = diary_add(&diary, &(struct diary_mail){.at = T0 + 60});
    assert_true(journal_event(&diary.journal, id, &row));
    assert_true(facts_read(row.facts, strlen(row.facts), &bounce));
    struct bounce_moment moment = {
        .size = sizeof moment, .now = T0 + 120, .zone = clock_zone};
    sqlite3_trace_v2(diary.journal.db, SQLITE_TRACE_PROFILE, count, &work);
    assert_true(past_read(&diary.journal, &row, bounce, &moment, &past));
    sqlite3_trace_v2(diary.journal.db, 0, NULL, NULL);
    assert_int_equal(past.past.worked, T0 - 3000000);
    assert_true(past.count > 0);
    past_free(&past);
    facts_free(bounce);
    journal_row_free(&row);
    diary_end(&diary);
    return work;
}

static void
no_question_walks_through_a_table(void **state)
{
    (void)state;
    struct work few = measure(FEW), many = measure(MANY);
    if (few.scanned > 0 || many.scanned > 0)
        fail_msg("%d rows were walked over by: %s", many.scanned, many.worst);
    if (many.sorted > 0)
        fail_msg("sorted by: %s", many.worst);
    assert_true(many.questions >= 8 && many.questions <= QUESTIONS_MAX);
    assert_int_equal(few.questions, many.questions);
    /* The depth of a tree may grow by one. */
    if (many.steps > few.steps + few.steps / 10)
        fail_msg("%lld steps among %d cases, %lld among %d", (long long)few.steps, FEW,
                 (long long)many.steps, MANY);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_question_walks_through_a_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
