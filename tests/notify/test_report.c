/* The report page, against golden files; how large it is, and what it never proposes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../support/check.h"
#include "../support/golden.h"
#include "../support/plain.h"
#include "notify/glance.h"
#include "notify/markup.h"
#include "notify/road.h"
#include "pages.h"

static char *
make(const struct report *report)
{
    char *html;
    assert_true(report_make(report, &html));
    assert_int_equal(html[strlen(html) - 1], '\n');
    return html;
}

/* Without the style sheet, which is the same in all. */
static const char *
body(const char *html)
{
    const char *body = strstr(html, "<body>");
    assert_non_null(body);
    return body;
}

static void
test_pictures(void **state)
{
    (void)state;
    // clang-format off
    static const struct {
        const char *name;
        const struct bounce_failure *failures;
    } pictures[] = {
        { "report-first.html",     &refused },
        { "report-delayed.html",   &waiting },
        { "report-delivered.html", &arrived },
        { "report-nameless.html",  &nameless },
        { "report-several.html",   five },
    };
    // clang-format on
    struct pages_full all;
    pages_fill(&all, &refused);
    char *html = make(&all.report);
    golden_check("report-story.html", html); /* whole: it opens in a browser */
    free(html);
    for (size_t i = 0; i < COUNT(pictures); i++) {
        struct bounce bounce = letter(pictures[i].failures);
        struct report report = {.bounce = &bounce, .name = "b-000017"};
        html = make(&report);
        golden_check(pictures[i].name, body(html));
        free(html);
    }
}

/* Words in the place of the cause's: of a mail that is not one's own, of a lure, of one that nobody
 * could read. */
static void
test_instead(void **state)
{
    (void)state;
    struct pages_full all;
    pages_fill(&all, &refused);
    all.report.texts = NULL;
    all.report.text_count = 0;
    all.report.words = bounce_advise_notice(BOUNCE_NOTICE_BACKSCATTER);
    all.report.genuine = "It is real, but about a mail that you did not send.";
    char *html = make(&all.report);
    golden_check("report-backscatter.html", body(html));
    assert_null(strstr(html, "Send again?"));
    free(html);
    all.report.words = bounce_advise_notice(BOUNCE_NOTICE_FAKE_BOUNCE);
    all.report.genuine = "No.";
    all.report.veiled = true;
    html = make(&all.report);
    golden_check("report-fake.html", body(html));
    assert_null(strchr(body(html), '{')); /* every placeholder is filled */
    static const char *const hidden[] = {"charter", "5.4.316", "photos", "pat@",
                                         "10061"};
    for (size_t i = 0; i < COUNT(hidden); i++)
        assert_null(strstr(html, hidden[i]));
    free(html);
    struct report unreadable = {
        .words = bounce_advise_notice(BOUNCE_NOTICE_AUTO_REPLY),
        .name = "b-000018",
        .raw = "Not a report",
        .raw_length = 12,
    };
    html = make(&unreadable);
    golden_check("report-unreadable.html", body(html));
    free(html);
}

/* What a person reads of a page, up to what is for the technically minded, but for the texts to pass
 * on and what is quoted of servers: no word in it that they would have to look up. */
static void
check_plain(const char *html)
{
    static char text[REPORT_ORDINARY];
    const char *end = strstr(html, "<h2>For the technically minded");
    size_t length = 0;
    assert_non_null(end);
    for (const char *at = html; at < end;) {
        const char *stop = strncmp(at, "<pre", 4) == 0 ? strstr(at, "</pre>")
                           : strncmp(at, "“", 3) == 0  ? strstr(at, "”")
                           : *at == '<'                ? strchr(at, '>')
                                                       : at;
        text[length++] = *at == '<' ? '\n' : *at;
        at = stop + 1;
    }
    text[length] = '\0';
    const char *fault = plain_fault(text);
    if (fault)
        fail_msg("'%s' in: %s", fault, text);
}

/* Every cause and kind has its page: within the size, a road, three facts; and while a mail is
 * being tried nothing proposes to send it again. */
static void
test_every_cause(void **state)
{
    (void)state;
    for (int cause = 0; cause <= BOUNCE_CAUSE_FORWARDING_BLOCKED; cause++)
        for (int kind = BOUNCE_FAILED; kind <= BOUNCE_CHALLENGED; kind++) {
            struct pages_full all;
            struct bounce_failure failure = refused;
            enum bounce_cause named = (enum bounce_cause)cause;
            failure.kind = (enum bounce_kind)kind;
            pages_fill(&all, &failure);
            all.past.cause = &named;
            all.report.raw = NULL;
            char *html = make(&all.report), text[GLANCE_ROOM];
            assert_in_range(strlen(html), 1, REPORT_ORDINARY);
            assert_null(strchr(body(html), '{'));
            check_plain(body(html));
            free(html);
            struct tale_fate fate = {
                &failure, bounce_judge(&all.bounce, &failure, &all.moment), false};
            struct road road = road_of(&all.bounce, &failure, &fate.why);
            assert_true(*road.said && *road.labels[ROAD_YOU]);
            assert_true(road.sign != ROAD_CROSS || kind == BOUNCE_FAILED);
            for (int fact = 0; fact < GLANCE_FACTS; fact++) {
                glance_fill((enum glance_fact)fact, &all.bounce, &fate, &all.moment,
                            text);
                assert_true(*text);
            }
            glance_fill(GLANCE_AGAIN, &all.bounce, &fate, &all.moment, text);
            assert_true(kind == BOUNCE_FAILED || strncmp(text, "No", 2) == 0);
        }
}

/* However many recipients, and however long their facts, a page has an end. */
static void
test_huge(void **state)
{
    (void)state;
    static struct bounce_failure many[BOUNCE_FAILURES_MAX];
    static char raw[1 << 20], quotes[BOUNCE_TEXT_MAX];
    memset(raw, '"', sizeof raw);
    memset(quotes, '"', sizeof quotes - 1);
    for (size_t i = 0; i < COUNT(many); i++) {
        many[i] = i % 2 ? full : refused;
        many[i].recipient = many[i].diagnostic = many[i].said = quotes;
        many[i].next = i + 1 < COUNT(many) ? &many[i + 1] : NULL;
    }
    struct bounce bounce = letter(many);
    struct report report = {.bounce = &bounce, .raw = raw, .raw_length = sizeof raw};
    char *html = make(&report);
    assert_in_range(strlen(html), 1, 400 * 1024);
    assert_non_null(strstr(html, "</html>"));
    assert_non_null(strstr(html, "The rest of it is left out"));
    free(html);
}

static void
test_text(void **state)
{
    (void)state;
#define GONE "\xef\xbf\xbd"
    // clang-format off
    static const struct {
        const char *text;
        bool lines;
        const char *want;
    } cases[] = {
        { "a<b>&\"'",                false, "a&lt;b&gt;&amp;&quot;&#39;" },
        { "a\n\tb",                  false, "a  b" },
        { "a\r\n\tb\r",              true,  "a\n\tb" GONE },
        { "\x1b[31m\x7f\xc2\x9b",    false, GONE "[31m" GONE GONE },
        { "ü€\xf0\x9f\x91\xa9",      false, "ü€\xf0\x9f\x91\xa9" },
        { "\xc0\xaf\xe0\x80\xbc",    false, GONE GONE GONE GONE GONE },
        { "\xed\xa0\x80",            false, GONE GONE GONE },
        { "\xf4\x90\x80\x80\xff",    false, GONE GONE GONE GONE GONE },
        { "\xe2\x82",                false, GONE GONE },
        { "\xe2\x80\xae\xe2\x81\xa9", false, GONE GONE },
        { "\xf3\xa0\x81\xa9",        false, GONE },
    };
    // clang-format on
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *have = NULL;
        size_t length;
        struct markup markup = {.out = open_memstream(&have, &length), .room = 1000};
        markup_bytes(&markup, cases[i].text, strlen(cases[i].text), cases[i].lines);
        fclose(markup.out);
        assert_string_equal(have, cases[i].want);
        free(have);
    }
    char *have = NULL;
    size_t length;
    struct markup markup = {.out = open_memstream(&have, &length), .room = 6};
    markup_text(&markup, "ab<cd");
    markup_text(&markup, "more");
    fclose(markup.out);
    assert_string_equal(have, "ab&lt;…");
    free(have);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),    cmocka_unit_test(test_pictures),
        cmocka_unit_test(test_instead), cmocka_unit_test(test_every_cause),
        cmocka_unit_test(test_huge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
