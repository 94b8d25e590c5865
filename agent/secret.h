/* secret: answers ndrwatch-imap when a login asks for one: from the vault, in one frame. Passwords
 * are kept nowhere; what a token_command printed, for five minutes, unless it is refused before. */
#ifndef AGENT_SECRET_H
#define AGENT_SECRET_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/vault.h"
#include "imap/messages.h"

struct agent;

enum {
    SECRET_CACHE = 300 * 1000, /* ms that a printed token is given again */
    SECRET_TRIES = 3,          /* failures of a command before a person must look */
    SECRET_UNLOCK = 30 * 1000, /* ms between two looks whether a keyring is open now */
    SECRET_LATER = 5 * 1000,   /* ms before a command that failed is run again */
};

/* What is known of one account. */
struct secret_account {
    char *token; /* printed last; owned, wiped; NULL: none */
    size_t length;
    char *user;        /* owned: of the token; NULL: as configured */
    int64_t until;     /* ms: the token is given again till then */
    int64_t good;      /* ms: it is good till then; 0: not known */
    unsigned failures; /* of its command, in a row */
    bool refused;      /* the token was: a fresh one is on its way */
    bool locked;       /* a keyring has to be unlocked */
};

struct secrets {
    struct secret_account *accounts; /* one an account; NULL: none asked yet */
    size_t count;
    int64_t look; /* ms: when the keyring is tried again; 0: nobody waits for it */
};

/* MESSAGE_SECRET of ndrwatch-imap. False: it is not to be trusted any more. */
bool secret_asked(struct agent *agent, const struct message *message);

/* What signs the account in; VAULT_KINDS: a grant of its provider. */
enum vault_kind secret_kind(const struct agent *agent, uint32_t account);

/* Sends the frame to whoever watches the account. where there is no secret, `why` is logged. */
void secret_answer(struct agent *agent, uint32_t account, uint32_t request,
                   const struct message_secret *secret);

/* Says that there is a new secret, without being asked: an account that waits for a person signs
 * in at once. */
void secret_changed(struct agent *agent, uint32_t account);

/* Does what the clock asks for. */
void secret_pump(struct agent *agent);
/* When secret_pump is due; 0: never. */
int64_t secret_due(const struct agent *agent);
/* The questions of one account are not waited for any more. */
void secret_forget(struct agent *agent, uint32_t account);
/* Forgets all that is known, and wipes it. */
void secret_end(struct agent *agent);

#endif
