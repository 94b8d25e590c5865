/* life: plays what happens in a story on a journal of its own, by the story's clock. */
#include "tests/days/life.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/case.h"
#include "agent/clock.h"
#include "agent/event.h"
#include "agent/facts.h"
#include "agent/key.h"
#include "agent/outbox.h"
#include "agent/sql.h"
#include "tests/days/report.h"

enum {
    UIDVALIDITY = 1,
};

/* The linker puts this in the place of clock_now (meson.build): the agent's own functions tell
 * the story's time. */
static int64_t now;
int64_t __wrap_clock_now(void);
int64_t
__wrap_clock_now(void)
{
    return now;
}

static bool
wrong(char fault[STORY_FAULT_MAX], const char *what, const char *why)
{
    snprintf(fault, STORY_FAULT_MAX, "%s%s", what, why);
    return false;
}

/* ---- the journal ---- */

bool
life_begin(const struct story *story, struct life *life, char fault[STORY_FAULT_MAX])
{
    *life = (struct life){.story = story};
    now = story->events[0].when;
    /* In memory where there is such a folder: nothing of it has to outlive the story. */
    snprintf(life->path, sizeof life->path, "%s/ndrwatch-days-%d",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (int)getpid());
    if (journal_open(life->path, now, &life->journal) != JOURNAL_OPEN)
        return wrong(fault, "the journal does not open: ", life->journal.text);
    for (size_t i = 0; i < story->account_count; i++)
        if (!journal_mailbox(&life->journal, story->accounts[i].name, "INBOX", now,
                             &life->mailboxes[i]) ||
            !journal_seen(&life->journal, life->mailboxes[i].id, UIDVALIDITY, 0) ||
            !journal_looked(&life->journal, life->mailboxes[i].id))
            return wrong(fault, "the journal takes no mailbox: ", life->journal.text);
    return sql_run(life->journal.db, "PRAGMA synchronous = OFF", "") ||
           wrong(fault, "", "the journal does not hurry");
}

void
life_end(struct life *life)
{
    static const char *const ends[] = {"", "-wal"};
    journal_close(&life->journal);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        char name[LIFE_PATH_MAX + 8];
        snprintf(name, sizeof name, "%s%s", life->path, ends[i]);
        unlink(name);
    }
}

/* ---- a report comes ---- */

/* Of the report that came last. */
static bool
find_case(struct life *life)
{
    struct journal_row row;
    if (!journal_event(&life->journal, life->event, &row))
        return false;
    life->link = row.link;
    journal_row_free(&row);
    return true;
}

/* As `ndrwatch parse` and intake do it. */
static bool
receive(struct life *life, const struct story_event *event,
        const struct story_account *account, char fault[STORY_FAULT_MAX])
{
    const char *why = "", *provider = strchr(account->address, '@') + 1;
    char *mail = NULL, key[SHA256_HEX];
    size_t length = 0;
    int attempts;
    if (!report_write(event, account, &mail, &length, &why))
        return wrong(fault, "", why);
    struct bounce_options options = {.size = sizeof options, .own_provider = provider};
    struct bounce *bounce;
    if (bounce_read(mail, length, &options, &bounce) != BOUNCE_READ) {
        free(mail);
        return wrong(fault, "", "the report is taken for an ordinary mail");
    }
    struct journal_mail row = {
        .mailbox = life->mailboxes[account - life->story->accounts].id,
        .uidvalidity = UIDVALIDITY,
        .uid = ++life->uid,
        .received = event->when,
        .past = INT32_MAX,
    };
    char *facts = facts_write(bounce);
    key_make(bounce, mail, length, key);
    struct journal_event news = {
        .key = key,
        .account = account->name,
        .facts = facts,
        .bounce = bounce,
        .raw = mail,
        .raw_length = length < BOUNCE_MAIL_MAX ? length : BOUNCE_MAIL_MAX,
        .found = event->when,
    };
    bool good = journal_attempt(&life->journal, &row, &attempts) &&
                journal_settle(&life->journal, &row, row.uid, &news, &life->event);
    bounce_free(bounce);
    free(facts);
    free(mail);
    return (good && find_case(life)) || wrong(fault, "", life->journal.text);
}

/* ---- what is heard ---- */

/* Runs of blanks and line breaks become one blank. */
static void
squeeze(char *text)
{
    char *out = text;
    for (char *at = text; *at; at++)
        if (*at != ' ' && *at != '\n')
            *out++ = *at;
        else if (out > text && out[-1] != ' ')
            *out++ = ' ';
    *out = '\0';
}

/* "1. Wait …\n2. …" without the numbers. */
static char *
bare_steps(char *steps)
{
    char *out = steps;
    for (char *line = steps; line && *line;) {
        char *next = strchr(line, '\n');
        size_t number = strspn(line, "0123456789");
        char *from = number > 0 && line[number] == '.' ? line + number + 2 : line;
        size_t length = next ? (size_t)(next + 1 - from) : strlen(from);
        memmove(out, from, length);
        out += length;
        line = next ? next + 1 : NULL;
    }
    *out = '\0';
    return steps;
}

/* The recipient a notice leads with, in the public object. */
static const json_t *
lead(const json_t *json)
{
    size_t i;
    const json_t *one, *kind = json_object_get(json, "kind");
    const json_t *all = json_object_get(json, "recipients");
    json_array_foreach(
        all, i, one) if (json_equal(json_object_get(one, "kind"), kind)) return one;
    return json_array_get(all, 0);
}

/* The steps for a postmaster, and what they end with. */
static char *
postmaster_words(const struct event *event)
{
    const struct bounce_failure *failure = event->bounce->failures;
    struct bounce_moment moment = event->moment;
    const struct bounce_advice *advice = bounce_advise(
        bounce_diagnose(event->bounce, failure).cause, BOUNCE_FOR_POSTMASTER);
    char *text = NULL, words[BOUNCE_TEXT_MAX];
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    for (const char *const *step = advice->steps; *step; step++) {
        bounce_fill(*step, event->bounce, failure, &moment, words, sizeof words);
        fprintf(out, "%s ", words);
    }
    bounce_fill(advice->again, event->bounce, failure, &moment, words, sizeof words);
    fputs(words, out);
    fclose(out);
    return text;
}

static void
hear_words(const struct journal_row *row, const struct event *event,
           struct heard *heard)
{
    static const struct render_style style = {.width = RENDER_WIDTH_MAX,
                                              .details = true};
    json_t *json = event_json(row, event);
    const json_t *recipient = lead(json);
    heard->title = strdup(event->notice->title);
    heard->body = strdup(event->notice->body);
    heard->urgency = event->notice->urgency;
    if (!event_page(event, &style, &heard->page))
        abort();
    squeeze(heard->page);
    heard->steps = bare_steps(event_steps(event));
    if (event->bounce)
        heard->postmaster = postmaster_words(event);
    heard->delayed = event->bounce && event->bounce->kind == BOUNCE_DELAYED;
    const char *cause = json_string_value(json_object_get(recipient, "cause"));
    heard->cause = strdup(cause ? cause : "");
    heard->who = json_incref(json_object_get(recipient, "who"));
    /* The steps of the object end with the text to copy. */
    const json_t *steps = json_object_get(recipient, "steps");
    const char *last = json_string_value(
        json_array_get(steps, json_array_size(steps) - 1));
    if (last && strncmp(last, "Copy this text:", 15) == 0)
        heard->copy = strdup(last);
    json_decref(json);
}

/* As `tell` does it; a story's happening tells one thing at most. */
static bool
hear(struct life *life, struct heard *heard, char fault[STORY_FAULT_MAX])
{
    struct outbox_row out;
    struct journal_row row;
    struct event event;
    if (!outbox_next(&life->journal, OUTBOX_DESKTOP, &out))
        return wrong(fault, "", life->journal.text);
    if (out.event == 0)
        return true;
    if (!journal_event(&life->journal, out.event, &row))
        return wrong(fault, "", life->journal.text);
    bool good = event_open(&life->journal, NULL, &row, now, &event);
    if (good) {
        hear_words(&row, &event, heard);
        event_close(&event);
    }
    journal_row_free(&row);
    return (good && outbox_claim(&life->journal, OUTBOX_DESKTOP, out.event) &&
            outbox_settle(&life->journal, OUTBOX_DESKTOP, out.event)) ||
           wrong(fault, "", life->journal.text);
}

/* ---- what else happens ---- */

/* When the mail that an event names was sent: the latest of that subject to that person, or of
 * any where it names none. 0: never. */
static int64_t
sent_at(const struct life *life, const struct story_event *event)
{
    int64_t at = 0;
    const struct story_event *one = life->story->events;
    for (; one < event; one++)
        if (one->verb == STORY_SENT && strcmp(one->who, event->who) == 0 &&
            (!*event->subject || strcmp(one->subject, event->subject) == 0))
            at = one->when;
    return at;
}

/* When a mail to that person last came back. */
static int64_t
failed_at(const struct life *life, const struct story_event *event)
{
    int64_t at = 0;
    const struct story_event *one = life->story->events;
    for (; one < event; one++)
        if (one->verb == STORY_RETURNED && strstr(one->who, event->who))
            at = one->when;
    return at;
}

/* Only an answer to a mail that left after the last failure says that mail arrives. */
static bool
answer(struct life *life, const struct story_event *event, const char *account,
       char fault[STORY_FAULT_MAX])
{
    int64_t sent = sent_at(life, event);
    if (sent == 0)
        return wrong(fault, "", "an answer to a mail that was not sent");
    if (sent <= failed_at(life, event))
        return true;
    return case_answered(&life->journal, account, event->who, event->when) ||
           wrong(fault, "", life->journal.text);
}

/* The clock has gone on: what closes by itself does. */
static bool
pass_time(struct life *life, char fault[STORY_FAULT_MAX])
{
    struct case_closed closed;
    do
        if (!case_close_one(&life->journal, now, &closed))
            return wrong(fault, "", life->journal.text);
    while (closed.id);
    return true;
}

static bool
hear_case(struct life *life, struct heard *heard, char fault[STORY_FAULT_MAX])
{
    struct case_row row;
    if (life->link == 0)
        return true;
    if (!case_read(&life->journal, life->link, &row))
        return wrong(fault, "", life->journal.text);
    heard->course = course_name(row.course.state);
    return true;
}

/* The bubble of a delay whose mail has failed now. */
static bool
hear_replaced(struct life *life, struct heard *heard, char fault[STORY_FAULT_MAX])
{
    struct journal_row row;
    struct event event;
    int64_t before;
    if (!case_replaced(&life->journal, life->event, &before))
        return wrong(fault, "", life->journal.text);
    if (before == 0)
        return true;
    if (!journal_event(&life->journal, before, &row))
        return wrong(fault, "", life->journal.text);
    bool good = event_open(&life->journal, NULL, &row, now, &event);
    if (good) {
        heard->replaced = strdup(event.notice->title);
        event_close(&event);
    }
    journal_row_free(&row);
    return good;
}

/* The button of the latest bubble. */
static bool
handle(struct life *life, int64_t when)
{
    return life->event != 0 && journal_note_handled(&life->journal, life->event, when);
}

static bool
happen(struct life *life, const struct story_event *event, struct heard *heard,
       char fault[STORY_FAULT_MAX])
{
    const struct story_account *account = story_account(life->story, event);
    switch (event->verb) {
    case STORY_RETURNED:
    case STORY_DELAYED:
    case STORY_DELIVERED:
    case STORY_RELAYED:
    case STORY_EXPANDED:
        return receive(life, event, account, fault) &&
               hear_replaced(life, heard, fault);
    case STORY_SENT:
        return case_sent(&life->journal, account->name, event->who, event->when) ||
               wrong(fault, "", life->journal.text);
    case STORY_ANSWERED:
        return answer(life, event, account->name, fault);
    case STORY_NOTED:
        return wrong(fault, "", "not played yet");
    case STORY_HANDLED:
        return handle(life, event->when) ||
               wrong(fault, "", "there is nothing to handle");
    case STORY_NOTHING:
        return true;
    }
    return false;
}

bool
life_goes_on(struct life *life, const struct story_event *event, struct heard *heard,
             char fault[STORY_FAULT_MAX])
{
    *heard = (struct heard){0};
    now = event->when;
    return pass_time(life, fault) && happen(life, event, heard, fault) &&
           hear(life, heard, fault) && hear_case(life, heard, fault);
}

void
heard_free(struct heard *heard)
{
    free(heard->title);
    free(heard->body);
    free(heard->page);
    free(heard->steps);
    free(heard->copy);
    free(heard->postmaster);
    free(heard->cause);
    free(heard->replaced);
    json_decref(heard->who);
    *heard = (struct heard){0};
}
