/* cage: the layers put together, for the programs that meet hostile bytes. */
#include "imap/cage.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <gnu/libc-version.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "imap/fence.h"
#include "imap/messages.h"
#include "imap/sieve.h"

#if defined(__SANITIZE_ADDRESS__)
#    define SANITISED true
#elif defined(__has_feature)
#    if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) ||         \
        __has_feature(thread_sanitizer)
#        define SANITISED true
#    endif
#endif
#if defined(__SANITIZE_THREAD__)
#    define SANITISED true
#endif
#ifndef SANITISED
#    define SANITISED false
#endif

enum {
    PLACES_MOST = 64, /* files and folders: ours and the CA store's */
    PARSER_FILES = 4, /* descriptors 0 to 3 are there, and the parser needs no other */
    /* A mailbox has a descriptor; a few look-ups and races to connect go on besides. */
    WATCHER_FILES = MESSAGE_ACCOUNTS_MAX + 256,
    /* One connection, its races and look-ups, the CA store, a proxy. */
    FETCHER_FILES = 64,
};

/* What name resolution reads. A file that is put in place of another is no longer the one that
 * was allowed: cage_stale. In a folder that does not matter. */
// clang-format off
static const char *const names[] = {
    "/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf",
};
static const char *const name_folders[] = {
    /* where resolv.conf may lead to */
    "/run/systemd/resolve", "/run/NetworkManager/resolv.conf", "/run/NetworkManager/no-stub-resolv.conf",
    "/run/resolvconf", "/run/connman/resolv.conf",
    "/etc/ld.so.cache", /* where the modules of name resolution are found */
};
/* The leak checker reads our maps, and a report our symbols. */
static const char *const sanitiser[] = { "/proc/self", "/proc/self/exe" };
// clang-format on

enum {
    NAMES = sizeof names / sizeof names[0]
};
static bool shut[NAMES]; /* could not be read at the start: not stale */

/* ---- limits ---- */

static bool
limit(int what, rlim_t most)
{
    struct rlimit now;
    if (getrlimit((__rlimit_resource_t)what, &now) < 0)
        return false;
    if (most > now.rlim_max)
        most = now.rlim_max;
    now = (struct rlimit){most, most};
    return setrlimit((__rlimit_resource_t)what, &now) == 0;
}

/* A log that is a file must be able to grow. */
static bool
no_file_grows(void)
{
    struct stat log;
    bool file = fstat(STDERR_FILENO, &log) == 0 && S_ISREG(log.st_mode);
    return file || limit(RLIMIT_FSIZE, 0);
}

static bool
limits(rlim_t files, bool threads)
{
    bool good = limit(RLIMIT_CORE, 0);
    if (SANITISED)
        return good;
    good &= no_file_grows();
    good &= limit(RLIMIT_NOFILE, files);
    /* Counts all of the user's processes: with threads to start, it cannot be 0. */
    return good && (threads || limit(RLIMIT_NPROC, 0));
}

/* ---- both ---- */

static bool
hide(void)
{
    return !SANITISED && prctl(PR_SET_DUMPABLE, 0) == 0;
}

static struct cage
close_cage(enum sieve_who who, const char *program, rlim_t files,
           const char *const *places, size_t count)
{
    struct cage cage = {0};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
        cage.layers |= CAGE_PRIVILEGES;
    if (hide())
        cage.layers |= CAGE_HIDDEN;
    cage.landlock = (uint64_t)fence_raise(
        places, count, who == SIEVE_PARSER ? FENCE_NO_NET : FENCE_CONNECT);
    if (cage.landlock > 0)
        cage.layers |= CAGE_FILES;
    if (limits(files, who == SIEVE_WATCHER || who == SIEVE_FETCHER))
        cage.layers |= CAGE_LIMITS;
    if (!SANITISED && sieve_set(who, program))
        cage.layers |= CAGE_CALLS;
    return cage;
}

struct cage
cage_parser(void)
{
    return close_cage(SIEVE_PARSER, "ndrwatch parse", PARSER_FILES, sanitiser,
                      SANITISED ? sizeof sanitiser / sizeof sanitiser[0] : 0);
}

struct cage
cage_asker(uint64_t descriptors)
{
    return close_cage(SIEVE_ASKER, "ndrwatch-net", PARSER_FILES + descriptors,
                      sanitiser,
                      SANITISED ? sizeof sanitiser / sizeof sanitiser[0] : 0);
}

/* ---- the watcher ---- */

/* The folder of libc, in which its modules of name resolution lie; "" where that is unknown. */
static void
libc_folder(char ret[PATH_MAX])
{
    Dl_info where;
    char path[PATH_MAX];
    ret[0] = '\0';
    if (dladdr((void *)(uintptr_t)gnu_get_libc_version, &where) == 0 ||
        !realpath(where.dli_fname, path))
        return;
    *strrchr(path, '/') = '\0';
    memcpy(ret, path, strlen(path) + 1);
}

static bool
refused(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return errno == EACCES;
    close(fd);
    return false;
}

static size_t
add(const char **places, size_t count, const char *const *more, size_t size)
{
    for (size_t i = 0; i < size && count < PLACES_MOST; i++)
        places[count++] = more[i];
    return count;
}

/* For who resolves names by libc and verifies certificates. */
static struct cage
close_online(enum sieve_who who, const char *program, rlim_t files,
             const char *const *more, size_t size)
{
    const char *places[PLACES_MOST];
    char libc[PATH_MAX];
    const char *const modules = libc;
    libc_folder(libc);
    size_t count = add(places, 0, names, NAMES);
    count = add(places, count, name_folders,
                sizeof name_folders / sizeof name_folders[0]);
    count = add(places, count, &modules, libc[0] != '\0');
    if (SANITISED)
        count = add(places, count, sanitiser, sizeof sanitiser / sizeof sanitiser[0]);
    count = add(places, count, more, size);
    return close_cage(who, program, files, places, count);
}

struct cage
cage_watcher(const char *const *places, size_t count)
{
    struct cage cage = close_online(SIEVE_WATCHER, "ndrwatch-imap", WATCHER_FILES,
                                    places, count);
    for (size_t i = 0; i < NAMES; i++)
        shut[i] = refused(names[i]);
    return cage;
}

struct cage
cage_fetcher(const char *const *places, size_t count)
{
    return close_online(SIEVE_FETCHER, "ndrwatch-net", FETCHER_FILES, places, count);
}

bool
cage_stale(void)
{
    for (size_t i = 0; i < NAMES; i++)
        if (!shut[i] && refused(names[i]))
            return true;
    return false;
}
