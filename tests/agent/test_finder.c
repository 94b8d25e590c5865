/* Which server is found for an address, from the shipped table and from answers of DNS. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/finder.h"
#include "tests/support/check.h"

#define ANSWERS_MOST 4

static struct providers providers;
static const char *table;

// clang-format off
static const struct row {
    const char *address;
    struct { const char *name; enum lookup_type type; const char *record; } answers[ANSWERS_MOST];
    enum finder_how how;
    const char *want; /* "ROW HOST:PORT MODE USER USER"; "-": none */
} rows[] = {
    { "pat@outlook.com", {{0}}, FINDER_KNOWN, "outlook.com outlook.office365.com:993 tls pat@outlook.com" },
    { "pat@HOTMAIL.co.uk", {{0}}, FINDER_KNOWN, "outlook.com outlook.office365.com:993 tls pat@HOTMAIL.co.uk" },
    { "pat@charter.net", {{0}}, FINDER_KNOWN, "charter mobile.charter.net:993 tls pat@charter.net" },
    { "pat@nyc.rr.com", {{0}}, FINDER_KNOWN, "twc mail.twc.com:993 tls pat@nyc.rr.com" },
    { "pat@contoso.onmicrosoft.com", {{0}}, FINDER_KNOWN, "microsoft365 outlook.office365.com:993 tls pat@contoso.onmicrosoft.com" },
    { "pat@icloud.com", {{0}}, FINDER_KNOWN, "icloud imap.mail.me.com:993 tls pat pat@icloud.com" },
    { "\"a@b\"@gmail.com", {{0}}, FINDER_KNOWN, "gmail imap.gmail.com:993 tls \"a@b\"@gmail.com" },
    { "pat@example.org", {{0}}, FINDER_NOT, "-" },
    { "pat", {{0}}, FINDER_NOT, "-" },
    { "@charter.net", {{0}}, FINDER_NOT, "-" },
    { "pat@", {{0}}, FINDER_NOT, "-" },
    { "pat@example.org", {{"example.org", LOOKUP_MX, "10 example-org.mail.protection.outlook.com"}}, FINDER_BY_MX,
      "microsoft365 outlook.office365.com:993 tls pat@example.org" },
    { "pat@example.org", {{"example.org", LOOKUP_MX, "5 aspmx.l.google.com"}}, FINDER_BY_MX,
      "google-workspace imap.gmail.com:993 tls pat@example.org" },
    { "pat@example.org", {{"example.org", LOOKUP_MX, "5 mail.evil-google.com"}}, FINDER_NOT, "-" },
    { "pat@example.org", {{"_imaps._tcp.example.org", LOOKUP_SRV, "20 0 1993 old.example.org"},
                          {"_imaps._tcp.example.org", LOOKUP_SRV, "10 1 993 b.example.org"},
                          {"_imaps._tcp.example.org", LOOKUP_SRV, "10 5 994 a.example.org"},
                          {"_imap._tcp.example.org", LOOKUP_SRV, "0 0 143 plain.example.org"}}, FINDER_BY_SRV,
      "- a.example.org:994 tls pat@example.org" },
    { "pat@example.org", {{"_imaps._tcp.example.org", LOOKUP_SRV, "0 0 0 ."},
                          {"_imap._tcp.example.org", LOOKUP_SRV, "0 0 143 plain.example.org"}}, FINDER_BY_SRV,
      "- plain.example.org:143 starttls pat@example.org" },
    { "pat@example.org", {{"_imaps._tcp.example.org", LOOKUP_SRV, "0 0 99999 x.example.org"},
                          {"_imaps._tcp.example.org", LOOKUP_SRV, "0 0 993 x/y"},
                          {"_imaps._tcp.example.org", LOOKUP_SRV, "0 0 993"}}, FINDER_NOT, "-" },
    { "pat@example.org", {{"_imaps._tcp.example.org", LOOKUP_SRV, "0 0 993 imap.fastmail.com"}}, FINDER_BY_SRV,
      "fastmail imap.fastmail.com:993 tls pat@example.org" },
    { "pat@example.org", {{"mail.example.org", LOOKUP_AAAA, "2001:db8::1"}}, FINDER_GUESSED,
      "- mail.example.org:993 tls pat@example.org" },
    { "pat@example.org", {{"mail.example.org", LOOKUP_A, "192.0.2.1"}, {"imap.example.org", LOOKUP_A, "192.0.2.1"}},
      FINDER_GUESSED, "- imap.example.org:993 tls pat@example.org" },
};

static const struct {
    const char *typed, *want;
} typed[] = {
    { "imap.example.org",     "- imap.example.org:993 tls pat@example.org" },
    { "imap.example.org:143", "- imap.example.org:143 starttls pat@example.org" },
    { "imap.example.org:1993", "- imap.example.org:1993 tls pat@example.org" },
    { "2001:db8::1",          "- 2001:db8::1:993 tls pat@example.org" },
    { "imap.mail.me.com",     "icloud imap.mail.me.com:993 tls pat pat@example.org" },
    { "",                     "-" },
    { ":993",                 "-" },
    { "imap.example.org:",    "-" },
    { "imap.example.org:0",   "-" },
    { "imap.example.org:99999", "-" },
    { "imap example.org",     "-" },
    { "https://example.org",  "-" },
};

static const struct {
    const char *address, *name;
} names[] = {
    { "pat@outlook.com", "outlook" }, { "pat@nyc.rr.com", "twc" }, { "pat@web.de", "web" },
    { "pat@example.org", "example" }, { "pat@[192.0.2.1]", "mail" }, { "pat@.x", "mail" },
};
// clang-format on

static void
say(const struct finder *found, char ret[1024])
{
    snprintf(ret, 1024, "%s %s:%u %s %s%s%s", found->row ? found->row->id : "-",
             found->host, found->port, found->starttls ? "starttls" : "tls",
             found->users[0], found->users[1][0] ? " " : "", found->users[1]);
    if (found->how == FINDER_NOT)
        strcpy(ret, "-");
}

static void
answer(struct lookups *set, const struct row *row)
{
    for (size_t i = 0; i < ANSWERS_MOST && row->answers[i].name; i++) {
        const struct lookup *asked = lookups_find(set, row->answers[i].name,
                                                  row->answers[i].type);
        if (!asked)
            fail_msg("%s: %s is not asked for", row->address, row->answers[i].name);
        struct lookup *lookup = &set->at[asked - set->at];
        lookup->outcome = LOOKUP_FOUND;
        lookup_keep(lookup, row->answers[i].record, strlen(row->answers[i].record));
    }
}

static void
a_server_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct row *row = &rows[i];
        struct lookups set = {0};
        struct finder found = {0};
        char said[1024];
        if (!finder_by_address(&providers, row->address, &found) &&
            finder_questions(row->address, &set)) {
            answer(&set, row);
            finder_by_lookups(&providers, row->address, &set, &found);
        }
        say(&found, said);
        if (found.how != row->how || strcmp(said, row->want) != 0)
            fail_msg("%s (%zu): %d %s", row->address, i, found.how, said);
        lookups_free(&set);
    }
}

static void
what_is_typed_is_taken(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(typed); i++) {
        struct finder found = {0};
        char said[1024];
        finder_by_host(&providers, "pat@example.org", typed[i].typed, &found);
        say(&found, said);
        if (strcmp(said, typed[i].want) != 0)
            fail_msg("'%s': %s", typed[i].typed, said);
    }
}

static void
an_account_gets_a_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        struct finder found = {0};
        char name[65];
        finder_by_address(&providers, names[i].address, &found);
        finder_name(&found, names[i].address, name, sizeof name);
        assert_string_equal(name, names[i].name);
    }
}

/* All rows of the shipped table lead to a server. */
static void
every_provider_has_a_server(void **state)
{
    (void)state;
    assert_true(providers.count > 20);
    for (size_t i = 0; i < providers.count; i++) {
        struct finder found = {0};
        if (!finder_by_row(&providers.rows[i], "pat@example.org", &found))
            fail_msg("%s has no server", providers.rows[i].id);
    }
}

static int
set_up(void **state)
{
    (void)state;
    static char text[PROVIDERS_FILE_MAX];
    struct providers_fault fault;
    FILE *file = fopen(table, "r");
    size_t length = file ? fread(text, 1, sizeof text, file) : 0;
    if (file)
        fclose(file);
    return providers_read(text, length, &providers, &fault) ? 0 : -1;
}

static int
tear_down(void **state)
{
    (void)state;
    providers_free(&providers);
    return 0;
}

int
main(int argc, char **argv)
{
    (void)argc;
    table = argv[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_server_is_found),
        cmocka_unit_test(what_is_typed_is_taken),
        cmocka_unit_test(an_account_gets_a_name),
        cmocka_unit_test(every_provider_has_a_server),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
