/* test_sasl: the words of a login, and the ones that are never said. */
#include "tests/support/check.h"

#include <stdlib.h>
#include <string.h>

#include "imap/challenge.h"
#include "imap/sasl.h"

enum offers {
    NONE = 0,
    PLAIN = 1,
    INITIAL = 2,
    NO_LOGIN = 4,
    BEARER = 8,
    XOAUTH2 = 16,
    TOKEN = 32 /* no offer: the secret is one */
};

static struct sasl_offer
offer_of(unsigned offers)
{
    return (struct sasl_offer){.plain = (offers & PLAIN) != 0,
                               .bearer = (offers & BEARER) != 0,
                               .xoauth2 = (offers & XOAUTH2) != 0,
                               .initial = (offers & INITIAL) != 0,
                               .login_refused = (offers & NO_LOGIN) != 0};
}

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
    {"xoauth2",        TOKEN | XOAUTH2 | INITIAL, "you", "t.k", "AUTHENTICATE XOAUTH2 dXNlcj15b3UBYXV0aD1CZWFyZXIgdC5rAQE=\r\n", "dXNlcj15b3UBYXV0aD1CZWFyZXIgdC5rAQE=\r\n"},
    {"xoauth2, asked", TOKEN | XOAUTH2 | PLAIN, "you", "t.k", "AUTHENTICATE XOAUTH2\r\n", "dXNlcj15b3UBYXV0aD1CZWFyZXIgdC5rAQE=\r\n"},
    {"bearer",         TOKEN | BEARER | XOAUTH2, "you", "t.k", "AUTHENTICATE OAUTHBEARER\r\n", "bixhPXlvdSwBaG9zdD1pbWFwLmV4YW1wbGUub3JnAXBvcnQ9OTkzAWF1dGg9QmVhcmVyIHQuawEB\r\n"},
    {"bearer, an odd user", TOKEN | BEARER, "a,b=c", "t.k", "AUTHENTICATE OAUTHBEARER\r\n", "bixhPWE9MkNiPTNEYywBaG9zdD1pbWFwLmV4YW1wbGUub3JnAXBvcnQ9OTkzAWF1dGg9QmVhcmVyIHQuawEB\r\n"},
    {"a token, not offered", TOKEN | PLAIN | INITIAL, "you", "t.k", NULL, NULL},
    {"a token with a space", TOKEN | XOAUTH2, "you", "t k", NULL, NULL},
    {"a token with a ^A",  TOKEN | XOAUTH2, "you", "t\001k", NULL, NULL},
    {"a user with a ^A",   TOKEN | BEARER, "you\001auth=Bearer x", "t.k", NULL, NULL},
    {"no token",           TOKEN | BEARER, "you", "", NULL, NULL},
};
// clang-format on

static void
table(void **unused)
{
    (void)unused;
    struct sasl *sasl = malloc(sizeof *sasl);
    assert_non_null(sasl);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct sasl_offer offer = offer_of(rows[i].offers);
        const struct sasl_proof proof = {
            .user = {rows[i].user, strlen(rows[i].user)},
            .secret = {rows[i].secret, strlen(rows[i].secret)},
            .token = (rows[i].offers & TOKEN) != 0,
            .host = "imap.example.org",
            .port = 993};
        const char *why = NULL;
        memset(sasl, 0, sizeof *sasl);
        bool made = sasl_make(&offer, &proof, sasl, &why);
        if (made != (rows[i].first != NULL))
            fail_msg("%s: %s", rows[i].name, made ? "made" : why);
        if (!made)
            continue;
        assert_int_equal(sasl->first_length, strlen(rows[i].first));
        assert_memory_equal(sasl->first, rows[i].first, sasl->first_length);
        assert_int_equal(sasl->then_length, strlen(rows[i].then));
        assert_memory_equal(sasl->then, rows[i].then, sasl->then_length);
        for (size_t k = sasl->first_length; k < sizeof sasl->first; k++)
            assert_int_equal(sasl->first[k], 0); /* nothing of it stays behind */
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
    static const unsigned ways[] = {NONE, PLAIN | INITIAL, TOKEN | BEARER | INITIAL,
                                    TOKEN | XOAUTH2};
    struct sasl *sasl = malloc(sizeof *sasl);
    char *quotes = malloc(MESSAGE_SECRET_MAX + 1), host[SASL_HOST_MAX + 2] = "";
    assert_true(sasl && quotes);
    memset(quotes, '"', MESSAGE_SECRET_MAX + 1);
    memset(host, 'h', SASL_HOST_MAX);
    const char *why = NULL;
    for (size_t i = 0; i < COUNT(ways); i++) {
        const struct sasl_offer offer = offer_of(ways[i]);
        struct sasl_proof proof = {.user = {quotes, SASL_USER_MAX},
                                   .secret = {quotes, MESSAGE_SECRET_MAX},
                                   .token = (ways[i] & TOKEN) != 0,
                                   .host = host,
                                   .port = 65535};
        if (ways[i] & BEARER)
            memset(quotes, ',',
                   MESSAGE_SECRET_MAX); /* of the user each becomes three */
        assert_true(sasl_make(&offer, &proof, sasl, &why));
        assert_true(sasl->first_length <= SASL_ROOM && sasl->then_length <= SASL_ROOM);
        if (ways[i] & TOKEN) /* too long for a line: said when asked */
            assert_true(sasl->first_length < 64 && !sasl->given);
        proof.secret.length++;
        assert_false(sasl_make(&offer, &proof, sasl, &why));
        proof.secret.length--;
        proof.user.length++;
        assert_false(sasl_make(&offer, &proof, sasl, &why));
    }
    free(quotes);
    free(sasl);
}

/* A token of 3.5 kB, as Microsoft's, goes with the question. */
static void
a_usual_token_is_one_line(void **unused)
{
    (void)unused;
    char token[3501];
    memset(token, 'x', sizeof token);
    struct sasl *sasl = malloc(sizeof *sasl);
    const struct sasl_offer offer = offer_of(XOAUTH2 | INITIAL);
    const struct sasl_proof proof = {.user = {"you", 3},
                                     .secret = {token, 3500},
                                     .token = true,
                                     .host = "h",
                                     .port = 1};
    const char *why = NULL;
    assert_true(sasl && sasl_make(&offer, &proof, sasl, &why));
    assert_true(sasl->given && sasl->first_length > 4000);
    /* Asked all the same, it is said once more; then only the reason is heard. */
    assert_int_equal(sasl_next(sasl, (struct message_bytes){"", 0}).length,
                     sasl->then_length);
    assert_false(sasl->told);
    assert_memory_equal(sasl_next(sasl, (struct message_bytes){"e30=", 4}).at, "\r\n",
                        3);
    assert_true(sasl->told);
    assert_memory_equal(sasl_next(sasl, (struct message_bytes){"e30=", 4}).at, "*\r\n",
                        4);
    free(sasl);
}

/* What is asked for, and how often: the next words at each question, "=": the proof. */
static void
nothing_is_said_twice(void **unused)
{
    (void)unused;
    static const struct {
        unsigned offers;
        const char *questions[4], *answers[4];
    } talks[] = {
        {NONE, {"", ""}, {"*\r\n", "*\r\n"}}, /* LOGIN has been said whole */
        {PLAIN | NO_LOGIN, {"", ""}, {"=", "*\r\n"}},
        {TOKEN | XOAUTH2, {"", "e30=", ""}, {"=", "\r\n", "*\r\n"}},
        {TOKEN | XOAUTH2 | INITIAL, {"e30=", "", ""}, {"\r\n", "*\r\n", "*\r\n"}},
        {TOKEN | BEARER, {"", "e30=", "e30="}, {"=", "AQ==\r\n", "*\r\n"}},
    };
    struct sasl *sasl = malloc(sizeof *sasl);
    assert_non_null(sasl);
    for (size_t i = 0; i < COUNT(talks); i++) {
        const struct sasl_offer offer = offer_of(talks[i].offers);
        const struct sasl_proof proof = {.user = {"you", 3},
                                         .secret = {"t.k", 3},
                                         .token = (talks[i].offers & TOKEN) != 0,
                                         .host = "imap.example.org",
                                         .port = 993};
        const char *why = NULL;
        assert_true(sasl_make(&offer, &proof, sasl, &why));
        for (size_t k = 0; talks[i].questions[k]; k++) {
            const char *question = talks[i].questions[k], *want = talks[i].answers[k];
            struct message_bytes said = sasl_next(
                sasl, (struct message_bytes){question, strlen(question)});
            bool proves = want[0] == '=';
            assert_int_equal(said.length, proves ? sasl->then_length : strlen(want));
            assert_memory_equal(said.at, proves ? sasl->then : want, said.length);
        }
    }
    free(sasl);
}

/* Microsoft's servers offer AUTH=PLAIN, but no password is shown to them. */
static void
no_password_for_microsoft(void **unused)
{
    (void)unused;
    static const char *const hosts[] = {
        "outlook.office365.com", "Outlook.Office365.com.", "imap-mail.outlook.com"};
    static const char *const others[] = {"imap.example.org",
                                         "outlook.office365.com.evil.org",
                                         "mail.outlook.office365.com", ""};
    struct sasl *sasl = malloc(sizeof *sasl);
    assert_non_null(sasl);
    const struct sasl_offer offer = offer_of(PLAIN | INITIAL | XOAUTH2);
    struct sasl_proof proof = {
        .user = {"you", 3}, .secret = {"secret", 6}, .port = 993};
    const char *why = NULL;
    for (size_t i = 0; i < COUNT(hosts); i++) {
        proof.host = hosts[i];
        assert_false(sasl_make(&offer, &proof, sasl, &why));
        assert_string_equal(why, "the server takes no passwords");
        proof.token = true;
        assert_true(sasl_make(&offer, &proof, sasl, &why));
        proof.token = false;
    }
    for (size_t i = 0; i < COUNT(others); i++)
        assert_false(sasl_tokens_alone(others[i]));
    free(sasl);
}

// clang-format off
static const struct { const char *base64; bool good; const char *status, *scope, *configuration; } reasons[] = {
    {"eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==", true, "400", "https://mail.google.com/", ""},
    {"eyJzdGF0dXMiOiJpbnZhbGlkX3Rva2VuIiwib3BlbmlkLWNvbmZpZ3VyYXRpb24iOiJodHRwczovL2lkLmV4YW1wbGUub3JnLy53ZWxsLWtub3duL29wZW5pZC1jb25maWd1cmF0aW9uIn0=", true, "invalid_token", "", "https://id.example.org/.well-known/openid-configuration"},
    {"e30=", true, "", "", ""},              /* {} */
    {"eyJzdGF0dXMiOiI0MDEiLCJuIjo0MDEsInQiOnRydWUsInNjb3BlIjoiYVwiYlx1MDAwYWMifQ==", true, "401", "a\"b?c", ""},
    {"eyAic2NvcGUiIDogIngiICwgInkiOm51bGwgfQ==", true, "", "x", ""},
    {"", false, "", "", ""},
    {"e30", true, "", "", ""},
    {"not base64", false, "", "", ""},
    {"eyJzdGF0dXMiOiI0MDAi", false, "", "", ""},
    {"eyJzdGF0dXMiOjQwMCx9", true, "", "", ""}, /* a comma too many harms nobody */
    {"WyJzdGF0dXMiXQ==", false, "", "", ""},
    {"eyJhIjp7ImIiOjF9fQ==", false, "", "", ""},
};
// clang-format on

static void
reasons_are_read(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT(reasons); i++) {
        struct challenge challenge;
        bool good = challenge_read(
            (struct message_bytes){reasons[i].base64, strlen(reasons[i].base64)},
            &challenge);
        if (good != reasons[i].good)
            fail_msg("%zu: %d", i, good);
        assert_string_equal(challenge.status, reasons[i].status);
        assert_string_equal(challenge.scope, reasons[i].scope);
        assert_string_equal(challenge.configuration, reasons[i].configuration);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(the_longest),
        cmocka_unit_test(a_usual_token_is_one_line),
        cmocka_unit_test(nothing_is_said_twice),
        cmocka_unit_test(no_password_for_microsoft),
        cmocka_unit_test(reasons_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
