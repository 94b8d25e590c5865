/* sha256: FIPS 180-4, for the keys by which a returned mail is known again. Own, because the
 * agent links neither OpenSSL nor a SQLite that can hash, and needs sixty lines of it. */
#ifndef AGENT_SHA256_H
#define AGENT_SHA256_H

#include <stddef.h>
#include <stdint.h>

enum {
    SHA256_HEX = 65 /* bytes: 64 digits and NUL */
};

struct sha256 {
    uint32_t state[8];
    uint64_t length; /* bytes so far */
    unsigned char block[64];
};

void sha256_begin(struct sha256 *sum);
void sha256_add(struct sha256 *sum, const void *bytes, size_t length);
/* Ends the sum; begin again before another use. */
void sha256_hex(struct sha256 *sum, char ret[SHA256_HEX]);

#endif
