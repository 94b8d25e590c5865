/* card: what became of a mail, as cards of the page: what happened, what to do, words for others. */
#include "notify/card.h"

#include <stdio.h>
#include <string.h>

#include "notify/clip.h"
#include "notify/glance.h"
#include "notify/road.h"

enum {
    HEADING_MAX = 160 /* characters: four lines of a phone */
};

/* ---- what happened ---- */

static const char *
badge_class(enum bounce_kind kind)
{
    switch (kind) {
    case BOUNCE_FAILED:
        return "<span class=\"badge bad\"><i></i>";
    case BOUNCE_DELAYED:
    case BOUNCE_CHALLENGED:
        return "<span class=\"badge wait\"><i></i>";
    case BOUNCE_RELAYED:
    case BOUNCE_DELIVERED:
    case BOUNCE_EXPANDED:
        break;
    }
    return "<span class=\"badge good\"><i></i>";
}

/* The fact, in a sentence; a copy that was passed on says nothing of the mail itself. */
static const char *
fact(const struct tale_fate *fate)
{
    switch (fate->failure->kind) {
    case BOUNCE_FAILED:
        if (fate->why.cause == BOUNCE_CAUSE_FORWARD_FAILED ||
            fate->why.cause == BOUNCE_CAUSE_FORWARDING_BLOCKED)
            return "A copy of your mail{if rcpt} for {rcpt}{/if} did not arrive";
        return "Your mail{if rcpt} to {rcpt}{/if} did not arrive";
    case BOUNCE_DELAYED:
        return "Your mail{if rcpt} to {rcpt}{/if} is still on its way";
    case BOUNCE_RELAYED:
    case BOUNCE_EXPANDED:
        return "Your mail{if rcpt} to {rcpt}{/if} was handed on";
    case BOUNCE_DELIVERED:
        return "Your mail{if rcpt} to {rcpt}{/if} arrived";
    case BOUNCE_CHALLENGED:
        return "Your mail{if rcpt} to {rcpt}{/if} waits for you";
    }
    return "Your mail did not arrive";
}

/* Short, however long an address is. */
static void
put_heading(struct leaf *page, const struct tale_fate *fate, bool first)
{
    leaf_fill(page, fate->failure, fact(fate));
    clip_words(page->text, sizeof page->text, HEADING_MAX);
    leaf_put(page, first ? "<h1>" : "<h2>");
    markup_text(&page->markup, page->text);
    leaf_put(page, first ? "</h1>\n" : "</h2>\n");
}

static void
put_road(struct leaf *page, const struct tale_fate *fate)
{
    static const char *const stops[ROAD_STOPS] = {"You", "{my_provider}",
                                                  "{their_provider}",
                                                  "{if rcpt}{rcpt}{/if}{if not rcpt}"
                                                  "The recipient{/if}"};
    struct road road = road_of(page->report->bounce, fate->failure, &fate->why);
    char names[ROAD_STOPS][BOUNCE_TEXT_MAX], labels[ROAD_STOPS][BOUNCE_TEXT_MAX];
    struct road_texts texts;
    for (size_t i = 0; i < ROAD_STOPS; i++) {
        snprintf(names[i], sizeof names[i], "%.*s", BOUNCE_TEXT_MAX - 1,
                 leaf_fill(page, fate->failure, stops[i]));
        snprintf(labels[i], sizeof labels[i], "%.*s", BOUNCE_TEXT_MAX - 1,
                 leaf_fill(page, fate->failure, road.labels[i]));
        texts.names[i] = glance_capital(names[i]);
        texts.labels[i] = labels[i];
    }
    leaf_filled(page, fate->failure, "<p class=\"sr\">", road.said, "</p>\n");
    road_draw(&page->markup, &road, &texts);
}

static void
put_glance(struct leaf *page, const struct tale_fate *fate)
{
    static const char *const labels[GLANCE_FACTS] = {"Is it lost?", "Who has to act?",
                                                     "Send again?"};
    char text[GLANCE_ROOM];
    leaf_put(page, "<dl class=\"glance\">");
    for (size_t i = 0; i < GLANCE_FACTS; i++) {
        glance_fill((enum glance_fact)i, page->report->bounce, fate,
                    page->report->moment, text);
        leaf_put(page, "<div><dt>");
        leaf_put(page, labels[i]);
        leaf_put(page, "</dt><dd>");
        markup_text(&page->markup, text);
        leaf_put(page, "</dd></div>");
    }
    leaf_put(page, "</dl>\n");
}

/* ---- what to do ---- */

/* Bytes of the first sentence, which is what a hurried reader takes in. */
static size_t
first_sentence(const char *text)
{
    size_t at = 0;
    for (; text[at]; at++)
        if (strchr(".?!:", text[at]) && text[at + 1] == ' ')
            return at + 1;
    return at;
}

static void
put_step(struct leaf *page, unsigned *number)
{
    if (!*page->text)
        return;
    if ((*number)++ == 0)
        leaf_put(page, "<ol class=\"steps\">\n");
    size_t first = first_sentence(page->text);
    leaf_put(page, "<li><b>");
    markup_bytes(&page->markup, page->text, first, false);
    leaf_put(page, "</b>");
    markup_text(&page->markup, page->text + first);
    leaf_put(page, "</li>\n");
}

static void
put_steps(struct leaf *page, const struct bounce_failure *failure,
          const struct bounce_advice *advice)
{
    const struct report *report = page->report;
    unsigned number = 0;
    if (report->words) {
        for (size_t i = 0; advice->steps[i]; i++) {
            leaf_fill(page, failure, advice->steps[i]);
            put_step(page, &number);
        }
    } else {
        for (size_t i = 0; bounce_step(advice, report->bounce, failure, report->moment,
                                       i, page->text, sizeof page->text);
             i++)
            put_step(page, &number);
    }
    leaf_put(page, number > 0 ? "</ol>\n" : "");
}

static void
put_copy(struct leaf *page, const char *words)
{
    size_t length = strlen(words);
    while (length > 0 && words[length - 1] == '\n')
        length--;
    leaf_put(page, "<pre class=\"copy\">");
    markup_bytes(&page->markup, words, length, true);
    leaf_put(page, "</pre>\n");
}

/* The texts to pass on: the caller's, or the advice's one. */
void
card_texts(struct leaf *page, const struct bounce_failure *failure,
           const struct bounce_advice *advice)
{
    const struct report *report = page->report;
    static const char head[] =
        "<section class=\"card\"><h2>Words to pass on</h2>\n"
        "<p class=\"soft noprint\">Click once into a text to mark all "
        "of it, then copy it.</p>\n";
    if (report->text_count == 0) {
        if (!*leaf_fill(page, failure, advice->ask))
            return;
        leaf_put(page, head);
        put_copy(page, page->text);
        leaf_put(page, "</section>\n");
        return;
    }
    leaf_put(page, head);
    for (size_t i = 0; i < report->text_count && i < REPORT_TEXTS_MAX; i++) {
        leaf_put(page, "<h3>");
        markup_text(&page->markup, report->texts[i].title);
        leaf_put(page, "</h3>\n");
        leaf_filled(page, NULL, "<p class=\"soft\">", report->texts[i].guide, "</p>\n");
        put_copy(page, report->texts[i].words);
    }
    leaf_put(page, "</section>\n");
}

void
card_to_do(struct leaf *page, const struct bounce_failure *failure,
           const struct bounce_advice *advice, bool alone)
{
    leaf_put(page, "<section class=\"card\"><h2>What to do</h2>\n");
    put_steps(page, failure, advice);
    if (!alone) {
        leaf_filled(page, failure, "<p class=\"note then\">", advice->again, "</p>\n");
        leaf_filled(page, failure, "<p class=\"soft keep\">", advice->keep, "</p>\n");
    }
    leaf_put(page, "</section>\n");
}

/* ---- one fate ---- */

/* What happened in words, with what the past makes of it. */
static void
put_words(struct leaf *page, const struct tale_fate *fate,
          const struct bounce_advice *advice, const struct bounce_finding *findings)
{
    const struct bounce_failure *failure = fate->failure;
    for (const struct bounce_finding *one = findings; one; one = one->next)
        if (*one->headline) {
            leaf_filled(page, NULL, "<p class=\"lead\"><b>", one->headline,
                        "</b></p>\n");
            break;
        }
    leaf_filled(page, failure, "<p class=\"soft\">", tale_then(failure, findings),
                "</p>\n");
    leaf_filled(page, failure, "<p class=\"lead\">", advice->happened, "</p>\n");
    if (failure->kind == BOUNCE_FAILED || !tale_stands_alone(findings))
        leaf_filled(page, failure, "<p class=\"soft\">", advice->lost, "</p>\n");
}

static void
put_others(struct leaf *page, struct tale_fate *fates, size_t count)
{
    size_t others = 0;
    for (size_t i = 1; i < count; i++) {
        if (fates[i].told || !tale_is_shared(fates, &fates[i]))
            continue;
        fates[i].told = true;
        if (others++ == 0)
            leaf_put(page, "<p class=\"soft\">The same happened to your mail to:</p>\n"
                           "<ul class=\"plain\">\n");
        if (others > REPORT_OTHERS_MAX)
            continue;
        leaf_put(page, "<li><bdi>");
        markup_text(&page->markup, tale_address(fates[i].failure));
        leaf_put(page, "</bdi></li>\n");
    }
    if (others > REPORT_OTHERS_MAX)
        fprintf(page->markup.out, "<li>and %zu more</li>\n",
                others - REPORT_OTHERS_MAX);
    leaf_put(page, others > 0 ? "</ul>\n" : "");
}

/* The cards of one fate: what happened, what to do, words for others. fates[0] is it, and those
 * that share it are told with it. */
void
card_fate(struct leaf *page, struct tale_fate *fates, size_t count, bool first)
{
    const struct bounce_failure *failure = fates->failure;
    const struct bounce_advice *advice = tale_advice(fates);
    const struct bounce_finding *findings = bounce_findings(
        page->report->bounce, failure, page->report->moment);
    bool open = failure->kind == BOUNCE_FAILED || failure->kind == BOUNCE_DELAYED;
    leaf_put(page, "<section class=\"card\">\n");
    leaf_put(page, badge_class(failure->kind));
    leaf_put(page, tale_kind(failure->kind));
    leaf_put(page, "</span>\n");
    put_heading(page, fates, first);
    if (open)
        put_words(page, fates, advice, findings);
    else if (failure->kind == BOUNCE_CHALLENGED)
        leaf_filled(page, failure, "<p class=\"lead\">", TALE_CHALLENGE, "</p>\n");
    put_others(page, fates, count);
    put_road(page, fates);
    put_glance(page, fates);
    if (open)
        leaf_filled(page, failure, "<p class=\"note\">", advice->reassure, "</p>\n");
    leaf_put(page, "</section>\n");
    if (!open)
        return;
    card_to_do(page, failure, advice, tale_stands_alone(findings));
    card_texts(page, failure, advice);
}
