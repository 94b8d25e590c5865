/* Charsets: what mail is written in becomes UTF-8, other names are declined. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../support/check.h"
#include "agent/charset.h"

// clang-format off
static const struct {
    const char *charset, *in, *want;
} conversions[] = {
    { "iso-8859-1",      "Gr\xfc\xdf" "e",        "Grüße" },
    { "windows-1251",    "\xcf\xf0\xe8",          "При" },
    { "gb18030",         "\xc4\xe3\xba\xc3",      "你好" },
    { "iso-2022-jp",     "\x1b$BF|K\\\x1b(B",     "日本" },
    { "ks_c_5601-1987",  "\xb0\xa1",              "가" },
    { "iso-8859-1",      "\x80",                  "€" },
    { "iso_8859-1",      "\xe4",                  "ä" },
    { "iso-8859-8-i",    "\xe0",                  "א" },
    { "koi8-r",          "\xf0\xd2\xc9",          "При" },
    { "gb2312",          "\xc4\xe3\x98\x85",      "你槄" }, /* the second is GBK's alone */
    { "x-gbk",           "\xc4\xe3",              "你" },
    { "big5",            "\xa7\x41",              "你" },
    { "iso-2022-jp",     "\x1b(I1\x1b(B",         "ｱ" }, /* half width */
    { "shift_jis",       "\x87\x40\x93\xfa",      "①日" }, /* NEC's row 13 */
    { "x-sjis",          "\x93\xfa",              "日" },
    { "windows-31j",     "\x93\xfa",              "日" },
    { "euc-jp",          "\xc6\xfc\xad\xa1",      "日①" },
    { "euc-kr",          "\xb0\xa1\x8c\x63",      "가똠" }, /* the second is CP949's alone */
    { "utf-7",           "Hi +ZeVnLA-",           "Hi 日本" },
    { "unicode-1-1-utf-7", "+ZeVnLA-",            "日本" },
    { "utf-16be",        "\x65\xe5",              "日" },
    { "us-ascii",        "a\xff" "b",             "a\xef\xbf\xbd" "b" },
    { "big5",            "\xa7\xff\xa7",          "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
    { "iso-2022-cn-ext", "abc",                   "" },
    { "utf-8//translit", "abc",                   "" },
    { "../../tmp/x",     "abc",                   "" },
    { "",                "abc",                   "" },
};
// clang-format on

static void
test_conversions(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(conversions); i++) {
        char out[64] = "";
        size_t length = charset_convert(NULL, conversions[i].charset, conversions[i].in,
                                        strlen(conversions[i].in), out, sizeof out);
        assert_true(length < sizeof out);
        out[length] = '\0';
        if (strcmp(out, conversions[i].want) != 0)
            fail_msg("%s: '%s'", conversions[i].charset, out);
    }
}

/* Whatever the room, nothing is written behind it (the sanitizer sees), and it ends. */
static void
test_small_rooms(void **state)
{
    (void)state;
    for (size_t room = 0; room < 12; room++) {
        char *out = malloc(room + 1);
        assert_true(charset_convert(NULL, "iso-8859-1", "\xfc\xfc\xfc\xfc", 4, out,
                                    room) <= room);
        assert_true(charset_convert(NULL, "utf-8", "\xff\xff\xff\xff", 4, out, room) <=
                    room);
        free(out);
    }
}

// clang-format off
static const struct {
    const char *text, *want;
} paths[] = {
    { "plain.eml",           "plain.eml" },
    { "grüße/日本.eml",      "grüße/日本.eml" },
    { "a\xff" "b",           "a\xef\xbf\xbd" "b" },
    { "cut\xe6\x97",         "cut\xef\xbf\xbd\xef\xbf\xbd" },
    { "\xc0\xaf",            "\xef\xbf\xbd\xef\xbf\xbd" },         /* overlong */
    { "\xed\xa0\x80",        "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" }, /* surrogate */
    { "\xf4\x90\x80\x80",    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
    { "",                    "" },
};
// clang-format on

static void
test_paths(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(paths); i++) {
        char *exact = strdup(
            paths[i].text); /* so that a sanitizer sees a read past it */
        char *valid = charset_valid(exact);
        assert_string_equal(valid, paths[i].want);
        free(valid);
        free(exact);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conversions),
        cmocka_unit_test(test_small_rooms),
        cmocka_unit_test(test_paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
