/* safe: a file that holds a secret: nobody else reads or changes it, and a crash loses nothing. */
#ifndef AGENT_SAFE_H
#define AGENT_SAFE_H

#include <stdbool.h>
#include <stddef.h>

enum {
    SAFE_FILE_MAX = 64 * 1024, /* bytes: the longest secret is a quarter of it */
    SAFE_WHY_MAX = 512,        /* bytes of a sentence */
};

enum safe_result {
    SAFE_GOOD = 0,
    SAFE_ABSENT, /* there is no such file */
    SAFE_FAILED, /* *why says what is wrong with it, and what to do */
};

/* Reads the file whole, into ret, which has SAFE_FILE_MAX bytes and is the caller's to wipe.
 * Refused: a symbolic link, what is no ordinary file, what belongs to somebody else than us
 * or root, what others may read or write, a folder that all may write to, what is longer.
 * why: also filled where it is absent. */
enum safe_result
safe_read(const char *path, char *ret, size_t *length, char why[SAFE_WHY_MAX]);

/* The same of a credential that systemd passed ($CREDENTIALS_DIRECTORY/name), whose folder is
 * ours alone and whose rights are systemd's affair. */
enum safe_result
safe_credential(const char *name, char *ret, size_t *length, char why[SAFE_WHY_MAX]);

/* Writes the file anew, 0600, in a folder that is ours and is there: a new file, synced, renamed
 * over the old one, and the folder synced. At any moment, also after a loss of power, one of the
 * two is there whole. With `once`, a file that is there already stays: SAFE_ABSENT. */
enum safe_result safe_write(const char *path, const void *bytes, size_t length,
                            bool once, char why[SAFE_WHY_MAX]);

/* Takes it away, and syncs the folder. SAFE_ABSENT: it was not there. */
enum safe_result safe_remove(const char *path, char why[SAFE_WHY_MAX]);

#endif
