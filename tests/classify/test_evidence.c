/* evidence: each fact says which field or line said it, in parts of any encoding. */
#include "tests/support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/bounce.h"

static struct bounce *
read_mail(const char *mail)
{
    struct bounce *bounce = NULL;
    assert_int_equal(bounce_read(mail, strlen(mail), NULL, &bounce), BOUNCE_READ);
    return bounce;
}

struct place {
    enum bounce_fact fact;
    const char *source;
    unsigned part, line;
};

/* Exactly these, whatever their order. */
static void
check(const char *what, const struct bounce_evidence *list, const struct place *want,
      size_t count)
{
    size_t listed = 0;
    for (const struct bounce_evidence *one = list; one; one = one->next)
        listed++;
    for (size_t i = 0; i < count; i++) {
        const struct bounce_evidence *one = list;
        while (one && one->fact != want[i].fact)
            one = one->next;
        const char *name = bounce_fact_name(want[i].fact);
        if (!one)
            fail_msg("%s: %s has no evidence", what, name);
        if (strcmp(one->source, want[i].source) != 0 || one->part != want[i].part ||
            one->line != want[i].line)
            fail_msg("%s: %s is said by %s, part %u, line %u", what, name, one->source,
                     (unsigned)one->part, (unsigned)one->line);
    }
    if (listed != count)
        fail_msg("%s: %zu facts have evidence, not %zu", what, listed, count);
}

/* Text in quoted-printable, fields in base64, the original as it is; CRLF as over IMAP. */
static const char encoded[] =
    "Received: from mx.example.com\r\n\tby mail.example.org\r\n"
    "From: MAILER-DAEMON@mx.example.com\r\n"
    "Content-Type: multipart/report; report-type=delivery-status;\r\n boundary=x\r\n\r\n"
    "Look into the parts.\r\n"
    "--x\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    "Your mail did not=20=\r\narrive.\r\n\r\n"
    "<a@example.net>: host mx.example.net[192.0.2.7] said: 550 5.1.1 no such user\r\n"
    "    (in reply to RCPT TO command), after 3 attempts\r\n"
    "--x\r\nContent-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    /* Reporting-MTA: dns; mx.example.com
     * Arrival-Date: Sat, 21 Nov 2026 10:00:00 +0000
     *
     * Final-Recipient: rfc822;
     *   a@example.net
     * Action: failed
     * Status: 5.1.1
     * Diagnostic-Code: smtp; 550 5.1.1 no such user */
    "UmVwb3J0aW5nLU1UQTogZG5zOyBteC5leGFtcGxlLmNvbQpBcnJpdmFsLURhdGU6IFNhdCwgMjEg\r\n"
    "Tm92IDIwMjYgMTA6MDA6MDAgKzAwMDAKCkZpbmFsLVJlY2lwaWVudDogcmZjODIyOwogIGFAZXhh\r\n"
    "bXBsZS5uZXQKQWN0aW9uOiBmYWlsZWQKU3RhdHVzOiA1LjEuMQpEaWFnbm9zdGljLUNvZGU6IHNt\r\n"
    "dHA7IDU1MCA1LjEuMSBubyBzdWNoIHVzZXIK\r\n"
    "--x\r\nContent-Type: message/rfc822\r\n\r\n"
    "Received: by mx.example.com\r\nFrom: Me <me@example.org>\r\nTo: a@example.net\r\n"
    "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nDate: Sat, 21 Nov 2026 09:59:00 +0000\r\n"
    "Message-ID: <m1@example.org>\r\n\r\nHello\r\n--x--\r\n";

static void
counts_the_lines_of_each_part(void **state)
{
    // clang-format off
    static const struct place recipient[] = {
        {BOUNCE_FACT_KIND, "Action", 2, 6},
        {BOUNCE_FACT_RECIPIENT, "Final-Recipient", 2, 4},
        {BOUNCE_FACT_FINAL_RECIPIENT, "Final-Recipient", 2, 4},
        {BOUNCE_FACT_ACTION, "Action", 2, 6},
        {BOUNCE_FACT_STATUS, "Status", 2, 7},
        {BOUNCE_FACT_DIAGNOSTIC, "Diagnostic-Code", 2, 8},
        {BOUNCE_FACT_SAID, "Diagnostic-Code", 2, 8},
        {BOUNCE_FACT_COMMAND, "text", 1, 4},
        {BOUNCE_FACT_TRIES, "text", 1, 4},
    };
    static const struct place mail[] = {
        {BOUNCE_FACT_REPORTER, "Reporting-MTA", 2, 1},
        {BOUNCE_FACT_ARRIVED, "Arrival-Date", 2, 2},
        {BOUNCE_FACT_ORIGINAL_FROM, "original From", 3, 2},
        {BOUNCE_FACT_ORIGINAL_TO, "original To", 3, 3},
        {BOUNCE_FACT_ORIGINAL_SUBJECT, "original Subject", 3, 4},
        {BOUNCE_FACT_ORIGINAL_SENT, "original Date", 3, 5},
        {BOUNCE_FACT_ORIGINAL_MESSAGE_ID, "original Message-ID", 3, 6},
    };
    // clang-format on
    (void)state;
    struct bounce *bounce = read_mail(encoded);
    assert_string_equal(bounce->failures->command, "RCPT TO");
    assert_int_equal(bounce->failures->tries, 3);
    assert_int_equal(bounce->failures->said_code.reply, 550);
    assert_string_equal(bounce->original->subject, "Gr\xc3\xbc\xc3\x9f"
                                                   "e");
    check("recipient", bounce->failures->evidence, recipient, COUNT(recipient));
    check("mail", bounce->evidence, mail, COUNT(mail));
    bounce_free(bounce);
}

/* A report for people alone: HTML in its visible lines, a field of the header, the mail it
 * answers. */
static const char worded[] =
    "From: MAILER-DAEMON@mx.example.com\n"
    "Subject: Undelivered mail\n"
    "In-Reply-To: <m2@example.org>\n"
    "X-Failed-Recipients: b@example.net\n"
    "Content-Type: text/html\n\n"
    "<html><style>\np { }\n</style><p>Subject: Lunch</p><p>Sent: Sat, 21 Nov 2026 09:59:00 +0000</p>\n"
    "<p>b@example.net: 550 5.2.2 mailbox full</p></html>\n";

static void
counts_the_lines_people_see(void **state)
{
    (void)state;
    // clang-format off
    static const struct place mail[] = {
        {BOUNCE_FACT_REPORTER, "From", 0, 1},
        {BOUNCE_FACT_ORIGINAL_MESSAGE_ID, "In-Reply-To", 0, 3},
        {BOUNCE_FACT_ORIGINAL_SUBJECT, "text", 1, 1},
        {BOUNCE_FACT_ORIGINAL_SENT, "text", 1, 3},
    };
    static const struct place recipient[] = {
        {BOUNCE_FACT_KIND, "the report's wording", 0, 0},
        {BOUNCE_FACT_RECIPIENT, "X-Failed-Recipients", 0, 4},
        {BOUNCE_FACT_DIAGNOSTIC, "text", 1, 5},
        {BOUNCE_FACT_SAID, "text", 1, 5},
    };
    // clang-format on
    struct bounce *bounce = read_mail(worded);
    check("mail", bounce->evidence, mail, COUNT(mail));
    check("recipient", bounce->failures->evidence, recipient, COUNT(recipient));
    bounce_free(bounce);
}

/* Far down, too, where feeds are counted eight bytes and 255 such steps at once. */
static void
counts_many_lines(void **state)
{
    enum {
        LINES = 9000
    };
    (void)state;
    char *mail = malloc(4 * LINES + 512);
    assert_non_null(mail);
    int used = sprintf(mail, "From: MAILER-DAEMON@mx.example.com\n"
                             "Content-Type: message/delivery-status\n\n"
                             "Reporting-MTA: dns; mx.example.com\n");
    for (int i = 0; i < LINES; i++)
        used += sprintf(mail + used, i % 3 ? "\n" : "x-y\n");
    sprintf(mail + used, "Final-Recipient: rfc822; a@example.net\nAction: failed\n");
    struct bounce *bounce = read_mail(mail);
    for (const struct bounce_evidence *one = bounce->failures->evidence; one;
         one = one->next)
        assert_int_equal(one->line, one->fact == BOUNCE_FACT_ACTION ||
                                            one->fact == BOUNCE_FACT_KIND
                                        ? LINES + 3
                                        : LINES + 2);
    assert_int_equal(bounce->evidence->line, 1);
    bounce_free(bounce);
    free(mail);
}

static void
names_each_fact(void **state)
{
    (void)state;
    assert_string_equal(bounce_fact_name(BOUNCE_FACT_KIND), "kind");
    assert_string_equal(bounce_fact_name(BOUNCE_FACT_ORIGINAL_SENT), "original_sent");
    for (unsigned fact = 0; fact <= BOUNCE_FACT_SOFTWARE; fact++)
        assert_non_null(bounce_fact_name(fact));
    assert_null(bounce_fact_name(BOUNCE_FACT_SOFTWARE + 1));
    assert_null(bounce_fact_name(~0U));
}

/* What is said of the original where no header of it came back. */
static void
finds_the_original_in_words(void **state)
{
    // clang-format off
    static const struct { const char *words, *message_id, *subject, *from, *to; } cases[] = {
        {"This report relates to a message you sent:\n\n  Message-id: <m1@example.org>\n  From: Me <me@example.org>\n  To: b@example.net\n  Subject: Lunch\n",
         "<m1@example.org>", "Lunch", "me@example.org", "b@example.net"},
        {"Your message\n\n  To:      Bob\n  Subject: Lunch\n  Sent:    Sat, 21 Nov 2026 09:59:00 +0000\n\ndid not reach the following recipient(s):\n",
         "", "Lunch", "", "Bob"},
        {"The MTS-ID of the original message is: c=us;a= ;p=Example;l=EX-261121Z-1\n", "c=us;a= ;p=Example;l=EX-261121Z-1", "", "", ""},
        {"Betreff: Mittagessen\nMessage-ID:\n  <m1@example.org>\n", "<m1@example.org>", "Mittagessen", "", ""},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char mail[1024];
        snprintf(
            mail, sizeof mail,
            "From: MAILER-DAEMON@mx.example.com\nSubject: Undeliverable\n"
            "X-Failed-Recipients: b@example.net\n\n%s\nb@example.net: 550 5.1.1 no such user\n",
            cases[i].words);
        struct bounce *bounce = read_mail(mail);
        assert_string_equal(bounce->original->message_id, cases[i].message_id);
        assert_string_equal(bounce->original->subject, cases[i].subject);
        assert_string_equal(bounce->original->from, cases[i].from);
        assert_string_equal(bounce->original->to, cases[i].to);
        bounce_free(bounce);
    }
}

/* Words of several recipients: each line is its own recipient's evidence. */
static void
tells_the_lines_of_each_recipient(void **state)
{
    // clang-format off
    static const struct place late[] = {
        {BOUNCE_FACT_KIND, "text", 1, 3}, {BOUNCE_FACT_RECIPIENT, "text", 1, 3},
        {BOUNCE_FACT_DIAGNOSTIC, "text", 1, 3}, {BOUNCE_FACT_SAID, "text", 1, 3}};
    static const struct place over[] = {
        {BOUNCE_FACT_KIND, "text", 1, 4}, {BOUNCE_FACT_RECIPIENT, "text", 1, 4},
        {BOUNCE_FACT_DIAGNOSTIC, "text", 1, 4}, {BOUNCE_FACT_SAID, "text", 1, 4}};
    // clang-format on
    (void)state;
    struct bounce *bounce = read_mail("From: MAILER-DAEMON@mx.example.com\n"
                                      "Subject: Delivery report\n\nResults:\n\n"
                                      "a@example.net: 451 4.3.0 busy, delayed\n"
                                      "b@example.net: 550 5.1.1 no such user\n");
    const struct bounce_failure *first = bounce->failures;
    assert_non_null(first->next);
    assert_int_equal(first->kind, BOUNCE_DELAYED);
    assert_int_equal(first->next->kind, BOUNCE_FAILED);
    check("the first", first->evidence, late, COUNT(late));
    check("the second", first->next->evidence, over, COUNT(over));
    bounce_free(bounce);
}

/* The notices of Amazon SES, a member of an object a line. */
static void
tells_the_lines_of_json(void **state)
{
    // clang-format off
    static const struct place recipient[] = {
        {BOUNCE_FACT_KIND, "JSON", 1, 2}, {BOUNCE_FACT_RECIPIENT, "JSON", 1, 1},
        {BOUNCE_FACT_ACTION, "JSON", 1, 2}, {BOUNCE_FACT_STATUS, "JSON", 1, 3},
        {BOUNCE_FACT_DIAGNOSTIC, "JSON", 1, 4}, {BOUNCE_FACT_SAID, "JSON", 1, 4}};
    // clang-format on
    (void)state;
    struct bounce *bounce = read_mail(
        "From: MAILER-DAEMON@amazonses.com\nX-Amz-Sns-Message-Id: 1\n\n"
        "{\"bounce\":{\"bouncedRecipients\":[{\"emailAddress\":\"a@example.net\",\n"
        "\"action\":\"failed\",\n\"status\":\"5.1.1\",\n"
        "\"diagnosticCode\":\"smtp; 550 5.1.1 no such user\"}]}}\n");
    check("the recipient", bounce->failures->evidence, recipient, COUNT(recipient));
    bounce_free(bounce);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_the_lines_of_each_part),
        cmocka_unit_test(counts_the_lines_people_see),
        cmocka_unit_test(counts_many_lines),
        cmocka_unit_test(tells_the_lines_of_each_recipient),
        cmocka_unit_test(tells_the_lines_of_json),
        cmocka_unit_test(names_each_fact),
        cmocka_unit_test(finds_the_original_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
