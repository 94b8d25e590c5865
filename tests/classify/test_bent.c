/* Delivery reports in fields, in all the broken ways met, wherever they are put. */
#include "tests/support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/bounce.h"

enum {
    MAIL_MAX = 1 << 16,
    TOLD_MAX = 1024,
};

static struct bounce *
read_mail(const char *mail)
{
    struct bounce *bounce = NULL;
    if (bounce_read(mail, strlen(mail), NULL, &bounce) != BOUNCE_READ)
        fail_msg("not read: %s", mail);
    return bounce;
}

/* "recipient action status; ...": what the tables compare. */
static void
tell(const struct bounce *bounce, char told[static TOLD_MAX])
{
    size_t used = 0;
    told[0] = '\0';
    for (const struct bounce_failure *f = bounce->failures; f; f = f->next)
        used += (size_t)snprintf(told + used, TOLD_MAX - used, "%s%s %s %s",
                                 used ? "; " : "", f->recipient, f->action, f->status);
}

// clang-format off
static const struct { const char *what, *fields, *told; } reports[] = {
    {"as it should be",
     "Reporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.1.1\n",
     "a@example.net failed 5.1.1"},
    {"two recipients",
     "Final-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.1.1\n\nFinal-Recipient: rfc822; b@example.net\nAction: delayed\nStatus: 4.2.2\n",
     "a@example.net failed 5.1.1; b@example.net delayed 4.2.2"},
    {"no blank line between recipients",
     "Reporting-MTA: dns; mx.example.com\nFinal-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.1.1\nFinal-Recipient: rfc822; b@example.net\nAction: delayed\nStatus: 4.2.2\n",
     "a@example.net failed 5.1.1; b@example.net delayed 4.2.2"},
    {"blank lines within a group",
     "Final-Recipient: rfc822; a@example.net\n\nAction: failed\n\nStatus: 5.1.1\n\n\nFinal-Recipient: rfc822; b@example.net\n\n\nAction: delayed\n\nStatus: 4.2.2\n",
     "a@example.net failed 5.1.1; b@example.net delayed 4.2.2"},
    {"a status behind a blank line is the same recipient's",
     "Final-Recipient: rfc822; a@example.net\nAction: failed\n\nStatus: 5.2.2\nRemote-MTA: dns; mx.example.net\n",
     "a@example.net failed 5.2.2"},
    {"the action first",
     "Action: failed\nStatus: 5.0.0 (quota)\nOriginal-Recipient: rfc822;a@example.com\nFinal-Recipient: rfc822;b@example.org\n\n"
     "Action: failed\nStatus: 5.1.1\nFinal-Recipient: rfc822;c@example.org\n",
     "b@example.org failed 5.0.0; c@example.org failed 5.1.1"},
    {"a host within is not whom you wrote to",
     "Action: failed\nStatus: 5.0.0\nOriginal-Recipient: rfc822;a@example.com\nFinal-Recipient: rfc822;a.mail@store7\n",
     "a@example.com failed 5.0.0"},
    {"nor is one below the domain",
     "Original-Recipient: rfc822;ann@example.com\nFinal-Recipient: rfc822;A1234@vax.hq.example.com\nAction: failed\nStatus: 5.0.0\n",
     "ann@example.com failed 5.0.0"},
    {"another domain is: a forwarding",
     "Original-Recipient: rfc822;ann@example.com\nFinal-Recipient: rfc822;ann@mail.example.org\nAction: failed\nStatus: 5.1.1\n",
     "ann@mail.example.org failed 5.1.1"},
    {"only the original",
     "Original-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.1.1\n",
     "a@example.net failed 5.1.1"},
    {"no type", "Final-Recipient: <a@example.net>\nAction: failed\nStatus: 5.1.1\n", "a@example.net failed 5.1.1"},
    {"two types", "Final-Recipient: rfc822; rfc822;a@example.net\nAction: failed\n", "a@example.net failed "},
    {"a source route", "Final-Recipient: rfc822;@mx.example.com:a@example.net\nAction: failed\n", "a@example.net failed "},
    {"a pipe, and whom it is for",
     "Final-Recipient: rfc822; |/usr/bin/filter of@example.org\nX-Actual-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.3.0\n",
     "a@example.net failed 5.3.0"},
    {"X.400",
     "Final-Recipient: x400; /RFC-822=a(a)example.net/ADMD= /C=WW/\nAction: failed\nStatus: 5.1.1\n",
     "a@example.net failed 5.1.1"},
    {"X.400, and whom you wrote to",
     "Final-Recipient: x400; /RFC-822=a(a)example.net/ADMD= /C=WW/\nOriginal-Recipient: rfc822;b@example.com\nAction: failed\n",
     "b@example.com failed "},
    {"xtext", "Original-Recipient: rfc822;a+40example.net\nAction: failed\nStatus: 5.1.1\n", "a@example.net failed 5.1.1"},
    {"xtext of a plus", "Original-Recipient: rfc822;a+2Btag+40example.net\nAction: failed\n", "a+tag@example.net failed "},
    {"a plus beside an @", "Original-Recipient: rfc822;a+2Btag@example.net\nAction: failed\n", "a+tag@example.net failed "},
    {"a plus of its own", "Final-Recipient: rfc822;a+40@example.net\nAction: failed\n", "a+40@example.net failed "},
    {"utf-8-addr-xtext", "Final-Recipient: utf-8; gr\\x{FC}n@example.net\nAction: failed\n", "gr\xc3\xbcn@example.net failed "},
    {"utf-8-addr-unitext", "Final-Recipient: utf-8; gr\xc3\xbcn@example.net\nAction: failed\n", "gr\xc3\xbcn@example.net failed "},
    {"odd case, blanks before the colon",
     "FINAL-RECIPIENT : RFC822; a@example.net\naction :FAILED\nstatus\t: 5.1.1\n", "a@example.net failed 5.1.1"},
    {"blanks and underscores for dashes",
     "Final Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.1.1\n", "a@example.net failed 5.1.1"},
    {"all indented", "  Final-Recipient: rfc822; a@example.net\n  Action: failed\n  Status: 5.1.1\n", "a@example.net failed 5.1.1"},
    {"fields that look folded",
     "Final-Recipient: rfc822; a@example.net\n Action: failed\n Status: 5.1.1\n Diagnostic-Code: smtp; 550 no\n",
     "a@example.net failed 5.1.1"},
    {"the value on the next line", "Final-Recipient:\nrfc822; a@example.net\nAction:\n failed\nStatus:\n 5.1.1\n", "a@example.net failed 5.1.1"},
    {"a reason behind the action", "Final-Recipient: rfc822;a@example.net\nAction: failed (bad destination mailbox address)\nStatus: 5.1.1\n", "a@example.net failed 5.1.1"},
    {"failure", "Final-Recipient: rfc822;a@example.net\nAction: failure\n", "a@example.net failed "},
    {"error", "Final-Recipient: rfc822;a@example.net\nAction: error\n", "a@example.net failed "},
    {"expired", "Final-Recipient: rfc822;a@example.net\nAction: expired\n", "a@example.net failed "},
    {"expanded is another word", "Final-Recipient: rfc822;a@example.net\nAction: expanded\n", "a@example.net expanded "},
    {"a type before the action", "Final-Recipient: rfc822;a@example.net\nAction: smtp; delayed\n", "a@example.net delayed "},
    {"no action", "Final-Recipient: rfc822;a@example.net\nStatus: 5.1.1\n", "a@example.net  5.1.1"},
    {"no status in it", "Final-Recipient: rfc822;a@example.net\nAction: failed\nStatus: unknown\n", "a@example.net failed "},
    {"only returns", "Final-Recipient: rfc822; a@example.net\rAction: failed\rStatus: 5.1.1\r\rFinal-Recipient: rfc822; b@example.net\rAction: delayed\r", "a@example.net failed 5.1.1; b@example.net delayed "},
    {"all line ends", "Final-Recipient: rfc822; a@example.net\r\nAction: failed\rStatus: 5.1.1\n\r\r\nFinal-Recipient: rfc822; b@example.net\r\r\nAction: delayed\n", "a@example.net failed 5.1.1; b@example.net delayed "},
    {"a name without a domain", "Final-Recipient: unknown; smith_j\nAction: failed\nStatus: 5.1.1\n", "smith_j failed 5.1.1"},
    {"one twice", "Final-Recipient: rfc822; a@example.net\nAction: failed\n\nFinal-Recipient: rfc822; A@example.net\nAction: delayed\n", "a@example.net failed "},
    {"two reports on end", "Reporting-MTA: dns; a.example\n\nFinal-Recipient: rfc822; a@example.net\nAction: failed\n\nReporting-MTA: dns; b.example\n\nFinal-Recipient: rfc822; b@example.net\nAction: failed\nStatus: 5.1.1\n", "a@example.net failed ; b@example.net failed 5.1.1"},
};
// clang-format on

static void
check_report(const char *what, const char *head, const char *fields, const char *want)
{
    static char mail[MAIL_MAX];
    char told[TOLD_MAX];
    snprintf(mail, sizeof mail, "From: MAILER-DAEMON@example.com\nSubject: x\n%s\n%s",
             head, fields);
    struct bounce *bounce = read_mail(mail);
    tell(bounce, told);
    if (strcmp(told, want) != 0)
        fail_msg("%s: '%s', not '%s'", what, told, want);
    bounce_free(bounce);
}

static void
reads_all_ways(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(reports); i++) {
        check_report(reports[i].what, "Content-Type: message/delivery-status\n",
                     reports[i].fields, reports[i].told);
        check_report(reports[i].what, "Content-Type: message/global-delivery-status\n",
                     reports[i].fields, reports[i].told);
    }
}

/* The same fields wherever they are put. */
static void
reads_all_places(void **state)
{
    // clang-format off
    static const struct { const char *what, *head, *fields; } places[] = {
        {"bare", "Content-Type: message/delivery-status\n",
         "Final-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.1.1\n"},
        {"multipart/mixed", "Content-Type: multipart/mixed; boundary=x\n",
         "--x\n\nIt failed.\n--x\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.1.1\n--x--\n"},
        {"base64", "Content-Type: multipart/mixed; boundary=x\n",
         "--x\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n"
         "RmluYWwtUmVjaXBpZW50OiByZmM4MjI7IGFAZXhhbXBsZS5uZXQKQWN0aW9uOiBmYWlsZWQKU3Rh\ndHVzOiA1LjEuMQo=\n--x--\n"},
        {"quoted-printable", "Content-Type: multipart/mixed; boundary=x\n",
         "--x\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: quoted-printable\n\n"
         "Final-Recipient: rfc822;=20=\na=40example.net\nAction: failed\nStatus: 5.1.1\n--x--\n"},
        {"a text", "",
         "Your mail was not delivered.\n\nFinal-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.1.1\n"},
        {"a second text", "Content-Type: multipart/mixed; boundary=x\n",
         "--x\n\nIt failed.\n--x\nContent-Type: text/plain; name=details.txt\n\nReporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.1.1\n--x--\n"},
        {"an attachment", "Content-Type: multipart/mixed; boundary=x\n",
         "--x\n\nIt failed.\n--x\nContent-Type: application/octet-stream\n\nReporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.1.1\n--x--\n"},
        {"no address but in the text", "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n",
         "--x\n\nYour mail could not be delivered to:\n\n  a@example.net\n\n--x\nContent-Type: message/delivery-status\n\nFinal-Recipient: RFC822; @mx.example.org\nAction: failed\nStatus: 5.1.1\n--x--\n"},
        {"a name, the address in the text", "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n",
         "--x\n\nYour mail could not be delivered to:\n\n  a@example.net\n  b@example.org\n\n--x\nContent-Type: message/delivery-status\n\nFinal-Recipient: unknown; a\nAction: failed\nStatus: 5.1.1\n--x--\n"},
        {"nobody but the original's To", "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n",
         "--x\n\nIt failed.\n--x\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822;@\nAction: failed\nStatus: 5.1.1\n--x\nContent-Type: text/rfc822-headers\n\nFrom: me@example.com\nTo: A <a@example.net>\n--x--\n"},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(places); i++)
        check_report(places[i].what, places[i].head, places[i].fields,
                     "a@example.net failed 5.1.1");
}

/* What stands beside the recipient. */
static void
reads_the_other_fields(void **state)
{
    (void)state;
    struct bounce *bounce = read_mail(
        "From: MAILER-DAEMON@example.com\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; relay.example.com (192.0.2.1)\n"
        "Arrival-Date: Sat, 21 Nov 2026 10:00:00 +0000\n"
        "X-Original-Message-ID: <m1@example.com>\n\n"
        "Original-Recipient: rfc822; ann@example.com\n"
        "Final-Recipient: rfc822; a1@vax.example.com\nAction: delayed\nStatus: 4.4.1 (no answer)\n"
        "Remote-MTA: dns; [mx.example.com.]\n"
        "Last-Attempt-Date: Sat, 21 Nov 2026 11:00:00 +0000\n"
        "Will-Retry-Until: Sun, 22 Nov 2026 10:00:00 +0000\n"
        "Diagnostic-Code: smtp; 451-4.4.1 no answer,\nsee http://example.com/help\n 451 4.4.1 later\n"
        "X-Odd-Field: x\nmore of it\n");
    const struct bounce_failure *failure = bounce->failures;
    assert_string_equal(bounce->reporter, "relay.example.com");
    assert_int_equal(bounce->arrived, 1795255200);
    assert_string_equal(bounce->original->message_id, "<m1@example.com>");
    assert_string_equal(failure->recipient, "ann@example.com");
    assert_string_equal(failure->original_recipient, "ann@example.com");
    assert_string_equal(failure->final_recipient, "a1@vax.example.com");
    assert_int_equal(failure->kind, BOUNCE_DELAYED);
    assert_string_equal(failure->status, "4.4.1");
    assert_string_equal(failure->remote_mta, "mx.example.com");
    assert_int_equal(failure->tried_last, 1795258800);
    assert_int_equal(failure->tries_until, 1795341600);
    assert_string_equal(
        failure->diagnostic,
        "451-4.4.1 no answer, see http://example.com/help 451 4.4.1 later");
    bounce_free(bounce);
}

/* A mail of an old Macintosh. */
static void
reads_a_mail_without_line_feeds(void **state)
{
    (void)state;
    char told[TOLD_MAX];
    struct bounce *bounce = read_mail(
        "From: MAILER-DAEMON@example.com\rContent-Type: multipart/mixed; boundary=x\r\r"
        "--x\r\rIt failed.\r--x\rContent-Type: message/delivery-status\r\r"
        "Final-Recipient: rfc822; a@example.net\rAction: failed\rStatus: 5.1.1\r--x--\r");
    tell(bounce, told);
    assert_string_equal(told, "a@example.net failed 5.1.1");
    assert_int_equal(bounce->failures->evidence->part, 2);
    bounce_free(bounce);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_all_ways),
        cmocka_unit_test(reads_all_places),
        cmocka_unit_test(reads_the_other_fields),
        cmocka_unit_test(reads_a_mail_without_line_feeds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
