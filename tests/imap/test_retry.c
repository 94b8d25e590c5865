/* test_retry: waits grow, spread and end; the budget of connects is kept. */
#include "tests/support/check.h"

#include "imap/retry.h"

static void
waits_double_up_to_the_cap(void **unused)
{
    (void)unused;
    // clang-format off
    static const struct { unsigned failures; int64_t most; } rows[] = {
        {1, 1000}, {2, 2000}, {3, 4000}, {9, 256000}, {10, 300000}, {4000000000U, 300000},
    };
    // clang-format on
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t least = retry_wait(rows[i].failures, RETRY_FIRST, RETRY_CAP, 0);
        int64_t most = retry_wait(rows[i].failures, RETRY_FIRST, RETRY_CAP, UINT32_MAX);
        assert_int_equal(least, rows[i].most * 3 / 4);
        assert_in_range(most, rows[i].most - 1, rows[i].most);
    }
}

static void
the_budget_is_kept(void **unused)
{
    (void)unused;
    struct retry retry = {0};
    int64_t now = 5000;
    for (int i = 0; i < RETRY_SHORT_MOST; i++) {
        assert_int_equal(retry_allowed(&retry, now), now);
        retry_connected(&retry, now);
        now += 1000;
    }
    assert_int_equal(retry_allowed(&retry, now), 5000 + RETRY_SHORT);
}

/* As fast as allowed for ten hours: never more than 6 in 120 s, 24 in an hour. */
static void
no_window_is_overfull(void **unused)
{
    (void)unused;
    static int64_t made[1000];
    size_t count = 0;
    struct retry retry = {0};
    for (int64_t now = 1; now < 10 * RETRY_LONG; now = retry_allowed(&retry, now) + 1) {
        assert_int_equal(retry_allowed(&retry, now), now);
        retry_connected(&retry, now);
        assert_true(count < COUNT(made));
        made[count++] = now;
        if (count > RETRY_SHORT_MOST)
            assert_true(now - made[count - 1 - RETRY_SHORT_MOST] >= RETRY_SHORT);
        if (count > RETRY_LONG_MOST)
            assert_true(now - made[count - 1 - RETRY_LONG_MOST] >= RETRY_LONG);
    }
    assert_in_range(count, 230, 240);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_double_up_to_the_cap),
        cmocka_unit_test(the_budget_is_kept),
        cmocka_unit_test(no_window_is_overfull),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
