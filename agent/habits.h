/* habits: how a provider's server is to be watched: its row of providers.ini, and over it what the
 * person's section says. Pure.
 *
 *     habits_of(habits_row(&book->providers, account), account, &watch);
 */
#ifndef AGENT_HABITS_H
#define AGENT_HABITS_H

#include "agent/config.h"
#include "agent/providers.h"
#include "imap/messages.h"

/* Whose server the account is at: by the host, else by the address. NULL: nobody's we know. Borrowed. */
const struct providers_row *
habits_row(const struct providers *providers, const struct account *account);

/* Writes idle, renew, poll and session of the frame; row NULL: nothing is known. A value that is no
 * number, or beyond MESSAGE_HABIT_MAX, is as if it were not there. */
void habits_of(const struct providers_row *row, const struct account *account,
               struct message_watch *ret);

#endif
