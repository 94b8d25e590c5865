/* What the past adds to the words of a mail: steps, whoever must act, how long it was tried. */
#include <string.h>

#include "classify/bounce.h"
#include "tests/support/check.h"

enum {
    T0 = 1775001600, /* seconds; any */
    H = 3600,
};

static struct bounce_original original = {
    .message_id = "", .subject = "", .to = "", .from = "you@outlook.com"};
static struct bounce_failure failure = {.kind = BOUNCE_FAILED,
                                        .recipient = "pat@charter.net",
                                        .original_recipient = "",
                                        .action = "",
                                        .status = "",
                                        .diagnostic = "550 5.1.1 no such user",
                                        .said = "",
                                        .said_by = "",
                                        .remote_mta = "",
                                        .tried_host = "",
                                        .tried_address = "",
                                        .code = {550, 5, 1, 1},
                                        .final_recipient = "",
                                        .command = ""};

static struct bounce
report(void)
{
    return (struct bounce){.reporter = "",
                           .message_id = "",
                           .original = &original,
                           .failures = &failure,
                           .failures_seen = 1,
                           .own_provider = "outlook.com"};
}

static void
steps_of_findings_come_first(void **state)
{
    (void)state;
    static const char *const own[] = {"Own one.", "Own two.", NULL};
    const struct bounce_advice advice = {.steps = own};
    struct bounce_finding second = {
        .id = "B", .step = "B.", .headline = "", .words = ""};
    struct bounce_finding first = {
        .next = &second, .id = "A", .step = "", .headline = "", .words = ""};
    struct bounce_past past = {.size = sizeof past, .findings = &first};
    struct bounce_moment moment = {.size = sizeof moment, .past = &past};
    static const struct {
        bool alone;
        const char *recipient;
        const char *all;
    } rows[] = {
        {false, NULL, "|B.|Own one.|Own two.|"},
        {true, NULL, "|B.|"},
        {false, "pat@charter.net", "|B.|Own one.|Own two.|"},
        {true, "jo@charter.net", "Own one.|Own two.|"}, /* the past of another */
    };
    struct bounce bounce = report();
    for (size_t i = 0; i < COUNT(rows); i++) {
        char all[128] = "", step[32];
        second.alone = rows[i].alone;
        past.recipient = rows[i].recipient;
        for (size_t k = 0;
             bounce_step(&advice, &bounce, &failure, &moment, k, step, sizeof step);
             k++) {
            strcat(all, step);
            strcat(all, "|");
        }
        assert_string_equal(all, rows[i].all);
    }
    char small[4];
    second.step = "äöü";
    past.recipient = NULL;
    assert_true(
        bounce_step(&advice, &bounce, &failure, &moment, 1, small, sizeof small));
    assert_string_equal(small, "ä"); /* cut between characters */
}

static void
the_past_judges(void **state)
{
    (void)state;
    enum bounce_cause cause = BOUNCE_CAUSE_CONNECTION_REFUSED;
    unsigned who = BOUNCE_WHO_RECIPIENT;
    struct bounce_past past = {.size = sizeof past};
    struct bounce_moment moment = {.size = sizeof moment, .past = &past};
    struct bounce bounce = report();
    struct bounce_diagnosis why = bounce_judge(&bounce, &failure, NULL);
    assert_int_equal(why.cause, BOUNCE_CAUSE_NO_SUCH_USER);
    assert_true(why.address_dead);
    past.alive = true;
    past.who = &who;
    why = bounce_judge(&bounce, &failure, &moment);
    assert_int_equal(why.cause, BOUNCE_CAUSE_NO_SUCH_USER);
    assert_int_equal(why.who, BOUNCE_WHO_RECIPIENT);
    assert_false(why.address_dead);
    past.who = NULL;
    past.cause = &cause;
    why = bounce_judge(&bounce, &failure, &moment);
    assert_int_equal(why.cause, BOUNCE_CAUSE_CONNECTION_REFUSED);
    assert_int_equal(why.who, bounce_who(BOUNCE_CAUSE_CONNECTION_REFUSED));
}

/* Measured first, then announced, then what is known of the provider (C-01). */
static void
how_long_it_was_tried(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum bounce_kind kind;
        int64_t arrived, reported, patience, until; /* hours */
        const char *own;
        int64_t hours, ends; /* hours; 0: not known */
        enum bounce_ground ground;
    } rows[] = {
        {"measured", 0, 10, 58, 24, 0, "outlook.com", 48, 58, BOUNCE_GROUND_MEASURED},
        {"announced", 0, 0, 58, 48, 0, "outlook.com", 48, 58, BOUNCE_GROUND_MEASURED},
        {"known", 0, 0, 58, 0, 0, "outlook.com", 24, 58, BOUNCE_GROUND_DOCUMENTED},
        {"nobody knows", 0, 0, 58, 0, 0, "example.org", 0, 0, BOUNCE_GROUND_NONE},
        {"sent back at once", 0, 58, 58, 0, 0, "outlook.com", 0, 0, BOUNCE_GROUND_NONE},
        {"delayed, told", BOUNCE_DELAYED, 10, 14, 0, 82, "gmail.com", 72, 82,
         BOUNCE_GROUND_MEASURED},
        {"delayed, announced", BOUNCE_DELAYED, 10, 14, 48, 0, "outlook.com", 48, 58,
         BOUNCE_GROUND_MEASURED},
        {"delayed, known", BOUNCE_DELAYED, 10, 14, 0, 0, "outlook.com", 24, 34,
         BOUNCE_GROUND_DOCUMENTED},
        {"delayed, nobody knows", BOUNCE_DELAYED, 10, 14, 0, 0, "example.org", 0, 0,
         BOUNCE_GROUND_NONE},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct bounce bounce = report();
        struct bounce_failure one = failure;
        one.kind = rows[i].kind;
        one.tries_until = rows[i].until ? T0 + rows[i].until * H : 0;
        bounce.failures = &one;
        bounce.arrived = rows[i].arrived ? T0 + rows[i].arrived * H : 0;
        bounce.reported = T0 + rows[i].reported * H;
        bounce.patience = rows[i].patience * H;
        bounce.own_provider = rows[i].own;
        struct bounce_original sent = original;
        sent.from = "";
        bounce.original = &sent;
        struct bounce_window window = bounce_window(&bounce, &one);
        int64_t ends = window.until ? (window.until - T0) / H : 0;
        if (window.seconds != rows[i].hours * H || ends != rows[i].ends ||
            window.ground != rows[i].ground)
            fail_msg("%s: %d hours until hour %d, ground %d", rows[i].name,
                     (int)(window.seconds / H), (int)ends, (int)window.ground);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_of_findings_come_first),
        cmocka_unit_test(the_past_judges),
        cmocka_unit_test(how_long_it_was_tried),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
