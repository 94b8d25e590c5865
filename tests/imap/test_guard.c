/* test_guard: what a server says, what libetpan gets to see of it, what becomes a fact. */
#include "tests/support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "imap/guard.h"

/* Feeds all bytes in portions, and collects the output. false: a fault. */
static bool
run(struct guard *guard, const char *bytes, size_t length, size_t portion, char *out,
    size_t room)
{
    size_t written = 0;
    bool good = true;
    for (size_t at = 0; good && at < length; at += portion) {
        size_t part = length - at < portion ? length - at : portion;
        char *exact = malloc(part); /* a read past the end is seen by ASan */
        assert_non_null(exact);
        memcpy(exact, bytes + at, part);
        good = guard_feed(guard, exact, part);
        free(exact);
        written += guard_take(guard, out + written, room - 1 - written);
    }
    out[written] = '\0';
    return good;
}

/* What libetpan dies of (notes/etpan.md 1.3), what loses it the session (4.2), and what
 * is fine. `want` NULL: the session ends with a named fault. */
// clang-format off
static const struct { const char *name, *in, *want; } rows[] = {
    /* killers */
    {"exists before +",     "* 5 EXISTS\r\n+ idling\r\n", ""},
    {"alert without text",  "1 OK [ALERT]\r\n", "1 OK .\r\n"},
    {"parse without text",  "1 OK [PARSE]\r\n", "1 OK .\r\n"},
    {"ok without text",     "1 OK\r\n", "1 OK .\r\n"},
    {"permanentflags",      "* OK [PERMANENTFLAGS (\"\r\n", "* OK .\r\n"},
    {"28 bytes",            "* OK [PERMANENTFLAGS (%)] hi\r\n", "* OK .\r\n"},
    {"namespace",           "* NAMESPACE ((\"\" \"\")) NIL NIL\r\n", ""},
    {"status",              "* STATUS INBOX (UIDNEXT \r\n", ""},
    {"wrapping literal",    "* 1 FETCH (UID 5 BODY[] {4294967301}\r\nhello)\r\n", NULL},
    {"huge literal",        "* 1 FETCH (UID 5 BODY[] {4294967295}\r\n", NULL},
    {"literal over 64 bit", "* 1 FETCH (UID 5 BODY[] {18446744073709551621}\r\n", NULL},
    {"huge literal in a reply nobody knows", "* FOO {4294967295}\r\n", NULL},
    {"nesting",             "* 1 FETCH (UID 5 X ((((((((((((((((((((((((((((((((((((1))))))))))"
                            "))))))))))))))))))))))))))) BODY[] {1}\r\na)\r\n", NULL},
    {"not imap",            "HTTP/1.1 400 Bad Request\r\n", NULL},
    {"empty tag",           " OK [PARSE]\r\n", NULL},
    {"tag of letters",      "a1 OK fine\r\n", NULL},
    {"tag 0",               "0 OK fine\r\n", NULL},
    {"tag too large",       "4294967296 OK fine\r\n", NULL},
    {"preauth",             "* PREAUTH welcome\r\n", NULL},
    /* what libetpan loses the session at */
    {"unknown reply",       "* FOO bar\r\n", ""},
    {"esearch",             "* ESEARCH (TAG \"3\") UID ALL 1:5\r\n", ""},
    {"vanished",            "* VANISHED 1:3\r\n", ""},
    {"greeting bare",       "* OK\r\n", "* OK .\r\n"},
    {"greeting without space", "* OK[CAPABILITY IMAP4rev1 IDLE] hi\r\n", "* OK .\r\n"},
    {"flags nested",        "* FLAGS (\\Seen (nested) a)\r\n", ""},
    {"list",                "* LIST (\\) \"/\" x\r\n", ""},
    {"search",              "* SEARCH 2 5\r\n", ""},
    {"said on the way",     "* OK hi\r\n* OK Still here\r\n* NO quota\r\n1 OK in\r\n", "* OK .\r\n1 OK .\r\n"},
    {"bye",                 "* BYE shutting down\r\n", ""},
    {"line feeds alone",    "* OK hi\n1 OK in\n", "* OK .\r\n1 OK .\r\n"},
    {"empty lines",         "\r\n\r\n1 OK in\r\n", "1 OK .\r\n"},
    {"text like a literal", "* OK Still {5}\r\n1 OK x {99}\r\n", "* OK .\r\n1 OK .\r\n"},
    /* FETCH */
    {"plain",        "* 1 FETCH (UID 11 BODY[]<0> {5}\r\nhello)\r\n",
                     "* 1 FETCH (UID 11 BODY[] {5}\r\nhello)\r\n"},
    {"quoted",       "* 1 FETCH (UID 11 BODY[] \"a\\\"b\\\\c\")\r\n",
                     "* 1 FETCH (UID 11 BODY[] {5}\r\na\"b\\c)\r\n"},
    {"nil",          "* 1 FETCH (BODY[] NIL UID 11)\r\n", "* 1 FETCH (UID 11 BODY[] \"\")\r\n"},
    {"empty",        "* 1 FETCH (BODY[] {0}\r\n UID 11)\r\n", "* 1 FETCH (UID 11 BODY[] \"\")\r\n"},
    {"all we ask",   "* 2 FETCH (INTERNALDATE \" 1-Jan-2024 00:00:00 +0000\" RFC822.SIZE 70 UID 8 "
                     "BODY[HEADER.FIELDS (\"From\" {7}\r\nSubject)]<0> {4}\r\nA: b)\r\n",
                     "* 2 FETCH (UID 8 RFC822.SIZE 70 INTERNALDATE \" 1-Jan-2024 00:00:00 +0000\" "
                     "BODY[] {4}\r\nA: b)\r\n"},
    {"size too large", "* 1 FETCH (UID 1 RFC822.SIZE 5000000000 BODY[] {1}\r\na)\r\n",
                     "* 1 FETCH (UID 1 RFC822.SIZE 4294967295 BODY[] {1}\r\na)\r\n"},
    {"absurd date",  "* 1 FETCH (UID 1 INTERNALDATE \"01-Jan-9924 00:00:00 +0000\" BODY[] {1}\r\na)\r\n",
                     "* 1 FETCH (UID 1 BODY[] {1}\r\na)\r\n"},
    {"unknown items","* 1 FETCH (X-FOO (a b) UID 11 EMAILID (M1) PREVIEW {3}\r\nabc BODY[] {1}\r\na)\r\n",
                     "* 1 FETCH (UID 11 BODY[] {1}\r\na)\r\n"},
    {"literal8",     "* 1 FETCH (UID 11 X ~{3}\r\nabc BODY[] {1}\r\na)\r\n",
                     "* 1 FETCH (UID 11 BODY[] {1}\r\na)\r\n"},
    {"literal+",     "* 1 FETCH (UID 11 BODY[] {1+}\r\na)\r\n", "* 1 FETCH (UID 11 BODY[] {1}\r\na)\r\n"},
    {"news of flags","* 4 FETCH (FLAGS (\\Seen) UID 7 MODSEQ (9))\r\n", ""},
    {"no uid",       "* 4 FETCH (BODY[] {1}\r\na)\r\n", ""},
    {"brackets in quotes", "* 1 FETCH (BODYSTRUCTURE (\"a)(\" NIL (1 2)) UID 3 BODY[] {1}\r\na)\r\n",
                     "* 1 FETCH (UID 3 BODY[] {1}\r\na)\r\n"},
    {"uid 0",        "* 1 FETCH (UID 0 BODY[] {1}\r\na)\r\n", NULL},
    {"uid too large","* 1 FETCH (UID 4294967296 BODY[] {1}\r\na)\r\n", NULL},
    {"unclosed",     "* 1 FETCH (UID 1 BODY[] {1}\r\na\r\n", NULL},
    {"unclosed quote", "* 1 FETCH (UID 1 BODY[] \"a\\\r\n", NULL},
    {"no list",      "* 1 FETCH UID 1\r\n", NULL},
};
// clang-format on

static void
table(void **unused)
{
    (void)unused;
    char out[1024];
    for (size_t i = 0; i < COUNT(rows); i++) {
        static const size_t portions[] = {1, 2, 7, 4096};
        for (size_t k = 0; k < COUNT(portions); k++) {
            struct guard guard = {0};
            bool good = run(&guard, rows[i].in, strlen(rows[i].in), portions[k], out,
                            sizeof out);
            if (good != (rows[i].want != NULL) || good != (guard.fault == NULL))
                fail_msg("%s: fault '%s'", rows[i].name,
                         guard.fault ? guard.fault : "none");
            if (good && strcmp(out, rows[i].want) != 0)
                fail_msg("%s, in portions of %zu: got '%s'", rows[i].name, portions[k],
                         out);
            guard_free(&guard);
        }
    }
}

static struct guard
facts_of(const char *bytes)
{
    char out[1024];
    struct guard guard = {.searching = true};
    assert_true(run(&guard, bytes, strlen(bytes), 5, out, sizeof out));
    return guard;
}

static void
facts(void **unused)
{
    (void)unused;
    struct guard guard = facts_of("* OK [CAPABILITY IMAP4rev1 IDLE AUTH=PLAIN] hi\r\n");
    assert_true(guard.greeted && guard.capabilities_told);
    assert_int_equal(guard.capabilities, GUARD_CAN_IDLE | GUARD_CAN_PLAIN);
    guard_free(&guard);

    guard = facts_of("* CAPABILITY IMAP4rev1 LOGINDISABLED SASL-IR X-IDLE AUTH=\r\n");
    assert_int_equal(guard.capabilities, GUARD_NO_LOGIN | GUARD_CAN_INITIAL);
    guard_free(&guard);

    guard = facts_of("* 3 EXISTS\r\n* OK [UIDVALIDITY 4294967295] x\r\n"
                     "* OK [UIDNEXT 812] x\r\n9 OK [READ-ONLY] done\r\n");
    assert_int_equal(guard.exists, 3);
    assert_true(guard.uidvalidity == UINT32_MAX);
    assert_int_equal(guard.uidnext, 812);
    assert_int_equal(guard.tag, 9);
    assert_int_equal(guard.status, GUARD_OK);
    guard_free(&guard);

    guard = facts_of("* OK [UIDVALIDITY 4294967296] x\r\n* OK [UIDNEXT -1] x\r\n");
    assert_int_equal(guard.uidvalidity, 0);
    assert_int_equal(guard.uidnext, 0);
    guard_free(&guard);

    guard = facts_of("* BYE Too \xc3\xa9 \x01many\r\n* OK later\r\n");
    assert_true(guard.bye);
    assert_string_equal(guard.goodbye.text, "Too ?? ?many");
    guard_free(&guard);

    guard = facts_of(
        "2 NO [AUTHENTICATIONFAILED] Invalid\r\n* BYE off\r\n+ go\r\n+\r\n");
    assert_int_equal(guard.status, GUARD_NO);
    assert_string_equal(guard.answer.code, "AUTHENTICATIONFAILED");
    assert_string_equal(guard.answer.text, "Invalid");
    assert_int_equal(guard.continued, 2);
    guard_free(&guard);
}

/* How far the UIDs of another folder go, whatever it is called. */
static void
statuses(void **unused)
{
    (void)unused;
    // clang-format off
    static const struct { const char *in; uint32_t uidnext, uidvalidity; } cases[] = {
        {"* STATUS Junk (UIDNEXT 5 UIDVALIDITY 14)\r\n", 5, 14},
        {"* STATUS \"Junk (old) E-mail\" (UIDVALIDITY 14 MESSAGES 3 UIDNEXT 5)\r\n", 5, 14},
        {"* STATUS {4}\r\nJunk (UIDNEXT 5 UIDVALIDITY 14) \r\n", 5, 14},
        {"* status Junk (uidnext 4294967295)\r\n", UINT32_MAX, 0},
        {"* STATUS Junk (UIDNEXT 4294967296 UIDVALIDITY 14)\r\n", 0, 0},
        {"* STATUS Junk (UIDNEXT 5\r\n", 5, 0},
        {"* STATUS Junk ()\r\n", 0, 0},
        {"* STATUS Junk\r\n", 0, 0},
        {"* STATUS\r\n", 0, 0},
        {"* STATUS Junk (UIDNEXT 5 UIDVALIDITY 14)\r\n* STATUS Junk (MESSAGES 3)\r\n", 0, 0}, /* the last one */
    };
    // clang-format on
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct guard guard = facts_of(cases[i].in);
        if (guard.status_uidnext != cases[i].uidnext ||
            guard.status_uidvalidity != cases[i].uidvalidity || guard.fault)
            fail_msg("%s: %u of %u", cases[i].in, guard.status_uidnext,
                     guard.status_uidvalidity);
        guard_free(&guard);
    }
}

/* The UIDs of a search, as far as they are any. */
static void
found(void **unused)
{
    (void)unused;
    // clang-format off
    static const struct { const char *name, *in; size_t count; uint32_t uids[4]; } cases[] = {
        {"some",             "* SEARCH 2 5\r\n", 2, {2, 5}},
        {"none",             "* SEARCH\r\n", 0, {0}},
        {"with modseq",      "* SEARCH 2 5 (MODSEQ 917162500)\r\n", 2, {2, 5}},
        {"with spaces",      "* SEARCH  1  2 \r\n", 2, {1, 2}},
        {"twice",            "* SEARCH 4 1\r\n* SEARCH\r\n* SEARCH 9 1\r\n", 4, {4, 1, 9, 1}},
        {"up to what is 0",  "* SEARCH 1 0 2\r\n", 1, {1}},
        {"up to what is no number", "* SEARCH 1 -7 2\r\n", 1, {1}},
        {"up to what is too large", "* SEARCH 4294967295 4294967296 2\r\n", 1, {UINT32_MAX}},
        {"ESEARCH",          "* ESEARCH (TAG \"3\") UID ALL 1:5\r\n", 0, {0}},
    };
    // clang-format on
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct guard guard = facts_of(cases[i].in);
        char out[64];
        size_t count = 0;
        uint32_t *uids = guard_take_found(&guard, &count);
        if (count != cases[i].count ||
            (count > 0 && memcmp(uids, cases[i].uids, count * sizeof *uids) != 0))
            fail_msg("%s: %zu", cases[i].name, count);
        free(uids);
        run(&guard, "* SEARCH 1\r\n", 12, 12, out, sizeof out); /* unasked */
        assert_null(guard_take_found(&guard, &count));
        assert_int_equal(count, 0);
        guard_free(&guard);
    }
}

/* EXISTS and EXPUNGE together say whether something came. */
static void
arrivals(void **unused)
{
    (void)unused;
    // clang-format off
    static const struct { const char *name, *in; uint32_t arrived; } cases[] = {
        {"grows",            "* 3 EXISTS\r\n* 4 EXISTS\r\n", 4},
        {"says it again",    "* 3 EXISTS\r\n* 3 EXISTS\r\n", 3},
        {"gone and come",    "* 3 EXISTS\r\n* 1 EXPUNGE\r\n* 3 EXISTS\r\n", 4},
        {"only gone",        "* 3 EXISTS\r\n* 1 EXPUNGE\r\n* 2 EXISTS\r\n", 3},
        {"gone unsaid",      "* 3 EXISTS\r\n* 2 EXISTS\r\n", 4},
        {"expunge of none",  "* 1 EXPUNGE\r\n* 0 EXISTS\r\n", 0},
    };
    // clang-format on
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct guard guard = facts_of(cases[i].in);
        if (guard.arrived != cases[i].arrived)
            fail_msg("%s: %u", cases[i].name, (unsigned)guard.arrived);
        guard_free(&guard);
    }
}

/* Feeds `unit` again and again until the guard gives up; returns the bytes fed. */
static size_t
endure(const char *head, const char *unit, size_t most)
{
    struct guard guard = {0};
    size_t fed = 0;
    guard_feed(&guard, head, strlen(head));
    while (fed < most && guard_feed(&guard, unit, strlen(unit)))
        fed += strlen(unit);
    assert_true(fed == 0 || guard.in.room <= 2 * GUARD_SEARCH);
    guard_free(&guard);
    return fed;
}

static void
ceilings(void **unused)
{
    (void)unused;
    const size_t far = 8 << 20;
    assert_in_range(endure("* OK ", "aaaaaaaa", far), GUARD_LINE - 64, GUARD_LINE + 64);
    assert_in_range(endure("aa", "aaaaaaaa", far), GUARD_LINE - 64, GUARD_LINE + 64);
    assert_in_range(endure("* SEARCH", " 1234567", far), GUARD_SEARCH - 64,
                    GUARD_SEARCH + 64);
    /* literal after literal in one reply */
    assert_in_range(endure("* FOO", " {8}\r\n12345678", far), GUARD_REPLY - 64,
                    GUARD_REPLY + 64);
    /* many replies are no matter: the budget of the stream bounds them */
    assert_int_equal(endure("", "* 1 EXISTS\r\n", 1200000), 1200000);
}

/* What is kept, and what is passed on to libetpan, which keeps it all until the command is
 * done, is bounded however much is said. */
static void
many_replies(void **unused)
{
    (void)unused;
    // clang-format off
    static const struct { const char *name, *unit; size_t times, passed, found; } cases[] = {
        {"status",   "* OK Still here\r\n", 50000, 8, 0},
        {"no news",  "* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n", 50000, 0, 0},
        {"mails",    "* 1 FETCH (UID 1 BODY[] NIL)\r\n", 50000, 29 * GUARD_FETCHES, 0},
        {"UIDs",     "* SEARCH 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7\r\n", 20000, 0, GUARD_FOUND},
        {"one each", "* SEARCH 1\r\n", GUARD_FOUND + 1, 0, GUARD_FOUND},
    };
    // clang-format on
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct guard guard = {.searching = true};
        for (size_t times = 0; times < cases[i].times; times++)
            assert_true(guard_feed(&guard, cases[i].unit, strlen(cases[i].unit)));
        if (guard.out.length != cases[i].passed || guard.found_count != cases[i].found)
            fail_msg("%s: %zu bytes passed on, %zu UIDs", cases[i].name,
                     guard.out.length, guard.found_count);
        assert_true(guard.found_room <= GUARD_FOUND);
        guard_free(&guard);
    }
    struct guard guard = {0}; /* each command has its own */
    const char mail[] = "* 1 FETCH (UID 1 BODY[] NIL)\r\n";
    for (int i = 0; i <= GUARD_FETCHES; i++)
        guard_feed(&guard, mail, sizeof mail - 1);
    guard_feed(&guard, "7 OK\r\n", 6);
    guard_discard(&guard);
    guard_feed(&guard, mail, sizeof mail - 1);
    assert_int_equal(guard.out.length, 29);
    guard_free(&guard);
}

/* The longest mail we ask for passes whole, and an idle guard holds nothing. */
static void
a_whole_mail_passes(void **unused)
{
    (void)unused;
    const size_t length = 262144;
    char *in = malloc(length + 100), *out = malloc(length + 100);
    assert_true(in && out);
    int head = sprintf(in, "* 1 FETCH (UID 1 BODY[]<0> {%zu}\r\n", length);
    memset(in + head, '\0', length);
    memcpy(in + head + (int)length, ")\r\n", 3);
    struct guard guard = {0};
    size_t all = (size_t)head + length + 3;
    assert_true(guard_feed(&guard, in, all - 1));
    assert_int_equal(guard_take(&guard, out, length + 100), 0);
    assert_true(guard_feed(&guard, in + all - 1, 1));
    assert_int_equal(guard_take(&guard, out, length + 100),
                     all - 3); /* "<0>" is gone */
    assert_null(guard.in.at);
    assert_null(guard.out.at);
    guard_free(&guard);
    free(in);
    free(out);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),        cmocka_unit_test(facts),
        cmocka_unit_test(statuses),     cmocka_unit_test(found),
        cmocka_unit_test(arrivals),     cmocka_unit_test(ceilings),
        cmocka_unit_test(many_replies), cmocka_unit_test(a_whole_mail_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
