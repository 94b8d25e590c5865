/* How a helper came to its end: what counts as its death, and what does not. */
#include "agent/child.h"

#include <signal.h>
#include <sysexits.h>

#include "tests/support/check.h"

// clang-format off
static const struct {
    int status; /* of waitpid: a signal, or an exit code << 8 */
    bool broken, ended, killed;
    enum child_end end;
} ends[] = {
    { 0,                false, false, false, CHILD_WELL },
    { EX_TEMPFAIL << 8, false, false, false, CHILD_ANEW },   /* before its end was read */
    { EX_TEMPFAIL << 8, true,  true,  false, CHILD_ANEW },
    { 127 << 8,         true,  true,  false, CHILD_FAILED },
    { SIGSEGV,          true,  true,  false, CHILD_DIED },
    { SIGSEGV,          true,  false, true,  CHILD_DIED },   /* it was quicker than we */
    { SIGKILL,          false, false, false, CHILD_DIED },   /* the kernel's, for want of memory */
    { SIGKILL,          true,  true,  false, CHILD_DIED },
    { SIGKILL,          true,  false, false, CHILD_ASTRAY },
    { SIGKILL,          false, false, true,  CHILD_KILLED },
    { SIGKILL,          true,  true,  true,  CHILD_KILLED }, /* read before it was reaped */
};
// clang-format on

static void
only_a_crash_is_a_death(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(ends); i++) {
        const struct child child = {
            .broken = ends[i].broken, .ended = ends[i].ended, .killed = ends[i].killed};
        if (child_end(&child, ends[i].status) != ends[i].end)
            fail_msg("row %zu: %d", i, (int)child_end(&child, ends[i].status));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(only_a_crash_is_a_death)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
