/* Whose page is shown to whom, and who looks after an office's mail. */
#include <string.h>

#include "agent/person.h"
#include "tests/support/check.h"

static const char PROVIDERS[] =
    "[provider gmail]\nname = Gmail\ndomains = gmail.com\nimap = "
    "imap.gmail.com:993:tls\n"
    "support = none\n"
    "[provider workspace]\nname = Workspace\ndomains =\nmx = google.com\n"
    "imap = imap.gmail.com:993:tls\nsupport = https://g.example/admin\n"
    "[provider outlook.com]\nname = Outlook.com\ndomains = outlook.com\n"
    "support = https://o.example/\n"
    "[provider charter]\nname = Charter\ndomains = charter.net\n"
    "support = https://c.example/\n";

// clang-format off
#define ACCOUNT(name, address, host)                                                   \
    "[account " name "]\naddress = " address "\nhost = " host "\npassword_file = p\n"
static const char CONFIG[] =
    ACCOUNT("home", "you@outlook.com", "imap.o.example")
    ACCOUNT("own", "you@example.org", "imap.gmail.com")
    ACCOUNT("free", "you@gmail.com", "imap.gmail.com")
    ACCOUNT("office", "you@outlook.com", "imap.o.example") "kind = office\nadmin = it@example.org\n"
    ACCOUNT("alone", "you@outlook.com", "imap.o.example") "kind = office\n";

static const struct row {
    const char *account;
    const char *own_provider;
    const char *recipient;
    const char *tried_host;
    bool office;
    const char *admin, *support, *their_support; /* wanted */
} rows[] = {
    { "home",   "",            "pat@charter.net", "", false, "", "https://o.example/", "https://c.example/" },
    { "home",   "gmail.com",   "pat@gmail.com",   "", false, "", "https://o.example/", "none" },
    { "own",    "",            "pat@example.net", "mx.google.com", false, "", "https://g.example/admin", "https://g.example/admin" },
    { "own",    "",            "pat@example.net", "google.com.example", false, "", "https://g.example/admin", "" },
    { "free",   "",            "pat@gmail.com",   "mx.google.com", false, "", "none", "none" },
    { "gone",   "outlook.com", "pat@example.net", "", false, "", "https://o.example/", "" },
    { "gone",   "",            "",                "", false, "", "", "" },
    { "office", "outlook.com", "pat@charter.net", "", true, "it@example.org", "", "https://c.example/" },
    { "alone",  "",            "pat@example.net", "", true, "", "", "" },
};
// clang-format on

static void
expect(const struct row *row, const struct bounce_person *person)
{
    assert_int_equal(person->size, sizeof *person);
    if (person->office != row->office || strcmp(person->admin, row->admin) != 0 ||
        strcmp(person->support, row->support) != 0 ||
        strcmp(person->their_support, row->their_support) != 0)
        fail_msg("%s to %s: %d '%s' '%s' '%s'", row->account, row->recipient,
                 person->office, person->admin, person->support, person->their_support);
}

static void
each_has_their_own_helper(void **state)
{
    (void)state;
    static const struct config_folders folders = {.home = "/", .file = "/"};
    struct config *config = NULL;
    struct config_faults faults = {0};
    assert_true(config_read(CONFIG, strlen(CONFIG), &folders, &config, &faults));
    struct person_book book = {.config = config};
    struct providers_fault fault = {0};
    assert_true(providers_read(PROVIDERS, strlen(PROVIDERS), &book.providers, &fault));
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct bounce_failure failure = {.recipient = rows[i].recipient,
                                         .tried_host = rows[i].tried_host,
                                         .said_by = "",
                                         .remote_mta = ""};
        struct bounce bounce = {.own_provider = rows[i].own_provider};
        struct bounce_person person = person_of(&book, rows[i].account, &bounce,
                                                &failure);
        expect(&rows[i], &person);
        json_t *line = person_json(&person);
        person = person_read(line);
        expect(&rows[i], &person);
        json_decref(line);
    }
    person_close(&book);
    config_free(config);
}

static void
nothing_is_known_without_a_book(void **state)
{
    (void)state;
    struct bounce bounce = {.own_provider = "outlook.com"};
    struct bounce_failure failure = {.recipient = "pat@charter.net"};
    struct bounce_person person = person_of(NULL, "home", &bounce, &failure);
    assert_string_equal(person.support, "");
    person = person_read(NULL);
    assert_string_equal(person.their_support, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_has_their_own_helper),
        cmocka_unit_test(nothing_is_known_without_a_book),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
