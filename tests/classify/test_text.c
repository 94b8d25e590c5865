#include "tests/support/check.h"

#include <string.h>

#include "classify/text.h"

static struct arena arena;

static int
clean(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static void
keeps_what_people_can_read(void **state)
{
    // clang-format off
    static const struct { const char *name, *bytes, *want; } cases[] = {
        {"plain", "Lunch?", "Lunch?"},
        {"one line", "a\r\n\t b\nc", "a b c"},
        {"trimmed", "  a  ", "a"},
        {"utf-8", "Gr\xc3\xbc\xc3\x9f""e \xf0\x9f\x98\xba", "Gr\xc3\xbc\xc3\x9f""e \xf0\x9f\x98\xba"},
        {"a byte that is none", "a\xff""b", "a\xef\xbf\xbd""b"},
        {"cut character", "a\xe2\x82", "a\xef\xbf\xbd\xef\xbf\xbd"},
        {"overlong", "\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},
        {"surrogate", "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
        {"escape codes", "a\x1b[31mb\x07", "a[31mb"},
        {"C1", "a\xc2\x9b""31m", "a31m"},
        {"bidi", "a\xe2\x80\xae""b\xe2\x81\xa6""c", "abc"},
        {"zero width", "a\xe2\x80\x8b""b\xef\xbb\xbf""c", "abc"},
        {"tags", "a\xf3\xa0\x81\x81""b", "ab"},
        {"hard space", "a\xc2\xa0""b", "a b"},
        {"line separator", "a\xe2\x80\xa8""b", "a b"},
        {"nothing", "", ""},
        {"nothing to see", "\xe2\x80\x8b \x01", ""},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(text_keep(&arena, slice_of(cases[i].bytes)), cases[i].want);
    assert_string_equal(
        text_keep(&arena, (struct slice){(const unsigned char *)"a\0b", 3}), "ab");
}

static void
keeps_no_more_than_fits(void **state)
{
    (void)state;
    char *text = test_malloc(3 * BOUNCE_TEXT_MAX);
    for (int i = 0; i < BOUNCE_TEXT_MAX; i++)
        memcpy(text + 3 * i, "\xe2\x82\xac", 3);
    struct slice all = {(const unsigned char *)text, 3 * BOUNCE_TEXT_MAX};
    const char *kept = text_keep(&arena, all);
    assert_true(strlen(kept) < BOUNCE_TEXT_MAX);
    assert_true(strlen(kept) > BOUNCE_TEXT_MAX - 16);
    assert_int_equal(strlen(kept) % 3, 0); /* no character is cut in two */
    test_free(text);
}

static size_t
convert(void *context, const char *charset, const void *in, size_t length, char *out,
        size_t room)
{
    (void)in;
    *(size_t *)context += length;
    if (strcmp(charset, "koi8-r") != 0 || room < 2)
        return 0;
    memcpy(out, "\xd0\xb0", 2);
    return 2;
}

static void
decodes_words(void **state)
{
    // clang-format off
    static const struct { const char *value, *want; } cases[] = {
        {"Lunch?", "Lunch?"},
        {"=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Gr\xc3\xbc\xc3\x9f""e"},
        {"=?UTF-8?B?R3LDvMOfZQ==?= x", "Gr\xc3\xbc\xc3\x9f""e x"},
        {"=?iso-8859-1?q?caf=E9_au_lait?=", "caf\xc3\xa9 au lait"},
        {"=?windows-1252?Q?=80?=", "\xe2\x82\xac"},
        {"=?utf-8?Q?a?= =?utf-8?Q?b?=", "ab"},
        {"=?utf-8?Q?a?=\r\n =?utf-8?Q?b?= c", "ab c"},
        {"=?utf-8?B?4oI=?= =?utf-8?B?rA==?=", "\xe2\x82\xac"}, /* one character in two words */
        {"=?utf-8*en?Q?a?=", "a"},
        {"=?koi8-r?Q?=C1?=", "\xd0\xb0"},
        {"=?x-unknown?Q?ab?=", "ab"},
        {"=?utf-8?X?ab?=", "=?utf-8?X?ab?="},
        {"=?utf-8?Q?ab", "=?utf-8?Q?ab"},
        {"caf\xe9", "caf\xc3\xa9"}, /* raw, and no UTF-8 */
    };
    // clang-format on
    size_t seen = 0;
    struct bounce_options options = {
        .size = sizeof options, .convert = convert, .context = &seen};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct slice value = text_decode(&arena, slice_of(cases[i].value), &options);
        assert_string_equal(text_keep(&arena, value), cases[i].want);
    }
    assert_true(seen > 0);
}

static void
decodes_transfer_encodings(void **state)
{
    (void)state;
    assert_string_equal(
        text_keep(&arena, text_base64(&arena, slice_of("SGVs\r\nbG8="))), "Hello");
    assert_string_equal(text_keep(&arena, text_base64(&arena, slice_of("SGVsbG8"))),
                        "Hello");
    assert_string_equal(text_keep(&arena, text_base64(&arena, slice_of("SGk=SGk="))),
                        "HiHi");
    struct slice soft = slice_of("a=\r\nb=3D=\nc=zz_ =");
    assert_string_equal(text_keep(&arena, text_quoted(&arena, soft, false)),
                        "ab=c=zz_");
    assert_string_equal(
        text_keep(&arena, text_quoted(&arena, slice_of("a_b=20c"), true)), "a b c");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(keeps_what_people_can_read, clean),
        cmocka_unit_test_teardown(keeps_no_more_than_fits, clean),
        cmocka_unit_test_teardown(decodes_words, clean),
        cmocka_unit_test_teardown(decodes_transfer_encodings, clean),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
