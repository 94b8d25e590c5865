/* test_envelope: what of a sent mail's header goes into the index. */
#include "tests/support/check.h"

#include <stdlib.h>
#include <string.h>

#include "imap/envelope.h"

// clang-format off
static const struct { const char *header, *id, *to; } rows[] = {
    {"To: jo@example.org\r\nMessage-ID: <1@x>\r\n\r\n", "<1@x>", "jo@example.org\n"},
    {"TO:jo@example.org, Kim <kim@example.net>;\r\n", "", "jo@example.org\nkim@example.net\n"},
    {"message-id:\r\n <1@x>\r\ncc: jo@example.org\r\nTo: a@b.example\r\n", "<1@x>", "jo@example.org\na@b.example\n"},
    {"To: \"no@where.example, jo\" <jo@example.org>\r\n", "", "jo@example.org\n"},
    {"To: jo@example.org (not (no@where.example) \\) so@so.example)\r\n", "", "jo@example.org\n"},
    {"To: =?utf-8?Q?J=C3=B6?= <jo@example.org>\r\n", "", "jo@example.org\n"},
    {"To: friends: jo@example.org, kim@example.net;\r\n", "", "jo@example.org\nkim@example.net\n"},
    {"To: jo@example.org\r\n\t, kim@example.net\n", "", "jo@example.org\nkim@example.net\n"},
    /* nothing of it: other fields, halves, two @, what is cut */
    {"Bcc: jo@example.org\r\nReply-To: jo@example.org\r\nXTo: jo@example.org\r\n", "", ""},
    {"To: @example.org, jo@, jo, a@b@c, \"a b\"@example.org, undisclosed-recipients:;\r\n", "", ""},
    {"To: jo@example.or", "", ""},
    {"To: \"without end <jo@example.org>\r\n", "", ""},
    {"To: (without end \\", "", ""},
    {"Message-ID: <a b@x>\r\n", "", ""},
    {"Message-ID: <open@x\r\nTo: <jo@example.org>\r\n", "", "jo@example.org\n"},
    {"", "", ""}, {"\r\n", "", ""}, {"To:", "", ""}, {" To: jo@example.org\r\n", "", ""},
};
// clang-format on

/* In a block of its own, so that a sanitizer sees a step too far. */
static void
check(const char *header, const char *id, const char *to)
{
    size_t length = strlen(header);
    char *copy = malloc(length + !length), out[MESSAGE_TO_MAX];
    assert_non_null(copy);
    memcpy(copy, header, length);
    struct message_bytes bytes = {copy, length}, got = envelope_id(bytes);
    size_t count = envelope_to(bytes, out);
    if (got.length != strlen(id) || memcmp(got.at, id, got.length) != 0 ||
        count != strlen(to) || memcmp(out, to, count) != 0)
        fail_msg("%s: '%.*s' '%.*s'", header, (int)got.length, got.at, (int)count, out);
    free(copy);
}

static void
headers_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        check(rows[i].header, rows[i].id, rows[i].to);
}

static void
a_crowd_is_cut_between_two(void **state)
{
    (void)state;
    enum {
        EACH = 20 /* bytes */
    };
    static char header[4 + 100 * (EACH + 1) + 1], out[MESSAGE_TO_MAX];
    strcpy(header, "To: ");
    for (size_t i = 0; i < 100; i++)
        strcat(header, "patricia@example.org,");
    size_t count = envelope_to((struct message_bytes){header, strlen(header)}, out);
    assert_true(count <= MESSAGE_TO_MAX && count > MESSAGE_TO_MAX - 2 * EACH);
    assert_int_equal(out[count - 1], '\n');
    assert_int_equal(count % (EACH + 1), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_are_read),
        cmocka_unit_test(a_crowd_is_cut_between_two),
    };
    return cmocka_run_group_tests_name("envelope", tests, NULL, NULL);
}
