/* desk: questions to the vault for the agent's loop, which must not wait: a few at one time, the
 * others in a line.
 *
 *     desk_ask(agent, account, request, &question, heard);
 *     ... later, from desk_pump: heard(agent, account, request, &answer) ...
 */
#ifndef AGENT_DESK_H
#define AGENT_DESK_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "agent/vault.h"

struct agent;

enum {
    DESK_JOBS_MAX = 8, /* programs at one time */
    DESK_LINE_MAX =
        MESSAGE_ACCOUNTS_MAX, /* questions that wait; no honest helper asks so
                                           * often */
    DESK_FDS = DESK_JOBS_MAX * COMMAND_FDS,
};

/* What came of it. The answer is wiped after the call; what is to stay is taken out of it. It may
 * ask again. */
typedef void desk_hear(struct agent *agent, uint32_t account, uint32_t request,
                       struct vault_answer *answer);

/* One that is asked, or waits. */
struct desk_question {
    struct desk_question *next;
    uint32_t account, request;
    struct vault_question question;
    char *secret; /* owned: of the question */
    desk_hear *hear;
};

struct desk {
    struct vault vault;
    struct desk_question *jobs[DESK_JOBS_MAX]; /* NULL: free */
    struct vault_errand errands[DESK_JOBS_MAX];
    struct desk_question *first;
};

/* place is borrowed. */
void desk_open(struct desk *desk, const struct place *place);

/* Asks about an account, by its index; the secret to be put is copied. hear is called later, by
 * desk_pump, once, unless desk_forget or desk_end come before. False: no memory, or too many
 * wait; nothing was asked. */
bool desk_ask(struct agent *agent, uint32_t account, uint32_t request,
              const struct vault_question *question, desk_hear *hear);

/* What to wait for: DESK_FDS entries. */
void desk_poll(const struct desk *desk, struct pollfd *ret);
/* Goes on with what can, tells what is done, begins what waits. */
void desk_pump(struct agent *agent);
/* A process has been reaped; true if it was one of these. */
bool desk_reaped(struct desk *desk, pid_t pid, int status);
/* When desk_pump is due; 0: never. */
int64_t desk_due(const struct desk *desk);
/* Is anything asked? */
bool desk_busy(const struct desk *desk);
/* Nobody hears any more of what was asked for this account with that hearer. */
void desk_forget(struct desk *desk, uint32_t account, desk_hear *hear);
/* Ends all: what is being put goes to its end, unheard. */
void desk_end(struct desk *desk);
void desk_close(struct desk *desk);

#endif
