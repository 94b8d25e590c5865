/* By what a returned mail is known again. */
#include <string.h>

#include "agent/key.h"
#include "tests/support/check.h"

static void
sha256_is_the_standard_one(void **state)
{
    (void)state;
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct sha256 sum;
        char hex[SHA256_HEX];
        sha256_begin(&sum);
        sha256_add(&sum, rows[i].text, strlen(rows[i].text));
        sha256_hex(&sum, hex);
        assert_string_equal(hex, rows[i].want);
    }
    struct sha256 sum;
    char hex[SHA256_HEX];
    sha256_begin(&sum);
    for (int i = 0; i < 100000; i++) /* the third example of FIPS 180-2 */
        sha256_add(&sum, "aaaaaaaaaa", 10);
    sha256_hex(&sum, hex);
    assert_string_equal(
        hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void
key_of(const char *mail, char ret[SHA256_HEX])
{
    key_make(NULL, mail, strlen(mail), ret);
}

static void
a_second_delivery_has_the_same_key(void **state)
{
    (void)state;
    char one[SHA256_HEX], two[SHA256_HEX], other[SHA256_HEX];
    key_of("Received: from a\n\tby b\nSubject: x\nX-Spam: no\n\nbody\nX-Y: z\n", one);
    key_of("Received: from c\nReturn-Path: <>\nSubject: x\n\nbody\nX-Y: z\n", two);
    key_of("Received: from c\nReturn-Path: <>\nSubject: x\n\nbody\nX-Y: y\n", other);
    assert_string_equal(one, two);
    assert_string_not_equal(one, other);
}

static void
the_order_of_recipients_does_not_matter(void **state)
{
    (void)state;
    struct bounce_original original = {.message_id = "<o@example.org>"};
    struct bounce_failure b2 = {.recipient = "b@example.net"};
    struct bounce_failure a1 = {.recipient = "a@example.net", .next = &b2};
    struct bounce_failure a2 = {.recipient = "a@example.net"};
    struct bounce_failure b1 = {.recipient = "b@example.net", .next = &a2};
    struct bounce one = {.message_id = "<r@x>", .original = &original, .failures = &a1};
    struct bounce two = {.message_id = "<r@x>", .original = &original, .failures = &b1};
    char left[SHA256_HEX], right[SHA256_HEX];
    key_make(&one, "", 0, left);
    key_make(&two, "", 0, right);
    assert_string_equal(left, right);
    a2.kind = BOUNCE_DELAYED;
    key_make(&two, "", 0, right);
    assert_string_not_equal(left, right);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_is_the_standard_one),
        cmocka_unit_test(a_second_delivery_has_the_same_key),
        cmocka_unit_test(the_order_of_recipients_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
