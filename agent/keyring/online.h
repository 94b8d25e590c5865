/* online: what GNOME Online Accounts gives for an address, asked over D-Bus without libgoa: an
 * access token, or a password. It is good for Gmail and for plain IMAP accounts; for Outlook.com
 * it has no token that opens a mailbox. */
#ifndef AGENT_KEYRING_ONLINE_H
#define AGENT_KEYRING_ONLINE_H

#include "agent/keyring/store.h"

enum {
    ONLINE_TIME = 25 * 1000 /* ms for one call: the agent waits 30 s for all */
};

struct online_answer {
    struct store_answer store;
    bool token;               /* the secret is an access token */
    int expires;              /* seconds; 0: not known */
    char user[SLIP_TEXT_MAX]; /* to sign in with; "" */
};

/* Of the account whose address is in SLIP_ACCOUNT. */
void online_get(const struct slip *question, struct online_answer *ret);

#endif
