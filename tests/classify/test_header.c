#include "tests/support/check.h"

#include <string.h>

#include "classify/header.h"

static void
assert_slice(struct slice have, const char *want)
{
    assert_int_equal(have.length, strlen(want));
    assert_memory_equal(have.at, want, have.length);
}

static void
opens_bent_mails(void **state)
{
    // clang-format off
    static const struct { const char *name, *mail, *subject, *body; } cases[] = {
        {"plain", "Subject: a\n\nbody", "a", "body"},
        {"CRLF", "Subject: a\r\n\r\nbody", "a", "body"},
        {"CRCRLF", "Subject: a\r\r\n\r\r\nbody", "a", "body"},
        {"blank lines first", "\r\n \nSubject: a\n\nbody", "a", "body"},
        {"mbox", "From x Sat Nov 21\nSubject: a\n\nbody", "a", "body"},
        {"quoted mbox", ">From x Sat Nov 21\nSubject: a\n\nbody", "a", "body"},
        {"no mbox", "From : b\nSubject: a\n\nbody", "a", "body"},
        {"garbage", "no field here\nSubject: a\n\nbody", "a", "body"},
        {"folded", "Subject: a\n b\n\nbody", "a\n b", "body"},
        {"space before colon", "Subject : a\n\nbody", "a", "body"},
        {"no space", "Subject:a\n\nbody", "a", "body"},
        {"no body", "Subject: a", "a", ""},
        {"empty", "", "", ""},
        {"first of two", "Subject: a\nSubject: b\n\n", "a", ""},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct slice body;
        struct slice header = header_open(slice_of(cases[i].mail), &body);
        assert_slice(header_find(header, "subject"), cases[i].subject);
        assert_slice(body, cases[i].body);
    }
}

/* RFC 5322, section 4.5: blanks may stand before the colon, and an mbox line has none. */
static void
finds_fields(void **state)
{
    // clang-format off
    static const struct { const char *header, *name, *want; } cases[] = {
        {"From : a\n", "from", "a"},
        {"From \t: a\n", "from", "a"},
        {"From b 10:00\nFrom: a\n", "from", "a"},
        {"Fromage: b\nFrom: a\n", "from", "a"},
        {"From\nFrom: a\n", "from", "a"},
        {"From:\nFrom: a\n", "from", ""},
        {"To: b\n From: c\nFROM: a", "from", "a"},
        {"From: a\n\tb \n", "from", "a\n\tb"},
        {"From", "from", ""},
        {"Fro", "from", ""},
        {"", "from", ""},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_slice(header_find(slice_of(cases[i].header), cases[i].name),
                     cases[i].want);
    assert_true(header_has(slice_of("A: b\nFrom:\n"), "from"));
    assert_false(header_has(slice_of("A: b\nFro:\n"), "from"));
}

static void
a_part_may_have_no_header(void **state)
{
    (void)state;
    struct slice body;
    struct slice header = header_split(slice_of("\nSubject: text"), &body);
    assert_int_equal(header.length, 0);
    assert_slice(body, "Subject: text");
}

static void
finds_parameters(void **state)
{
    // clang-format off
    static const struct { const char *value, *name, *want; } cases[] = {
        {"text/plain; charset=utf-8", "charset", "utf-8"},
        {"text/plain; charset=\"us ascii\"; x=y", "charset", "us ascii"},
        {"text/plain;\n\tCharset = utf-8 ; x=y", "charset", "utf-8"},
        {"text/plain charset=utf-8", "charset", "utf-8"},
        {"text/plain;; charset=utf-8", "charset", "utf-8"},
        {"multipart/mixed; boundary*0=abc", "boundary", "abc"},
        {"multipart/mixed; boundary*=us-ascii'en'abc", "boundary", "abc"},
        {"multipart/report; xboundary=no; boundary=\"=_a;b\"", "boundary", "=_a;b"},
        {"text/plain", "charset", ""},
        {"text/plain; charset", "charset", ""},
        {"", "charset", ""},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_slice(header_parameter(slice_of(cases[i].value), cases[i].name),
                     cases[i].want);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_bent_mails),
        cmocka_unit_test(finds_fields),
        cmocka_unit_test(a_part_may_have_no_header),
        cmocka_unit_test(finds_parameters),
    };
    return cmocka_run_group_tests_name("header", tests, NULL, NULL);
}
