/* test_sasl: the words of a login, and the ones that are never said. */
#include "tests/support/check.h"

#include <stdlib.h>
#include <string.h>

#include "imap/sasl.h"

enum offers {
    NONE = 0,
    PLAIN = 1,
    INITIAL = 2,
    NO_LOGIN = 4
};

// clang-format off
static const struct { const char *name; unsigned offers; const char *user, *secret, *first, *then; } rows[] = {
    {"login",          NONE,  "you", "pass word", "LOGIN \"you\" \"pass word\"\r\n", ""},
    {"quoting",        NONE,  "you", "a\"b\\c",   "LOGIN \"you\" \"a\\\"b\\\\c\"\r\n", ""},
    {"empty secret",   NONE,  "you", "",          "LOGIN \"you\" \"\"\r\n", ""},
    {"plain at once",  PLAIN | INITIAL, "you", "secret",
                       "AUTHENTICATE PLAIN AHlvdQBzZWNyZXQ=\r\n", "AHlvdQBzZWNyZXQ=\r\n"},
    {"padding",        PLAIN | INITIAL, "you", "secrets",
                       "AUTHENTICATE PLAIN AHlvdQBzZWNyZXRz\r\n", "AHlvdQBzZWNyZXRz\r\n"},
    {"login spares a round trip", PLAIN, "you", "secret", "LOGIN \"you\" \"secret\"\r\n", ""},
    {"eight bits",     PLAIN, "you", "gr\xc3\xbcn", "AUTHENTICATE PLAIN\r\n", "AHlvdQBncsO8bg==\r\n"},
    {"logindisabled",  PLAIN | NO_LOGIN, "you", "s", "AUTHENTICATE PLAIN\r\n", "AHlvdQBz\r\n"},
    {"nothing offered", NO_LOGIN, "you", "s", NULL, NULL},
    {"eight bits, no plain", NONE, "you", "gr\xc3\xbcn", NULL, NULL},
    {"a line break",   PLAIN | INITIAL, "you", "s\r\n2 DELETE INBOX", NULL, NULL},
    {"in the user",    NONE, "you\n", "s", NULL, NULL},
};
// clang-format on

static void
table(void **unused)
{
    (void)unused;
    struct sasl *sasl = malloc(sizeof *sasl);
    assert_non_null(sasl);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct sasl_offer offer = {.plain = (rows[i].offers & PLAIN) != 0,
                                         .initial = (rows[i].offers & INITIAL) != 0,
                                         .login_refused = (rows[i].offers & NO_LOGIN) !=
                                                          0};
        const char *why = NULL;
        bool made = sasl_make(
            &offer, (struct message_bytes){rows[i].user, strlen(rows[i].user)},
            (struct message_bytes){rows[i].secret, strlen(rows[i].secret)}, sasl, &why);
        if (made != (rows[i].first != NULL))
            fail_msg("%s: %s", rows[i].name, made ? "made" : why);
        if (!made)
            continue;
        assert_int_equal(sasl->first_length, strlen(rows[i].first));
        assert_memory_equal(sasl->first, rows[i].first, sasl->first_length);
        assert_int_equal(sasl->then_length, strlen(rows[i].then));
        assert_memory_equal(sasl->then, rows[i].then, sasl->then_length);
    }
    sasl_wipe(sasl);
    for (size_t i = 0; i < sizeof sasl->first; i++)
        assert_int_equal(sasl->first[i], 0);
    free(sasl);
}

/* The longest user and secret fit; one byte more is refused. */
static void
the_longest(void **unused)
{
    (void)unused;
    struct sasl *sasl = malloc(sizeof *sasl);
    char *quotes = malloc(MESSAGE_SECRET_MAX + 1);
    assert_true(sasl && quotes);
    memset(quotes, '"', MESSAGE_SECRET_MAX + 1);
    const char *why = NULL;
    const struct sasl_offer offers[] = {{0}, {.plain = true, .initial = true}};
    for (size_t i = 0; i < COUNT(offers); i++) {
        struct message_bytes user = {quotes, SASL_USER_MAX},
                             secret = {quotes, MESSAGE_SECRET_MAX};
        assert_true(sasl_make(&offers[i], user, secret, sasl, &why));
        assert_true(sasl->first_length <= SASL_ROOM && sasl->then_length <= SASL_ROOM);
        secret.length++;
        assert_false(sasl_make(&offers[i], user, secret, sasl, &why));
        secret.length--;
        user.length++;
        assert_false(sasl_make(&offers[i], user, secret, sasl, &why));
    }
    free(quotes);
    free(sasl);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(the_longest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
