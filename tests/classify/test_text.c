#include "tests/support/check.h"

#include <stdio.h>
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
        {"noncharacters", "a\xef\xbf\xbe""b\xf0\x9f\xbf\xbf""c", "abc"},
        {"next line", "a\xc2\x85""b", "a b"},
        {"wide space", "a\xe3\x80\x80""b", "a b"},
        {"hidden, then a space", "\x01 \x02 ab\x03 \x04 c", "ab c"},
        {"runs", "0123456789 abcdefghi  jklmnopqrs \xc3\xbc t", "0123456789 abcdefghi jklmnopqrs ü t"},
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
    if (strcmp(charset, "iso-2022-jp") == 0 && room > 2) {
        memcpy(out, "jp", 2);
        return 2;
    }
    if (strcmp(charset, "koi8-r") != 0 || room < 2)
        return 0;
    memcpy(out, "\xd0\xb0", 2);
    return 2;
}

/* What is left out is seen wherever it stands in a line. */
static void
keeps_lines_of_any_length(void **state)
{
    static const char *const odd[] = {"\x01", "\x1f", "\x7f", "  "};
    char line[64], want[80];
    (void)state;
    for (size_t length = 3; length + 1 < sizeof line; length++)
        for (size_t at = 1; at + 2 < length; at++)
            for (size_t i = 0; i < COUNT(odd); i++) {
                size_t gone = strlen(odd[i]);
                memset(line, 'a', sizeof line);
                memcpy(line + at, odd[i], gone);
                line[length] = '\0';
                snprintf(want, sizeof want, "%.*s%s%s", (int)at, line,
                         gone == 2 ? " " : "", line + at + gone);
                assert_string_equal(text_keep(&arena, slice_of(line)), want);
            }
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
        {"=?UTF-8?b?w7w=?=", "ü"},
        {"=?utf-8?Q?ab", "ab"},                                /* the end was cut off */
        {"=?utf-8?Q?a=C3=BC c", "aü c"},
        {"=?utf-8?B?w7w =?utf-8?B?w58=?=", "üß"},              /* the first end is missing */
        {"=?utf-8?Q?a b_c?=", "a b c"},                        /* spaces nobody encoded */
        {"x=?utf-8?Q?a?=y", "xay"},                            /* glued to words */
        {"=?utf-8?Q?a?==?utf-8?Q?b?=", "ab"},
        {"=?utf-8?Q?""?=", ""},
        {"=?utf-8?Q?=C3=BC?=", "ü"},
        {"=?utf-8?Q?What?""?=", "What?"},
        {"=?""?Q?caf=E9?=", "café"},
        {"=?iso-8859-1?Q?=E9?= =?utf-8?Q?=C3=A9?=", "éé"},
        {"=?utf-8?Q?a?=\r\n\t=?utf-8?Q?b?=\r\n =?utf-8?Q?c?=", "abc"},
        {"=?utf-8?Q?=C3?= =?UTF-8?Q?=BC?=", "ü"},
        {"=?a b?Q?x?=", "x"},
        {"=?utf-8?Q", "=?utf-8?Q"},
        {"=?", "=?"},
        {"=?=?=?=?", "=?=?=?=?"},
        {"caf\xe9 =?utf-8?Q?=C3=A9?= \xe9", "café é é"},       /* raw beside encoded */
        {"=?utf-8?Q?one word of far more than the seventy-five characters that RFC 2047 allows it to have?=",
         "one word of far more than the seventy-five characters that RFC 2047 allows it to have"},
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
guesses_charsets(void **state)
{
    // clang-format off
    static const struct { const char *charset, *bytes, *want; } cases[] = {
        {"", "plain", "plain"},
        {"", "Gr\xc3\xbc\xc3\x9f""e", "Grüße"},
        {"", "Gr\xfc\xdf""e", "Grüße"},
        {"us-ascii", "\x93""a\x94 \x80", "“a” €"},
        {"unknown-8bit", "caf\xe9", "café"},
        {"utf-8", "caf\xe9", "café"},                          /* mislabelled */
        {"UTF8", "Gr\xc3\xbc\xc3\x9f""e\xe2\x82", "Grüße\xef\xbf\xbd\xef\xbf\xbd"}, /* cut off */
        {"iso-8859-1", "Gr\xc3\xbc\xc3\x9f""e", "Grüße"},     /* mislabelled */
        {"ISO_8859-1", "Gr\xfc\xdf""e", "Grüße"},
        {"latin1", "\x80", "€"},
        {"ANSI_X3.4-1968", "caf\xe9", "café"},
        {"iso-8859-15", "\xa4", "€"},
        {"cp1250", "\x8a\xbe", "Šľ"},
        {"Windows-1251", "\xcf\xf0\xe8\xe2\xe5\xf2", "Привет"},
        {"windows-1253", "\xc3\xe5\xe9\xe1", "Γεια"},
        {"iso-8859-9", "\xfe\x80", "ş€"},
        {"windows-1257", "\xe0", "ą"},
        {"koi8-r", "\xc1", "а"},                              /* the converter's */
        {"gb2312", "a\xc4\xe3""b", "a\xef\xbf\xbd\xef\xbf\xbd""b"}, /* nobody's */
        {"x-klingon", "a\xc3\xa4""b", "aäb"},                  /* nobody's, and UTF-8 */
        {"a-name-that-is-longer-than-any-charset-has-in-the-registry", "a\xff", "a\xef\xbf\xbd"},
        {"us-ascii", "\x1b$B!!", "jp"},                        /* Japanese, unlabelled */
        {"us-ascii", "Your mail to \x1b$B!!\x1b(B came back", "jp"},
        {"windows-1252", "", ""},
    };
    // clang-format on
    size_t seen = 0;
    struct bounce_options options = {
        .size = sizeof options, .convert = convert, .context = &seen};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct slice text = text_utf8(&arena, slice_of(cases[i].bytes),
                                      slice_of(cases[i].charset), &options);
        assert_string_equal(text_keep(&arena, text), cases[i].want);
    }
    /* Without a converter nothing else is lost. */
    struct slice text = text_utf8(&arena,
                                  slice_of("a\xc1"
                                           "b"),
                                  slice_of("koi8-r"), NULL);
    assert_string_equal(text_keep(&arena, text), "a\xef\xbf\xbd"
                                                 "b");
}

/* What needs no decoding is not copied. */
static void
copies_nothing_in_vain(void **state)
{
    static const char *const names[] = {"", "utf-8", "us-ascii", "iso-8859-1",
                                        "windows-1251"};
    (void)state;
    struct slice ascii = slice_of(
        "550 5.1.1 User unknown, in more than eight bytes\r\n");
    struct slice utf8 = slice_of("Grüße aus Köln");
    for (size_t i = 0; i < COUNT(names); i++) {
        struct slice charset = slice_of(names[i]);
        assert_ptr_equal(text_utf8(&arena, ascii, charset, NULL).at, ascii.at);
        assert_ptr_equal(text_utf8(&arena, utf8, charset, NULL).at, utf8.at);
    }
    assert_ptr_equal(text_decode(&arena, ascii, NULL).at, ascii.at);
    assert_null(arena.blocks);
}

/* The runs give what a walk byte by byte would: every ASCII byte at every place of a
 * word, alone and beside a space. */
static void
keeps_runs_as_bytes(void **state)
{
    (void)state;
    for (int c = 0; c < 0x80; c++)
        for (size_t at = 0; at < 20; at++) {
            unsigned char bytes[22];
            char want[32];
            size_t used = 0;
            bool gap = false;
            memset(bytes, 'x', sizeof bytes);
            bytes[at] = (unsigned char)c;
            bytes[at + 1] = c % 2 ? ' ' : bytes[at + 1];
            for (size_t i = 0; i < sizeof bytes; i++) {
                bool blank = slice_blank(bytes[i]);
                gap = gap || blank;
                if (blank || bytes[i] < ' ' || bytes[i] == 0x7F)
                    continue;
                if (gap && used > 0)
                    want[used++] = ' ';
                gap = false;
                want[used++] = (char)bytes[i];
            }
            want[used] = '\0';
            struct slice slice = {bytes, sizeof bytes};
            assert_string_equal(text_keep(&arena, slice), want);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(keeps_what_people_can_read, clean),
        cmocka_unit_test_teardown(keeps_no_more_than_fits, clean),
        cmocka_unit_test_teardown(keeps_lines_of_any_length, clean),
        cmocka_unit_test_teardown(decodes_words, clean),
        cmocka_unit_test_teardown(guesses_charsets, clean),
        cmocka_unit_test_teardown(copies_nothing_in_vain, clean),
        cmocka_unit_test_teardown(keeps_runs_as_bytes, clean),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
