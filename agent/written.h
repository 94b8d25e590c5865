/* written: how often the person wrote to whom, as far as Sent folders tell, as keyed hashes.
 *
 * Of an address that came back it says how often one wrote there before; of one that is near to it,
 * too. Nobody reads an address out of it: each is 16 bytes of SHA-256 under the key of `own`, so
 * that one can only ask for an address one has already.
 */
#ifndef AGENT_WRITTEN_H
#define AGENT_WRITTEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/journal.h"
#include "agent/own.h"
#include "agent/typo.h"

enum {
    WRITTEN_KEEP = 2 * 365 * 24 * 60 *
                   60,    /* seconds: a yearly greeting is still known */
    WRITTEN_MOST = 10000, /* addresses of one account: at 150 bytes each 1.5 MB; those
                           * longest not written to go first */
};

/* A mail went to these addresses, a line feed behind each, in any case. For own_add, in its
 * transaction; each address counts once a mail. False: see the database. */
bool written_add(struct journal *journal, const unsigned char key[OWN_KEY],
                 const char *account, const char *to, size_t length, int64_t sent);

/* Forgets what is older than WRITTEN_KEEP, and of the account all but WRITTEN_MOST. For own_prune,
 * in its transaction. */
bool written_prune(struct journal *journal, const char *account, int64_t now);

/* What was probably meant by an address or a domain, by what the account wrote (typo_find).
 * False: see journal->text. */
bool written_typo(struct journal *journal, const unsigned char key[OWN_KEY],
                  const char *account, const char *address, struct typo *ret);

#endif
