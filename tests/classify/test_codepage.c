/* Each table against iconv's, byte by byte; names in all their spellings. */
#include "tests/support/check.h"

#include <iconv.h>
#include <string.h>

#include "classify/codepage.h"

/* ISO-8859-1 and -9 are read as what mails mean by them. */
static const char *const charsets[] = {"windows-1250", "windows-1251", "windows-1252",
                                       "windows-1253", "windows-1254", "windows-1255",
                                       "windows-1256", "windows-1257", "windows-1258",
                                       "iso-8859-2",   "iso-8859-15"};

/* The byte as iconv reads it; "" for none. A combining mark is held back until the end. */
static void
ask_iconv(iconv_t converter, unsigned char byte, char out[8])
{
    char *from = (char *)&byte, *to = out;
    size_t left = 1, room = 7;
    iconv(converter, NULL, NULL, NULL, NULL);
    if (iconv(converter, &from, &left, &to, &room) == (size_t)-1)
        to = out;
    else
        iconv(converter, NULL, NULL, &to, &room);
    *to = '\0';
}

static void
agrees_with_iconv(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(charsets); i++) {
        struct arena arena = {0};
        const char16_t *high = NULL;
        iconv_t converter = iconv_open("UTF-8", charsets[i]);
        assert_true(codepage_find(slice_of(charsets[i]), &high));
        if (converter == (iconv_t)-1) {
            print_message("# iconv does not know %s here\n", charsets[i]);
            continue;
        }
        for (int byte = 1; byte < 0x100; byte++) {
            char want[8], have[8] = "";
            unsigned char c = (unsigned char)byte;
            ask_iconv(converter, c, want);
            struct slice text = codepage_text(&arena, (struct slice){&c, 1}, high);
            memcpy(have, text.at, text.length);
            if (byte >= 0x80 && byte < 0xA0 && (unsigned char)want[0] == 0xC2)
                continue; /* a control character: U+FFFD in our table */
            if (strcmp(have, want[0] ? want : "\xef\xbf\xbd") != 0)
                fail_msg("%s, %02x: '%s', iconv has '%s'", charsets[i], (unsigned)byte,
                         have, want);
        }
        iconv_close(converter);
        arena_free(&arena);
    }
}

static void
knows_spellings(void **state)
{
    // clang-format off
    static const struct { const char *name, *same; } cases[] = {
        {"ISO8859-1", "windows-1252"}, {"iso_8859-1", "windows-1252"},
        {"Latin1", "windows-1252"}, {"CP1252", "windows-1252"},
        {"windows 1252", "windows-1252"}, {"x-cp1251", "windows-1251"},
        {"ISO-8859-9", "windows-1254"}, {"latin-9", "iso-8859-15"},
        {"ISO_8859-15", "iso-8859-15"}, {"win-1250", "windows-1250"},
        {"ansi_x3.4-1968", "utf-8"}, {"utf8", "utf-8"}, {"unknown-8bit", "utf-8"},
        {"", "us-ascii"},
    };
    static const char *const strange[] = {
        "koi8-r", "gb2312", "iso-2022-jp", "utf-7", "utf-16", "windows-12520",
        "utf-8-and-much-more-than-that"};
    // clang-format on
    const char16_t *one, *other;
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_true(codepage_find(slice_of(cases[i].name), &one));
        assert_true(codepage_find(slice_of(cases[i].same), &other));
        assert_ptr_equal(one, other);
    }
    for (size_t i = 0; i < COUNT(strange); i++)
        if (codepage_find(slice_of(strange[i]), &one))
            fail_msg("%s", strange[i]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_iconv),
        cmocka_unit_test(knows_spellings),
    };
    return cmocka_run_group_tests_name("codepage", tests, NULL, NULL);
}
