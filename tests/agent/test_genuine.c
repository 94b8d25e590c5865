/* Genuine: mail by mail and sign by sign, which verdict; and that no real report is called a lie. */
#include "tests/support/check.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/genuine.h"
#include "tests/support/mail.h"

enum {
    MAIL_ROOM = 1 << 20,
};

static const char *own_mails, *reports;
static const struct bounce_options asked = {.size = sizeof asked, .marks = true};

/* NULL: not a returned mail. */
static struct bounce *
load(const char *folder, const char *name)
{
    static char bytes[MAIL_ROOM];
    char path[512];
    struct bounce *bounce = NULL;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    size_t length = mail_load(path, bytes, sizeof bytes);
    return bounce_read(bytes, length, &asked, &bounce) == BOUNCE_READ ? bounce : NULL;
}

/* "BA06 BA07" */
static void
list(uint32_t grounds, char *out, size_t room)
{
    size_t used = 0;
    const struct genuine_ground *ground;
    out[0] = '\0';
    for (size_t i = 0; (ground = genuine_ground(i)) != NULL; i++)
        if (grounds & UINT32_C(1) << i)
            used += (size_t)snprintf(out + used, room - used, "%s%s", used ? " " : "",
                                     ground->id);
}

#define YOU   .address = "you@example.org", .host = "imap.example.org", .authority = ""
#define GMAIL .address = "you@gmail.com", .host = "imap.gmail.com", .authority = ""

static void
mails_have_their_verdict(void **state)
{
    // clang-format off
    static const struct {
        const char *file;
        struct genuine_known known;
        enum genuine_verdict verdict;
        const char *grounds;
        bool urgent;
    } rows[] = {
        {"backscatter.eml", {YOU, .sent = GENUINE_SENT_MISSING}, GENUINE_BACKSCATTER, "SENT BA06 BA07 BA08 BA16", false},
        {"backscatter.eml", {YOU, .sent = GENUINE_SENT_FOUND}, GENUINE_UNSURE, "BA01 BA06 BA07 BA08 BA16", false},
        {"backscatter.eml", {YOU}, GENUINE_UNSURE, "BA06 BA07 BA08 BA16", false}, /* without Sent nobody is told so */
        {"backscatter.eml", {YOU, .sent = GENUINE_SENT_MISSING, .unknown = GENUINE_BURST}, GENUINE_BACKSCATTER, "SENT BA06 BA07 BA08 BA16 BA17", false},
        {"left-here.eml", {YOU, .sent = GENUINE_SENT_MISSING}, GENUINE_ABUSED, "SENT BA04 BA06 BA07 BA08", false},
        {"left-here.eml", {YOU, .sent = GENUINE_SENT_MISSING, .strangers = 2}, GENUINE_ABUSED, "SENT BA04 BA06 BA07 BA08", false},
        {"left-here.eml", {YOU, .sent = GENUINE_SENT_MISSING, .strangers = 3}, GENUINE_ABUSED, "SENT BA04 BA06 BA07 BA08", true},
        {"left-here.eml", {YOU, .sent = GENUINE_SENT_MISSING, .new_subject = true}, GENUINE_ABUSED, "SENT BA04 BA06 BA07 BA08", true},
        {"left-here.eml", {YOU, .sent = GENUINE_SENT_MISSING, .unknown = GENUINE_BURST}, GENUINE_ABUSED, "SENT BA04 BA06 BA07 BA08 BA17", false},
        {"left-here.eml", {YOU, .sent = GENUINE_SENT_FOUND, .new_subject = true}, GENUINE_MINE, "BA01 BA04 BA06 BA07 BA08", false},
        {"left-here.eml", {YOU, .sent = GENUINE_SENT_ALIKE}, GENUINE_MINE, "BA03 BA04 BA06 BA07 BA08", false},
        {"left-here.eml", {YOU, .new_subject = true}, GENUINE_UNSURE, "BA04 BA06 BA07 BA08", false},
        /* another account's mail is no proof of ours */
        {"left-here.eml", {.address = "me@example.net", .host = "imap.example.net", .authority = "", .sent = GENUINE_SENT_MISSING}, GENUINE_UNSURE, "SENT BA06 BA07 BA08", false},
        {"gmail-spam.eml", {GMAIL, .sent = GENUINE_SENT_MISSING}, GENUINE_BACKSCATTER, "SENT BA06 BA07 BA08 BA09 BA15", false},
        {"gmail-spam.eml", {GMAIL}, GENUINE_UNSURE, "BA06 BA07 BA08 BA09 BA15", false},
        {"gmail-spam.eml", {.address = "you@gmail.com", .host = "imap.gmail.com", .authority = "mx.other.example"}, GENUINE_UNSURE, "BA06 BA07 BA08 BA15", false},
        {"fake-send-again.eml", {YOU}, GENUINE_FAKE, "BA13", false},
        {"fake-send-again.eml", {YOU, .sent = GENUINE_SENT_MISSING}, GENUINE_FAKE, "SENT BA13", false},
        {"fake-send-again.eml", {YOU, .sent = GENUINE_SENT_FOUND}, GENUINE_UNSURE, "BA01 BA13", false}, /* whoever got our mail may quote it */
        {"fake-attachment.eml", {YOU, .sent = GENUINE_SENT_MISSING}, GENUINE_FAKE, "SENT BA14", false},
        {"fake-forged.eml", {GMAIL}, GENUINE_FAKE, "BA10", false},
        {"fake-forged.eml", {YOU}, GENUINE_UNSURE, "", false}, /* who says that it failed? */
        {"fake-forged.eml", {.address = "you@example.org", .host = "imap.example.org", .authority = "mx.google.com"}, GENUINE_FAKE, "BA10", false},
        {"plain-unknown.eml", {YOU, .sent = GENUINE_SENT_MISSING}, GENUINE_UNSURE, "SENT", false},
        {"plain-unknown.eml", {YOU}, GENUINE_UNSURE, "", false},
        {"plain-unknown.eml", {YOU, .sent = GENUINE_SENT_ANSWERED}, GENUINE_MINE, "BA02", false},
        {"plain-unknown.eml", {YOU, .sent = GENUINE_SENT_ALIKE}, GENUINE_UNSURE, "BA03", false},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct bounce *bounce = load(own_mails, rows[i].file);
        char grounds[128];
        assert_non_null(bounce);
        struct genuine judged = genuine_judge(bounce, &rows[i].known);
        bounce_free(bounce);
        list(judged.grounds, grounds, sizeof grounds);
        if (judged.verdict != rows[i].verdict || judged.urgent != rows[i].urgent ||
            strcmp(grounds, rows[i].grounds) != 0)
            fail_msg("row %zu, %s: %s%s (mine %d, real %d: %s)", i, rows[i].file,
                     genuine_name(judged.verdict), judged.urgent ? ", urgent" : "",
                     judged.mine, judged.real, grounds);
    }
}

/* ---- one sign at a time ---- */

static const struct bounce_original original = {.message_id = "<1@x>",
                                                .subject = "s",
                                                .to = "pat@example.com",
                                                .from = "you@example.org"};
static const struct bounce_failure failure = {.recipient = "pat@example.com",
                                              .code = {550, 5, 1, 1}};
static const struct bounce_marks silent = {.path = "",
                                           .from = "mailer-daemon@mx.example.com",
                                           .answers = "",
                                           .language = "",
                                           .system = true};

static struct genuine
judge(const struct bounce_marks *marks, const struct genuine_known *known)
{
    const struct bounce bounce = {
        .reporter = "mx.example.com",
        .message_id = "<r@x>",
        .reported = 1800000000,
        .original = &original,
        .failures = &failure,
        .own_provider = "",
        .marks = marks,
    };
    return genuine_judge(&bounce, known);
}

static void
only_ones_own_provider_is_believed(void **state)
{
    // clang-format off
    static const struct {
        struct genuine_known known;
        const char *from, *by, *method, *result, *domain;
        uint16_t field;
        const char *grounds;
    } rows[] = {
        {{GMAIL}, "mailer-daemon@googlemail.com", "mx.google.com", "dkim", "pass", "googlemail.com", 1, "BA09"},
        {{GMAIL}, "mailer-daemon@googlemail.com", "mx.google.com", "dkim", "pass", "bad.example", 1, ""},
        {{GMAIL}, "mailer-daemon@googlemail.com", "mx.bad.example", "dkim", "pass", "googlemail.com", 1, ""},
        {{GMAIL}, "mailer-daemon@googlemail.com", "", "dkim", "pass", "googlemail.com", 1, ""},
        {{GMAIL}, "postmaster@outlook.com", "mx.google.com", "spf", "fail", "outlook.com", 1, "BA10"},
        {{GMAIL}, "postmaster@outlook.com", "mx.google.com", "dmarc", "fail", "outlook.com", 1, "BA10"},
        {{GMAIL}, "postmaster@outlook.com", "mx.google.com", "dkim", "none", "", 1, ""},
        {{GMAIL}, "postmaster@outlook.com", "mx.google.com", "dmarc", "pass", "outlook.com", 1, ""},
        {{GMAIL}, "postmaster@small.example", "mx.google.com", "dmarc", "fail", "small.example", 1, ""},
        {{GMAIL}, "postmaster@outlook.com", "mx.bad.example", "dmarc", "fail", "outlook.com", 1, ""},
        {{.address = "you@outlook.com", .host = "outlook.office365.com", .authority = ""},
         "postmaster@outlook.com", "", "spf", "pass", "outlook.com", 1, "BA09"},
        {{.address = "you@outlook.com", .host = "outlook.office365.com", .authority = ""},
         "postmaster@outlook.com", "", "spf", "pass", "outlook.com", 2, ""},
        {{YOU}, "mailer-daemon@example.org", "mx.example.org", "dkim", "pass", "example.org", 1, ""},
        {{.address = "you@example.org", .host = "imap.example.org", .authority = "MX.example.org"},
         "mailer-daemon@example.org", "mx.example.org", "dkim", "pass", "example.org", 1, "BA09"},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct bounce_authentication result = {.by = rows[i].by,
                                                     .method = rows[i].method,
                                                     .result = rows[i].result,
                                                     .domain = rows[i].domain,
                                                     .field = rows[i].field};
        struct bounce_marks marks = silent;
        char grounds[128];
        marks.from = rows[i].from;
        marks.authentications = &result;
        list(judge(&marks, &rows[i].known).grounds, grounds, sizeof grounds);
        if (strcmp(grounds, rows[i].grounds) != 0)
            fail_msg("row %zu: '%s', not '%s'", i, grounds, rows[i].grounds);
    }
}

static void
only_the_topmost_trusted_field_counts(void **state)
{
    (void)state;
    static const struct bounce_authentication forged = {.by = "mx.google.com",
                                                        .method = "dmarc",
                                                        .result = "pass",
                                                        .domain = "googlemail.com",
                                                        .field = 2},
                                              real = {.next = &forged,
                                                      .by = "mx.google.com",
                                                      .method = "dmarc",
                                                      .result = "fail",
                                                      .domain = "googlemail.com",
                                                      .field = 1};
    static const struct genuine_known known = {GMAIL};
    struct bounce_marks marks = silent;
    char grounds[128];
    marks.from = "mailer-daemon@googlemail.com";
    marks.authentications = &real;
    list(judge(&marks, &known).grounds, grounds, sizeof grounds);
    assert_string_equal(grounds, "BA10");
    marks.authentications = &forged;
    list(judge(&marks, &known).grounds, grounds, sizeof grounds);
    assert_string_equal(grounds, "BA09");
}

/* Every combination of what the mail shows, times what Sent says: what must never be. */
static void
no_combination_accuses_wrongly(void **state)
{
    (void)state;
    static const struct bounce_link link = {.host = "bad.example", .button = true};
    static const struct bounce_hop ours = {
        .from = "x", .by = "smtp.example.org", .signed_in = true};
    static const struct bounce_hop theirs = {.from = "x", .by = "mx.bad.example"};
    size_t seen[GENUINE_UNSURE + 1] = {0};
    for (unsigned bits = 0; bits < 1 << 10; bits++)
        for (int sent = GENUINE_SENT_UNKNOWN; sent <= GENUINE_SENT_MISSING; sent++) {
            struct bounce_marks marks = silent;
            marks.path = bits & 1 ? "<>" : bits & 2 ? "x@shop.example" : "";
            marks.automatic = bits & 4;
            marks.stated = bits & 8;
            marks.attached = bits & 16;
            marks.links = bits & 32 ? &link : NULL;
            marks.hops = bits & 64 ? &ours : bits & 128 ? &theirs : NULL;
            marks.returned = marks.hops != NULL;
            marks.returned_failed = bits & 128;
            marks.system = !(bits & 256);
            struct genuine_known known = {YOU, .sent = (enum genuine_sent)sent,
                                          .unknown = bits & 512 ? GENUINE_BURST : 1};
            struct genuine judged = judge(&marks, &known);
            seen[judged.verdict]++;
            bool lure = marks.attached || marks.links;
            if (judged.verdict == GENUINE_FAKE)
                assert_true(lure && sent != GENUINE_SENT_FOUND &&
                            sent != GENUINE_SENT_ANSWERED);
            if (judged.verdict == GENUINE_BACKSCATTER ||
                judged.verdict == GENUINE_ABUSED)
                assert_int_equal(sent, GENUINE_SENT_MISSING);
            if (judged.verdict == GENUINE_ABUSED)
                assert_ptr_equal(marks.hops, &ours);
            if (judged.verdict == GENUINE_MINE)
                assert_true((judged.real > GENUINE_SCORE_NOT_REAL || !lure) &&
                            sent != GENUINE_SENT_MISSING &&
                            sent != GENUINE_SENT_UNKNOWN);
            assert_false(judged.urgent);
        }
    for (size_t i = GENUINE_MINE; i < COUNT(seen); i++)
        assert_true(seen[i] >
                    0); /* a loop that meets no fake proves nothing of fakes */
}

/* All real ones of the library's tests: nobody is frightened without cause. */
static void
real_reports_are_not_doubted(void **state)
{
    (void)state;
    static const struct genuine_known accounts[] = {{YOU}, {GMAIL}};
    struct dirent **names;
    int count = scandir(reports, &names, NULL, alphasort);
    size_t read = 0;
    assert_true(count > 0);
    for (int i = 0; i < count; i++) {
        const char *end = strrchr(names[i]->d_name, '.');
        struct bounce *bounce = end && strcmp(end, ".eml") == 0
                                    ? load(reports, names[i]->d_name)
                                    : NULL;
        for (size_t a = 0; bounce && a < COUNT(accounts); a++) {
            struct genuine_known known = accounts[a];
            struct genuine unknown = genuine_judge(bounce, &known);
            known.sent = GENUINE_SENT_FOUND;
            struct genuine found = genuine_judge(bounce, &known);
            if (unknown.verdict != GENUINE_UNSURE || found.verdict != GENUINE_MINE)
                fail_msg("%s: %s; in Sent: %s", names[i]->d_name,
                         genuine_name(unknown.verdict), genuine_name(found.verdict));
            read++;
        }
        bounce_free(bounce);
        free(names[i]);
    }
    free(names);
    assert_true(read > 200);
}

static void
names_go_both_ways(void **state)
{
    (void)state;
    for (int i = GENUINE_UNJUDGED; i <= GENUINE_UNSURE; i++)
        assert_int_equal(genuine_of(genuine_name((enum genuine_verdict)i)), i);
    assert_int_equal(genuine_of("nonsense"), GENUINE_UNJUDGED);
    static const struct genuine_known known = {YOU};
    assert_int_equal(judge(NULL, &known).verdict, GENUINE_UNJUDGED);
}

int
main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: test_genuine OWN-MAILS REPORTS\n");
        return EXIT_FAILURE;
    }
    own_mails = argv[1];
    reports = argv[2];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mails_have_their_verdict),
        cmocka_unit_test(only_ones_own_provider_is_believed),
        cmocka_unit_test(only_the_topmost_trusted_field_counts),
        cmocka_unit_test(no_combination_accuses_wrongly),
        cmocka_unit_test(real_reports_are_not_doubted),
        cmocka_unit_test(names_go_both_ways),
    };
    return cmocka_run_group_tests_name("genuine", tests, NULL, NULL);
}
