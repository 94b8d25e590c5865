/* fault: the system calls of this process, counted; the one that is due fails, or is its last. */
#undef _FILE_OFFSET_BITS /* the plain names and those with 64 are both to be met */
#include "tests/agent/fault.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
    FILES_MAX = 64, /* descriptors of the journal: a handful */
    NAME_ROOM = 64
};

static struct {
    const char *folder;
    fault_sink *sink;
    fault_note *note;
    struct fault fault;
    struct fault_count *count; /* NULL: nothing counts yet */
    int paused;
    time_t now;
    char names[FILES_MAX][NAME_ROOM]; /* by descriptor; "" not ours, "." the folder */
} here;

void
fault_watch(const char *folder, fault_sink *sink, fault_note *note)
{
    here.folder = folder;
    here.sink = sink;
    here.note = note;
}

void
fault_begin(struct fault fault, struct fault_count *count)
{
    here.fault = fault;
    here.count = count;
}

void
fault_pause(void)
{
    here.paused++;
}

void
fault_resume(void)
{
    here.paused--;
}

void
fault_die(void)
{
    syscall(SYS_kill, getpid(), SIGKILL);
}

void
fault_clock(int64_t now)
{
    here.now = (time_t)now;
}

/* ---- the plan ---- */

enum turn {
    TURN_GO = 0,
    TURN_FAIL,       /* do not do it, errno is set */
    TURN_DIE_AFTER,  /* do it, then die */
    TURN_FAIL_AFTER, /* do it, then fail with `error` */
};

static enum turn
turn(bool memory)
{
    const struct fault *fault = &here.fault;
    if (!here.count || here.paused)
        return TURN_GO;
    long count = memory ? ++here.count->allocations : ++here.count->calls;
    if (fault->kind == FAULT_NONE || fault->memory != memory || count < fault->at ||
        (count > fault->at && (fault->kind == FAULT_KILL || !fault->forever)))
        return TURN_GO;
    here.count->hit = true;
    if (fault->kind == FAULT_KILL && fault->after)
        return TURN_DIE_AFTER;
    if (fault->kind == FAULT_KILL)
        fault_die();
    errno = fault->error;
    return fault->after && !memory ? TURN_FAIL_AFTER : TURN_FAIL;
}

/* What the call returns, as the plan wants it. */
static long
ended(enum turn turn, long result)
{
    if (turn == TURN_DIE_AFTER)
        fault_die();
    if (turn != TURN_FAIL_AFTER)
        return result;
    errno = here.fault.error;
    return -1;
}

/* ---- files ---- */

/* The name within the folder, or NULL. */
static const char *
inside(const char *path)
{
    size_t length = here.folder ? strlen(here.folder) : 0;
    if (length == 0 || !path || strncmp(path, here.folder, length) != 0)
        return NULL;
    if (path[length] == '\0')
        return ".";
    return path[length] == '/' ? path + length + 1 : NULL;
}

static const char *
name_of(int fd)
{
    return fd >= 0 && fd < FILES_MAX && here.names[fd][0] ? here.names[fd] : NULL;
}

static void
note(enum fault_step step, const char *name, int64_t at, const void *bytes,
     size_t length)
{
    if (here.note && here.count && !here.paused)
        here.note(step, name, at, bytes, length);
}

static int
open_any(const char *path, int flags, mode_t mode)
{
    const char *name = inside(path);
    enum turn now = name ? turn(false) : TURN_GO;
    if (now == TURN_FAIL)
        return -1;
    bool fresh = name && (flags & O_CREAT) &&
                 syscall(SYS_faccessat, AT_FDCWD, path, F_OK) < 0;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    if (fd >= 0 && fd < FILES_MAX)
        snprintf(here.names[fd], NAME_ROOM, "%s", name ? name : "");
    if (fd >= 0 && fresh)
        note(FAULT_MAKE, name, 0, NULL, 0);
    if (now == TURN_FAIL_AFTER && fd >= 0)
        close(fd);
    return (int)ended(now, fd);
}

int
open(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return open_any(path, flags, mode);
}

int
open64(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return open_any(path, flags, mode);
}

int
close(int fd)
{
    if (name_of(fd))
        here.names[fd][0] = '\0';
    return (int)syscall(SYS_close, fd);
}

ssize_t
pread64(int fd, void *bytes, size_t length, off64_t at)
{
    enum turn now = name_of(fd) ? turn(false) : TURN_GO;
    if (now == TURN_FAIL)
        return -1;
    return ended(now, syscall(SYS_pread64, fd, bytes, length, at));
}

ssize_t
read(int fd, void *bytes, size_t length)
{
    enum turn now = name_of(fd) ? turn(false) : TURN_GO;
    if (now == TURN_FAIL)
        return -1;
    return ended(now, syscall(SYS_read, fd, bytes, length));
}

ssize_t
pwrite64(int fd, const void *bytes, size_t length, off64_t at)
{
    const char *name = name_of(fd);
    enum turn now = name ? turn(false) : TURN_GO;
    if (now == TURN_FAIL)
        return -1;
    ssize_t done = syscall(SYS_pwrite64, fd, bytes, length, at);
    if (name && done > 0)
        note(FAULT_WRITE, name, at, bytes, (size_t)done);
    return ended(now, done);
}

static int
sync_any(long number, int fd)
{
    const char *name = name_of(fd);
    enum turn now = name ? turn(false) : TURN_GO;
    if (now == TURN_FAIL)
        return -1;
    int done = (int)syscall(number, fd);
    if (name && done == 0)
        note(strcmp(name, ".") == 0 ? FAULT_FOLDER : FAULT_SYNC, name, 0, NULL, 0);
    return (int)ended(now, done);
}

int
fsync(int fd)
{
    return sync_any(SYS_fsync, fd);
}

int
fdatasync(int fd)
{
    return sync_any(SYS_fdatasync, fd);
}

int
ftruncate64(int fd, off64_t length)
{
    const char *name = name_of(fd);
    enum turn now = name ? turn(false) : TURN_GO;
    if (now == TURN_FAIL)
        return -1;
    int done = (int)syscall(SYS_ftruncate, fd, length);
    if (name && done == 0)
        note(FAULT_CUT, name, length, NULL, 0);
    return (int)ended(now, done);
}

int
unlink(const char *path)
{
    const char *name = inside(path);
    enum turn now = name ? turn(false) : TURN_GO;
    if (now == TURN_FAIL)
        return -1;
    int done = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    if (name && done == 0)
        note(FAULT_REMOVE, name, 0, NULL, 0);
    return (int)ended(now, done);
}

int
renameat2(int from_folder, const char *from, int to_folder, const char *to,
          unsigned flags)
{
    const char *name = inside(from), *new = inside(to);
    enum turn now = name ? turn(false) : TURN_GO;
    if (now == TURN_FAIL)
        return -1;
    int done = (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
    if (name && new &&done == 0)
        note(FAULT_RENAME, name, 0, new, strlen(new) + 1);
    return (int)ended(now, done);
}

int
rename(const char *from, const char *to)
{
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0);
}

/* ---- what others see ---- */

/* An effect that was had cannot fail as well: whoever got the bytes has them. */
static ssize_t
effect(int fd, const void *bytes, size_t length)
{
    enum turn now = turn(false);
    if (now == TURN_FAIL || now == TURN_FAIL_AFTER)
        return -1;
    here.paused++;
    here.sink(fd, bytes, length);
    here.paused--;
    return ended(now, (long)length);
}

ssize_t
write(int fd, const void *bytes, size_t length)
{
    if (fd == STDOUT_FILENO && here.count && !here.paused)
        return effect(fd, bytes, length);
    return syscall(SYS_write, fd, bytes, length);
}

ssize_t
send(int fd, const void *bytes, size_t length, int flags)
{
    if (here.count && !here.paused)
        return effect(fd, bytes, length);
    return syscall(SYS_sendto, fd, bytes, length, flags, NULL, 0);
}

/* The agent ends its helpers; here they are no processes. */
int
kill(pid_t pid, int signal)
{
    (void)pid;
    (void)signal;
    return 0;
}

time_t
time(time_t *ret)
{
    if (ret)
        *ret = here.now;
    return here.now;
}

/* ---- memory ---- */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

void *
malloc(size_t size)
{
    return turn(true) == TURN_FAIL ? NULL : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
    return turn(true) == TURN_FAIL ? NULL : __libc_calloc(count, size);
}

void *
realloc(void *old, size_t size)
{
    return turn(true) == TURN_FAIL ? NULL : __libc_realloc(old, size);
}
