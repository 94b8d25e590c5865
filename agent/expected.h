/* expected: whose mails show that a delivery problem is over, and what comes of them.
 *
 * Nobody reports that a mail has arrived; but who answers it has it. So ndrwatch-imap is told whose
 * answers are waited for, which are the recipients of the open cases, and looks for them among the
 * headers that it reads anyway: nothing more goes over the line, and nothing at all while no case
 * is open but a field less. An answer names the mail that it answers, and Sent says when that one
 * was sent: after the failure, so it got through. A mail that answers nothing shows no more than
 * that the address is alive, which matters where it was called unknown, shut or full.
 */
#ifndef AGENT_EXPECTED_H
#define AGENT_EXPECTED_H

#include <stdbool.h>
#include <stdint.h>

#include "imap/messages.h"

struct agent;

/* Tells ndrwatch-imap whom the account waits for, where that has changed. False: the journal
 * cannot be read now. */
bool expected_send(struct agent *agent, uint32_t account);

/* A case of the account of that name has begun, or is over: the list is sent soon. */
void expected_changed(struct agent *agent, const char *account);

/* Sends what has changed, where no mail waits to be read. */
void expected_pump(struct agent *agent);

/* MESSAGE_CAME. False: it is not understood. */
bool expected_came(struct agent *agent, const struct message *message);

#endif
