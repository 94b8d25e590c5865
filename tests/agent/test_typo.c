/* What a mistyped address was probably meant to be. */
#include <string.h>
#include <strings.h>

#include "agent/typo.h"
#include "tests/support/check.h"

// clang-format off
static const struct { const char *address; uint32_t written; } people[] = {
    { "jo.miller@example.org", 12 }, { "pat@harbour-school.example", 5 }, { "Kim.Lee@gmail.com", 7 },
    { "once@example.org", 1 }, { "office@gmil.example", 9 }, { "sue@tinytown.example", 2 }, { "li@example.org", 30 },
    { "anna@gmal.com", 4 }, { "no address", 5 }, { "", 5 },
};

static const struct { const char *typed; enum typo_why why; const char *meant; uint32_t written; } rows[] = {
    /* the list, in any case, as an address and as a domain */
    { "jo@gmial.com",              TYPO_LISTED, "jo@gmail.com", 0 },
    { "Jo@GMIAL.COM",              TYPO_LISTED, "jo@gmail.com", 0 },
    { "gmial.com",                 TYPO_LISTED, "gmail.com", 0 },
    { "jo@chater.net",             TYPO_LISTED, "jo@charter.net", 0 },
    { "jo@protonmai.com",          TYPO_LISTED, "jo@protonmail.com", 0 },
    { "jo@gmail.con",              TYPO_LISTED, "jo@gmail.com", 0 },
    /* ends */
    { "jo@harbour.con",            TYPO_TOP,    "jo@harbour.com", 0 },
    { "jo@mail.harbour.nte",       TYPO_TOP,    "jo@mail.harbour.net", 0 },
    { "jo@omantel.om",             TYPO_NONE,   "", 0 },
    { "jo@camtel.cm",              TYPO_NONE,   "", 0 },
    { ".con",                      TYPO_NONE,   "", 0 },
    /* one letter from a big one */
    { "jo@gmaik.com",              TYPO_BIG,    "jo@gmail.com", 0 },
    { "jo@hotmaol.com",            TYPO_BIG,    "jo@hotmail.com", 0 },
    { "jo@yahoo.cpm",              TYPO_TOP,    "jo@yahoo.com", 0 },
    { "jo@mail.com",               TYPO_NONE,   "", 0 },
    { "jo@ymail.com",              TYPO_NONE,   "", 0 },
    { "jo@email.com",              TYPO_NONE,   "", 0 },
    { "jo@fox.net",                TYPO_NONE,   "", 0 }, /* near to cox.net, as much else is */
    { "jo@gmx.com",                TYPO_NONE,   "", 0 },
    { "jo@gmail.com",              TYPO_NONE,   "", 0 },
    { "jo@gmaikk.com",             TYPO_NONE,   "", 0 }, /* two letters */
    /* people one writes to */
    { "jo.miler@example.org",      TYPO_PERSON, "jo.miller@example.org", 12 },
    { "jo.mliler@example.org",     TYPO_PERSON, "jo.miller@example.org", 12 },
    { "jo.miller@exampel.org",     TYPO_PERSON, "jo.miller@example.org", 12 },
    { "kim.lee@gmial.com",         TYPO_PERSON, "kim.lee@gmail.com", 7 },
    { "kim.leee@gmail.com",        TYPO_PERSON, "kim.lee@gmail.com", 7 },
    { "sue@tinytwon.example",      TYPO_PERSON, "sue@tinytown.example", 2 },
    { "onze@example.org",          TYPO_NONE,   "", 0 }, /* written to once: perhaps the very slip */
    { "lo@example.org",            TYPO_NONE,   "", 0 }, /* of two letters, too much is near */
    { "jo.miller@example.org",     TYPO_NONE,   "", 0 }, /* written to 12 times: meant so */
    { "jo.smith@example.org",      TYPO_NONE,   "", 0 },
    /* domains one writes to */
    { "new@harbuor-school.example", TYPO_SENT,  "new@harbour-school.example", 0 },
    { "new@tinytwon.example",      TYPO_NONE,   "", 0 }, /* too seldom written to */
    { "new@gmal.com",              TYPO_NONE,   "", 0 }, /* on the list; and yet written to often */
    /* no address at all */
    { "",                          TYPO_NONE,   "", 0 },
    { "@",                         TYPO_NONE,   "", 0 },
    { "jo@",                       TYPO_NONE,   "", 0 },
};
// clang-format on

/* How often somebody was asked for. */
static size_t asked;

static uint32_t
ask(void *context, const char *address)
{
    (void)context;
    uint32_t most = 0;
    asked++;
    for (size_t i = 0; i < COUNT(people); i++) {
        const char *at = strrchr(people[i].address, '@');
        const char *has = strchr(address, '@') ? people[i].address : at ? at + 1 : "";
        if (strcasecmp(has, address) == 0 && people[i].written > most)
            most = people[i].written;
    }
    return most;
}

static const struct typo_sent sent = {ask, NULL};

static void
slips_are_seen_and_names_let_be(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct typo typo = typo_find(rows[i].typed, &sent);
        if (typo.why != rows[i].why || strcmp(typo.meant, rows[i].meant) != 0 ||
            typo.written != rows[i].written)
            fail_msg("%s: %d '%s' %u, not %d '%s' %u", rows[i].typed, typo.why,
                     typo.meant, typo.written, rows[i].why, rows[i].meant,
                     rows[i].written);
    }
}

static void
without_a_sent_folder_the_lists_speak(void **state)
{
    (void)state;
    assert_string_equal(typo_find("kim@gmal.com", NULL).meant, "kim@gmail.com");
    assert_int_equal(typo_find("jo.miler@example.org", NULL).why, TYPO_NONE);
}

static void
what_is_too_long_is_no_address(void **state)
{
    (void)state;
    char text[TYPO_ADDRESS_MAX + 10];
    memset(text, 'a', sizeof text);
    memcpy(text + sizeof text - 11, "@gmial.com", 11);
    assert_int_equal(typo_find(text, NULL).why, TYPO_NONE);
}

/* Each time is a hash and a question to the journal. */
static void
the_work_has_a_bound(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        size_t least, most;
    } works[] = {
        {"jo.miler@example.org", 1000, 1700},
        {"jo.miler@elsewhere.example", 1,
         1500},                          /* nobody there: no local part is tried */
        {"jo.miller@example.org", 2, 2}, /* meant as it stands */
        {"jo.miller.the.second.one@example.org", 2000, TYPO_ASKED_MAX},
        {"jo.miller.the.second.one1@example.org", 1, 1100}, /* too long to be tried */
        {"jo.miller.the.second.one@down.by.the.harbour.example", 1, 3},
    };
    for (size_t i = 0; i < COUNT(works); i++) {
        asked = 0;
        typo_find(works[i].typed, &sent);
        if (asked > works[i].most || asked < works[i].least)
            fail_msg("%s: asked %zu times", works[i].typed, asked);
    }
}

static bool met;

static uint32_t
watch(void *context, const char *address)
{
    if (strcmp(address, "gmayl.org") != 0 && !typo_near(address, "gmayl.org"))
        fail_msg("%s is not near", address);
    met = met || strcmp(address, context) == 0;
    return 0;
}

/* Whoever is tried is near, and nobody near is left out. */
static void
all_that_is_near_is_tried(void **state)
{
    (void)state;
    static char near[][12] = {"mayl.org",   "gmaylorg",   "gmayl.or",   "agmayl.org",
                              "gmayll.org", "ggmayl.org", "gmayl.orgs", "gmail.org",
                              "mgayl.org",  "gmalo.org",  "gmayl.ogr",  "gmay.lorg"};
    for (size_t i = 0; i < COUNT(near); i++) {
        struct typo_sent one = {watch, near[i]};
        met = false;
        typo_find("gmayl.org", &one);
        if (met != typo_near(near[i], "gmayl.org"))
            fail_msg("%s", near[i]);
    }
}

static void
near_is_one_slip_of_a_finger(void **state)
{
    (void)state;
    static const struct {
        const char *left, *right;
        bool near;
    } pairs[] = {
        {"gmail", "gmal", true},
        {"gmail", "gmaill", true},
        {"gmail", "gmsil", true},
        {"gmail", "gmali", true},
        {"gmail", "mgail", true},
        {"gmail", "gmail", false},
        {"gmail", "gmial", true},
        {"gmail", "gamli", false},
        {"gmail", "gm", false},
        {"", "a", true},
        {"", "", false},
        {"ab", "ba", true},
        {"ab", "b", true},
        {"abc", "cba", false},
        {"gmail", "gmailx.", false},
    };
    for (size_t i = 0; i < COUNT(pairs); i++)
        if (typo_near(pairs[i].left, pairs[i].right) != pairs[i].near ||
            typo_near(pairs[i].right, pairs[i].left) != pairs[i].near)
            fail_msg("%s, %s", pairs[i].left, pairs[i].right);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slips_are_seen_and_names_let_be),
        cmocka_unit_test(without_a_sent_folder_the_lists_speak),
        cmocka_unit_test(what_is_too_long_is_no_address),
        cmocka_unit_test(the_work_has_a_bound),
        cmocka_unit_test(all_that_is_near_is_tried),
        cmocka_unit_test(near_is_one_slip_of_a_finger),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
