/* dossier: all that is known of a returned mail, from the journal to the command that makes a page. */
#include "agent/dossier.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/answer.h"
#include "agent/appeal.h"
#include "agent/case.h"
#include "agent/clock.h"
#include "agent/excerpt.h"
#include "agent/narrow.h"
#include "agent/sql.h"
#include "notify/report.h"

enum {
    DAY = 24 * 60 * 60, /* seconds */
    TITLE_ROOM = 128,
    WHOSE_ROOM = CASE_ADDRESS_MAX + 8,
    GROUNDS = 32, /* bits of struct genuine's set */
};

/* ---- at the journal ---- */

static const char *
address_of(const struct person_book *book, const char *account)
{
    for (size_t i = 0; book && book->config && i < book->config->count; i++)
        if (strcmp(book->config->accounts[i].name, account) == 0)
            return book->config->accounts[i].address;
    return "";
}

/* Days by the clock of this place. */
static int64_t
day_of(int64_t when)
{
    return (when + (int64_t)clock_zone(NULL, when) * 60) / DAY;
}

/* How many mails of the account to the domain came back for good, on each of the days up to the
 * last; [] where the journal cannot say. */
static json_t *
count_days(struct journal *journal, const char *account, const char *domain,
           int64_t last)
{
    int64_t counts[DOSSIER_DAYS] = {0};
    json_t *days = json_array();
    int result = SQLITE_ERROR;
    sqlite3_stmt *rows = sql_rows(
        journal->db,
        "SELECT at FROM returns WHERE domain = ? AND account = ? AND at > ? AND at <= ?"
        " AND kind = ? ORDER BY at DESC LIMIT ?",
        "ttiiii", domain, account, last - (int64_t)DOSSIER_DAYS * DAY, last,
        (int64_t)BOUNCE_FAILED, (int64_t)DOSSIER_ROWS);
    while (rows && (result = sqlite3_step(rows)) == SQLITE_ROW) {
        int64_t ago = day_of(last) - day_of(sqlite3_column_int64(rows, 0));
        if (ago >= 0 && ago < DOSSIER_DAYS)
            counts[DOSSIER_DAYS - 1 - ago]++;
    }
    sqlite3_finalize(rows);
    for (size_t i = 0; result == SQLITE_DONE && i < DOSSIER_DAYS; i++)
        json_array_append_new(days, json_integer(counts[i]));
    return days;
}

json_t *
dossier_pack(struct journal *journal, const struct person_book *book,
             const struct journal_row *row, const struct event *event)
{
    char address[CASE_ADDRESS_MAX];
    const char *domain = "";
    if (event->bounce)
        domain = case_address(bounce_lead(event->bounce)->recipient, address);
    bool counted = *domain && !verdict_speaks(&event->verdict);
    return json_pack(
        "{s:I, s:s, s:s, s:s, s:b, s:o, s:o, s:o, s:I, s:s}", "id", (json_int_t)row->id,
        "account", row->account, "address", address_of(book, row->account), "facts",
        row->facts, "readable", row->state == JOURNAL_READ, "past",
        past_pack(&event->past), "person", person_json(&event->person), "days",
        counted ? count_days(journal, row->account, domain, row->came) : json_array(),
        "last", (json_int_t)row->came, "domain", domain);
}

/* ---- at the command ---- */

/* What the page is made of, as long as it is made. */
struct making {
    struct event event;
    struct narrow narrow;
    struct report report;
    struct report_text texts[REPORT_TEXTS_MAX];
    struct appeal_text appeals[REPORT_TEXTS_MAX];
    char titles[REPORT_TEXTS_MAX][TITLE_ROOM];
    uint32_t counts[DOSSIER_DAYS];
    char whose[WHOSE_ROOM];
    const char *grounds[GROUNDS + 1];
    char *excerpt;
};

static bool
open_event(json_t *dossier, struct event *ret)
{
    char *account = strdup(answer_text(dossier, "account"));
    char *facts = strdup(answer_text(dossier, "facts"));
    struct journal_row row = {
        .id = json_integer_value(json_object_get(dossier, "id")),
        .account = account,
        .facts = facts,
        .state = json_is_true(json_object_get(dossier, "readable"))
                     ? JOURNAL_READ
                     : JOURNAL_UNREADABLE,
    };
    bool good = account && facts &&
                event_open_packed(json_object_get(dossier, "past"), &row, clock_now(),
                                  ret);
    if (good)
        ret->person = person_read(json_object_get(dossier, "person"));
    free(account);
    free(facts);
    return good;
}

static const char *
genuine_words(const struct verdict *verdict)
{
    switch (verdict->judged.verdict) {
    case GENUINE_UNJUDGED:
        return "";
    case GENUINE_MINE:
        return "Yes: a mail system wrote it, about a mail of yours.";
    case GENUINE_BACKSCATTER:
        return "It is real, but about a mail that somebody else sent.";
    case GENUINE_ABUSED:
        return "It is real, and the mail left through your account. It is not in your Sent "
               "folder.";
    case GENUINE_FAKE:
        return "No: it only looks like a report.";
    case GENUINE_UNSURE:
        break;
    }
    return verdict_doubt(verdict);
}

static void
add_verdict(struct making *making)
{
    const struct verdict *verdict = &making->event.verdict;
    const struct genuine_ground *ground;
    size_t count = 0;
    for (size_t i = 0; i < GROUNDS && (ground = genuine_ground(i)) != NULL; i++)
        if (verdict->judged.grounds & UINT32_C(1) << i)
            making->grounds[count++] = ground->says;
    making->report.genuine = genuine_words(verdict);
    making->report.grounds = making->grounds;
    if (!making->event.bounce) {
        making->report.words = &EVENT_UNREADABLE;
    } else if (verdict_speaks(verdict)) {
        making->report.words = verdict_advice(verdict);
        making->report.veiled = verdict->judged.verdict == GENUINE_FAKE;
    }
}

/* The ready texts that there are for this mail; none are as good as the advice's own. */
static void
add_texts(struct making *making)
{
    // clang-format off
    static const struct {
        struct appeal appeal;
        const char *title;
    } kinds[] = {
        { { APPEAL_RECIPIENT, APPEAL_PHONE },     "To say or text to {if rcpt}{rcpt}{/if}{if not rcpt}the recipient{/if}" },
        { { APPEAL_PROVIDER, APPEAL_MAIL },       "For {helper}" },
        { { APPEAL_THEIR_PROVIDER, APPEAL_MAIL }, "For {their_provider}, through the recipient" },
    };
    // clang-format on
    struct report *report = &making->report;
    if (!report->bounce || report->words)
        return;
    const struct bounce_failure *failure = bounce_lead(report->bounce);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t at = report->text_count;
        if (appeal_make(&kinds[i].appeal, report->bounce, failure, report->moment,
                        &making->appeals[at]) != APPEAL_MADE)
            continue;
        bounce_fill(kinds[i].title, report->bounce, failure, report->moment,
                    making->titles[at], TITLE_ROOM);
        making->texts[at] = (struct report_text){
            making->titles[at], making->appeals[at].guide, making->appeals[at].words};
        report->text_count++;
    }
    report->texts = making->texts;
}

/* Bars, where there is more than this one mail. */
static void
add_days(struct making *making, const json_t *dossier)
{
    const json_t *days = json_object_get(dossier, "days"), *day;
    json_int_t all = 0;
    size_t i;
    json_array_foreach(days, i, day)
    {
        if (i >= DOSSIER_DAYS)
            break;
        making->counts[i] = (uint32_t)json_integer_value(day);
        all += json_integer_value(day);
    }
    if (all < 2 || json_array_size(days) != DOSSIER_DAYS)
        return;
    snprintf(making->whose, sizeof making->whose, "from %.*s", CASE_ADDRESS_MAX,
             answer_text(dossier, "domain"));
    making->report.days = (struct report_days){
        .count = DOSSIER_DAYS,
        .counts = making->counts,
        .last = json_integer_value(json_object_get(dossier, "last")),
        .whose = making->whose,
    };
}

/* What of the report may be seen. */
static bool
add_raw(struct making *making, const void *bytes, size_t length,
        const struct dossier_view *view)
{
    struct report *report = &making->report;
    report->raw = bytes;
    report->raw_length = length;
    report->raw_whole = view->whom == DOSSIER_WHOLE || !report->bounce;
    if (report->raw_whole || length == 0)
        return true;
    making->excerpt = excerpt_make(bytes, length, making->event.bounce,
                                   dossier_recipient(making->event.bounce, view->to),
                                   &report->raw_length);
    report->raw = making->excerpt;
    return making->excerpt != NULL;
}

const struct bounce_failure *
dossier_recipient(const struct bounce *bounce, const char *to)
{
    for (const struct bounce_failure *one = bounce->failures; one; one = one->next)
        if (strcmp(one->recipient, to) == 0)
            return one;
    return bounce_lead(bounce);
}

char *
dossier_page(json_t *dossier, const void *report, size_t length,
             const struct dossier_view *view)
{
    struct making *making = calloc(1, sizeof *making);
    char *html = NULL;
    if (!making || !open_event(dossier, &making->event)) {
        free(making);
        return NULL;
    }
    const struct event *event = &making->event;
    making->report = (struct report){.bounce = event->bounce,
                                     .moment = &event->moment,
                                     .name = event->name,
                                     .address = answer_text(dossier, "address")};
    if (event->bounce && view->whom == DOSSIER_FOR_OTHERS) {
        narrow_to(event->bounce, dossier_recipient(event->bounce, view->to),
                  &making->narrow);
        making->report.bounce = &making->narrow.bounce;
    }
    add_verdict(making);
    add_texts(making);
    add_days(making, dossier);
    if (add_raw(making, report, length, view) && !report_make(&making->report, &html))
        html = NULL;
    for (size_t i = 0; i < making->report.text_count; i++)
        appeal_free(&making->appeals[i]);
    free(making->excerpt);
    event_close(&making->event);
    free(making);
    return html;
}
