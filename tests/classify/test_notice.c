/* The nine notices: each has its words, they hold for every kind of report, and they serve
 * whoever has no report at all. */
#include "tests/support/check.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "classify/bounce.h"

enum {
    NOTICES = BOUNCE_NOTICE_FAKE_BOUNCE + 1,
    ROOM = 2048
};

static const struct bounce_original original = {
    .message_id = "", .subject = "Lunch", .to = "", .from = "dorothy@outlook.com"};
static const struct bounce_original silent_original = {"", "", "", "", 0};
#define SILENT_FAILURE                                                                 \
    .original_recipient = "", .action = "", .status = "", .diagnostic = "",            \
    .said = "", .said_by = "", .remote_mta = "", .tried_host = "", .tried_address = ""
static struct bounce_failure failure = {.recipient = "pat@charter.net", SILENT_FAILURE};
static struct bounce_failure nobody = {.recipient = "", SILENT_FAILURE};
static const struct bounce story = {.reporter = "",
                                    .message_id = "",
                                    .original = &original,
                                    .failures = &failure,
                                    .failures_seen = 1,
                                    .own_provider = ""};
static const struct bounce silence = {.reporter = "",
                                      .message_id = "",
                                      .original = &silent_original,
                                      .failures = &nobody,
                                      .failures_seen = 1,
                                      .own_provider = ""};
static const struct bounce_person office = {
    .size = sizeof office, .office = true, .admin = "it@example.org"};
static const struct bounce_person customer = {.size = sizeof customer,
                                              .support = "support.microsoft.com"};

static const char *
filled(const char *words, const struct bounce *bounce,
       const struct bounce_person *person)
{
    static char text[ROOM];
    const struct bounce_moment moment = {.size = sizeof moment, .person = person};
    assert_true(bounce_fill(words, bounce, bounce->failures, &moment, text,
                            sizeof text) < sizeof text);
    return text;
}

static void
each_has_its_words(void **state)
{
    static const char *const ids[NOTICES] = {
        "delayed_notice", "delivered_info",  "auto_reply",
        "read_receipt",   "feedback_report", "challenge",
        "backscatter",    "hacked_account",  "fake_bounce",
    };
    (void)state;
    for (int i = 0; i < NOTICES; i++) {
        const struct bounce_advice *advice = bounce_advise_notice(
            (enum bounce_notice)i);
        assert_string_equal(advice->id, ids[i]);
        assert_true(advice->notice);
        assert_true(*advice->plain && !strchr(advice->plain, '{'));
        assert_true(strlen(advice->plain) <= BOUNCE_HEADLINE_MAX);
        for (int cause = 0; cause <= BOUNCE_CAUSE_FORWARDING_BLOCKED; cause++)
            assert_string_not_equal(
                advice->id,
                bounce_advise((enum bounce_cause)cause, BOUNCE_FOR_SENDER)->id);
    }
    assert_null(bounce_advise_notice((enum bounce_notice)NOTICES));
    assert_null(bounce_advise_notice((enum bounce_notice) - 1));
}

/* Somebody else's mail may well have been delivered: it is still not mine. */
static void
headlines_hold_for_each_kind(void **state)
{
    (void)state;
    for (int i = 0; i < NOTICES; i++) {
        const struct bounce_advice *advice = bounce_advise_notice(
            (enum bounce_notice)i);
        char first[ROOM], line[ROOM];
        failure.kind = BOUNCE_FAILED;
        bounce_headline(advice, &story, &failure, NULL, first, sizeof first);
        assert_true(strlen(first) <= BOUNCE_HEADLINE_MAX);
        for (int kind = BOUNCE_FAILED; kind <= BOUNCE_CHALLENGED; kind++) {
            failure.kind = (enum bounce_kind)kind;
            bounce_headline(advice, &story, &failure, NULL, line, sizeof line);
            assert_string_equal(line, first);
        }
        bounce_headline(advice, &silence, &nobody, NULL, line, sizeof line);
        assert_string_equal(line, advice->plain);
    }
    failure.kind = BOUNCE_FAILED;
}

static void
what_happened_is_always_said(void **state)
{
    (void)state;
    for (int i = 0; i < NOTICES; i++) {
        const struct bounce_advice *advice = bounce_advise_notice(
            (enum bounce_notice)i);
        assert_true(*filled(advice->happened, &silence, NULL));
        assert_true(*filled(advice->happened, &story, &office));
    }
}

/* An office's own people help, and no provider's page is named beside them. */
static void
the_right_people_help(void **state)
{
    const struct bounce_advice *hacked = bounce_advise_notice(
        BOUNCE_NOTICE_HACKED_ACCOUNT);
    (void)state;
    assert_string_equal(filled(hacked->steps[1], &story, &office),
                        "Tell your IT (it@example.org) at once.");
    assert_string_equal(filled(hacked->steps[4], &story, &office),
                        "Scan your devices.");
    const char *last = filled(hacked->steps[4], &story, &customer);
    assert_non_null(strstr(last, "then tell Outlook.com: open support.microsoft.com."));
    assert_non_null(strstr(last, "No support needs your password"));
    const struct bounce_advice *strangers = bounce_advise_notice(
        BOUNCE_NOTICE_BACKSCATTER);
    assert_string_equal(filled(strangers->ask, &story, &customer), "");
    assert_non_null(strstr(filled(strangers->ask, &story, &office), "p=none"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_has_its_words),
        cmocka_unit_test(headlines_hold_for_each_kind),
        cmocka_unit_test(what_happened_is_always_said),
        cmocka_unit_test(the_right_people_help),
    };
    return cmocka_run_group_tests_name("notice", tests, NULL, NULL);
}
