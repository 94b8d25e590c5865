/* pattern: is it only this message? Bars of the days, and what the past tells. */
#include "notify/pattern.h"

#include <stdio.h>

/* Bars of our own numbers, and the same in words for who does not see them. */
static void
put_bars(struct leaf *page, const struct report_days *days, size_t count)
{
    FILE *out = page->markup.out;
    uint32_t most = 1, all = 0;
    char date[LEAF_DATE_ROOM];
    for (size_t i = 0; i < count; i++) {
        most = days->counts[i] > most ? days->counts[i] : most;
        all += days->counts[i];
    }
    fprintf(out,
            "<svg class=\"bars\" viewBox=\"0 0 %zu 52\" preserveAspectRatio=\"none\" "
            "aria-hidden=\"true\">",
            count * 20);
    for (size_t i = 0; i < count; i++) {
        unsigned high = days->counts[i]
                            ? 10 + (unsigned)((uint64_t)42 * days->counts[i] / most)
                            : 4;
        const char *ink = days->counts[i] == 0      ? "b0"
                          : days->counts[i] == most ? "b2"
                                                    : "b1";
        fprintf(out,
                "<rect class=\"%s\" x=\"%zu\" y=\"%u\" width=\"16\" height=\"%u\"/>",
                ink, i * 20 + 2, 52 - high, high);
    }
    leaf_date(page->report, days->last - (int64_t)(count - 1) * 86400, true, date);
    fprintf(out,
            "</svg>\n<p class=\"axis\"><span>%s</span><span>%u came back in %zu days",
            date, all, count);
    if (leaf_is_said(days->whose)) {
        leaf_put(page, " ");
        markup_text(&page->markup, days->whose);
    }
    leaf_date(page->report, days->last, true, date);
    fprintf(out, "</span><span>%s</span></p>\n<p class=\"sr\">By day:", date);
    for (size_t i = 0; i < count; i++) {
        if (days->counts[i] == 0)
            continue;
        leaf_date(page->report, days->last - (int64_t)(count - 1 - i) * 86400, true,
                  date);
        fprintf(out, " %s %u;", date, days->counts[i]);
    }
    leaf_put(page, "</p>\n");
}

/* The pattern over time: what is counted, and what follows from it. */
void
pattern_put(struct leaf *page, const struct bounce_failure *lead)
{
    const struct report *report = page->report;
    size_t count = report->days.count < REPORT_DAYS_MAX ? report->days.count
                                                        : REPORT_DAYS_MAX;
    const struct bounce_finding *findings = NULL;
    if (lead && !report->words)
        findings = bounce_findings(report->bounce, lead, report->moment);
    while (findings && !*findings->words)
        findings = findings->next;
    if (count == 0 && !findings)
        return;
    leaf_put(page, "<section class=\"card\"><h2>Is it only this message?</h2>\n");
    if (count > 0)
        put_bars(page, &report->days, count);
    for (; findings; findings = findings->next) {
        const char *ground = tale_ground(findings->ground);
        if (!*findings->words)
            continue;
        leaf_put(page, "<p class=\"soft\">");
        markup_text(&page->markup, findings->words);
        if (*ground)
            fprintf(page->markup.out, " (%s)", ground);
        leaf_put(page, "</p>\n");
    }
    leaf_put(page, "</section>\n");
}
