/* test_listing: which folder is the one for sent mail, or for drafts. */
#include "tests/support/check.h"

#include <stdlib.h>
#include <string.h>

#include "imap/listing.h"

#define SENT   "Sent|Sent Items|Gesendet"
#define DRAFTS "Drafts|Entwürfe"

// clang-format off
static const struct { const char *name, *lists, *sent, *drafts; } rows[] = {
    {"says so", "(\\HasNoChildren \\Sent) \"/\" \"Gesendet\"\n() \"/\" Sent", "Gesendet", NULL},
    {"says so, in any case", "(\\SENT \\drafts) \"/\" All", "All", "All"},
    {"the order of the names, not of the list", "() \"/\" Gesendet\n() \"/\" Sent", "Sent", NULL},
    {"below INBOX", "() \".\" INBOX.Sent", "INBOX.Sent", NULL},
    {"below INBOX, with another delimiter", "() \"/\" INBOX.Sent", NULL, NULL},
    {"no delimiter", "() NIL INBOX.Sent", NULL, NULL},
    {"below something else", "() \".\" Archive.Sent", NULL, NULL},
    {"modified UTF-7", "() \"/\" Entw&APw-rfe", NULL, "Entw&APw-rfe"},
    {"quotes in a name", "(\\Sent) \"/\" \"a \\\"b\\\" \\\\c\"", "a \"b\" \\c", NULL},
    {"a literal", "(\\Sent) \"/\" {4}\r\nSent", "Sent", NULL},
    {"not to be opened", "(\\Noselect \\Sent) \"/\" Sent\n(\\NonExistent) \"/\" Gesendet", NULL, NULL},
    {"extended data after it", "(\\Sent) \"/\" Sent (\"CHILDINFO\" (\"SUBSCRIBED\"))", "Sent", NULL},
    {"flags without end", "(\\Sent \"/\" Sent", NULL, NULL},
    {"a name without end", "(\\Sent) \"/\" \"Sent", NULL, NULL},
    {"no name", "(\\Sent) \"/\"", NULL, NULL},
    {"an empty name", "(\\Sent) \"/\" \"\"", NULL, NULL},
    {"a literal that is short", "(\\Sent) \"/\" {9}\r\nSent", NULL, NULL},
    {"a line end in a name", "(\\Sent) \"/\" {6}\r\nSe\r\nnt", NULL, NULL},
    {"nothing", "", NULL, NULL},
};
// clang-format on

static void
same(const char *got, const char *want)
{
    if (want)
        assert_string_equal(got ? got : "(none)", want);
    else
        assert_null(got);
}

static void
table(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct listing listing = {0};
        for (const char *at = rows[i].lists; *at != '\0';) {
            size_t length = strcspn(at, "\n");
            if (length > 0 && at[length - 1] == '\r') { /* of a literal */
                const char *more = at + length + 1;
                length += 1 + strcspn(more, "\n");
                if (at[length - 1] == '\r')
                    length += 1 + strcspn(at + length + 1, "\n");
            }
            char *exact = malloc(length); /* a read past the end is seen by ASan */
            assert_non_null(exact);
            memcpy(exact, at, length);
            listing_note(&listing, (struct span){exact, exact + length});
            free(exact);
            at += length + (at[length] == '\n');
        }
        print_message("# %s\n", rows[i].name);
        same(listing_choose(&listing, MESSAGE_SENT, SENT), rows[i].sent);
        same(listing_choose(&listing, MESSAGE_DRAFTS, DRAFTS), rows[i].drafts);
        same(listing_choose(&listing, MESSAGE_DRAFTS, "||"), /* what says so alone */
             rows[i].drafts && strstr(rows[i].lists, "rafts") ? rows[i].drafts : NULL);
        listing_free(&listing);
    }
}

static void
junk_says_so_or_has_a_name(void **unused)
{
    (void)unused;
    static const char spam[] = "(\\Junk) \"/\" \"[Gmail]/Spam\"";
    static const char bulk[] = "() \"/\" Bulk";
    struct listing listing = {0};
    listing_note(&listing, (struct span){bulk, bulk + strlen(bulk)});
    same(listing_choose(&listing, MESSAGE_JUNK, ""), NULL);
    same(listing_choose(&listing, MESSAGE_JUNK, "Junk|bulk"), "Bulk");
    listing_note(&listing, (struct span){spam, spam + strlen(spam)});
    same(listing_choose(&listing, MESSAGE_JUNK, "Bulk"), "[Gmail]/Spam");
    listing_free(&listing);
}

/* A server that lists for ever fills a bounded place. */
static void
ceilings(void **unused)
{
    (void)unused;
    struct listing listing = {0};
    char line[3000] = "() \"/\" ";
    memset(line + 7, 'a', sizeof line - 7);
    for (int i = 0; i < 2 * LISTING_MOST; i++)
        listing_note(&listing, (struct span){line, line + sizeof line});
    assert_true(listing.bytes < LISTING_BYTES + sizeof line);
    listing_free(&listing);
    for (int i = 0; i < 2 * LISTING_MOST; i++)
        listing_note(&listing, (struct span){line, line + 8});
    assert_int_equal(listing.count, LISTING_MOST);
    listing_free(&listing);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(junk_says_so_or_has_a_name),
        cmocka_unit_test(ceilings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
