/* What placeholders and conditions stand for, where the facts are odd or few. */
#include "tests/support/check.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "classify/bounce.h"

enum {
    ROOM = 512,
    HOUR = 3600,
    DAY = 24 * HOUR,
    REPORTED = 1775502718, /* Mon, 6 Apr 2026 19:11:58 UTC */
};

static struct bounce_original original;
static struct bounce_failure failure;
static struct bounce bounce;
static struct bounce_moment moment;
static struct bounce_past past;
static struct bounce_person person;

/* Nothing but who, when, and that it failed. */
static int
forget(void **state)
{
    (void)state;
    original = (struct bounce_original){"", "", "", "", 0};
    failure = (struct bounce_failure){
        .kind = BOUNCE_FAILED,
        .recipient = "pat@example.net",
        .original_recipient = "",
        .action = "",
        .status = "",
        .diagnostic = "",
        .said = "",
        .said_by = "",
        .remote_mta = "",
        .tried_host = "",
        .tried_address = "",
    };
    bounce = (struct bounce){
        .kind = BOUNCE_FAILED,
        .reporter = "",
        .message_id = "",
        .reported = REPORTED,
        .original = &original,
        .failures = &failure,
        .failures_seen = 1,
        .own_provider = "",
    };
    past = (struct bounce_past){.size = sizeof past};
    person = (struct bounce_person){.size = sizeof person};
    moment = (struct bounce_moment){
        .size = sizeof moment, .past = &past, .person = &person};
    return 0;
}

static void
fills(const char *words, const char *want)
{
    char have[ROOM];
    bounce_fill(words, &bounce, &failure, &moment, have, sizeof have);
    assert_string_equal(have, want);
}

static int
beyond(void *context, int64_t time)
{
    (void)time;
    return *(int *)context;
}

/* A clock that is off by more than a day is none; without one the report's own counts. */
static void
says_times(void **state)
{
    static const struct {
        int zone;
        const char *want;
    } zones[] = {{60, "Mon 20:11"},
                 {1440, "Tue 19:11"},
                 {1441, "Mon 19:11"},
                 {-1441, "Mon 19:11"}};
    (void)state;
    fills("{reported_at}", "Mon 19:11");
    bounce.zone = 120;
    fills("{reported_at}", "Mon 21:11");
    for (size_t i = 0; i < COUNT(zones); i++) {
        int zone = zones[i].zone;
        moment.zone = beyond;
        moment.context = &zone;
        fills("{reported_at}", zones[i].want);
    }
    bounce.reported = 0;
    fills("{reported_at}{reported_utc}{again_at 4}", "");
    fills("{if past 1}x{/if}", "");
}

/* How long it was tried: no clock is trusted that says two months. */
static void
says_windows(void **state)
{
    (void)state;
    fills("{window}", "");
    bounce.patience = 5 * DAY;
    fills("{window}", "5 days");
    bounce.patience = 61 * (int64_t)DAY;
    fills("{window}", "");
    bounce.patience = 9 * 60;
    fills("{window}", "");
    bounce.own_provider = "charter.net"; /* nobody knows how long it tries */
    fills("{window}", "");
    bounce.own_provider = "gmail.com";
    fills("{window}", "about 3 days");
    /* Measured: a report that came at once is no "kept trying", nor one of a wrong clock. */
    bounce.arrived = REPORTED - 60;
    fills("{window}", "");
    bounce.arrived = REPORTED - 61 * (int64_t)DAY;
    fills("{window}", "");
    bounce.arrived = REPORTED - DAY;
    fills("{window}", "24 hours");
    bounce.reported = 0;
    fills("{window}", "about 3 days");
    failure.kind = BOUNCE_DELAYED;
    fills("{window}", "");
}

static void
says_until(void **state)
{
    (void)state;
    failure.kind = BOUNCE_DELAYED;
    fills("{retry_until}", "");
    bounce.arrived = REPORTED;
    fills("{retry_until}", "");
    bounce.own_provider = "charter.net";
    fills("{retry_until}", "");
    bounce.own_provider = "gmail.com";
    fills("{retry_until}", "Thu 19:11");
    failure.tries_until = INT64_MAX;
    fills("{retry_until}", "Thu 19:11");
}

/* A code is a reply, a status, or both; the status may be one that nobody can read. */
static void
says_codes(void **state)
{
    // clang-format off
    static const struct { struct bounce_code code; const char *status, *want; } cases[] = {
        {{550, 5, 1, 1}, "5.1.1", "550 5.1.1"},
        {{550, 0, 0, 0}, "", "550"},
        {{550, 0, 0, 0}, "5.x", "550 5.x"},
        {{0, 5, 1, 1}, "5.1.1", "5.1.1"},
        {{0, 0, 0, 0}, "5.x", "5.x"},
        {{0, 0, 0, 0}, "", ""},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        failure.code = cases[i].code;
        failure.status = cases[i].status;
        fills("{code}", cases[i].want);
        fills("{if code}yes{/if}", cases[i].want[0] != '\0' ? "yes" : "");
    }
}

static void
knows_conditions(void **state)
{
    (void)state;
    fills("{if forwarded}yes{/if}", "");
    failure.original_recipient = "PAT@example.net";
    fills("{if forwarded}yes{/if}", "");
    failure.original_recipient = "\"pat\"@example.net";
    fills("{if forwarded}yes{/if}", "");
    failure.original_recipient = "pat@example.ne";
    fills("{if forwarded}yes{/if}", "yes");
    failure.original_recipient = "office@example.org";
    fills("{if forwarded}yes{/if}", "yes");
    failure.recipient = "";
    fills("{if forwarded}yes{/if}", "");

    failure.recipient = "pat";
    failure.original_recipient = "";
    fills("{if named}yes{/if}", "");
    bounce.own_provider = "Example";
    fills("{if named}yes{/if}", "");
    failure.recipient = "pat@gmail.com";
    fills("{if named}yes{/if}{if google}, Google{/if}", "yes, Google");
    failure.recipient = "pat@example.net";
    fills("{if google}yes{/if}", "");
    failure.remote_mta = "aspmx.l.google.com";
    fills("{if google}yes{/if}", "yes");

    static const char *const trouble[] = {"yes", "yes", "", "", "", ""};
    for (int kind = BOUNCE_FAILED; kind <= BOUNCE_CHALLENGED; kind++) {
        failure.kind = (enum bounce_kind)kind;
        fills("{if trouble}yes{/if}", trouble[kind]);
    }
    failure.kind = BOUNCE_FAILED;

    fills("{if nested}yes{/if}", "");
    failure.said = "no";
    fills("{if nested}yes{/if}", "");
    failure.diagnostic = "it was: no";
    fills("{if nested}yes{/if}", "");
    failure.said = "554 denied";
    fills("{if nested}yes{/if}", "yes");
    fills("{if virus}yes{/if}", "");
    failure.said = "554 Trojan found";
    fills("{if virus}yes{/if}", "yes");
    failure.diagnostic = "554 Virus found";
    failure.said = "";
    fills("{if nested}yes{/if}{if virus}virus{/if}", "virus");
}

/* Digits beyond the 999 hours a template may say are passed over. */
static void
bounds_hours(void **state)
{
    (void)state;
    fills("{again_at 999999999999}", "18 May, 10:11");
    fills("{again_at 4x}", "Mon 23:11");
}

// clang-format off
static const char *const told_of_the_past[] = {
    "count", "days", "since", "worked", "written", "suggestion", "other_way", "support",
    "their_support", "admin",
};
static const char *const held_of_the_past[] = {
    "repeated", "lasting", "only_there", "sent", "watching", "others_get_through",
    "other_account_works", "office", "no_support", "no_their_support",
};
// clang-format on

/* Each name alone, as a value and as a condition: nothing is told, nothing holds. */
static void
nothing_is_known(void)
{
    char words[128];
    for (size_t i = 0; i < COUNT(told_of_the_past); i++) {
        const char *name = told_of_the_past[i];
        snprintf(words, sizeof words, "{if %s}a{/if}{if not %s}b{/if}. It is {%s}.",
                 name, name, name);
        fills(words, "b.");
    }
    for (size_t i = 0; i < COUNT(held_of_the_past); i++) {
        const char *name = held_of_the_past[i];
        snprintf(words, sizeof words, "{if %s}a{/if}{if not %s}b{/if}", name, name);
        fills(words, "b");
    }
    fills("{helper}", "Your mail provider");
}

static void
knows_no_past(void **state)
{
    (void)state;
    nothing_is_known();
    moment.past = NULL;
    moment.person = NULL;
    nothing_is_known();
}

/* A caller built before these members were: what lies behind its own is not looked at. */
static void
reads_no_further_than_the_size(void **state)
{
    (void)state;
    past = (struct bounce_past){.count = 3, .since = REPORTED, .lasting = true};
    person = (struct bounce_person){.office = true, .admin = "it@example.org"};
    nothing_is_known();
    past.size = sizeof past;
    person.size = sizeof person;
    moment.size = offsetof(struct bounce_moment, past);
    nothing_is_known();
    moment.size = sizeof moment;
    fills("{count} {admin}", "3 it@example.org");
}

static void
knows_the_past(void **state)
{
    static const char words[] =
        "{count} of your mails to {rcpt_domain} came back since {since}"
        "{if only_there}, none to others{/if}.";
    (void)state;
    fills(words, "");
    past.count = 3;
    fills(words, "");
    past.since = REPORTED - 4 * (int64_t)DAY;
    fills(words, "3 of your mails to example.net came back since 2 April.");
    past.only_there = true;
    fills(words,
          "3 of your mails to example.net came back since 2 April, none to others.");
    past.since = REPORTED - 100 * (int64_t)DAY;
    fills("{since}", "27 December 2025");
    past.since = -1;
    fills("{since}", "");
    fills("{if repeated}x{/if}", "x");
    past.count = 1;
    fills("{count}{if repeated}x{/if}", "1");
    past = (struct bounce_past){.size = sizeof past,
                                .days = 2,
                                .worked = REPORTED - 21 * (int64_t)DAY,
                                .written = 12,
                                .suggestion = "pat@gmail.com",
                                .other_way = "Gmail",
                                .lasting = true,
                                .sent = true,
                                .watching = true,
                                .others_get_through = true,
                                .other_account_works = true};
    fills("{days}, {worked}, {written}, {suggestion}, {other_way}",
          "2, 16 March, 12, pat@gmail.com, Gmail");
    fills("{if lasting}1{/if}{if sent}2{/if}{if watching}3{/if}"
          "{if others_get_through}4{/if}{if other_account_works}5{/if}",
          "12345");
}

static void
knows_the_person(void **state)
{
    (void)state;
    bounce.own_provider = "gmail.com";
    person.support = "support.google.com/mail";
    person.their_support = "none";
    fills("{helper}: {support}. They: {their_support}.",
          "Gmail: support.google.com/mail.");
    fills("{if no_support}a{/if}{if no_their_support}b{/if}", "b");
    person.office = true;
    fills("{helper} knows. Ask {helper}.", "Your IT knows. Ask your IT.");
    person.admin = "it@example.org";
    fills("Ask {helper}.", "Ask your IT (it@example.org).");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(says_times, forget),
        cmocka_unit_test_setup(says_windows, forget),
        cmocka_unit_test_setup(says_until, forget),
        cmocka_unit_test_setup(says_codes, forget),
        cmocka_unit_test_setup(knows_conditions, forget),
        cmocka_unit_test_setup(bounds_hours, forget),
        cmocka_unit_test_setup(knows_no_past, forget),
        cmocka_unit_test_setup(reads_no_further_than_the_size, forget),
        cmocka_unit_test_setup(knows_the_past, forget),
        cmocka_unit_test_setup(knows_the_person, forget),
    };
    return cmocka_run_group_tests_name("fact", tests, NULL, NULL);
}
