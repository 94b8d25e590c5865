/* secret: answers ndrwatch-imap when a login asks for one. */
#include "agent/secret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/agent.h"
#include "agent/issuer.h"
#include "agent/log.h"

/* ---- what is known of an account ---- */

static void
drop_token(struct secret_account *known)
{
    if (known->token)
        explicit_bzero(known->token, known->length);
    free(known->token);
    free(known->user);
    known->token = NULL;
    known->user = NULL;
    known->length = 0;
}

/* NULL: no memory. */
static struct secret_account *
account_of(struct agent *agent, uint32_t account)
{
    struct secrets *secrets = &agent->secrets;
    if (!secrets->accounts && agent->config->count > 0) {
        secrets->accounts = calloc(agent->config->count, sizeof *secrets->accounts);
        secrets->count = secrets->accounts ? agent->config->count : 0;
    }
    return account < secrets->count ? &secrets->accounts[account] : NULL;
}

/* ---- answers ---- */

static struct message_bytes
text(const char *words)
{
    return (struct message_bytes){words, words ? strlen(words) : 0};
}

void
secret_answer(struct agent *agent, uint32_t account, uint32_t request,
              const struct message_secret *secret)
{
    if (secret->why.length > 0)
        log_error(agent->config->accounts[account].name, "no sign-in: %.*s",
                  (int)secret->why.length, secret->why.at);
    message_put_secret(&apart_child(agent, account)->out, account, request, secret);
}

void
secret_changed(struct agent *agent, uint32_t account)
{
    const struct message_secret nothing = {0};
    message_put_secret(&apart_child(agent, account)->out, account, 0, &nothing);
}

static void
answer_none(struct agent *agent, uint32_t account, uint32_t request,
            enum message_fault fault, const char *why)
{
    const struct message_secret frame = {
        .why = text(why),
        .fault = fault,
        .wait = fault == MESSAGE_REFUSED ? 0 : SECRET_LATER,
    };
    secret_answer(agent, account, request, &frame);
}

static void
answer_token(struct agent *agent, uint32_t account, uint32_t request,
             const struct secret_account *known)
{
    const struct message_secret frame = {
        .secret = {known->token, known->length},
        .user = text(known->user),
        .token = 1,
        .expires = known->good > agent->now ? (uint64_t)(known->good - agent->now) : 0,
    };
    secret_answer(agent, account, request, &frame);
}

/* ---- what the vault says ---- */

/* Keeps the token in place of the last one. False: it is the very one that was refused. */
static bool
keep_token(struct agent *agent, struct secret_account *known,
           struct vault_answer *answer)
{
    bool same = known->refused && known->length == answer->length && known->token &&
                memcmp(known->token, answer->secret, answer->length) == 0;
    drop_token(known);
    known->refused = false;
    if (same)
        return false;
    known->token = answer->secret;
    known->length = answer->length;
    known->user = answer->user[0] != '\0' ? strdup(answer->user) : NULL;
    known->good = answer->expires > 0 ? agent->now + answer->expires : 0;
    known->until = agent->now + SECRET_CACHE;
    if (known->good > 0 && known->good < known->until)
        known->until = known->good;
    answer->secret = NULL;
    return true;
}

static void
give(struct agent *agent, uint32_t account, uint32_t request,
     struct secret_account *known, struct vault_answer *answer)
{
    known->failures = 0;
    known->locked = false;
    renewed_given(agent, account,
                  (struct message_bytes){answer->secret, answer->length});
    if (!answer->token) {
        const struct message_secret frame = {
            .secret = {answer->secret, answer->length},
            .user = text(answer->user),
        };
        secret_answer(agent, account, request, &frame);
        return;
    }
    if (keep_token(agent, known, answer)) {
        answer_token(agent, account, request, known);
        return;
    }
    char why[VAULT_WHY_MAX];
    snprintf(why, sizeof why,
             "%s gives the same token again that the server has refused: sign in anew "
             "with the program that it asks",
             vault_place_name(answer->place));
    answer_none(agent, account, request, MESSAGE_REFUSED, why);
}

static void
heard(struct agent *agent, uint32_t account, uint32_t request,
      struct vault_answer *answer)
{
    struct secret_account *known = account_of(agent, account);
    if (!known) {
        answer_none(agent, account, request, MESSAGE_LOCAL, "there is no memory left");
        return;
    }
    switch (answer->outcome) {
    case VAULT_GOOD:
        give(agent, account, request, known, answer);
        return;
    case VAULT_LATER:
        known->failures++;
        answer_none(agent, account, request,
                    known->failures < SECRET_TRIES ? MESSAGE_LOCAL : MESSAGE_REFUSED,
                    answer->why);
        return;
    case VAULT_LOCKED:
        known->locked = true;
        agent->secrets.look = agent->now + SECRET_UNLOCK;
        break;
    case VAULT_ABSENT:
    case VAULT_FAILED:
        break;
    }
    answer_none(agent, account, request, MESSAGE_REFUSED, answer->why);
}

/* ---- questions ---- */

enum vault_kind
secret_kind(const struct agent *agent, uint32_t account)
{
    const struct account *mine = &agent->config->accounts[account];
    const struct providers *providers = &agent->book.providers;
    const struct providers_row *row = providers_by_address(providers, mine->address);
    if (!row)
        row = providers_by_imap(providers, mine->host);
    if (vault_auth(mine, row) == CONFIG_PASSWORD)
        return VAULT_PASSWORD;
    return mine->token_command[0] != '\0' || mine->goa_account[0] != '\0'
               ? VAULT_ACCESS_TOKEN
               : VAULT_KINDS;
}

/* A token is for the servers of whoever gave it, also where another program prints it. True: it
 * was refused. */
static bool
refused_foreign(struct agent *agent, uint32_t account, uint32_t request)
{
    const struct account *mine = &agent->config->accounts[account];
    struct issuer issuer;
    char words[ISSUER_FAULT_MAX];
    enum issuer_fault fault = issuer_find(&agent->book.providers, mine, &issuer);
    if (fault != ISSUER_FOREIGN)
        return false;
    issuer_fault_words(fault, &issuer, mine, words);
    answer_none(agent, account, request, MESSAGE_REFUSED, words);
    return true;
}

bool
secret_asked(struct agent *agent, const struct message *message)
{
    struct message_need need;
    uint32_t account = message->account, request = message->request;
    if (account >= agent->config->count || !message_read_need(message, &need))
        return false;
    struct secret_account *known = account_of(agent, account);
    if (!known)
        return false;
    const struct vault_question question = {.what = VAULT_GET,
                                            .kind = secret_kind(agent, account)};
    if (question.kind == VAULT_KINDS)
        return tokens_asked(agent, account, request, need.stale == 1);
    if (question.kind == VAULT_ACCESS_TOKEN && refused_foreign(agent, account, request))
        return true;
    if (need.stale && known->token)
        known->refused = true;
    if (known->token && !known->refused && agent->now < known->until) {
        answer_token(agent, account, request, known);
        return true;
    }
    return desk_ask(agent, account, request, &question, heard);
}

/* ---- time ---- */

/* A keyring was looked at again: tells those that wait for it. */
static void
heard_unlocked(struct agent *agent, uint32_t account, uint32_t request,
               struct vault_answer *answer)
{
    struct secrets *secrets = &agent->secrets;
    (void)request;
    (void)account;
    if (answer->outcome == VAULT_LOCKED) {
        secrets->look = agent->now + SECRET_UNLOCK;
        return;
    }
    for (uint32_t i = 0; i < secrets->count; i++) {
        if (secrets->accounts[i].locked)
            secret_changed(agent, i);
        secrets->accounts[i].locked = false;
    }
}

static void
look_again(struct agent *agent)
{
    struct secrets *secrets = &agent->secrets;
    secrets->look = 0;
    for (uint32_t i = 0; i < secrets->count; i++) {
        const struct vault_question question = {.what = VAULT_GET,
                                                .kind = secret_kind(agent, i)};
        if (!secrets->accounts[i].locked || question.kind == VAULT_KINDS)
            continue;
        if (!desk_ask(agent, i, 0, &question, heard_unlocked))
            secrets->look = agent->now + SECRET_UNLOCK;
        return;
    }
}

void
secret_pump(struct agent *agent)
{
    struct secrets *secrets = &agent->secrets;
    for (size_t i = 0; i < secrets->count; i++) {
        struct secret_account *known = &secrets->accounts[i];
        if (known->token && !known->refused && agent->now >= known->until)
            drop_token(known);
    }
    if (secrets->look > 0 && agent->now >= secrets->look)
        look_again(agent);
}

int64_t
secret_due(const struct agent *agent)
{
    const struct secrets *secrets = &agent->secrets;
    int64_t due = secrets->look;
    for (size_t i = 0; i < secrets->count; i++) {
        const struct secret_account *known = &secrets->accounts[i];
        if (known->token && !known->refused && (due == 0 || known->until < due))
            due = known->until;
    }
    return due;
}

void
secret_forget(struct agent *agent, uint32_t account)
{
    desk_forget(&agent->desk, account, heard);
    tokens_forget(agent, account);
}

void
secret_end(struct agent *agent)
{
    struct secrets *secrets = &agent->secrets;
    for (size_t i = 0; i < secrets->count; i++)
        drop_token(&secrets->accounts[i]);
    free(secrets->accounts);
    *secrets = (struct secrets){0};
}
