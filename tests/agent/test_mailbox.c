/* Mailboxes: what is one mail of a file, and what is the next. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../support/check.h"
#include "agent/mailbox.h"
#include "classify/bounce.h"

#define FROM "From sam@example.org Tue Apr  7 13:11:51 2026\n"

enum {
    MAILS = 3,
};

// clang-format off
static const struct {
    const char *name, *bytes, *mails[MAILS + 1];
} cases[] = {
    { "empty",          "",                          {""} },
    { "one mail",       "A: b\n\n" FROM,             {"A: b\n\n" FROM} }, /* it does not begin with one */
    { "no line end",    "A: b",                      {"A: b"} },
    { "mbox of one",    FROM "A: b\n\nc\n",          {FROM "A: b\n\nc\n"} },
    { "two",            FROM "A\n\n" FROM "B\n",     {FROM "A\n\n", FROM "B\n"} },
    { "no blank line",  FROM "A\n" FROM "B",         {FROM "A\n", FROM "B"} },
    { "nothing in it",  FROM FROM FROM,              {FROM, FROM, FROM} },
    { "a sentence",     FROM "\nFrom here on\nFrom 12:30 to 13:00\nFrom 2025 on\n",
                                                     {FROM "\nFrom here on\nFrom 12:30 to 13:00\nFrom 2025 on\n"} },
    { "within a line",  FROM "a " FROM,              {FROM "a " FROM} },
    { "CRLF",           "From - Tue Apr 07 13:11:51 2026\r\nA\r\n\r\nFrom - Tue Apr 07 13:11:51 2026\r\nB\r\n",
                        {"From - Tue Apr 07 13:11:51 2026\r\nA\r\n\r\n", "From - Tue Apr 07 13:11:51 2026\r\nB\r\n"} },
    { "quoted",         FROM ">From a\n>>From b\n> From c\n>Fro\n", {FROM "From a\n>From b\n> From c\n>Fro\n"} },
    { "quoted elsewhere", "A\n>From a\n",            {"A\n>From a\n"} },
};
// clang-format on

static char path[] = "/tmp/test_mailbox.XXXXXX";

static void
write_file(const char *bytes, size_t filler, const char *more)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(bytes, file);
    for (size_t i = 0; i < filler; i++)
        putc('x', file);
    fputs(more, file);
    assert_int_equal(fclose(file), 0);
}

static void
test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct mailbox_mail mail;
        write_file(cases[i].bytes, 0, "");
        struct mailbox *mailbox = mailbox_open(path);
        size_t count = 0;
        for (; cases[i].mails[count]; count++) {
            const char *want = cases[i].mails[count];
            if (mailbox_next(mailbox, &mail) != MAILBOX_MAIL)
                fail_msg("%s: mail %zu is missing", cases[i].name, count + 1);
            if (mail.length != strlen(want) || memcmp(mail.bytes, want, mail.length))
                fail_msg("%s: '%.*s'", cases[i].name, (int)mail.length, mail.bytes);
            assert_int_equal(mail.alone, !cases[i].mails[1]);
            assert_int_equal(strchr(mail.name, '#') != NULL, !mail.alone);
        }
        assert_int_equal(mailbox_next(mailbox, &mail), MAILBOX_END);
        assert_int_equal(mailbox_next(mailbox, &mail), MAILBOX_END);
        mailbox_close(mailbox);
    }
}

/* A From_ line is found wherever it lies in what one read gives, behind lines of any length;
 * of a long mail no more is given than the library looks at. */
static void
test_lengths(void **state)
{
    static const size_t lengths[] = {0,     1,     1000,  65400,  65488,  65489, 65490,
                                     65491, 65500, 65536, 131000, 262144, 300000};
    (void)state;
    for (size_t i = 0; i < COUNT(lengths); i++) {
        struct mailbox_mail mail;
        write_file(FROM, lengths[i], "\n\n" FROM "B\n");
        struct mailbox *mailbox = mailbox_open(path);
        size_t whole = strlen(FROM) + lengths[i] + 2;
        assert_int_equal(mailbox_next(mailbox, &mail), MAILBOX_MAIL);
        assert_int_equal(mail.length,
                         whole > BOUNCE_MAIL_MAX ? BOUNCE_MAIL_MAX + 1 : whole);
        assert_int_equal(mailbox_next(mailbox, &mail), MAILBOX_MAIL);
        assert_int_equal(mail.length, strlen(FROM "B\n"));
        assert_memory_equal(mail.bytes, FROM "B\n", mail.length);
        assert_string_equal(strchr(mail.name, '#'), "#2");
        assert_int_equal(mailbox_next(mailbox, &mail), MAILBOX_END);
        mailbox_close(mailbox);
    }
    /* At the start of what a read gives, and yet within a line. */
    struct mailbox_mail mail;
    write_file(FROM, 65536 - strlen(FROM), FROM "B\n");
    struct mailbox *mailbox = mailbox_open(path);
    assert_int_equal(mailbox_next(mailbox, &mail), MAILBOX_MAIL);
    assert_true(mail.alone);
    mailbox_close(mailbox);
    mailbox_close(NULL);
}

static int
make_file(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int
remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_lengths),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
