/* Cases in a real journal: what belongs together, what closes by itself, what is filed late. */
#include <stdio.h>
#include <string.h>

#include "agent/case.h"
#include "agent/outbox.h"
#include "agent/sql.h"
#include "tests/agent/diary.h"
#include "tests/support/check.h"

enum {
    T0 = 1775000000, /* seconds; any */
    H = COURSE_HOUR,
    D = COURSE_DAY,
};

static struct diary diary;

static int
begin(void **state)
{
    (void)state;
    diary_begin(&diary, "/tmp/test_case-XXXXXX");
    return 0;
}

static int
end(void **state)
{
    (void)state;
    diary_end(&diary);
    return 0;
}

static int64_t
link_of(int64_t event)
{
    struct journal_row row;
    assert_true(journal_event(&diary.journal, event, &row));
    int64_t link = row.link;
    assert_string_equal(row.verdict, "");
    journal_row_free(&row);
    return link;
}

static struct case_row
case_of(int64_t event)
{
    struct case_row row;
    assert_true(case_read(&diary.journal, link_of(event), &row));
    return row;
}

static void
delayed_then_failed_is_one_case(void **state)
{
    (void)state;
    int64_t delay = diary_add(&diary, &(struct diary_mail){.at = T0,
                                                           .kind = BOUNCE_DELAYED,
                                                           .mail = "<a@outlook.com>",
                                                           .until = T0 + D});
    struct case_row row = case_of(delay);
    assert_int_equal(row.course.state, COURSE_DELAYED);
    assert_string_equal(row.recipient, "pat@charter.net");
    assert_string_equal(row.company, "Spectrum");
    assert_int_equal(row.course.due, T0 + D + 6 * H);
    int64_t failure = diary_add(&diary,
                                &(struct diary_mail){.at = T0 + D,
                                                     .mail = "<a@outlook.com>",
                                                     .said = "550 4.4.7 expired"});
    assert_int_equal(link_of(delay), link_of(failure));
    row = case_of(failure);
    assert_int_equal(row.course.state, COURSE_FAILED);
    assert_int_equal(row.course.count, 1);
    assert_int_equal(row.cause, BOUNCE_CAUSE_CONNECTION_REFUSED); /* the delay's */
    int64_t replaced = -1;
    assert_true(case_replaced(&diary.journal, failure, &replaced));
    assert_int_equal(replaced, delay);
    assert_true(case_replaced(&diary.journal, delay, &replaced));
    assert_int_equal(replaced, 0);
    /* The delay was not on the desktop yet: it is told on the line only. */
    assert_int_equal(diary_number(&diary, "SELECT group_concat(channel || state, ' ') ="
                                          " '0queued 1done' FROM (SELECT * FROM outbox"
                                          " WHERE event = 1 ORDER BY channel)"),
                     1);
}

static void
what_belongs_together(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct diary_mail mails[2];
        bool together;
    } pairs[] = {
        {"another mail to the same",
         {{.at = T0}, {.at = T0 + 3 * D, .to = "Pat@Charter.net"}},
         true},
        {"another person", {{.at = T0}, {.at = T0, .to = "jo@charter.net"}}, false},
        {"another account", {{.at = T0}, {.at = T0, .account = "home"}}, false},
        {"the second of a mail to two",
         {{.at = T0, .to = "pat@charter.net jo@gmx.de", .mail = "<b@x>"},
          {.at = T0 + H, .to = "jo@gmx.de", .mail = "<b@x>"}},
         true},
        {"the second of a mail to two, another mail",
         {{.at = T0, .to = "pat@charter.net jo@gmx.de"},
          {.at = T0 + H, .to = "jo@gmx.de"}},
         false},
        {"a mail without a name",
         {{.at = T0, .mail = ""}, {.at = T0 + H, .mail = "", .to = "jo@gmx.de"}},
         false},
    };
    for (size_t i = 0; i < COUNT(pairs); i++) {
        int64_t one = diary_add(&diary, &pairs[i].mails[0]);
        int64_t other = diary_add(&diary, &pairs[i].mails[1]);
        if ((link_of(one) == link_of(other)) != pairs[i].together)
            fail_msg("%s: %d and %d", pairs[i].name, (int)link_of(one),
                     (int)link_of(other));
        end(NULL);
        begin(NULL);
    }
}

static void
a_delay_closes_quietly_also_after_a_restart(void **state)
{
    (void)state;
    int64_t due = -1;
    struct case_closed closed;
    assert_true(case_next_due(&diary.journal, &due));
    assert_int_equal(due, 0);
    int64_t delay = diary_add(
        &diary,
        &(struct diary_mail){.at = T0, .kind = BOUNCE_DELAYED, .until = T0 + D});
    diary_reopen(&diary);
    assert_true(case_next_due(&diary.journal, &due));
    assert_int_equal(due, T0 + D + 6 * H);
    assert_true(case_close_one(&diary.journal, due - 1, &closed));
    assert_int_equal(closed.id, 0);
    assert_true(case_close_one(&diary.journal, due, &closed));
    assert_int_equal(closed.id, link_of(delay));
    assert_int_equal(closed.event, delay);
    assert_int_equal(closed.state, COURSE_CLOSED);
    assert_true(case_close_one(&diary.journal, due, &closed));
    assert_int_equal(closed.id, 0);
    assert_int_equal(case_of(delay).course.worked, T0 + D);
}

static void
sent_again_and_answered(void **state)
{
    (void)state;
    struct case_closed closed;
    int64_t failure = diary_add(&diary, &(struct diary_mail){.at = T0, .tried = D});
    assert_true(case_sent(&diary.journal, "work", "PAT@charter.net", T0 + 4 * H));
    assert_int_equal(case_of(failure).course.due, T0 + 4 * H + D + 6 * H);
    assert_true(case_close_one(&diary.journal, T0 + 3 * D, &closed));
    assert_int_equal(closed.state, COURSE_WORKS);
    int64_t again = diary_add(&diary, &(struct diary_mail){.at = T0 + 4 * D});
    assert_int_equal(link_of(again), link_of(failure));
    assert_int_equal(case_of(again).course.count, 2);
    assert_true(
        case_answered(&diary.journal, "work", "pat@charter.net", T0 + 5 * D, NULL));
    assert_int_equal(case_of(again).course.state, COURSE_WORKS);
    assert_true(case_sent(&diary.journal, "work", "nobody@example.com", T0));
    /* Two weeks later it is another problem. */
    int64_t later = diary_add(&diary, &(struct diary_mail){.at = T0 + 20 * D});
    assert_int_not_equal(link_of(later), link_of(failure));
}

static void
note(void *context, const char *recipient)
{
    char(*text)[256] = context;
    strncat(*text, recipient, sizeof *text - strlen(*text) - 1);
    strncat(*text, " ", sizeof *text - strlen(*text) - 1);
}

/* Whose answers are waited for; and one that comes ends the case, and says whose bubble. */
static void
an_answer_is_waited_for(void **state)
{
    (void)state;
    struct case_row row;
    struct case_closed closed;
    bool waits;
    char text[256] = "";
    int64_t delay = diary_add(
        &diary, &(struct diary_mail){
                    .at = T0, .mail = "1", .kind = BOUNCE_DELAYED, .tried = D});
    diary_add(&diary,
              &(struct diary_mail){.at = T0, .mail = "2", .to = "jo@example.com"});
    assert_true(case_each_open(&diary.journal, "work", 9, note, &text));
    assert_string_equal(text, "jo@example.com pat@charter.net ");
    text[0] = '\0';
    assert_true(case_each_open(&diary.journal, "work", 1, note, &text));
    assert_string_equal(text, "jo@example.com ");
    assert_true(case_each_open(&diary.journal, "home", 9, note, &text));
    assert_string_equal(text, "jo@example.com ");
    assert_true(
        case_open(&diary.journal, "work", "Pat@Charter.net", "1", &row, &waits));
    assert_true(row.id == link_of(delay) && waits);
    assert_true(
        case_open(&diary.journal, "work", "pat@charter.net", "2", &row, &waits));
    assert_true(row.id == link_of(delay) && !waits);
    assert_true(case_open(&diary.journal, "work", "jo@example.com", "2", &row, &waits));
    assert_true(row.id > 0 && !waits); /* it has failed: a copy of it may be answered */
    assert_true(
        case_answered(&diary.journal, "work", "pat@charter.net", T0 + H, &closed));
    assert_int_equal(closed.id, link_of(delay));
    assert_int_equal(closed.event, delay);
    assert_string_equal(closed.account, "work");
    assert_true(
        case_answered(&diary.journal, "work", "pat@charter.net", T0 + H, &closed));
    assert_int_equal(closed.id, 0);
    assert_true(
        case_open(&diary.journal, "work", "pat@charter.net", "1", &row, &waits));
    assert_int_equal(row.id, 0);
}

static void
what_worked_is_kept(void **state)
{
    (void)state;
    assert_true(case_worked(&diary.journal, "work", "Pat@charter.net", T0));
    assert_true(case_worked(&diary.journal, "work", "pat@charter.net", T0 - D));
    int64_t failure = diary_add(&diary, &(struct diary_mail){.at = T0 + D});
    assert_int_equal(case_of(failure).course.worked, T0);
    assert_int_equal(case_of(failure).course.state, COURSE_FAILED);
}

/* As if the journal had been written by version 2. */
static void
forget_cases(void)
{
    static const char *const texts[] = {
        "UPDATE event SET link = NULL", "DELETE FROM returns", "DELETE FROM cases",
        "DELETE FROM sqlite_sequence WHERE name = 'cases'"};
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_true(sql_run(diary.journal.db, texts[i], ""));
}

static void
events_from_before_are_filed(void **state)
{
    (void)state;
    static const char sum[] =
        "SELECT sum(link * 1000 + event * 17 + original % 1009 + at % 1013 + cause) FROM returns";
    static const char cases[] =
        "SELECT sum(id * count * days + due % 1009 + cause) FROM cases";
    for (int i = 0; i < 7; i++)
        diary_add(&diary, &(struct diary_mail){
                              .at = T0 + i * D / 2,
                              .to = i % 3 ? "pat@charter.net" : "jo@gmx.de ed@gmx.de",
                              .kind = i % 2 ? BOUNCE_DELAYED : BOUNCE_FAILED});
    int64_t before = diary_number(&diary, sum), known = diary_number(&diary, cases);
    assert_true(before > 0);
    forget_cases();
    bool more = true;
    int turns = 0;
    for (; more; turns++)
        assert_true(case_file_old(&diary.journal, 3, &more));
    assert_int_equal(turns, 3);
    assert_int_equal(diary_number(&diary, sum), before);
    assert_int_equal(diary_number(&diary, cases), known);
    assert_int_equal(
        diary_number(&diary, "SELECT count(*) FROM event WHERE link IS NULL"), 0);
}

static void
names(void **state)
{
    (void)state;
    static const struct {
        const char *address, *lower, *domain;
    } rows[] = {
        {"Pat@Charter.NET", "pat@charter.net", "charter.net"},
        {"nobody", "nobody", ""},
        {"", "", ""},
        {"\"a@b\"@c.de", "\"a@b\"@c.de", "c.de"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char lower[CASE_ADDRESS_MAX];
        const char *domain = case_address(rows[i].address, lower);
        assert_string_equal(lower, rows[i].lower);
        assert_string_equal(domain, rows[i].domain);
    }
    char name[CASE_NAME_MAX];
    case_name(17, name);
    assert_string_equal(name, "c-000017");
    assert_int_equal(case_number(name), 17);
    assert_int_equal(case_number("b-000017"), 0);
    assert_int_equal(case_original(""), 0);
    assert_true(case_original("<a@b>") > 0);
    assert_int_not_equal(case_original("<a@b>"), case_original("<a@c>"));
}

int
main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(delayed_then_failed_is_one_case),
        TEST(what_belongs_together),
        TEST(a_delay_closes_quietly_also_after_a_restart),
        TEST(sent_again_and_answered),
        TEST(an_answer_is_waited_for),
        TEST(what_worked_is_kept),
        TEST(events_from_before_are_filed),
        cmocka_unit_test(names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
