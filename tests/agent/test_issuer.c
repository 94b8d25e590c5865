/* Where an account signs in, to whom its token may go, and what the service is sent. */
#include <stdio.h>
#include <string.h>

#include "agent/issuer.h"
#include "tests/support/check.h"

static const char FILE_TEXT[] =
    "[provider home]\nname = Home\ndomains = home.example\nsupport = none\noauth = service\n"
    "imap = imap.home.example:993:tls imap.elsewhere.example:993:tls\n"
    "[provider plain]\nname = Plain\ndomains = plain.example\nsupport = none\n"
    "imap = imap.plain.example:993:tls\n"
    "[oauth service]\nname = Service\ntoken = https://login.example/{tenant:common}/token\n"
    "authorize = https://login.example/{tenant:common}/authorize\n"
    "device = https://login.example/device\nscope = mail openid\nextra = prompt=consent\n"
    "flows = device browser\nredirect = http://localhost:{port}/back\nsecret = needed\n"
    "rotates = strict\nhosts = imap.home.example\n";

// clang-format off
static const struct {
    const char *address, *host, *client, *tenant;
    enum issuer_fault fault;
    const char *token; /* its address */
    const char *words;
} rows[] = {
    { "you@home.example",  "imap.home.example",      "id", "",     ISSUER_GOOD,      "https://login.example/common/token", "" },
    { "you@home.example",  "imap.home.example",      "id", "a-1",  ISSUER_GOOD,      "https://login.example/a-1/token", "" },
    { "you@firm.example",  "imap.home.example",      "id", "",     ISSUER_GOOD,      "https://login.example/common/token", "" },
    { "you@home.example",  "imap.home.example",      "",   "",     ISSUER_NO_CLIENT, "https://login.example/common/token", "client_id = ID into [account home]" },
    { "you@home.example",  "imap.elsewhere.example", "id", "",     ISSUER_FOREIGN,   "https://login.example/common/token", "never sent to imap.elsewhere.example" },
    { "you@home.example",  "IMAP.HOME.example",      "id", "",     ISSUER_GOOD,      "https://login.example/common/token", "" },
    { "you@home.example",  "imap.evil.example",      "id", "",     ISSUER_NONE,      "", "no sign-in service is known for imap.evil.example" },
    { "you@plain.example", "imap.plain.example",     "id", "",     ISSUER_NONE,      "", "no sign-in service" },
};
// clang-format on

static struct providers
read_all(void)
{
    struct providers providers = {0};
    struct providers_fault fault = {0};
    if (!providers_read(FILE_TEXT, strlen(FILE_TEXT), &providers, &fault))
        fail_msg("%u: %s", fault.line, fault.text);
    return providers;
}

/* The account of a row; only what issuer_find looks at. */
static struct account
account_of(size_t i)
{
    static char name[] = "home", text[4][64];
    const char *from[] = {rows[i].address, rows[i].host, rows[i].client,
                          rows[i].tenant};
    for (size_t t = 0; t < 4; t++)
        snprintf(text[t], sizeof text[t], "%s", from[t]);
    return (struct account){.name = name,
                            .address = text[0],
                            .host = text[1],
                            .client_id = text[2],
                            .tenant = text[3]};
}

static void
a_token_goes_to_its_own_hosts(void **state)
{
    (void)state;
    struct providers providers = read_all();
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct account account = account_of(i);
        struct issuer issuer;
        char words[ISSUER_FAULT_MAX];
        enum issuer_fault fault = issuer_find(&providers, &account, &issuer);
        issuer_fault_words(fault, &issuer, &account, words);
        bool has_one = rows[i].fault == ISSUER_NO_CLIENT && NDRWATCH_CLIENT_IDS[0];
        enum issuer_fault want = has_one ? ISSUER_GOOD : rows[i].fault;
        if (fault != want || strcmp(issuer.token, rows[i].token) != 0 ||
            !strstr(words, has_one ? "" : rows[i].words) || !words[0] != !fault)
            fail_msg("%s at %s: %d %s '%s'", rows[i].address, rows[i].host, fault,
                     issuer.token, words);
    }
    providers_free(&providers);
}

/* As it is shipped there is none; the second program of this test was built with two. */
static void
client_ids_can_be_built_in(void **state)
{
    (void)state;
    bool some = strcmp(NDRWATCH_CLIENT_IDS, "") != 0;
    assert_string_equal(issuer_built_in("service"), some ? "id-1" : "");
    assert_string_equal(issuer_built_in("service-two"), some ? "id=2" : "");
    assert_string_equal(issuer_built_in("serv"), "");
    assert_string_equal(issuer_built_in(""), "");
}

static void
forms_are_as_the_rfcs_say(void **state)
{
    (void)state;
    static char form[WEB_FORM_MAX];
    struct providers providers = read_all();
    struct account account = account_of(0);
    struct issuer issuer;
    char redirect[OAUTH_PAGE_MAX], page[WEB_URL_MAX];
    assert_int_equal(issuer_find(&providers, &account, &issuer), ISSUER_GOOD);
    assert_true(issuer.strict && issuer.secret);
    assert_true(issuer_refresh_form(&issuer, "r!", "s", form));
    assert_string_equal(
        form,
        "client_id=id&client_secret=s&grant_type=refresh_token&refresh_token=r%21");
    assert_true(issuer_device_form(&issuer, form));
    assert_string_equal(form, "client_id=id&scope=mail%20openid");
    issuer.secret = false; /* a public client: it is never sent */
    assert_true(issuer_poll_form(&issuer, "d", "s", form));
    assert_string_equal(form, "client_id=id&grant_type=urn%3Aietf%3Aparams%3Aoauth%3A"
                              "grant-type%3Adevice_code&device_code=d");
    issuer_redirect(&issuer, 4000, redirect);
    assert_string_equal(redirect, "http://localhost:4000/back");
    assert_true(issuer_code_form(&issuer, "c", "v", redirect, "", form));
    assert_string_equal(
        form, "client_id=id&grant_type=authorization_code&code=c&code_verifier="
              "v&redirect_uri=http%3A%2F%2Flocalhost%3A4000%2Fback");
    assert_true(issuer_revoke_form("r", form));
    assert_string_equal(form, "token=r&token_type_hint=refresh_token");
    assert_true(issuer_page(&issuer, redirect, "s", "c", "you@home.example", page));
    assert_string_equal(
        page,
        "https://login.example/common/"
        "authorize?response_type=code&client_id=id&redirect_uri=http%3A%2F%2F"
        "localhost%3A4000%2Fback&scope=mail%20openid&state=s&code_challenge=c&code_"
        "challenge_method=S256&login_hint=you%40home.example&prompt=consent");
    assert_true(web_fits(page, NULL));
    providers_free(&providers);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_goes_to_its_own_hosts),
        cmocka_unit_test(client_ids_can_be_built_in),
        cmocka_unit_test(forms_are_as_the_rfcs_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
