/* What of a report may be handed on: of one recipient, and nothing that the mail said.
 *
 *   test_excerpt FOLDER...      folders of mails */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/excerpt.h"
#include "agent/hex.h"
#include "tests/support/check.h"
#include "tests/support/mail.h"

enum {
    MAIL_MAX = 1 << 20
};

static char **folders;
static int folder_count;

static struct bounce_original original = {
    .message_id = "", .subject = "", .to = "", .from = "dorothy@example.org"};
static struct bounce_failure other = {
    .recipient = "anna@example.net", .original_recipient = "", .final_recipient = ""};
static struct bounce_failure failure = {.next = &other,
                                        .recipient = "pat@example.net",
                                        .original_recipient = "",
                                        .final_recipient = ""};
static struct bounce bounce = {.original = &original, .failures = &failure};

#define TOP                                                                            \
    "From: postmaster@example.net\r\nTo: dorothy@example.org\r\nSubject: Returned\r\n"
#define MULTI                                                                          \
    TOP "Content-Type: multipart/report; boundary=\"b 1\"\r\n\r\nPreamble.\r\n"
#define RETURNED                                                                          \
    "Received: from a\r\n\tby b\r\nFrom: dorothy@example.org\r\nTo: pat@example.net,\r\n" \
    " anna@example.net\r\nCc: Jo\r\n <jo@example.com>\r\nBCC: hidden@example.com\r\n"     \
    "Subject: Party\r\nMessage-ID: <1@example.org>\r\n\r\nSECRET words\r\n"

// clang-format off
/* SECRET never comes through; `kept`, parted by "|", does. */
static const struct {
    const char *name;
    const char *report;
    const char *kept;
} rows[] = {
    { "a mail returned whole", MULTI "--b 1\r\n\r\nFor pat@example.net and ANNA@example.net.\r\n"
      "--b 1\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; anna@example.net\r\n\r\n"
      "Final-Recipient: rfc822; pat@example.net\r\n--b 1\r\nContent-Type: message/rfc822\r\n\r\n" RETURNED
      "--b 1\r\n\r\nA last word.\r\n--b 1--\r\n",
      "Preamble.|For pat@example.net and (another recipient).|Final-Recipient: rfc822; pat@example.net|"
      "Received: from a\r\n\tby b|To: pat@example.net\r\n|Subject: Party|Message-ID: <1@example.org>|A last word." },
    { "its header alone", MULTI "--b 1\r\nContent-Type: text/rfc822-headers\r\n\r\n" RETURNED "--b 1--\r\n",
      "Subject: Party" },
    { "no multipart: qmail's way", TOP "\r\nHi. This is the program.\r\n\r\n<pat@example.net>:\r\nno mailbox\r\n\r\n"
      "--- Below this line is a copy of the message.\r\n\r\n" RETURNED,
      "no mailbox|<pat@example.net>:|Subject: Party" },
    { "a part in base64", MULTI "--b 1\r\nContent-Transfer-Encoding: base64\r\n\r\nU0VDUkVU SECRET\r\n--b 1\r\n\r\nPlain.\r\n--b 1--\r\n",
      "left out|Plain." },
    { "folded fields", MULTI "--b 1\r\nContent-Type:\r\n message/rfc822\r\n\r\nX-Mailer: x\r\n" RETURNED
      "--b 1\r\nContent-Type:\r\n\ttext/html\r\n\r\nSECRET\r\n--b 1\r\nContent-Transfer-Encoding:\r\n base64\r\n\r\nSECRET\r\n--b 1--\r\n",
      "X-Mailer: x|Subject: Party" },
    { "recipients by other names", "X-Failed-Recipients: pat@example.net,\r\n jo@example.com\r\n" MULTI
      "--b 1\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; jo@example.com\r\n"
      "--b 1\r\nContent-Type: message/rfc822\r\n\r\nX-Original-To: hidden@example.com\r\n"
      "Received: by b\r\n\tfor <hidden@example.org>; Sat\r\n\r\nSECRET", "X-Failed-Recipients: pat@example.net|To: dorothy@example.org" },
    { "first a field that nobody knows", TOP "\r\nHi.\r\n\r\nX-Odd: 1\r\n and on\r\n" RETURNED, "Hi.|Subject: Party" },
    { "right behind a rule", TOP "\r\nHi.\r\n--- This is a copy of your mail ---\r\nX-Odd: 1\r\n" RETURNED, "Hi.|Subject: Party" },
    { "words with colons are no mail", TOP "\r\nReason: full\r\nServer: mx.example.net\r\n\r\nServer: b\r\nTry later.\r\n\r\nEnd.\r\n",
      "Reason: full|Server: mx.example.net|Try later.|End." },
    { "names and other spellings", MULTI "--b 1\r\n\r\nANNA EXAMPLE and Jo's <lists+anna=example.net@example.org> did not get it, Joanna did.\r\n"
      "ORCPT=rfc822;bob+2Bx@example.com http://example.org/?u=anna%40example.net\r\n"
      "--b 1\r\nContent-Type: message/rfc822\r\n\r\nFrom: dorothy@example.org\r\n"
      "To: \"Anna Example\" <anna@example.net>, Pat Shown <pat@example.net>, Oanna <bob+x@example.com>\r\n\r\nSECRET",
      "(another recipient) and Jo's <lists+(another recipient)@example.org>|Joanna did|ORCPT=rfc822;(another recipient)|?u=(another recipient)" },
    { "a part in HTML", MULTI "--b 1\r\nContent-Type: text/html\r\n\r\n<b>SECRET</b>\r\n--b 1--\r\n", "left out" },
    { "a mail in base64", MULTI "--b 1\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nSECRET\r\n", "left out" },
    { "soft line ends", MULTI "--b 1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nanna=\r\n@example.net SECRET\r\n--b 1--\r\n",
      "left out" },
    { "a mail within with boundaries of its own", MULTI "--b 1\r\nContent-Type: message/rfc822\r\n\r\n"
      "From: dorothy@example.org\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nSECRET\r\n--x--\r\nSECRET\r\n"
      "--b 1\r\n\r\nEnd.\r\n", "End." },
    { "reports in a multipart", TOP "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n"
      "Content-Type: multipart/report;\r\n boundary=\"n\"\r\n\r\n--n\r\n\r\nWords.\r\n--n\r\nContent-Type: message/rfc822\r\n\r\n" RETURNED
      "--n--\r\n--m--\r\n", "Words.|Subject: Party" },
    { "bare line feeds", "From: a@example.net\n\nHi.\n\nReceived: from a\nTo: pat@example.net, anna@example.net\n\nSECRET\n", "Hi.|To: pat@example.net" },
    { "cut short", MULTI "--b 1\r\nContent-Type: message/rfc822\r\n\r\nFrom: dorothy@example.org\r\nTo: anna@exam", "From: dorothy" },
    { "a header alone", "From: a@example.net", "From: a@example.net" },
    { "nothing", "", "" },
    { "addressed at large", TOP "\r\nFor anna@example.net.\r\n\r\nReceived: from a\r\nTo: anna@example.net\r\nX: jo@example.com anna@example.net\r\n"
      "Cc: jo@example.com\r\n\r\nSECRET", "X: (another recipient) (another recipient)" },
};
// clang-format on

static bool
has(const char *text, size_t length, const char *words)
{
    return memmem(text, length, words, strlen(words)) != NULL;
}

static void
each_kind_of_report(void **state)
{
    (void)state;
    static const char *const never[] = {
        "SECRET", "anna@example.net", "ANNA@", "jo@example.com", "hidden@",
        "Jo\r\n", "ANNA EX",          "anna=", "anna%",          "bob+"};
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t length = 0;
        char *text = excerpt_make(rows[i].report, strlen(rows[i].report), &bounce,
                                  &failure, &length);
        assert_non_null(text);
        for (size_t j = 0; j < COUNT(never); j++)
            if (has(text, length, never[j]))
                fail_msg("%s: '%s' in: %s", rows[i].name, never[j], text);
        for (const char *kept = rows[i].kept; *kept;) {
            char piece[256];
            size_t size = strcspn(kept, "|");
            snprintf(piece, sizeof piece, "%.*s", (int)size, kept);
            if (!has(text, length, piece))
                fail_msg("%s: no '%s' in: %s", rows[i].name, piece, text);
            kept += size + (kept[size] == '|');
        }
        free(text);
    }
}

/* Every prefix of a report, so that none reads beyond its end. */
static void
every_prefix(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        for (size_t size = 0; size <= strlen(rows[i].report); size++) {
            char *report = malloc(size ? size : 1);
            size_t length;
            memcpy(report, rows[i].report, size);
            char *text = excerpt_make(report, size, &bounce, &failure, &length);
            assert_non_null(text);
            assert_false(has(text, length, "SECRET"));
            free(text);
            free(report);
        }
}

static void
check_mail(const char *name, const char *bytes, size_t size, const struct bounce *read)
{
    for (const struct bounce_failure *one = read->failures; one; one = one->next) {
        size_t length;
        char *text = excerpt_make(bytes, size, read, one, &length);
        assert_non_null(text);
        const struct bounce_failure *another = read->failures;
        for (; another; another = another->next)
            if (*another->recipient &&
                strcasecmp(another->recipient, one->recipient) != 0 &&
                strcasecmp(another->recipient, one->original_recipient) != 0 &&
                strcasecmp(another->recipient, one->final_recipient) != 0 &&
                strchr(another->recipient, '@') &&
                strcasecmp(another->recipient, read->original->from) != 0 &&
                strcasestr(strstr(text, "\n\r\n") ? strstr(text, "\n\r\n") : "",
                           another->recipient))
                fail_msg("%s: '%s' in the excerpt for '%s': %s", name,
                         another->recipient, one->recipient, text);
        free(text);
    }
}

static void
the_others_of_every_mail_are_hidden(void **state)
{
    (void)state;
    static char bytes[MAIL_MAX];
    size_t mails = 0, several = 0;
    for (int i = 0; i < folder_count; i++) {
        DIR *folder = opendir(folders[i]);
        assert_non_null(folder);
        for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
            char path[4096];
            const char *end = strrchr(entry->d_name, '.');
            struct bounce *read;
            if (!end || strcmp(end, ".eml") != 0)
                continue;
            snprintf(path, sizeof path, "%s/%s", folders[i], entry->d_name);
            size_t size = mail_load(path, bytes, sizeof bytes);
            if (bounce_read(bytes, size, NULL, &read) != BOUNCE_READ)
                continue;
            check_mail(entry->d_name, bytes, size, read);
            several += read->failures->next != NULL;
            mails++;
            bounce_free(read);
        }
        closedir(folder);
    }
    print_message("%zu mails, %zu with several recipients\n", mails, several);
    assert_true(mails > 100 && several > 2);
}

/* More than are looked for: then no address at all is shown. */
static void
a_crowd_is_not_shown(void **state)
{
    (void)state;
    static char report[64 * 1024];
    size_t size = (size_t)snprintf(report, sizeof report,
                                   TOP "\r\nFor pat@example.net.\r\n\r\nFrom: a\r\n"),
           length;
    for (unsigned i = 0; i < EXCERPT_HIDDEN_MAX + 100; i++)
        size += (size_t)snprintf(report + size, sizeof report - size,
                                 "To: crowd%u@example.com\r\n", i);
    size += (size_t)snprintf(report + size, sizeof report - size,
                             "X: crowd1099@example.com\r\n\r\nSECRET");
    char *text = excerpt_make(report, size, &bounce, &failure, &length);
    assert_false(has(text, length, "crowd") || has(text, length, "SECRET"));
    assert_true(has(text, length, "Subject: Returned"));
    free(text);
}

static void
digits_are_bytes(void **state)
{
    (void)state;
    unsigned char bytes[256];
    size_t length = 0;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)i;
    char *digits = hex_write(bytes, sizeof bytes);
    char *back = hex_read(digits, &length);
    assert_int_equal(length, sizeof bytes);
    assert_memory_equal(back, bytes, sizeof bytes);
    free(back);
    free(digits);
    assert_null(hex_read("0", &length));
    assert_null(hex_read("0G", &length));
    assert_null(hex_read("A0", &length));
    back = hex_read("", &length);
    assert_non_null(back);
    assert_int_equal(length, 0);
    free(back);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_of_report),
        cmocka_unit_test(every_prefix),
        cmocka_unit_test(the_others_of_every_mail_are_hidden),
        cmocka_unit_test(a_crowd_is_not_shown),
        cmocka_unit_test(digits_are_bytes),
    };
    folders = argv + 1;
    folder_count = argc - 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
