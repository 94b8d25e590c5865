/* Each rule of the past, H01 to H20 and P01 to P12: days when it holds, and days when it must not. */
#include <stdio.h>
#include <string.h>

#include "agent/case.h"
#include "agent/event.h"
#include "agent/lesson.h"
#include "agent/note.h"
#include "agent/pair.h"
#include "agent/past.h"
#include "agent/sql.h"
#include "tests/agent/diary.h"
#include "tests/support/check.h"

enum {
    T0 = 1775001600, /* Wednesday 1 April 2026, 00:00 UTC */
    H = COURSE_HOUR,
    D = COURSE_DAY,
    MAILS_MAX = 12,
};

#define REFUSED "550 5.4.316 Message expired, connection refused"
#define EXPIRED "550 4.4.7 message expired"
#define NO_USER "550 5.1.1 no such user here"
#define FULL    "552 5.2.2 mailbox full"
#define SPAM    "554 5.7.1 message rejected as spam"
#define BLOCKED "550 5.1.8 Access denied, bad outbound sender"
#define LISTED(ip)                                                                     \
    "554 5.7.1 Service unavailable; client [" ip "] blocked using Spamhaus"

/* What else happens at the end, before the last report is looked at. */
enum then {
    NOTHING = 0,
    CLOSE,
    ANSWER,
    WORKED,
    VERDICTS,
    UNSURE,
    SOLVED,
    ABUSED,
    NOTED
};

struct story {
    const char *rule, *name;
    bool holds;
    struct diary_mail
        mails[MAILS_MAX]; /* .at in hours after T0; the last one is judged */
    enum then then;
    const char *words; /* in the finding's words, NULL: not looked at */
};

#define AT(hour)    .at = (hour)
#define TO(address) .to = address
#define SAID(text)  .said = text
#define DELAYED     .kind = BOUNCE_DELAYED
#define NAMED(name) .mail = "<" name "@outlook.com>"

// clang-format off
static const struct story stories[] = {
    {"H01", "the first of all", true, {{AT(1)}}, NOTHING, NULL},
    {"H01", "the second there", false, {{AT(1)}, {AT(30)}}, NOTHING, NULL},
    {"H02", "delayed, then failed", true, {{AT(1), DELAYED, NAMED("a")}, {AT(25), NAMED("a"), SAID(EXPIRED), .tried = 24 * H}}, NOTHING, "gave up after 24 hours"},
    {"H02", "another mail was delayed", false, {{AT(1), DELAYED, NAMED("a")}, {AT(25), NAMED("b"), SAID(EXPIRED)}}, NOTHING, NULL},
    {"H03", "a delay and then nothing", true, {{AT(1), DELAYED, .until = 25}}, CLOSE, "Probably delivered"},
    {"H03", "a delay whose time is not over", false, {{AT(1), DELAYED, .until = 25}}, NOTHING, NULL},
    {"H04", "failed, then answered", true, {{AT(1)}}, ANSWER, "charter.net seems to work again"},
    {"H04", "failed, and nothing since", false, {{AT(1)}}, NOTHING, NULL},
    {"H05", "refused on two days", true, {{AT(1)}, {AT(30)}}, NOTHING, "2 of your messages to charter.net came back since 1 April, none to others."},
    {"H05", "refused on two days, elsewhere too", true, {{AT(1)}, {AT(20), TO("jo@gmx.de")}, {AT(30)}}, NOTHING, "came back since 1 April."},
    {"H05", "refused twice on a day", false, {{AT(1)}, {AT(9)}}, NOTHING, NULL},
    {"H05", "two people of one domain", true, {{AT(1), TO("jo@charter.net")}, {AT(30)}}, NOTHING, NULL},
    {"H05", "two domains", false, {{AT(1), TO("jo@gmx.de")}, {AT(30)}}, NOTHING, NULL},
    {"H05", "the mailbox was full on two days", false, {{AT(1), SAID(FULL)}, {AT(30), SAID(FULL)}}, NOTHING, NULL},
    {"H05", "one mail told twice", false, {{AT(1), NAMED("a")}, {AT(30), NAMED("a")}}, NOTHING, NULL},
    {"H05", "it worked in between", false, {{AT(1)}, {AT(10), .kind = BOUNCE_DELIVERED}, {AT(30)}}, NOTHING, NULL},
    {"H05", "two months lie between", false, {{AT(1)}, {AT(1500)}}, NOTHING, NULL},
    {"H05", "those were not mine", false, {{AT(1)}, {AT(30)}}, VERDICTS, NULL},
    {"H06", "from another account it is no such user", true, {{AT(1), .account = "home", SAID(NO_USER)}, {AT(9)}}, NOTHING, "From another account of yours"},
    {"H06", "from another account it is refused, too", false, {{AT(1), .account = "home"}, {AT(9)}}, NOTHING, NULL},
    {"H06", "the other account was told that it arrived", true, {{AT(1), .account = "home", .kind = BOUNCE_DELIVERED}, {AT(9)}}, NOTHING, "home gets through"},
    {"H06", "the person said so", true, {{AT(9)}}, NOTED, "your other account gets through"},
    {"H07", "three domains of three companies", true, {{AT(1), TO("a@gmx.de")}, {AT(2), TO("b@aol.com")}, {AT(3)}}, NOTHING, "mails to 3 domains"},
    {"H07", "two domains", false, {{AT(1), TO("a@gmx.de")}, {AT(3)}}, NOTHING, NULL},
    {"H07", "three in three days", false, {{AT(1), TO("a@gmx.de")}, {AT(30), TO("b@aol.com")}, {AT(60)}}, NOTHING, NULL},
    {"H07", "three wrong addresses", false, {{AT(1), TO("a@gmx.de"), SAID(NO_USER)}, {AT(2), TO("b@aol.com"), SAID(NO_USER)}, {AT(3), SAID(NO_USER)}}, NOTHING, NULL},
    {"H08", "charter.net, rr.com and twc.com", true, {{AT(1), TO("a@rr.com")}, {AT(2), TO("b@twc.com")}, {AT(3)}}, NOTHING, "Spectrum runs them all"},
    {"H08", "att.net, yahoo.com and cox.net", true, {{AT(1), TO("a@att.net")}, {AT(2), TO("b@yahoo.com")}, {AT(3), TO("c@cox.net")}}, NOTHING, "Yahoo runs them all"},
    {"H08", "one of them is another's", false, {{AT(1), TO("a@rr.com")}, {AT(2), TO("b@gmx.de")}, {AT(3)}}, NOTHING, NULL},
    {"H09", "two in one mail", true, {{AT(1), TO("a@gmx.de b@gmx.de"), SAID(NO_USER)}}, NOTHING, "a@gmx.de and b@gmx.de"},
    {"H09", "two within an hour", true, {{AT(1), TO("a@gmx.de"), SAID(NO_USER)}, {AT(1), TO("b@aol.com"), SAID(NO_USER)}}, NOTHING, NULL},
    {"H09", "two within a day", false, {{AT(1), TO("a@gmx.de"), SAID(NO_USER)}, {AT(9), TO("b@aol.com"), SAID(NO_USER)}}, NOTHING, NULL},
    {"H10", "it worked ten days ago", true, {{AT(240), SAID(NO_USER)}}, WORKED, "was in use on 1 April"},
    {"H10", "it worked two months ago", false, {{AT(1500), SAID(NO_USER)}}, WORKED, NULL},
    {"H10", "nobody knows of it", false, {{AT(240), SAID(NO_USER)}}, NOTHING, NULL},
    {"H11", "three that worked are unknown", true, {{AT(240), TO("a@charter.net"), SAID(NO_USER)}, {AT(241), TO("b@charter.net"), SAID(NO_USER)}, {AT(242), SAID(NO_USER)}}, WORKED, "3 addresses at charter.net"},
    {"H11", "two that worked are unknown", false, {{AT(240), TO("a@charter.net"), SAID(NO_USER)}, {AT(242), SAID(NO_USER)}}, WORKED, NULL},
    {"H12", "full for three weeks", true, {{AT(1), SAID(FULL)}, {AT(200), SAID(FULL)}, {AT(500), SAID(FULL)}}, NOTHING, "since 1 April"},
    {"H12", "full for a week", false, {{AT(1), SAID(FULL)}, {AT(200), SAID(FULL)}}, NOTHING, NULL},
    {"H13", "the account is blocked", true, {{AT(1), .host = "mail.outlook.com", SAID(BLOCKED)}}, NOTHING, NULL},
    {"H13", "the account was blocked an hour ago", true, {{AT(1), .host = "mail.outlook.com", SAID(BLOCKED)}, {AT(2)}}, NOTHING, "Make your account safe first"},
    {"H13", "a report that says so may be a fake", false, {{AT(1), .host = "mail.outlook.com", SAID(BLOCKED)}}, UNSURE, NULL},
    {"H13", "and hides nothing", false, {{AT(1), .host = "mail.outlook.com", SAID(BLOCKED)}, {AT(2)}}, UNSURE, NULL},
    {"H13", "somebody sends from the account", true, {{AT(1), TO("a@gmx.de")}, {AT(2)}}, ABUSED, "Make your account safe first"},
    {"H13", "that was a week ago", false, {{AT(1), TO("a@gmx.de")}, {AT(170)}}, ABUSED, NULL},
    {"H13", "the account was blocked a week ago", false, {{AT(1), .host = "mail.outlook.com", SAID(BLOCKED)}, {AT(170)}}, NOTHING, NULL},
    {"H14", "the same a day later", true, {{AT(1), SAID(FULL)}, {AT(30), SAID(FULL)}}, NOTHING, "2 times in 7 days"},
    {"H14", "refused on a second day is news", false, {{AT(1)}, {AT(30)}}, NOTHING, NULL},
    {"H14", "refused on a third day is not", true, {{AT(1)}, {AT(30)}, {AT(60)}}, NOTHING, "3 times in 7 days"},
    {"H14", "the same two weeks later", false, {{AT(1), SAID(FULL)}, {AT(350), SAID(FULL)}}, NOTHING, NULL},
    {"H14", "another reason", false, {{AT(1), SAID(FULL)}, {AT(30), SAID(SPAM)}}, NOTHING, NULL},
    {"H15", "three times in a day", true, {{AT(1), SAID(SPAM)}, {AT(3), SAID(SPAM)}, {AT(5), SAID(SPAM)}}, NOTHING, "3 of your mails"},
    {"H15", "three times in three days", false, {{AT(1), SAID(SPAM)}, {AT(30), SAID(SPAM)}, {AT(60), SAID(SPAM)}}, NOTHING, NULL},
    {"H17", "two companies call one mail spam", true, {{AT(1), NAMED("a"), TO("a@gmx.de"), SAID(SPAM)}, {AT(2), NAMED("a"), SAID(SPAM)}}, NOTHING, "2 providers"},
    {"H17", "two companies call two mails spam", false, {{AT(1), NAMED("b"), TO("a@gmx.de"), SAID(SPAM)}, {AT(2), NAMED("a"), SAID(SPAM)}}, NOTHING, NULL},
    {"H18", "two servers of ours are listed", true, {{AT(1), SAID(LISTED("192.0.2.7"))}, {AT(50), TO("a@gmx.de"), SAID(LISTED("192.0.2.8"))}}, NOTHING, "192.0.2.7 and 192.0.2.8"},
    {"H18", "one server of ours is listed twice", false, {{AT(1), SAID(LISTED("192.0.2.7"))}, {AT(50), SAID(LISTED("192.0.2.7"))}}, NOTHING, NULL},
    {"H19", "given up after half an hour", true, {{AT(1), .tried = H / 2}}, NOTHING, "30 minutes"},
    {"H19", "given up after a day", false, {{AT(1), .tried = D}}, NOTHING, NULL},
    {"H20", "a single failure, then it worked", true, {{AT(1)}}, ANSWER, "single failure"},
    {"H20", "two failures, then it worked", false, {{AT(1)}, {AT(30)}}, ANSWER, NULL},
    {"solved", "the person said so", true, {{AT(9)}}, SOLVED, NULL},
    {"P01", "Outlook.com to Charter, refused", true, {{AT(1)}}, NOTHING, "Charter turns Outlook.com's servers away"},
    {"P01", "and on two days", true, {{AT(1)}, {AT(30)}}, NOTHING, "40.92.0.0/14"},
    {"P01", "from Gmail", false, {{AT(1), .from = "you@gmail.com"}}, NOTHING, NULL},
    {"P02", "Charter slows Outlook.com down", true, {{AT(1), SAID("421 4.7.0 rate limited, too many messages from your IP, AUP#In-1310")}}, NOTHING, NULL},
    {"P02", "a full mailbox there", false, {{AT(1), SAID(FULL)}}, NOTHING, NULL},
    {"P03", "Spectrum stops its customer", true, {{AT(1), .from = "you@charter.net", TO("a@gmx.de"), .host = "cmsmtp.charter.net", SAID("554 5.7.1 mail account blocked, AUP#Out-1010")}}, NOTHING, NULL},
    {"P03", "somebody else's customer", false, {{AT(1), SAID("554 5.7.1 mail account blocked, AUP#Out-1010")}}, NOTHING, NULL},
    {"P04", "Spectrum's servers are blocked at Outlook.com", true, {{AT(1), .from = "you@charter.net", TO("a@outlook.com"), .host = "mx.olc.protection.outlook.com", SAID("550 5.7.1 Unfortunately, messages from [192.0.2.7] weren't sent. part of their network is on our block list (S3140)")}}, NOTHING, NULL},
    {"P05", "anybody's servers are blocked at Outlook.com", true, {{AT(1), .from = "you@gmx.de", TO("a@outlook.com"), .host = "mx.olc.protection.outlook.com", SAID("550 5.7.1 Unfortunately, messages from [192.0.2.7] weren't sent. part of their network is on our block list (S3140)")}}, NOTHING, NULL},
    {"P05", "they are blocked elsewhere", false, {{AT(1), .from = "you@gmx.de", SAID("550 5.7.1 part of their network is on our block list (S3140)")}}, NOTHING, NULL},
    {"P06", "Yahoo asks to try later", true, {{AT(1), TO("a@yahoo.com"), .host = "mta5.am0.yahoodns.net", SAID("421 4.7.0 [TSS04] Messages from 192.0.2.7 temporarily deferred due to unexpected volume or user complaints")}}, NOTHING, NULL},
    {"P06", "another asks to try later", false, {{AT(1), TO("a@gmx.de"), SAID("421 4.7.0 [TSS04] Messages temporarily deferred due to unexpected volume")}}, NOTHING, NULL},
    {"P07", "T-Online knows not the server", true, {{AT(1), TO("a@t-online.de"), .host = "mx00.t-online.de", SAID("554 IP=192.0.2.7 - A problem occurred. (Ask your postmaster for help or to contact tosa@rx.t-online.de to clarify.)")}}, NOTHING, NULL},
    {"P08", "iCloud takes it for spam", true, {{AT(1), TO("a@icloud.com"), SAID(SPAM)}}, NOTHING, NULL},
    {"P08", "GMX takes it for spam", false, {{AT(1), TO("a@gmx.de"), SAID(SPAM)}}, NOTHING, NULL},
    {"P09", "Gmail, no window measured", true, {{AT(1), .from = "you@gmail.com"}}, NOTHING, "3 days"},
    {"P09", "Gmail, measured", false, {{AT(1), .from = "you@gmail.com", .tried = 2 * D}}, NOTHING, NULL},
    {"P10", "Outlook.com, no window measured", true, {{AT(1), TO("a@gmx.de")}}, NOTHING, "24 hours"},
    {"P10", "Outlook.com, measured", false, {{AT(1), TO("a@gmx.de"), .tried = 2 * D}}, NOTHING, NULL},
    {"P11", "Microsoft 365 knows no such user", true, {{AT(1), TO("a@example.com"), .from = "you@gmail.com", .host = "example-com.mail.protection.outlook.com", SAID("550 5.4.1 Recipient address rejected: Access denied")}}, NOTHING, NULL},
    {"P11", "another knows no such user", false, {{AT(1), TO("a@example.com"), .from = "you@gmail.com", SAID(NO_USER)}}, NOTHING, NULL},
    {"P12", "Proofpoint lists a server of Outlook.com", true, {{AT(1), TO("a@example.com"), .host = "mx1.example.pphosted.com", SAID(LISTED("192.0.2.7"))}}, NOTHING, NULL},
    {"P12", "somebody else lists it", false, {{AT(1), TO("a@example.com"), .host = "mx1.notpphosted.com", SAID(LISTED("192.0.2.7"))}}, NOTHING, NULL},
};
// clang-format on

static struct diary diary;

static void
afterwards(enum then then, int64_t *now)
{
    static const char *const people[] = {"pat@charter.net", "a@charter.net",
                                         "b@charter.net"};
    struct case_closed closed;
    switch (then) {
    case NOTHING:
        break;
    case CLOSE:
        *now += 3 * D;
        assert_true(case_close_one(&diary.journal, *now, &closed));
        assert_true(closed.id > 0);
        break;
    case ANSWER:
        *now += 5 * H;
        assert_true(
            case_answered(&diary.journal, "work", "pat@charter.net", *now, NULL));
        break;
    case WORKED:
        for (size_t i = 0; i < COUNT(people); i++)
            assert_true(case_worked(&diary.journal, "work", people[i], T0 + H));
        break;
    case VERDICTS:
        assert_true(
            sql_run(diary.journal.db, "UPDATE event SET verdict = 'backscatter'", ""));
        break;
    case UNSURE:
        assert_true(
            sql_run(diary.journal.db, "UPDATE event SET verdict = 'unsure'", ""));
        break;
    case ABUSED: /* of the first, urgently: which has no part in any case then */
        assert_true(
            sql_run(diary.journal.db,
                    "UPDATE event SET verdict = 'abused',"
                    " facts = '{,\"judged\":[3,2,6,0,1,1,0]}' WHERE id = 1",
                    "") &&
            sql_run(diary.journal.db, "DELETE FROM returns WHERE event = 1", ""));
        break;
    case SOLVED:
        assert_true(note_add(&diary.journal, 1, NOTE_SOLVED, *now));
        break;
    case NOTED:
        assert_true(sql_run(diary.journal.db,
                            "INSERT INTO notes (event, what, at)"
                            " VALUES (1, 'other-account-works', 1)",
                            ""));
        break;
    }
}

/* Plays the story and opens its last event. */
static void
play(const struct story *story, struct event *ret)
{
    int64_t id = 0, now = T0;
    if (story->then == WORKED)
        afterwards(WORKED, &now);
    for (size_t i = 0; i < MAILS_MAX && story->mails[i].at; i++) {
        struct diary_mail mail = story->mails[i];
        now = mail.at = T0 + mail.at * H + (int64_t)i * 60;
        mail.until = mail.until ? T0 + mail.until * H : 0;
        id = diary_add(&diary, &mail);
    }
    if (story->then != WORKED)
        afterwards(story->then, &now);
    struct journal_row row;
    assert_true(journal_event(&diary.journal, id, &row));
    assert_true(event_open(&diary.journal, NULL, &row, now + H, ret));
    journal_row_free(&row);
}

static const struct bounce_finding *
find(const struct past *past, const char *rule)
{
    for (size_t i = 0; i < past->count; i++)
        if (strcmp(past->findings[i].id, rule) == 0)
            return &past->findings[i];
    return NULL;
}

static void
every_rule_holds_when_it_should(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(stories); i++) {
        const struct story *story = &stories[i];
        struct event event;
        diary_begin(&diary, "/tmp/test_past-XXXXXX");
        play(story, &event);
        const struct bounce_finding *finding = find(&event.past, story->rule);
        bool said = !story->words ||
                    (finding && (strstr(finding->words, story->words) ||
                                 strstr(finding->step, story->words)));
        if ((finding != NULL) != story->holds || !said) {
            struct bounce_diagnosis why = bounce_diagnose(event.bounce,
                                                          event.bounce->failures);
            fail_msg("%s, %s: %s, \"%s\" (%s)", story->rule, story->name,
                     finding ? "holds" : "does not hold", finding ? finding->words : "",
                     bounce_advise(why.cause, BOUNCE_FOR_SENDER)->id);
        }
        event_close(&event);
        diary_end(&diary);
    }
}

static void
every_rule_has_a_story(void **state)
{
    (void)state;
    const struct lesson *lesson;
    const struct pair *pair;
    const char *ids[64];
    size_t count = 0;
    for (size_t i = 0; (lesson = lesson_rule(i)) != NULL; i++)
        ids[count++] = lesson->id;
    for (size_t i = 0; (pair = pair_rule(i)) != NULL; i++)
        ids[count++] = pair->id;
    for (size_t i = 0; i < count; i++) {
        bool told = false;
        for (size_t k = 0; k < COUNT(stories); k++)
            told |= stories[k].holds && strcmp(stories[k].rule, ids[i]) == 0;
        if (!told)
            fail_msg("no story shows %s", ids[i]);
    }
    assert_int_equal(count, 21 + 12); /* H13 has two sides; H16 is told by the verdict */
}

/* What a person hears of it: the page has the ground, the bubble the first of it. */
static void
refused_on_a_second_day_is_for_both_providers(void **state)
{
    (void)state;
    static const struct story story = {
        .mails = {{AT(1), .tried = D}, {AT(30), .tried = D}}};
    struct render_style style = {.width = RENDER_WIDTH_MAX, .details = true};
    struct event event;
    char *page = NULL;
    diary_begin(&diary, "/tmp/test_past-XXXXXX");
    play(&story, &event);
    assert_int_equal(event.past.past.count, 2);
    assert_int_equal(event.past.past.days, 2);
    assert_int_equal(event.past.past.since, T0 + H);
    assert_true(event.past.past.lasting);
    assert_true(event.past.past.only_there);
    assert_int_equal(event.past.past.wait, 24 * H);
    struct bounce_diagnosis why = bounce_judge(event.bounce, event.bounce->failures,
                                               &event.moment);
    assert_int_equal(why.who, BOUNCE_WHO_YOUR_PROVIDER | BOUNCE_WHO_THEIR_PROVIDER);
    assert_non_null(strstr(event.notice->body, "2 of your messages to charter.net"));
    assert_true(event_page(&event, &style, &page));
    assert_non_null(strstr(page, "none to others. (measured here)"));
    assert_non_null(strstr(page, "(documented)"));
    assert_non_null(strstr(page, "24 hours (measured here)"));
    free(page);
    event_close(&event);
    diary_end(&diary);
}

static void
what_goes_over_the_socket_comes_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(stories); i++) {
        struct event event;
        struct past copy;
        diary_begin(&diary, "/tmp/test_past-XXXXXX");
        play(&stories[i], &event);
        json_t *packed = past_pack(&event.past);
        assert_true(past_unpack(packed, &copy));
        json_t *again = past_pack(&copy);
        assert_true(json_equal(packed, again));
        assert_int_equal(copy.count, event.past.count);
        json_decref(packed);
        json_decref(again);
        past_free(&copy);
        event_close(&event);
        diary_end(&diary);
    }
    struct past none;
    json_t *odd = json_pack("{s:i}", "recipient", 7);
    assert_false(past_unpack(odd, &none));
    json_decref(odd);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_holds_when_it_should),
        cmocka_unit_test(every_rule_has_a_story),
        cmocka_unit_test(refused_on_a_second_day_is_for_both_providers),
        cmocka_unit_test(what_goes_over_the_socket_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
