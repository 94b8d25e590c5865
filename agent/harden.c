/* harden: a process gives up what it does not need. */
#include "agent/harden.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#    define SANITISED 1
#elif defined(__has_feature)
#    if __has_feature(address_sanitizer)
#        define SANITISED 1
#    endif
#endif

enum {
    BIG_BUFFER = 64 * 1024 /* bytes: from here on malloc maps, and free gives back */
};

void
harden_process(void)
{
    struct rlimit none = {0, 0};
    umask(077);
    setrlimit(RLIMIT_CORE, &none);
#ifndef SANITISED /* its leak checker must look into us */
    prctl(PR_SET_DUMPABLE, 0);
#endif
    mallopt(M_MMAP_THRESHOLD, BIG_BUFFER);
    mallopt(M_TRIM_THRESHOLD, BIG_BUFFER);
}

void
harden_memory(size_t bytes)
{
#ifdef SANITISED
    (void)bytes;
#else
    struct rlimit most = {bytes, bytes};
    setrlimit(RLIMIT_AS, &most);
#endif
}

void
harden_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
            /* The lowest free one is fd; opened the other way round, it stays useless. */
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY); // NOLINT
}
