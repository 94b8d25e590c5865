/* The life of a delivery problem, by a clock of the test's own. */
#include <string.h>

#include "agent/course.h"
#include "tests/support/check.h"

enum {
    T0 = 1775000000, /* seconds; any */
    H = COURSE_HOUR,
    D = COURSE_DAY,
};

/* What happens at an hour: a report, a mail that is sent, an answer, or only time. */
struct step {
    int hour;
    enum {
        END = 0,
        DELAY,
        FAIL,
        SAME,
        ARRIVE,
        SEND,
        ANSWER,
        TIME
    } what;
    int argument; /* hours: of a delay and of what is sent; 0: not known */
};

struct story {
    const char *name;
    struct step steps[6];
    enum course_state state;
    int count, days;
    int due;    /* hour; 0: none */
    int worked; /* hour; 0: never */
};

// clang-format off
static const struct story stories[] = {
    {"a delay waits for its end and six hours", {{1, DELAY, 24}}, COURSE_DELAYED, 0, 0, 25 + 6, 0},
    {"a delay of unknown length waits five days", {{1, DELAY, 0}}, COURSE_DELAYED, 0, 0, 1 + 120 + 6, 0},
    {"a delay until next year is believed for eight days", {{1, DELAY, 9000}}, COURSE_DELAYED, 0, 0, 1 + 192 + 6, 0},
    {"of two delays the longer one counts", {{1, DELAY, 24}, {2, DELAY, 10}}, COURSE_DELAYED, 0, 0, 31, 0},
    {"a minute early nothing closes", {{1, DELAY, 24}, {30, TIME}}, COURSE_DELAYED, 0, 0, 31, 0},
    {"a delay without a failure closes", {{1, DELAY, 24}, {31, TIME}}, COURSE_CLOSED, 0, 0, 0, 25},
    {"delayed, then failed", {{1, DELAY, 24}, {25, FAIL}}, COURSE_FAILED, 1, 1, 25 + 720, 0},
    {"failed, then the delay is told late", {{25, FAIL}, {26, DELAY, -1}}, COURSE_FAILED, 1, 1, 25 + 720, 0},
    {"failed, answered, and an older failure is read late", {{5, FAIL}, {7, ANSWER}, {3, FAIL}}, COURSE_WORKS, 2, 1, 0, 7},
    {"failed twice on a day", {{1, FAIL}, {2, FAIL}}, COURSE_FAILED, 2, 1, 722, 0},
    {"failed on two days", {{1, FAIL}, {30, FAIL}}, COURSE_FAILED, 2, 2, 750, 0},
    {"one mail told twice is counted once", {{1, FAIL}, {30, SAME}}, COURSE_FAILED, 1, 1, 750, 0},
    {"sent again waits for its window and six hours", {{1, FAIL}, {5, SEND, 24}}, COURSE_FAILED, 1, 1, 5 + 30, 0},
    {"sent again without a failure works", {{1, FAIL}, {5, SEND, 24}, {35, TIME}}, COURSE_WORKS, 1, 1, 0, 5},
    {"sent again and failed", {{1, FAIL}, {5, SEND, 24}, {29, FAIL}}, COURSE_FAILED, 2, 2, 29 + 720, 0},
    {"sent before the failure says nothing", {{5, FAIL}, {3, SEND, 24}}, COURSE_FAILED, 1, 1, 725, 0},
    {"an answer says that it works", {{1, FAIL}, {7, ANSWER}}, COURSE_WORKS, 1, 1, 0, 7},
    {"a report of success says so, too", {{1, FAIL}, {7, ARRIVE}}, COURSE_WORKS, 1, 1, 0, 7},
    {"a success alone is no problem", {{7, ARRIVE}}, COURSE_NONE, 0, 0, 0, 0},
    {"works, then fails again", {{1, FAIL}, {7, ANSWER}, {40, FAIL}}, COURSE_FAILED, 2, 2, 760, 7},
    {"nobody speaks of it for a month", {{1, FAIL}, {721, TIME}}, COURSE_CLOSED, 1, 1, 0, 0},
};
// clang-format on

static void
go(struct course *course, const struct step *step)
{
    int64_t at = T0 - T0 % D + (int64_t)step->hour * H;
    struct course_report report = {
        .at = at, .until = step->argument > 0 ? at + (int64_t)step->argument * H : 0};
    switch (step->what) {
    case DELAY:
        report.kind = BOUNCE_DELAYED;
        report.known = step->argument < 0;
        course_report(course, &report);
        break;
    case FAIL:
    case SAME:
        report.kind = BOUNCE_FAILED;
        report.known = step->what == SAME;
        course_report(course, &report);
        break;
    case ARRIVE:
        report.kind = BOUNCE_DELIVERED;
        course_report(course, &report);
        break;
    case SEND:
        course_sent(course, at, (int64_t)step->argument * H);
        break;
    case ANSWER:
        course_answered(course, at);
        break;
    case TIME:
        course_time(course, at);
        break;
    case END:
        break;
    }
}

static int
hour(int64_t at)
{
    return at ? (int)((at - (T0 - T0 % D)) / H) : 0;
}

static void
every_story_ends_as_it_should(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(stories); i++) {
        const struct story *story = &stories[i];
        struct course course = {0};
        for (size_t j = 0; j < COUNT(story->steps) && story->steps[j].what != END; j++)
            go(&course, &story->steps[j]);
        if (course.state != story->state || course.count != story->count ||
            course.days != story->days || hour(course.due) != story->due ||
            hour(course.worked) != story->worked)
            fail_msg("%s: %s, %d on %d days, due %d, worked %d", story->name,
                     course_name(course.state), (int)course.count, (int)course.days,
                     hour(course.due), hour(course.worked));
    }
}

static void
what_is_closed_for_two_weeks_is_over(void **state)
{
    (void)state;
    struct course course = {.state = COURSE_CLOSED, .closed = T0};
    assert_false(course_is_over(&course, T0 + 14 * D));
    assert_true(course_is_over(&course, T0 + 14 * D + 1));
    course.closed = 0;
    assert_false(course_is_over(&course, T0 + 1000 * D));
}

static void
states_have_names(void **state)
{
    (void)state;
    for (int i = COURSE_NONE; i <= COURSE_CLOSED; i++)
        assert_int_equal(course_of(course_name((enum course_state)i)), i);
    assert_int_equal(course_of("else"), COURSE_NONE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_story_ends_as_it_should),
        cmocka_unit_test(what_is_closed_for_two_weeks_is_over),
        cmocka_unit_test(states_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
