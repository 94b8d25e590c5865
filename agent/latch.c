/* latch: one process at a time does a thing for an account. */
#include "agent/latch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

int
latch_take(const struct place *place, const char *account, const char *what)
{
    char *folder = NULL, *path = NULL;
    int fd = LATCH_FAILED;
    if (asprintf(&folder, "%s/locks", place->state) < 0)
        return LATCH_FAILED;
    if ((mkdir(folder, 0700) == 0 || errno == EEXIST) &&
        asprintf(&path, "%s/%s.%s", folder, account, what) >= 0) {
        fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        free(path);
    }
    free(folder);
    if (fd < 0)
        return LATCH_FAILED;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    int why = errno;
    close(fd);
    errno = why;
    return why == EWOULDBLOCK ? LATCH_TAKEN : LATCH_FAILED;
}
