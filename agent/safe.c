/* safe: a file that holds a secret. */
#include "agent/safe.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- reading ---- */

static enum safe_result
fail(char why[SAFE_WHY_MAX], const char *what, const char *path, int error)
{
    snprintf(why, SAFE_WHY_MAX, "cannot %s '%.300s': %s", what, path, strerror(error));
    return error == ENOENT ? SAFE_ABSENT : SAFE_FAILED;
}

/* Opens the folder of a path; *name is the rest. -1: errno. */
static int
open_folder(const char *path, const char **name)
{
    const char *slash = strrchr(path, '/');
    *name = slash ? slash + 1 : path;
    char *folder = slash ? strndup(path, (size_t)(slash - path) + (slash == path))
                         : strdup(".");
    int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    free(folder);
    return fd;
}

/* Is it one that a secret may lie in? */
static bool
is_safe(const char *path, const struct stat *what, const struct stat *folder,
        char why[SAFE_WHY_MAX])
{
    if (!S_ISREG(what->st_mode))
        snprintf(why, SAFE_WHY_MAX, "'%.300s' is not an ordinary file", path);
    else if (what->st_uid != geteuid() && what->st_uid != 0)
        snprintf(why, SAFE_WHY_MAX,
                 "'%.300s' belongs to somebody else: make a file of your own", path);
    else if (what->st_mode & 077)
        snprintf(why, SAFE_WHY_MAX, "others can read '%.200s'; run: chmod 600 '%.200s'",
                 path, path);
    else if (what->st_size > SAFE_FILE_MAX)
        snprintf(why, SAFE_WHY_MAX, "'%.300s' is too long for a secret", path);
    else if ((folder->st_mode & S_IWOTH) && !(folder->st_mode & S_ISVTX))
        snprintf(why, SAFE_WHY_MAX,
                 "anybody can write to the folder of '%.300s': put it elsewhere", path);
    else
        return true;
    return false;
}

static enum safe_result
read_all(int fd, const char *path, char *ret, size_t *length, char why[SAFE_WHY_MAX])
{
    size_t have = 0;
    ssize_t got = 1;
    while (got > 0 && have < SAFE_FILE_MAX) {
        got = read(fd, ret + have, SAFE_FILE_MAX - have);
        have += got > 0 ? (size_t)got : 0;
    }
    if (got < 0)
        return fail(why, "read", path, errno);
    *length = have;
    return SAFE_GOOD;
}

enum safe_result
safe_read(const char *path, char *ret, size_t *length, char why[SAFE_WHY_MAX])
{
    const char *name;
    struct stat what, folder;
    int parent = open_folder(path, &name);
    if (parent < 0)
        return fail(why, "read", path, errno);
    int fd = openat(parent, name,
                    O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
    int error = fd < 0 || fstat(fd, &what) < 0 || fstat(parent, &folder) < 0 ? errno
                                                                             : 0;
    close(parent);
    enum safe_result result = SAFE_FAILED;
    if (error == ELOOP)
        snprintf(why, SAFE_WHY_MAX,
                 "'%.300s' is a symbolic link: name the file that it leads to", path);
    else if (error)
        result = fail(why, "read", path, error);
    else if (is_safe(path, &what, &folder, why))
        result = read_all(fd, path, ret, length, why);
    if (fd >= 0)
        close(fd);
    return result;
}

enum safe_result
safe_credential(const char *name, char *ret, size_t *length, char why[SAFE_WHY_MAX])
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    char *path;
    if (!folder || folder[0] != '/') {
        snprintf(why, SAFE_WHY_MAX, "systemd has passed no credentials");
        return SAFE_ABSENT;
    }
    if (asprintf(&path, "%s/%s", folder, name) < 0)
        return fail(why, "read", name, ENOMEM);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    enum safe_result result = fd < 0 ? fail(why, "read", path, errno)
                                     : read_all(fd, path, ret, length, why);
    if (fd >= 0)
        close(fd);
    free(path);
    return result;
}

/* ---- writing ---- */

static int
write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t put = write(fd, bytes, length);
        if (put < 0 && errno != EINTR)
            return errno;
        bytes += put > 0 ? put : 0;
        length -= put > 0 ? (size_t)put : 0;
    }
    return fsync(fd) < 0 ? errno : 0;
}

/* In the folder, whose flock we have. Returns an errno. */
static int
replace(int folder, const char *name, const void *bytes, size_t length, bool once)
{
    char *fresh;
    if (asprintf(&fresh, ".%s.new", name) < 0)
        return ENOMEM;
    unlinkat(folder, fresh, 0); /* what a crash has left */
    int fd = openat(folder, fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                    0600);
    int error = fd < 0 ? errno : write_all(fd, bytes, length);
    if (fd >= 0 && close(fd) < 0 && !error)
        error = errno;
    if (!error && once && linkat(folder, fresh, folder, name, 0) < 0)
        error = errno;
    else if (!error && !once && renameat(folder, fresh, folder, name) < 0)
        error = errno;
    if (error || once)
        unlinkat(folder, fresh, 0);
    free(fresh);
    if (!error && fsync(folder) < 0)
        error = errno;
    return error;
}

enum safe_result
safe_write(const char *path, const void *bytes, size_t length, bool once,
           char why[SAFE_WHY_MAX])
{
    const char *name;
    int folder = open_folder(path, &name), error = 0;
    if (folder < 0 || flock(folder, LOCK_EX) < 0)
        error = errno;
    else
        error = replace(folder, name, bytes, length, once);
    if (folder >= 0)
        close(folder);
    if (!error)
        return SAFE_GOOD;
    fail(why, "write", path, error);
    return once && error == EEXIST ? SAFE_ABSENT : SAFE_FAILED;
}

enum safe_result
safe_remove(const char *path, char why[SAFE_WHY_MAX])
{
    const char *name;
    int folder = open_folder(path, &name);
    if (folder < 0)
        return fail(why, "remove", path, errno);
    int error = unlinkat(folder, name, 0) < 0 || fsync(folder) < 0 ? errno : 0;
    close(folder);
    return error ? fail(why, "remove", path, error) : SAFE_GOOD;
}
