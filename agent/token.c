/* token: an account's access token: when it is renewed, in which order, and when to ask a person. */
#include "agent/token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DOUBLINGS = 8, /* 5 s, and 8 times twice that: over TOKEN_WAIT_MOST */
    DAY = 24 * 3600
};

static void
wipe(char **text)
{
    if (*text)
        explicit_bzero(*text, strlen(*text));
    free(*text);
    *text = NULL;
}

void
token_begin(struct token *token, const char *service, const char *name,
            const char *client, const char *account, bool strict)
{
    *token = (struct token){
        .service = service,
        .name = name,
        .client = client,
        .account = account,
        .strict = strict,
    };
}

void
token_end(struct token *token)
{
    grant_free(&token->grant);
    wipe(&token->dead);
    wipe(&token->access);
    wipe(&token->coming);
    *token = (struct token){0};
}

/* ---- how a turn ends ---- */

static void
rest(struct token *token)
{
    token->phase = TOKEN_IDLE;
    token->locked = false;
    token->before = false;
}

static void
try_later(struct token *token, int64_t at)
{
    token->retry_at = at;
    token->wanted = false;
    rest(token);
}

/* Only a person can go on. The token that there is may be used to its end; whoever asks after
 * that has the vault read again. */
static void
stop(struct token *token)
{
    token->ended = true;
    token->wanted = false;
    rest(token);
}

static void
say(struct token *token, const char *words)
{
    snprintf(token->why, sizeof token->why, "%s", words);
}

/* The access token may be used from now on. */
static void
adopt(struct token *token, int64_t now)
{
    int64_t life = token->coming_life;
    int64_t early = life / 10 > TOKEN_EARLY ? life / 10 : TOKEN_EARLY;
    wipe(&token->access);
    token->access = token->coming;
    token->coming = NULL;
    token->spare = token->refused;
    token->refused = false;
    token->made_at = now;
    token->good_until = now + life;
    token->renew_at = now + (early < life / 2 ? life - early : life / 2);
    token->wanted = false;
    token->ended = false;
    token->failures = 0;
    token->retry_at = 0;
    token->why[0] = '\0';
    wipe(&token->dead);
    rest(token);
}

/* ---- what is wanted ---- */

static bool
is_good(const struct token *token, int64_t now)
{
    return token->access && now < token->good_until;
}

enum token_stand
token_stand(const struct token *token, int64_t now)
{
    if (is_good(token, now))
        return TOKEN_HERE;
    if (token->wanted || token->phase != TOKEN_IDLE)
        return TOKEN_COMING;
    return token->ended ? TOKEN_NEVER : TOKEN_LATER;
}

enum token_stand
token_want(struct token *token, bool stale, int64_t now)
{
    if (stale && is_good(token, now) && token->spare &&
        now < token->made_at + TOKEN_FRESH) {
        snprintf(
            token->why, sizeof token->why,
            "%s has just given a new token, and the mail server refuses it: see "
            "whether IMAP is switched on for this mailbox, then run: ndrwatch login "
            "%s",
            token->name, token->account);
        return TOKEN_NEVER;
    }
    if (stale && token->access) {
        wipe(&token->access);
        token->refused = true;
    }
    if (is_good(token, now))
        return TOKEN_HERE;
    if (token->phase == TOKEN_IDLE && !token->wanted && now < token->retry_at &&
        token->why[0] != '\0')
        return TOKEN_LATER;
    token->wanted = true;
    return TOKEN_COMING;
}

void
token_changed(struct token *token)
{
    wipe(&token->access);
    wipe(&token->dead);
    token->ended = false;
    token->unsaved = false;
    token->failures = 0;
    token->retry_at = 0;
    token->why[0] = '\0';
}

/* ---- steps ---- */

static bool
is_needed(const struct token *token, int64_t now)
{
    if (token->unsaved && now >= token->save_at)
        return true;
    if (now < token->retry_at)
        return false;
    return token->wanted || (token->access && !token->ended && now >= token->renew_at);
}

enum token_step
token_next(struct token *token, int64_t now)
{
    if (token->busy)
        return TOKEN_REST;
    if (token->phase == TOKEN_IDLE && is_needed(token, now))
        token->phase = TOKEN_LOCKING;
    token->busy = token->phase != TOKEN_IDLE;
    switch (token->phase) {
    case TOKEN_IDLE:
        return TOKEN_REST;
    case TOKEN_LOCKING:
        return TOKEN_LOCK;
    case TOKEN_READING:
        return TOKEN_READ;
    case TOKEN_PROVING:
    case TOKEN_SAVING:
        return TOKEN_SAVE;
    case TOKEN_ASKING:
        return TOKEN_ASK;
    }
    return TOKEN_REST;
}

static void
sooner(int64_t *due, int64_t at)
{
    if (at > 0 && (*due == 0 || at < *due))
        *due = at;
}

int64_t
token_due(const struct token *token)
{
    int64_t due = 0;
    if (token->busy)
        return 0;
    if (token->phase != TOKEN_IDLE)
        return 1; /* at once */
    if (token->unsaved)
        due = token->save_at;
    if (token->wanted)
        sooner(&due, token->retry_at > 0 ? token->retry_at : 1);
    else if (token->access && !token->ended)
        sooner(&due,
               token->renew_at > token->retry_at ? token->renew_at : token->retry_at);
    return due;
}

void
token_locked(struct token *token, bool got, int64_t now)
{
    token->busy = false;
    token->locked = got;
    token->phase = got ? TOKEN_READING : TOKEN_IDLE;
    if (got) {
        token->lock_until = 0;
        return;
    }
    if (token->lock_until == 0)
        token->lock_until = now + TOKEN_LOCK_MOST;
    token->retry_at = token->save_at = now + TOKEN_LOCK_WAIT;
    if (now < token->lock_until)
        return;
    say(token, "another ndrwatch has been renewing this sign-in for a minute: end it");
    try_later(token, now + TOKEN_KEEP_WAIT);
}

/* Is the kept grant one that this account may use? */
static bool
is_ours(struct token *token)
{
    if (strcmp(token->grant.service, token->service) == 0 &&
        strcmp(token->grant.client, token->client) == 0)
        return true;
    snprintf(token->why, sizeof token->why,
             "the sign-in that is kept is of another service, or of another client_id: "
             "run ndrwatch login %s",
             token->account);
    return false;
}

void
token_read(struct token *token, enum token_found found, struct grant *grant,
           int64_t now)
{
    bool mine = token->unsaved && found == TOKEN_FOUND &&
                grant->since == token->grant.since;
    token->busy = false;
    if (found == TOKEN_UNREADABLE) {
        say(token, "the keyring is locked: unlock it");
        token->save_at = now + TOKEN_KEEP_WAIT;
        try_later(token, now + TOKEN_KEEP_WAIT);
        return;
    }
    if (mine) { /* newer than what is kept */
        grant_free(grant);
        token->phase = now >= token->save_at ? TOKEN_SAVING
                       : token->strict       ? TOKEN_PROVING
                                             : TOKEN_ASKING;
        return;
    }
    token->unsaved = false;
    grant_free(&token->grant);
    token->grant = found == TOKEN_FOUND ? *grant : (struct grant){0};
    *grant = (struct grant){0};
    if (found == TOKEN_ABSENT) {
        snprintf(token->why, sizeof token->why,
                 "nobody has signed in to %s yet: run ndrwatch login %s", token->name,
                 token->account);
        stop(token);
        return;
    }
    bool dead = token->dead && strcmp(token->dead, token->grant.refresh) == 0;
    if (dead || !is_ours(token)) {
        stop(token);
        return;
    }
    token->ended = false;
    token->phase = token->strict ? TOKEN_PROVING : TOKEN_ASKING;
}

void
token_saved(struct token *token, bool good, int64_t now)
{
    token->busy = false;
    if (token->phase == TOKEN_PROVING && good) {
        token->phase = TOKEN_ASKING;
        return;
    }
    if (token->phase == TOKEN_PROVING) {
        say(token,
            "a new sign-in cannot be kept now: unlock the keyring, or see whether "
            "the disk is full");
        try_later(token, now + TOKEN_KEEP_WAIT);
        return;
    }
    token->unsaved = !good;
    token->save_at = now + TOKEN_KEEP_WAIT;
    if (token->coming)
        adopt(token, now);
    else
        rest(token);
}

/* ---- answers ---- */

static int64_t
patience(struct token *token, const struct web_answer *answer, uint32_t dice)
{
    unsigned doublings = token->failures < DOUBLINGS ? token->failures : DOUBLINGS;
    int64_t wait = (int64_t)TOKEN_WAIT_FIRST << doublings;
    int64_t told = answer->retry_after < TOKEN_WAIT_TOLD ? answer->retry_after
                                                         : TOKEN_WAIT_TOLD;
    wait = wait < TOKEN_WAIT_MOST ? wait : TOKEN_WAIT_MOST;
    wait += wait / 5 * (int64_t)(dice % 256) / 256; /* not all accounts at once */
    token->failures++;
    return wait > told * 1000 ? wait : told * 1000;
}

static void
take(struct token *token, const struct oauth_reply *reply, int64_t now)
{
    wipe(&token->coming);
    token->coming = strdup(reply->access);
    token->coming_life = reply->life * 1000;
    bool new = reply->refresh &&strcmp(reply->refresh, token->grant.refresh) != 0;
    if (!token->coming || (new && !grant_rotate(&token->grant, reply->refresh))) {
        say(token, "there is no memory left");
        try_later(token, now + TOKEN_KEEP_WAIT);
        return;
    }
    /* The one before has proved that it lives: it is the newest again. */
    if (new || token->before)
        token->phase = TOKEN_SAVING;
    else
        adopt(token, now);
}

/* The newest is refused. Where the one before it may live, it is tried once. */
static bool
step_back(struct token *token)
{
    struct grant *grant = &token->grant;
    if (token->strict || token->before || grant->previous[0] == '\0')
        return false;
    char *newest = grant->refresh;
    grant->refresh = grant->previous;
    grant->previous = newest;
    token->before = true;
    token->phase = TOKEN_ASKING;
    return true;
}

/* Google ends a grant of a registration in "Testing" after seven days, without saying so. */
static bool
is_testing(const struct token *token, const struct oauth_reply *reply, int64_t wall)
{
    int64_t age = wall - token->grant.since;
    return strcmp(token->service, "google") == 0 && reply->suberror[0] == '\0' &&
           age > 7 * DAY - DAY / 2 && age < 7 * DAY + DAY / 2;
}

static void
refuse(struct token *token, enum denial_class class, const struct web_answer *answer,
       const struct oauth_reply *reply, int64_t wall)
{
    struct oauth_reply said = *reply;
    if (class == DENIAL_SIGN_IN && is_testing(token, reply, wall))
        snprintf(said.suberror, sizeof said.suberror, "%s", DENIAL_TESTING);
    denial_words(class, answer, &said, token->name, token->account, token->why);
    if (class != DENIAL_SIGN_IN) /* perhaps mended without a new sign-in */
        wipe(&token->dead);
    else if (token->before) { /* the newest is in previous now */
        wipe(&token->dead);
        token->dead = strdup(token->grant.previous);
    } else {
        wipe(&token->dead);
        token->dead = strdup(token->grant.refresh);
    }
    stop(token);
}

void
token_answered(struct token *token, const struct web_answer *answer,
               const struct oauth_reply *reply, uint32_t dice, int64_t wall,
               int64_t now)
{
    enum denial_class class = denial_of(answer, reply, wall);
    token->busy = false;
    switch (class) {
    case DENIAL_NONE:
        take(token, reply, now);
        return;
    case DENIAL_PENDING:
    case DENIAL_SLOW:
    case DENIAL_PASSING:
    case DENIAL_PORTAL:
    case DENIAL_CLOCK:
        denial_words(class, answer, reply, token->name, token->account, token->why);
        try_later(token, now + patience(token, answer, dice));
        return;
    case DENIAL_SIGN_IN:
    case DENIAL_LATE:
        if (step_back(token))
            return;
        refuse(token, DENIAL_SIGN_IN, answer, reply, wall);
        return;
    case DENIAL_SET_UP:
    case DENIAL_REFUSED:
    case DENIAL_CLASSES:
        refuse(token, class, answer, reply, wall);
        return;
    }
}
