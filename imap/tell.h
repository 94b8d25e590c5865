/* tell: how an account stands, to the agent, in words for a person. */
#ifndef IMAP_TELL_H
#define IMAP_TELL_H

#include <stdbool.h>

#include "imap/account.h"

/* A STATE frame where something has changed since the last, or always. */
void tell_state(struct account *account, bool always);

/* From now on each step of the way is told, by tell_step; before there is any thread. */
void tell_steps(void);
bool tell_has_steps(void);

/* The way is clear up to here (struct message_step), where that is to be told. Any thread. */
void tell_step(const struct account *account, enum message_milestone milestone,
               int64_t number, const char *text);

/* The question for the account's secret; account->asked is its request. */
void tell_need(struct account *account);

#endif
