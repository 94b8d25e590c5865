/* bounce_read and bounce_likely on mails of a few lines: gate, kinds, limits, loans. */
#include "tests/support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/bounce.h"

static void
knows_by_the_header(void **state)
{
    // clang-format off
    static const struct { const char *header; bool likely; } cases[] = {
        {"From: MAILER-DAEMON@example.com\n", true},
        {"From: Mail Delivery Subsystem <x@example.com>\n", true},
        {"From: \"postmaster@outlook.com\" <postmaster@outlook.com>\n", true},
        {"From: a@example.com\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n", true},
        {"From: a@example.com\nContent-Type: multipart/report; boundary=x\n", true},
        {"From: a@example.com\nX-Failed-Recipients: b@example.com\n", true},
        {"From: a@example.com\nX-MS-Exchange-Message-Is-Ndr:\n", true},
        {"Return-Path: <>\nFrom: a@example.com\n", true},
        {"From: <>\n", true},
        {"From: a@example.com\nSubject: Undelivered Mail Returned to Sender\n", true},
        {"From: a@example.com\nSubject: Re: Undelivered Mail Returned to Sender\n", false},
        {"From: a@example.com\nSubject: Fwd: Delivery failure\n", false},
        {"From: a@example.com\nSubject: failure notice\nReturn-Path: <a@example.com>\n", true},
        {"Return-Path: <>\nContent-Type: multipart/report; report-type=disposition-notification\n", false},
        {"From: postmaster@example.com\nContent-Type: multipart/report; report-type=tlsrpt\n", false},
        {"From: a@example.com\nContent-Type: multipart/report; report-type=feedback-report\n", false},
        {"From: a@example.com\n\nFrom: MAILER-DAEMON\n", false},
        {"", false},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if (bounce_likely(cases[i].header, strlen(cases[i].header)) != cases[i].likely)
            fail_msg("%s", cases[i].header);
}

/* A report of one recipient, its fields and words as given. */
static struct bounce *
report(const char *subject, const char *words, const char *fields)
{
    static char mail[4096];
    struct bounce *bounce = NULL;
    snprintf(
        mail, sizeof mail,
        "From: MAILER-DAEMON@example.com\nSubject: %s\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n"
        "--x\n\n%s\n--x\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mail.example.com\n\n"
        "Final-Recipient: rfc822; a@example.net\n%s\n--x--\n",
        subject, words, fields);
    assert_int_equal(bounce_read(mail, strlen(mail), NULL, &bounce), BOUNCE_READ);
    return bounce;
}

/* The Action field beats the wording, the wording beats the class of the status. */
static void
knows_what_became_of_it(void **state)
{
    // clang-format off
    static const struct { const char *subject, *words, *fields; enum bounce_kind kind; } cases[] = {
        {"Delayed mail", "will be retried", "Action: failed\nStatus: 4.4.7", BOUNCE_FAILED},
        {"Undeliverable", "given up", "Action: delayed\nStatus: 5.4.7", BOUNCE_DELAYED},
        {"x", "x", "Action: delivered\nStatus: 2.0.0", BOUNCE_DELIVERED},
        {"x", "x", "Action: relayed\nStatus: 2.0.0", BOUNCE_RELAYED},
        {"x", "x", "Action: expanded\nStatus: 2.0.0", BOUNCE_EXPANDED},
        {"x", "x", "Action: failed (bad destination mailbox address)\nStatus: 5.1.1", BOUNCE_FAILED},
        {"x", "x", "Action: Failure\nStatus: 5.1.1", BOUNCE_FAILED},
        {"x", "x", "Action: error\nStatus: 4.0.0", BOUNCE_FAILED},
        {"x", "x", "Action: expired\nStatus: 4.0.0", BOUNCE_FAILED},
        {"Undelivered Mail Returned to Sender", "x", "Status: 4.4.1", BOUNCE_FAILED},
        {"Delayed Mail (still being retried)", "x", "Status: 4.4.1", BOUNCE_DELAYED},
        {"Warning: could not send message for past 4 hours", "x", "Status: 4.4.1", BOUNCE_DELAYED},
        {"x", "Your message has not yet been delivered.", "Status: 5.4.1", BOUNCE_DELAYED},
        {"x", "The server will retry until noon.", "Status: 4.4.1", BOUNCE_DELAYED},
        {"x", "x", "Status: 4.4.1", BOUNCE_DELAYED},
        {"x", "x", "Status: 5.4.1", BOUNCE_FAILED},
        {"x", "x", "Status: 4.4.7\nDiagnostic-Code: smtp; 550 4.4.7 QUEUE.Expired; message expired", BOUNCE_FAILED},
        {"x", "x", "Status: 5.4.7\nDiagnostic-Code: smtp; 550 5.4.7 Message expired", BOUNCE_FAILED},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct bounce *bounce = report(cases[i].subject, cases[i].words,
                                       cases[i].fields);
        if (bounce->kind != cases[i].kind)
            fail_msg("%s/%s: %d", cases[i].subject, cases[i].fields, (int)bounce->kind);
        struct bounce_diagnosis why = bounce_diagnose(bounce, bounce->failures);
        assert_int_equal(why.final, bounce->kind == BOUNCE_FAILED);
        if (bounce->kind > BOUNCE_DELAYED)
            assert_int_equal(why.who, 0);
        bounce_free(bounce);
    }
}

/* A machine's empty sender alone makes no report of a person's words. */
static void
is_not_fooled_by_answers(void **state)
{
    static const char *const answers[] = {
        ("Return-Path: <>\nFrom: b@example.net\nAuto-Submitted: auto-replied\nSubject: Away\n\n"
         "Your mail to b@example.net was not delivered to me yet, room 550.\n\n"
         "-----Original Message-----\nFrom: a@example.org\nTo: b@example.net\nSubject: x\n"),
        "Return-Path: <>\nFrom: b@example.net\nSubject: The weather\n\nNot delivered: rain.\n",
        "From: postmaster@example.net\nTo: a@example.org\nSubject: Welcome\n\n"
        "b@example.net can help you.\n",
        "From: parcels@example.net\nTo: a@example.org\nSubject: Delivery failure\n\n"
        "Your parcel could not be delivered. Write to b@example.net.\n",
        "From: b@example.net\nTo: a@example.org\nSubject: Fwd: Delivery failure\n\n"
        "c@example.com: 550 5.1.1 user unknown, not delivered\n",
        "From: b@example.net\nTo: a@example.org\nReferences: <1@example.org>\nSubject: Delivery failure\n\n"
        "c@example.com: 550 5.1.1 user unknown, not delivered\n",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(answers); i++) {
        struct bounce *bounce = NULL;
        assert_int_equal(bounce_read(answers[i], strlen(answers[i]), NULL, &bounce),
                         BOUNCE_NOT_ONE);
        assert_null(bounce);
    }
}

/* A sender like any other, and the words of a report: its subject and a server's code. */
static void
knows_an_odd_sender(void **state)
{
    static const char mail[] =
        "From: Guard <gateway@example.net>\nTo: a@example.org\nSubject: Delivery Failure\n\n"
        "Could not deliver your message to:\n\n"
        "b@example.com\n  Remote host said: 550 unknown user\n";
    (void)state;
    struct bounce *bounce = NULL;
    assert_int_equal(bounce_read(mail, strlen(mail), NULL, &bounce), BOUNCE_READ);
    assert_int_equal(bounce->kind, BOUNCE_FAILED);
    assert_string_equal(bounce->failures->recipient, "b@example.com");
    bounce_free(bounce);
}

/* What is said first of a recipient stands. */
static void
believes_the_first_action(void **state)
{
    (void)state;
    struct bounce *bounce = report(
        "x", "x",
        "Action: delayed\nStatus: 4.4.1\n\n"
        "Final-Recipient: rfc822; A@example.net\nAction: failed\n");
    assert_int_equal(bounce->failures_seen, 1);
    assert_int_equal(bounce->kind, BOUNCE_DELAYED);
    assert_string_equal(bounce->failures->action, "delayed");
    bounce_free(bounce);
}

/* Exchange Online lists its own summary first, and at times what came before. */
static void
finds_the_telling_attempt(void **state)
{
    static const char words[] =
        "Diagnostic information for administrators:\n\n"
        "Generating server: mail.example.com\n\na@example.net\n"
        "1/2/2026 - Server at mail.example.com returned '550 5.4.316 Message expired'\n"
        "1/1/2026 - Server at mx.example.net (192.0.2.7) returned '450 4.4.316 Connection refused "
        "[LastAttemptedServerName=mx.example.net] [LastAttemptedIP=192.0.2.7:25]'\n"
        "1/1/2026 - Server at mail.example.com returned '451 4.4.0 Try again'\n\n";
    (void)state;
    struct bounce *bounce = report("x", words, "Action: failed\nStatus: 5.4.316\n");
    assert_string_equal(bounce->failures->said, "450 4.4.316 Connection refused");
    assert_string_equal(bounce->failures->said_by, "mx.example.net");
    assert_string_equal(bounce->failures->tried_address, "192.0.2.7");
    bounce_free(bounce);
}

/* Words that accuse need the user's own provider to have said them. */
static void
accuses_nobody_for_others(void **state)
{
    // clang-format off
    static const struct { const char *remote, *diagnostic; enum bounce_cause cause; } cases[] = {
        {"mx0.charter.net", "550 5.7.1 sender restricted AUP#Out-1010", BOUNCE_CAUSE_PROVIDER_BLOCK},
        {"smtp.example.com", "550 5.7.1 sender restricted AUP#Out-1010", BOUNCE_CAUSE_ACCOUNT_BLOCKED},
        {"mail.protection.outlook.com", "550 5.1.8 Access denied, bad outbound sender AS(42003)", BOUNCE_CAUSE_PROVIDER_BLOCK},
        {"smtp.example.com", "550 5.1.8 Access denied, bad outbound sender AS(42003)", BOUNCE_CAUSE_ACCOUNT_BLOCKED},
        {"mx.acme.com", "550 5.1.8 Access denied, bad outbound sender AS(42003)", BOUNCE_CAUSE_PROVIDER_BLOCK},
        {"smtp.example.com.", "550 5.1.8 Access denied, bad outbound sender AS(42003)", BOUNCE_CAUSE_ACCOUNT_BLOCKED},
        {"mx.example.net", "530 5.7.0 Authentication required", BOUNCE_CAUSE_POLICY_REJECTED},
        {"smtp.example.com", "530 5.7.0 Authentication required", BOUNCE_CAUSE_SUBMISSION_AUTH},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char fields[512];
        snprintf(fields, sizeof fields,
                 "Action: failed\nRemote-MTA: dns; %s\nDiagnostic-Code: smtp; %s",
                 cases[i].remote, cases[i].diagnostic);
        struct bounce *bounce = report("x", "x", fields);
        assert_int_equal(bounce_diagnose(bounce, bounce->failures).cause,
                         cases[i].cause);
        bounce_free(bounce);
    }
}

/* One operator has many names, and "me.com" is no part of "acme.com". */
static void
knows_who_belongs_together(void **state)
{
    // clang-format off
    static const struct { const char *own, *remote; enum bounce_cause cause; } cases[] = {
        {"outlook.com", "AM6PR01MB0001.eurprd01.prod.outlook.com", BOUNCE_CAUSE_ACCOUNT_BLOCKED},
        {"hotmail.co.uk", "AM6PR01MB0001.eurprd01.prod.outlook.com", BOUNCE_CAUSE_ACCOUNT_BLOCKED},
        {"gmail.com", "smtp.google.com", BOUNCE_CAUSE_ACCOUNT_BLOCKED},
        {"me.com", "mx.acme.com", BOUNCE_CAUSE_PROVIDER_BLOCK},
        {"gmail.com", "mx0.charter.net", BOUNCE_CAUSE_PROVIDER_BLOCK},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char mail[512];
        snprintf(
            mail, sizeof mail,
            "From: MAILER-DAEMON@mta.example.org\nContent-Type: message/delivery-status\n\n"
            "Final-Recipient: rfc822; a@example.net\nAction: failed\nRemote-MTA: dns; %s\n"
            "Diagnostic-Code: smtp; 550 5.1.8 Access denied, bad outbound sender\n",
            cases[i].remote);
        struct bounce_options options = {.size = sizeof options,
                                         .own_provider = cases[i].own};
        struct bounce *bounce = NULL;
        assert_int_equal(bounce_read(mail, strlen(mail), &options, &bounce),
                         BOUNCE_READ);
        assert_int_equal(bounce_diagnose(bounce, bounce->failures).cause,
                         cases[i].cause);
        bounce_free(bounce);
    }
}

/* "Not permitted to relay" is a broken forwarding only where the address changed. */
static void
knows_a_forwarding(void **state)
{
    static const char said[] =
        "Action: failed\nDiagnostic-Code: smtp; 550 5.7.367 Remote server "
        "returned not permitted to relay -> 554 5.7.1 Relaying denied";
    char fields[512];
    (void)state;
    struct bounce *bounce = report("x", "x", said);
    assert_int_equal(bounce_diagnose(bounce, bounce->failures).cause,
                     BOUNCE_CAUSE_RELAY_DENIED);
    bounce_free(bounce);
    snprintf(fields, sizeof fields, "Original-Recipient: rfc822; b@example.org\n%s",
             said);
    bounce = report("x", "x", fields);
    assert_int_equal(bounce_diagnose(bounce, bounce->failures).cause,
                     BOUNCE_CAUSE_FORWARD_FAILED);
    assert_string_equal(bounce->failures->original_recipient, "b@example.org");
    bounce_free(bounce);
}

static void
keeps_so_many_recipients(void **state)
{
    enum {
        TIMES = BOUNCE_FAILURES_MAX + 44
    };
    (void)state;
    char *mail = malloc(64 * (TIMES + 8));
    assert_non_null(mail);
    int used = sprintf(
        mail, "From: MAILER-DAEMON\nContent-Type: message/delivery-status\n\n");
    for (int i = 0; i < TIMES; i++)
        used += sprintf(mail + used,
                        "Final-Recipient: rfc822; a%d@example.net\nAction: %s\n\n", i,
                        i % 2 ? "delayed" : "failed");
    struct bounce *bounce = NULL;
    assert_int_equal(bounce_read(mail, (size_t)used, NULL, &bounce), BOUNCE_READ);
    size_t listed = 0;
    for (const struct bounce_failure *f = bounce->failures; f; f = f->next)
        listed++;
    assert_int_equal(listed, BOUNCE_FAILURES_MAX);
    assert_int_equal(bounce->failures_seen, TIMES);
    assert_int_equal(bounce->kind, BOUNCE_FAILED);
    bounce_free(bounce);
    free(mail);
}

static void
says_when_it_was_cut(void **state)
{
    static const char head[] =
        "From: MAILER-DAEMON\nX-Failed-Recipients: a@example.net\n\n"
        "a@example.net: 550 5.1.1 user unknown\n\n";
    enum {
        LONG = BOUNCE_MAIL_MAX + 1000
    };
    (void)state;
    char *mail = malloc(LONG);
    assert_non_null(mail);
    memset(mail, 'x', LONG);
    memcpy(mail, head, sizeof head - 1);
    struct bounce *bounce = NULL;
    assert_int_equal(bounce_read(mail, LONG, NULL, &bounce), BOUNCE_READ);
    assert_true(bounce->cut);
    bounce_free(bounce);
    assert_int_equal(bounce_read(mail, BOUNCE_MAIL_MAX, NULL, &bounce), BOUNCE_READ);
    assert_false(bounce->cut);
    bounce_free(bounce);
    free(mail);
}

static size_t
shout(void *context, const char *charset, const void *in, size_t length, char *out,
      size_t room)
{
    (void)context;
    if (strcmp(charset, "x-quiet") != 0 || room < length)
        return 0;
    for (size_t i = 0; i < length; i++)
        out[i] = (char)(((const char *)in)[i] ^ 0x20);
    return length;
}

static void
borrows_from_the_caller(void **state)
{
    static const char mail[] =
        "From: MAILER-DAEMON\nX-Failed-Recipients: a@example.net\n"
        "Content-Type: multipart/mixed; boundary=x\n\n--x\n\n"
        "a@example.net: 550 5.1.1 user unknown\n--x\n"
        "Content-Type: message/rfc822\n\nFrom: b@example.org\n"
        "Subject: =?X-Quiet?Q?lunch?=\n\n--x--\n";
    struct bounce_options options = {
        .size = sizeof options, .convert = shout, .own_provider = "example.com"};
    struct bounce *bounce = NULL;
    (void)state;
    assert_int_equal(bounce_read(mail, sizeof mail - 1, &options, &bounce),
                     BOUNCE_READ);
    assert_string_equal(bounce->original->subject, "LUNCH");
    assert_string_equal(bounce->own_provider, "example.com");
    bounce_free(bounce);
    assert_int_equal(bounce_read(mail, sizeof mail - 1, NULL, &bounce), BOUNCE_READ);
    assert_string_equal(bounce->own_provider, "example.org");
    bounce_free(bounce);
    bounce_free(NULL);
}

/* A quarter of a megabyte of the same few bytes: each costs milliseconds where time is
 * linear, and this test's time limit where it is not. */
static void
takes_no_longer_for_bad_mails(void **state)
{
    // clang-format off
    static const struct { const char *head, *unit; } cases[] = {
        {"\n", "a@"}, {"\n", "@"}, {"\n", "a@b.c\n\n"}, {"\n", "a@b.c\n550 x\n\n"}, {"\n", "\n"},
        {"\n", "returned '("}, {"\n", "-- original\n"}, {"\n", "From: a\nx: b\n\n"}, {"\n", "5.5.5."},
        {"Content-Type: text/html\n\n", "<"}, {"Content-Type: text/html\n\n", "<a"},
        {"Content-Type: text/html\n\n", "<script"}, {"Content-Type: text/html\n\n", "&#1"},
        {"Content-Type: message/delivery-status\n\n", "Final-Recipient: a@b.c\nAction: x\n"},
        {"Content-Type: text/plain; ", "a b "}, {"Subject: ", "=?utf-8?Q?a?= "}, {"Subject: ", "=?"},
        {"", "a: b\n"}, {"", "Content-Type: message/rfc822\n\n"},
        {"", "Content-Type: multipart/mixed; boundary=a\n\n--a\n"},
        {"\nDiagnostic information for administrators:\n", "a@b.c\nServer at x\n\n"},
    };
    // clang-format on
    (void)state;
    unsigned char *mail = malloc(BOUNCE_MAIL_MAX);
    assert_non_null(mail);
    for (size_t i = 0; i < COUNT(cases); i++) {
        static const char from[] = "From: MAILER-DAEMON\nSubject: undeliverable\n";
        size_t used = sizeof from - 1, head = strlen(cases[i].head),
               unit = strlen(cases[i].unit);
        memcpy(mail, from, used);
        memcpy(mail + used, cases[i].head, head);
        used += head;
        for (size_t n = 0; used < BOUNCE_MAIL_MAX; n++)
            mail[used++] = (unsigned char)cases[i].unit[n % unit];
        struct bounce *bounce = NULL;
        if (bounce_read(mail, used, NULL, &bounce) == BOUNCE_READ)
            assert_non_null(bounce->failures);
        bounce_free(bounce);
    }
    free(mail);
}

/* Random bytes that call themselves text name no recipient, however many @ they hold. */
static void
bytes_are_no_prose(void **state)
{
    static const char header[] =
        "From: MAILER-DAEMON@mx.example.net\r\nTo: you@example.org\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n\r\n";
    static unsigned char noise[200000];
    uint32_t dice = 7;
    (void)state;
    memcpy(noise, header, sizeof header - 1);
    for (size_t i = sizeof header - 1; i < sizeof noise; i++) {
        dice = dice * 1664525U + 1013904223U;
        noise[i] = (unsigned char)(dice >> 24);
    }
    struct bounce *bounce = NULL;
    if (bounce_read(noise, sizeof noise, NULL, &bounce) == BOUNCE_READ)
        assert_string_equal(bounce->failures->recipient, "");
    bounce_free(bounce);
}

/* Where the recipients of a report stand, and where not: NULL, it is none. */
static void
finds_who_it_was(void **state)
{
#define DAEMON                                                                         \
    "From: MAILER-DAEMON@example.com\nSubject: Undelivered Mail Returned to Sender\n"
#define PERSON "From: Ann <ann@example.com>\nSubject: look at this\n"
#define MIXED  "Content-Type: multipart/mixed; boundary=x\n\n"
#define FIELDS "Final-Recipient: rfc822; b@example.net\nAction: failed\nStatus: 5.1.1\n"
#define WITHIN                                                                         \
    "From: MAILER-DAEMON@example.org\nTo: postmaster@example.com\nMIME-Version: 1.0\n"
#define REPORT                                                                         \
    "Content-Type: multipart/report; report-type=delivery-status; boundary=y\n\n"      \
    "--y\n\nAlas.\n\n--y\nContent-Type: message/delivery-status\n\n" FIELDS            \
    "\n--y--\n"
#define ALTERNATIVE                                                                    \
    DAEMON                                                                             \
    "Content-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/html\n\n"
    // clang-format off
    static const struct { const char *mail, *recipient; } cases[] = {
        /* A mail system passes another's report on, as parts and as text; a person does. */
        {DAEMON MIXED "--x\n\nSee below.\n\n--x\nContent-Type: message/rfc822\n\n" WITHIN REPORT "\n--x--\n", "b@example.net"},
        {DAEMON "\nSee below.\n\nReceived: from x\n" WITHIN "\nAlas.\n\n" FIELDS, "b@example.net"},
        {PERSON MIXED "--x\n\nSee below.\n\n--x\nContent-Type: message/rfc822\n\n" WITHIN REPORT "\n--x--\n", NULL},
        {"From: Ann <ann@example.com>\nTo: a@example.org\nSubject: Delivery failure\n" MIXED
         "--x\n\nNot delivered to:\n\nb@example.net: 550 5.1.1 user unknown\n\n--x\nContent-Type: message/rfc822\n\n"
         "From: c@example.org\n" REPORT "\n--x--\n", NULL},
        /* Fields that are no part of a report: in a text, in an attachment, unless it is long or no text. */
        {DAEMON "\nAlas.\n\n" FIELDS, "b@example.net"},
        {DAEMON MIXED "--x\n\nAlas.\n\n--x\nContent-Type: text/plain\n\n" FIELDS "\n--x--\n", "b@example.net"},
        {DAEMON MIXED "--x\n\nAlas.\n\n--x\nContent-Type: application/octet-stream\n\n" FIELDS "\n--x--\n", "b@example.net"},
        {DAEMON MIXED "--x\n\nAlas.\n\n--x\nContent-Type: application/octet-stream\n\n"
         "\1\1\1\1\1\1\1\1\1\1\1\1\n" FIELDS "\n--x--\n", NULL},
        /* Plain text counts, wherever its page stands. */
        {ALTERNATIVE "<p>c@example.org</p>\n--x\n\nNot delivered to:\n\nb@example.net\n--x--\n", "b@example.net"},
        {ALTERNATIVE "<p>Not delivered to:</p><p>b@example.net</p>\n--x\nContent-Type: text/html\n\n<p>c@example.org</p>\n--x--\n",
         "b@example.net"},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct bounce *bounce = NULL;
        print_message("# row %zu\n", i + 1);
        assert_int_equal(
            bounce_read(cases[i].mail, strlen(cases[i].mail), NULL, &bounce),
            cases[i].recipient ? BOUNCE_READ : BOUNCE_NOT_ONE);
        if (bounce)
            assert_string_equal(bounce->failures->recipient, cases[i].recipient);
        bounce_free(bounce);
    }
}

/* Several recipients in words alone: each belongs to the list of the first. */
static void
finds_several(void **state)
{
    // clang-format off
    static const struct { const char *mail, *recipients; } cases[] = {
        {DAEMON "X-Failed-Recipients: b@example.net, c@example.org\n\nAlas.\n", "b@example.net c@example.org "},
        {DAEMON "\nThese could not be delivered:\n\n  jdoe\n  mary.ann\n\nSo it goes.\n\n  other\n",
         "jdoe@example.com mary.ann@example.com "},
        {DAEMON "\nThese could not be delivered:\n\njdoe\n", NULL},
        {DAEMON "\nYour message to b@example.net failed.\nYour message to c@example.org failed.\n", "b@example.net "},
        {DAEMON "\nYour message to b@example.net failed.\nYour message to c@example.org failed.\n\n"
         "Received: from x\nFrom: a@example.com\nTo: b@example.net, c@example.org\n", "b@example.net c@example.org "},
        {DAEMON "\nYour message to b@example.net failed.\nYour message to c@example.org failed.\n\n"
         "Received: from x\nFrom: a@example.com\nTo: b@example.net\n", "b@example.net "},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct bounce *bounce = NULL;
        char have[256] = "";
        print_message("# row %zu\n", i + 1);
        assert_int_equal(
            bounce_read(cases[i].mail, strlen(cases[i].mail), NULL, &bounce),
            cases[i].recipients ? BOUNCE_READ : BOUNCE_NOT_ONE);
        for (const struct bounce_failure *f = bounce ? bounce->failures : NULL; f;
             f = f->next) {
            strcat(have, f->recipient);
            strcat(have, " ");
        }
        if (bounce)
            assert_string_equal(have, cases[i].recipients);
        bounce_free(bounce);
    }
}

/* A line of a log is no report: a network's trouble is tried again, a refusal is not. */
static void
knows_bare_replies(void **state)
{
    // clang-format off
    static const struct { const char *reply; enum bounce_kind kind; } cases[] = {
        {"550 5.1.1 User unknown", BOUNCE_FAILED},
        {"450 4.7.1 Greylisted", BOUNCE_DELAYED},
        {"4.4.7 Message expired", BOUNCE_FAILED},
        {"connect to mx.example.net[192.0.2.7]:25: Connection refused", BOUNCE_DELAYED},
        {"connect to mx.example.net[192.0.2.7]:25: Connection timed out", BOUNCE_DELAYED},
        {"lost connection with mx.example.net[192.0.2.7] while receiving the initial server greeting", BOUNCE_DELAYED},
        {"mailbox is full", BOUNCE_FAILED},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct bounce *bounce = NULL;
        assert_int_equal(
            bounce_read_reply(cases[i].reply, strlen(cases[i].reply), NULL, &bounce),
            BOUNCE_READ);
        if (bounce->kind != cases[i].kind)
            fail_msg("%s: %d", cases[i].reply, (int)bounce->kind);
        bounce_free(bounce);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_by_the_header),
        cmocka_unit_test(knows_what_became_of_it),
        cmocka_unit_test(accuses_nobody_for_others),
        cmocka_unit_test(knows_a_forwarding),
        cmocka_unit_test(knows_who_belongs_together),
        cmocka_unit_test(is_not_fooled_by_answers),
        cmocka_unit_test(knows_an_odd_sender),
        cmocka_unit_test(believes_the_first_action),
        cmocka_unit_test(finds_the_telling_attempt),
        cmocka_unit_test(finds_who_it_was),
        cmocka_unit_test(finds_several),
        cmocka_unit_test(knows_bare_replies),
        cmocka_unit_test(keeps_so_many_recipients),
        cmocka_unit_test(says_when_it_was_cut),
        cmocka_unit_test(borrows_from_the_caller),
        cmocka_unit_test(takes_no_longer_for_bad_mails),
        cmocka_unit_test(bytes_are_no_prose),
    };
    return cmocka_run_group_tests_name("read", tests, NULL, NULL);
}
