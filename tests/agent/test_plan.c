/* What setup writes into ndrwatch.conf, and how an account is called. */
#include <stdlib.h>
#include <string.h>

#include "agent/plan.h"
#include "tests/support/check.h"

static const struct config_folders folders = {.home = "/home/pat", .file = "/etc/nw"};

// clang-format off
static const struct row {
    const char *what, *before;
    struct plan plan;
    const char *after;
} rows[] = {
    { "as little as can be", "",
      { .name = "charter", .address = "pat@charter.net", .user = "pat@charter.net", .host = "mobile.charter.net", .port = 993 },
      "[account charter]\naddress = pat@charter.net\nhost = mobile.charter.net\n" },
    { "as much as can be", "# mine\n",
      { .name = "work", .address = "pat@example.org", .user = "pat", .host = "imap.example.org", .port = 10143, .starttls = true,
        .office = true, .admin = "it@example.org", .ca_file = "/ca.pem",
        .sources = { [PLAN_PASSWORD_COMMAND] = "pass show mail" } },
      "# mine\n\n[account work]\naddress = pat@example.org\nuser = pat\nhost = imap.example.org\nport = 10143\n"
      "tls = starttls\nca_file = /ca.pem\npassword_command = pass show mail\nkind = office\nadmin = it@example.org\n" },
    { "again: what was set by hand stays, what is not so any more goes",
      "[account a]\naddress = pat@example.org\nhost = old\nport = 1\n# why\nsent = Gesendet\nkind = office\nadmin = a@b\n"
      "password_file = x\nca_file = y\n",
      { .name = "a", .address = "pat@example.org", .user = "pat@example.org", .host = "new" },
      "[account a]\naddress = pat@example.org\nhost = new\n# why\nsent = Gesendet\nca_file = y\n" },
};
// clang-format on

static void
a_section_says_what_is_meant(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct edit_text text = {0};
        struct config *config = NULL;
        struct config_faults faults = {0};
        assert_true(
            plan_text(&rows[i].plan, rows[i].before, strlen(rows[i].before), &text));
        if (strcmp(text.bytes, rows[i].after) != 0)
            fail_msg("%s: %s", rows[i].what, text.bytes);
        if (!config_read(text.bytes, text.length, &folders, &config, &faults))
            fail_msg("%s: %s", rows[i].what, faults.at[0].text);
        config_free(config);
        config_faults_free(&faults);
        free(text.bytes);
    }
}

static void
a_value_cannot_become_a_line(void **state)
{
    (void)state;
    struct edit_text text = {0};
    struct plan plan = {
        .name = "a", .address = "a@b", .host = "h\npassword_command = rm"};
    assert_false(plan_text(&plan, "", 0, &text));
}

static struct plan
named(const char *address, const struct config *config)
{
    const struct finder found = {0};
    struct plan plan = {0};
    strcpy(plan.address, address);
    plan_name(&plan, config, &found);
    return plan;
}

static void
a_name_is_kept_or_new(void **state)
{
    (void)state;
    struct account accounts[] = {
        {.name = (char *)(uintptr_t) "home",
         .address = (char *)(uintptr_t) "pat@example.org"},
        {.name = (char *)(uintptr_t) "example",
         .address = (char *)(uintptr_t) "sam@example.org"},
    };
    const struct config config = {accounts, COUNT(accounts)};
    assert_string_equal(named("Pat@Example.org", &config).name, "home");
    assert_string_equal(named("kim@example.org", &config).name, "example-2");
    assert_string_equal(named("kim@example.org", NULL).name, "example");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_section_says_what_is_meant),
        cmocka_unit_test(a_value_cannot_become_a_line),
        cmocka_unit_test(a_name_is_kept_or_new),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
