/* tell: how an account stands, to the agent, in words for a person. */
#ifndef IMAP_TELL_H
#define IMAP_TELL_H

#include <stdbool.h>

#include "imap/account.h"

/* A STATE frame where something has changed since the last, or always. */
void tell_state(struct account *account, bool always);

/* The question for the account's secret; account->asked is its request. */
void tell_need(struct account *account);

#endif
