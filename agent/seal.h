/* seal: bytes made unreadable and unchangeable for whoever has not the key: AES-256-GCM (NIST SP
 * 800-38D) under a key of HKDF-SHA256 (RFC 5869). Pure: the randomness is a parameter.
 *
 * By nettle, which does this and nothing else: it allocates nothing, starts nothing and is a
 * twentieth of libcrypto; libetpan's GnuTLS brings it along anyway.
 *
 * Each sealing has a salt of its own, and from it a key and a nonce of its own: so no nonce is
 * used twice under one key, however often a secret changes.
 */
#ifndef AGENT_SEAL_H
#define AGENT_SEAL_H

#include <stdbool.h>
#include <stddef.h>

enum {
    SEAL_SALT = 32,  /* bytes of randomness for one sealing */
    SEAL_MORE = 56,  /* bytes that sealing adds: 8 of a mark, the salt, 16 of a tag */
    SEAL_KEY = 32,   /* bytes of a key that we make */
    SEAL_LABEL = 128 /* bytes of account and kind: a name has 64 */
};

/* Whose secret it is: it opens under no other name. */
struct seal_label {
    const char *account, *kind;
};

/* What it is locked with: any bytes that nobody guesses, at least 16. */
struct seal_key {
    const void *at;
    size_t length;
};

/* Writes length + SEAL_MORE bytes to ret. False: the key is too short, or the label too long. */
bool seal_close(const struct seal_key *key, const struct seal_label *label,
                const unsigned char salt[SEAL_SALT], const void *plain, size_t length,
                void *ret);

/* Writes length - SEAL_MORE bytes to ret. False, and ret wiped: another key, another label, or
 * not one byte is as it was. */
bool seal_open(const struct seal_key *key, const struct seal_label *label,
               const void *sealed, size_t length, void *ret);

#endif
