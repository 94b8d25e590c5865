#include "tests/support/check.h"

#include <ctype.h>
#include <stdio.h>
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
}

/* Each name in either case, with a blank before its colon; one letter more or less is another. */
static void
knows_its_names(void **state)
{
    (void)state;
    for (enum header_name name = HEADER_NONE + 1; name < HEADER_NAMES; name++) {
        char lines[4][64];
        for (size_t i = 0; i < COUNT(lines); i++) {
            struct header header;
            const char *spelled = header_spelled(name);
            snprintf(lines[i], sizeof lines[i],
                     i == 0   ? "%s:a"
                     : i == 1 ? "%s\t : a\n"
                     : i == 2 ? "%s-: b\n"
                              : "-%s: b\n",
                     spelled);
            for (char *c = lines[i]; i == 1 && *c; c++)
                *c = (char)toupper((unsigned char)*c);
            header_read(slice_of(lines[i]), &header);
            assert_slice(header.fields[name], i == 0 ? "a" : i == 1 ? "A" : "");
            assert_true((header.fields[name].at != NULL) == (i < 2));
        }
    }
}

/* Line by line up to the blank one. */
static struct slice
split_slowly(struct slice part, struct slice *body)
{
    *body = part;
    while (body->length > 0) {
        size_t start = (size_t)(body->at - part.at);
        if (slice_line(body).length == 0)
            return slice_to(part, start);
    }
    return part;
}

/* Headers thrown together from pieces: what is read is what is found slowly. */
static void
reads_what_is_found(void **state)
{
    // clang-format off
    static const char *const pieces[] = {
        "To", "t", "TO", "From", "list-id", "List-Unsubscribe", "List-Idx", "Content-Type", "content-", "X-MS-",
        "Embedded-Report", "Exchange-Message-Is-Ndr", ":", ":", ": ", " : ", "\n", "\n", "\r\n", "\n ", "\n\t", " ",
        "a", "From x\n", "To:\n", "to:b", "x", "\r", "\n\n"};
    // clang-format on
    uint32_t dice = 1;
    size_t found = 0;
    (void)state;
    for (int n = 0; n < 50000; n++) {
        char text[24 * sizeof "Exchange-Message-Is-Ndr"];
        size_t length = 0;
        for (int p = 0; p < 24; p++) {
            dice = dice * 1664525U + 1013904223U;
            const char *piece = pieces[(dice >> 16) % COUNT(pieces)];
            memcpy(text + length, piece, strlen(piece));
            length += strlen(piece);
        }
        struct slice part = {(unsigned char *)text, length}, body;
        struct slice bytes = split_slowly(part, &body), same;
        assert_int_equal(header_split(part, &same).length, bytes.length);
        assert_memory_equal(&same, &body, sizeof body);
        struct header header;
        header_read(part, &header);
        assert_memory_equal(&header.bytes, &bytes, sizeof bytes);
        assert_memory_equal(&header.body, &body, sizeof body);
        for (enum header_name name = HEADER_NONE + 1; name < HEADER_NAMES; name++) {
            struct slice want = {0}, rest = bytes;
            struct header_field field;
            while (!want.at && header_next(&rest, &field))
                if (slice_is(field.name, header_spelled(name)))
                    want = field.value;
            struct slice once = header_find(bytes, header_spelled(name));
            assert_memory_equal(&header.fields[name], &want, sizeof want);
            assert_memory_equal(&once, &want, sizeof want);
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
        cmocka_unit_test(knows_its_names),
        cmocka_unit_test(reads_what_is_found),
        cmocka_unit_test(a_part_may_have_no_header),
    };
    return cmocka_run_group_tests_name("header", tests, NULL, NULL);
}
