/* What providers.ini may say, whose address or server it is, and that ours is right.
 *
 *   test_providers PROVIDERS.INI */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/providers.h"
#include "tests/support/check.h"

#define GOOD "[provider a]\nname = A\ndomains = a.example\nsupport = none\n"

#define SERVICE                                                                        \
    "[oauth a]\nname = A\ntoken = https://a.example/token\nscope = mail\n"             \
    "flows = device\nhosts = imap.a.example\n"

static const char *file;

// clang-format off
static const struct row {
    const char *name;
    const char *text;
    unsigned line;
    const char *want; /* a piece of the fault's text */
} rows[] = {
    { "no section",          "name = A\n",                         1, "before any section" },
    { "another section",     "[account a]\n",                      1, "not a section" },
    { "a service, nameless", "[oauth ]\n",                         1, "not a section" },
    { "no scope",            "[oauth a]\nname = A\ntoken = https://a.example/\n", 1, "has no 'scope'" },
    { "a service twice",     SERVICE SERVICE,                      7, "there twice: 'a'" },
    { "a provider's key",    SERVICE "imap = a.example:993:tls\n", 7, "unknown key 'imap'" },
    { "a client id",         SERVICE "client-id = 1\n",            7, "unknown key 'client-id'" },
    { "over plain HTTP",     SERVICE "authorize = http://a.example/\n", 7, "not fit" },
    { "a user in it",        SERVICE "device = https://a@b.example/\n", 7, "not fit" },
    { "a brace unknown",     SERVICE "device = https://a.example/{x}/\n", 7, "not fit" },
    { "a brace not closed",  SERVICE "device = https://a.example/{tenant/\n", 7, "not fit" },
    { "a brace in a host",   SERVICE "revoke = https://a.example/{tenant}\n", 7, "not fit" },
    { "hosts with a port",   SERVICE "pages = a.example:443\n",    7, "not fit" },
    { "hosts in capitals",   SERVICE "pages = A.example\n",        7, "not fit" },
    { "no hosts",            SERVICE "pages =\n",                  7, "not fit" },
    { "two blanks",          SERVICE "pages = a.example  b.example\n", 7, "not fit" },
    { "no value",            SERVICE "extra = a\n",                7, "not fit" },
    { "an empty one",        SERVICE "extra = a=b&\n",             7, "not fit" },
    { "back to elsewhere",   SERVICE "redirect = http://a.example:{port}\n", 7, "not fit" },
    { "back without a port", SERVICE "redirect = http://localhost\n", 7, "not fit" },
    { "back to a look-alike", SERVICE "redirect = https://127.0.0.1.example/\n", 7, "not fit" },
    { "an unknown word",     SERVICE "secret = perhaps\n",         7, "not fit" },
    { "unknown rotation",    SERVICE "rotates = sometimes\n",      7, "not fit" },
    { "registered plainly",  SERVICE "register = http://a.example/\n", 7, "not fit" },
    { "unknown flow",        "[oauth a]\nflows = device  password\n", 2, "not fit" },
    { "nameless",            "[provider ]\n",                      1, "not a section" },
    { "odd name",            "[provider a b]\n",                   1, "not a name: 'a b'" },
    { "not closed",          "[provider a\n",                      1, "not a section" },
    { "no name",             "[provider a]\ndomains =\nsupport = none\n", 1, "has no 'name'" },
    { "no domains",          "[provider a]\nname = A\nsupport = none\n", 1, "has no 'domains'" },
    { "no support",          "\n[provider a]\nname = A\ndomains =\n[provider b]\n", 2, "has no 'support'" },
    { "there twice",         GOOD GOOD,                            5, "there twice: 'a'" },
    { "key twice",           GOOD "name = B\n",                    5, "there twice: 'name'" },
    { "unknown key",         GOOD "phone = 1\n",                   5, "unknown key 'phone'" },
    { "no equals sign",      GOOD "phone\n",                       5, "no KEY = VALUE" },
    { "empty value",         GOOD "imap =\n",                      5, "not fit" },
    { "a telephone number",  "[provider a]\nname = A\ndomains =\nsupport = +1 800 555 0100\n", 4, "not fit" },
    { "tel:",                "[provider a]\nname = A\ndomains =\nsupport = tel:+18005550100\n", 4, "not fit" },
    { "http",                "[provider a]\nname = A\ndomains =\nsupport = http://a.example/\n", 4, "not fit" },
    { "two links",           GOOD "help = https://a.example/ https://b.example/\n", 5, "not fit" },
    { "a login in a link",   GOOD "help = https://a.example@b.example/\n", 5, "not fit" },
    { "a look-alike",        GOOD "help = https://\xd0\xb0.example/\n", 5, "not fit" },
    { "control character",   GOOD "help = https://a.example/\033\n", 5, "not plain UTF-8" },
    { "not UTF-8",           "# \xff\n",                           1, "not plain UTF-8" },
};

/* Whose pages may be linked to: domains that the provider itself runs, checked by hand. */
static const struct owner {
    const char *id;
    const char *hosts;
} owners[] = {
    { "outlook.com",      "support.microsoft.com outlook.live.com" },
    { "microsoft365",     "learn.microsoft.com" },
    { "charter",          "www.spectrum.net" },
    { "twc",              "www.spectrum.net" },
    { "gmail",            "support.google.com myaccount.google.com" },
    { "google-workspace", "support.google.com myaccount.google.com" },
    { "yahoo",            "help.yahoo.com login.yahoo.com" },
    { "aol",              "help.aol.com login.aol.com" },
    { "att",              "www.att.com" },
    { "comcast",          "www.xfinity.com" },
    { "icloud",           "support.apple.com account.apple.com" },
    { "fastmail",         "www.fastmail.com www.fastmail.help app.fastmail.com" },
    { "gmx-net",          "hilfe.gmx.net" },
    { "gmx-com",          "support.gmx.com" },
    { "web.de",           "hilfe.web.de" },
    { "zoho",             "www.zoho.com accounts.zoho.com" },
    { "zoho-pro",         "www.zoho.com" },
    { "zoho-eu",          "www.zoho.com" },
    { "zoho-in",          "www.zoho.com" },
    { "earthlink",        "help.earthlink.net" },
    { "t-online",         "www.telekom.de" },
    { "posteo",           "posteo.de" },
    { "proton-bridge",    "proton.me" },
};

static const struct address {
    const char *address;
    const char *id; /* NULL: nobody's */
} addresses[] = {
    { "you@outlook.com",      "outlook.com" },
    { "you@HOTMAIL.co.uk",    "outlook.com" },
    { "\"a@gmail.com\"@charter.net", "charter" },
    { "pat@rr.com",           "twc" },
    { "pat@nyc.rr.com",       "twc" },
    { "pat@carr.com",         NULL },
    { "pat@gmail.com.example", NULL },
    { "pat@notgmail.com",     NULL },
    { "pat@onmicrosoft.com",  "microsoft365" },
    { "pat",                  NULL },
    { "pat@",                 NULL },
    { "",                     NULL },
}, servers[] = {
    { "mx00.emig.gmx.net",    "gmx-net" },
    { "a.olc.protection.outlook.com", "outlook.com" },
    { "example-org.mail.protection.outlook.com", "microsoft365" },
    { "MX-ATT.mail.am0.yahoodns.net", "yahoo" },
    { "x.att-mail.am0.yahoodns.net", "att" },
    { "notgoogle.com",        NULL },
    { "google.com",           "google-workspace" },
    { "",                     NULL },
}, boxes[] = {
    { "imap.gmail.com",       "google-workspace" },
    { "outlook.office365.com", "microsoft365" },
    { "imap.fastmail.com",    "fastmail" },
    { "imap.gmail.co",        NULL },
    { "imap.example.org",     NULL },
};
// clang-format on

static struct providers
read_good(const char *text, struct providers providers)
{
    struct providers_fault fault = {0};
    if (!providers_read(text, strlen(text), &providers, &fault))
        fail_msg("%u: %s", fault.line, fault.text);
    return providers;
}

static struct providers
read_ours(void)
{
    static char text[1 << 16];
    FILE *in = fopen(file, "rb");
    assert_non_null(in);
    size_t length = fread(text, 1, sizeof text - 1, in);
    fclose(in);
    assert_true(length > 1000 && length < sizeof text - 1);
    text[length] = '\0';
    return read_good(text, (struct providers){0});
}

static void
every_fault_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct providers providers = {0};
        struct providers_fault fault = {0};
        if (providers_read(rows[i].text, strlen(rows[i].text), &providers, &fault))
            fail_msg("%s: no fault found", rows[i].name);
        if (fault.line != rows[i].line || !strstr(fault.text, rows[i].want))
            fail_msg("%s: found %u: %s", rows[i].name, fault.line, fault.text);
        assert_int_equal(providers.count + providers.services_count, 0);
        providers_free(&providers);
    }
}

static void
look(const struct address *addresses_of, size_t count,
     const struct providers_row *(*find)(const struct providers *, const char *))
{
    struct providers ours = read_ours();
    for (size_t i = 0; i < count; i++) {
        const struct providers_row *row = find(&ours, addresses_of[i].address);
        const char *id = row ? row->id : "nobody";
        if (strcmp(id, addresses_of[i].id ? addresses_of[i].id : "nobody") != 0)
            fail_msg("'%s' is of %s", addresses_of[i].address, id);
    }
    providers_free(&ours);
}

static void
whose_it_is(void **state)
{
    (void)state;
    look(addresses, COUNT(addresses), providers_by_address);
    look(servers, COUNT(servers), providers_by_mx);
    look(boxes, COUNT(boxes), providers_by_imap);
}

static void
the_own_file_stands_before_ours(void **state)
{
    (void)state;
    struct providers both = read_good(
        "[provider gmail]\nname = G\ndomains = gmail.com\nimap = imap.gmail.com:993:tls\n"
        "support = https://g.example/\n[provider mine]\nname = M\ndomains = mine.example\n"
        "support = none\n",
        (struct providers){0});
    both = read_good(
        "[provider gmail]\nname = Gmail\ndomains = gmail.com googlemail.com\nsupport = none\n"
        "[provider other]\nname = O\ndomains = gmail.com\nimap = imap.gmail.com:993:tls\n"
        "support = none\n",
        both);
    assert_int_equal(both.count, 3);
    const struct providers_row *row = providers_by_address(&both, "a@gmail.com");
    assert_string_equal(row->values[PROVIDERS_SUPPORT], "https://g.example/");
    assert_string_equal(row->values[PROVIDERS_HELP], "");
    assert_ptr_equal(providers_by_imap(&both, "imap.gmail.com"), row);
    assert_null(providers_by_address(&both, "a@googlemail.com"));
    assert_string_equal(providers_by_address(&both, "a@mine.example")->id, "mine");
    providers_free(&both);
}

static void
a_service_of_ones_own_replaces_ours(void **state)
{
    (void)state;
    struct providers both = read_good(
        SERVICE "redirect = http://localhost:{port}/\n"
                "authorize = http://127.0.0.1:8080/{tenant:a-b}/authorize\n",
        (struct providers){0});
    both = read_good("[oauth a]\nname = B\ntoken = https://b.example/\nscope = b\n"
                     "flows = browser device\nhosts = b.example\n"
                     "[oauth b]\nname = B\ntoken = https://b.example/\nscope = b\n"
                     "flows = browser\nhosts = b.example\n[provider a]\nname = A\n"
                     "domains = a.example\nsupport = none\noauth = a\n",
                     both);
    assert_int_equal(both.services_count, 2);
    const struct providers_row *row = providers_by_address(&both, "you@a.example");
    const struct providers_service *service = providers_service(
        &both, row->values[PROVIDERS_OAUTH]);
    assert_string_equal(service->values[SERVICE_TOKEN], "https://a.example/token");
    assert_string_equal(service->values[SERVICE_SECRET], "");
    assert_string_equal(providers_service(&both, "b")->values[SERVICE_NAME], "B");
    assert_null(providers_service(&both, "c"));
    providers_free(&both);
}

/* ---- ours ---- */

/* Those whose servers a token goes to: a row of the provider, and no other host. */
static bool
is_its_server(const struct providers *ours, const char *service, const char *host)
{
    for (size_t i = 0; i < ours->count; i++) {
        const char *imap = ours->rows[i].values[PROVIDERS_IMAP];
        if (strcmp(ours->rows[i].values[PROVIDERS_OAUTH], service) == 0 &&
            strstr(imap, host))
            return true;
    }
    return strcmp(host, "imap-mail.outlook.com") == 0; /* as GNOME knows it */
}

static void
our_services_are_whole(void **state)
{
    (void)state;
    struct providers ours = read_ours();
    assert_int_equal(ours.services_count, 8);
    for (size_t i = 0; i < ours.services_count; i++) {
        char **values = ours.services[i].values;
        char hosts[1024];
        snprintf(hosts, sizeof hosts, "%s", values[SERVICE_HOSTS]);
        for (char *host = strtok(hosts, " "); host; host = strtok(NULL, " "))
            if (!is_its_server(&ours, ours.services[i].id, host))
                fail_msg("%s: '%s' is nobody's", ours.services[i].id, host);
        for (size_t key = SERVICE_ISSUER; key <= SERVICE_REVOKE; key++)
            if (values[key][0] && strncmp(values[key], "https://", 8) != 0)
                fail_msg("%s: %s", ours.services[i].id, values[key]);
        assert_true(!strstr(values[SERVICE_FLOWS], "device") ==
                    !(values[SERVICE_DEVICE][0] && values[SERVICE_PAGES][0]));
        assert_true(!strstr(values[SERVICE_FLOWS], "browser") ==
                    !(values[SERVICE_AUTHORIZE][0] && values[SERVICE_REDIRECT][0]));
        assert_true(values[SERVICE_ROTATES][0] && values[SERVICE_SECRET][0]);
    }
    for (size_t i = 0; i < ours.count; i++) {
        char **values = ours.rows[i].values;
        bool wanted = strstr(values[PROVIDERS_AUTH], "oauth2") != NULL;
        if (wanted && !providers_service(&ours, values[PROVIDERS_OAUTH]))
            fail_msg("%s: where does one sign in?", ours.rows[i].id);
    }
    assert_string_equal(
        providers_of(&ours, "you@outlook.com", "outlook.office365.com")->id,
        "outlook.com");
    assert_string_equal(
        providers_of(&ours, "you@firm.example", "outlook.office365.com")->id,
        "microsoft365");
    assert_string_equal(providers_of(&ours, "you@outlook.com", "imap.gmail.com")->id,
                        "google-workspace");
    assert_null(providers_of(&ours, "you@outlook.com", "imap.example.org"));
    providers_free(&ours);
}

static bool
is_owned(const char *id, const char *link)
{
    const char *host = link + strlen("https://");
    size_t length = strcspn(host, "/");
    for (size_t i = 0; i < COUNT(owners); i++) {
        const char *word = strcmp(owners[i].id, id) == 0 ? owners[i].hosts : "";
        while (*word) {
            size_t size = strcspn(word, " ");
            if (size == length && memcmp(word, host, size) == 0)
                return true;
            word += size + strspn(word + size, " ");
        }
    }
    return false;
}

static void
our_links_are_the_providers_own(void **state)
{
    (void)state;
    static const enum providers_key links[] = {
        PROVIDERS_SUPPORT, PROVIDERS_HELP, PROVIDERS_ENABLE, PROVIDERS_APP_PASSWORD};
    struct providers ours = read_ours();
    size_t pages = 0;
    assert_true(ours.count >= 26);
    for (size_t i = 0; i < ours.count; i++)
        for (size_t j = 0; j < COUNT(links); j++) {
            const char *link = ours.rows[i].values[links[j]];
            pages += link[0] == 'h' && links[j] == PROVIDERS_SUPPORT;
            if (link[0] == 'h' && !is_owned(ours.rows[i].id, link))
                fail_msg("%s: %s", ours.rows[i].id, link);
        }
    assert_true(pages >= 16);
    providers_free(&ours);
}

/* A domain, or the end of a server's name, belongs to one section. */
static void
nothing_of_ours_is_there_twice(void **state)
{
    (void)state;
    struct providers ours = read_ours();
    char seen[1 << 15] = " ";
    size_t count = 0;
    for (size_t i = 0; i < ours.count; i++) {
        assert_true(ours.rows[i].values[PROVIDERS_DOMAINS][0] ||
                    ours.rows[i].values[PROVIDERS_MX][0]);
        for (enum providers_key key = PROVIDERS_DOMAINS; key <= PROVIDERS_MX; key++) {
            char list[1 << 12];
            snprintf(list, sizeof list, "%s", ours.rows[i].values[key]);
            for (char *word = strtok(list, " "); word; word = strtok(NULL, " ")) {
                char entry[256];
                snprintf(entry, sizeof entry, " %c:%s ", "dm"[key == PROVIDERS_MX],
                         word);
                if (strstr(seen, entry))
                    fail_msg("%s: '%s' is there twice", ours.rows[i].id, word);
                assert_null(strpbrk(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ@/"));
                assert_true(strlen(seen) + strlen(entry) < sizeof seen);
                strcat(seen, entry + 1);
                count++;
            }
        }
    }
    assert_true(count > 200);
    providers_free(&ours);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fault_is_found),
        cmocka_unit_test(whose_it_is),
        cmocka_unit_test(the_own_file_stands_before_ours),
        cmocka_unit_test(a_service_of_ones_own_replaces_ours),
        cmocka_unit_test(our_services_are_whole),
        cmocka_unit_test(our_links_are_the_providers_own),
        cmocka_unit_test(nothing_of_ours_is_there_twice),
    };
    file = argc > 1 ? argv[1] : "packaging/providers.ini";
    return cmocka_run_group_tests(tests, NULL, NULL);
}
