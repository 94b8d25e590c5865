/* ledger: which accounts are being worked on, written where the agent can still read it when
 * this process has died: so it knows whose server may have ended it.
 *
 * One byte an account, 1 while bytes of its server are handled, in a page that both share
 * (MESSAGE_LEDGER_FD). It costs neither a frame nor a wake-up, and says its last word
 * whatever the death was.
 */
#ifndef IMAP_LEDGER_H
#define IMAP_LEDGER_H

#include <stdint.h>

/* Takes the agent's page, once, before any thread begins. Where there is none, what is
 * written is read by nobody. */
void ledger_open(void);

/* From any thread; of one account never twice at a time. */
void ledger_begin(uint32_t account);
void ledger_end(uint32_t account);

#endif
