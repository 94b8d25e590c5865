/* A notice names the fact, then the action, then the cause, within its limits. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "../support/check.h"
#include "letters.h"
#include "notify/notice.h"

static size_t
characters(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

static struct notice *
make(const struct bounce_failure *failures)
{
    struct bounce bounce = letter(failures);
    struct notice *notice;
    assert_true(notice_make(&bounce, "b-000017", NULL, &notice));
    assert_string_equal(notice->key, "b-000017");
    assert_true(characters(notice->title) <= NOTICE_TITLE_MAX);
    assert_true(characters(notice->body) <= NOTICE_BODY_MAX);
    return notice;
}

static void
test_failed(void **state)
{
    (void)state;
    struct notice *notice = make(&refused);
    assert_string_equal(notice->title, "Not delivered: pat@charter.net");
    assert_string_equal(notice->body,
                        "Wait a few hours, then send it once more (from Mon 19:11). "
                        "Charter refused every connection from Outlook.com.");
    assert_int_equal(notice->urgency, NOTICE_NORMAL);
    notice_free(notice);
}

static void
test_delayed(void **state)
{
    (void)state;
    struct notice *notice = make(&waiting);
    assert_string_equal(notice->title, "Still trying: pat@charter.net");
    assert_string_equal(notice->body,
                        "Wait until Tue 11:11: Outlook.com goes on trying by itself. "
                        "Charter refuses Outlook.com's connections so far.");
    assert_int_equal(notice->urgency, NOTICE_LOW);
    notice_free(notice);
}

static void
test_delivered(void **state)
{
    (void)state;
    struct notice *notice = make(&arrived);
    assert_string_equal(notice->title, "Delivered: pat@charter.net");
    assert_string_equal(notice->body, "Your mail was delivered.");
    assert_int_equal(notice->urgency, NOTICE_LOW);
    notice_free(notice);
}

static void
test_the_worst_leads(void **state)
{
    (void)state;
    struct notice *notice = make(five);
    assert_string_equal(notice->title, "Not delivered: a…@example.com and 4 more");
    assert_int_equal(notice->urgency, NOTICE_NORMAL);
    notice_free(notice);
}

static void
test_an_account_in_danger_is_critical(void **state)
{
    (void)state;
    struct bounce_failure blocked = refused;
    blocked.status = "5.1.8";
    blocked.said = "";
    blocked.diagnostic = "550 5.1.8 Access denied, bad outbound sender";
    blocked.code = (struct bounce_code){550, 5, 1, 8};
    struct bounce bounce = letter(&blocked);
    bounce.own_provider = "outlook.com";
    struct notice *notice;
    assert_true(notice_make(&bounce, "k", NULL, &notice));
    enum bounce_cause cause = bounce_diagnose(&bounce, &blocked).cause;
    assert_int_equal(notice->urgency, cause == BOUNCE_CAUSE_ACCOUNT_BLOCKED
                                          ? NOTICE_CRITICAL
                                          : NOTICE_NORMAL);
    notice_free(notice);
}

// clang-format off
static const struct {
    const char *address, *title;
} titles[] = {
    { "",                                             "Not delivered: a mail of yours" },
    { "12345678901@charter.net",                      "Not delivered: 12345678901@charter.net" },
    { "a.very.long.local.part@charter.net",           "Not delivered: a.very.long.…@charter.net" },
    { "pat@a-very-long-domain-of-a-company.example",  "Not delivered: pat@a-very-long-domain-o…" },
    { "no-at-sign-but-many-letters-nonetheless",      "Not delivered: no-at-sign-but-many-lett…" },
    { "ünïcödé.ünïcödé.ünïcödé@bücher.example",       "Not delivered: ünïcödé.ü…@bücher.example" },
};
// clang-format on

static void
test_titles_keep_the_domain(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(titles); i++) {
        struct bounce_failure failure = refused;
        failure.recipient = titles[i].address;
        struct notice *notice = make(&failure);
        assert_string_equal(notice->title, titles[i].title);
        notice_free(notice);
    }
}

/* An address as long as a text may be, and names of every length. */
static void
test_limits_hold(void **state)
{
    (void)state;
    for (size_t length = 1; length < BOUNCE_TEXT_MAX; length = length * 2 + 1) {
        char address[BOUNCE_TEXT_MAX];
        memset(address, 'a', length);
        address[length] = '\0';
        address[length / 2] = '@';
        struct bounce_failure failure = refused;
        failure.recipient = address;
        failure.tried_host = address;
        failure.said = failure.diagnostic = address;
        notice_free(make(&failure));
    }
    notice_free(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_failed),
        cmocka_unit_test(test_delayed),
        cmocka_unit_test(test_delivered),
        cmocka_unit_test(test_the_worst_leads),
        cmocka_unit_test(test_an_account_in_danger_is_critical),
        cmocka_unit_test(test_titles_keep_the_domain),
        cmocka_unit_test(test_limits_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
