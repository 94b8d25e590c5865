/* account: one watched mailbox, and the three pieces of work that are done for it.
 *
 * An account belongs to the loop, or while account.working to a worker. The work leaves
 * its outcome in account.event and account.trouble.
 */
#ifndef IMAP_ACCOUNT_H
#define IMAP_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "imap/crew.h"
#include "imap/errand.h"
#include "imap/expect.h"
#include "imap/fetch.h"
#include "imap/junk.h"
#include "imap/messages.h"
#include "imap/outlet.h"
#include "imap/session.h"
#include "imap/watch.h"

/* What the agent wants watched; strings are owned. */
struct account_order {
    char *name, *host, *user, *mailbox, *ca_file;
    char *junk, *junks; /* the folder for spam: as configured, names to try */
    uint16_t port;
    uint32_t uidvalidity, uid, junk_uidvalidity, junk_uid;
    unsigned recent_days;
    bool starttls;
    bool no_idle; /* never go into IDLE */
    struct watch_habits habits;
};

struct account {
    struct crew_work work; /* first, so that a worker finds the account from it */
    uint32_t number;       /* in the frames */
    struct account_order order;
    struct watch watch;
    struct session *session; /* NULL: none */
    struct fetch fetch;
    struct junk junk;
    bool begun; /* fetch_begin was called for this session */
    char *secret;
    size_t secret_length;
    char *user; /* that goes with the secret; NULL: that of the order */
    bool token; /* the secret is an access token */
    bool stale; /* the token given last was refused */
    struct outlet *outlet;
    struct outlet_flight flight;
    int cancel; /* readable: leave */
    struct watch_event event;
    struct trouble trouble; /* of the last break */

    uint64_t
        turn; /* its place in the line of those that are to be dialled; 0: not in it */
    bool working; /* a worker has it */
    bool parked;  /* the loop listens to the session */
    struct errands errands;
    struct expect expect;       /* whose mails the agent waits for */
    struct expect expect_later; /* the same, heard while a worker has it */
    bool expects_anew;          /* it was */
    struct message_sweep sweep; /* asked for while a worker has it; from 0: none */
    bool scan;                  /* asked to look, while a worker has it */
    bool nudged;                /* the network changed, while a worker has it */
    bool restart;               /* `later` is to be watched, when the worker is done */
    struct account_order later;
    uint32_t asked;     /* request of the last question for a secret */
    uint64_t told_hash; /* of the STATE told last */
};

/* Copies; false: no memory, or no such strings (a NUL, an empty host). */
bool account_order_copy(const struct message_watch *watch, struct account_order *ret);
void account_order_free(struct account_order *order);

/* Begins with the order, which it takes over: a new mark, and a clean slate. */
void account_begin(struct account *account, struct account_order *order);

/* The three pieces of work. */
void account_dial(struct crew_work *work);  /* → OPENED or BROKE */
void account_login(struct crew_work *work); /* → ENTERED or BROKE; wipes the secret */
/* Does the errands dealt first. */
void account_look(struct crew_work *work); /* → LOOKED, POLLED, OVERFULL or BROKE */

void account_drop_session(struct account *account);
void account_wipe_secret(struct account *account);
void account_free(struct account *account);

#endif
