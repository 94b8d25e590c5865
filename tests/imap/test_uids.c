/* test_uids: the set of UIDs already looked at, against a plain array. */
#include "tests/support/check.h"

#include <string.h>

#include "imap/uids.h"

static void
like_a_plain_array(void **unused)
{
    (void)unused;
    enum {
        MOST = 500
    };
    static bool plain[MOST + 2];
    struct uids uids = {0};
    uint32_t dice = 3;
    for (int i = 0; i < 4000; i++) {
        dice = dice * 1664525U + 1013904223U;
        uint32_t uid = 1 + (dice >> 12) % MOST;
        assert_int_equal(uids_have(&uids, uid), plain[uid]);
        assert_true(uids_add(&uids, uid));
        plain[uid] = true;
        for (size_t k = 1; k < uids.count; k++) /* ascending, never touching */
            assert_true(uids.runs[k - 1].last + 1 < uids.runs[k].first);
    }
    for (uint32_t uid = 1; uid <= MOST; uid++)
        assert_int_equal(uids_have(&uids, uid), plain[uid]);
    uids_free(&uids);
}

static void
forgets_the_lowest_when_full(void **unused)
{
    (void)unused;
    struct uids uids = {0};
    for (uint32_t i = 0; i < UIDS_RUNS + 10; i++)
        assert_true(uids_add(&uids, 10 + 2 * i));
    assert_int_equal(uids.count, UIDS_RUNS);
    assert_false(uids_have(&uids, 10));
    assert_true(uids_have(&uids, 10 + 2 * (UIDS_RUNS + 9)));
    assert_true(uids_add(&uids, 1)); /* lower than all: not kept */
    assert_false(uids_have(&uids, 1));
    assert_true(uids_add(&uids, UINT32_MAX));
    assert_true(uids_have(&uids, UINT32_MAX));
    uids_free(&uids);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(like_a_plain_array),
        cmocka_unit_test(forgets_the_lowest_when_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
