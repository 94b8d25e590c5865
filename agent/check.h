/* check: everything that has to work for mail to be watched and told, looked at once. */
#ifndef AGENT_CHECK_H
#define AGENT_CHECK_H

#include <signal.h>

#include "agent/checkup.h"
#include "agent/config.h"
#include "agent/place.h"
#include "agent/probe.h"
#include "agent/providers.h"

/* This computer: configuration, clock, state folder, journal, the agent, the desktop, the cage. Gives
 * the configuration, to be freed; NULL: there is none, or it has faults; all is said. */
struct config *check_computer(const struct place *place, struct checkup *ret);

/* One account: where its secret is, and the whole way to its mailbox. *stop as in probe_run. */
void check_account(const struct place *place, const struct providers *providers,
                   const struct account *account, const volatile sig_atomic_t *stop,
                   struct checkup *ret);

/* Gets the secret that this account signs in with, as the agent would. */
void check_get(const struct vault *vault, const struct providers *providers,
               const struct account *account, struct vault_answer *ret);

/* How the running agent sees its accounts: a line for each of this name, or of all (NULL). */
void check_agent(const struct place *place, const char *name, struct checkup *ret);

#endif
