/* probe: the whole way to one account's mailbox, gone once by an ndrwatch-imap of its own: name, TCP,
 * TLS, sign-in, mailbox, IDLE, the folders for sent mail and spam. A running agent is not disturbed:
 * nothing is written, no mail is marked, and one connection more is opened for a few seconds.
 *
 * One sign-in is tried, never a second with the same secret: a mailbox may be locked by a third.
 */
#ifndef AGENT_PROBE_H
#define AGENT_PROBE_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "agent/checkup.h"
#include "agent/config.h"
#include "agent/place.h"
#include "agent/providers.h"
#include "agent/vault.h"

enum {
    PROBE_TIME = 90 *
                 1000, /* ms in all: a slow server has 30 s for its greeting alone */
    PROBE_FOLDERS = 20 * 1000, /* ms of it for each folder */
    PROBE_LEAVE = 2 * 1000,    /* ms for its process to log out */
    PROBE_NAME_MAX = 256       /* bytes of a folder's name */
};

/* Gives the secret, as vault_get does. stale: the token it gave last was refused. */
typedef void probe_give(void *context, bool stale, struct vault_answer *ret);

struct probe {
    /* what is asked */
    const struct place *place;
    const struct providers *providers;
    const struct account *account;
    probe_give *give;
    void *context; /* of give */
    bool no_login; /* go no further than the sign-in */
    /* what came of it */
    bool good;                /* mail can be watched */
    bool reached;             /* something answered at the port */
    bool refused;             /* the server refused the sign-in */
    bool polls;               /* it has no IDLE */
    enum message_fault fault; /* unless good */
    char sent[PROBE_NAME_MAX], junk[PROBE_NAME_MAX]; /* folders; "": none was found */
    struct message_cage cage;                        /* of ndrwatch-imap, while caged */
    bool caged;
};

/* Goes the way and adds a line for each step. Blocks for PROBE_TIME at most, and for the resolver,
 * or until *stop (may be NULL) is set by a signal. */
void
probe_run(struct probe *probe, const volatile sig_atomic_t *stop, struct checkup *ret);

#endif
