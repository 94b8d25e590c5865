/* leaf: a page in the making: what it is of, and how its parts are written. */
#include "notify/leaf.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

bool
leaf_is_said(const char *text)
{
    return text && *text;
}

void
leaf_put(struct leaf *page, const char *literal)
{
    markup_put(&page->markup, literal);
}

const char *
leaf_fill(struct leaf *page, const struct bounce_failure *failure, const char *words)
{
    if (failure)
        bounce_fill(words, page->report->bounce, failure, page->report->moment,
                    page->text, sizeof page->text);
    else
        snprintf(page->text, sizeof page->text, "%s", words);
    return page->text;
}

bool
leaf_filled(struct leaf *page, const struct bounce_failure *failure, const char *before,
            const char *words, const char *after)
{
    if (!leaf_is_said(words) || !*leaf_fill(page, failure, words))
        return false;
    leaf_put(page, before);
    markup_text(&page->markup, page->text);
    leaf_put(page, after);
    return true;
}

void
leaf_date(const struct report *report, int64_t when, bool brief,
          char ret[static LEAF_DATE_ROOM])
{
    int zone = report->bounce ? report->bounce->zone : 0;
    if (report->moment && report->moment->zone)
        zone = report->moment->zone(report->moment->context, when);
    time_t local = (time_t)(when + (int64_t)zone * 60);
    struct tm tm;
    char clock[8], day[16], month[16];
    ret[0] = '\0';
    if (when <= 0 || when > 253402300799 || !gmtime_r(&local, &tm))
        return;
    strftime(clock, sizeof clock, "%H:%M", &tm);
    strftime(day, sizeof day, "%A", &tm);
    strftime(month, sizeof month, "%B", &tm);
    if (brief)
        snprintf(ret, LEAF_DATE_ROOM, "%d %s", tm.tm_mday, month);
    else
        snprintf(ret, LEAF_DATE_ROOM, "%s %d %s %d, %s", day, tm.tm_mday, month,
                 tm.tm_year + 1900, clock);
}

void
leaf_row(struct leaf *page, const char *label, const char *text, bool mono)
{
    if (!leaf_is_said(text))
        return;
    leaf_put(page, "<tr><th scope=\"row\">");
    leaf_put(page, label);
    leaf_put(page, mono ? "</th><td class=\"mono\"><bdi>" : "</th><td><bdi>");
    markup_text(&page->markup, text);
    leaf_put(page, "</bdi></td></tr>\n");
}
