/* event: a row of the journal as words: a notice, a line, a page, JSON. */
#include "agent/event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/case.h"
#include "agent/clock.h"
#include "agent/facts.h"
#include "agent/hint.h"

#define UNREADABLE_TITLE "A returned mail we could not read"
#define UNREADABLE_BODY                                                                   \
    "Look into your inbox: a mail of yours may not have arrived. The report about it is " \
    "too odd for us to read."
#define UNREADABLE_FIRST                                                               \
    "Open your inbox and look for a mail from \"Mail Delivery\" or \"postmaster\"."
#define UNREADABLE_SECOND                                                              \
    "Read its first lines: they usually name the address that failed."
#define UNREADABLE_THIRD "Check that address and send your mail once more."
static const char UNREADABLE_STEPS[] = "1. " UNREADABLE_FIRST "\n2. " UNREADABLE_SECOND
                                       "\n3. " UNREADABLE_THIRD;

const struct bounce_advice EVENT_UNREADABLE = {
    .notice = true,
    .id = "unreadable",
    .headline = UNREADABLE_TITLE,
    .plain = UNREADABLE_TITLE,
    .happened = UNREADABLE_BODY,
    .lost = "",
    .reassure = "",
    .steps = (const char *const[]){UNREADABLE_FIRST, UNREADABLE_SECOND,
                                   UNREADABLE_THIRD, NULL},
    .again = "",
    .keep = "",
    .ask = "",
};

struct bounce_moment
event_moment(const struct event *event)
{
    return event->moment;
}

/* The stand-in of what could not be read. */
static void
open_plain(struct event *ret)
{
    ret->plain = (struct notice){
        .key = ret->name,
        .urgency = NOTICE_NORMAL,
        .title = UNREADABLE_TITLE,
        .body = UNREADABLE_BODY,
    };
    ret->notice = &ret->plain;
}

/* Reads the facts. False: an unreadable mail, whose words are there. */
static bool
open_facts(const struct journal_row *row, int64_t now, struct event *ret)
{
    *ret = (struct event){
        .past = {.past = {.size = sizeof ret->past.past}},
        .person = person_read(NULL),
        .moment = {.size = sizeof ret->moment, .now = now, .zone = clock_zone}};
    ret->moment.person = &ret->person;
    journal_name(row->id, ret->name);
    /* A disk may have spoilt what is stored: it must not keep the others from being told. */
    if (row->state != JOURNAL_UNREADABLE &&
        facts_read(row->facts, strlen(row->facts), &ret->bounce))
        return true;
    open_plain(ret);
    return false;
}

/* The words, with the past that is there by now. */
static bool
open_words(const struct journal_row *row, struct event *event)
{
    struct typo typo = hint_typo(row->facts, event->bounce);
    snprintf(event->meant, sizeof event->meant, "%s", typo.meant);
    if (event->meant[0] != '\0') {
        event->past.past.suggestion = event->meant;
        event->past.past.written = typo.written;
    }
    event->moment.past = &event->past.past;
    event->verdict = verdict_recall(row->facts);
    if (verdict_speaks(&event->verdict)) {
        event->plain = verdict_notice(&event->verdict, event->bounce, event->name,
                                      &event->moment, event->body);
        event->notice = &event->plain;
        past_hush(&event->past); /* what others wrote has no past of ours */
        return true;
    }
    if (!notice_make(event->bounce, event->name, &event->moment, &event->made)) {
        event_close(event);
        return false;
    }
    if (event->past.urgent)
        event->made->urgency = NOTICE_CRITICAL;
    else if (event->verdict.judged.verdict == GENUINE_UNSURE &&
             event->made->urgency == NOTICE_CRITICAL)
        event->made->urgency = NOTICE_NORMAL; /* fright is what a fake is made for */
    event->notice = event->made;
    return true;
}

bool
event_open(struct journal *journal, const struct person_book *book,
           const struct journal_row *row, int64_t now, struct event *ret)
{
    if (!open_facts(row, now, ret))
        return true;
    ret->person = person_of(book, row->account, ret->bounce, bounce_lead(ret->bounce));
    /* Without a past the words are true, too. */
    past_read(journal, row, ret->bounce, &ret->moment, &ret->past);
    hint_find(journal, row, ret->bounce, &ret->past);
    return open_words(row, ret);
}

bool
event_open_packed(json_t *past, const struct journal_row *row, int64_t now,
                  struct event *ret)
{
    if (!open_facts(row, now, ret))
        return true;
    if (past)
        past_unpack(past, &ret->past);
    return open_words(row, ret);
}

void
event_close(struct event *event)
{
    notice_free(event->made);
    facts_free(event->bounce);
    past_free(&event->past);
    *event = (struct event){0};
}

json_t *
event_json(const struct journal_row *row, const struct event *event)
{
    json_t *json = event->bounce ? facts_json(event->bounce, "", &event->moment)
                                 : json_pack("{s:i, s:s, s:b}", "schema", FACTS_SCHEMA,
                                             "file", "", "bounce", 1);
    char came[CLOCK_TEXT_MAX], found[CLOCK_TEXT_MAX];
    clock_stamp(row->came, came);
    clock_stamp(row->found, found);
    json_t *more = json_pack(
        "{s:s, s:s, s:s, s:s, s:b, s:b, s:b, s:s, s:o}", "id", event->name, "account",
        row->account, "came", came, "found", found, "seen", row->seen != 0, "handled",
        row->handled != 0, "readable", event->bounce != NULL, "title",
        event->notice->title, "past", past_json(&event->past));
    json_t *judged = verdict_json(&event->verdict);
    if (!json || !more || !judged || json_object_update(json, more) < 0 ||
        json_object_update(json, judged) < 0 ||
        !verdict_veil(&event->verdict, event->bounce, &event->moment, json)) {
        json_decref(json);
        json = NULL;
    }
    json_decref(judged);
    json_decref(more);
    return json;
}

/* Adds to a page what must be said where nobody knows whose mail it is. */
static bool
doubt(const struct verdict *verdict, char **page)
{
    const char *words = verdict_doubt(verdict);
    char *longer = NULL;
    if (words[0] == '\0')
        return true;
    bool good = asprintf(&longer, "%s\n%s\n", *page, words) >= 0;
    free(*page);
    *page = good ? longer : NULL;
    return good;
}

bool
event_page(const struct event *event, const struct render_style *style, char **ret)
{
    const struct bounce_moment *moment = &event->moment;
    if (event->bounce && verdict_speaks(&event->verdict))
        return (*ret = verdict_page(&event->verdict, event->bounce, moment,
                                    style->width)) != NULL;
    if (event->bounce)
        return render_bounce(event->bounce, moment, style, ret) &&
               doubt(&event->verdict, ret);
    return asprintf(ret, "%s\n\n%s\n\n%s\n", UNREADABLE_TITLE, UNREADABLE_BODY,
                    UNREADABLE_STEPS) >= 0;
}

/* Cuts text to so many characters, at a character's boundary. */
static void
cut(char *text, size_t characters)
{
    for (size_t i = 0; text[i]; i++) {
        if (((unsigned char)text[i] & 0xc0) == 0x80)
            continue;
        if (characters-- == 0) {
            text[i] = '\0';
            return;
        }
    }
}

char *
event_steps(const struct event *event)
{
    if (!event->bounce)
        return strdup(UNREADABLE_STEPS);
    const struct bounce_moment *moment = &event->moment;
    if (verdict_speaks(&event->verdict))
        return verdict_steps(&event->verdict, event->bounce, moment);
    const struct bounce_failure *failure = bounce_lead(event->bounce);
    struct bounce_diagnosis why = bounce_judge(event->bounce, failure, moment);
    const struct bounce_advice *advice = bounce_advise(why.cause, BOUNCE_FOR_SENDER);
    char *text = NULL, step[BOUNCE_TEXT_MAX];
    size_t length = 0, number = 0;
    FILE *out = open_memstream(&text, &length);
    if (!out)
        return NULL;
    for (size_t i = 0;
         bounce_step(advice, event->bounce, failure, moment, i, step, sizeof step);
         i++) {
        if (step[0] != '\0')
            fprintf(out, "%s%zu. %s", number ? "\n" : "", number + 1, step);
        number += step[0] != '\0';
    }
    /* Steps may speak of "the text below", for which a bubble is too small. */
    if (bounce_fill(advice->ask, event->bounce, failure, moment, step, sizeof step))
        fprintf(out, "\nThe text to copy: ndrwatch show %s", event->name);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    cut(text, EVENT_STEPS_MAX);
    return text;
}
