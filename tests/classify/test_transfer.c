#include "tests/support/check.h"

#include <stdio.h>
#include <string.h>

#include "classify/text.h"
#include "classify/transfer.h"

static struct arena arena;

static int
clean(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static void
assert_bytes(struct slice have, const char *want)
{
    if (have.length != strlen(want) || memcmp(have.at, want, have.length) != 0)
        fail_msg("'%.*s', not '%s'", (int)have.length, (const char *)have.at, want);
}

static void
reads_base64(void **state)
{
    // clang-format off
    static const struct { const char *bytes, *want; } cases[] = {
        {"SGVsbG8=", "Hello"},
        {"SGVs\r\nbG8=\r\n", "Hello"},
        {"SGVsbG8", "Hello"},                  /* padding forgotten */
        {"SGVsbG8h", "Hello!"},
        {"SGk=SGk=", "HiHi"},                  /* several, one after the other */
        {"SGk=\r\nSGk=  \r\n", "HiHi"},
        {"SA==SA", "HH"},
        {"S G\tV\nsbG 8=", "Hello"},           /* blanks between */
        {"SGVs*bG8=", "Hello"},                /* what is of no alphabet */
        {"SGVs\xff\x01""bG8=", "Hello"},
        {"SGVsbG8=\r\n\r\n_____\r\nlist mailing list\r\n", "Hello"}, /* a list's footer */
        {"SGVsbG8=\r\n--\r\nSGk=", "Hello"},
        {"SGVsbG8=====\r\n", "Hello"},
        {"S", ""}, {"=", ""}, {"====", ""}, {"", ""}, {"!", ""},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_bytes(transfer_base64(&arena, slice_of(cases[i].bytes)), cases[i].want);
}

static void
reads_quoted(void **state)
{
    // clang-format off
    static const struct { const char *bytes, *want; } cases[] = {
        {"a=\r\nb=3D=\nc", "ab=c"},
        {"a= \t\r\nb", "ab"},                  /* blanks a relay has added */
        {"a=\r\r\nb", "ab"},
        {"=c3=BC=c3=9f", "\xc3\xbc\xc3\x9f"},
        {"=zz =4 =", "=zz =4 "},               /* wrongly encoded: as written */
        {"=3=3D", "=3="},
        {"==3D=", "=="},
        {"=C3", "\xc3"}, {"=C", "=C"}, {"=", ""}, {"= ", ""},
        {"a_b", "a_b"}, {"", ""},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_bytes(transfer_quoted(&arena, slice_of(cases[i].bytes)), cases[i].want);
    assert_bytes(transfer_q(&arena, slice_of("a_b=20c=5F=\n=4")), "a b c_=\n=4");
    struct slice plain = slice_of("not encoded");
    assert_ptr_equal(transfer_quoted(&arena, plain).at, plain.at);
}

/* Whatever is wrapped comes back, lines of any length. */
static void
unwraps_what_is_wrapped(void **state)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned char bytes[256], base64[1024], quoted[1024];
    (void)state;
    for (size_t length = 0; length <= sizeof bytes; length++) {
        size_t width = length % 79 + 1, b = 0, q = 0;
        for (size_t i = 0; i < length; i++)
            bytes[i] = (unsigned char)(i * 167 + length);
        for (size_t i = 0; i < length; i += 3) {
            unsigned long group = (unsigned long)bytes[i] << 16;
            group |= i + 1 < length ? (unsigned long)bytes[i + 1] << 8 : 0;
            group |= i + 2 < length ? bytes[i + 2] : 0;
            for (size_t k = 0; k < 4; k++) {
                if (b % (width + 1) == width)
                    base64[b++] = '\n';
                base64[b++] = i + k > length
                                  ? '='
                                  : (unsigned char)letters[group >> (18 - 6 * k) & 63];
            }
        }
        for (size_t i = 0; i < length; i++)
            q += (size_t)sprintf((char *)quoted + q, i % 7 ? "=%02X" : "=%02X=\r\n",
                                 bytes[i]);
        struct slice one = transfer_base64(&arena, (struct slice){base64, b});
        struct slice two = transfer_quoted(&arena, (struct slice){quoted, q});
        assert_int_equal(one.length, length);
        assert_int_equal(two.length, length);
        if (length > 0) {
            assert_memory_equal(one.at, bytes, length);
            assert_memory_equal(two.at, bytes, length);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(reads_base64, clean),
        cmocka_unit_test_teardown(reads_quoted, clean),
        cmocka_unit_test_teardown(unwraps_what_is_wrapped, clean),
    };
    return cmocka_run_group_tests_name("transfer", tests, NULL, NULL);
}
