/* token: an account's access token: when it is renewed, in which order that is done so that no
 * crash loses the grant, and when a person must be asked. Pure: time, dice and answers come in.
 *
 *     switch (token_next(&token, now)) {
 *     case TOKEN_LOCK: token_locked(&token, flock(...) == 0, now); break;
 *     case TOKEN_READ: ... token_read(&token, TOKEN_FOUND, &grant, now); break;
 *     case TOKEN_ASK:  ... token_answered(&token, &answer, &reply, dice, wall, now); break;
 *     case TOKEN_SAVE: ... token_saved(&token, true, now); break;
 *     case TOKEN_REST: sleep until token_due(&token); }
 *
 * The order: lock (one process at a time asks for a grant), read what is kept (another process may
 * have renewed it), ask, save the new refresh token, and only then use the access token. A crash
 * after any of these finds a grant that works: the one kept, or the one before it, which is kept
 * beside it. Where a service kills the one before at once (`strict`), it is tried beforehand
 * whether the vault takes a grant at all; what is left is the moment between answer and saving.
 *
 * Times are ms of CLOCK_BOOTTIME, which counts sleep and knows no settings of the clock.
 */
#ifndef AGENT_TOKEN_H
#define AGENT_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/denial.h"
#include "agent/grant.h"

enum {
    TOKEN_EARLY = 90 * 1000, /* ms before its end that it is renewed, at least */
    TOKEN_FRESH = 60 *
                  1000,    /* ms: two refused within that are not stale, but unwanted */
    TOKEN_LOCK_WAIT = 500, /* ms: another process renews it just now */
    TOKEN_LOCK_MOST = 60 * 1000, /* ms that this may take: a request has half of it */
    TOKEN_KEEP_WAIT = 30 * 1000, /* ms until the vault is tried again */
    TOKEN_WAIT_FIRST = 5 * 1000, /* ms after the first failure; doubled with each one */
    TOKEN_WAIT_MOST = 900 * 1000, /* ms */
    TOKEN_WAIT_TOLD = 3600,       /* s of a Retry-After that are believed */
};

/* What to do now. But for TOKEN_REST each is said once, and answered by its function. */
enum token_step {
    TOKEN_REST = 0, /* nothing until token_due */
    TOKEN_LOCK,     /* take the lock of the grant, without waiting */
    TOKEN_READ,     /* read the grant from the vault */
    TOKEN_ASK,      /* ask the service, with token->grant.refresh */
    TOKEN_SAVE,     /* keep token->grant in the vault */
};

/* How it stands. */
enum token_stand {
    TOKEN_HERE = 0, /* token->access is good */
    TOKEN_COMING,   /* it is being fetched */
    TOKEN_LATER,    /* not now; token->why, and token->retry_at */
    TOKEN_NEVER,    /* not before a person acts; token->why */
};

enum token_found {
    TOKEN_FOUND = 0,
    TOKEN_ABSENT,    /* nothing is kept: nobody has signed in */
    TOKEN_UNREADABLE /* not now: a keyring is locked */
};

enum token_phase {
    TOKEN_IDLE = 0,
    TOKEN_LOCKING,
    TOKEN_READING,
    TOKEN_PROVING, /* whether the vault takes it */
    TOKEN_ASKING,
    TOKEN_SAVING,
};

struct token {
    const char *service, *name, *client; /* of the issuer; borrowed */
    const char *account;                 /* borrowed */
    bool strict; /* the refresh token before the newest is dead */
    enum token_phase phase;
    bool busy;           /* a step was said and is not answered yet */
    bool locked;         /* the lock is ours: let go of it where this is false */
    bool wanted;         /* somebody waits for it */
    bool unsaved;        /* the vault did not take token->grant */
    bool before;         /* the refresh token before the newest is being tried */
    bool refused;        /* the mail server did not take the last one */
    bool spare;          /* access was made in place of one that was refused */
    bool ended;          /* a person must act: token->why */
    struct grant grant;  /* as it was read, or as it is to be kept */
    char *dead;          /* a refresh token that was refused for good; owned */
    char *access;        /* owned; NULL: none */
    char *coming;        /* the next one, while the grant is being saved; owned */
    int64_t coming_life; /* ms */
    int64_t made_at, renew_at, good_until; /* of access */
    int64_t retry_at, save_at, lock_until;
    unsigned failures; /* in a row */
    char why[DENIAL_TEXT_MAX];
};

/* service: its id; name: "Microsoft". */
void token_begin(struct token *token, const char *service, const char *name,
                 const char *client, const char *account, bool strict);

/* Somebody wants it; stale: the mail server has refused the one that it had last. Gives how it
 * stands; where it is coming, token_stand says later. */
enum token_stand token_want(struct token *token, bool stale, int64_t now);
enum token_stand token_stand(const struct token *token, int64_t now);

enum token_step token_next(struct token *token, int64_t now);

/* When token_next has something to do by itself; 0: never. */
int64_t token_due(const struct token *token);

void token_locked(struct token *token, bool got, int64_t now);

/* Takes the grant over, and empties it. */
void token_read(struct token *token, enum token_found found, struct grant *grant,
                int64_t now);

/* reply: of the answer's body, empty where there is none. dice: random bits; wall: UNIX seconds. */
void token_answered(struct token *token, const struct web_answer *answer,
                    const struct oauth_reply *reply, uint32_t dice, int64_t wall,
                    int64_t now);

void token_saved(struct token *token, bool good, int64_t now);

/* Somebody has signed in, or out: what is in memory counts no more. */
void token_changed(struct token *token);

/* Wipes and frees. */
void token_end(struct token *token);

#endif
