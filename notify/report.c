/* report: a returned mail as a page for a browser: one HTML file that needs nothing else. */
#include "notify/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "notify/card.h"
#include "notify/clip.h"
#include "notify/leaf.h"
#include "notify/pattern.h"
#include "notify/sheet.h"

enum {
    RAW_ROOM = 96 * 1024, /* as text on the page: beside that for the rest */
    TITLE_MAX = 60,       /* characters of the window's title */
    TITLE_ROOM = 4 * TITLE_MAX + 8,
};

static const char HEAD[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
    "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
    "<meta name=\"referrer\" content=\"no-referrer\">\n"
    "<meta name=\"robots\" content=\"noindex\">\n<title>";

static const char ICON[] =
    "<svg width=\"26\" height=\"26\" viewBox=\"0 0 128 128\" aria-hidden=\"true\">"
    "<rect x=\"10\" y=\"28\" width=\"100\" height=\"72\" rx=\"10\" fill=\"#3f6fd6\"/>"
    "<path d=\"M12 34c1.6-3.6 5-6 9-6h78c4 0 7.4 2.4 9 6L67.5 68.5a12 12 0 0 1-15 0z\" "
    "fill=\"#8fb4ff\"/><circle cx=\"92\" cy=\"90\" r=\"27\" fill=\"#f09a2c\"/>"
    "<path d=\"M90 76 78.5 87.5 90 99M79.5 87.5h15.5a8.5 8.5 0 0 1 0 17H90\" fill=\"none\" "
    "stroke=\"#fff\" stroke-width=\"6\" stroke-linecap=\"round\" "
    "stroke-linejoin=\"round\"/></svg>\n";

/* ---- the mail ---- */

static void
put_date_row(struct leaf *page, const char *label, int64_t when)
{
    char date[LEAF_DATE_ROOM];
    leaf_date(page->report, when, false, date);
    leaf_row(page, label, date, false);
}

static void
put_genuine(struct leaf *page)
{
    const struct report *report = page->report;
    if (!leaf_is_said(report->genuine))
        return;
    leaf_put(page, "<tr><th scope=\"row\">Is this report genuine?</th><td>");
    markup_text(&page->markup, report->genuine);
    for (size_t i = 0; report->grounds && report->grounds[i]; i++) {
        leaf_put(page, i == 0 ? "<br><span class=\"soft\">" : " ");
        markup_text(&page->markup, report->grounds[i]);
        leaf_put(page, report->grounds[i + 1] ? "" : "</span>");
    }
    leaf_put(page, "</td></tr>\n");
}

static void
put_message(struct leaf *page)
{
    const struct report *report = page->report;
    const struct bounce *bounce = report->bounce;
    leaf_put(page, "<section class=\"card\"><h2>The message</h2>\n<table>\n");
    if (bounce && !report->veiled) {
        leaf_row(page, "Subject", bounce->original->subject, false);
        leaf_row(page, "To", bounce->original->to, false);
        leaf_row(page, "From", bounce->original->from, false);
        put_date_row(page, "You sent it", report->words ? 0 : bounce->original->sent);
        put_date_row(page, bounce->kind == BOUNCE_FAILED ? "It came back" : "Reported",
                     bounce->reported);
    }
    put_genuine(page);
    leaf_row(page, "Report", report->name, false);
    leaf_put(page, "</table>\n</section>\n");
}

static void
put_details(struct leaf *page, const struct tale_fate *fate)
{
    const struct report *report = page->report;
    char sure[BOUNCE_TEXT_MAX];
    leaf_put(page, "<table>\n");
    for (size_t i = 0;
         tale_detail(report->bounce, fate->failure, report->moment, i, &page->detail);
         i++)
        leaf_row(page, page->detail.label, page->detail.text, true);
    snprintf(sure, sizeof sure, "%s; rule %.200s", tale_sure(fate->why.certainty),
             fate->why.rule);
    leaf_row(page, "How sure", sure, false);
    leaf_put(page, "</table>\n");
}

static void
put_raw(struct leaf *page)
{
    const struct report *report = page->report;
    size_t length = report->raw_length < REPORT_RAW_MAX ? report->raw_length
                                                        : REPORT_RAW_MAX;
    if (!report->raw || length == 0)
        return;
    page->markup.room = RAW_ROOM;
    page->markup.cut = false;
    leaf_put(page, "<details><summary>");
    leaf_put(page, report->raw_whole ? "The report, as received"
                                     : "The report, without what your mail said");
    leaf_put(page, "</summary>\n<pre class=\"copy raw\">");
    markup_bytes(&page->markup, report->raw, length, true);
    leaf_put(page, "</pre>\n");
    if (length < report->raw_length)
        leaf_put(page, "<p class=\"soft\">The rest of it is left out here.</p>\n");
    leaf_put(page, "</details>\n");
}

/* The facts of each fate that has been told, and the raw report. */
static void
put_technical(struct leaf *page, const struct tale_fate *fates, size_t count)
{
    size_t shown = 0;
    if (page->report->veiled)
        return;
    leaf_put(page, "<section class=\"card\"><h2>For the technically minded</h2>\n");
    for (size_t i = 0; i < count && shown < REPORT_FATES_MAX; i++) {
        shown++;
        leaf_put(page, shown == 1 ? "<details open><summary>" : "<details><summary>");
        leaf_put(page, "What the report says");
        if (count > 1 && leaf_is_said(tale_address(fates[i].failure))) {
            leaf_put(page, " of <bdi>");
            markup_text(&page->markup, tale_address(fates[i].failure));
            leaf_put(page, "</bdi>");
        }
        leaf_put(page, "</summary>\n");
        put_details(page, &fates[i]);
        leaf_put(page, "</details>\n");
    }
    put_raw(page);
    leaf_put(page, "</section>\n");
}

static void
put_unlisted(struct leaf *page, size_t listed)
{
    const struct bounce *bounce = page->report->bounce;
    if (bounce->failures_seen > listed)
        fprintf(page->markup.out,
                "<p class=\"soft\">The report names %zu more addresses.</p>\n",
                bounce->failures_seen - listed);
    if (bounce->cut)
        leaf_put(page,
                 "<p class=\"soft\">The returned mail is very long; its end was not "
                 "looked at.</p>\n");
}

/* The worst first. */
static void
put_fates(struct leaf *page, struct tale_fate *fates, size_t count)
{
    size_t told = 0, left = 0;
    for (int kind = BOUNCE_FAILED; kind <= BOUNCE_CHALLENGED; kind++)
        for (size_t i = 0; i < count; i++) {
            if (fates[i].told || (int)fates[i].failure->kind != kind)
                continue;
            fates[i].told = true;
            left += told >= REPORT_FATES_MAX;
            if (told < REPORT_FATES_MAX)
                card_fate(page, fates + i, count - i, told == 0);
            told++;
        }
    if (left > 0)
        fprintf(
            page->markup.out,
            "<p class=\"soft\">%zu more addresses are left out here; `ndrwatch show` "
            "tells of all.</p>\n",
            left);
    put_unlisted(page, count);
}

/* The words of a mail that is not yours, or that nobody could read. */
static void
put_instead(struct leaf *page, const struct bounce_failure *lead)
{
    const struct bounce_advice *words = page->report->words;
    leaf_put(page, "<section class=\"card\">\n");
    leaf_filled(page, lead, "<h1>", words->plain, "</h1>\n");
    leaf_filled(page, lead, "<p class=\"lead\">", words->happened, "</p>\n");
    leaf_filled(page, lead, "<p class=\"soft\">", words->lost, "</p>\n");
    leaf_filled(page, lead, "<p class=\"note\">", words->reassure, "</p>\n");
    leaf_put(page, "</section>\n");
    if (words->steps[0] || *words->again)
        card_to_do(page, lead, words, false);
    if (*words->ask)
        card_texts(page, lead, words);
}

/* ---- the page ---- */

static const struct bounce_failure *
lead_of(const struct bounce *bounce)
{
    const struct bounce_failure *lead = bounce ? bounce->failures : NULL;
    while (lead && lead->next && lead->kind != bounce->kind)
        lead = lead->next;
    return lead;
}

static void
put_title(struct leaf *page, const struct bounce_failure *lead)
{
    const struct report *report = page->report;
    char address[TITLE_ROOM];
    leaf_put(page, HEAD);
    if (report->words) {
        markup_text(&page->markup, report->words->plain);
    } else {
        clip_address(address, sizeof address, tale_address(lead), TITLE_MAX);
        leaf_put(page, tale_kind(lead->kind));
        leaf_put(page, *address ? ": " : "");
        markup_text(&page->markup, address);
    }
    leaf_put(page, "</title>\n<style>\n");
    for (const char *const *piece = SHEET; *piece; piece++)
        leaf_put(page, *piece);
    leaf_put(page, "</style>\n</head>\n<body>\n<main>\n");
}

static void
put_top(struct leaf *page)
{
    const struct report *report = page->report;
    char date[LEAF_DATE_ROOM], address[TITLE_ROOM];
    leaf_date(report, report->bounce ? report->bounce->reported : 0, false, date);
    leaf_put(page, "<div class=\"top\">");
    leaf_put(page, ICON);
    leaf_put(page, "<span><b>Delivery Watch</b>");
    if (leaf_is_said(report->address)) {
        clip_address(address, sizeof address, report->address, TITLE_MAX);
        leaf_put(page, " · <bdi>");
        markup_text(&page->markup, address);
        leaf_put(page, "</bdi>");
    }
    fprintf(page->markup.out, "</span><span class=\"at\">%s</span></div>\n", date);
}

static void
put_footer(struct leaf *page)
{
    const char *name = page->report->name ? page->report->name : "";
    leaf_put(
        page,
        "<footer>Made on this computer by ndrwatch, from the returned mail in your "
        "inbox. Nothing was sent to anyone.");
    if (*name) {
        leaf_put(page, " In a terminal: <code>ndrwatch show ");
        markup_text(&page->markup, name);
        leaf_put(page, "</code>");
    }
    leaf_put(page, "</footer>\n</main>\n</body>\n</html>\n");
}

static void
put_page(struct leaf *page, struct tale_fate *fates, size_t count)
{
    const struct report *report = page->report;
    const struct bounce_failure *lead = lead_of(report->bounce);
    put_title(page, lead);
    put_top(page);
    if (report->words)
        put_instead(page, lead);
    else
        put_fates(page, fates, count);
    put_message(page);
    if (!report->veiled)
        pattern_put(page, lead);
    put_technical(page, fates, count);
    put_footer(page);
}

bool
report_make(const struct report *report, char **ret)
{
    char *text = NULL;
    size_t length, count = 0;
    struct tale_fate *fates = report->bounce
                                  ? tale_fates(report->bounce, report->moment, &count)
                                  : NULL;
    FILE *out = fates || !report->bounce ? open_memstream(&text, &length) : NULL;
    struct leaf *page = out ? calloc(1, sizeof *page) : NULL;
    if (page) {
        page->markup = (struct markup){.out = out, .room = MARKUP_OUTSIDE_MAX};
        page->report = report;
        put_page(page, fates, count);
    }
    bool good = page && !ferror(out);
    free(page);
    free(fates);
    if (!out || fclose(out) != 0 || !good) {
        free(text);
        return false;
    }
    *ret = text;
    return true;
}
