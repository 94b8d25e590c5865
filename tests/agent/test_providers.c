/* What providers.ini may say, whose address or server it is, and that ours is right.
 *
 *   test_providers PROVIDERS.INI */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/providers.h"
#include "tests/support/check.h"

#define GOOD "[provider a]\nname = A\ndomains = a.example\nsupport = none\n"

static const char *file;

// clang-format off
static const struct row {
    const char *name;
    const char *text;
    unsigned line;
    const char *want; /* a piece of the fault's text */
} rows[] = {
    { "no section",          "name = A\n",                         1, "before any section" },
    { "another section",     "[oauth a]\n",                        1, "not a section" },
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
        assert_int_equal(providers.count, 0);
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

/* ---- ours ---- */

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
        cmocka_unit_test(our_links_are_the_providers_own),
        cmocka_unit_test(nothing_of_ours_is_there_twice),
    };
    file = argc > 1 ? argv[1] : "packaging/providers.ini";
    return cmocka_run_group_tests(tests, NULL, NULL);
}
