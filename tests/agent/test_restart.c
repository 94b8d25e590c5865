/* When helpers are started again, with a clock of our own. */
#include "agent/restart.h"
#include "tests/support/check.h"

static void
waits_grow_and_end_at_a_minute(void **state)
{
    (void)state;
    static const int64_t waits[] = {200, 600, 1800, 5400, 16200, 48600, 60000, 60000};
    struct restart restart = {0};
    int64_t now = 1000000;
    assert_true(restart_due(&restart, now));
    for (size_t i = 0; i < COUNT(waits); i++) {
        restart_born(&restart, now);
        assert_false(restart_due(&restart, now + 100));
        restart_died(&restart, ++now);
        assert_int_equal(restart.next - now, waits[i]);
        assert_false(restart_due(&restart, restart.next - 1));
        now = restart.next;
        assert_true(restart_due(&restart, now));
    }
}

static void
a_good_life_wipes_the_sheet(void **state)
{
    (void)state;
    struct restart restart = {.deaths = 5};
    restart_born(&restart, 1000);
    restart_died(&restart, 1000 + RESTART_GOOD);
    assert_int_equal(restart.next, 1000 + RESTART_GOOD + RESTART_FIRST);
}

static void
so_does_a_piece_of_work(void **state)
{
    (void)state;
    struct restart restart = {.deaths = 5};
    restart_born(&restart, 1000);
    restart_healthy(&restart);
    restart_died(&restart, 2000);
    assert_int_equal(restart.next, 2000 + RESTART_FIRST);
}

/* A day of a helper that dies at once: few starts, no storm. */
static void
a_day_of_deaths_is_calm(void **state)
{
    (void)state;
    struct restart restart = {0};
    int starts = 0;
    for (int64_t now = 0; now < 24 * 3600 * 1000; now = restart.next) {
        restart_born(&restart, now);
        starts++;
        restart_died(&restart, now);
    }
    assert_in_range(starts, 1400, 1460);
}

/* An end without a fault of its own: at once, the waits do not grow, and yet no storm. */
static void
who_only_left_begins_at_once(void **state)
{
    (void)state;
    struct restart restart = {.deaths = 2};
    restart_born(&restart, 1000);
    restart_left(&restart, 1000 + RESTART_PACE);
    assert_true(restart_due(&restart, 1000 + RESTART_PACE));
    assert_int_equal(restart.deaths, 2);
    restart_born(&restart, 10000);
    restart_left(&restart, 10001);
    assert_int_equal(restart.next, 10000 + RESTART_PACE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waits_grow_and_end_at_a_minute),
        cmocka_unit_test(a_good_life_wipes_the_sheet),
        cmocka_unit_test(so_does_a_piece_of_work),
        cmocka_unit_test(a_day_of_deaths_is_calm),
        cmocka_unit_test(who_only_left_begins_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
