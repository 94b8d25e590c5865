/* test_sweep: windows cover each UID once, stay narrow where mails are many, grow where few. */
#include "tests/support/check.h"

#include "imap/sweep.h"

/* Walks the whole range; every `apart`th UID has a mail. Returns the windows it took. */
static unsigned
walk(uint32_t from, uint32_t to, uint32_t apart, size_t *widest)
{
    struct sweep sweep;
    unsigned windows = 0;
    uint32_t next = from;
    *widest = 0;
    sweep_begin(&sweep, 7, from, to);
    while (sweep_on(&sweep)) {
        uint32_t last = sweep_last(&sweep);
        assert_int_equal(sweep.next, next);
        assert_true(last >= next && last <= to);
        size_t mails = last / apart - (next - 1) / apart;
        if (mails > *widest)
            *widest = mails;
        next = last + 1;
        windows++;
        sweep_done(&sweep, mails);
    }
    assert_int_equal(next, to + 1); /* wraps at the highest UID, as it must */
    return windows;
}

static void
windows_fit_the_mailbox(void **unused)
{
    (void)unused;
    // clang-format off
    static const struct { uint32_t from, to, apart; unsigned windows; size_t widest; } rows[] = {
        {1,          1,          1,    1,     1},
        {1,          100000,     1,    391,   256},
        {99900,      100000,     1,    1,     101},
        {1,          1000000,    1000, 23,    66},
        {1,          UINT32_MAX, 4000, 65600, 256}, /* sparse beyond anything real */
    };
    // clang-format on
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t widest;
        unsigned windows = walk(rows[i].from, rows[i].to, rows[i].apart, &widest);
        if (windows > rows[i].windows || widest > rows[i].widest)
            fail_msg("row %zu: %u windows, %zu mails in one", i, windows, widest);
    }
}

static void
where_mails_are_many_again_windows_are_narrow_again(void **unused)
{
    (void)unused;
    struct sweep sweep;
    sweep_begin(&sweep, 7, 1, UINT32_MAX);
    while (sweep.width < SWEEP_MOST)
        sweep_done(&sweep, 0);
    sweep_done(&sweep, 0);
    assert_int_equal(sweep.width, SWEEP_MOST);
    sweep_done(&sweep, SWEEP_MOST);
    assert_int_equal(sweep.width, SWEEP_FIRST);
}

static void
nothing_to_do_is_no_sweep(void **unused)
{
    (void)unused;
    struct sweep sweep = {0};
    assert_false(sweep_on(&sweep));
    sweep_begin(&sweep, 7, 1, 0);
    assert_false(sweep_on(&sweep));
    sweep_begin(&sweep, 7, 12, 11);
    assert_false(sweep_on(&sweep));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(windows_fit_the_mailbox),
        cmocka_unit_test(where_mails_are_many_again_windows_are_narrow_again),
        cmocka_unit_test(nothing_to_do_is_no_sweep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
