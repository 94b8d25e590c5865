/* test_expect: which headers are of somebody whose answer is waited for. */
#include "tests/support/check.h"

#include <stdlib.h>
#include <string.h>

#include "imap/expect.h"

// clang-format off
static const struct { const char *header, *from, *answers; } rows[] = {
    {"From: pat@example.com\r\nSubject: Re: keys\r\n", "pat@example.com", ""},
    {"From: Pat <Pat@Example.COM>\r\nIn-Reply-To: <1@example.org>\r\n", "Pat@Example.COM", "<1@example.org>"},
    {"Subject: a\r\nfrom:\r\n \"Pat, Example\"\r\n <pat@example.com>\r\nin-reply-to:\r\n\t<1@example.org>\r\n <2@example.org>\r\n", "pat@example.com", "<1@example.org>"},
    {"From: \"jo@example.com <jo@example.com>\" <pat@example.com>\r\n", "pat@example.com", ""},
    {"From: pat@example.com\nIn-Reply-To: your mail of Monday <1@example.org> (Pat)\n", "pat@example.com", "<1@example.org>"},
    {"From: jo@example.com", "jo@example.com", ""},
    {"From: \"pat@example.com\" <mallory@example.net>\r\n", NULL, NULL}, /* a name says anything */
    {"From: pat@example.com.example.net\r\n", NULL, NULL},
    {"From: xpat@example.com\r\n", NULL, NULL},
    {"From: pat@example.co\r\n", NULL, NULL},
    {"Reply-To: pat@example.com\r\nFrom: mallory@example.net\r\n", NULL, NULL},
    {"X-From: pat@example.com\r\n", NULL, NULL},
    {"Subject: x\r\n From: pat@example.com\r\n", NULL, NULL}, /* goes on from Subject */
    {"From: mallory@example.net\r\nFrom: pat@example.com\r\n", NULL, NULL},
    {"From: pat@example.com\r\nIn-Reply-To: <open\r\n", "pat@example.com", ""},
    {"From: <>\r\n", NULL, NULL},
    {"From: @\r\n", NULL, NULL},
    {"From:", NULL, NULL},
    {"From: <", NULL, NULL},
    {"\r\n", NULL, NULL},
    {"", NULL, NULL},
};
// clang-format on

static struct message_bytes
bytes(const char *text)
{
    return (struct message_bytes){text, strlen(text)};
}

static bool
is(struct message_bytes got, const char *want)
{
    return got.length == strlen(want) && memcmp(got.at, want, got.length) == 0;
}

/* Of memory that ends where the header does: the sanitizer sees what reads on. */
static bool
fits(const struct expect *expect, const char *header, size_t length, const char *from,
     const char *answers)
{
    char *copy = malloc(length + !length);
    struct message_came came;
    memcpy(copy, header, length);
    bool good = expect_fits(expect, (struct message_bytes){copy, length}, &came);
    if (good && from)
        assert_true(is(came.from, from) && is(came.answers, answers));
    free(copy);
    return good;
}

static void
table(void **unused)
{
    (void)unused;
    struct expect expect = {0};
    assert_true(expect_set(&expect, bytes("jo@example.com\npat@example.com\n")));
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t length = strlen(rows[i].header);
        if (fits(&expect, rows[i].header, length, rows[i].from, rows[i].answers) !=
            (rows[i].from != NULL))
            fail_msg("row %zu: %s", i, rows[i].header);
        for (size_t cut = 0; cut < length; cut++) /* wherever a server cuts it off */
            fits(&expect, rows[i].header, cut, NULL, NULL);
    }
    expect_free(&expect);
}

static void
nobody(void **unused)
{
    (void)unused;
    struct expect expect = {0};
    assert_false(fits(&expect, rows[0].header, strlen(rows[0].header), NULL, NULL));
    assert_true(expect_set(&expect, bytes("pat@example.com"))); /* cut short */
    assert_true(fits(&expect, rows[0].header, strlen(rows[0].header), NULL, NULL));
    assert_true(expect_set(&expect, bytes("jo@example.com\n")));
    assert_false(fits(&expect, rows[0].header, strlen(rows[0].header), NULL, NULL));
    assert_true(expect_set(&expect, bytes("")));
    assert_false(fits(&expect, rows[0].header, strlen(rows[0].header), NULL, NULL));
    expect_free(&expect);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
