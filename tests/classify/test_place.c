/* Where in a line an address stands, and what that makes of it. */
#include "tests/support/check.h"

#include <string.h>

#include "classify/address.h"
#include "classify/place.h"

#define ME "a@example.net"

/* The address of the line that is ME. */
static struct slice
me(struct slice line)
{
    size_t at = slice_find(line, ME);
    assert_true(at != SLICE_NONE);
    return slice_to(slice_from(line, at), sizeof ME - 1);
}

static void
weighs_places(void **state)
{
    // clang-format off
    static const struct { enum place want; const char *line, *before; } cases[] = {
        {PLACE_SLOT, ME, ""},
        {PLACE_SLOT, "  <" ME ">:", ""},
        {PLACE_SLOT, "* " ME " - mailbox full", ""},
        {PLACE_SLOT, "<" ME "> 550 5.1.1 no such user", ""},
        {PLACE_SLOT, "Recipient: " ME, ""},
        {PLACE_SLOT, "\"recipient\": \"" ME "\"", ""},
        {PLACE_SLOT, "rcpt=" ME, ""},
        {PLACE_SLOT, "<address>" ME "</address>", ""},
        {PLACE_SLOT, "- 'Recipient' = " ME, ""},
        {PLACE_SLOT, "\xe5\xae\x9b\xe5\x85\x88\xef\xbc\x9a" ME, ""}, /* "to" and a full-width colon */
        {PLACE_SLOT, "It was undeliverable to " ME " today", ""},
        {PLACE_LINE, ME " is not known here", ""},
        {PLACE_LINE, "550 5.1.1 <" ME ">", ""},
        {PLACE_LINE, ">>> RCPT TO:<" ME ">", ""},
        {PLACE_SENTENCE, "Your message to " ME " did not arrive", ""},
        {PLACE_ECHO, "To: " ME, ""},
        {PLACE_ECHO, "An: " ME, ""},
        {PLACE_MENTION, "Alas, perhaps " ME " has moved", ""},
        {PLACE_MENTION, "http/" ME, ""},
        {PLACE_MENTION, "\xe4\xb8\xad " ME " x", ""},
        {PLACE_MENTION, "Remark: " ME, ""},
        /* A label is no sentence. */
        {PLACE_MENTION, "This is much too long to be the label of a recipient here: " ME, ""},
        /* Others: who sent it, whom to ask. */
        {PLACE_NONE, "From: " ME, ""},
        {PLACE_NONE, "De: " ME, ""},
        {PLACE_NONE, "Da: " ME, ""},
        {PLACE_NONE, "Id: " ME, ""},
        {PLACE_NONE, "It was sent by " ME, ""},
        {PLACE_NONE, "Write to " ME " for help", ""},
        {PLACE_NONE, ME, "Please contact"},
        {PLACE_SLOT, ME, "It did not reach these:"},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct slice line = slice_of(cases[i].line);
        enum place have = place_of(line, me(line), slice_of(cases[i].before));
        if (have != cases[i].want)
            fail_msg("'%s': %d, not %d", cases[i].line, have, cases[i].want);
    }
}

static void
reads_labels(void **state)
{
    // clang-format off
    static const struct { const char *line, *want; } cases[] = {
        {"Recipient: " ME, "Recipient"},
        {"x, \"to address\" : <" ME ">", "to address"},
        {"# 'rcpt' = " ME, "rcpt"},
        {"<to>" ME, "to"},
        {"**: " ME, ""},
        {"to " ME, ""},
        {": " ME, ""},
        {ME, ""},
    };
    static const struct { const char *address, *want; } keys[] = {
        {"SMTP=" ME, ME},
        {"mail_from=" ME, ME},
        {"bounce-7=a=" ME, "bounce-7=a=" ME},
        {ME, ME},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct slice line = slice_of(cases[i].line);
        struct slice have = place_label(line, me(line));
        assert_int_equal(have.length, strlen(cases[i].want));
        assert_memory_equal(have.at, cases[i].want, have.length);
    }
    for (size_t i = 0; i < COUNT(keys); i++)
        assert_true(slice_same(place_address(slice_of(keys[i].address)),
                               slice_of(keys[i].want)));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(weighs_places),
                                       cmocka_unit_test(reads_labels)};
    return cmocka_run_group_tests_name("place", tests, NULL, NULL);
}
