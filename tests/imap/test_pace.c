/* test_pace: a few at once, then one after the other, and a thousand within a minute. */
#include "tests/support/check.h"

#include "imap/pace.h"

enum {
    MAILBOXES = 1000,
    SECOND = 1000,
};

static void
a_few_begin_at_once(void **unused)
{
    (void)unused;
    struct pace pace = {0};
    for (int i = 0; i < PACE_BURST; i++) {
        assert_int_equal(pace_next(&pace, 5000), 5000);
        pace_took(&pace, 5000);
    }
    assert_int_equal(pace_next(&pace, 5000), 5000 + PACE_GAP);
    assert_int_equal(pace_next(&pace, 5000 + 3 * PACE_GAP), 5000 + 3 * PACE_GAP);
}

/* As fast as allowed: never more than 50 in a second, and all in half a minute. */
static void
a_thousand_are_no_storm(void **unused)
{
    (void)unused;
    struct pace pace = {0};
    static int64_t taken[MAILBOXES];
    int64_t now = 5000;
    for (int i = 0; i < MAILBOXES; i++) {
        now = pace_next(&pace, now);
        pace_took(&pace, now);
        taken[i] = now;
    }
    for (int first = 0, i = 0; i < MAILBOXES; i++) {
        while (taken[i] - taken[first] >= SECOND)
            first++;
        assert_in_range(i - first + 1, 1, 50);
    }
    assert_in_range(taken[MAILBOXES - 1] - taken[0], 20 * SECOND, 30 * SECOND);
}

/* What was not used does not add up. */
static void
a_long_rest_is_worth_one_burst(void **unused)
{
    (void)unused;
    struct pace pace = {0};
    pace_took(&pace, 5000);
    int64_t now = 5000 + 3600 * SECOND;
    for (int i = 0; i < PACE_BURST; i++)
        pace_took(&pace, now);
    assert_int_equal(pace_next(&pace, now), now + PACE_GAP);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_few_begin_at_once),
        cmocka_unit_test(a_thousand_are_no_storm),
        cmocka_unit_test(a_long_rest_is_worth_one_burst),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
