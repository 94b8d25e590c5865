#include "tests/support/check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "classify/slice.h"

static void
assert_slice(struct slice have, const char *want)
{
    assert_int_equal(have.length, strlen(want));
    assert_memory_equal(have.at, want, have.length);
}

static void
compares_in_either_case(void **state)
{
    (void)state;
    assert_true(slice_is(slice_of("Final-RECIPIENT"), "final-recipient"));
    assert_false(slice_is(slice_of("Final"), "final-recipient"));
    assert_true(slice_starts(slice_of("Status: 5"), "status:"));
    assert_false(slice_starts(slice_of("St"), "status:"));
    assert_true(slice_ends(slice_of("x FOLLOWS."), "follows."));
    assert_true(slice_same(slice_of("A@Example.COM"), slice_of("a@example.com")));
}

static void
finds(void **state)
{
    // clang-format off
    static const struct { const char *text, *word; size_t want; } cases[] = {
        {"abcabd", "abd", 3}, {"aab", "ab", 1}, {"ab", "abc", SLICE_NONE},
        {"", "a", SLICE_NONE}, {"a", "", SLICE_NONE}, {"xABC", "abc", 1},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(slice_find(slice_of(cases[i].text), cases[i].word),
                         cases[i].want);
}

static size_t
slow_find(struct slice text, const char *word)
{
    for (size_t i = 0; word[0] != '\0' && i + strlen(word) <= text.length; i++)
        if (slice_starts(slice_from(text, i), word))
            return i;
    return SLICE_NONE;
}

/* Long texts of few letters, so that much nearly fits; what ends where the bytes end is
 * found, and nothing is read beyond (the address sanitizer would say so). */
static void
finds_as_the_slow_one(void **state)
{
    static const char *const words[] = {"a",  "ab",   "aab", "b a",
                                        "@<", "abba", "<>",  "aaaaaaaab"};
    static const char letters[] = "aaabbBA  @<>`\x01\xe1";
    uint32_t dice = 1;
    static const char *const many[] = {"abab",
                                       "bbba",
                                       "b a a",
                                       "<>@",
                                       "@@",
                                       "\x01\xe1"
                                       "a",
                                       "aaaaaaaab",
                                       NULL};
    size_t found = 0, had = 0;
    (void)state;
    for (size_t n = 0; n < 20000; n++) {
        size_t length = n % 300;
        unsigned char *text = malloc(length + !length);
        assert_non_null(text);
        for (size_t i = 0; i < length; i++) {
            dice = dice * 1664525U + 1013904223U;
            text[i] = n % 3 == 0
                          ? (unsigned char)(dice >> 24)
                          : (unsigned char)letters[(dice >> 16) % (COUNT(letters) - 1)];
        }
        for (size_t w = 0; w < COUNT(words); w++) {
            size_t want = slow_find((struct slice){text, length}, words[w]);
            assert_int_equal(slice_find((struct slice){text, length}, words[w]), want);
            found += want != SLICE_NONE;
        }
        bool has = false;
        for (size_t w = 0; many[w]; w++)
            has = has || slow_find((struct slice){text, length}, many[w]) != SLICE_NONE;
        assert_true(slice_has_one((struct slice){text, length}, many) == has);
        had += has;
        free(text);
    }
    assert_true(found > 1000);
    assert_true(had > 1000 && had < 19000);
}

static void
has_one_of_many_words(void **state)
{
    static const char *const words[] = {"delay",       "xy", "will retry",
                                        "caf\xc3\xa9", "no", NULL};
    static const char *const few[] = {"delay", NULL};
    static const char *const none[] = {NULL};
    // clang-format off
    static const struct { const char *text; bool want; } cases[] = {
        {"", false}, {"x", false}, {"Y", false}, {"xY", true}, {"x y", false}, {"N", false},
        {"a n", false}, {"a nO", true}, {"the DELAY", true}, {"dela", false}, {"Will Retry", true},
        {"will re try", false}, {"CAF\xc3\xa9", true}, {"cafe", false},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_true(slice_has_one(slice_of(cases[i].text), words) == cases[i].want);
    assert_true(slice_has_one(slice_of("no delay"), few));
    assert_false(slice_has_one(slice_of("no dela"), few));
    assert_false(slice_has_one(slice_of("a"), none));
}

static void
takes_lines(void **state)
{
    (void)state;
    struct slice text = slice_of("one\r\ntwo\r\r\n\nlast");
    const unsigned char *end = text.at + text.length;
    assert_slice(slice_line(&text), "one");
    assert_slice(slice_line(&text), "two");
    assert_slice(slice_line(&text), "");
    assert_slice(slice_line(&text), "last");
    assert_int_equal(text.length, 0);
    /* The end of a text is its end, not its beginning: parts are measured by it. */
    assert_ptr_equal(text.at, end);
}

static void
cuts_and_trims(void **state)
{
    (void)state;
    struct slice none = {0};
    struct slice list = slice_of("a;b");
    assert_slice(slice_cut(&list, ';'), "a");
    assert_slice(slice_cut(&list, ';'), "b");
    assert_int_equal(slice_cut(&list, ';').length, 0);
    assert_slice(slice_trim(slice_of(" \t\r\n x y \n")), "x y");
    assert_slice(slice_from(slice_of("abc"), 9), "");
    assert_slice(slice_to(slice_of("abc"), 9), "abc");
    assert_int_equal(slice_line(&none).length, 0);
    assert_int_equal(slice_trim(none).length, 0);
}

/* Blanks of each kind at either end, in slices shorter and longer than a block. */
static void
trims_as_the_slow_one(void **state)
{
    static const char blanks[] = " \t\n\v\f\r", others[] = "\x08\x0e\x01.aZ\xa0\xff";
    unsigned char text[40];
    (void)state;
    for (size_t length = 0; length <= sizeof text; length++)
        for (size_t front = 0; front <= length; front++)
            for (size_t back = 0; front + back <= length; back++) {
                for (size_t i = 0; i < length; i++) {
                    bool blank = i < front || i >= length - back;
                    text[i] = (unsigned char)(blank ? blanks[(i + back) % 6]
                                                    : others[(i + front) % 8]);
                }
                struct slice have = slice_trim((struct slice){text, length});
                assert_int_equal(have.length, length - front - back);
                if (have.length > 0)
                    assert_ptr_equal(have.at, text + front);
            }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compares_in_either_case),
        cmocka_unit_test(finds),
        cmocka_unit_test(finds_as_the_slow_one),
        cmocka_unit_test(has_one_of_many_words),
        cmocka_unit_test(takes_lines),
        cmocka_unit_test(cuts_and_trims),
        cmocka_unit_test(trims_as_the_slow_one),
    };
    return cmocka_run_group_tests_name("slice", tests, NULL, NULL);
}
