/* What is read of an autoconfig page, and what is not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/autoconfig.h"
#include "tests/support/check.h"

#define SERVER(type, host, port, socket, user)                                         \
    "<incomingServer type=\"" type "\">\n <hostname>" host "</hostname> <port>" port   \
    "</port> <socketType>" socket "</socketType><username>" user                       \
    "</username></incomingServer>\n"
#define PAGE(servers)                                                                       \
    "<?xml version=\"1.0\"?><clientConfig version=\"1.1\"><emailProvider id=\"x\">" servers \
    "<outgoingServer type=\"smtp\"><hostname>out</hostname></outgoingServer></emailProvider></clientConfig>"

// clang-format off
static const struct {
    const char *name, *page, *want;
} rows[] = {
    { "as it should be", PAGE(SERVER("imap", "imap.example.org", "993", "SSL", "%EMAILADDRESS%")), "imap.example.org:993 tls pat@example.org" },
    { "POP3 first, blanks", PAGE(SERVER("pop3", "pop.example.org", "995", "SSL", "x") SERVER("imap", " imap.example.org\n", "143", "STARTTLS", "%EMAILLOCALPART%")),
      "imap.example.org:143 starttls pat" },
    { "without TLS: the next one", PAGE(SERVER("imap", "a.example.org", "143", "plain", "x") SERVER("imap", "b.example.org", "993", "SSL", "x")),
      "b.example.org:993 tls pat@example.org" },
    { "a port that is none", PAGE(SERVER("imap", "a.example.org", "99999", "SSL", "x")), "" },
    { "a host that is none", PAGE(SERVER("imap", "a/b", "993", "SSL", "x")), "" },
    { "an element in it", PAGE(SERVER("imap", "<b>a</b>", "993", "SSL", "x")), "" },
    { "a host that is not ASCII", PAGE(SERVER("imap", "im\xc3\xa4p.example.org", "993", "SSL", "x")), "" },
    { "an entity", PAGE(SERVER("imap", "a&#46;b", "993", "SSL", "x")), "" },
    { "no end", "<incomingServer type=\"imap\"><hostname>a", "" },
    { "a sign-in page", "<html><body>Please sign in</body></html>", "" },
    { "an element of a longer name", "<incomingServers type=\"imap\"><hostname>a</hostname></incomingServers>", "" },
    { "nothing", "", "" },
};
// clang-format on

static void
pages_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct finder found = {0};
        char said[1024] = "";
        size_t length = strlen(rows[i].page);
        char *exact = malloc(length + 1); /* a read past the end is seen by ASan */
        assert_non_null(exact);
        memcpy(exact, rows[i].page, length);
        exact = realloc(exact, length > 0 ? length : 1);
        if (autoconfig_read(exact, length, "pat@example.org", &found))
            snprintf(said, sizeof said, "%s:%u %s %s", found.host, found.port,
                     found.starttls ? "starttls" : "tls", found.users[0]);
        if (strcmp(said, rows[i].want) != 0)
            fail_msg("%s: '%s'", rows[i].name, said);
        free(exact);
    }
}

static void
the_page_is_of_the_domain(void **state)
{
    (void)state;
    char url[AUTOCONFIG_URL_MAX];
    assert_true(autoconfig_url("pat@Example.ORG", url));
    assert_string_equal(url, "https://autoconfig.example.org/mail/config-v1.1.xml");
    assert_false(autoconfig_url("pat@example.org/x?", url));
    assert_false(autoconfig_url("pat", url));
    assert_false(autoconfig_url("pat@", url));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_read),
        cmocka_unit_test(the_page_is_of_the_domain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
