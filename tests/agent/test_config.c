/* What ndrwatch.conf may say, and where each fault is found. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/config.h"
#include "tests/support/check.h"

static const struct config_folders folders = {.home = "/home/pat", .file = "/etc/nw"};

#define GOOD "address = you@example.org\nhost = imap.example.org\npassword_file = p\n"

// clang-format off
static const struct row {
    const char *name;
    const char *text;
    const char *want; /* LINE:COLUMN: a piece of the text; one a line */
} rows[] = {
    { "empty file",            "",                                 "1:1: there is no account" },
    { "remarks alone",         "# nothing\n; either\n\n",          "3:1: there is no account" },
    { "before any section",    "host = a\n[account a]\n" GOOD,     "1:1: 'host' stands before any section\n" },
    { "no closing bracket",    "[account a\n" GOOD,                "1:1: the section has no closing ']'" },
    { "empty section",         "[]\n",                             "1:2: unknown section ''" },
    { "bracket alone",         "[\n",                              "1:1: the section has no closing ']'" },
    { "unknown section",       "[accout a]\n" GOOD,                "1:2: unknown section 'accout'" },
    { "no name",               "[account ]\n" GOOD,                "1:1: the account has no name" },
    { "odd name",              "[account a b]\n" GOOD,             "1:10: 'a b' cannot be an account's name" },
    { "the same name twice",   "[account a]\n" GOOD "[account a]\n" GOOD, "5:10: account 'a' is there already, on line 1" },
    { "unknown key",           "[account a]\n" GOOD "  hots = x\n", "5:3: unknown key 'hots'" },
    { "key twice",             "[account a]\n" GOOD "host = x\n",  "5:1: 'host' is there twice, first on line 3" },
    { "no equals sign",        "[account a]\n" GOOD "\thunter2\n", "5:2: this line has no '='" },
    { "no value",              "[account a]\n" GOOD "user =\n",    "5:7: 'user' has no value" },
    { "a password",            "[account a]\n" GOOD "password = x\n", "5:1: a password is not kept in this file" },
    { "check_domains of neither", "[account a]\n" GOOD "check_domains = 1\n", "5:17: check_domains is 'yes', 'no' or 'knock'" },
    { "look_back of letters",  "[account a]\n" GOOD "look_back = week\n", "5:13: look_back is a number of days" },
    { "look_back too far",     "[account a]\n" GOOD "look_back = 367\n", "5:13: look_back is a number of days" },
    { "look_back of all",      "look_back = -1\n[account a]\n" GOOD, "1:13: look_back is a number of days" },
    { "port of letters",       "[account a]\n" GOOD "port = imaps\n", "5:8: the port is a number" },
    { "port 0",                "[account a]\n" GOOD "port = 0\n",  "5:8: the port is a number" },
    { "port too big",          "[account a]\n" GOOD "port = 65536\n", "5:8: the port is a number" },
    { "tls off",               "[account a]\n" GOOD "tls = no\n",  "5:7: tls is 'implicit' or 'starttls', not 'no'" },
    { "not an address",        "[account a]\naddress = pat\nhost = h\npassword_file = p\n", "2:11: 'pat' is not a mail address" },
    { "host with a port",      "[account a]\naddress = a@b\nhost = h/x\npassword_file = p\n", "3:8: 'h/x' is not the name of a server" },
    { "a kind of its own",     "[account a]\n" GOOD "kind = firm\n", "5:8: kind is 'personal' or 'office', not 'firm'" },
    { "admin by name",         "[account a]\n" GOOD "kind = office\nadmin = Jo\n", "6:9: 'Jo' is not a mail address" },
    { "admin at home",         "[account a]\n" GOOD "admin = it@example.org\n", "5:1: account 'a' has an admin" },
    { "nothing in it",         "[account a]\n",                    "1:1: account 'a' has no address\n1:1: account 'a' has no host" },
    { "two passwords",         "[account a]\n" GOOD "password_command = x\n", "5:1: account 'a' has a password_file and" },
    { "a command and a token", "[account a]\n" GOOD "token_command = x\n", "5:1: account 'a' has a password_file and a token_command" },
    { "a password and GNOME's", "[account a]\n" GOOD "goa_account = a@b\n", "5:1: account 'a' has a password_file and a goa_account" },
    { "two for tokens",        "[account a]\naddress=a@b\nhost=h\ntoken_command = x\nclient_id = y\n", "5:1: account 'a' has a token_command and a client_id" },
    { "auth of its own",       "[account a]\n" GOOD "auth = ntlm\n", "5:8: auth is 'password' or 'oauth2', not 'ntlm'" },
    { "a password for oauth2", "[account a]\n" GOOD "auth = oauth2\n", "5:1: auth = oauth2 does not go with password_file" },
    { "a token as password",   "[account a]\naddress=a@b\nhost=h\nauth = password\ntoken_command = x\n", "4:1: auth = password does not go with token_command" },
    { "a secret of no client", "[account a]\naddress=a@b\nhost=h\nclient_secret_command = x\n", "4:1: account 'a' has a client_secret_command and no client_id" },
    { "somebody else's home",  "[account a]\n" GOOD "ca_file = ~root/x\n", "5:11: '~root/x': only ~/ is known" },
    { "not UTF-8",             "[account a]\n" GOOD "# \xc3\xa9\xff\n", "5:4: byte 0xff is not UTF-8" },
    { "control character",     "[account a]\n" GOOD "user = a\033b\n", "5:9: control character 0x1b" },
    { "columns are characters", "[account a]\n" GOOD "h\xc3\xb6st\n\xc3\xb6 = x\n", "5:1: this line has no '='\n6:1: unknown key" },
    { "all at once",           "x\n[account a]\nport = y\ntls = z\nfoo = 1\n",
      "1:1: this line has no '='\n2:1: account 'a' has no address\n2:1: account 'a' has no host\n"
      "3:8: the port\n4:7: tls is\n5:1: unknown key 'foo'" },
};
// clang-format on

static void
check_row(const struct row *row)
{
    struct config *config = NULL;
    struct config_faults faults = {0};
    bool good = config_read(row->text, strlen(row->text), &folders, &config, &faults);
    if (good)
        fail_msg("%s: no fault found", row->name);
    assert_null(config);
    const char *want = row->want;
    for (size_t i = 0; i < faults.count; i++) {
        char found[1024];
        snprintf(found, sizeof found, "%u:%u: %s", faults.at[i].line,
                 faults.at[i].column, faults.at[i].text);
        size_t length = strcspn(want, "\n");
        if (length == 0 || strncmp(found, want, length) != 0)
            fail_msg("%s: found '%s', wanted '%.*s'", row->name, found, (int)length,
                     want);
        want += length + (want[length] == '\n');
    }
    if (*want)
        fail_msg("%s: not found: '%s'", row->name, want);
    config_faults_free(&faults);
}

static void
every_fault_has_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        check_row(&rows[i]);
}

static struct config *
read_good(const char *text)
{
    struct config *config = NULL;
    struct config_faults faults = {0};
    bool good = config_read(text, strlen(text), &folders, &config, &faults);
    if (!good && faults.count > 0)
        fail_msg("%u:%u: %s", faults.at[0].line, faults.at[0].column,
                 faults.at[0].text);
    assert_true(good);
    config_faults_free(&faults);
    return config;
}

static void
what_is_left_out_has_a_default(void **state)
{
    (void)state;
    struct config *config = read_good(
        "\xef\xbb\xbf# mine\r\n [account work] \r\n" GOOD);
    assert_int_equal(config->count, 1);
    const struct account *account = &config->accounts[0];
    assert_string_equal(account->name, "work");
    assert_string_equal(account->user, "you@example.org");
    assert_string_equal(account->mailbox, "INBOX");
    assert_string_equal(account->ca_file, "");
    assert_string_equal(account->password_command, "");
    assert_int_equal(account->port, 993);
    assert_false(account->office);
    assert_string_equal(account->admin, "");
    config_free(config);
}

static void
an_office_has_somebody(void **state)
{
    (void)state;
    struct config *config = read_good(
        "[account a]\nkind = office\nadmin = it@example.org\n" GOOD
        "[account b]\nkind = personal\n" GOOD);
    assert_true(config->accounts[0].office);
    assert_string_equal(config->accounts[0].admin, "it@example.org");
    assert_false(config->accounts[1].office);
    config_free(config);
}

static void
paths_lean_on_home_and_on_the_file(void **state)
{
    (void)state;
    struct config *config = read_good(
        "[account a]\naddress=a@b\nhost=h\npassword_file=~/x\nca_file=../ca.pem\n"
        "[account b]\naddress=a@b\nhost=h\nport=1993\nuser=u\nmailbox=A B\n"
        "password_command = pass show \"mail = x\" # all of it\ntls=implicit\n");
    assert_string_equal(config->accounts[0].password_file, "/home/pat/x");
    assert_string_equal(config->accounts[0].ca_file, "/etc/nw/../ca.pem");
    assert_string_equal(config->accounts[1].password_command,
                        "pass show \"mail = x\" # all of it");
    assert_string_equal(config->accounts[1].mailbox, "A B");
    assert_int_equal(config->accounts[1].port, 1993);
    assert_false(config->accounts[1].starttls);
    config_free(config);
}

static void
signing_in_has_a_source_at_most(void **state)
{
    (void)state;
    struct config *config = read_good(
        "[account a]\naddress=a@b\nhost=h\n"
        "[account b]\naddress=a@b\nhost=h\ntoken_command = oama access a@b\n"
        "[account c]\naddress=a@b\nhost=h\nclient_id = 1-2\ntenant = consumers\n"
        "client_secret_command = pass client\n"
        "[account d]\naddress=a@b\nhost=h\ngoa_account = a@b\nauth = password\n"
        "[account e]\n" GOOD);
    const struct account *accounts = config->accounts;
    assert_int_equal(accounts[0].auth, CONFIG_AUTH_UNSAID);
    assert_string_equal(accounts[0].password_file, "");
    assert_string_equal(accounts[0].token_command, "");
    assert_int_equal(accounts[1].auth, CONFIG_OAUTH2);
    assert_string_equal(accounts[1].token_command, "oama access a@b");
    assert_int_equal(accounts[2].auth, CONFIG_OAUTH2);
    assert_string_equal(accounts[2].client_id, "1-2");
    assert_string_equal(accounts[2].client_secret_command, "pass client");
    assert_string_equal(accounts[2].tenant, "consumers");
    assert_int_equal(accounts[3].auth, CONFIG_PASSWORD);
    assert_string_equal(accounts[3].goa_account, "a@b");
    assert_int_equal(accounts[4].auth, CONFIG_PASSWORD);
    config_free(config);
}

static void
folders_may_be_named(void **state)
{
    (void)state;
    struct config *config = read_good("[account a]\n" GOOD
                                      "sent = Gesendete Objekte\ndrafts = Entwürfe\n"
                                      "[account b]\n" GOOD);
    assert_string_equal(config->accounts[0].sent, "Gesendete Objekte");
    assert_string_equal(config->accounts[0].drafts, "Entwürfe");
    assert_string_equal(config->accounts[1].sent, "");
    assert_string_equal(config->accounts[1].drafts, "");
    config_free(config);
}

static void
look_back_is_of_all_or_of_one(void **state)
{
    (void)state;
    struct config *config = read_good("look_back = 30\n[account a]\n" GOOD
                                      "[account b]\n" GOOD "look_back = 0\n");
    assert_int_equal(config->accounts[0].look_back, 30);
    assert_int_equal(config->accounts[1].look_back, 0);
    config_free(config);
    config = read_good("[account a]\n" GOOD);
    assert_int_equal(config->accounts[0].look_back, 14);
    config_free(config);
}

static void
starttls_has_a_port_of_its_own(void **state)
{
    (void)state;
    struct config *config = read_good(
        "[account a]\naddress=a@b\nhost=h\npassword_file=p\n"
        "tls = starttls\n"
        "[account b]\naddress=a@b\nhost=h\npassword_file=p\n"
        "port = 10143\ntls = starttls\n");
    assert_true(config->accounts[0].starttls);
    assert_int_equal(config->accounts[0].port, 143);
    assert_int_equal(config->accounts[1].port, 10143);
    config_free(config);
}

static void
a_typing_error_gets_a_suggestion(void **state)
{
    (void)state;
    static const char text[] = "[account a]\n" GOOD "pasword_file = x\n";
    struct config *config = NULL;
    struct config_faults faults = {0};
    assert_false(config_read(text, strlen(text), &folders, &config, &faults));
    assert_string_equal(faults.at[0].hint, "did you mean 'password_file'?");
    config_faults_free(&faults);
}

/* A line without '=' may be a password that slipped: it must not be repeated. */
static void
what_may_be_a_password_is_not_repeated(void **state)
{
    (void)state;
    static const char text[] = "[account a]\nhunter2\npassword = hunter2\n";
    struct config *config = NULL;
    struct config_faults faults = {0};
    assert_false(config_read(text, strlen(text), &folders, &config, &faults));
    for (size_t i = 0; i < faults.count; i++)
        assert_null(strstr(faults.at[i].text, "hunter2"));
    config_faults_free(&faults);
}

static void
faults_and_accounts_have_a_ceiling(void **state)
{
    (void)state;
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    for (int i = 0; i < 5000; i++)
        fprintf(out, "[account a%d]\n" GOOD, i);
    fclose(out);
    struct config *config = NULL;
    struct config_faults faults = {0};
    assert_false(config_read(text, length, &folders, &config, &faults));
    assert_int_equal(faults.count, CONFIG_FAULTS_MAX);
    assert_int_equal(faults.more, 5000 - 4096 - CONFIG_FAULTS_MAX);
    config_faults_free(&faults);
    memset(text, 'x', length);
    assert_false(config_read(text, length, &folders, &config, &faults));
    assert_int_equal(faults.at[0].column, CONFIG_LINE_MAX + 1);
    config_faults_free(&faults);
    free(text);
}

static void
domains_are_checked_unless_said_or_an_office(void **state)
{
    (void)state;
    struct config *config = read_good("[account a]\n" GOOD "[account b]\n" GOOD
                                      "kind = office\n[account c]\n" GOOD
                                      "check_domains = no\n[account d]\n" GOOD
                                      "kind = office\ncheck_domains = yes\n");
    assert_true(config->accounts[0].check_domains);
    assert_false(config->accounts[1].check_domains);
    assert_false(config->accounts[2].check_domains);
    assert_true(config->accounts[3].check_domains);
    assert_false(config->accounts[3].knock);
    config_free(config);
    config = read_good("check_domains = knock\n[account a]\n" GOOD "[account b]\n" GOOD
                       "check_domains = yes\n[account c]\n" GOOD
                       "check_domains = knock\nkind = office\n");
    assert_true(config->accounts[0].check_domains && config->accounts[0].knock);
    assert_true(config->accounts[1].check_domains && !config->accounts[1].knock);
    assert_true(config->accounts[2].check_domains && config->accounts[2].knock);
    config_free(config);
    config = read_good("check_domains = no\n[account a]\n" GOOD "[account b]\n" GOOD
                       "check_domains = yes\n");
    assert_false(config->accounts[0].check_domains);
    assert_true(config->accounts[1].check_domains);
    config_free(config);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_has_its_place),
        cmocka_unit_test(what_is_left_out_has_a_default),
        cmocka_unit_test(an_office_has_somebody),
        cmocka_unit_test(paths_lean_on_home_and_on_the_file),
        cmocka_unit_test(signing_in_has_a_source_at_most),
        cmocka_unit_test(folders_may_be_named),
        cmocka_unit_test(look_back_is_of_all_or_of_one),
        cmocka_unit_test(domains_are_checked_unless_said_or_an_office),
        cmocka_unit_test(starttls_has_a_port_of_its_own),
        cmocka_unit_test(a_typing_error_gets_a_suggestion),
        cmocka_unit_test(what_may_be_a_password_is_not_repeated),
        cmocka_unit_test(faults_and_accounts_have_a_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
