/* test_terms: what is looked for, as a SEARCH that is one command and no more. */
#include "tests/support/check.h"

#include <stdio.h>
#include <string.h>

#include "imap/messages.h"
#include "imap/terms.h"

enum {
    NOON = 1795262400 /* 21 Nov 2026 12:00 UTC */
};

// clang-format off
static const struct { struct terms terms; const char *want; } rows[] = {
    {{.id = "<1@example.org>"}, " HEADER Message-ID \"<1@example.org>\""},
    {{.id = "<\"a b\"\\c@d>"}, " HEADER Message-ID \"<\\\"a b\\\"\\\\c@d>\""},
    {{.to = "pat@example.com", .since = NOON, .before = NOON + 86400},
     " SINCE 21-Nov-2026 BEFORE 22-Nov-2026 OR OR TO \"pat@example.com\" CC \"pat@example.com\" BCC \"pat@example.com\""},
    {{.to = "p@e", .subject = "Re: Größe"}, " OR OR TO \"p@e\" CC \"p@e\" BCC \"p@e\" SUBJECT \"Re: Gr\""},
    {{.to = "p@e", .subject = "\"quoted\" words"}, " OR OR TO \"p@e\" CC \"p@e\" BCC \"p@e\" SUBJECT \"quoted\""},
    {{.to = "p@e", .subject = "日本語"}, " OR OR TO \"p@e\" CC \"p@e\" BCC \"p@e\""},
    {{.to = "p@e", .subject = "a\r\n2 DELETE INBOX\r\n"},
     " OR OR TO \"p@e\" CC \"p@e\" BCC \"p@e\" SUBJECT \"2 DELETE INBOX\""}, /* words, in quotes */
    {{.to = "p@e", .subject = "\"\\\"\\ "}, " OR OR TO \"p@e\" CC \"p@e\" BCC \"p@e\""},
    {{.from = "pat@example.com", .since = NOON}, " SINCE 21-Nov-2026 FROM \"pat@example.com\""},
    {{.from = "p@e\r\n2 DELETE INBOX"}, NULL},
    {{.since = NOON}, NULL},
    {{.subject = "hello"}, NULL},
    {{.id = ""}, NULL},
    {{.id = "<1\r\n2 DELETE INBOX@d>"}, NULL},
    {{.to = "p\x7f@e"}, NULL},
    {{.to = "jürgen@e"}, NULL},
};
// clang-format on

static void
table(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char line[TERMS_ROOM], want[TERMS_ROOM];
        bool good = terms_line(&rows[i].terms, 1, UINT32_MAX, line);
        assert_int_equal(good, rows[i].want != NULL);
        if (!good)
            continue;
        snprintf(want, sizeof want, "UID SEARCH 1:4294967295%s\r\n", rows[i].want);
        assert_string_equal(line, want);
    }
}

static void
long_terms(void **unused)
{
    (void)unused;
    char longest[MESSAGE_TERM_MAX + 2], line[TERMS_ROOM];
    memset(longest, '"', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    assert_false(terms_line(&(struct terms){.id = longest}, 1, 2, line));
    longest[sizeof longest - 2] = '\0';
    const struct terms all = {longest, longest, longest, longest, NOON, NOON};
    assert_true(terms_line(&all, UINT32_MAX, UINT32_MAX, line));
    assert_string_equal(line + strlen(line) - 3, "\"\r\n");
    terms_day("SINCE", INT64_MAX, line);
    assert_string_equal(line, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(long_terms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
