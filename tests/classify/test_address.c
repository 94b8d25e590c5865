#include "tests/support/check.h"

#include <stdbool.h>
#include <string.h>

#include "classify/address.h"
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
finds_addresses(void **state)
{
    // clang-format off
    static const struct { const char *text, *first, *second; } cases[] = {
        {"<friend@charter.net>: gone", "friend@charter.net", ""},
        {"to a@example.com, b@example.org.", "a@example.com", "b@example.org"},
        {"mailto:a@example.com", "a@example.com", ""},
        {"smtp:a@example.com", "a@example.com", ""},
        {"'a@example.com'", "a@example.com", ""},
        {"a@example.com...", "a@example.com", ""},
        {"\"john smith\"@example.com", "\"john smith\"@example.com", ""},
        {"a+b=c@example.com", "a+b=c@example.com", ""},
        {"a@[192.0.2.7]", "a@[192.0.2.7]", ""},
        {"a@localhost", "a@localhost", ""},
        {"vid\xc3\xa4r@example.net", "vid\xc3\xa4r@example.net", ""},
        {"a@my_host.example.com", "a@my_host.example.com", ""},
        {"a@ex\xe3mple.net", "a@ex\xef\xbf\xbdmple.net", ""},
        {"a@\xf0\x9f\x98\x80.example", "a@\xf0\x9f\x98\x80.example", ""},
        {"a@ex\xf0\x9f\x98\x80.example", "a@ex\xf0\x9f\x98\x80.example", ""},
        /* Where Chinese meets ASCII letters the sentence goes on, in Chinese alone the name. */
        {"a@example.com\xe9\x82\xae\xe4\xbb\xb6", "a@example.com", ""},
        {"a@\xe9\x82\xae\xe4\xbb\xb6.example", "a@\xe9\x82\xae\xe4\xbb\xb6.example", ""},
        {"a@example..com", "a@example", ""},
        {"a@[192.0.2.7", "", ""},
        {"john smith\"@example.com", "", ""},
        {"\"@example.com", "", ""},
        {"@example.com", "", ""},
        {"a@ b", "", ""},
        {"a @ b", "", ""},
        {"@@@", "", ""},
        {"a@@b@c", "b@c", ""},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct slice rest = slice_of(cases[i].text), found = {0};
        if (!address_next(&rest, &found))
            found = (struct slice){0};
        assert_string_equal(text_keep(&arena, found), cases[i].first);
        if (cases[i].second[0] != '\0') {
            assert_true(address_next(&rest, &found));
            assert_string_equal(text_keep(&arena, found), cases[i].second);
        }
    }
}

/* Which bytes may stand before the @: those of RFC 5322's atoms, dots, and all beyond ASCII. */
static void
knows_every_byte(void **state)
{
    static const char marks[] = "!#$%&'*+-/=?^_`{|}~.";
    (void)state;
    for (int c = 0; c < 256; c++) {
        unsigned char byte = (unsigned char)c;
        unsigned char text[] = {'x', byte, 'y', '@', 'e', '.', 'n', 'e', 't'};
        struct slice rest = {text, sizeof text}, found = {0};
        bool belongs = (c >= '0' && c <= '9') ||
                       ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c >= 0x80 ||
                       memchr(marks, c, sizeof marks - 1);
        if (c == '@') /* ends the one before */
            continue;
        assert_true(address_next(&rest, &found));
        assert_int_equal(found.length, belongs ? sizeof text : sizeof text - 2);
    }
}

static void
reads_recipients(void **state)
{
    // clang-format off
    static const struct { const char *value, *want; } cases[] = {
        {"rfc822;friend@charter.net", "friend@charter.net"},
        {"RFC822; <friend@charter.net>", "friend@charter.net"},
        {"friend@charter.net", "friend@charter.net"},
        {"utf-8; vid\\x{E4}r@example.net", "vid\xc3\xa4r@example.net"},
        {"utf-8; vid\\x{e4}r@example.net", "vid\xc3\xa4r@example.net"},
        {"utf-8; vid\\x{0000000E4}r@example.net", "x{0000000E4}r@example.net"},
        {"a@example.com; b@example.com", "a@example.com"},
        {"unknown; nair_s", "nair_s"},
        {"rfc822;\"a b\"@example.com", "\"a b\"@example.com"},
        {"", ""},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct slice found = address_recipient(&arena, slice_of(cases[i].value));
        assert_string_equal(text_keep(&arena, found), cases[i].want);
    }
    assert_true(address_is_role(slice_of("Postmaster@example.com")));
    assert_false(address_is_role(slice_of("friend@charter.net")));
    assert_true(address_valid(slice_of("friend@charter.net")));
    assert_false(address_valid(slice_of("@mx.example.org")));
    assert_false(address_valid(slice_of("friend@charter.net is gone")));
    struct slice domain = address_domain(slice_of("a@b@example.com"));
    assert_string_equal(text_keep(&arena, domain), "example.com");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(finds_addresses, clean),
        cmocka_unit_test(knows_every_byte),
        cmocka_unit_test_teardown(reads_recipients, clean),
    };
    return cmocka_run_group_tests_name("address", tests, NULL, NULL);
}
