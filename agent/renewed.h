/* renewed: has the secret that a server refused been changed since? Only then is it tried again.
 *
 * A password file is looked at every RENEWED_FILE, and read when it is another one than before; all
 * else, which may wake a person or a keyring, is asked every RENEWED_OTHER, and when a person asks for
 * a look (`ndrwatch scan`). What was given is known by a keyed hash alone, in memory.
 */
#ifndef AGENT_RENEWED_H
#define AGENT_RENEWED_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "agent/sha256.h"
#include "agent/vault.h"

struct agent;

enum {
    RENEWED_FILE = 10 * 1000,       /* ms: a person who has just saved it waits */
    RENEWED_OTHER = 60 * 60 * 1000, /* ms: it may ask a person for a key */
};

/* Of one account. Zero-initialise. */
struct renewed {
    char given[SHA256_HEX]; /* of the secret that was given last; "": none was */
    struct stat file;       /* of the password file, when it was */
    int64_t due;            /* ms: the next look; 0: nothing is waited for */
    bool asked;             /* the vault is being asked */
};

/* This one was given to a login. */
void renewed_given(struct agent *agent, uint32_t account, struct message_bytes secret);

/* Looks where it is time. */
void renewed_pump(struct agent *agent);
/* When renewed_pump is due, ms; 0: never. */
int64_t renewed_due(const struct agent *agent);

/* A person wants it looked at now: true where any account waits for that. */
bool renewed_hurry(struct agent *agent);

#endif
