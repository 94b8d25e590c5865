/* What the walks have found, by name: rounds of world.c with the faults that did it. */
#include <errno.h>

#include "tests/agent/walker.h"
#include "tests/support/check.h"

static struct walker *walker;

static const struct world_scenario *
one_mail(void)
{
    return &world_scenarios[1];
}

static void
go(struct fault fault)
{
    struct walker_sum sum = {0};
    if (walker_round(walker, one_mail(), &fault, 1, true, &sum))
        return;
    walker_print_fault(stderr, &fault);
    fail_msg("%s", walker->world.wrong);
}

/* One read that fails while the file is looked through was taken for damage: a sound journal was
 * put aside, and what it knew was told again as new; so was one that could not be made. */
static void
a_disk_that_fails_at_the_start_is_no_damage(void **state)
{
    (void)state;
    for (long at = 1; at <= 40; at++)
        for (int forever = 0; forever < 2; forever++)
            for (int after = 0; after < 2; after++)
                go((struct fault){FAULT_FAIL, EIO, after, forever, false, at});
}

/* SQLite gives no database at all where memory is refused from the first. */
static void
no_memory_at_the_start_is_no_crash(void **state)
{
    (void)state;
    for (long at = 1; at <= 4000; at += 31)
        go((struct fault){FAULT_FAIL, ENOMEM, false, true, true, at});
}

/* jansson left the heap in ruins where it was refused memory in the middle of an object, and left
 * out a key of facts, which then could not be told, nor what came after them. */
static void
a_refusal_within_jansson_is_an_end(void **state)
{
    (void)state;
    for (long at = 4900; at < 5900; at += 9)
        go((struct fault){FAULT_FAIL, ENOMEM, false, false, true, at});
}

/* Facts that could not be read for want of memory were taken for nonsense, and the mail was told
 * as one we could not read. */
static void
a_moment_without_memory_gives_up_no_mail(void **state)
{
    (void)state;
    for (long at = 4500; at < 6000; at += 23)
        go((struct fault){FAULT_FAIL, ENOMEM, false, false, true, at});
}

static int
begin(void **state)
{
    (void)state;
    walker = walker_make();
    return 0;
}

static int
end(void **state)
{
    (void)state;
    walker_free(walker);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_disk_that_fails_at_the_start_is_no_damage),
        cmocka_unit_test(no_memory_at_the_start_is_no_crash),
        cmocka_unit_test(a_refusal_within_jansson_is_an_end),
        cmocka_unit_test(a_moment_without_memory_gives_up_no_mail),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
