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

/* Fields thrown together from pieces: what is picked is what is found. */
static void
picks_what_is_found(void **state)
{
    // clang-format off
    static const char *const names[] = {"to", "from", "x-a", "x-ab", "content-type", NULL};
    static const char *const pieces[] = {
        "To", "t", "TO", "From", "x-a", "X-AB", "x-abc", "Content-Type", "content-", ":", ":", ": ", " : ", "\n",
        "\n", "\r\n", "\n ", "\n\t", " ", "a", "From x\n", "To:\n", "to:b", "x"};
    // clang-format on
    uint32_t dice = 1;
    size_t found = 0;
    (void)state;
    for (int n = 0; n < 50000; n++) {
        char text[24 * sizeof "Content-Type"];
        size_t length = 0;
        for (int p = 0; p < 24; p++) {
            dice = dice * 1664525U + 1013904223U;
            const char *piece = pieces[(dice >> 16) % COUNT(pieces)];
            memcpy(text + length, piece, strlen(piece));
            length += strlen(piece);
        }
        struct slice header = {(unsigned char *)text, length}, values[5];
        header_pick(header, names, values);
        for (size_t i = 0; names[i]; i++) {
            struct slice want = {0}, rest = header;
            struct header_field field;
            while (!want.at && header_next(&rest, &field))
                if (slice_is(field.name, names[i]))
                    want = field.value;
            struct slice once = header_find(header, names[i]);
            assert_memory_equal(&values[i], &want, sizeof want);
            assert_memory_equal(&once, &want, sizeof want);
            assert_true(header_has(header, names[i]) == (want.at != NULL));
            found += want.length > 0;
        }
    }
    assert_true(found > 1000);
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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_bent_mails),
        cmocka_unit_test(finds_fields),
        cmocka_unit_test(picks_what_is_found),
        cmocka_unit_test(a_part_may_have_no_header),
    };
    return cmocka_run_group_tests_name("header", tests, NULL, NULL);
}
