/* watch: the accounts as they stand, and what is said with ndrwatch-imap about them. */
#include "agent/watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/agent.h"
#include "agent/authority.h"
#include "agent/clock.h"
#include "agent/errand.h"
#include "agent/expected.h"
#include "agent/habits.h"
#include "agent/log.h"
#include "agent/vault.h"

bool
watch_begin(struct agent *agent)
{
    size_t count = agent->config->count;
    agent->watches = calloc(count ? count : 1, sizeof *agent->watches);
    if (!agent->watches)
        return false;
    for (size_t i = 0; i < count; i++)
        agent->watches[i].since = clock_now();
    return true;
}

void
watch_end(struct agent *agent)
{
    for (size_t i = 0; agent->watches && i < agent->config->count; i++)
        free(agent->watches[i].text);
    free(agent->watches);
    agent->watches = NULL;
}

/* As whom people know it: by the address, else by the server. NULL: nobody we know. */
static const struct providers_row *
watch_provider(const struct agent *agent, const struct account *account)
{
    const struct providers *providers = &agent->book.providers;
    const struct providers_row *row = providers_by_address(providers, account->address);
    return row ? row : providers_by_imap(providers, account->host);
}

static struct message_bytes
bytes(const char *text)
{
    return (struct message_bytes){text, strlen(text)};
}

bool
watch_send(struct agent *agent, uint32_t index)
{
    const struct account *account = &agent->config->accounts[index];
    struct journal_mailbox mailbox, junk;
    char junks[ERRAND_NAMES_ROOM];
    if (!journal_mailbox(&agent->journal, account->name, account->mailbox, clock_now(),
                         &mailbox) ||
        !journal_mailbox(&agent->journal, account->name, WATCH_JUNK, clock_now(),
                         &junk)) {
        agent_stuck(agent);
        return false;
    }
    agent_unstuck(agent);
    agent->watches[index].mailbox = mailbox.id;
    agent->watches[index].junk.mailbox = junk.id;
    errand_names(agent->place, account, MESSAGE_JUNK, junks);
    struct message_watch watch = {
        .name = bytes(account->name),
        .host = bytes(account->host),
        .user = bytes(account->user),
        .mailbox = bytes(account->mailbox),
        .ca_file = bytes(account->ca_file),
        .port = account->port,
        .uidvalidity = (uint64_t)mailbox.uidvalidity,
        .uid = (uint64_t)mailbox.mark,
        .starttls = account->starttls,
        .recent_days = mailbox.uidvalidity ? WATCH_RECENT_DAYS : account->look_back,
        .junk = bytes(account->junk),
        .junks = bytes(junks),
        .junk_uidvalidity = (uint64_t)junk.uidvalidity,
        .junk_uid = (uint64_t)junk.mark,
    };
    habits_of(habits_row(&agent->book.providers, account), account, &watch);
    message_put_watch(&apart_child(agent, index)->out, index, 0, &watch);
    agent->watches[index].expected = 0;
    if (expected_send(agent, index) && scan_resume(agent, index))
        return true;
    agent_stuck(agent);
    return false;
}

/* ---- what ndrwatch-imap tells ---- */

static void
log_state(const struct agent *agent, uint32_t number)
{
    const char *account = agent->config->accounts[number].name;
    const struct watch *watch = &agent->watches[number];
    char sentence[STANDING_MAX];
    struct standing standing;
    watch_standing(agent, number, &standing);
    standing_sentence(&standing, sentence);
    /* The server's own words are for the log alone, where the sentence has others. */
    const char *text = watch->text && !strstr(sentence, watch->text) ? watch->text : "";
    if (watch->fault == MESSAGE_FINE)
        log_info(account, "%s", sentence);
    else
        log_warning(account, "%s%s%s", sentence, text[0] != '\0' ? " " : "", text);
}

bool
watch_state(struct agent *agent, const struct message *message)
{
    struct message_state state;
    if (message->account >= agent->config->count ||
        !message_read_state(message, &state))
        return false;
    struct watch *watch = &agent->watches[message->account];
    bool new = !watch->reported || watch->state != state.state ||
               watch->fault != state.fault || watch->cause != state.cause ||
               watch->poll != state.poll ||
               strlen(watch->text ? watch->text : "") != state.text.length ||
               (watch->text &&
                memcmp(watch->text, state.text.at, state.text.length) != 0);
    if (!watch->reported || watch->state != state.state || watch->fault != state.fault)
        watch->since = clock_now();
    /* A new try: its ca_file may be what was wrong, and be mended by now. */
    if (state.state == MESSAGE_CONNECTING &&
        (watch->fault == MESSAGE_UNTRUSTED || watch->fault == MESSAGE_LOCAL))
        authority_send(agent, message->account);
    watch->reported = true;
    watch->look_waits = watch->look_waits || (state.state == MESSAGE_WATCHING &&
                                              watch->state != MESSAGE_WATCHING);
    watch->state = state.state;
    watch->fault = state.fault;
    watch->cause = state.cause;
    watch->next = state.next;
    watch->poll = state.poll;
    watch->told = watch->told && !new;
    if (new) {
        free(watch->text);
        watch->text = strndup(state.text.at, state.text.length);
        if ((state.state != MESSAGE_CONNECTING || state.fault != MESSAGE_FINE) &&
            !standing_is_passing(state.state, state.fault))
            log_state(agent, message->account);
    }
    return true;
}

/* On a terminal only: a first look at a big mailbox takes its time. */
static void
show_progress(const struct agent *agent, const struct watch *watch)
{
    if (watch->state == MESSAGE_CONNECTING && watch->looked > 0 &&
        isatty(STDERR_FILENO))
        fprintf(stderr, "\r%s: looked at %llu mails \r",
                agent->config->accounts[watch - agent->watches].name,
                (unsigned long long)watch->looked);
}

bool
watch_seen(struct agent *agent, const struct message *message)
{
    struct message_seen seen;
    if (message->account >= agent->config->count || !message_read_seen(message, &seen))
        return false;
    struct watch *watch = &agent->watches[message->account];
    if (seen.junk > 0) {
        struct watch_junk *junk = &watch->junk;
        junk->uidvalidity = (int64_t)seen.uidvalidity;
        junk->seen = (int64_t)seen.uid;
        junk->seen_waits = true;
        junk->look_waits |= seen.junk == 2;
        return true;
    }
    watch->uidvalidity = (int64_t)seen.uidvalidity;
    watch->seen = (int64_t)seen.uid;
    watch->seen_waits = true;
    watch->looked += seen.looked;
    show_progress(agent, watch);
    return true;
}

/* False: the journal is stuck. */
static bool
settle(struct agent *agent, struct watch *watch)
{
    struct journal *journal = &agent->journal;
    if (watch->seen_waits &&
        !journal_seen(journal, watch->mailbox, watch->uidvalidity, watch->seen))
        return false;
    watch->seen_waits = false;
    if (watch->look_waits && !journal_looked(journal, watch->mailbox))
        return false;
    watch->look_waits = false;
    return true;
}

static bool
settle_junk(struct agent *agent, struct watch_junk *junk)
{
    struct journal *journal = &agent->journal;
    if (junk->seen_waits &&
        !journal_seen(journal, junk->mailbox, junk->uidvalidity, junk->seen))
        return false;
    junk->seen_waits = false;
    if (junk->look_waits && !journal_looked(journal, junk->mailbox))
        return false;
    junk->look_waits = false;
    return true;
}

/* Is anything of it still to be written down? */
static bool
waits(const struct watch *watch)
{
    return watch->seen_waits || watch->look_waits || watch->junk.seen_waits ||
           watch->junk.look_waits;
}

void
watch_settle(struct agent *agent)
{
    if (agent->intake.first || agent_is_stuck(agent))
        return;
    for (size_t i = 0; i < agent->config->count; i++) {
        struct watch *watch = &agent->watches[i];
        if (!waits(watch) || watch->mailbox == 0)
            continue;
        if (!settle(agent, watch) || !settle_junk(agent, &watch->junk)) {
            agent_stuck(agent);
            return;
        }
        agent_unstuck(agent);
    }
    scan_settle(agent);
}

bool
watch_unsettled(const struct agent *agent)
{
    for (size_t i = 0; i < agent->config->count; i++)
        if (waits(&agent->watches[i]))
            return true;
    return false;
}

void
watch_lost(struct agent *agent, uint32_t account)
{
    struct watch *watch = &agent->watches[account];
    free(watch->text);
    watch->text = NULL;
    watch->reported = watch->told = false;
    watch->state = MESSAGE_CONNECTING;
    watch->fault = MESSAGE_FINE;
    watch->cause = MESSAGE_NO_CAUSE;
    watch->poll = 0;
    watch->next = 0;
    watch->since = clock_now();
    /* What it had looked at and is not written down yet, the next one looks at again. */
    watch->seen = 0;
    watch->seen_waits = watch->look_waits = false;
    watch->junk.seen = 0;
    watch->junk.seen_waits = watch->junk.look_waits = false;
    scan_lost(agent, account);
    errand_lost(agent, account);
    sent_lost(agent, account);
}

void
watch_broke(struct agent *agent, uint32_t account, int64_t next)
{
    struct watch *watch = &agent->watches[account];
    watch_lost(agent, account);
    watch->reported = true;
    watch->state = MESSAGE_WAITING;
    watch->fault = MESSAGE_STRANGE;
    watch->next = (uint64_t)(clock_now() + (next - agent->now + 999) / 1000);
    if (asprintf(&watch->text,
                 "ndrwatch-imap died over what %s sent; the other accounts are not "
                 "touched. Please report it to the authors of ndrwatch.",
                 agent->config->accounts[account].host) < 0)
        watch->text = NULL;
    log_state(agent, account);
}

bool
watch_caught_up(const struct agent *agent, bool *well)
{
    *well = true;
    for (size_t i = 0; i < agent->config->count; i++) {
        const struct watch *watch = &agent->watches[i];
        if (!watch->reported || watch->state == MESSAGE_CONNECTING)
            return false;
        if (watch->state != MESSAGE_WATCHING)
            *well = false;
    }
    return true;
}

/* ---- telling how it stands ---- */

static const char *const states[] = {"connecting", "watching", "waiting", "asking"};

void
watch_standing(const struct agent *agent, size_t number, struct standing *ret)
{
    const struct watch *watch = &agent->watches[number];
    const struct account *account = &agent->config->accounts[number];
    *ret = (struct standing){
        .account = account->name,
        .host = account->host,
        .row = watch_provider(agent, account),
        .tokens = vault_auth(account, watch_provider(agent, account)) == CONFIG_OAUTH2,
        .office = account->office,
        .state = watch->state,
        .fault = watch->fault,
        .cause = watch->cause,
        .poll = watch->poll,
        .since = watch->since,
        .next = (int64_t)watch->next,
        .now = clock_now(),
        .text = watch->text ? watch->text : "",
    };
}

json_t *
watch_one_json(const struct agent *agent, size_t number)
{
    const struct watch *watch = &agent->watches[number];
    const struct account *account = &agent->config->accounts[number];
    char sentence[STANDING_MAX], since[CLOCK_TEXT_MAX], next[CLOCK_TEXT_MAX];
    struct standing standing;
    watch_standing(agent, number, &standing);
    standing_sentence(&standing, sentence);
    clock_stamp(watch->since, since);
    clock_stamp((int64_t)watch->next, next);
    json_t *one = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I}", "account",
                            account->name, "address", account->address, "mailbox",
                            account->mailbox, "state", states[watch->state], "fault",
                            standing_fault(watch->fault), "cause",
                            standing_cause(watch->cause), "since", since, "next", next,
                            "poll", (json_int_t)watch->poll);
    /* Outside text that is no UTF-8 is left out. */
    json_t *text = json_string(watch->text ? watch->text : "");
    json_t *said = json_string(sentence);
    json_object_set_new(one, "text", text ? text : json_string(""));
    json_object_set_new(one, "sentence",
                        said ? said : json_string(states[watch->state]));
    return one;
}

json_t *
watch_json(struct agent *agent)
{
    json_t *accounts = json_array();
    for (size_t i = 0; i < agent->config->count; i++) {
        json_t *one = watch_one_json(agent, i);
        json_object_set_new(one, "name", json_string(agent->config->accounts[i].name));
        json_object_del(one, "account");
        json_object_set_new(one, "sent", sent_json(agent, (uint32_t)i));
        if (json_array_append_new(accounts, one) < 0) {
            json_decref(accounts);
            return NULL;
        }
    }
    return accounts;
}
