/* What is read of sign-in services' answers, of what the browser brings back, and of what is kept. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/grant.h"
#include "agent/oauth.h"
#include "agent/pkce.h"
#include "agent/redirect.h"
#include "tests/support/check.h"

// clang-format off
static const struct {
    const char *body;
    const char *access, *refresh; /* NULL: none */
    int64_t life;
} replies[] = {
    { "{\"access_token\":\"a\",\"refresh_token\":\"r!*$~\",\"expires_in\":3599}", "a", "r!*$~", 3599 },
    { "{\"access_token\":\"a\",\"expires_in\":\"3600\"}",   "a", NULL, 3600 },
    { "{\"access_token\":\"a\"}",                           "a", NULL, OAUTH_LIFE_UNSAID },
    { "{\"access_token\":\"a\",\"expires_in\":null}",       "a", NULL, OAUTH_LIFE_UNSAID },
    { "{\"access_token\":\"a\",\"expires_in\":0}",          "a", NULL, OAUTH_LIFE_LEAST },
    { "{\"access_token\":\"a\",\"expires_in\":-1e300}",     "a", NULL, OAUTH_LIFE_LEAST },
    { "{\"access_token\":\"a\",\"expires_in\":1e300}",      "a", NULL, OAUTH_LIFE_MOST },
    { "{\"access_token\":\"a\",\"expires_in\":\"nan\"}",    "a", NULL, OAUTH_LIFE_LEAST },
    { "{\"access_token\":\"a\",\"expires_in\":99999999999}", "a", NULL, OAUTH_LIFE_MOST },
    { "{\"access_token\":\"a\\nb\"}",                       NULL, NULL, OAUTH_LIFE_UNSAID },
    { "{\"access_token\":\"\\u00e9\"}",                     NULL, NULL, OAUTH_LIFE_UNSAID },
    { "{\"access_token\":5}",                               NULL, NULL, OAUTH_LIFE_UNSAID },
    { "{\"access_token\":\"a\",\"access_token\":\"b\"}",    NULL, NULL, 0 },
    { "{\"access_token\":\"a\"} x",                         NULL, NULL, 0 },
    { "{\"access_token\":\"a\",\"error\":\"e\"}",           NULL, NULL, 0 },
    { "[\"access_token\"]",                                 NULL, NULL, 0 },
    { "",                                                   NULL, NULL, 0 },
};

#define DEVICE(page) "{\"device_code\":\"d\",\"user_code\":\"BCDF-GHJK\",\"verification_uri\":\"" page "\",\"expires_in\":900}"
static const struct {
    const char *body;
    bool good;
} devices[] = {
    { DEVICE("https://www.microsoft.com/link"),             true },
    { DEVICE("https://login.microsoft.com/device"),         true },
    { "{\"device_code\":\"d\",\"user_code\":\"B\",\"verification_url\":\"https://www.microsoft.com/link\"}", true },
    { DEVICE("https://www.microsoft.com.example/link"),     false },
    { DEVICE("https://www.microsoft.com@evil.example/"),    false },
    { DEVICE("http://www.microsoft.com/link"),              false },
    { DEVICE("https://evil.example/link"),                  false },
    { DEVICE("javascript:alert(1)"),                        false },
    { DEVICE("https://www.microsoft.com/\\u001b[2J"),       false },
    { "{\"device_code\":\"d\",\"user_code\":\"\",\"verification_uri\":\"https://www.microsoft.com/link\"}", false },
    { "{\"device_code\":\"d\",\"user_code\":\"a b\",\"verification_uri\":\"https://www.microsoft.com/link\"}", false },
    { "{\"user_code\":\"B\",\"verification_uri\":\"https://www.microsoft.com/link\"}", false },
    { "{}",                                                 false },
};

static const struct {
    const char *token;
    const char *name;
} names[] = {
    { "e30.eyJwcmVmZXJyZWRfdXNlcm5hbWUiOiJhbGljZUBleGFtcGxlLnRlc3QifQ.x", "alice@example.test" },
    { "e30.eyJlbWFpbCI6ImFsaWNlQGV4YW1wbGUudGVzdCJ9.x",  "alice@example.test" },
    { "e30.eyJlbWFpbCI6ImFsaWNlIn0.x",                   "" }, /* no address */
    { "e30.eyJlbWFpbCI6ImFcIkBiIn0.x",                   "" }, /* a quote */
    { "e30.!!!.x",                                       "" },
    { "e30..x",                                          "" },
    { "e30.e30",                                         "" },
    { "",                                                "" },
};

#define ISSUER "https://login.example/{tenant}/v2.0"
static const struct {
    const char *query;
    enum redirect_result result;
    const char *what; /* the code, or the error */
} queries[] = {
    { "code=abc%2Bd&state=s-1",                          REDIRECT_CODE,    "abc+d" },
    { "state=s-1&code=a+b&session_state=x",              REDIRECT_CODE,    "a b" },
    { "code=a&state=s-1&iss=https%3A%2F%2Flogin.example%2F9188-ab%2Fv2.0", REDIRECT_CODE, "a" },
    { "code=a&state=s-1&iss=https://evil.example/a/v2.0", REDIRECT_FOREIGN, "" },
    { "code=a&state=s-1&iss=https://login.example//v2.0", REDIRECT_FOREIGN, "" },
    { "code=a&state=s-1&iss=https://login.example/a/b/v2.0", REDIRECT_FOREIGN, "" },
    { "code=a&state=s-1&iss=https://login.example/a/v2.0x", REDIRECT_FOREIGN, "" },
    { "code=a&state=s-2",                                REDIRECT_FOREIGN, "" },
    { "code=a&state=s-1x",                               REDIRECT_FOREIGN, "" },
    { "code=a&state=",                                   REDIRECT_FOREIGN, "" },
    { "code=a",                                          REDIRECT_FOREIGN, "" },
    { "code=a&state=s-1&state=s-1",                      REDIRECT_FOREIGN, "" },
    { "code=a&code=b&state=s-1",                         REDIRECT_FOREIGN, "" },
    { "code=%0a&state=s-1",                              REDIRECT_FOREIGN, "" },
    { "code=%4&state=s-1",                               REDIRECT_FOREIGN, "" },
    { "code=&state=s-1",                                 REDIRECT_FOREIGN, "" },
    { "error=access_denied&state=s-1",                   REDIRECT_DENIED,  "access_denied" },
    { "error=access_denied&code=a&state=s-1",            REDIRECT_DENIED,  "access_denied" },
    { "error=access_denied",                             REDIRECT_FOREIGN, "" },
    { "",                                                REDIRECT_FOREIGN, "" },
};

static const struct {
    const char *head;
    const char *query; /* NULL: not for us */
} heads[] = {
    { "GET /?code=a HTTP/1.1\r\nHost: 127.0.0.1:4000\r\n\r\n",           "code=a" },
    { "GET /back?code=a&b HTTP/1.1\r\nhost:  LOCALHOST:4000 \r\n\r\n",   "code=a&b" },
    { "GET /?code=a HTTP/1.1\r\nX: y\r\nHost: [::1]:4000\r\n\r\n",       "code=a" },
    { "GET /?code=a HTTP/1.1\r\nHost: 127.0.0.1:4001\r\n\r\n",           NULL },
    { "GET /?code=a HTTP/1.1\r\nHost: evil.example:4000\r\n\r\n",        NULL }, /* DNS rebinding */
    { "GET /?code=a HTTP/1.1\r\nHost: 127.0.0.1:4000\r\nHost: a\r\n\r\n", NULL },
    { "GET /?code=a HTTP/1.1\r\n\r\n",                                   NULL },
    { "POST /?code=a HTTP/1.1\r\nHost: 127.0.0.1:4000\r\n\r\n",          NULL },
    { "GET /favicon.ico HTTP/1.1\r\nHost: 127.0.0.1:4000\r\n\r\n",       NULL },
    { "GET http://127.0.0.1:4000/?code=a HTTP/1.1\r\nHost: 127.0.0.1:4000\r\n\r\n", NULL },
    { "GET /?code=a\r\nHost: 127.0.0.1:4000\r\n\r\n",                    NULL },
    { "GET /?",                                                          NULL },
    { "\n",                                                              NULL },
    { "",                                                                NULL },
}, pastes[] = {
    { "https://127.0.0.1/?code=a&state=b",     "code=a&state=b" },
    { "  http://localhost:1/?code=a#frag \n",  "code=a" },
    { "code=a&state=b\r\n",                    "code=a&state=b" },
    { "https://127.0.0.1/",                    NULL },
    { "yes",                                   NULL },
    { "",                                      NULL },
};
// clang-format on

static void
replies_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(replies); i++) {
        struct oauth_reply reply;
        oauth_read_reply(replies[i].body, strlen(replies[i].body), &reply);
        bool good = !reply.access == !replies[i].access &&
                    !reply.refresh == !replies[i].refresh &&
                    reply.life == replies[i].life;
        if (!good || (reply.access && strcmp(reply.access, replies[i].access) != 0))
            fail_msg("%s: %s %ld", replies[i].body, reply.access, (long)reply.life);
        if (reply.refresh)
            assert_string_equal(reply.refresh, replies[i].refresh);
        oauth_reply_free(&reply);
    }
}

static void
a_token_too_long_is_none(void **state)
{
    (void)state;
    static char body[OAUTH_TOKEN_MAX + 64];
    struct oauth_reply reply;
    int head = snprintf(body, sizeof body, "{\"access_token\":\"");
    memset(body + head, 'a', OAUTH_TOKEN_MAX);
    memcpy(body + head + OAUTH_TOKEN_MAX, "\"}", 3);
    oauth_read_reply(body, strlen(body), &reply);
    assert_int_equal(strlen(reply.access), OAUTH_TOKEN_MAX);
    oauth_reply_free(&reply);
    memcpy(body + head + OAUTH_TOKEN_MAX, "a\"}", 4);
    oauth_read_reply(body, strlen(body), &reply);
    assert_null(reply.access);
    oauth_reply_free(&reply);
}

static void
codes_are_for_known_pages_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(devices); i++) {
        struct oauth_device device = {.wait = -1};
        bool good = oauth_read_device(devices[i].body, strlen(devices[i].body),
                                      "www.microsoft.com login.microsoft.com", &device);
        if (good != devices[i].good || (device.wait == -1) == good)
            fail_msg("%s: %d", devices[i].body, good);
        if (good)
            assert_int_equal(device.wait, OAUTH_WAIT_UNSAID);
    }
}

static void
names_are_addresses(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        char name[OAUTH_USER_MAX];
        oauth_name(names[i].token, name);
        assert_string_equal(name, names[i].name);
    }
}

static void
only_ours_comes_back(void **state)
{
    (void)state;
    static struct redirect redirect;
    for (size_t i = 0; i < COUNT(queries); i++) {
        enum redirect_result result = redirect_read(
            queries[i].query, strlen(queries[i].query), "s-1", ISSUER, &redirect);
        const char *what = result == REDIRECT_CODE ? redirect.code : redirect.error;
        if (result != queries[i].result || strcmp(what, queries[i].what) != 0)
            fail_msg("%s: %d '%s'", queries[i].query, result, what);
    }
    assert_int_equal(redirect_read("code=a&state=", 13, "", "", &redirect),
                     REDIRECT_FOREIGN);
    assert_int_equal(redirect_read("code=a&state=b&iss=x", 20, "b", "", &redirect),
                     REDIRECT_CODE);
}

static void
requests_are_for_this_computer(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(heads); i++) {
        size_t length = 0;
        const char *query = redirect_request(heads[i].head, strlen(heads[i].head), 4000,
                                             &length);
        if (!query != !heads[i].query ||
            (query && (length != strlen(heads[i].query) ||
                       memcmp(query, heads[i].query, length) != 0)))
            fail_msg("%s: %.*s", heads[i].head, (int)length, query);
    }
    for (size_t i = 0; i < COUNT(pastes); i++) {
        size_t length = 0;
        const char *query = redirect_pasted(pastes[i].head, &length);
        if (!query != !pastes[i].query ||
            (query && (length != strlen(pastes[i].query) ||
                       memcmp(query, pastes[i].query, length) != 0)))
            fail_msg("%s: %.*s", pastes[i].head, (int)length, query);
    }
}

/* RFC 7636, appendix B. */
static void
a_challenge_is_that_of_the_rfc(void **state)
{
    (void)state;
    static const unsigned char dice[PKCE_DICE] = {
        116, 24,  223, 180, 151, 153, 224, 37,  79, 250, 96, 125, 216, 173, 187, 186,
        22,  212, 37,  77,  105, 214, 191, 240, 91, 88,  5,  88,  83,  132, 141, 121};
    char verifier[PKCE_TEXT], challenge[PKCE_TEXT];
    pkce_text(dice, verifier);
    assert_string_equal(verifier, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    pkce_challenge(verifier, challenge);
    assert_string_equal(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

static void
a_grant_is_kept_whole(void **state)
{
    (void)state;
    struct grant grant, again;
    static char large[OAUTH_REFRESH_MAX + 1];
    memset(large, '"', OAUTH_REFRESH_MAX); /* two bytes each, as JSON has it */
    assert_true(grant_make("google", "id", "you@gmail.com", "r\"1\\", 5, &grant));
    assert_true(grant_rotate(&grant, "r2"));
    char *text = grant_text(&grant);
    assert_true(grant_read(text, strlen(text), &again));
    assert_string_equal(again.refresh, "r2");
    assert_string_equal(again.previous, "r\"1\\");
    assert_string_equal(again.user, "you@gmail.com");
    assert_int_equal(again.since, 5);
    for (size_t cut = 0; cut < strlen(text); cut++)
        assert_false(grant_read(text, cut, &(struct grant){0}));
    free(text);
    grant_free(&again);
    assert_true(grant_rotate(&grant, large) && grant_rotate(&grant, large));
    text = grant_text(&grant);
    assert_non_null(text); /* without the one before */
    assert_true(strlen(text) <= GRANT_TEXT_MAX);
    assert_true(grant_read(text, strlen(text), &again));
    assert_string_equal(again.refresh, large);
    assert_string_equal(again.previous, "");
    free(text);
    grant_free(&again);
    grant_free(&grant);
    assert_false(grant_make("google", "id", "a\nb", "r", 5, &grant));
    assert_false(grant_make("google", "id", "", "", 5, &grant));
    static const char *const odd[] = {
        "", "{}", "null", "sekrit",
        "{\"form\":2,\"service\":\"a\",\"client\":\"\",\"user\":\"\",\"refresh\":\"r\","
        "\"previous\":\"\",\"since\":1}"};
    for (size_t i = 0; i < COUNT(odd); i++)
        assert_false(grant_read(odd[i], strlen(odd[i]), &grant));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replies_are_read),
        cmocka_unit_test(a_token_too_long_is_none),
        cmocka_unit_test(codes_are_for_known_pages_alone),
        cmocka_unit_test(names_are_addresses),
        cmocka_unit_test(only_ours_comes_back),
        cmocka_unit_test(requests_are_for_this_computer),
        cmocka_unit_test(a_challenge_is_that_of_the_rfc),
        cmocka_unit_test(a_grant_is_kept_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
