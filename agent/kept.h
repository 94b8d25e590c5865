/* kept: secrets that ndrwatch keeps by itself: in sealed files, and in credentials of systemd.
 *
 * account and kind are names as in vault.h. why says what is wrong unless SAFE_GOOD.
 */
#ifndef AGENT_KEPT_H
#define AGENT_KEPT_H

#include "agent/place.h"
#include "agent/safe.h"
#include "agent/seal.h"

/* Opens STATE/secrets/ACCOUNT.KIND into ret, which has SAFE_FILE_MAX bytes and is the caller's to
 * wipe. */
enum safe_result kept_open(const struct place *place, const struct seal_label *label,
                           char *ret, size_t *length, char why[SAFE_WHY_MAX]);

/* Seals it there, and makes STATE/key where there is no key yet. At most SAFE_FILE_MAX -
 * SEAL_MORE bytes. The state folder must be there. */
enum safe_result kept_seal(const struct place *place, const struct seal_label *label,
                           const void *secret, size_t length, char why[SAFE_WHY_MAX]);

/* Takes it away. */
enum safe_result kept_remove(const struct place *place, const struct seal_label *label,
                             char why[SAFE_WHY_MAX]);

#endif
