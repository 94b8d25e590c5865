/* test_folder: names of mailboxes in modified UTF-7. */
#include "tests/support/check.h"

#include <string.h>

#include "imap/folder.h"

// clang-format off
static const struct { const char *in, *want; } rows[] = {
    {"INBOX", "INBOX"},
    {"Entwürfe", "Entw&APw-rfe"},
    {"été", "&AOk-t&AOk-"},
    {"~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"}, /* RFC 3501 */
    {"R&D", "R&-D"},
    {"a & é", "a &- &AOk-"},
    {"éa&", "&AOk-a&-"},
    {"😀", "&2D3eAA-"},
    {"", ""},
    {"a\rb", ""},
    {"a\x7f", ""},
    {"\xc2\x85", ""},         /* a control character of 8 bits */
    {"\xc3", ""},             /* cut */
    {"\xc0\xaf", ""},         /* overlong */
    {"\xed\xa0\x80", ""},     /* a surrogate */
    {"\xf4\x90\x80\x80", ""}, /* above U+10FFFF */
    {"\xff", ""},
};
// clang-format on

static void
table(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char out[64];
        bool good = folder_encode(rows[i].in, strlen(rows[i].in), out, sizeof out);
        assert_int_equal(good, rows[i].want[0] != '\0');
        assert_string_equal(out, rows[i].want);
    }
}

/* What was spelled so is read again; what is no such spelling stays visible. */
static void
and_back(void **unused)
{
    (void)unused;
    // clang-format off
    static const struct { const char *in, *want; } odd[] = {
        {"a&b", "a&b"}, {"&-", "&"}, {"&AOk", "&AOk"}, {"&!!-", "&!!-"},
        {"&AEE-", "&AEE-"},                  /* 'A' has no business there */
        {"&2D0-", "&2D0-"}, {"&3gA-", "&3gA-"}, /* half a pair */
        {"a\x1b[1m", "a?[1m"}, {"\xc3\xa9", "??"}, {"", ""},
    };
    // clang-format on
    char out[64];
    for (size_t i = 0; i < COUNT(rows); i++) {
        folder_decode(rows[i].want, out, sizeof out);
        assert_string_equal(out, rows[i].want[0] != '\0' ? rows[i].in : "");
    }
    for (size_t i = 0; i < COUNT(odd); i++) {
        folder_decode(odd[i].in, out, sizeof out);
        assert_string_equal(out, odd[i].want);
    }
    folder_decode("&ZeVnLIqe-", out,
                  8); /* two characters and a half: whole ones alone */
    assert_string_equal(out, "日本");
}

static void
a_nul_and_a_small_room(void **unused)
{
    (void)unused;
    char out[8];
    assert_false(folder_encode("a\0b", 3, out, sizeof out));
    assert_true(folder_encode("1234567", 7, out, sizeof out));
    assert_false(folder_encode("12345678", 8, out, sizeof out));
    assert_string_equal(out, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(and_back),
        cmocka_unit_test(a_nul_and_a_small_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
