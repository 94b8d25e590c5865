/* intake: a mail's way from ndrwatch-imap through `ndrwatch parse` into the journal. */
#include "agent/intake.h"

#include <stdlib.h>
#include <string.h>

#include "agent/agent.h"
#include "agent/case.h"
#include "agent/clock.h"
#include "agent/expected.h"
#include "agent/facts.h"
#include "agent/key.h"
#include "agent/log.h"
#include "agent/verdict.h"

enum {
    DAY = 24 * 60 * 60 /* seconds */
};

enum step {
    STEP_WAITS = 0, /* for its turn with the parser */
    STEP_READING,   /* the parser has it */
    STEP_READ,      /* its facts are here, or it is given up */
};

struct intake_mail {
    struct intake_mail *next;
    struct journal_mail mail;
    char *account;    /* its name */
    uint32_t index;   /* of the account, while request is set */
    uint32_t request; /* to be TAKEN; 0: whoever sent it is gone */
    enum step step;
    bool poison; /* it has had its attempts */
    bool junk;   /* it lies in the folder for spam */
    char *bytes;
    size_t length;
    struct bounce *bounce; /* what the facts say; NULL: not a returned mail */
    char *facts;
    bool asked;              /* its account's folders are asked about it */
    enum genuine_sent found; /* what the index said before */
    int64_t
        wrote; /* UNIX seconds: when who is said to be unknown last wrote; 0: not known */
    bool judged; /* the verdict is here */
    struct verdict verdict;
};

static void
mail_free(struct intake_mail *mail)
{
    free(mail->account);
    free(mail->bytes);
    facts_free(mail->bounce);
    free(mail->facts);
    free(mail);
}

static void
take(struct agent *agent, uint32_t index, uint32_t request)
{
    if (request)
        message_put(&apart_child(agent, index)->out, MESSAGE_TAKEN, index, request);
}

/* ---- T1 ---- */

static struct intake_mail *
find(const struct intake *intake, const struct journal_mail *mail)
{
    for (struct intake_mail *one = intake->first; one; one = one->next)
        if (one->mail.mailbox == mail->mailbox && one->mail.uid == mail->uid &&
            one->mail.uidvalidity == mail->uidvalidity)
            return one;
    return NULL;
}

static struct intake_mail *
add(struct agent *agent, const struct journal_mail *mail, struct message_bytes bytes,
    uint32_t index)
{
    struct intake_mail *one = calloc(1, sizeof *one);
    if (!one)
        return NULL;
    one->mail = *mail;
    one->account = strdup(agent->config->accounts[index].name);
    one->bytes = malloc(bytes.length + !bytes.length);
    if (!one->account || !one->bytes) {
        mail_free(one);
        return NULL;
    }
    if (bytes.length > 0)
        memcpy(one->bytes, bytes.at, bytes.length);
    one->length = bytes.length;
    if (agent->intake.last)
        agent->intake.last->next = one;
    else
        agent->intake.first = one;
    agent->intake.last = one;
    agent->intake.count++;
    return one;
}

/* How long before our watch a mail may have come: a scan wants them all. */
static int64_t
past(struct agent *agent, uint32_t account, int64_t uid, bool junk)
{
    uint64_t *count;
    if (!junk && scan_covers(agent, account, uid, &count))
        return INT32_MAX; /* seconds: 68 years */
    return (int64_t)agent->config->accounts[account].look_back * DAY;
}

bool
intake_mail(struct agent *agent, const struct message *message)
{
    struct message_mail mail;
    if (message->account >= agent->config->count ||
        !message_read_mail(message, &mail) || mail.uid == 0 || mail.uidvalidity == 0 ||
        agent->watches[message->account].mailbox == 0)
        return false;
    const struct watch *watch = &agent->watches[message->account];
    struct journal_mail key = {
        .mailbox = mail.junk ? watch->junk.mailbox : watch->mailbox,
        .uidvalidity = (int64_t)mail.uidvalidity,
        .uid = (int64_t)mail.uid,
        .received = (int64_t)mail.received,
        .past = past(agent, message->account, (int64_t)mail.uid, mail.junk),
    };
    struct intake_mail *one = find(&agent->intake, &key);
    enum journal_known known = JOURNAL_NEW;
    if (!one && !journal_look(&agent->journal, &key, &known))
        agent_stuck(agent);
    if (known == JOURNAL_SETTLED) {
        take(agent, message->account, message->request);
        return true;
    }
    bool first = !agent->intake.first;
    if (!one)
        one = add(agent, &key, mail.bytes, message->account);
    if (!one) {
        log_error(NULL, "out of memory for a mail; it is asked for again");
        return false;
    }
    one->index = message->account;
    one->junk = mail.junk;
    one->request = message->request;
    /* The first in the queue gets T1 together with T2, one commit less before the words. */
    if (!first && !agent_is_stuck(agent) && !journal_discover(&agent->journal, &key))
        agent_stuck(agent);
    return true;
}

/* ---- T2: the parser gets it ---- */

/* False: nothing more can be done now. */
static bool
hand_over(struct agent *agent, struct intake_mail *mail)
{
    struct child *parse = &agent->parse;
    int attempts;
    if (parse->pid == 0 || parse->broken)
        return false;
    if (!journal_attempt(&agent->journal, &mail->mail, &attempts)) {
        agent_stuck(agent);
        return false;
    }
    agent_unstuck(agent);
    if (attempts > JOURNAL_ATTEMPTS_MAX) {
        mail->poison = true;
        mail->step = STEP_READ;
        return true;
    }
    struct message_mail frame = {
        .uidvalidity = (uint64_t)mail->mail.uidvalidity,
        .uid = (uint64_t)mail->mail.uid,
        .size = mail->length,
        .received = (uint64_t)mail->mail.received,
        .bytes = {mail->bytes, mail->length},
    };
    message_put_mail(&parse->out, 0, ++agent->intake.serial, &frame);
    child_flush(parse);
    mail->step = STEP_READING;
    agent->intake.deadline = agent->now + INTAKE_DEADLINE;
    return true;
}

bool
intake_facts(struct agent *agent, const struct message *message)
{
    struct intake_mail *mail = agent->intake.first;
    if (message->request != agent->intake.serial || !mail || mail->step != STEP_READING)
        return false;
    const struct message_bytes *facts = &message->payload;
    /* Too little memory, or no parser of ours: as good as a death, the attempt counts. */
    if (facts->length > 0 && (!facts_read(facts->at, facts->length, &mail->bounce) ||
                              !(mail->facts = strndup(facts->at, facts->length)))) {
        facts_free(mail->bounce);
        mail->bounce = NULL;
        return false;
    }
    mail->step = STEP_READ;
    agent->intake.deadline = 0;
    restart_healthy(&agent->parse.restart);
    return true;
}

void
intake_parser_lost(struct agent *agent)
{
    struct intake_mail *mail = agent->intake.first;
    agent->intake.deadline = 0;
    if (!mail || mail->step != STEP_READING)
        return;
    log_warning(
        mail->account,
        "the parser died while it read the mail with UID %lld; after %d times it is "
        "told as one we could not read",
        (long long)mail->mail.uid, JOURNAL_ATTEMPTS_MAX);
    mail->step = STEP_WAITS;
}

void
intake_imap_lost(struct agent *agent, uint32_t account)
{
    for (struct intake_mail *mail = agent->intake.first; mail; mail = mail->next)
        if (mail->index == account)
            mail->request = 0;
}

/* ---- T3 ---- */

static void
log_settled(const struct intake_mail *mail, int64_t id, bool is_bounce)
{
    char name[JOURNAL_ID_MAX];
    journal_name(id, name);
    if (!is_bounce)
        log_info(mail->account, "UID %lld is not a returned mail",
                 (long long)mail->mail.uid);
    else if (id == 0)
        log_info(mail->account, "UID %lld is a returned mail known already",
                 (long long)mail->mail.uid);
    else
        log_info(mail->account, "UID %lld is returned mail %s",
                 (long long)mail->mail.uid, name);
}

/* What `seen` the mark may follow: only one of the same numbering. */
static int64_t
seen_of(const struct agent *agent, const struct intake_mail *mail)
{
    if (mail->request == 0)
        return 0;
    const struct watch *watch = &agent->watches[mail->index];
    if (mail->junk)
        return watch->junk.uidvalidity == mail->mail.uidvalidity ? watch->junk.seen : 0;
    return watch->uidvalidity == mail->mail.uidvalidity ? watch->seen : 0;
}

/* The domain of the account's address; NULL: not a plain one, or the account has gone. */
static const char *
provider_of(const struct config *config, const char *account)
{
    for (size_t i = 0; i < config->count; i++) {
        const char *at = strrchr(config->accounts[i].address, '@');
        if (!at || strcmp(config->accounts[i].name, account) != 0)
            continue;
        size_t plain = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz0123456789-."
                                      "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        return at[1 + plain] == '\0' && plain < BOUNCE_TEXT_MAX ? at + 1 : NULL;
    }
    return NULL;
}

/* The account's address says whose customer the reader is, better than the mail can. It is
 * kept with the facts, so that whoever reads the journal needs no configuration. Gives what the
 * mail shows, to be put back: the configuration may go before the mail. */
static const char *
name_provider(const struct agent *agent, struct intake_mail *mail)
{
    const char *provider = provider_of(agent->config, mail->account);
    const char *before = mail->bounce->own_provider;
    if (!provider)
        return before;
    mail->bounce->own_provider = provider;
    char *facts = facts_write(mail->bounce);
    if (!facts)
        return before; /* no memory: what the mail shows has to do */
    free(mail->facts);
    mail->facts = facts;
    return before;
}

/* Puts the verdict into the facts, unless an earlier try has; without memory it is told
 * unjudged. */
static void
keep_verdict(struct intake_mail *mail)
{
    if (verdict_recall(mail->facts).judged.verdict != GENUINE_UNJUDGED)
        return;
    char *facts = verdict_keep(mail->facts, &mail->verdict);
    if (!facts)
        return;
    free(mail->facts);
    mail->facts = facts;
}

/* Who is said to be unknown has written lately: that is kept as far as the mail is one's own. */
static void
keep_alive(struct agent *agent, struct intake_mail *mail)
{
    if (mail->wrote > 0 && !mail->poison && !verdict_speaks(&mail->verdict) &&
        case_worked(&agent->journal, mail->account, mail->bounce->failures->recipient,
                    mail->wrote))
        mail->wrote = 0;
}

/* What a mistyped address was meant to be, unless an earlier try has kept it. Before the verdict,
 * which is the last in the facts. */
static void
keep_meant(struct agent *agent, struct intake_mail *mail)
{
    if (verdict_speaks(&mail->verdict) ||
        verdict_recall(mail->facts).judged.verdict != GENUINE_UNJUDGED)
        return;
    char *facts = sent_meant(agent, mail->account, mail->bounce, mail->facts);
    if (!facts)
        return;
    free(mail->facts);
    mail->facts = facts;
}

static bool
settle(struct agent *agent, struct intake_mail *mail)
{
    const char *shown = mail->bounce ? name_provider(agent, mail) : NULL;
    /* What is not about a mail of ours is where it belongs: nobody need hear of it. */
    if (mail->junk && verdict_speaks(&mail->verdict))
        mail->verdict.hushed = true;
    if (mail->bounce) {
        keep_meant(agent, mail);
        keep_verdict(mail);
        keep_alive(agent, mail);
    }
    char key[SHA256_HEX];
    key_make(mail->bounce, mail->bytes, mail->length, key);
    struct journal_event event = {
        .key = key,
        .account = mail->account,
        .state = mail->poison ? JOURNAL_UNREADABLE : JOURNAL_READ,
        .facts = mail->bounce ? mail->facts : "",
        /* What is not about a mail of ours is no delivery problem of ours. */
        .bounce = mail->poison || verdict_speaks(&mail->verdict) ? NULL : mail->bounce,
        .raw = mail->bytes,
        .raw_length = mail->length < BOUNCE_MAIL_MAX ? mail->length : BOUNCE_MAIL_MAX,
        .found = clock_now(),
        .verdict = genuine_name(mail->verdict.judged.verdict),
        .quiet = mail->verdict.hushed,
    };
    bool is_bounce = mail->poison || mail->bounce;
    int64_t id = 0;
    bool good = journal_settle(&agent->journal, &mail->mail, seen_of(agent, mail),
                               is_bounce ? &event : NULL, &id);
    if (mail->bounce)
        mail->bounce->own_provider = shown;
    if (!good) {
        agent_stuck(agent);
        return false;
    }
    agent_unstuck(agent);
    if (id > 0) {
        checks_settled(agent, id);
        filing_changed(agent);
        expected_changed(agent, mail->account);
    }
    uint64_t *count;
    if (mail->request && !mail->junk &&
        scan_covers(agent, mail->index, mail->mail.uid, &count))
        *count += id > 0; /* thousands, perhaps: the sum is logged */
    else
        log_settled(mail, id, is_bounce);
    take(agent, mail->index, mail->request);
    return true;
}

/* ---- whose is it, before anybody is told ---- */

/* Which account it is now, by its name: the configuration may have been read anew. */
static bool
find_account(const struct agent *agent, const char *name, uint32_t *ret)
{
    for (uint32_t i = 0; i < agent->config->count; i++) {
        if (strcmp(agent->config->accounts[i].name, name) != 0)
            continue;
        *ret = i;
        return true;
    }
    return false;
}

/* One of many that nobody's Sent folder explains: the tenth tells of them, more have no bubble. */
static void
judge(struct agent *agent, struct intake_mail *mail, const struct account *account,
      struct sent_answer answer)
{
    struct genuine_known known = {
        .address = account->address,
        .host = account->host,
        .authority = account->authority,
        .sent = answer.sent,
        .new_subject = answer.new_subject,
    };
    mail->judged = true;
    mail->verdict = verdict_reach(&agent->journal, account->name, clock_now(),
                                  mail->bounce, &known);
}

/* Is it news, for which a question to the Sent folder is worth the wait? */
static bool
is_recent(const struct intake_mail *mail)
{
    return mail->mail.received == 0 || clock_now() - mail->mail.received < SENT_RECENT;
}

/* Mails of one account may wait for its Sent folder; those of another must not. */
static bool
others_wait(const struct intake_mail *mail)
{
    const struct intake_mail *other = mail->next;
    while (other && strcmp(other->account, mail->account) == 0)
        other = other->next;
    return other != NULL;
}

/* Is somebody said to be unknown who may have written lately? */
static bool
calls_unknown(const struct bounce *bounce)
{
    const struct bounce_failure *lead = bounce->failures;
    return lead->kind == BOUNCE_FAILED &&
           bounce_diagnose(bounce, lead).cause == BOUNCE_CAUSE_NO_SUCH_USER;
}

/* False: its Sent folder is still thinking. What is in the index waits for nothing. */
static bool
judged(struct agent *agent, struct intake_mail *mail)
{
    struct sent_answer answer = {0};
    uint32_t number;
    if (mail->judged || !mail->bounce || !find_account(agent, mail->account, &number))
        return true;
    const struct account *account = &agent->config->accounts[number];
    if (!mail->asked) {
        struct genuine_known known = {.address = account->address,
                                      .host = account->host,
                                      .authority = account->authority};
        answer.sent = sent_known(agent, account->name, mail->bounce);
        struct sent_wish wish = {
            .found = answer.sent != GENUINE_SENT_UNKNOWN,
            .deep = genuine_left_here(mail->bounce, &known),
            .alive = calls_unknown(mail->bounce),
        };
        mail->asked = (!wish.found || wish.alive) && is_recent(mail) &&
                      !others_wait(mail) && sent_ask(agent, number, mail->bounce, wish);
        mail->found = answer.sent;
        /* It has been read: however often we are stopped while we wait, it is no poison. */
        if (mail->asked)
            journal_excuse(&agent->journal, &mail->mail);
    }
    if (mail->asked && others_wait(mail))
        sent_drop(agent);
    if (mail->asked && !sent_over(agent, &answer))
        return false;
    if (mail->asked && mail->found != GENUINE_SENT_UNKNOWN)
        answer.sent = mail->found;
    mail->wrote = answer.wrote;
    judge(agent, mail, account, answer);
    return true;
}

void
intake_pump(struct agent *agent)
{
    struct intake *intake = &agent->intake;
    if (intake->deadline && agent->now >= intake->deadline) {
        log_warning(
            NULL,
            "the parser has taken %d s over one mail: it is ended and started anew",
            INTAKE_DEADLINE / 1000);
        intake->deadline = 0;
        child_kill(&agent->parse);
    }
    while (intake->first && !agent_is_stuck(agent)) {
        struct intake_mail *mail = intake->first;
        if (mail->step == STEP_READING)
            return;
        if (mail->step == STEP_WAITS) {
            if (!hand_over(agent, mail))
                return;
            continue;
        }
        if (!judged(agent, mail) || !settle(agent, mail))
            return;
        intake->first = mail->next;
        intake->last = mail->next ? intake->last : NULL;
        intake->count--;
        mail_free(mail);
        tell_pump(agent);
    }
}

int64_t
intake_due(const struct agent *agent)
{
    return agent->intake.deadline;
}

void
intake_end(struct agent *agent)
{
    struct intake_mail *mail = agent->intake.first;
    sent_drop(agent);
    if (mail && mail->step == STEP_READING)
        journal_excuse(&agent->journal, &mail->mail);
    while (mail) {
        struct intake_mail *next = mail->next;
        mail_free(mail);
        mail = next;
    }
    agent->intake = (struct intake){0};
}
