/* The fields of reports, strict and bent: what stands in them and how. */
#include "tests/support/check.h"

#include <stdio.h>
#include <string.h>

#include "classify/bounce.h"

enum {
    MAIL_ROOM = 4096
};

/* Reads a report with these fields; NULL where none comes of it. */
static struct bounce *
read_fields(const char *fields)
{
    char mail[MAIL_ROOM];
    struct bounce *bounce = NULL;
    int length = snprintf(mail, sizeof mail,
                          "From: MAILER-DAEMON@example.org\n"
                          "Subject: Undelivered Mail Returned to Sender\n"
                          "Content-Type: multipart/report; "
                          "report-type=delivery-status; boundary=b\n\n"
                          "--b\n\nIt did not arrive.\n\n"
                          "--b\nContent-Type: message/delivery-status\n\n%s\n--b--\n",
                          fields);
    assert_true(length > 0 && length < MAIL_ROOM);
    if (bounce_read(mail, (size_t)length, NULL, &bounce) != BOUNCE_READ)
        return NULL;
    return bounce;
}

#define TO "Final-Recipient: rfc822; a@example.net\n"

static void
reads_bent_fields(void **state)
{
    // clang-format off
    static const struct {
        const char *fields, *recipient, *status, *remote_mta, *diagnostic;
    } cases[] = {
        {TO "Action: failed\nStatus: 5.1.1\n", "a@example.net", "5.1.1", "", ""},
        {TO "Action: failed\nStatus: 5.1.1 (no such user)\n", "a@example.net", "5.1.1", "", ""},
        {TO "Action: failed\nStatus: permanent\n", "a@example.net", "", "", ""},
        /* Hosts: with a type or without, in brackets, with a dot, with a remark. */
        {TO "Action: failed\nRemote-MTA: dns; mx.example.net\n", "a@example.net", "", "mx.example.net", ""},
        {TO "Action: failed\nRemote-MTA: dns;mx.example.net.\n", "a@example.net", "", "mx.example.net", ""},
        {TO "Action: failed\nRemote-MTA: dns; mx.example.net(192.0.2.7)\n", "a@example.net", "", "mx.example.net", ""},
        {TO "Action: failed\nRemote-MTA: dns; mx.example.net (192.0.2.7)\n", "a@example.net", "", "mx.example.net", ""},
        {TO "Action: failed\nRemote-MTA: dns; [192.0.2.7]\n", "a@example.net", "", "192.0.2.7", ""},
        {TO "Action: failed\nRemote-MTA: dns; <mx.example.net>\n", "a@example.net", "", "mx.example.net", ""},
        {TO "Action: failed\nRemote-MTA: mx.example.net\n", "a@example.net", "", "mx.example.net", ""},
        {TO "Action: failed\nRemote-MTA: dns;\n", "a@example.net", "", "", ""},
        /* Types of letters, digits, hyphens and dots; what stands before another ";" is none. */
        {TO "Action: failed\nDiagnostic-Code: x-unix.1; alas\n", "a@example.net", "", "", "alas"},
        {TO "Action: failed\nDiagnostic-Code: 550 alas; and more\n", "a@example.net", "", "", "550 alas; and more"},
        {TO "Action: failed\nDiagnostic-Code: ; alas\n", "a@example.net", "", "", "; alas"},
        {TO "Action: failed\nDiagnostic-Code: smtp; 550 one\n two\n\tthree\n", "a@example.net", "", "", "550 one two three"},
        {TO "Action: failed\nDiagnostic-Code: smtp; 550 one\ntwo\n", "a@example.net", "", "", "550 one two"},
        /* Only the mailbox behind an alias is named, or only the address as written. */
        {"X-Actual-Recipient: rfc822; c@example.net\nAction: failed\nStatus: 5.2.2\n", "c@example.net", "5.2.2", "", ""},
        {"Original-Recipient: rfc822; b@example.net\nAction: failed\nStatus: 5.2.2\n", "b@example.net", "5.2.2", "", ""},
        {"Final-Recipient: rfc822; nobody\nOriginal-Recipient: rfc822; b@example.net\nAction: failed\n", "b@example.net", "", "", ""},
        {"Final-Recipient: rfc822; nobody\nStatus: 5.1.1\n", "nobody", "5.1.1", "", ""},
        {"Final_Recipient: rfc822; a@example.net\nAction: failed\nRemote MTA: dns; mx.example.net\n", "a@example.net", "", "mx.example.net", ""},
        /* Pipes and files are nobody; what stands for an "@" in X.400 and xtext is undone. */
        {"Final-Recipient: rfc822; \"|/usr/bin/filter a@example.net\"\nOriginal-Recipient: rfc822; b@example.net\nAction: failed\n",
         "b@example.net", "", "", ""},
        {"Final-Recipient: rfc822; /var/mail/a@example.net\nOriginal-Recipient: rfc822; b@example.net\nAction: failed\n",
         "b@example.net", "", "", ""},
        {"Final-Recipient: x400; /RFC-822=a(a)example.net/ADMD= /C=WW/\nAction: failed\n", "a@example.net", "", "", ""},
        {"Final-Recipient: x400; /RFC-822=a@example.net/ADMD= /C=WW/\nAction: failed\n", "a@example.net", "", "", ""},
        {"Final-Recipient: rfc822; a+40example.net\nAction: failed\n", "a@example.net", "", "", ""},
        {"Final-Recipient: rfc822; a+2Bb@example.net\nAction: failed\n", "a+b@example.net", "", "", ""},
        {"Final-Recipient: rfc822; a+2Cb@example.net\nAction: failed\n", "a+2Cb@example.net", "", "", ""},
        /* A type is a short word; a line that begins with a digit goes on with the words. */
        {TO "Action: failed\nDiagnostic-Code: the-words-of-this-server; alas\n", "a@example.net", "", "", "the-words-of-this-server; alas"},
        {TO "Action: failed\nDiagnostic-Code: smtp; 550 call\n1-800: now\n", "a@example.net", "", "", "550 call 1-800: now"},
        /* Said twice, it is the first that counts; blank lines may part the fields of one recipient. */
        {TO "Action: failed\nDiagnostic-Code: smtp; 550 one\nDiagnostic-Code: smtp; 550 two\n", "a@example.net", "", "", "550 one"},
        {TO "Action: failed\nStatus: 5.1.1\nStatus: 5.2.2\n", "a@example.net", "5.1.1", "", ""},
        {"Original-Recipient: rfc822; a@example.net\n\n" TO "\nAction: failed\n\nStatus: 5.1.1\n", "a@example.net", "5.1.1", "", ""},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        print_message("# row %zu\n", i + 1);
        struct bounce *bounce = read_fields(cases[i].fields);
        assert_non_null(bounce);
        const struct bounce_failure *failure = bounce->failures;
        assert_string_equal(failure->recipient, cases[i].recipient);
        assert_string_equal(failure->status, cases[i].status);
        assert_string_equal(failure->remote_mta, cases[i].remote_mta);
        assert_string_equal(failure->diagnostic, cases[i].diagnostic);
        assert_null(failure->next);
        bounce_free(bounce);
    }
}

/* The first word of the Action field counts, however it is spelled or dressed. */
static void
knows_actions(void **state)
{
    static const struct {
        const char *value, *action;
    } cases[] = {
        {"failed", "failed"},
        {"(failed)", "failed"},
        {"rfc822; failed", "failed"},
        {"<Delayed>", "delayed"},
        {"deferred", "delayed"},
        {"transient error", "delayed"},
        {"relayed", "relayed"},
        {"--", ""},
        {"lost", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char fields[128];
        snprintf(fields, sizeof fields, TO "Action: %s\nStatus: 5.1.1\n",
                 cases[i].value);
        struct bounce *bounce = read_fields(fields);
        assert_non_null(bounce);
        assert_string_equal(bounce->failures->action, cases[i].action);
        bounce_free(bounce);
    }
}

/* Where one recipient's group ends when nothing, or a blank line, parts it from the next. */
static void
parts_recipients(void **state)
{
    static const char b[] =
        "Original-Recipient: rfc822; b@example.net\nAction: failed\n";
    static const char *const between[] = {"", "\n", "Status: 5.1.1\n\n\n"};
    (void)state;
    for (size_t i = 0; i < COUNT(between); i++) {
        char fields[256];
        snprintf(fields, sizeof fields, TO "Action: failed\n%s%s", between[i], b);
        struct bounce *bounce = read_fields(fields);
        assert_non_null(bounce);
        assert_string_equal(bounce->failures->recipient, "a@example.net");
        bool two = i > 0;
        assert_int_equal(bounce->failures->next != NULL, two);
        if (two)
            assert_string_equal(bounce->failures->next->recipient, "b@example.net");
        bounce_free(bounce);
    }
    /* Fields in another order: a second Action begins the next recipient's. */
    struct bounce *bounce = read_fields("Action: failed\n" TO "Action: delayed\n"
                                        "Final-Recipient: rfc822; b@example.net\n");
    assert_non_null(bounce);
    assert_string_equal(bounce->failures->action, "failed");
    assert_non_null(bounce->failures->next);
    assert_string_equal(bounce->failures->next->action, "delayed");
    bounce_free(bounce);
}

/* The same recipient twice is one failure, and what was said first of it stands. */
static void
keeps_what_was_said_first(void **state)
{
    (void)state;
    struct bounce *bounce = read_fields(
        "Arrival-Date: Fri, 20 Nov 2026 10:00:00 +0000\n"
        "Arrival-Date: Fri, 20 Nov 2026 11:00:00 +0000\n\n" TO
        "Action: delayed\nLast-Attempt-Date: Sat, 21 Nov 2026 10:00:00 +0000\n"
        "Will-Retry-Until: Sun, 22 Nov 2026 10:00:00 +0000\n\n" TO
        "Action: failed\nLast-Attempt-Date: Sat, 21 Nov 2026 11:00:00 +0000\n"
        "Will-Retry-Until: Sun, 22 Nov 2026 11:00:00 +0000\n");
    assert_non_null(bounce);
    assert_int_equal(bounce->arrived, 1795168800);
    assert_int_equal(bounce->failures->tried_last, 1795255200);
    assert_int_equal(bounce->failures->tries_until, 1795341600);
    assert_null(bounce->failures->next);
    bounce_free(bounce);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_bent_fields),
        cmocka_unit_test(knows_actions),
        cmocka_unit_test(parts_recipients),
        cmocka_unit_test(keeps_what_was_said_first),
    };
    return cmocka_run_group_tests_name("dsn", tests, NULL, NULL);
}
