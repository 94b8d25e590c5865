/* attempt, challenge: the command a reply answered, counts, spans; who only asks. */
#include "tests/support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/bounce.h"

/* A report on a@example.net and b@example.net with these words. */
static struct bounce *
report(const char *words, const char *fields)
{
    static char mail[4096];
    struct bounce *bounce = NULL;
    snprintf(
        mail, sizeof mail,
        "From: MAILER-DAEMON@example.com\nDate: Sat, 21 Nov 2026 10:00:00 +0000\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n"
        "--x\n\n%s\n--x\nContent-Type: message/delivery-status\n\n"
        "Arrival-Date: Fri, 20 Nov 2026 10:00:00 +0000\n\n%s\n--x--\n",
        words, fields);
    assert_int_equal(bounce_read(mail, strlen(mail), NULL, &bounce), BOUNCE_READ);
    return bounce;
}

static void
knows_command_and_count(void **state)
{
    // clang-format off
    static const struct { const char *words, *command; unsigned tries; } cases[] = {
        {"host mx said: 550 no (in reply to RCPT TO command)", "RCPT TO", 0},
        {"host mx said: 550 no (in reply to end of DATA command)", "end of DATA", 0},
        {"host mx said: 550 no (in reply to DATA command)", "DATA", 0},
        {"host mx said: 550 no (in reply to MAIL FROM command)", "MAIL FROM", 0},
        {"SMTP error from remote mail server after RCPT TO:<a@example.net>:", "RCPT TO", 0},
        {"SMTP error from remote mail server after pipelined sending data block", "", 0},
        {"SMTP error from remote mail server after end of data:", "end of DATA", 0},
        {"SMTP error after initial connection: 554 no", "connect", 0},
        {"... while talking to mx.example.net.:\n>>> RCPT To:<a@example.net>\n<<< 550 no", "RCPT TO", 0},
        {">>> MAIL From:<me@example.org>\n<<< 550 no", "MAIL FROM", 0},
        {"connect to mx.example.net[192.0.2.7]:25: Connection refused", "connect", 0},
        {"Please connect to the internet and [try] again", "", 0},
        {"after database trouble we went on", "", 0},
        {"This condition occurred after 30 attempt(s) to deliver over 5 days", "", 30},
        {"after 3 delivery attempts", "", 3},
        {"'550 no' (delivery attempts: 4)", "", 4},
        {"(delivery attempts: 0)", "", 0},
        {"I tried 12 times.", "", 12},
        {"I tried 12 doors.", "", 0},
        {"in 2026 attempts were made", "", 0},
        {"x86 attempt", "", 0},
        {"30 attempts were made", "", 30},
        {"550 no (in response to the RCPT TO command)", "RCPT TO", 0},
        {"the connection was lost after sending DATA", "DATA", 0},
        {"We could not connect to [192.0.2.7] at all", "", 0},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct bounce *bounce = report(
            cases[i].words, "Final-Recipient: rfc822; a@example.net\nAction: failed\n");
        if (strcmp(bounce->failures->command, cases[i].command) != 0 ||
            bounce->failures->tries != cases[i].tries)
            fail_msg("%s: '%s', %u", cases[i].words, bounce->failures->command,
                     bounce->failures->tries);
        bounce_free(bounce);
    }
}

/* Of several recipients the one named before the words, or on their line. */
static void
knows_whose_command_it_was(void **state)
{
    static const char fields[] =
        "Final-Recipient: rfc822; a@example.net\nAction: failed\n\n"
        "Final-Recipient: rfc822; b@example.net\nAction: failed\n";
    (void)state;
    struct bounce *bounce = report(
        "<a@example.net>: 550 no (in reply to RCPT TO command)\n\n"
        "<b@example.net>: 554 no (in reply to end of DATA command)\n",
        fields);
    assert_string_equal(bounce->failures->command, "RCPT TO");
    assert_string_equal(bounce->failures->next->command, "end of DATA");
    bounce_free(bounce);
    bounce = report(">>> RCPT To:<b@example.net>\n<<< 550 no\n", fields);
    assert_string_equal(bounce->failures->command, "");
    assert_string_equal(bounce->failures->next->command, "RCPT TO");
    bounce_free(bounce);
}

static void
knows_how_long_it_goes_on(void **state)
{
    // clang-format off
    static const struct { const char *words, *action; int64_t until; } cases[] = {
        {"It will be retried for 2 more day(s).", "delayed", 1795255200 + 2 * 86400},
        {"We will retry for 47 more hours.", "delayed", 1795255200 + 47 * 3600},
        {"Will keep trying until message is 5 days old", "delayed", 1795255200 + 4 * 86400},
        {"It will be retried for 30 more minutes.", "delayed", 1795255200 + 30 * 60},
        {"It was tried for 2 more days.", "failed", 0},
        {"It waits for 2 more people.", "delayed", 0},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char fields[128];
        snprintf(fields, sizeof fields,
                 "Final-Recipient: rfc822; a@example.net\nAction: %s\n",
                 cases[i].action);
        struct bounce *bounce = report(cases[i].words, fields);
        if (bounce->failures->tries_until != cases[i].until)
            fail_msg("%s: %lld", cases[i].words,
                     (long long)bounce->failures->tries_until);
        bounce_free(bounce);
    }
}

static void
knows_a_question(void **state)
{
    // clang-format off
    static const struct { const char *words, *status; enum bounce_kind kind; } cases[] = {
        {"Your mail has been waitlisted. Add yourself to my list.", "Status: 4.7.0", BOUNCE_CHALLENGED},
        {"Please confirm that you sent it.", "", BOUNCE_CHALLENGED},
        {"x", "Status: 4.7.0\nDiagnostic-Code: X-Filter; Sender not pre-approved", BOUNCE_CHALLENGED},
        {"Please confirm that you sent it.", "Status: 5.7.1", BOUNCE_FAILED},
        {"x", "Status: 4.7.0\nDiagnostic-Code: smtp; 550 Sender not pre-approved", BOUNCE_FAILED},
        {"No such user.", "Status: 4.7.0", BOUNCE_FAILED},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char fields[256];
        snprintf(fields, sizeof fields,
                 "Final-Recipient: rfc822; a@example.net\nAction: failed\n%s\n",
                 cases[i].status);
        struct bounce *bounce = report(cases[i].words, fields);
        if (bounce->kind != cases[i].kind)
            fail_msg("%s/%s: %d", cases[i].words, cases[i].status, (int)bounce->kind);
        assert_string_equal(bounce->failures->action, "failed");
        bounce_free(bounce);
    }
}

/* A mail's kind is the worst of its recipients', and a question is not the worst. */
static void
puts_a_question_in_its_place(void **state)
{
    // clang-format off
    static const struct { const char *action; enum bounce_kind kind; } cases[] = {
        {"failed\nStatus: 5.1.1", BOUNCE_FAILED}, {"delayed", BOUNCE_DELAYED},
        {"delivered", BOUNCE_CHALLENGED}, {"relayed", BOUNCE_CHALLENGED}, {"expanded", BOUNCE_CHALLENGED},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char fields[256];
        snprintf(
            fields, sizeof fields,
            "Final-Recipient: rfc822; a@example.net\nAction: %s\n\n"
            "Final-Recipient: rfc822; b@example.net\nAction: failed\nStatus: 4.7.0\n"
            "Diagnostic-Code: X-Filter; Sender not pre-approved\n",
            cases[i].action);
        struct bounce *bounce = report("x", fields);
        assert_int_equal(bounce->kind, cases[i].kind);
        bounce_free(bounce);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_command_and_count),
        cmocka_unit_test(knows_whose_command_it_was),
        cmocka_unit_test(knows_how_long_it_goes_on),
        cmocka_unit_test(knows_a_question),
        cmocka_unit_test(puts_a_question_in_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
