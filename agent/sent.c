/* sent: what the accounts' Sent folders are asked. */
#include "agent/sent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "agent/agent.h"
#include "agent/clock.h"
#include "agent/errand.h"
#include "agent/log.h"
#include "agent/meant.h"
#include "agent/resent.h"
#include "agent/verdict.h"

enum {
    DAY = 24 * 60 * 60, /* seconds */
    AROUND = 2 *
             DAY, /* that lie between a mail's own date and when the server got it */
    PIECE_MOST = 2048, /* mails of one transaction */
    SENTENCE_ROOM = 256,
};

/* What is searched for, in this order, until something is found. */
enum step {
    STEP_ID,      /* the Message-ID of the mail that came back */
    STEP_ANSWERS, /* that which the report answers */
    STEP_ALIKE, /* recipient, subject and day: some servers give mail a new Message-ID */
    STEP_SUBJECT, /* the subject alone, to whomever */
    STEP_ALIVE, /* has who is said to be unknown written lately? After the rest, in the inbox */
    STEPS,
};

struct sent_question {
    uint64_t serial;
    uint32_t account;
    const struct bounce *bounce;
    enum step step;
    struct sent_wish wish;
    bool over;
    int64_t begun, deadline; /* ms */
    struct sent_answer answer;
};

/* ---- the index ---- */

bool
sent_begin(struct agent *agent)
{
    size_t count = agent->config->count;
    agent->sent.boxes = calloc(count ? count : 1, sizeof *agent->sent.boxes);
    return agent->sent.boxes != NULL;
}

void
sent_end(struct agent *agent)
{
    sent_drop(agent);
    free(agent->sent.boxes);
    agent->sent.boxes = NULL;
}

/* The key, once the journal has taken it. */
static bool
keyed(struct agent *agent)
{
    struct sent *sent = &agent->sent;
    unsigned char random[OWN_KEY];
    if (!sent->keyed && getrandom(random, sizeof random, 0) == sizeof random)
        sent->keyed = own_key(&agent->journal, random, sent->key);
    return sent->keyed;
}

static const char *
name_of(const struct agent *agent, uint64_t account)
{
    return agent->config->accounts[account].name;
}

/* What a server told us of one mail is kept; a date it does not tell is today's. */
static bool
keep(struct agent *agent, uint64_t account, const struct own_mail *mails, size_t count,
     const struct own_mark *mark)
{
    return own_add(&agent->journal, agent->sent.key, name_of(agent, account), mails,
                   count, mark);
}

static bool
take_piece(struct agent *agent, uint64_t key, const struct message_piece *piece)
{
    struct sent_box *box = &agent->sent.boxes[key];
    struct message_bytes rest = piece->bytes;
    struct message_own own;
    struct own_mark mark;
    struct own_mail *mails = calloc(PIECE_MOST, sizeof *mails);
    bool good = mails && own_mark(&agent->journal, name_of(agent, key), &mark);
    while (good && rest.length > 0) {
        size_t count = 0;
        while (count < PIECE_MOST && message_read_own(&rest, &own))
            mails[count++] = (struct own_mail){own.id.at, own.id.length,
                                               own.received ? (int64_t)own.received
                                                            : clock_now(),
                                               own.to.at, own.to.length};
        good = count > 0 && keep(agent, key, mails, count, NULL);
    }
    free(mails);
    /* The mark follows what is kept. */
    mark.uidvalidity = (int64_t)piece->uidvalidity;
    mark.uid = (int64_t)piece->at;
    good = good && keep(agent, key, NULL, 0, &mark);
    box->looked = piece->looked;
    box->total = piece->total;
    return good;
}

/* What to do about an outcome: how the folder stands then, and how long it is left alone. */
static const struct {
    enum sent_state state;
    int64_t leave; /* ms */
} outcomes[MESSAGE_OUTCOMES] = {
    // clang-format off
    [MESSAGE_DID]       = {SENT_READY, 0},
    [MESSAGE_NO_FOLDER] = {SENT_NO_FOLDER, SENT_FRESH}, /* nobody makes one every minute */
    [MESSAGE_IS_GONE]   = {SENT_NO_FOLDER, SENT_LEAVE},
    [MESSAGE_DENIED]    = {SENT_REFUSED, SENT_LEAVE},
    [MESSAGE_TOO_SLOW]  = {SENT_REFUSED, SENT_LEAVE},
    [MESSAGE_TOO_LARGE] = {SENT_REFUSED, SENT_LEAVE},
    [MESSAGE_CUT_OFF]   = {SENT_WAITING, 0}, /* the connection's fault, not the folder's */
    [MESSAGE_UNFIT]     = {SENT_WAITING, 0},
    // clang-format on
};

struct renewal {
    struct agent *agent;
    const struct account *account;
};

/* Is the mail, which nobody could say whose it was, in the index now? */
static bool
found_now(void *context, const struct bounce *bounce, struct verdict *verdict)
{
    const struct renewal *renewal = context;
    const struct account *account = renewal->account;
    struct genuine_known known = {.address = account->address,
                                  .host = account->host,
                                  .authority = account->authority};
    known.sent = sent_known(renewal->agent, account->name, bounce);
    *verdict = (struct verdict){.judged = genuine_judge(bounce, &known)};
    return verdict->judged.verdict == GENUINE_MINE;
}

/* What was told before the index knew of it, in a first look say. */
static void
renew(struct agent *agent, uint64_t account)
{
    struct renewal renewal = {agent, &agent->config->accounts[account]};
    int64_t renewed = 0;
    if (verdict_renew(&agent->journal, renewal.account->name, found_now, &renewal,
                      &renewed) &&
        renewed > 0) {
        log_info(renewal.account->name, "%lld returned mails are known to be yours now",
                 (long long)renewed);
        agent->filing.filed = false;
        tell_pump(agent);
    }
}

/* An index may break the session that it needs, and that watches: where it brings nothing it is
 * tried less and less often. */
static void
index_failed(struct agent *agent, uint64_t key, const struct message_done *done)
{
    struct sent_box *box = &agent->sent.boxes[key];
    int64_t leave = SENT_LEAVE;
    for (unsigned i = 0; i < box->failures && leave < SENT_FRESH; i++)
        leave *= 2;
    box->state = outcomes[done->outcome].state;
    box->shut = agent->now + outcomes[done->outcome].leave;
    box->failures = box->looked > 0 ? 0 : box->failures + 1;
    box->due = agent->now + (box->looked > 0 ? SENT_MOMENT : leave);
    log_info(name_of(agent, key), "its Sent folder was not indexed: %.*s",
             (int)done->text.length, (const char *)done->text.at);
}

static void
index_done(struct agent *agent, uint64_t key, const struct message_done *done)
{
    struct sent_box *box = &agent->sent.boxes[key];
    struct own_mark mark;
    box->busy = false;
    if (done->outcome != MESSAGE_DID) {
        index_failed(agent, key, done);
        return;
    }
    box->state = SENT_READY;
    box->failures = 0;
    /* More than one INDEX carries: it goes on above them, at once. */
    box->due = agent->now + (done->complete ? SENT_FRESH : SENT_MOMENT);
    if (!own_mark(&agent->journal, name_of(agent, key), &mark))
        return;
    mark.uidvalidity = (int64_t)done->uidvalidity;
    mark.uid = done->uid ? (int64_t)done->uid : mark.uid;
    mark.looked = done->complete ? clock_now() : mark.looked;
    if (keep(agent, key, NULL, 0, &mark) &&
        own_prune(&agent->journal, name_of(agent, key), clock_now())) {
        renew(agent, key);
        if (done->complete)
            resent_begin(agent, (uint32_t)key);
    }
}

static void
begin_index(struct agent *agent, uint32_t account)
{
    struct sent_box *box = &agent->sent.boxes[account];
    struct own_mark mark;
    box->due = agent->now + SENT_LEAVE; /* unless it begins */
    if (!keyed(agent) || !own_mark(&agent->journal, name_of(agent, account), &mark))
        return;
    int64_t since = clock_now() - OWN_KEEP;
    struct message_errand errand = {
        .kind = MESSAGE_INDEX,
        .folder = MESSAGE_SENT,
        .time = SENT_INDEX_TIME,
        .since = since > 0 ? (uint64_t)since : 0,
        .uidvalidity = (uint64_t)mark.uidvalidity,
        .uid = (uint64_t)mark.uid,
    };
    struct errand_hear hear = {.take = take_piece, .done = index_done, .key = account};
    box->busy = errand_begin(agent, account, &errand, hear);
    box->state = box->busy ? SENT_INDEXING : box->state;
    box->looked = box->total = 0;
}

/* How many more indexes may be begun. */
static int
room(const struct agent *agent)
{
    int left = SENT_INDEXES;
    for (uint32_t i = 0; agent->sent.boxes && i < agent->config->count; i++)
        left -= agent->sent.boxes[i].busy;
    return left;
}

void
sent_pump(struct agent *agent)
{
    int left = room(agent);
    for (uint32_t i = 0; agent->sent.boxes && i < agent->config->count; i++) {
        struct sent_box *box = &agent->sent.boxes[i];
        if (box->busy || agent_is_stuck(agent) || agent->stopping ||
            agent->watches[i].state != MESSAGE_WATCHING)
            continue;
        if (box->due == 0)
            box->due = agent->now + SENT_SOON;
        if (agent->now < box->due || agent->now < box->shut || left <= 0)
            continue;
        begin_index(agent, i);
        left -= box->busy;
    }
}

int64_t
sent_due(const struct agent *agent)
{
    int64_t due = agent->sent.question ? agent->sent.question->deadline : 0;
    if (agent_is_stuck(agent))
        return 0; /* nothing is begun or ended: it must not wake us */
    if (room(agent) <= 0)
        return due; /* the end of one wakes us */
    for (uint32_t i = 0; agent->sent.boxes && i < agent->config->count; i++) {
        const struct sent_box *box = &agent->sent.boxes[i];
        int64_t next = box->due > box->shut ? box->due : box->shut;
        if (!box->busy && box->due && agent->watches[i].state == MESSAGE_WATCHING &&
            (due == 0 || next < due))
            due = next;
    }
    return due;
}

void
sent_lost(struct agent *agent, uint32_t account)
{
    /* What was asked is answered by errand_lost. */
    if (agent->sent.boxes && agent->sent.boxes[account].state != SENT_READY)
        agent->sent.boxes[account].due = 0;
}

/* ---- one mail ---- */

enum genuine_sent
sent_known(struct agent *agent, const char *account, const struct bounce *bounce)
{
    bool found = false;
    if (!keyed(agent))
        return GENUINE_SENT_UNKNOWN;
    if (own_has(&agent->journal, agent->sent.key, account, bounce->original->message_id,
                &found) &&
        found)
        return GENUINE_SENT_FOUND;
    if (bounce->marks &&
        own_has(&agent->journal, agent->sent.key, account, bounce->marks->answers,
                &found) &&
        found)
        return GENUINE_SENT_ANSWERED;
    return GENUINE_SENT_UNKNOWN;
}

char *
sent_meant(struct agent *agent, const char *account, const struct bounce *bounce,
           const char *facts)
{
    return keyed(agent)
               ? meant_keep(&agent->journal, agent->sent.key, account, bounce, facts)
               : NULL;
}

static struct message_bytes
term(const char *text)
{
    return (struct message_bytes){text, strlen(text)};
}

/* Makes the search of a step; false: there is nothing to search for. */
static bool
make_search(const struct sent_question *question, struct message_errand *ret)
{
    const struct bounce *bounce = question->bounce;
    const struct bounce_original *original = bounce->original;
    int64_t sent = original->sent ? original->sent : bounce->reported;
    *ret = (struct message_errand){.kind = MESSAGE_SEARCH, .folder = MESSAGE_SENT};
    if (question->wish.found && question->step != STEP_ALIVE)
        return false;
    switch (question->step) {
    case STEP_ID:
        ret->id = term(original->message_id);
        return ret->id.length > 0;
    case STEP_ANSWERS:
        ret->id = term(bounce->marks->answers);
        return ret->id.length > 0 &&
               strcmp(bounce->marks->answers, original->message_id) != 0;
    case STEP_ALIKE:
        ret->to = term(bounce->failures->recipient);
        ret->subject = term(original->subject);
        ret->since = (uint64_t)(sent > AROUND ? sent - AROUND : 0);
        ret->before = (uint64_t)(sent + AROUND);
        return ret->to.length > 0 && ret->subject.length > 0 && sent > 0;
    case STEP_SUBJECT:
        ret->to = term("@"); /* a search needs an id or an address: any */
        ret->subject = term(original->subject);
        return question->wish.deep && ret->subject.length > 0;
    case STEP_ALIVE:
        ret->folder = MESSAGE_WATCHED;
        ret->from = term(bounce->failures->recipient);
        ret->since = (uint64_t)(clock_now() - SENT_ALIVE);
        return question->wish.alive && ret->from.length > 0;
    case STEPS:
        break;
    }
    return false;
}

static void
search_done(struct agent *agent, uint64_t key, const struct message_done *done);

/* Asks the next thing that can be asked; where there is none, everything was looked at. */
static void
go_on(struct agent *agent, struct sent_question *question)
{
    struct message_errand errand;
    for (; question->step < STEPS; question->step++) {
        if (!make_search(question, &errand))
            continue;
        int64_t left = question->deadline - agent->now;
        struct errand_hear hear = {.done = search_done, .key = question->serial};
        errand.time = (uint64_t)(left > 0 ? left : 1);
        question->over = !errand_begin(agent, question->account, &errand, hear);
        return;
    }
    question->over = true;
}

/* Sent has answered. */
static void
ask_alive(struct agent *agent, struct sent_question *question)
{
    question->step = STEP_ALIVE;
    go_on(agent, question);
}

/* It is in Sent, and will be asked for no more. */
static void
learn(struct agent *agent, const struct sent_question *question, const char *id,
      const struct message_done *done)
{
    struct own_mail mail = {id, strlen(id),
                            done->received ? (int64_t)done->received : clock_now(),
                            NULL, 0};
    if (mail.length > 0)
        keep(agent, question->account, &mail, 1, NULL);
}

static void
search_done(struct agent *agent, uint64_t key, const struct message_done *done)
{
    static const enum genuine_sent found[STEPS] = {
        [STEP_ID] = GENUINE_SENT_FOUND,
        [STEP_ANSWERS] = GENUINE_SENT_ANSWERED,
        [STEP_ALIKE] = GENUINE_SENT_ALIKE,
        [STEP_SUBJECT] = GENUINE_SENT_MISSING};
    struct sent_question *question = agent->sent.question;
    if (!question || question->serial != key || question->over)
        return; /* its time was over */
    struct sent_box *box = &agent->sent.boxes[question->account];
    const char *id = question->step == STEP_ID ? question->bounce->original->message_id
                     : question->step == STEP_ANSWERS ? question->bounce->marks->answers
                                                      : "";
    if (question->step == STEP_ALIVE) {
        if (done->outcome == MESSAGE_DID && done->count > 0)
            question->answer.wrote = (int64_t)done->received;
        question->over = true;
        return;
    }
    if (done->outcome != MESSAGE_DID) {
        question->over = true;
        if (outcomes[done->outcome].leave) {
            box->state = outcomes[done->outcome].state;
            box->shut = agent->now + outcomes[done->outcome].leave;
        }
        return;
    }
    if (done->count > 0) {
        question->answer.sent = found[question->step];
        question->answer.new_subject = false;
        learn(agent, question, id, done);
        ask_alive(agent, question);
        return;
    }
    /* A folder of which only a part was looked at proves nothing by its silence, nor does an empty
     * one: many programs keep their copies on the computer; nor does one where recipient, subject
     * and day were not asked for. */
    if (!done->complete || done->total == 0) {
        question->answer = (struct sent_answer){0};
        ask_alive(agent, question);
        return;
    }
    if (question->step == STEP_ALIKE)
        question->answer.sent = GENUINE_SENT_MISSING;
    if (question->step == STEP_SUBJECT)
        question->answer.new_subject = true;
    question->step++;
    go_on(agent, question);
}

/* Will the account's session have a turn for us soon? In a look it has, once the mails that it
 * has brought are taken: as long as they are few. */
static bool
is_near(const struct agent *agent, uint32_t account)
{
    const struct watch *watch = &agent->watches[account];
    return watch->state == MESSAGE_WATCHING ||
           (watch->state == MESSAGE_CONNECTING && watch->fault == MESSAGE_FINE &&
            agent->intake.count <= JOURNAL_ALONE_MAX);
}

/* May the mails of this account wait for their folder? */
static bool
may_ask(struct agent *agent, uint32_t account)
{
    struct sent_box *box = &agent->sent.boxes[account];
    if (agent->now - box->window >= SENT_WINDOW) {
        box->window = agent->now;
        box->waited = 0;
    }
    return agent->now >= box->shut && box->waited < SENT_BUDGET &&
           is_near(agent, account) && keyed(agent);
}

bool
sent_ask(struct agent *agent, uint32_t account, const struct bounce *bounce,
         struct sent_wish wish)
{
    if (agent->sent.question || !bounce->marks || !may_ask(agent, account))
        return false;
    struct sent_question *question = calloc(1, sizeof *question);
    if (!question)
        return false;
    *question = (struct sent_question){
        .serial = ++agent->sent.serial,
        .account = account,
        .bounce = bounce,
        .wish = wish,
        .begun = agent->now,
        .deadline = agent->now + SENT_PATIENCE,
    };
    agent->sent.question = question;
    go_on(agent, question);
    return true;
}

void
sent_drop(struct agent *agent)
{
    free(agent->sent.question);
    agent->sent.question = NULL;
}

bool
sent_over(struct agent *agent, struct sent_answer *ret)
{
    struct sent_question *question = agent->sent.question;
    if (question && !question->over && agent->now < question->deadline)
        return false;
    if (question) {
        struct sent_box *box = &agent->sent.boxes[question->account];
        box->waited += agent->now - question->begun;
        /* A server that stands still over a search: its session breaks over each of them. */
        if (!question->over && question->step != STEP_ALIVE &&
            agent->watches[question->account].state == MESSAGE_WATCHING) {
            box->shut = agent->now + SENT_LEAVE;
            box->state = SENT_REFUSED;
        }
    }
    bool answered = question && (question->over || question->step == STEP_ALIVE);
    *ret = answered ? question->answer : (struct sent_answer){0};
    sent_drop(agent);
    return true;
}

/* ---- how it stands ---- */

static const char *const states[] = {"waiting", "indexing", "ready", "no-folder",
                                     "refused"};

static void
put_sentence(const struct sent_box *box, const struct own_count *count,
             char out[SENTENCE_ROOM])
{
    long long mails = (long long)count->mails;
    switch (box->state) {
    case SENT_WAITING:
        snprintf(out, SENTENCE_ROOM,
                 "Sent folder not looked at yet; own mails known: %lld", mails);
        break;
    case SENT_INDEXING:
        snprintf(
            out, SENTENCE_ROOM,
            "Sent folder being looked over: %llu of %llu mails; own mails known: %lld",
            (unsigned long long)box->looked, (unsigned long long)box->total, mails);
        break;
    case SENT_READY:
        snprintf(out, SENTENCE_ROOM,
                 "Sent folder looked over, the last 90 days; own mails known: %lld",
                 mails);
        break;
    case SENT_NO_FOLDER:
        snprintf(
            out, SENTENCE_ROOM,
            "No Sent folder found: whether a returned mail is yours is not known. If there "
            "is one, name it: sent = FOLDER");
        break;
    case SENT_REFUSED:
        snprintf(out, SENTENCE_ROOM,
                 "The server does not search the Sent folder; own mails known: %lld",
                 mails);
        break;
    }
}

json_t *
sent_json(struct agent *agent, uint32_t account)
{
    const struct sent_box *box = &agent->sent.boxes[account];
    struct own_count count = {0};
    struct own_mark mark = {0};
    char sentence[SENTENCE_ROOM], looked[CLOCK_TEXT_MAX];
    own_count(&agent->journal, name_of(agent, account), &count);
    own_mark(&agent->journal, name_of(agent, account), &mark);
    put_sentence(box, &count, sentence);
    clock_stamp(mark.looked, looked);
    return json_pack("{s:s, s:I, s:s, s:s}", "state", states[box->state], "mails",
                     (json_int_t)count.mails, "looked", looked, "sentence", sentence);
}
