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
#include "agent/genuine.h"
#include "agent/key.h"
#include "agent/meant.h"
#include "agent/note.h"
#include "agent/others.h"
#include "agent/outbox.h"
#include "agent/own.h"
#include "agent/sql.h"
#include "agent/verdict.h"
#include "tests/days/report.h"

enum {
    UIDVALIDITY = 1,
};

static const unsigned char own_secret[OWN_KEY] = "under which a story knows people";
static const char IMAP_HOST[] = "imap.example";

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

/* ---- the journal, and whom the words are for ---- */

static struct person_book providers_book;

/* As ndrwatch.conf would have it. */
static void
configure(struct life *life)
{
    /* providers.ini lies in the folder of the configuration. */
    static char config[] = LIFE_PROVIDERS "/ndrwatch.conf";
    const struct place place = {.config = config};
    const struct story *story = life->story;
    for (size_t i = 0; i < story->account_count; i++) {
        const struct story_account *account = &story->accounts[i];
        life->accounts[i] = (struct account){
            .name = (char *)(uintptr_t)account->name,
            .address = (char *)(uintptr_t)account->address,
            .host = (char *)(uintptr_t)IMAP_HOST,
            .admin = (char *)(uintptr_t)account->admin,
            .office = *account->admin != '\0',
        };
    }
    life->config = (struct config){life->accounts, story->account_count};
    /* The same for all stories, and 18 KiB to read. */
    if (!providers_book.providers.rows)
        person_open(&place, NULL, &providers_book);
    life->book = (struct person_book){&life->config, providers_book.providers};
}

bool
life_begin(const struct story *story, struct life *life, char fault[STORY_FAULT_MAX])
{
    *life = (struct life){.story = story};
    now = story->events[0].when;
    configure(life);
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

/* Is the mail that the report tells of one that the story has sent? */
static enum genuine_sent
ask_sent(const struct life *life, const struct story_event *event)
{
    const struct story_event *one = life->story->events;
    for (; one < event; one++)
        if (one->verb == STORY_SENT && strcmp(one->account, event->account) == 0 &&
            strcmp(one->subject, event->subject) == 0)
            return GENUINE_SENT_FOUND;
    return GENUINE_SENT_MISSING;
}

/* As intake judges, where the story has a Sent folder. */
static struct verdict
judge(struct life *life, const struct story_event *event,
      const struct story_account *account, const struct bounce *bounce)
{
    if (!life->story->sent_folder)
        return (struct verdict){0};
    struct genuine_known known = {.address = account->address,
                                  .host = IMAP_HOST,
                                  .authority = "",
                                  .sent = ask_sent(life, event)};
    return verdict_reach(&life->journal, account->name, now, bounce, &known);
}

/* The report that has come, as bytes. */
struct letter {
    char *bytes;
    size_t length;
};

static bool
write_letter(const struct story_event *event, const struct story_account *account,
             struct letter *ret, char fault[STORY_FAULT_MAX])
{
    const char *why = "";
    if (event->verb == STORY_LURED) {
        report_lure(event, account, &ret->bytes, &ret->length);
        return true;
    }
    return report_write(event, account, &ret->bytes, &ret->length, &why) ||
           wrong(fault, "", why);
}

/* T2 and T3, as intake does them. */
static bool
file(struct life *life, const struct story_event *event,
     const struct story_account *account, const struct letter *letter,
     const struct bounce *bounce)
{
    struct journal_mail row = {
        .mailbox = life->mailboxes[account - life->story->accounts].id,
        .uidvalidity = UIDVALIDITY,
        .uid = ++life->uid,
        .received = event->when,
        .past = INT32_MAX,
    };
    int attempts;
    char key[SHA256_HEX], *plain = facts_write(bounce);
    struct verdict verdict = judge(life, event, account, bounce);
    char *meant = verdict_speaks(&verdict) ? NULL
                                           : meant_keep(&life->journal, own_secret,
                                                        account->name, bounce, plain);
    char *facts = verdict_keep(meant ? meant : plain, &verdict);
    key_make(bounce, letter->bytes, letter->length, key);
    struct journal_event news = {
        .key = key,
        .account = account->name,
        .facts = facts,
        .bounce = verdict_speaks(&verdict) ? NULL : bounce,
        .raw = letter->bytes,
        .raw_length = letter->length < BOUNCE_MAIL_MAX ? letter->length
                                                       : BOUNCE_MAIL_MAX,
        .found = event->when,
        .verdict = genuine_name(verdict.judged.verdict),
        .quiet = verdict.hushed,
    };
    bool good = journal_attempt(&life->journal, &row, &attempts) &&
                journal_settle(&life->journal, &row, row.uid, &news, &life->event);
    free(facts);
    free(meant);
    free(plain);
    return good;
}

/* As `ndrwatch parse` does it. */
static bool
receive(struct life *life, const struct story_event *event,
        const struct story_account *account, char fault[STORY_FAULT_MAX])
{
    const char *provider = strchr(account->address, '@') + 1;
    struct bounce_options options = {
        .size = sizeof options, .own_provider = provider, .marks = true};
    struct bounce *bounce;
    struct letter letter = {0};
    if (!write_letter(event, account, &letter, fault))
        return false;
    if (bounce_read(letter.bytes, letter.length, &options, &bounce) != BOUNCE_READ) {
        free(letter.bytes);
        return wrong(fault, "", "the report is taken for an ordinary mail");
    }
    bool good = file(life, event, account, &letter, bounce) && find_case(life);
    bounce_free(bounce);
    free(letter.bytes);
    return good || wrong(fault, "", life->journal.text);
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

/* "H05 H14 P01" */
static char *
rules_of(const struct event *event)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    const struct bounce_finding *one = event->past.past.findings;
    for (; one; one = one->next)
        fprintf(out, "%s ", one->id);
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
    heard->rules = rules_of(event);
    if (event->bounce)
        heard->postmaster = postmaster_words(event);
    heard->delayed = event->bounce && event->bounce->kind == BOUNCE_DELAYED;
    const char *cause = json_string_value(json_object_get(recipient, "cause"));
    heard->cause = strdup(cause ? cause : "");
    const char *verdict = json_string_value(json_object_get(json, "verdict"));
    heard->verdict = verdict ? strdup(verdict) : NULL;
    heard->who = json_incref(json_object_get(recipient, "who"));
    /* The steps of the object end with the text to copy. */
    const json_t *steps = json_object_get(recipient, "steps");
    const char *last = json_string_value(
        json_array_get(steps, json_array_size(steps) - 1));
    if (last && strncmp(last, "Copy this text:", 15) == 0)
        heard->copy = strdup(last);
    json_decref(json);
}

/* `ndrwatch text` for one of its readers, where the story asks for that. */
static void
hear_text(struct life *life, const char *id, size_t reader, struct heard *heard)
{
    static const char *const readers[LIFE_TEXTS] = {"recipient", "provider",
                                                    "their-provider", "forum"};
    bool asked = false;
    for (size_t i = 0; i < life->event_now->wish_count; i++)
        asked |= life->event_now->wishes[i].wanted == STORY_TEXT_FOR_RECIPIENT + reader;
    if (!asked)
        return;
    json_t *line = json_pack("{s:s, s:s, s:s}", "ask", "text", "id", id, "what",
                             readers[reader]);
    json_t *answer = others_answer(&life->journal, &life->book, line, now);
    const char *text = json_string_value(
        json_object_get(json_object_get(answer, "answer"), "text"));
    if (!text)
        text = json_string_value(json_object_get(answer, "error"));
    heard->texts[reader] = strdup(text ? text : "");
    squeeze(heard->texts[reader]);
    json_decref(answer);
    json_decref(line);
}

/* Adds the title of a bubble that is taken back, once, and where it is still up; 0: none. */
static void
hear_withdrawn(struct life *life, int64_t id, struct heard *heard)
{
    struct journal_row row;
    struct event event;
    char *all = NULL;
    bool up = false;
    if (id == 0 || !outbox_is_up(&life->journal, id, &up) || !up ||
        !journal_event(&life->journal, id, &row))
        return;
    if (event_open(&life->journal, &life->book, &row, now, &event)) {
        const char *before = heard->withdrawn ? heard->withdrawn : "";
        if (!strstr(before, event.notice->title) &&
            asprintf(&all, "%s%s%s", before, *before ? ", " : "",
                     event.notice->title) >= 0) {
            free(heard->withdrawn);
            heard->withdrawn = all;
        }
        event_close(&event);
    }
    journal_row_free(&row);
}

/* The words of an event, now. silent: another bubble speaks for it; then it says nothing, unless
 * it is asked. */
static bool
read_event(struct life *life, int64_t id, bool asked, struct heard *heard,
           char fault[STORY_FAULT_MAX])
{
    struct journal_row row;
    struct event event;
    if (!journal_event(&life->journal, id, &row))
        return wrong(fault, "", "there is no report to read");
    bool good = event_open(&life->journal, &life->book, &row, now, &event);
    if (good && (asked || !event.past.silent)) {
        hear_words(&row, &event, heard);
        for (size_t i = 0; i < LIFE_TEXTS; i++)
            hear_text(life, event.name, i, heard);
    }
    for (size_t i = 0;
         good && !asked && !event.past.silent && i < event.past.folded_count; i++)
        hear_withdrawn(life, event.past.folded[i], heard);
    if (good)
        event_close(&event);
    journal_row_free(&row);
    return good || wrong(fault, "", "no memory");
}

/* As `tell` does it; a story's happening tells one thing at most. */
static bool
hear(struct life *life, struct heard *heard, char fault[STORY_FAULT_MAX])
{
    struct outbox_row out;
    int64_t delay;
    if (!outbox_next(&life->journal, OUTBOX_DESKTOP, &out))
        return wrong(fault, "", life->journal.text);
    if (out.event == 0)
        return true;
    if (!case_replaced(&life->journal, out.event, &delay))
        return wrong(fault, "", life->journal.text);
    hear_withdrawn(life, delay, heard);
    return read_event(life, out.event, false, heard, fault) &&
           ((outbox_claim(&life->journal, OUTBOX_DESKTOP, out.event) &&
             outbox_settle(&life->journal, OUTBOX_DESKTOP, out.event)) ||
            wrong(fault, "", life->journal.text));
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
    return case_answered(&life->journal, account, event->who, event->when, NULL) ||
           wrong(fault, "", life->journal.text);
}

/* `ndrwatch note`, of the report that came last. */
static bool
note(struct life *life, const struct story_event *event, char fault[STORY_FAULT_MAX])
{
    enum note_what what;
    if (!note_named(event->who, &what))
        return wrong(fault, "there is no such note: ", event->who);
    return note_add(&life->journal, life->event, what, now) ||
           wrong(fault, "", life->journal.text);
}

/* The clock has gone on: what closes by itself does. */
static bool
pass_time(struct life *life, struct heard *heard, char fault[STORY_FAULT_MAX])
{
    struct case_closed closed;
    do {
        if (!case_close_one(&life->journal, now, &closed))
            return wrong(fault, "", life->journal.text);
        hear_withdrawn(life, closed.id ? closed.event : 0, heard);
    } while (closed.id);
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

/* The button of the latest bubble. */
static bool
handle(struct life *life, int64_t when)
{
    return life->event != 0 && journal_note_handled(&life->journal, life->event, when);
}

/* What goes into the Sent folder is indexed at once. */
static bool
send_mail(struct life *life, const struct story_event *event, const char *account)
{
    char id[64], to[STORY_FAULT_MAX];
    int length = snprintf(id, sizeof id, "<%lld@story>", (long long)event->when);
    int size = snprintf(to, sizeof to, "%s\n", event->who);
    struct own_mail mail = {id, (size_t)length, event->when, to, (size_t)size};
    return own_add(&life->journal, own_secret, account, &mail, 1, NULL) &&
           case_sent(&life->journal, account, event->who, event->when);
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
    case STORY_LURED:
        return receive(life, event, account, fault);
    case STORY_SENT:
        return send_mail(life, event, account->name) ||
               wrong(fault, "", life->journal.text);
    case STORY_ANSWERED:
        return answer(life, event, account->name, fault);
    case STORY_NOTED:
        return note(life, event, fault);
    case STORY_OPENED:
        return read_event(life, life->event, true, heard, fault);
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
    life->event_now = event;
    now = event->when;
    return pass_time(life, heard, fault) && happen(life, event, heard, fault) &&
           hear(life, heard, fault) && hear_case(life, heard, fault);
}

void
life_over(void)
{
    person_close(&providers_book);
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
    free(heard->withdrawn);
    free(heard->rules);
    free(heard->verdict);
    for (size_t i = 0; i < LIFE_TEXTS; i++)
        free(heard->texts[i]);
    json_decref(heard->who);
    *heard = (struct heard){0};
}
