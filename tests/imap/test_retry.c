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

/* A fifth of the outage, between a second and the cap. */
static void
waits_follow_the_outage(void **unused)
{
    (void)unused;
    // clang-format off
    static const struct { int64_t away, most; } rows[] = {
        {0, 1000}, {5000, 1000}, {10000, 2000}, {20000, 4000}, {225000, 45000},
        {72 * 3600 * (int64_t)1000, 45000}, {INT64_MAX, 45000},
    };
    // clang-format on
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(retry_away(rows[i].away, 0), rows[i].most * 3 / 4);
        assert_in_range(retry_away(rows[i].away, UINT32_MAX), rows[i].most - 1,
                        rows[i].most);
    }
}

/* As fast as allowed for ten hours: six at once, then one every four minutes. */
static void
the_budget_is_kept(void **unused)
{
    (void)unused;
    struct retry retry = {0};
    unsigned count = 0;
    for (int64_t now = 5000; now <= 5000 + 36000 * 1000;) {
        assert_int_equal(retry_allowed(&retry, now), now);
        retry_connected(&retry, now);
        count++;
        int64_t next = retry_allowed(&retry, now);
        assert_int_equal(next, count < RETRY_BURST ? now
                                                   : 5000 + (count - RETRY_BURST + 1) *
                                                                (int64_t)RETRY_EACH);
        now = next;
    }
    assert_int_equal(count, 6 + 10 * 15);
}

/* What was not used is saved, up to the burst. */
static void
rest_is_rewarded(void **unused)
{
    (void)unused;
    struct retry retry = {0};
    for (int i = 0; i < RETRY_BURST; i++)
        retry_connected(&retry, 1000);
    int64_t now = 1000 + 2 * RETRY_EACH;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(retry_allowed(&retry, now), now);
        retry_connected(&retry, now);
    }
    assert_int_equal(retry_allowed(&retry, now), now + RETRY_EACH);
    now += 24 * 3600 * 1000;
    for (int i = 0; i < RETRY_BURST; i++) {
        assert_int_equal(retry_allowed(&retry, now), now);
        retry_connected(&retry, now);
    }
    assert_int_equal(retry_allowed(&retry, now), now + RETRY_EACH);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_double_up_to_the_cap),
        cmocka_unit_test(waits_follow_the_outage),
        cmocka_unit_test(the_budget_is_kept),
        cmocka_unit_test(rest_is_rewarded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
