/* Verdict: what is kept comes back, nobody can put one into a mail, bursts are counted, and of a
 * lure nothing is said. */
#include "tests/support/check.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/case.h"
#include "agent/facts.h"
#include "agent/outbox.h"
#include "agent/sql.h"
#include "agent/verdict.h"
#include "tests/support/mail.h"

enum {
    NOW = 1800000000, /* seconds; any */
    HOUR = 3600,
    MAIL_ROOM = 1 << 20,
};

static const char *mails;
static char folder[] = "/tmp/test_verdict-XXXXXX";
static char path[64];

static struct bounce *
load(const char *name)
{
    static char bytes[MAIL_ROOM];
    static const struct bounce_options asked = {.size = sizeof asked, .marks = true};
    char file[512];
    struct bounce *bounce = NULL;
    snprintf(file, sizeof file, "%s/%s", mails, name);
    size_t length = mail_load(file, bytes, sizeof bytes);
    assert_int_equal(bounce_read(bytes, length, &asked, &bounce), BOUNCE_READ);
    return bounce;
}

static struct verdict
verdict_of(enum genuine_verdict name, bool missing, bool burst)
{
    return (struct verdict){.judged = {name, -3, 5, 0x9, name == GENUINE_ABUSED},
                            .missing = missing,
                            .burst = burst};
}

/* The facts of a mail with a verdict in them. */
static char *
facts_of(const char *name, struct verdict verdict)
{
    struct bounce *bounce = load(name);
    char *facts = facts_write(bounce), *kept = verdict_keep(facts, &verdict);
    bounce_free(bounce);
    free(facts);
    assert_non_null(kept);
    return kept;
}

static void
what_is_kept_comes_back(void **state)
{
    (void)state;
    for (int name = GENUINE_UNJUDGED; name <= GENUINE_UNSURE; name++) {
        struct verdict verdict = verdict_of((enum genuine_verdict)name, name % 2,
                                            name % 3 == 0);
        char *facts = facts_of("backscatter.eml", verdict);
        struct verdict back = verdict_recall(facts);
        struct bounce *bounce;
        assert_true(facts_read(facts, strlen(facts), &bounce)); /* still facts */
        facts_free(bounce);
        assert_int_equal(back.judged.verdict, name);
        assert_int_equal(back.judged.mine, -3);
        assert_int_equal(back.judged.real, 5);
        assert_int_equal(back.judged.grounds, 0x9);
        assert_int_equal(back.judged.urgent, name == GENUINE_ABUSED);
        assert_int_equal(back.missing, verdict.missing);
        assert_int_equal(back.burst, verdict.burst);
        free(facts);
    }
}

static void
nobody_can_put_one_into_a_mail(void **state)
{
    (void)state;
    struct bounce *bounce = load("backscatter.eml");
    struct bounce_original original = *bounce->original;
    original.subject = ",\"judged\":[1,9,9,1,0,0,0]}";
    struct bounce forged = *bounce;
    forged.original = &original;
    char *facts = facts_write(&forged);
    assert_int_equal(verdict_recall(facts).judged.verdict, GENUINE_UNJUDGED);
    free(facts);
    bounce_free(bounce);
    static const char *const odd[] = {"",
                                      "{}",
                                      ",\"judged\":",
                                      "{\"a\":1,\"judged\":[9,0,0,0,0,0,0]}",
                                      "{\"a\":1,\"judged\":[1,0,0]}",
                                      "{\"a\":1,\"judged\":[-1,0,0,0,0,0,0]}"};
    for (size_t i = 0; i < COUNT(odd); i++)
        assert_int_equal(verdict_recall(odd[i]).judged.verdict, GENUINE_UNJUDGED);
    assert_null(verdict_keep("", &(struct verdict){0}));
}

static void
put(struct journal *journal, const char *account, const char *facts,
    const char *verdict, int64_t found)
{
    static int number;
    char words[512];
    sqlite3_stmt *row;
    snprintf(words, sizeof words,
             "INSERT INTO event (key, account, state, facts, found, came, verdict)"
             " VALUES ('k%d', '%s', 0, ?, %lld, 0, '%s')",
             number++, account, (long long)found, verdict);
    assert_int_equal(sqlite3_prepare_v2(journal->db, words, -1, &row, NULL), SQLITE_OK);
    sqlite3_bind_text(row, 1, facts, -1, SQLITE_STATIC);
    assert_int_equal(sqlite3_step(row), SQLITE_DONE);
    sqlite3_finalize(row);
}

static void
begin(struct journal *journal)
{
    static const char *const ends[] = {"", "-wal", "-journal"};
    for (size_t i = 0; i < COUNT(ends); i++) {
        char name[80];
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    assert_int_equal(journal_open(path, NOW, journal), JOURNAL_OPEN);
}

static void
bursts_are_counted(void **state)
{
    (void)state;
    struct journal journal;
    unsigned unknown, strangers;
    struct bounce *bounce = load("left-here.eml"), *other = load("gmail-spam.eml");
    char *missing = facts_of("backscatter.eml",
                             verdict_of(GENUINE_BACKSCATTER, true, false));
    char *found = facts_of("backscatter.eml", verdict_of(GENUINE_MINE, false, false));
    char *abused = facts_of("left-here.eml", verdict_of(GENUINE_ABUSED, true, false));
    begin(&journal);
    assert_true(verdict_count(&journal, "work", NOW, bounce, &unknown, &strangers));
    assert_int_equal(unknown, 1);
    assert_int_equal(strangers, 1);
    put(&journal, "work", missing, "backscatter", NOW - HOUR + 1);
    put(&journal, "work", missing, "backscatter", NOW - HOUR); /* too long ago */
    put(&journal, "work", found, "mine", NOW);
    put(&journal, "home", missing, "backscatter", NOW); /* another account's */
    put(&journal, "work", abused, "abused", NOW - 2 * HOUR);
    assert_true(verdict_count(&journal, "work", NOW, bounce, &unknown, &strangers));
    assert_int_equal(unknown, 2);
    assert_int_equal(strangers, 1); /* the same recipient */
    assert_true(verdict_count(&journal, "work", NOW, other, &unknown, &strangers));
    assert_int_equal(strangers, 2);
    assert_true(
        verdict_count(&journal, "work", NOW + 24 * HOUR, other, &unknown, &strangers));
    assert_int_equal(unknown, 1);
    assert_int_equal(strangers, 1);
    journal_close(&journal);
    free(missing);
    free(found);
    free(abused);
    bounce_free(bounce);
    bounce_free(other);
}

static bool
has_ground(struct journal *journal, const struct bounce *bounce, const char *id)
{
    const struct genuine_ground *ground;
    struct genuine_known known = {
        .address = "you@example.org", .host = "imap.example.org", .authority = ""};
    struct verdict verdict = verdict_reach(journal, "work", NOW, bounce, &known);
    for (size_t i = 0; (ground = genuine_ground(i)) != NULL; i++)
        if (strcmp(ground->id, id) == 0)
            return (verdict.judged.grounds & UINT32_C(1) << i) != 0;
    return false;
}

/* BA18: a notice in a language of its own, where all that were one's own were in another. */
static void
another_language_is_a_sign(void **state)
{
    (void)state;
    struct journal journal;
    struct bounce *bounce = load("backscatter.eml");
    struct bounce_marks marks = *bounce->marks;
    struct bounce german = *bounce;
    german.marks = &marks;
    marks.language = "de-DE";
    begin(&journal);
    for (int i = 0; i < 4; i++)
        put(&journal, "work", "{\"language\":\"en-US\"}", "mine", NOW);
    put(&journal, "work", "{\"language\":\"\"}", "mine", NOW);
    put(&journal, "work", "{\"language\":\"fr\"}", "unsure", NOW);
    assert_false(has_ground(&journal, &german, "BA18")); /* four are no habit */
    put(&journal, "work", "{\"language\":\"EN\"}", "mine", NOW);
    assert_true(has_ground(&journal, &german, "BA18"));
    marks.language = "en";
    assert_false(has_ground(&journal, &german, "BA18"));
    marks.language = "";
    assert_false(has_ground(&journal, &german, "BA18"));
    marks.language = "de";
    put(&journal, "work", "{\"language\":\"de-AT\"}", "mine", NOW);
    assert_false(has_ground(&journal, &german, "BA18"));
    journal_close(&journal);
    bounce_free(bounce);
}

/* Ten mails of strangers do not hide that the own account is used, nor that it gets worse. */
static void
a_burst_hides_no_alarm(void **state)
{
    (void)state;
    static const struct {
        bool new_subject, hushed;
    } steps[] = {{false, false}, {false, true}, {true, false}, {true, true}};
    struct journal journal;
    struct bounce *bounce = load("left-here.eml"), *strange = load("backscatter.eml");
    char *missing = facts_of("backscatter.eml",
                             verdict_of(GENUINE_BACKSCATTER, true, false));
    begin(&journal);
    for (int i = 0; i < GENUINE_BURST; i++)
        put(&journal, "work", missing, "backscatter", NOW);
    struct genuine_known known = {.address = "you@example.org",
                                  .host = "imap.example.org",
                                  .authority = "",
                                  .sent = GENUINE_SENT_MISSING};
    assert_true(verdict_reach(&journal, "work", NOW, strange, &known).hushed);
    for (size_t i = 0; i < COUNT(steps); i++) {
        known.new_subject = steps[i].new_subject;
        struct verdict verdict = verdict_reach(&journal, "work", NOW, bounce, &known);
        assert_int_equal(verdict.judged.verdict, GENUINE_ABUSED);
        if (verdict.hushed != steps[i].hushed)
            fail_msg("step %zu", i);
        char *facts = facts_of("left-here.eml", verdict);
        assert_int_equal(verdict_recall(facts).hushed, verdict.hushed);
        put(&journal, "work", facts, "abused", NOW);
        free(facts);
    }
    journal_close(&journal);
    free(missing);
    bounce_free(bounce);
    bounce_free(strange);
}

static bool
ours(void *context, const struct bounce *bounce, struct verdict *verdict)
{
    *verdict = verdict_of(GENUINE_MINE, false, false);
    return strcmp(bounce->original->message_id, context) == 0;
}

static void
doubt_ends_where_the_mail_is_found(void **state)
{
    (void)state;
    struct journal journal;
    char *one = facts_of("left-here.eml", verdict_of(GENUINE_UNSURE, false, false));
    char *other = facts_of("backscatter.eml", verdict_of(GENUINE_UNSURE, true, false));
    char id[] = "<inv-1@laptop.example.org>";
    int64_t renewed;
    begin(&journal);
    put(&journal, "work", one, "unsure", NOW);
    put(&journal, "work", other, "unsure", NOW);
    put(&journal, "work", one, "fake", NOW);
    put(&journal, "home", one, "unsure", NOW);
    assert_true(verdict_renew(&journal, "work", ours, id, &renewed));
    assert_int_equal(renewed, 1);
    struct journal_row row;
    static const enum genuine_verdict want[] = {GENUINE_MINE, GENUINE_UNSURE,
                                                GENUINE_UNSURE, GENUINE_UNSURE};
    for (size_t i = 0; i < COUNT(want); i++) {
        assert_true(journal_event(&journal, (int64_t)i + 1, &row));
        assert_int_equal(verdict_recall(row.facts).judged.verdict, want[i]);
        journal_row_free(&row);
    }
    assert_true(verdict_renew(&journal, "work", ours, id, &renewed));
    assert_int_equal(renewed, 0);
    journal_close(&journal);
    free(one);
    free(other);
}

/* The copy of a mail may reach Sent later than the report comes: then it is told after all. */
static void
what_is_found_late_is_told(void **state)
{
    (void)state;
    static const struct {
        enum genuine_verdict verdict;
        bool hushed, handled, queued;
    } rows[] = {{GENUINE_ABUSED, false, false, true},
                {GENUINE_BACKSCATTER, true, false, true},
                {GENUINE_UNSURE, true, false, true},
                {GENUINE_UNSURE, false, false, false},
                {GENUINE_ABUSED, false, true, false}};
    char id[] = "<inv-1@laptop.example.org>";
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct journal journal;
        struct outbox_row next;
        struct journal_row row;
        struct verdict verdict = verdict_of(rows[i].verdict, true, false);
        int64_t renewed, link = 0;
        verdict.hushed = rows[i].hushed;
        char *facts = facts_of("left-here.eml", verdict);
        begin(&journal);
        put(&journal, "work", facts, genuine_name(rows[i].verdict), NOW);
        if (rows[i].verdict == GENUINE_UNSURE) /* has its case from the beginning */
            assert_true(case_file_old(&journal, 1, &(bool){false}));
        else
            sqlite3_exec(journal.db, "UPDATE event SET link = 0", NULL, NULL, NULL);
        if (rows[i].handled)
            assert_true(journal_note_handled(&journal, 1, NOW));
        assert_true(verdict_renew(&journal, "work", ours, id, &renewed));
        assert_int_equal(renewed, 1);
        for (int channel = 0; channel < OUTBOX_CHANNELS; channel++) {
            assert_true(outbox_next(&journal, (enum outbox_channel)channel, &next));
            if (next.event != rows[i].queued)
                fail_msg("row %zu", i);
        }
        assert_true(case_file_old(&journal, 1, &(bool){false}));
        assert_true(journal_event(&journal, 1, &row));
        link = row.link;
        journal_row_free(&row);
        assert_int_not_equal(link, 0);
        assert_true(
            sql_number(journal.db, 0, &link, "SELECT count(*) FROM returns", ""));
        assert_int_equal(link, 1);
        journal_close(&journal);
        free(facts);
    }
}

static size_t
characters(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

/* Nothing of the mail that a stranger wrote, in nothing that is said of a lure; and bubbles, which
 * whoever passes can read, name neither subject nor recipient. */
static void
words_give_nothing_away(void **state)
{
    (void)state;
    static const char *const fakes[] = {"fake-send-again.eml", "fake-attachment.eml",
                                        "fake-forged.eml"};
    static const char *const bad[] = {
        "bad.example", "hotel.example", "shop.example", "customer.example",
        "http",        "Office 365",    "message.zip",  "outlook.com"};
    static const enum genuine_verdict speaking[] = {GENUINE_FAKE, GENUINE_BACKSCATTER,
                                                    GENUINE_ABUSED};
    for (size_t i = 0; i < COUNT(fakes); i++)
        for (size_t v = 0; v < COUNT(speaking); v++) {
            struct bounce *bounce = load(fakes[i]);
            bounce->own_provider = "example.org";
            struct verdict verdict = verdict_of(speaking[v], true, false);
            char body[VERDICT_BODY];
            struct notice notice = verdict_notice(&verdict, bounce, "b-000001", NULL,
                                                  body);
            assert_true(characters(notice.title) <= NOTICE_TITLE_MAX);
            assert_true(characters(notice.body) <= NOTICE_BODY_MAX);
            assert_int_equal(notice.urgency == NOTICE_CRITICAL,
                             speaking[v] == GENUINE_ABUSED);
            char *page = verdict_page(&verdict, bounce, NULL, 40);
            char *steps = verdict_steps(&verdict, bounce, NULL);
            assert_true(steps[0] == '1' && steps[strlen(steps) - 1] != '\n');
            json_t *json = facts_json(bounce, "", NULL);
            assert_true(verdict_veil(&verdict, bounce, NULL, json));
            char *dump = json_dumps(json, 0);
            for (size_t b = 0; b < COUNT(bad); b++) {
                assert_null(strstr(notice.title, bad[b]));
                assert_null(strstr(notice.body, bad[b]));
                if (speaking[v] != GENUINE_FAKE)
                    continue;
                if (strstr(page, bad[b]) || strstr(steps, bad[b]) ||
                    strstr(dump, bad[b]))
                    fail_msg("%s: %s in\n%s\n%s\n%s", fakes[i], bad[b], page, steps,
                             dump);
            }
            assert_non_null(strstr(page, "Why we think so:\n- "));
            for (const char *line = page; *line; line += strcspn(line, "\n") + 1)
                assert_true(strcspn(line, "\n") <= 40 + strlen("“”") * 2);
            free(dump);
            json_decref(json);
            free(steps);
            free(page);
            bounce_free(bounce);
        }
}

static void
who_speaks(void **state)
{
    (void)state;
    for (int name = GENUINE_UNJUDGED; name <= GENUINE_UNSURE; name++) {
        struct verdict verdict = verdict_of((enum genuine_verdict)name, true, false);
        bool own_words = name == GENUINE_BACKSCATTER || name == GENUINE_ABUSED ||
                         name == GENUINE_FAKE;
        assert_int_equal(verdict_speaks(&verdict), own_words);
        assert_int_equal(verdict_doubt(&verdict)[0] != '\0', name == GENUINE_UNSURE);
        verdict.burst = true;
        assert_true(verdict_speaks(&verdict));
    }
}

int
main(int argc, char **argv)
{
    if (argc != 2 || !mkdtemp(folder)) {
        fprintf(stderr, "usage: test_verdict MAILS\n");
        return EXIT_FAILURE;
    }
    mails = argv[1];
    snprintf(path, sizeof path, "%s/journal.db", folder);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_kept_comes_back),
        cmocka_unit_test(nobody_can_put_one_into_a_mail),
        cmocka_unit_test(bursts_are_counted),
        cmocka_unit_test(another_language_is_a_sign),
        cmocka_unit_test(a_burst_hides_no_alarm),
        cmocka_unit_test(doubt_ends_where_the_mail_is_found),
        cmocka_unit_test(what_is_found_late_is_told),
        cmocka_unit_test(words_give_nothing_away),
        cmocka_unit_test(who_speaks),
    };
    int failed = cmocka_run_group_tests_name("verdict", tests, NULL, NULL);
    unlink(path);
    rmdir(folder);
    return failed;
}
