#include "tests/support/check.h"

#include <string.h>

#include "classify/pen.h"

static void
clips_by_characters(void **state)
{
    // clang-format off
    static const struct { const char *text; size_t most; const char *want; } cases[] = {
        {"", 4, ""},
        {"abcd", 4, "abcd"},
        {"abcde", 4, "abc…"},
        {"ab de", 4, "ab…"},
        {"äöüß", 4, "äöüß"},
        {"äöüßx", 4, "äöü…"},
        {"   xy", 4, "…"},
        {"abc", 1, "…"},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char out[32];
        struct pen pen = {.out = out, .size = sizeof out};
        pen_clipped(&pen, cases[i].text, cases[i].most);
        pen_end(&pen);
        assert_string_equal(out, cases[i].want);
        assert_int_equal(pen.length, strlen(cases[i].want));
        assert_true(pen_characters(out, strlen(out)) <= cases[i].most);
    }
}

/* Whatever the room: the length is the whole text's, and no character is broken. */
static void
ends_between_characters(void **state)
{
    static const char text[] = "aä…\xF0\x9F\x98\x80";
    (void)state;
    for (size_t size = 1; size <= sizeof text; size++) {
        char out[sizeof text];
        struct pen pen = {.out = out, .size = size};
        pen_text(&pen, text);
        pen_end(&pen);
        assert_int_equal(pen.length, sizeof text - 1);
        size_t kept = strlen(out);
        assert_true(kept < size);
        assert_memory_equal(out, text, kept);
        assert_true(kept == sizeof text - 1 || (text[kept] & 0xC0) != 0x80);
    }
}

static void
counts_without_room(void **state)
{
    (void)state;
    struct pen pen = {0};
    pen_number(&pen, UINT64_MAX);
    pen_two(&pen, 7);
    pen_end(&pen);
    assert_int_equal(pen.length, 22);
}

/* A text that only goes on with a character never begun ends at its start. */
static void
bears_broken_text(void **state)
{
    (void)state;
    char out[3];
    struct pen pen = {.out = out, .size = sizeof out};
    pen_text(&pen, "\x80\x80\x80\x80");
    pen_end(&pen);
    assert_string_equal(out, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clips_by_characters),
        cmocka_unit_test(ends_between_characters),
        cmocka_unit_test(counts_without_room),
        cmocka_unit_test(bears_broken_text),
    };
    return cmocka_run_group_tests_name("pen", tests, NULL, NULL);
}
