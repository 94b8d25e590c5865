/* kept: secrets that ndrwatch keeps by itself, in sealed files. */
#include "agent/kept.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

static const char key_credential[] = "ndrwatch.key";

/* STATE/secrets/ACCOUNT.KIND, or with label NULL its folder; NULL: no memory. */
static char *
path_of(const struct place *place, const struct seal_label *label)
{
    char *path;
    int length = label ? asprintf(&path, "%s/secrets/%s.%s", place->state,
                                  label->account, label->kind)
                       : asprintf(&path, "%s/secrets", place->state);
    return length < 0 ? NULL : path;
}

static enum safe_result
no_memory(char why[SAFE_WHY_MAX])
{
    snprintf(why, SAFE_WHY_MAX, "there is no memory left");
    return SAFE_FAILED;
}

/* The key of this machine; with make, a new one where there is none. */
static enum safe_result
read_key(const struct place *place, bool make, char *ret, size_t *length,
         char why[SAFE_WHY_MAX])
{
    enum safe_result result = safe_credential(key_credential, ret, length, why);
    char *path;
    if (result != SAFE_ABSENT)
        return result;
    if (asprintf(&path, "%s/key", place->state) < 0)
        return no_memory(why);
    result = safe_read(path, ret, length, why);
    unsigned char fresh[SEAL_KEY];
    if (result == SAFE_ABSENT && make &&
        getrandom(fresh, sizeof fresh, 0) == sizeof fresh &&
        safe_write(path, fresh, sizeof fresh, true, why) != SAFE_FAILED)
        result = safe_read(path, ret, length,
                           why); /* perhaps another's of this moment */
    explicit_bzero(fresh, sizeof fresh);
    free(path);
    return result;
}

/* As seal_open, with the key of this machine. */
static enum safe_result
unseal(const struct place *place, const struct seal_label *label, const char *sealed,
       size_t length, char *ret, char why[SAFE_WHY_MAX])
{
    char *bytes = malloc(SAFE_FILE_MAX);
    struct seal_key key = {bytes, 0};
    if (!bytes)
        return no_memory(why);
    enum safe_result result = read_key(place, false, bytes, &key.length, why);
    if (result == SAFE_GOOD && !seal_open(&key, label, sealed, length, ret)) {
        snprintf(why, SAFE_WHY_MAX,
                 "the %s in %.300s/secrets does not open with the key of this machine; "
                 "sign in again",
                 label->kind, place->state);
        result = SAFE_FAILED;
    } else if (result != SAFE_GOOD) {
        char reason[SAFE_WHY_MAX / 2];
        snprintf(reason, sizeof reason, "%s", why);
        snprintf(why, SAFE_WHY_MAX, "the key of the sealed secrets is missing (%s)",
                 reason);
        result = SAFE_FAILED;
    }
    explicit_bzero(bytes, SAFE_FILE_MAX);
    free(bytes);
    return result;
}

enum safe_result
kept_open(const struct place *place, const struct seal_label *label, char *ret,
          size_t *length, char why[SAFE_WHY_MAX])
{
    char *path = path_of(place, label), *sealed = malloc(SAFE_FILE_MAX);
    size_t have = 0;
    enum safe_result result = path && sealed ? safe_read(path, sealed, &have, why)
                                             : no_memory(why);
    if (result == SAFE_GOOD)
        result = unseal(place, label, sealed, have, ret, why);
    if (result == SAFE_GOOD)
        *length = have - SEAL_MORE;
    free(path);
    free(sealed);
    return result;
}

/* The folder of sealed files, there for good once it is there. Returns an errno. */
static int
make_folder(const struct place *place, const char *folder)
{
    if (mkdir(folder, 0700) < 0)
        return errno == EEXIST ? 0 : errno;
    int state = open(place->state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = state < 0 || fsync(state) < 0 ? errno : 0;
    if (state >= 0)
        close(state);
    return error;
}

enum safe_result
kept_seal(const struct place *place, const struct seal_label *label, const void *secret,
          size_t length, char why[SAFE_WHY_MAX])
{
    unsigned char salt[SEAL_SALT];
    char *folder = path_of(place, NULL), *path = path_of(place, label);
    char *bytes = malloc(SAFE_FILE_MAX), *sealed = malloc(SAFE_FILE_MAX);
    struct seal_key key = {bytes, 0};
    enum safe_result result = SAFE_FAILED;
    int error;
    if (!folder || !path || !bytes || !sealed)
        result = no_memory(why);
    else if (length > SAFE_FILE_MAX - SEAL_MORE)
        snprintf(why, SAFE_WHY_MAX, "it is too long to be kept");
    else if ((error = make_folder(place, folder)) != 0)
        snprintf(why, SAFE_WHY_MAX, "cannot make '%.300s': %s", folder,
                 strerror(error));
    else if (getrandom(salt, sizeof salt, 0) != sizeof salt)
        snprintf(why, SAFE_WHY_MAX, "this system gives no random bytes");
    else
        result = read_key(place, true, bytes, &key.length, why);
    if (result == SAFE_GOOD && !seal_close(&key, label, salt, secret, length, sealed)) {
        snprintf(why, SAFE_WHY_MAX, "the key of the sealed secrets is too short");
        result = SAFE_FAILED;
    }
    if (result == SAFE_GOOD)
        result = safe_write(path, sealed, length + SEAL_MORE, false, why);
    if (bytes)
        explicit_bzero(bytes, SAFE_FILE_MAX);
    free(bytes);
    free(sealed);
    free(folder);
    free(path);
    return result == SAFE_GOOD ? SAFE_GOOD : SAFE_FAILED;
}

enum safe_result
kept_remove(const struct place *place, const struct seal_label *label,
            char why[SAFE_WHY_MAX])
{
    char *path = path_of(place, label);
    enum safe_result result = path ? safe_remove(path, why) : no_memory(why);
    free(path);
    return result;
}
