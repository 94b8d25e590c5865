/* patience: waits grow from a second to a minute, and no further. */
#include "tests/support/check.h"

#include <limits.h>

#include "notify/patience.h"

static void
grows(void **state)
{
    (void)state;
    static const unsigned want[] = {0, 1, 2, 4, 8, 16, 32, 60, 60};
    for (unsigned i = 0; i < COUNT(want); i++)
        assert_int_equal(patience_seconds(i), want[i]);
    assert_int_equal(patience_seconds(UINT_MAX), PATIENCE_MAX);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(grows)};
    return cmocka_run_group_tests_name("patience", tests, NULL, NULL);
}
