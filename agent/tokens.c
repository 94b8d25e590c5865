/* tokens: the access tokens of a running agent: what token.h decides, done: locks, the vault, the web. */
#include "agent/tokens.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "agent/agent.h"
#include "agent/clock.h"
#include "agent/latch.h"
#include "agent/log.h"

/* ---- one account ---- */

static struct tokens_account *
find(const struct agent *agent, uint32_t account)
{
    return account < agent->tokens.count ? agent->tokens.accounts[account] : NULL;
}

/* NULL: no memory. */
static struct tokens_account *
make(struct agent *agent, uint32_t account, const struct issuer *issuer)
{
    struct tokens *tokens = &agent->tokens;
    if (!tokens->accounts) {
        tokens->accounts = calloc(agent->config->count, sizeof *tokens->accounts);
        tokens->count = tokens->accounts ? agent->config->count : 0;
    }
    struct tokens_account *mine = account < tokens->count ? calloc(1, sizeof *mine)
                                                          : NULL;
    if (!mine)
        return NULL;
    mine->issuer = *issuer;
    mine->latch = -1;
    token_begin(&mine->token, mine->issuer.id, mine->issuer.name, mine->issuer.client,
                agent->config->accounts[account].name, mine->issuer.strict);
    tokens->accounts[account] = mine;
    return mine;
}

static void
drop_form(struct tokens_account *mine)
{
    if (mine->form)
        explicit_bzero(mine->form, WEB_FORM_MAX);
    free(mine->form);
    mine->form = NULL;
    mine->asking = false;
}

static void
let_go(struct tokens_account *mine)
{
    if (mine->latch >= 0)
        close(mine->latch);
    mine->latch = -1;
}

/* ---- answers ---- */

static struct message_bytes
bytes(const char *text)
{
    return (struct message_bytes){text, strlen(text)};
}

/* The name to sign in with: as configured, if it was; else as the service has it. */
static const char *
user_of(const struct account *account, const struct grant *grant)
{
    bool said = strcmp(account->user, account->address) != 0;
    return said || !grant->user ? "" : grant->user;
}

static void
answer(struct agent *agent, uint32_t account, struct tokens_account *mine,
       enum token_stand stand)
{
    struct token *token = &mine->token;
    struct message_secret frame = {0};
    int64_t wait = token->retry_at - agent->now;
    mine->waiting = false;
    switch (stand) {
    case TOKEN_COMING:
        mine->waiting = true;
        return;
    case TOKEN_HERE:
        mine->told = false;
        frame.secret = bytes(token->access);
        frame.user = bytes(user_of(&agent->config->accounts[account], &token->grant));
        frame.token = 1;
        frame.expires = (uint64_t)(token->good_until - agent->now);
        break;
    case TOKEN_LATER:
        frame.why = bytes(token->why);
        frame.fault = MESSAGE_UNREACHABLE;
        frame.wait = wait > 0 ? (uint64_t)wait : 0;
        break;
    case TOKEN_NEVER:
        mine->told = true;
        frame.why = bytes(token->why);
        frame.fault = MESSAGE_REFUSED;
        break;
    }
    secret_answer(agent, account, mine->request, &frame);
}

bool
tokens_asked(struct agent *agent, uint32_t account, uint32_t request, bool stale)
{
    struct tokens_account *mine = find(agent, account);
    struct issuer issuer;
    char words[ISSUER_FAULT_MAX];
    enum issuer_fault fault = issuer_find(&agent->book.providers,
                                          &agent->config->accounts[account], &issuer);
    if (fault != ISSUER_GOOD) {
        issuer_fault_words(fault, &issuer, &agent->config->accounts[account], words);
        secret_answer(
            agent, account, request,
            &(struct message_secret){.why = bytes(words), .fault = MESSAGE_REFUSED});
        return true;
    }
    if (!mine && !(mine = make(agent, account, &issuer)))
        return false;
    mine->request = request;
    answer(agent, account, mine, token_want(&mine->token, stale, agent->now));
    return true;
}

void
tokens_forget(struct agent *agent, uint32_t account)
{
    struct tokens_account *mine = find(agent, account);
    if (mine)
        mine->waiting = false;
}

void
tokens_changed(struct agent *agent, uint32_t account)
{
    struct tokens_account *mine = find(agent, account);
    if (mine)
        token_changed(&mine->token);
    secret_changed(agent, account);
}

/* ---- the vault ---- */

static void
heard_grant(struct agent *agent, uint32_t account, uint32_t request,
            struct vault_answer *said)
{
    struct tokens_account *mine = find(agent, account);
    struct grant grant = {0};
    enum token_found found = said->outcome == VAULT_ABSENT ? TOKEN_ABSENT
                                                           : TOKEN_UNREADABLE;
    (void)request;
    if (!mine)
        return;
    if (said->outcome == VAULT_GOOD)
        found = grant_read(said->secret, said->length, &grant) ? TOKEN_FOUND
                                                               : TOKEN_ABSENT;
    token_read(&mine->token, found, &grant, agent->now);
    if (found == TOKEN_UNREADABLE)
        snprintf(mine->token.why, sizeof mine->token.why, "%s", said->why);
}

static void
heard_kept(struct agent *agent, uint32_t account, uint32_t request,
           struct vault_answer *said)
{
    struct tokens_account *mine = find(agent, account);
    (void)request;
    if (!mine)
        return;
    if (said->outcome != VAULT_GOOD)
        log_warning(agent->config->accounts[account].name,
                    "the new sign-in could not be kept, and is tried again: %s",
                    said->why);
    token_saved(&mine->token, said->outcome == VAULT_GOOD, agent->now);
}

static void
read_grant(struct agent *agent, uint32_t account, struct tokens_account *mine)
{
    const struct vault_question question = {.what = VAULT_GET,
                                            .kind = VAULT_REFRESH_TOKEN};
    if (!desk_ask(agent, account, 0, &question, heard_grant))
        token_read(&mine->token, TOKEN_UNREADABLE, &(struct grant){0}, agent->now);
}

static void
keep_grant(struct agent *agent, uint32_t account, struct tokens_account *mine)
{
    char *text = grant_text(&mine->token.grant);
    struct vault_question question = {.what = VAULT_PUT, .kind = VAULT_REFRESH_TOKEN};
    if (text)
        question.secret = bytes(text);
    if (!text || !desk_ask(agent, account, 0, &question, heard_kept))
        token_saved(&mine->token, false, agent->now);
    if (text)
        explicit_bzero(text, strlen(text));
    free(text);
}

/* ---- the web ---- */

static void
fail(struct agent *agent, struct tokens_account *mine)
{
    const struct web_answer none = {.outcome = WEB_UNREACHABLE};
    const struct oauth_reply empty = {0};
    drop_form(mine);
    token_answered(&mine->token, &none, &empty, 0, clock_now(), agent->now);
}

static void
write_form(struct agent *agent, struct tokens_account *mine, const char *secret)
{
    mine->form = malloc(WEB_FORM_MAX);
    mine->asking = mine->form &&
                   issuer_refresh_form(&mine->issuer, mine->token.grant.refresh, secret,
                                       mine->form);
    if (!mine->asking)
        fail(agent, mine);
}

static void
heard_client_secret(struct agent *agent, uint32_t account, uint32_t request,
                    struct vault_answer *said)
{
    struct tokens_account *mine = find(agent, account);
    (void)request;
    if (!mine)
        return;
    if (said->outcome == VAULT_GOOD)
        write_form(agent, mine, said->secret);
    else
        fail(agent, mine);
}

static void
ask(struct agent *agent, uint32_t account, struct tokens_account *mine)
{
    const struct vault_question question = {.what = VAULT_GET,
                                            .kind = VAULT_CLIENT_SECRET};
    const char *command = agent->config->accounts[account].client_secret_command;
    if (!mine->issuer.secret || command[0] == '\0')
        write_form(agent, mine, "");
    else if (!desk_ask(agent, account, 0, &question, heard_client_secret))
        fail(agent, mine);
}

/* Begins the request, if there is a place. */
static void
begin_visit(struct agent *agent, uint32_t account, struct tokens_account *mine)
{
    struct tokens *tokens = &agent->tokens;
    const struct web_request request = {mine->issuer.token, mine->form, WEB_PATIENCE};
    size_t i = 0;
    while (i < TOKENS_VISITS_MAX && tokens->used[i])
        i++;
    if (i == TOKENS_VISITS_MAX)
        return;
    char *path = child_find("ndrwatch-net");
    bool begun = path && visit_begin(&tokens->visits[i], path, &request, agent->now);
    free(path);
    if (!begun) {
        fail(agent, mine);
        return;
    }
    tokens->used[i] = true;
    tokens->whose[i] = account;
    drop_form(mine);
}

static void
end_visit(struct agent *agent, size_t i)
{
    struct visit *visit = &agent->tokens.visits[i];
    struct tokens_account *mine = find(agent, agent->tokens.whose[i]);
    struct oauth_reply reply = {0};
    uint32_t dice = 0;
    if (getrandom(&dice, sizeof dice, GRND_NONBLOCK) < 0)
        dice = 0; /* then all wait as long */
    if (visit->answer.outcome == WEB_ANSWERED)
        oauth_read_reply(visit->answer.body, visit->answer.length, &reply);
    if (mine)
        token_answered(&mine->token, &visit->answer, &reply, dice, clock_now(),
                       agent->now);
    oauth_reply_free(&reply);
    visit_end(visit);
    agent->tokens.used[i] = false;
}

/* ---- a turn of the loop ---- */

static void
take_latch(struct agent *agent, uint32_t account, struct tokens_account *mine)
{
    if (mine->latch < 0)
        mine->latch = latch_take(agent->place, agent->config->accounts[account].name,
                                 "token");
    token_locked(&mine->token, mine->latch >= 0, agent->now);
}

static void
take_steps(struct agent *agent, uint32_t account, struct tokens_account *mine)
{
    for (;;) {
        switch (token_next(&mine->token, agent->now)) {
        case TOKEN_REST:
            return;
        case TOKEN_LOCK:
            take_latch(agent, account, mine);
            break;
        case TOKEN_READ:
            read_grant(agent, account, mine);
            break;
        case TOKEN_SAVE:
            keep_grant(agent, account, mine);
            break;
        case TOKEN_ASK:
            ask(agent, account, mine);
            break;
        }
    }
}

static void
pump_account(struct agent *agent, uint32_t account, struct tokens_account *mine)
{
    take_steps(agent, account, mine);
    if (mine->asking)
        begin_visit(agent, account, mine);
    if (!mine->token.locked)
        let_go(mine);
    if (mine->waiting)
        answer(agent, account, mine, token_stand(&mine->token, agent->now));
    if (mine->token.ended && !mine->told)
        log_error(agent->config->accounts[account].name,
                  "%s; the session that is open goes on to its end", mine->token.why);
    mine->told = mine->token.ended;
}

void
tokens_pump(struct agent *agent)
{
    struct tokens *tokens = &agent->tokens;
    for (size_t i = 0; i < TOKENS_VISITS_MAX; i++) {
        if (!tokens->used[i])
            continue;
        visit_pump(&tokens->visits[i], agent->now);
        if (tokens->visits[i].over)
            end_visit(agent, i);
    }
    for (uint32_t i = 0; i < tokens->count; i++)
        if (tokens->accounts[i])
            pump_account(agent, i, tokens->accounts[i]);
}

void
tokens_poll(const struct agent *agent, struct pollfd *ret)
{
    for (size_t i = 0; i < TOKENS_VISITS_MAX; i++)
        ret[i] = agent->tokens.used[i] ? visit_poll(&agent->tokens.visits[i])
                                       : (struct pollfd){.fd = -1};
}

static void
sooner(int64_t *due, int64_t at)
{
    if (at > 0 && (*due == 0 || at < *due))
        *due = at;
}

int64_t
tokens_due(const struct agent *agent)
{
    const struct tokens *tokens = &agent->tokens;
    int64_t due = 0;
    for (size_t i = 0; i < TOKENS_VISITS_MAX; i++)
        if (tokens->used[i])
            sooner(&due, tokens->visits[i].over ? 1 : tokens->visits[i].deadline);
    for (size_t i = 0; i < tokens->count; i++)
        if (tokens->accounts[i])
            sooner(&due, token_due(&tokens->accounts[i]->token));
    return due;
}

bool
tokens_reaped(struct agent *agent, pid_t pid)
{
    for (size_t i = 0; i < TOKENS_VISITS_MAX; i++)
        if (agent->tokens.used[i] && agent->tokens.visits[i].net.pid == pid) {
            visit_reaped(&agent->tokens.visits[i], agent->now);
            return true;
        }
    return false;
}

bool
tokens_unsettled(const struct agent *agent)
{
    const struct tokens *tokens = &agent->tokens;
    for (size_t i = 0; i < TOKENS_VISITS_MAX; i++) {
        const struct tokens_account *mine = find(agent, tokens->whose[i]);
        if (tokens->used[i] && mine && mine->token.strict)
            return true;
    }
    for (uint32_t i = 0; i < tokens->count; i++) {
        const struct tokens_account *mine = find(agent, i);
        if (mine && mine->token.strict && mine->token.phase == TOKEN_SAVING)
            return true;
    }
    return false;
}

bool
tokens_busy(const struct agent *agent)
{
    for (size_t i = 0; i < agent->tokens.count; i++)
        if (agent->tokens.accounts[i] && agent->tokens.accounts[i]->waiting)
            return true;
    return false;
}

void
tokens_end(struct agent *agent)
{
    struct tokens *tokens = &agent->tokens;
    for (size_t i = 0; i < TOKENS_VISITS_MAX; i++)
        if (tokens->used[i])
            visit_end(&tokens->visits[i]);
    for (size_t i = 0; i < tokens->count; i++) {
        struct tokens_account *mine = tokens->accounts[i];
        if (!mine)
            continue;
        drop_form(mine);
        let_go(mine);
        token_end(&mine->token);
        free(mine);
    }
    free(tokens->accounts);
    *tokens = (struct tokens){0};
}
