/* test_redraft: the mail that came back, to be sent again: what is kept, and what must not be. */
#include "tests/support/check.h"

#include <stdlib.h>
#include <string.h>

#include "classify/bounce.h"

#define REPORT                                                                         \
    "From: MAILER-DAEMON@mx.example.net\r\nSubject: Undelivered Mail\r\n"              \
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"  \
    "--b\r\nContent-Type: text/plain\r\n\r\nIt came back.\r\n"
#define END "\r\n--b--\r\n"
#define LETTER                                                                           \
    "Received: from x by y; Mon, 6 Apr 2026 13:09:30 +0000\r\n"                          \
    "DKIM-Signature: v=1; d=example.org;\r\n b=abc\r\n"                                  \
    "From: Sam <sam@example.org>\r\nTo: pat@example.com, jo@example.com\r\n"             \
    "Cc: boss@example.org\r\nBcc: secret@example.org\r\nSubject: Lunch\r\n tomorrow\r\n" \
    "Date: Mon, 6 Apr 2026 13:09:28 +0000\r\nMessage-ID: <1@example.org>\r\n"            \
    "X-Mailer: x\r\nReferences: <0@example.com>\r\nMIME-Version: 1.0\r\n"
#define HEAD                                                                                \
    "To: pat@example.com\r\nFrom: Sam <sam@example.org>\r\nSubject: Lunch\r\n tomorrow\r\n" \
    "References: <0@example.com>\r\nMIME-Version: 1.0\r\n"
#define MAIL "--b\r\nContent-Type: message/rfc822\r\n\r\n"

// clang-format off
static const struct {
    const char *name, *mail;
    enum bounce_returned found;
    const char *want; /* NULL: nothing is written */
} rows[] = {
    {"whole", REPORT MAIL LETTER "\r\nAt noon?\r\n" END, BOUNCE_RETURNED_WHOLE, HEAD "\r\nAt noon?\r\n"},
    {"line feeds alone", "Subject: Undelivered Mail\nFrom: MAILER-DAEMON@mx.example.net\n"
     "Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
     "From: sam@example.org\nSubject: a\n\nb\n--b--\n", BOUNCE_RETURNED_WHOLE,
     "To: pat@example.com\r\nFrom: sam@example.org\r\nSubject: a\r\n\r\nb"},
    {"its parts", REPORT MAIL LETTER "Content-Type: multipart/mixed; boundary=\"c\"\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n" END,
     BOUNCE_RETURNED_WHOLE, HEAD "Content-Type: multipart/mixed; boundary=\"c\"\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n"},
    {"wrapped in base64", REPORT "--b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
     "RnJvbTogc2FtQGV4YW1wbGUub3JnDQpTdWJqZWN0OiBhDQoNCmINCg==\r\n" END, BOUNCE_RETURNED_WHOLE,
     "To: pat@example.com\r\nFrom: sam@example.org\r\nSubject: a\r\n\r\nb\r\n"},
    {"cut", REPORT MAIL LETTER "Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n" END, BOUNCE_RETURNED_CUT, NULL},
    {"no text", REPORT MAIL LETTER "\r\n" END, BOUNCE_RETURNED_HEADER, NULL},
    {"headers alone", REPORT "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n" LETTER END, BOUNCE_RETURNED_HEADER, NULL},
    {"nothing", REPORT "--b--\r\n", BOUNCE_RETURNED_NOTHING, NULL},
    {"a mail within what came back", REPORT MAIL "From: sam@example.org\r\nSubject: Fwd\r\n"
     "Content-Type: message/rfc822\r\n\r\nFrom: other@example.net\r\nSubject: inner\r\n\r\nx\r\n" END, BOUNCE_RETURNED_WHOLE,
     "To: pat@example.com\r\nFrom: sam@example.org\r\nSubject: Fwd\r\nContent-Type: message/rfc822\r\n\r\n"
     "From: other@example.net\r\nSubject: inner\r\n\r\nx\r\n"},
    {"a field hidden behind a return", REPORT MAIL "From: sam@example.org\r\nSubject: a\rBcc: evil@example.net\r\n\r\nb\r\n" END,
     BOUNCE_RETURNED_WHOLE, "To: pat@example.com\r\nFrom: sam@example.org\r\nSubject: a Bcc: evil@example.net\r\n\r\nb\r\n"},
    {"fields twice", REPORT MAIL "From: sam@example.org\r\nSubject: a\r\nFrom: evil@example.net\r\nTo: x@y\r\n\r\nb\r\n" END,
     BOUNCE_RETURNED_WHOLE, "To: pat@example.com\r\nFrom: sam@example.org\r\nSubject: a\r\n\r\nb\r\n"},
    {"no mail at all", "", BOUNCE_RETURNED_NOTHING, NULL},
};
// clang-format on

static void
table(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t length = strlen(rows[i].mail), got = 0;
        char *draft = NULL, *exact = malloc(length + !length); /* for ASan */
        assert_non_null(exact);
        memcpy(exact, rows[i].mail, length);
        print_message("# %s\n", rows[i].name);
        assert_int_equal(
            bounce_redraft(exact, length, "pat@example.com", NULL, &draft, &got),
            rows[i].found);
        free(exact);
        if (rows[i].want) {
            assert_int_equal(got, strlen(rows[i].want));
            assert_memory_equal(draft, rows[i].want, got);
        } else {
            assert_null(draft);
        }
        free(draft);
    }
}

/* Whatever is cut off its end, it is no whole mail, or the whole of a shorter one. */
static void
every_prefix(void **unused)
{
    (void)unused;
    const char *mail = rows[2].mail;
    for (size_t cut = 0; cut < strlen(mail); cut++) {
        char *exact = malloc(cut + !cut), *draft = NULL;
        size_t got = 0;
        assert_non_null(exact);
        memcpy(exact, mail, cut);
        enum bounce_returned found = bounce_redraft(exact, cut, "p@e", NULL, &draft,
                                                    &got);
        assert_int_equal(draft != NULL, found == BOUNCE_RETURNED_WHOLE);
        free(draft);
        free(exact);
    }
}

static void
bytes_that_no_mail_has(void **unused)
{
    (void)unused;
    static const char mail[] = REPORT MAIL
        "From: sam@example.org\r\nSubject: a\0b\r\n\r\n"
        "c\0d\re\r\r\nf\n" END;
    char *draft = NULL;
    size_t got = 0;
    assert_int_equal(
        bounce_redraft(mail, sizeof mail - 1, "pat@example.com", NULL, &draft, &got),
        BOUNCE_RETURNED_WHOLE);
    assert_null(memchr(draft, '\0', got));
    for (size_t i = 0; i < got; i++)
        if (draft[i] == '\n' || draft[i] == '\r')
            assert_true(draft[i] == '\r' ? draft[i + 1] == '\n' : draft[i - 1] == '\r');
    free(draft);
    static const char *const wrong[] = {"", "a@b\r\nBcc: c@d", "a@b\n", "a\x7f@b"};
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_int_equal(bounce_redraft(rows[0].mail, strlen(rows[0].mail), wrong[i],
                                        false, &draft, &got),
                         BOUNCE_RETURNED_NOTHING);
}

/* Of a report in doubt nobody's name is taken over. */
static void
without_names(void **unused)
{
    (void)unused;
    static const char mail[] = REPORT MAIL
        "From: Mallory <m@example.net>\r\nREPLY-TO:\r\n r@example.net\r\n"
        "Subject: Keys\r\n\r\nFrom: me\r\n" END;
    char *draft = NULL;
    size_t got = 0;
    assert_int_equal(bounce_redraft(mail, sizeof mail - 1, "p@e", "sam@example.org", &draft, &got),
                     BOUNCE_RETURNED_WHOLE);
    char text[512];
    assert_true(got < sizeof text);
    memcpy(text, draft, got);
    text[got] = '\0';
    free(draft);
    assert_null(strstr(text, "example.net"));
    assert_non_null(strstr(text, "\r\nFrom: sam@example.org\r\n"));
    assert_non_null(strstr(text, "Subject: Keys\r\n"));
    assert_non_null(strstr(text, "\r\n\r\nFrom: me"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(every_prefix),
        cmocka_unit_test(bytes_that_no_mail_has),
        cmocka_unit_test(without_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
