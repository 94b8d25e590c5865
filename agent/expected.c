/* expected: whose mails show that a delivery problem is over, and what comes of them. */
#include "agent/expected.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/agent.h"
#include "agent/case.h"
#include "agent/clock.h"
#include "agent/errand.h"
#include "agent/filing.h"
#include "agent/log.h"

enum {
    MINUTES_MAX = 0xffff, /* 45 days: cases are forgotten before */
};

/* ---- whom imap looks for ---- */

struct list {
    FILE *out;
};

/* An address with a line end in it would be two. */
static void
add(void *context, const char *recipient)
{
    const struct list *list = context;
    if (strchr(recipient, '@') && !strpbrk(recipient, "\r\n"))
        fprintf(list->out, "%s\n", recipient);
}

/* NULL: no memory, or the journal cannot be read. */
static char *
make_list(struct agent *agent, const char *account)
{
    char *text = NULL;
    size_t length = 0;
    struct list list = {open_memstream(&text, &length)};
    if (!list.out)
        return NULL;
    bool good = case_each_open(&agent->journal, account, MESSAGE_EXPECT_MOST, add,
                               &list);
    good = fclose(list.out) == 0 && good;
    if (good)
        return text;
    free(text);
    return NULL;
}

bool
expected_send(struct agent *agent, uint32_t account)
{
    char *list = make_list(agent, agent->config->accounts[account].name);
    if (!list)
        return false;
    int64_t sum = case_original(list); /* of any text; 0 of none, as imap begins */
    if (sum != agent->watches[account].expected)
        message_put_bytes(&apart_child(agent, account)->out, MESSAGE_EXPECT, account, 0,
                          list, strlen(list));
    agent->watches[account].expected = sum;
    free(list);
    return true;
}

void
expected_changed(struct agent *agent, const char *account)
{
    for (uint32_t i = 0; i < agent->config->count; i++)
        if (strcmp(agent->config->accounts[i].name, account) == 0 &&
            agent->watches[i].mailbox != 0)
            agent->watches[i].expects = true;
}

void
expected_pump(struct agent *agent)
{
    for (uint32_t i = 0; i < agent->config->count && !agent->intake.first; i++)
        if (agent->watches[i].expects && !agent_is_stuck(agent))
            agent->watches[i].expects = !expected_send(agent, i);
}

/* ---- who has written ---- */

/* Of which case an errand asks, as its key: a case that was forgotten meanwhile is missed by
 * nobody. */
struct asked {
    uint64_t account; /* 12 bits: MESSAGE_ACCOUNTS_MAX */
    uint64_t minutes; /* 16 bits: how long ago the answer came */
    uint64_t link;    /* 36 bits: the case */
};

static uint64_t
key_of(struct asked asked)
{
    return asked.account << 52 | asked.minutes << 36 |
           (asked.link & ((UINT64_C(1) << 36) - 1));
}

static struct asked
asked_of(uint64_t key)
{
    return (struct asked){key >> 52, key >> 36 & MINUTES_MAX,
                          key & ((UINT64_C(1) << 36) - 1)};
}

/* Does such a report speak of the address alone, so that a mail from there gainsays it? From can
 * be forged: it makes nobody believe that mail arrives. */
static bool
is_of_address(enum bounce_cause cause)
{
    return cause == BOUNCE_CAUSE_NO_SUCH_USER ||
           cause == BOUNCE_CAUSE_MAILBOX_DISABLED || cause == BOUNCE_CAUSE_MAILBOX_FULL;
}

static void
is_alive(struct agent *agent, const struct case_row *row, int64_t at)
{
    if (is_of_address(row->cause) &&
        !case_worked(&agent->journal, row->account, row->recipient, at))
        agent_stuck(agent);
}

static void
answered(struct agent *agent, const struct case_row *row, int64_t at)
{
    struct case_closed closed;
    if (!case_answered(&agent->journal, row->account, row->recipient, at, &closed)) {
        agent_stuck(agent);
        return;
    }
    if (closed.id)
        filing_closed(agent, &closed);
    filing_changed(agent);
}

static void
heard(struct agent *agent, uint64_t key, const struct message_done *done)
{
    struct asked asked = asked_of(key);
    struct case_row row;
    int64_t at = clock_now() - (int64_t)asked.minutes * 60;
    if (!case_read(&agent->journal, (int64_t)asked.link, &row) || row.id == 0 ||
        row.course.due == 0)
        return;
    bool younger = done->outcome == MESSAGE_DID && done->count > 0 &&
                   (int64_t)done->received > row.course.last;
    if (younger)
        answered(agent, &row, at);
    else
        is_alive(agent, &row, at);
}

/* When was the mail sent that is answered? */
static void
ask(struct agent *agent, uint32_t account, const struct case_row *row, int64_t at,
    struct message_bytes id)
{
    int64_t minutes = (clock_now() - at) / 60;
    struct asked asked = {account, 0, (uint64_t)row->id};
    struct message_errand errand = {
        .kind = MESSAGE_SEARCH, .folder = MESSAGE_SENT, .id = id};
    if (minutes > 0)
        asked.minutes = minutes < MINUTES_MAX ? (uint64_t)minutes : MINUTES_MAX;
    if (!errand_begin(agent, account, &errand,
                      (struct errand_hear){.done = heard, .key = key_of(asked)}))
        is_alive(agent, row, at);
}

bool
expected_came(struct agent *agent, const struct message *message)
{
    struct message_came came;
    struct case_row row;
    char from[CASE_ADDRESS_MAX], id[MESSAGE_TERM_MAX + 1];
    bool waits;
    if (message->account >= agent->config->count || !message_read_came(message, &came))
        return false;
    const char *account = agent->config->accounts[message->account].name;
    snprintf(from, sizeof from, "%.*s", (int)came.from.length, came.from.at);
    snprintf(id, sizeof id, "%.*s", (int)came.answers.length, came.answers.at);
    if (agent_is_stuck(agent) ||
        !case_open(&agent->journal, account, from, id, &row, &waits))
        return true; /* it is looked at again with the next session */
    int64_t now = clock_now(), at = came.received ? (int64_t)came.received : now;
    if (row.id == 0 || at <= row.course.last || at > now + COURSE_DAY)
        return true;
    if (waits)
        answered(agent, &row, at);
    else if (came.answers.length > 0)
        ask(agent, message->account, &row, at, came.answers);
    else
        is_alive(agent, &row, at);
    return true;
}
