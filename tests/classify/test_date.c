#include "tests/support/check.h"

#include <stdio.h>

#include "classify/date.h"

static void
reads_dates(void **state)
{
    // clang-format off
    static const struct { const char *value; int64_t when; int zone; } cases[] = {
        {"Sat, 21 Nov 2026 10:00:00 +0100 (CET)", 1795251600, 60},
        {"Sat, 21 Nov 2026 09:00:00 +0000", 1795251600, 0},
        {"21 Nov 2026 09:00 GMT", 1795251600, 0},
        {"Sat, 21 Nov 26 04:00:00 EST", 1795251600, -300},
        {"Sat,21 November 2026 01:00:00 -0800", 1795251600, -480},
        {"Thu, 1 Jan 1970 00:00:01 -0000", 1, 0},
        {"29 Feb 2024 00:00:00 +0545", 1709144100, 345},
        {"Fri, 31 Dec 1999 23:59:60 UT", 946684800, 0},
        {"15-Nov-2026 00:00:00 Z", 1794700800, 0},
        {"Tue, 21 Nov 95 09:00:00 +0000", 816944400, 0},
        {"21 Nov 2026 10.00.00 +01:00", 1795251600, 60},
        /* No zone on Earth: UTC. */
        {"21 Nov 2026 09:00:00 +1500", 1795251600, 0},
        {"21 Nov 2026 09:00:00 +0160", 1795251600, 0},
        {"21 Nov 2026 09:00:00 +", 1795251600, 0},
        {"2026-11-21T09:00:00.000Z", 1795251600, 0},
        {"2026-11-21T09:00:60Z", 1795251660, 0},
    };
    static const char *const none[] = {"", "yesterday", "21 Nov", "21 Xyz 2026 10:00", "32 Nov 2026 10:00",
        "21 Nov 2026", "21 Nov 2026 25:00", "1 Jan 1969 00:00:00 +0000", "11/19/2026 2:11:08 PM",
        "0 Nov 2026 10:00:00", "21 Nov 2026 10:60:00", "21 Nov 2026 10:00:61", "21 Nov 2026 10",
        "1969-11-21T09:00:00Z", "10000-11-21T09:00:00Z", "2026-00-21T09:00:00Z", "2026-13-21T09:00:00Z",
        "2026-11-00T09:00:00Z", "2026-11-32T09:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T09:60:00Z",
        "2026-11-21T09:00:61Z", "2026-11-21T09:00", "2026-11-21 09:00:00Z", "2026-11-21"};
    // clang-format on
    int64_t when = 7;
    int zone = 7;
    (void)state;
    for (size_t i = 0; i < COUNT(none); i++) {
        assert_false(date_read(slice_of(none[i]), &when, &zone));
        assert_int_equal(when, 7);
        assert_int_equal(zone, 7);
    }
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_true(date_read(slice_of(cases[i].value), &when, &zone));
        assert_int_equal(when, cases[i].when);
        assert_int_equal(zone, cases[i].zone);
    }
}

/* The first of each month is the sum of those before it after the year's. */
static void
knows_the_months(void **state)
{
    // clang-format off
    static const struct { const char *name; int days; } months[] = {
        {"Jan", 31}, {"FEB", 28}, {"mar", 31}, {"April", 30}, {"May", 31}, {"Jun", 30},
        {"Jul", 31}, {"Aug", 31}, {"Sept", 30}, {"Oct", 31}, {"Nov", 30}, {"Dec", 31}};
    // clang-format on
    int64_t want = 1767225600; /* 2026-01-01 */
    (void)state;
    for (size_t i = 0; i < COUNT(months); i++) {
        char text[40];
        int64_t when;
        int zone;
        snprintf(text, sizeof text, "1 %s 2026 00:00:00 +0000", months[i].name);
        assert_true(date_read(slice_of(text), &when, &zone));
        assert_int_equal(when, want);
        want += months[i].days * 86400;
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_dates),
        cmocka_unit_test(knows_the_months),
    };
    return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
