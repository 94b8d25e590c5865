/* The mails of tests/classify/mails: what a careful reader finds in them, with LF as with
 * CRLF, and the look-alikes that must stay silent. */
#include "tests/support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/bounce.h"
#include "tests/support/mail.h"

enum {
    MAIL_MAX = 1 << 16,
    PATH_ROOM = 4096,
};

static const char *folder;
static char mail[2 * MAIL_MAX];
static size_t length;

static void
load(const char *name)
{
    char path[PATH_ROOM];
    snprintf(path, sizeof path, "%s/%s.eml", folder, name);
    length = mail_load(path, mail, MAIL_MAX);
}

static struct bounce *
read_mail(void)
{
    struct bounce *bounce = NULL;
    assert_true(bounce_likely(mail, length));
    assert_int_equal(bounce_read(mail, length, NULL, &bounce), BOUNCE_READ);
    return bounce;
}

static void
check_story(void)
{
    struct bounce *bounce = read_mail();
    const struct bounce_original *original = bounce->original;
    const struct bounce_failure *failure = bounce->failures;
    const char *id = "<DM6PR20MB2411A9C7@DM6PR20MB2411.namprd20.prod.outlook.com>";

    assert_int_equal(bounce->kind, BOUNCE_FAILED);
    assert_string_equal(bounce->reporter, "BN8NAM11HT073.mail.protection.outlook.com");
    assert_string_equal(bounce->message_id,
                        "<5e3b7f11-8d25-4b0a-9c36-f2a4d0b81e77@"
                        "BN8NAM11HT073.mail.protection.outlook.com>");
    assert_int_equal(bounce->reported, 1795097468); /* 19 Nov 2026 14:11:08 UTC */
    assert_int_equal(bounce->arrived, 1795011002);  /* 18 Nov 2026 14:10:02 UTC */
    assert_int_equal(bounce->zone, 0);
    assert_int_equal(bounce->patience, 24 * 60 * 60);
    assert_string_equal(bounce->own_provider, "outlook.com");
    assert_int_equal(bounce->failures_seen, 1);
    assert_false(bounce->cut);

    assert_string_equal(original->message_id, id);
    assert_string_equal(original->subject, "Lunch on Sunday?");
    assert_string_equal(original->to, "\"friend@charter.net\" <friend@charter.net>");
    assert_string_equal(original->from, "you@outlook.com");
    assert_int_equal(original->sent, 1795011001);

    assert_null(failure->next);
    assert_int_equal(failure->kind, BOUNCE_FAILED);
    assert_string_equal(failure->recipient, "friend@charter.net");
    assert_string_equal(failure->action, "failed");
    assert_string_equal(failure->status, "5.4.316");
    assert_string_equal(failure->diagnostic,
                        "550 5.4.316 Message expired, connection refused");
    assert_string_equal(
        failure->said,
        "450 4.4.316 Connection refused [Message=Socket error code 10061]");
    assert_string_equal(failure->said_by, "mx0.charter.net");
    assert_string_equal(failure->tried_host, "mx0.charter.net");
    assert_string_equal(failure->tried_address, "192.0.2.25");
    assert_int_equal(failure->code.reply, 550);
    assert_int_equal(failure->code.group, 5);
    assert_int_equal(failure->code.subject, 4);
    assert_int_equal(failure->code.detail, 316);

    struct bounce_diagnosis why = bounce_diagnose(bounce, failure);
    assert_int_equal(why.cause, BOUNCE_CAUSE_CONNECTION_REFUSED);
    assert_int_equal(why.who, 0);
    assert_true(why.final);
    assert_false(why.address_dead);
    assert_string_equal(why.rule, "ms.refused");
    bounce_free(bounce);
}

static void
reads_the_story(void **state)
{
    (void)state;
    load("outlook-charter-refused");
    check_story();
    length = mail_crlf(mail, length); /* as it comes over IMAP */
    check_story();
}

// clang-format off
static const struct {
    const char *name;
    enum bounce_kind kind;
    const char *recipient, *status, *said_by;
    enum bounce_cause cause;
    bool dead;
    const char *message_id, *subject;
} mails[] = {
    {"auth-failed", BOUNCE_FAILED, "ned@example.net", "5.7.515", "example-net.mail.protection.outlook.com",
     BOUNCE_CAUSE_AUTH_FAILED, false, "<mia-auth-failed@example.org>", "News"},
    {"charter-not-hacked", BOUNCE_FAILED, "ned@example.net", "5.1.0", "impin010.msg.pkvw.co.charter.net",
     BOUNCE_CAUSE_PROVIDER_BLOCK, false, "<mia-charter-not-hacked@example.org>", "Hi"},
    {"content-spam", BOUNCE_FAILED, "ned@example.net", "5.7.1", "mx.example.net",
     BOUNCE_CAUSE_CONTENT_SPAM, false, "<mia-content-spam@example.org>", "Cheap flights"},
    {"exchange-delayed", BOUNCE_DELAYED, "office@example.net", "4.7.0", "",
     BOUNCE_CAUSE_CONNECTION_TIMEOUT, false, "<4711@mail01.example.com>", "Offer 4711"},
    {"exchange-expired", BOUNCE_FAILED, "carol@example.net", "4.4.7", "",
     BOUNCE_CAUSE_EXPIRED_UNKNOWN, false, "<minutes@ex02.example.org>", "Minutes"},
    {"exchange-no-such-user", BOUNCE_FAILED, "eric@example.net", "", "",
     BOUNCE_CAUSE_NO_SUCH_USER, true, "", "Photos"},
    {"exim-no-such-user", BOUNCE_FAILED, "jack@example.com", "", "mail.example.com",
     BOUNCE_CAUSE_NO_SUCH_USER, true, "<iris-1@example.net>", "Invoice"},
    {"gmail-full-delayed", BOUNCE_DELAYED, "lee@example.com", "4.2.2", "aspmx.l.google.com",
     BOUNCE_CAUSE_MAILBOX_FULL, false, "<CAKim1@mail.gmail.com>", "Tickets"},
    {"gmail-no-such-user", BOUNCE_FAILED, "nobody.here@gmail.com", "", "",
     BOUNCE_CAUSE_NO_SUCH_USER, true, "<CAKim2@mail.gmail.com>", "Hello"},
    {"postfix-refused", BOUNCE_FAILED, "gus@example.net", "4.4.1", "mx.example.net",
     BOUNCE_CAUSE_CONNECTION_REFUSED, false, "<a1b2c3@laptop.example.org>", "Gr\xc3\xbc\xc3\x9f""e aus K\xc3\xb6ln"},
    {"postfix-timeout", BOUNCE_FAILED, "hal@example.net", "4.4.1", "mx.example.net",
     BOUNCE_CAUSE_CONNECTION_TIMEOUT, false, "<d4e5f6@laptop.example.org>", "Gr\xc3\xbc\xc3\x9f""e aus K\xc3\xb6ln"},
    {"provider-block", BOUNCE_FAILED, "ned@example.net", "5.7.1", "example-net.mail.protection.outlook.com",
     BOUNCE_CAUSE_PROVIDER_BLOCK, false, "<mia-provider-block@example.org>", "Rota"},
    {"qmail-no-such-user", BOUNCE_FAILED, "pia@example.com", "", "192.0.2.40",
     BOUNCE_CAUSE_NO_SUCH_USER, true, "<olaf-7@example.org>", "Two of you"},
    {"sendmail-blank-lines", BOUNCE_FAILED, "sam@example.net", "5.1.1", "",
     BOUNCE_CAUSE_NO_SUCH_USER, true, "<rosa-2@example.com>", "Garden"},
    {"too-large", BOUNCE_FAILED, "ned@example.net", "5.3.4", "mx.example.net",
     BOUNCE_CAUSE_MESSAGE_TOO_LARGE, false, "<mia-too-large@example.org>", "Holiday film"},
    {"utf8-address", BOUNCE_FAILED, "vid\xc3\xa4r@example.net", "5.6.7", "",
     BOUNCE_CAUSE_NEEDS_UTF8, false, "", ""},
};
// clang-format on

static void
check_mail(size_t i)
{
    struct bounce *bounce = read_mail();
    const struct bounce_failure *failure = bounce->failures;
    struct bounce_diagnosis why = bounce_diagnose(bounce, failure);
    assert_int_equal(bounce->kind, mails[i].kind);
    assert_string_equal(failure->recipient, mails[i].recipient);
    assert_string_equal(failure->status, mails[i].status);
    assert_string_equal(failure->said_by, mails[i].said_by);
    if (why.cause != mails[i].cause)
        fail_msg("%s: cause %d, rule %s", mails[i].name, (int)why.cause, why.rule);
    assert_int_equal(why.address_dead, mails[i].dead);
    assert_int_equal(why.final, mails[i].kind == BOUNCE_FAILED);
    assert_string_equal(bounce->original->message_id, mails[i].message_id);
    assert_string_equal(bounce->original->subject, mails[i].subject);
    bounce_free(bounce);
}

static void
reads_mails(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(mails); i++) {
        print_message("# %s\n", mails[i].name);
        load(mails[i].name);
        check_mail(i);
        length = mail_crlf(mail, length); /* as it comes over IMAP */
        check_mail(i);
    }
}

static void
reads_every_recipient(void **state)
{
    (void)state;
    load("qmail-no-such-user");
    struct bounce *bounce = read_mail();
    const struct bounce_failure *second = bounce->failures->next;
    assert_non_null(second);
    assert_string_equal(second->recipient, "quin@example.net");
    assert_int_equal(bounce_diagnose(bounce, second).cause,
                     BOUNCE_CAUSE_NO_SUCH_DOMAIN);
    assert_null(second->next);
    bounce_free(bounce);

    load("sendmail-blank-lines");
    bounce = read_mail();
    second = bounce->failures->next;
    assert_non_null(second);
    assert_string_equal(second->recipient, "tess@example.net");
    assert_string_equal(second->action, "failed");
    assert_string_equal(second->diagnostic,
                        "552 5.2.2 Over quota, please try next week");
    assert_int_equal(bounce_diagnose(bounce, second).cause, BOUNCE_CAUSE_MAILBOX_FULL);
    assert_int_equal(bounce->original->sent, 1794045480);
    bounce_free(bounce);
}

static void
reads_when_it_gives_up(void **state)
{
    (void)state;
    load("exchange-delayed");
    struct bounce *bounce = read_mail();
    assert_int_equal(bounce->failures->tries_until, 1794988710);
    assert_int_equal(bounce->zone, 60);
    assert_string_equal(bounce->reporter, "mail01.example.com");
    bounce_free(bounce);

    load("gmail-full-delayed");
    bounce = read_mail();
    assert_int_equal(bounce->failures->tries_until, 1794644940);
    assert_int_equal(bounce->failures->tried_last, 1794482990);
    bounce_free(bounce);
}

static void
stays_silent(void **state)
{
    static const char *const others[] = {
        "not-binary",   "not-complaint",    "not-empty",   "not-forwarded",
        "not-ordinary", "not-read-receipt", "not-vacation"};
    (void)state;
    for (size_t i = 0; i < COUNT(others); i++) {
        struct bounce *bounce = NULL;
        print_message("# %s\n", others[i]);
        load(others[i]);
        assert_int_equal(bounce_read(mail, length, NULL, &bounce), BOUNCE_NOT_ONE);
        assert_null(bounce);
    }
}

int
main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: test_mails FOLDER\n");
        return EXIT_FAILURE;
    }
    folder = argv[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_story),
        cmocka_unit_test(reads_mails),
        cmocka_unit_test(reads_every_recipient),
        cmocka_unit_test(reads_when_it_gives_up),
        cmocka_unit_test(stays_silent),
    };
    return cmocka_run_group_tests_name("mails", tests, NULL, NULL);
}
