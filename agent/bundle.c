/* bundle: files of one export, put into a folder: all of them or none, and over none that is there. */
#include "agent/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent/log.h"

enum {
    TEXT_ROOM = 1024, /* bytes of a sentence */
    NAME_ROOM = 64,   /* bytes of the name of a file that is not whole yet */
};

static int
failed(const char *folder, const char *name, int why)
{
    char text[TEXT_ROOM];
    snprintf(text, sizeof text, "cannot write '%.800s/%s': %s", folder, name,
             strerror(why));
    log_complain(text, why == EEXIST
                           ? "nothing is written over: name another folder, or "
                             "move that file away"
                           : "name a folder that you can write to");
    return why == ENOSPC || why == EDQUOT ? EX_TEMPFAIL : EX_CANTCREAT;
}

/* Gives its errno. */
static int
write_all(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t done = write(fd, bytes, length);
        if (done < 0 && errno != EINTR)
            return errno;
        bytes += done > 0 ? done : 0;
        length -= done > 0 ? (size_t)done : 0;
    }
    return fsync(fd) < 0 && errno != EINVAL ? errno : 0;
}

/* A file appears under its name when it is whole, and only where no other has it. Gives its errno. */
static int
write_file(int folder, const struct bundle_file *file)
{
    char part[NAME_ROOM];
    snprintf(part, sizeof part, ".%.40s.%d", file->name, (int)getpid());
    int fd = openat(folder, part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                    0600);
    if (fd < 0)
        return errno;
    int why = write_all(fd, file->bytes, file->length);
    close(fd);
    if (!why && renameat2(folder, part, folder, file->name, RENAME_NOREPLACE) < 0)
        why = errno;
    if (why)
        unlinkat(folder, part, 0);
    return why;
}

int
bundle_write(const char *path, const struct bundle_file *files, size_t count)
{
    if (mkdir(path, 0700) < 0 && errno != EEXIST)
        return failed(path, "", errno);
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), why = 0;
    if (folder < 0)
        return failed(path, "", errno);
    size_t done = 0;
    while (done < count && !why) {
        why = write_file(folder, &files[done]);
        done += !why;
    }
    int code = why ? failed(path, files[done].name, why) : 0;
    while (why && done > 0)
        unlinkat(folder, files[--done].name, 0);
    close(folder);
    return code;
}

int
bundle_add(const char *path, const struct bundle_file *file)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int why = folder < 0 ? errno : write_file(folder, file);
    if (folder >= 0)
        close(folder);
    return why ? failed(path, file->name, why) : 0;
}
