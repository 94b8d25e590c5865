/* Each way in which a sign-in service says no: its class, and its sentence. One row a sentence. */
#include <stdio.h>
#include <string.h>

#include "agent/denial.h"
#include "tests/support/check.h"

#define NOW 1795000000

/* What Microsoft sends, with one of its numbers. */
#define AADSTS(error, number)                                                          \
    "{\"error\":\"" error "\",\"error_description\":\"AADSTS" number                   \
    ": words\",\"error_codes\":[" number "]}"
#define ERROR(error)         "{\"error\":\"" error "\"}"
#define SUB(error, suberror) "{\"error\":\"" error "\",\"suberror\":\"" suberror "\"}"

// clang-format off
static const struct {
    uint32_t code;
    const char *body;
    enum denial_class class;
    const char *words; /* a piece of the sentence */
} rows[] = {
    { 400, AADSTS("invalid_request", "50011"),        DENIAL_SET_UP,  "add the redirect http://localhost" },
    { 400, AADSTS("invalid_request", "50020"),        DENIAL_SET_UP,  "another kind of Microsoft account" },
    { 400, AADSTS("invalid_grant", "50034"),          DENIAL_SIGN_IN, "knows no such user" },
    { 400, AADSTS("invalid_grant", "50053"),          DENIAL_SIGN_IN, "has locked the account" },
    { 400, AADSTS("invalid_grant", "50055"),          DENIAL_SIGN_IN, "the password has expired" },
    { 400, AADSTS("invalid_grant", "50057"),          DENIAL_SIGN_IN, "has disabled the account" },
    { 400, AADSTS("interaction_required", "50072"),   DENIAL_SIGN_IN, "second proof of who you are to be set up: run" },
    { 400, AADSTS("interaction_required", "50074"),   DENIAL_SIGN_IN, "second proof of who you are: run" },
    { 400, AADSTS("interaction_required", "50076"),   DENIAL_SIGN_IN, "because a setting or the place has changed" },
    { 400, AADSTS("interaction_required", "50079"),   DENIAL_SIGN_IN, "to be set up first" },
    { 400, AADSTS("invalid_grant", "50105"),          DENIAL_SIGN_IN, "has not assigned this program to you" },
    { 400, AADSTS("invalid_grant", "50126"),          DENIAL_SIGN_IN, "did not take the name or the password" },
    { 400, AADSTS("interaction_required", "50158"),   DENIAL_SIGN_IN, "one more proof" },
    { 400, AADSTS("invalid_grant", "50173"),          DENIAL_SIGN_IN, "the password was changed" },
    { 400, AADSTS("invalid_request", "50194"),        DENIAL_SET_UP,  "for one organisation alone" },
    { 400, AADSTS("invalid_grant", "53000"),          DENIAL_SIGN_IN, "only devices sign in that it manages" },
    { 400, AADSTS("access_denied", "53003"),          DENIAL_REFUSED, "forbids this sign-in" },
    { 400, AADSTS("access_denied", "530003"),         DENIAL_REFUSED, "a registered device" },
    { 400, AADSTS("invalid_grant", "65001"),          DENIAL_SIGN_IN, "nobody has allowed this program" },
    { 400, AADSTS("access_denied", "65004"),          DENIAL_REFUSED, "you did not allow this program" },
    { 400, AADSTS("invalid_grant", "70000"),          DENIAL_SIGN_IN, "takes the sign-in that is kept here no more" },
    { 400, AADSTS("invalid_grant", "70008"),          DENIAL_SIGN_IN, "has run out, as it does when it has not been used" },
    { 400, AADSTS("invalid_scope", "70011"),          DENIAL_SET_UP,  "lacks the permission IMAP.AccessAsUser.All" },
    { 400, AADSTS("authorization_pending", "70016"),  DENIAL_PENDING, "waits for you" },
    { 400, AADSTS("expired_token", "70020"),          DENIAL_LATE,    "not typed in time" },
    { 400, AADSTS("invalid_grant", "700082"),         DENIAL_SIGN_IN, "was not used for 90 days" },
    { 400, AADSTS("invalid_grant", "700084"),         DENIAL_SIGN_IN, "was for one day alone" },
    { 400, AADSTS("unauthorized_client", "700016"),   DENIAL_SET_UP,  "no program under your client_id" },
    { 401, AADSTS("invalid_client", "7000112"),       DENIAL_SET_UP,  "has disabled the program" },
    { 401, AADSTS("invalid_client", "7000215"),       DENIAL_SET_UP,  "does not take the client secret" },
    { 401, AADSTS("invalid_client", "7000218"),       DENIAL_SET_UP,  "Allow public client flows" },
    { 401, AADSTS("invalid_client", "7000222"),       DENIAL_SET_UP,  "the client secret has run out" },
    { 400, AADSTS("invalid_grant", "90072"),          DENIAL_SIGN_IN, "account of another organisation" },
    { 400, AADSTS("consent_required", "90094"),       DENIAL_SIGN_IN, "send them the client_id" },
    { 400, AADSTS("consent_required", "90095"),       DENIAL_SIGN_IN, "the request that you sent" },
    { 400, AADSTS("invalid_grant", "501481"),         DENIAL_SIGN_IN, "only once at a time" },
    { 400, AADSTS("invalid_request", "9002313"),      DENIAL_SET_UP,  "could not read the request" },
    { 400, AADSTS("invalid_request", "9002331"),      DENIAL_SET_UP,  "for personal accounts alone" },
    { 400, SUB("invalid_grant", "bad_token"),         DENIAL_SIGN_IN, "takes the sign-in that is kept here no more" },
    { 400, SUB("invalid_grant", "token_expired"),     DENIAL_SIGN_IN, "has run out: run" },
    { 400, SUB("invalid_grant", "consent_required"),  DENIAL_SIGN_IN, "allow this program anew" },
    { 400, SUB("interaction_required", "basic_action"), DENIAL_SIGN_IN, "you can do in your browser" },
    { 400, SUB("interaction_required", "additional_action"), DENIAL_SIGN_IN, "something more" },
    { 400, SUB("interaction_required", "user_password_expired"), DENIAL_SIGN_IN, "the password has expired" },
    { 400, SUB("invalid_grant", DENIAL_TESTING),      DENIAL_SIGN_IN, "after seven days" },
    { 400, SUB("invalid_grant", "invalid_rapt"),      DENIAL_SIGN_IN, "from time to time" },
    { 400, ERROR("interaction_required"),             DENIAL_SIGN_IN, "asks you to sign in again: ndrwatch login home" },
    { 400, ERROR("login_required"),                   DENIAL_SIGN_IN, "asks you to sign in again: ndrwatch login home" },
    { 400, ERROR("consent_required"),                 DENIAL_SIGN_IN, "allow this program anew" },
    { 401, ERROR("invalid_client"),                   DENIAL_SET_UP,  "does not take the client" },
    { 400, ERROR("unauthorized_client"),              DENIAL_SET_UP,  "does not allow your client_id" },
    { 401, ERROR("deleted_client"),                   DENIAL_SET_UP,  "has deleted the program" },
    { 400, ERROR("invalid_scope"),                    DENIAL_SET_UP,  "access to mail" },
    { 400, ERROR("unsupported_grant_type"),           DENIAL_SET_UP,  "does not know this kind of sign-in" },
    { 403, ERROR("admin_policy_enforced"),            DENIAL_REFUSED, "does not allow this program to read mail" },
    { 403, ERROR("org_internal"),                     DENIAL_REFUSED, "members of one organisation" },
    { 400, ERROR("access_denied"),                    DENIAL_REFUSED, "or a rule of your organisation, said no" },
    { 400, ERROR("authorization_declined"),           DENIAL_REFUSED, "you said no on the page" },
    { 400, ERROR("authorization_pending"),            DENIAL_PENDING, "waits for you" },
    { 400, ERROR("slow_down"),                        DENIAL_SLOW,    "less often" },
    { 503, "",                                        DENIAL_PASSING, "cannot be reached or is busy" },
    { 200, "<html>",                                  DENIAL_PORTAL,  "does this network want you to sign in" },
    { 0,   NULL,                                      DENIAL_CLOCK,   "timedatectl" },
    { 400, ERROR("invalid_grant"),                    DENIAL_SIGN_IN, "asks you to sign in again: ndrwatch login home" },
    { 400, ERROR("invalid_request"),                  DENIAL_SET_UP,  "refuses the request" },
    { 400, ERROR("expired_token"),                    DENIAL_LATE,    "not typed in time" },
}, classes[] = { /* whose sentence has been seen above */
    { 408, "",                                        DENIAL_PASSING, "is busy" },
    { 429, "<html>",                                  DENIAL_PASSING, "is busy" },
    { 500, "{}",                                      DENIAL_PASSING, "is busy" },
    { 599, "null",                                    DENIAL_PASSING, "is busy" },
    { 503, ERROR("temporarily_unavailable"),          DENIAL_PASSING, "is busy" },
    { 400, ERROR("temporarily_unavailable"),          DENIAL_PASSING, "is busy" },
    { 400, ERROR("server_error"),                     DENIAL_PASSING, "is busy" },
    { 403, ERROR("rate_limit_exceeded"),              DENIAL_PASSING, "is busy" },
    { 500, ERROR("invalid_grant"),                    DENIAL_SIGN_IN, "sign in again" },
    { 302, "",                                        DENIAL_PORTAL,  "this network" },
    { 511, "<html>",                                  DENIAL_PASSING, "is busy" },
    { 404, "<html>",                                  DENIAL_PORTAL,  "this network" },
    { 200, "",                                        DENIAL_PORTAL,  "this network" },
    { 200, "{}",                                      DENIAL_PORTAL,  "this network" },
    { 200, "[1]",                                     DENIAL_PORTAL,  "this network" },
    { 200, "{\"access_token\":\"\"}",                 DENIAL_PORTAL,  "this network" },
    { 200, "{\"access_token\":\"a b\"}",              DENIAL_PORTAL,  "this network" },
    { 400, "{\"error\":{\"code\":5}}",                DENIAL_PORTAL,  "this network" },
    { 400, ERROR("bad_verification_code"),            DENIAL_LATE,    "in time" },
    { 400, ERROR("code_expired"),                     DENIAL_LATE,    "in time" },
    { 400, ERROR("what_is_that"),                     DENIAL_SET_UP,  "refuses the request" },
    { 400, AADSTS("invalid_grant", "123456"),         DENIAL_SIGN_IN, "(https://login.microsoftonline.com/error?code=123456)" },
    { 400, AADSTS("authorization_pending", "50173"),  DENIAL_PENDING, "waits for you" }, /* numbers choose words alone */
    { 200, "{\"access_token\":\"x\",\"expires_in\":-5}", DENIAL_NONE, "" },
};
// clang-format on

static void
check(uint32_t code, const char *body, enum denial_class want, const char *words,
      bool seen[])
{
    struct web_answer answer = {.outcome = body ? WEB_ANSWERED : WEB_UNTRUSTED,
                                .code = code};
    struct oauth_reply reply = {0};
    char text[DENIAL_TEXT_MAX];
    if (body)
        oauth_read_reply(body, strlen(body), &reply);
    enum denial_class class = denial_of(&answer, &reply, body ? NOW : 0);
    denial_words(class, &answer, &reply, "Microsoft", "home", text);
    if (class != want || (want != DENIAL_NONE && !strstr(text, words)))
        fail_msg("%u %s: %d '%s'", code, body, class, text);
    seen[denial_row(class, &answer, &reply)] = true;
    oauth_reply_free(&reply);
}

static void
each_row_is_reached(void **state)
{
    (void)state;
    bool seen[128] = {0}, ignored[128];
    assert_true(denial_rows() < COUNT(seen));
    for (size_t i = 0; i < COUNT(rows); i++)
        check(rows[i].code, rows[i].body, rows[i].class, rows[i].words, seen);
    for (size_t i = 0; i < denial_rows(); i++)
        if (!seen[i])
            fail_msg("row %zu is not reached", i);
    for (size_t i = 0; i < COUNT(classes); i++)
        check(classes[i].code, classes[i].body, classes[i].class, classes[i].words,
              ignored);
}

static void
what_is_not_http_has_a_class(void **state)
{
    (void)state;
    static const struct {
        enum web_outcome outcome;
        int64_t now;
        enum denial_class class;
    } outcomes[] = {
        {WEB_UNREACHABLE, NOW, DENIAL_PASSING}, {WEB_SILENT, NOW, DENIAL_PASSING},
        {WEB_TOO_BIG, NOW, DENIAL_PORTAL},      {WEB_UNTRUSTED, NOW, DENIAL_PORTAL},
        {WEB_UNTRUSTED, 1000, DENIAL_CLOCK},    {WEB_UNFIT, NOW, DENIAL_SET_UP},
    };
    for (size_t i = 0; i < COUNT(outcomes); i++) {
        const struct web_answer answer = {.outcome = outcomes[i].outcome};
        const struct oauth_reply reply = {0};
        assert_int_equal(denial_of(&answer, &reply, outcomes[i].now),
                         outcomes[i].class);
    }
}

/* Whoever the service is, and however long its name. */
static void
sentences_are_for_people(void **state)
{
    (void)state;
    char text[DENIAL_TEXT_MAX], name[2 * DENIAL_TEXT_MAX];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct web_answer answer = {.code = rows[i].code};
        struct oauth_reply reply = {0};
        if (rows[i].body)
            oauth_read_reply(rows[i].body, strlen(rows[i].body), &reply);
        denial_words(rows[i].class, &answer, &reply, name, "home", text);
        assert_true(strlen(text) < DENIAL_TEXT_MAX);
        denial_words(rows[i].class, &answer, &reply, "Microsoft", "home", text);
        assert_null(strchr(text, '%'));
        assert_true(text[strlen(text) - 1] != '.' && strlen(text) < 260);
        oauth_reply_free(&reply);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_is_reached),
        cmocka_unit_test(what_is_not_http_has_a_class),
        cmocka_unit_test(sentences_are_for_people),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
