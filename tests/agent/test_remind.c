/* test_remind: when the person is told that a mail may be sent once more, and when not. */
#include "tests/support/check.h"

#include <string.h>

#include "agent/case.h"
#include "agent/outbox.h"
#include "agent/remind.h"
#include "agent/sql.h"
#include "tests/agent/diary.h"

enum {
    T0 = 1775000000, /* seconds; any */
    HOUR = 3600,
};

static struct diary diary;

static int
begin(void **state)
{
    (void)state;
    diary_begin(&diary, "/tmp/test_remind-XXXXXX");
    return 0;
}

static int
end(void **state)
{
    (void)state;
    diary_end(&diary);
    return 0;
}

/* A mail that came back because nobody answered at their side: the advice is to wait. */
static int64_t
refused(int64_t at)
{
    return diary_add(&diary,
                     &(struct diary_mail){.at = at,
                                          .said = "550 5.4.316 Message expired, "
                                                  "connection refused"});
}

static void
run(const char *text)
{
    assert_true(sql_run(diary.journal.db, text, ""));
}

static int64_t
due(void)
{
    int64_t when = 7;
    assert_true(remind_due(&diary.journal, &when));
    return when;
}

/* The events that are told once more at that time. */
static int64_t
told(int64_t now, bool lines)
{
    int64_t event = 0, last = 0;
    bool more = true;
    while (more) {
        assert_true(remind_next(&diary.journal, now, lines, &event, &more));
        last = event ? event : last;
    }
    return last;
}

/* Told already, as after T5. */
static void
settle(void)
{
    run("UPDATE outbox SET state = 'done'");
}

static int64_t
queued(enum outbox_channel channel)
{
    struct outbox_row row;
    assert_true(outbox_next(&diary.journal, channel, &row));
    assert_false(row.again);
    return row.event;
}

static void
when_the_time_has_come(void **state)
{
    (void)state;
    int64_t event = refused(T0), when = due();
    assert_true(when >= T0 + HOUR && when <= T0 + 48 * HOUR);
    settle();
    assert_int_equal(told(when - 1, true), 0);
    assert_false(remind_is(&diary.journal, event));
    assert_int_equal(due(), when);
    diary_reopen(&diary); /* it outlives a start anew */
    assert_int_equal(told(when, true), event);
    assert_true(remind_is(&diary.journal, event));
    assert_int_equal(queued(OUTBOX_LINE), event);
    assert_int_equal(queued(OUTBOX_DESKTOP), event);
    assert_int_equal(due(), 0);
    settle();
    assert_int_equal(told(when + HOUR, true), 0);
    assert_int_equal(queued(OUTBOX_DESKTOP), 0);
    assert_true(remind_is(&diary.journal, event)); /* a repeat has the same words */
}

static void
a_store_is_not_told(void **state)
{
    (void)state;
    int64_t event = refused(T0);
    settle();
    assert_int_equal(told(due(), false), event);
    assert_int_equal(queued(OUTBOX_LINE), 0);
    assert_int_equal(queued(OUTBOX_DESKTOP), event);
}

/* What has not been told the first time is told as what it is by then, once. */
static void
still_waiting(void **state)
{
    (void)state;
    int64_t event = refused(T0);
    assert_int_equal(told(due(), true), event);
    assert_int_equal(queued(OUTBOX_DESKTOP), event);
}

static void
not_then(void **state)
{
    (void)state;
    static const char *const happened[] = {
        "UPDATE event SET handled = 5",      "UPDATE cases SET handled = 5",
        "UPDATE cases SET tried = 5",        "UPDATE cases SET state = 'works'",
        "UPDATE cases SET state = 'closed'", "UPDATE event SET verdict = 'backscatter'",
        "UPDATE event SET verdict = 'fake'", "UPDATE event SET verdict = 'abused'",
    };
    int64_t event = refused(T0), when = due();
    settle();
    for (size_t i = 0; i < COUNT(happened); i++) {
        run(happened[i]);
        print_message("# %s\n", happened[i]);
        assert_int_equal(told(when, true), 0);
        assert_int_equal(due(), 0);
        assert_false(remind_is(&diary.journal, event));
        run("UPDATE event SET handled = 0, verdict = ''");
        run("UPDATE cases SET handled = 0, tried = 0, state = 'failed'");
        assert_true(
            sql_run(diary.journal.db, "UPDATE cases SET remind = ?", "i", when));
    }
    assert_int_equal(told(when, true), event); /* the table's rows were the reason */
}

static void
never(void **state)
{
    (void)state;
    // clang-format off
    const struct diary_mail mails[] = {
        {.at = T0, .kind = BOUNCE_DELAYED, .said = "451 4.4.1 connection refused", .until = T0 + 50 * HOUR},
        {.at = T0 + 1, .to = "jo@example.com", .said = "550 5.1.1 user unknown"},
        {.at = T0 + 2, .to = "eve@example.com", .said = "550 5.7.1 message rejected as spam"},
    };
    // clang-format on
    for (size_t i = 0; i < COUNT(mails); i++) {
        diary_add(&diary, &mails[i]);
        assert_int_equal(due(), 0);
    }
}

/* A second failure takes the reminder of the first one back: now others must act. */
static void
not_a_second_time(void **state)
{
    (void)state;
    refused(T0);
    assert_true(due() > 0);
    refused(T0 + HOUR);
    assert_int_equal(due(), 0);
}

static void
words(void **state)
{
    (void)state;
    struct bounce_failure failure = {.kind = BOUNCE_FAILED,
                                     .recipient = "pat@charter.net"};
    struct bounce bounce = {.kind = BOUNCE_FAILED, .failures = &failure};
    const struct notice first = {.key = "b-000017", .urgency = NOTICE_CRITICAL};
    char body[REMIND_BODY_MAX], longest[BOUNCE_TEXT_MAX];
    struct notice notice = remind_notice(&first, &bounce, body);
    assert_string_equal(notice.key, "b-000017");
    assert_true(strlen(notice.title) <= NOTICE_TITLE_MAX);
    assert_non_null(strstr(notice.body, "pat@charter.net"));
    assert_non_null(strstr(notice.body, "ndrwatch draft b-000017"));
    assert_true(strlen(notice.body) <= NOTICE_BODY_MAX);
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    failure.recipient = longest;
    assert_true(strlen(remind_notice(&first, &bounce, body).body) <= NOTICE_BODY_MAX);
    failure.recipient = "";
    assert_null(strstr(remind_notice(&first, &bounce, body).body, "to  once"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(when_the_time_has_come, begin, end),
        cmocka_unit_test_setup_teardown(a_store_is_not_told, begin, end),
        cmocka_unit_test_setup_teardown(still_waiting, begin, end),
        cmocka_unit_test_setup_teardown(not_then, begin, end),
        cmocka_unit_test_setup_teardown(never, begin, end),
        cmocka_unit_test_setup_teardown(not_a_second_time, begin, end),
        cmocka_unit_test(words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
