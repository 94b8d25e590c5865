/* Where a report ends and the mail that came back begins. */
#include "tests/support/check.h"

#include <stdio.h>
#include <string.h>

#include "classify/header.h"
#include "classify/quoted.h"

#define HEAD "Received: from x\nFrom: a@example.com\nTo: b@example.net\nSubject: hi\n"

/* The head behind `mark`, or none (NULL) of the text. */
static void
splits(const char *before, const char *divider, const char *behind, const char *head)
{
    char text[8192];
    struct arena arena = {0};
    struct slice original, body;
    int length = snprintf(text, sizeof text, "%s%s%s", before, divider, behind);
    assert_true(length > 0 && (size_t)length < sizeof text);
    struct slice report = quoted_split(&arena, slice_of(text), &original);
    original = header_split(original, &body);
    if (original.length != strlen(head) ||
        memcmp(original.at, head, original.length) != 0)
        fail_msg("'%s%s': head '%.*s'", divider, behind, (int)original.length,
                 (const char *)original.at);
    assert_int_equal(report.length, head[0] ? strlen(before) : (size_t)length);
    arena_free(&arena);
}

static void
knows_dividers(void **state)
{
    // clang-format off
    static const char *const dividers[] = {
        "--- Below this line is a copy of the message.\n\n",
        "== Copy of the original message ==\n",
        "**** Copy of the message ****\n\n",
        "|- Header of the original -|\n",
        "Copy of the original --\n\n",
        "The header of the original:\n\n",
        "Your message follows\n\n",
        "Your message follows.\n\n",
        "Copies of the original e-mail follow.\n\n",
        "The header of the original follow\n\n",
        "Header of the original:\n------ \n\n",
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(dividers); i++)
        splits("It failed for b@example.net\n\n", dividers[i], HEAD, HEAD);
    /* Behind a divider the fields a person writes are a header too, once somebody is named. */
    splits("It failed for b@example.net\n\n", "Your message follows:\n",
           "From: a@example.com\nSubject: hi\n", "From: a@example.com\nSubject: hi\n");
    splits("It failed\n\n", "Your message follows:\n",
           "From: a@example.com\nSubject: hi\n", "");
    /* Many blank lines between are none; too many are the end. */
    splits("It failed for b@example.net\n\n", "Your message follows:\n\n\n\n\n\n\n\n\n",
           HEAD, HEAD);
}

static void
knows_headers(void **state)
{
    (void)state;
    /* Three fields, one that machines write, at the left edge, apart or led by such a one. */
    splits("It failed\n", "", HEAD, HEAD);
    splits("It failed\n\n", "", "From: a@example.com\nTo: b@example.net\nDate: today\n",
           "");
    splits("It failed\n\n", "",
           "From: a@example.com\nReceived: from x\n by y\nTo: b@example.net\n",
           "From: a@example.com\nReceived: from x\n by y\nTo: b@example.net\n");
    splits("It failed\n", "",
           "From: a@example.com\nReceived: from x\nTo: b@example.net\n", "");
    splits("It failed\n-----\n", "",
           "From: a@example.com\nReceived: from x\nTo: b@example.net\n",
           "From: a@example.com\nReceived: from x\nTo: b@example.net\n");
    splits("It failed\n\n", "",
           "X-Spam: no\nReceived: from x\nFrom: a@example.com\nTo: b@example.net\n",
           "X-Spam: no\nReceived: from x\nFrom: a@example.com\nTo: b@example.net\n");
    /* Behind "> " as a whole, of which a few tries are made. */
    splits("It failed\n\n", "",
           "> Received: from x\n> From: a@example.com\n>To: b@example.net\n",
           "Received: from x\nFrom: a@example.com\nTo: b@example.net\n");
    splits("It failed\n\n", "",
           "> From: a\n\n> From: b\n\n> From: c\n\n> From: d\n\n"
           "> Received: from x\n> From: a@example.com\n> To: b@example.net\n",
           "");
}

/* A header of fields that say nothing is one from the first that does; quoted lines end. */
static void
looks_so_far(void **state)
{
    char fields[2048] = "",
         quoted[4096] = "> Received: from x\n> From: a\n> To: b\n>\n";
    (void)state;
    for (int i = 0; i < 40; i++)
        strcat(fields, "X-Filler: 1\n");
    splits(fields, "", HEAD, HEAD);
    for (int i = 0; i < 250; i++)
        strcat(quoted, "> word\n");
    splits("It failed\n\n", "", quoted, "Received: from x\nFrom: a\nTo: b\n");
}

/* Lines that end in a colon lead to anything; only those whose words say so count as tries. */
static void
labels_are_no_dividers(void **state)
{
    (void)state;
    splits(
        "It failed for b@example.net\n\nOne:\n  Subject: x\nTwo:\n  Subject: x\nThree:\n"
        "  Subject: x\nFour:\n  Subject: x\nFive:\n  Subject: x\n\n",
        "The original message follows:\n\n",
        "> Received: from x\n> From: a@example.com\n> To: b@example.net\n> Subject: hi\n",
        HEAD);
}

/* Where the first field is cut off, what was folded behind it comes first. */
static void
a_folded_line_may_come_first(void **state)
{
    static const char cut[] = "\tby mail.example.org; Mon, 1 Jan 2024 00:00:00 +0000\n"
                              "From: a@example.com\nTo: b@example.net\nSubject: hi\n"
                              "Message-ID: <1@example.com>\n";
    (void)state;
    splits("It failed for b@example.net\n\n", "", cut, cut);
}

static void
knows_reports_within(void **state)
{
    // clang-format off
    static const struct { const char *text; bool report; } cases[] = {
        {"> From: Mail Delivery Subsystem\n> To: a@example.com\n> Subject: Undelivered Mail\n", true},
        {"*From:* Mail Delivery Subsystem\n*Subject:* Undelivered Mail\n*To:* a@example.com\n", true},
        {"From: MAILER-DAEMON@example.org\nTo: a@example.com\nSubject: lunch\n", false},
        {"From: Ann\nTo: a@example.com\nSubject: Undelivered Mail\n", false},
        {"From: Mail Delivery Subsystem\nhello\nTo: a@example.com\nSubject: Undelivered Mail\n", false},
        {"From: Mail Delivery Subsystem\nSubject: Undelivered Mail\n", false},
        {"", false},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if (quoted_report(slice_of(cases[i].text)) != cases[i].report)
            fail_msg("%s", cases[i].text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_dividers),
        cmocka_unit_test(knows_headers),
        cmocka_unit_test(looks_so_far),
        cmocka_unit_test(labels_are_no_dividers),
        cmocka_unit_test(a_folded_line_may_come_first),
        cmocka_unit_test(knows_reports_within),
    };
    return cmocka_run_group_tests_name("quoted", tests, NULL, NULL);
}
