/* tokens: the access tokens of a running agent: what token.h decides, done: locks, the vault, the web.
 * An access token is in memory alone, and is wiped with it.
 */
#ifndef AGENT_TOKENS_H
#define AGENT_TOKENS_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "agent/issuer.h"
#include "agent/token.h"
#include "agent/visit.h"

struct agent;

enum {
    TOKENS_VISITS_MAX = 4,     /* requests at one time; further accounts wait */
    TOKENS_SETTLE = 15 * 1000, /* ms that an end waits for a grant on its way */
};

/* One account that has asked for a token. */
struct tokens_account {
    struct issuer issuer;
    struct token token;
    int latch;    /* -1: not ours */
    bool waiting; /* ndrwatch-imap waits for an answer to `request` */
    uint32_t request;
    bool asking; /* a request is to be made, and no place was free yet */
    bool told;   /* that a person must act */
    char *form;  /* WEB_FORM_MAX, while it is asking; owned */
};

struct tokens {
    struct tokens_account **accounts; /* by index, NULL: has not asked; owned */
    size_t count;
    struct visit visits[TOKENS_VISITS_MAX];
    uint32_t whose[TOKENS_VISITS_MAX];
    bool used[TOKENS_VISITS_MAX];
};

/* A login needs a token; stale: the last one was refused. It is answered by secret_answer, now or
 * later. False: no memory. */
bool tokens_asked(struct agent *agent, uint32_t account, uint32_t request, bool stale);

/* Nobody waits for an answer for this account any more. */
void tokens_forget(struct agent *agent, uint32_t account);

/* Somebody has signed in to this account, or out of it. */
void tokens_changed(struct agent *agent, uint32_t account);

/* What to wait for: TOKENS_VISITS_MAX entries. */
void tokens_poll(const struct agent *agent, struct pollfd *ret);
/* Takes what has come, does what is due. After desk_pump. */
void tokens_pump(struct agent *agent);
/* When tokens_pump is due, ms; 0: never. */
int64_t tokens_due(const struct agent *agent);
/* A process has been reaped; true if it was one of these. */
bool tokens_reaped(struct agent *agent, pid_t pid);
/* Is a grant on its way, of a service that has ended the one before it by now? To go away, or to begin
 * anew, would lose the sign-in; TOKENS_SETTLE at most. */
bool tokens_unsettled(const struct agent *agent);
/* Does anybody wait? */
bool tokens_busy(const struct agent *agent);
/* Ends and wipes all. */
void tokens_end(struct agent *agent);

#endif
