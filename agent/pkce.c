/* pkce: proof that who began a sign-in ends it, and words of chance. */
#include "agent/pkce.h"

#include <string.h>

#include "agent/sha256.h"

void
pkce_text(const unsigned char dice[PKCE_DICE], char ret[PKCE_TEXT])
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    unsigned bits = 0, held = 0, put = 0;
    for (int i = 0; i < PKCE_DICE; i++) {
        bits = (bits << 8 | dice[i]) & 0xffff;
        for (held += 8; held >= 6; held -= 6)
            ret[put++] = letters[bits >> (held - 6) & 63];
    }
    ret[put++] = letters[bits << (6 - held) & 63];
    ret[put] = '\0';
}

static unsigned
digit(char hex)
{
    return (unsigned)(hex <= '9' ? hex - '0' : hex - 'a' + 10);
}

void
pkce_challenge(const char *verifier, char ret[PKCE_TEXT])
{
    struct sha256 sum;
    char hex[SHA256_HEX];
    unsigned char bytes[PKCE_DICE];
    sha256_begin(&sum);
    sha256_add(&sum, verifier, strlen(verifier));
    sha256_hex(&sum, hex);
    for (unsigned i = 0; i < PKCE_DICE; i++)
        bytes[i] = (unsigned char)(digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
    pkce_text(bytes, ret);
}
