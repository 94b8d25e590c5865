/* seal: bytes made unreadable and unchangeable for whoever has not the key. */
#include "agent/seal.h"

#include <nettle/gcm.h>
#include <nettle/hkdf.h>
#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
    MARK = 8,       /* bytes that say what the file is */
    KEY_LEAST = 16, /* bytes; fewer can be tried out */
};

static const char mark[MARK + 1] = "NDRWSEA1";

/* "account NUL kind NUL"; 0: it is too long. */
static size_t
write_label(const struct seal_label *label, uint8_t ret[SEAL_LABEL])
{
    size_t account = strlen(label->account) + 1, kind = strlen(label->kind) + 1;
    if (account + kind > SEAL_LABEL)
        return 0;
    memcpy(ret, label->account, account);
    memcpy(ret + account, label->kind, kind);
    return account + kind;
}

/* Sets the cipher up for one sealing. False: as seal_close. */
static bool
set_up(struct gcm_aes256_ctx *cipher, const struct seal_key *key,
       const struct seal_label *label, const unsigned char salt[SEAL_SALT])
{
    struct hmac_sha256_ctx mac;
    uint8_t pseudo[SHA256_DIGEST_SIZE], both[AES256_KEY_SIZE + GCM_IV_SIZE];
    uint8_t name[SEAL_LABEL];
    size_t length = write_label(label, name);
    if (length == 0 || key->length < KEY_LEAST)
        return false;
    hmac_sha256_set_key(&mac, SEAL_SALT, salt);
    hkdf_extract(&mac, (nettle_hash_update_func *)(void (*)(void))hmac_sha256_update,
                 (nettle_hash_digest_func *)(void (*)(void))hmac_sha256_digest,
                 sizeof pseudo, key->length, key->at, pseudo);
    hmac_sha256_set_key(&mac, sizeof pseudo, pseudo);
    hkdf_expand(&mac, (nettle_hash_update_func *)(void (*)(void))hmac_sha256_update,
                (nettle_hash_digest_func *)(void (*)(void))hmac_sha256_digest,
                SHA256_DIGEST_SIZE, length, name, sizeof both, both);
    gcm_aes256_set_key(cipher, both);
    gcm_aes256_set_iv(cipher, GCM_IV_SIZE, both + AES256_KEY_SIZE);
    gcm_aes256_update(cipher, length, name);
    explicit_bzero(&mac, sizeof mac);
    explicit_bzero(pseudo, sizeof pseudo);
    explicit_bzero(both, sizeof both);
    return true;
}

bool
seal_close(const struct seal_key *key, const struct seal_label *label,
           const unsigned char salt[SEAL_SALT], const void *plain, size_t length,
           void *ret)
{
    struct gcm_aes256_ctx cipher;
    uint8_t *out = ret;
    if (!set_up(&cipher, key, label, salt))
        return false;
    memcpy(out, mark, MARK);
    memcpy(out + MARK, salt, SEAL_SALT);
    gcm_aes256_encrypt(&cipher, length, out + MARK + SEAL_SALT, plain);
    gcm_aes256_digest(&cipher, GCM_DIGEST_SIZE, out + MARK + SEAL_SALT + length);
    explicit_bzero(&cipher, sizeof cipher);
    return true;
}

bool
seal_open(const struct seal_key *key, const struct seal_label *label,
          const void *sealed, size_t length, void *ret)
{
    struct gcm_aes256_ctx cipher;
    const uint8_t *in = sealed;
    uint8_t tag[GCM_DIGEST_SIZE];
    if (length < SEAL_MORE || memcmp(in, mark, MARK) != 0 ||
        !set_up(&cipher, key, label, in + MARK))
        return false;
    size_t plain = length - SEAL_MORE;
    gcm_aes256_decrypt(&cipher, plain, ret, in + MARK + SEAL_SALT);
    gcm_aes256_digest(&cipher, sizeof tag, tag);
    bool good = memeql_sec(tag, in + length - sizeof tag, sizeof tag) != 0;
    if (!good)
        explicit_bzero(ret, plain);
    explicit_bzero(&cipher, sizeof cipher);
    return good;
}
