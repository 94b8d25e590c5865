/* plight: an account that cannot be watched: told once, and taken back when it is over.
 *
 * What only the person can mend is told at once, all else when it has lasted PLIGHT_LASTS of this
 * machine's waking time. The row in the journal is the notice: it is claimed, shown and settled as
 * those of the outbox are (T4, T5), stays while the trouble does, so that no restart tells it
 * again, and is what another account's digest has to bring where no desktop takes it.
 *
 *     queued -> claimed (T4) -> done (T5); failed waits for a better moment; over: no row, or
 *     'over' while there is no notifier to take its bubble back
 */
#ifndef AGENT_PLIGHT_H
#define AGENT_PLIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/journal.h"
#include "agent/standing.h"

struct agent;

enum {
    PLIGHT_LASTS = 60 * 60 *
                   1000,   /* ms awake: an outage of a provider, or a train ride, is
                                    * shorter */
    PLIGHT_TITLE_MAX = 64, /* bytes */
};

/* Why it is told; a graver one is told although another has been. */
enum plight_kind {
    PLIGHT_NONE = 0,
    PLIGHT_LONG,   /* it has lasted */
    PLIGHT_PERSON, /* only the person can mend it */
};

/* Of one account, in memory. Zero-initialise. */
struct plight {
    int64_t since; /* ms awake (clock_awake) when it ceased to be watched; 0: it is */
    enum plight_kind told; /* as the journal has it */
};

/* What is to be told now; *wait: ms awake until that may change, 0: nothing to wait for. Pure.
 * watched: it is; person: standing_needs_person; awake: now. */
enum plight_kind plight_judge(const struct plight *plight, bool watched, bool person,
                              int64_t awake, int64_t *wait);

/* Tells what is to be told, and takes back what is over. */
void plight_pump(struct agent *agent);

/* When plight_pump is due, in ms; 0: when something happens. */
int64_t plight_due(const struct agent *agent);

/* At the start, with a new configuration, and when another notifier comes: accounts that are not
 * configured any more have none, and what was claimed may have been told and is queued again. */
void plight_recover(struct agent *agent);

/* What could not be shown is queued again. */
void plight_retry(struct agent *agent);

/* Shows the bubbles that wait. */
void plight_bubbles(struct agent *agent);

/* What the notifier says of a key; false: it is none of ours. */
bool plight_shown(struct agent *agent, const char *key);
bool plight_failed(struct agent *agent, const char *key);

/* ---- the rows; false: see journal->text ---- */

struct plight_row {
    char account[256]; /* ""; there is none */
    char title[PLIGHT_TITLE_MAX];
    char body[STANDING_MAX];
    enum plight_kind kind;
    bool again; /* may have been told before */
    bool over;  /* to be taken back when a notifier comes */
};

/* Writes the notice, in place of a lesser one. */
bool plight_put(struct journal *journal, const struct plight_row *row, int64_t now);
/* The first that waits (or with all, any) behind this account, "" before the first. */
bool plight_next(struct journal *journal, const char *behind, bool all,
                 struct plight_row *ret);
/* To another state: 'queued', 'claimed', 'done', 'failed'. */
bool plight_step(struct journal *journal, const char *account, const char *from,
                 const char *to);
/* It is over, and has been taken back; or is to be, where it may have been told. */
bool plight_over(struct journal *journal, const char *account, bool taken_back);

#endif
