/* test_software: what wrote a report, by how its words begin, and how long that keeps trying. */
#include "tests/support/check.h"

#include <stdio.h>
#include <string.h>

#include "classify/bounce.h"
#include "classify/software.h"

enum {
    HOUR = 3600
};

// clang-format off
static const struct { const char *words; enum bounce_software want; } rows[] = {
    {"This is the mail system at host mx.example.org.\n\nI'm sorry", BOUNCE_SOFTWARE_POSTFIX},
    {"\r\n\r\nThis message was created automatically by mail delivery software.\r\n", BOUNCE_SOFTWARE_EXIM},
    {"Hi. This is the qmail-send program at example.org.\n", BOUNCE_SOFTWARE_QMAIL},
    {"The original message was received at Wed, 1 Apr 2026", BOUNCE_SOFTWARE_SENDMAIL},
    {"    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this email.\n", BOUNCE_SOFTWARE_OPENSMTPD},
    {"a\n\nb\n\nc\nThis is the mail system at host mx", BOUNCE_SOFTWARE_POSTFIX},
    {"a\nb\nc\nd\nThis is the mail system at host mx", BOUNCE_SOFTWARE_UNKNOWN}, /* quoted, perhaps */
    {"> This is the mail system at host mx", BOUNCE_SOFTWARE_UNKNOWN},
    {"This is the mail system", BOUNCE_SOFTWARE_UNKNOWN},
    {"", BOUNCE_SOFTWARE_UNKNOWN},
};
// clang-format on

static void
begins(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const unsigned char *at = NULL;
        enum bounce_software got = software_of(slice_of(rows[i].words), &at);
        if (got != rows[i].want)
            fail_msg("row %zu: %s", i, bounce_software(got));
        assert_int_equal(at != NULL, got != BOUNCE_SOFTWARE_UNKNOWN);
    }
}

static struct bounce_window
window_of(const char *from, const char *text)
{
    char mail[2048];
    struct bounce *bounce = NULL;
    const struct bounce_options options = {.size = sizeof options,
                                           .own_provider = strchr(from, '@') + 1};
    int length = snprintf(
        mail, sizeof mail,
        "Return-Path: <>\r\nDate: Wed, 1 Apr 2026 12:00:00 +0000\r\n"
        "From: Mail Delivery System <MAILER-DAEMON@mx.example.org>\r\nTo: %s\r\n"
        "X-Failed-Recipients: pat@example.com\r\nSubject: Mail delivery failed\r\n\r\n%s",
        from, text);
    assert_int_equal(bounce_read(mail, (size_t)length, &options, &bounce), BOUNCE_READ);
    struct bounce_window window = bounce_window(bounce, bounce->failures);
    bounce_free(bounce);
    return window;
}

#define GAVE_UP " pat@example.com\n    retry timeout exceeded\n"

/* What the report measures comes first, then what the provider does, then the software. */
static void
windows(void **state)
{
    (void)state;
    struct bounce_window window = window_of(
        "you@example.org",
        "This message was created automatically by mail delivery software.\n\n" GAVE_UP);
    assert_int_equal(window.seconds, 96 * HOUR);
    assert_int_equal(window.ground, BOUNCE_GROUND_DOCUMENTED);
    window = window_of(
        "you@example.org",
        "Hi. This is the qmail-send program at mx.example.org.\n\n<"
        "pat@example.com>:\nI'm not going to try again; this message has "
        "been in the queue too long.\n");
    assert_int_equal(window.seconds, 168 * HOUR);
    window = window_of(
        "you@gmail.com",
        "This message was created automatically by mail delivery software.\n\n" GAVE_UP);
    assert_int_equal(window.seconds, 72 * HOUR);
    window = window_of("you@example.org", "We are sorry.\n\n" GAVE_UP);
    assert_int_equal(window.seconds, 0);
}

static void
any_number(void **state)
{
    (void)state;
    assert_string_equal(bounce_software(BOUNCE_SOFTWARE_EXIM), "Exim");
    for (unsigned i = 0; i < 70000; i += 7)
        assert_true(bounce_software(i) && software_patience(i) <= 168);
    assert_string_equal(bounce_software(65535), "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(begins),
        cmocka_unit_test(windows),
        cmocka_unit_test(any_number),
    };
    return cmocka_run_group_tests_name("software", tests, NULL, NULL);
}
