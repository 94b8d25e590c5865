/* store: secrets in the Secret Service of the desktop (libsecret). Nothing here ever asks the
 * person: a keyring that is locked is said to be locked. */
#ifndef AGENT_KEYRING_STORE_H
#define AGENT_KEYRING_STORE_H

#include "agent/keyring/slip.h"

enum {
    STORE_WHY_MAX = 256 /* bytes of a sentence */
};

/* What came of it; secret is malloc'ed by GLib, for store_free. */
struct store_answer {
    const char *outcome; /* as SLIP_OUTCOME; static */
    char *secret;
    size_t length;
    char why[STORE_WHY_MAX];
};

void store_get(const struct slip *question, struct store_answer *ret);
void store_put(const struct slip *question, struct store_answer *ret);
void store_forget(const struct slip *question, struct store_answer *ret);

/* Wipes and frees the secret. */
void store_free(struct store_answer *answer);

#endif
