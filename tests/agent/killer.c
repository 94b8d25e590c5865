/* killer: preloaded into `ndrwatch run`, ends it with SIGKILL around its Nth effect.
 *
 * Effects are the calls that leave the process: writes and syncs of the journal, lines on
 * standard output, frames and JSON lines on sockets. KILL_AT is "before:N" or "after:N";
 * KILL_COUNT names a file that gets the number of effects when the process ends. Its helpers
 * inherit the variable and are left alone.
 *
 * With KILL_WHOM it ends another program instead, and counts commits alone: the steps T1 to T5
 * end in one each. "imap" and "parse" are children of the agent; else it names a file that
 * holds a process id. KILL_DONE is a file made when the kill was done. */
#undef _FILE_OFFSET_BITS /* both pwrite and pwrite64 are to be met */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool ours, after;
static long at, count;

static void
count_out(void)
{
    const char *path = getenv("KILL_COUNT");
    FILE *out = ours && path ? fopen(path, "w") : NULL;
    if (!out)
        return;
    fprintf(out, "%ld\n", count);
    fclose(out);
}

__attribute__((constructor)) static void
begin(void)
{
    char line[4096];
    int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? 0 : read(fd, line, sizeof line - 1);
    if (fd >= 0)
        close(fd);
    line[length > 0 ? length : 0] = '\0';
    const char *second = line + strlen(line) + 1;
    ours = length > 0 && second < line + length && strcmp(second, "run") == 0;
    const char *plan = getenv("KILL_AT");
    if (!ours)
        return;
    if (plan && sscanf(plan, "after:%ld", &at) == 1)
        after = true;
    else if (plan && sscanf(plan, "before:%ld", &at) != 1)
        at = 0;
    atexit(count_out);
}

/* The child of the agent whose command line has the word; 0: none runs. */
static pid_t
child_named(const char *word)
{
    char path[64], line[4096];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *children = fopen(path, "r");
    long pid = 0, found = 0;
    while (children && !found && fscanf(children, "%ld", &pid) == 1) {
        snprintf(path, sizeof path, "/proc/%ld/cmdline", pid);
        FILE *in = fopen(path, "r");
        size_t length = in ? fread(line, 1, sizeof line, in) : 0;
        if (in)
            fclose(in);
        if (memmem(line, length, word, strlen(word)))
            found = pid;
    }
    if (children)
        fclose(children);
    return (pid_t)found;
}

static pid_t
victim(void)
{
    const char *whom = getenv("KILL_WHOM");
    if (!whom)
        return getpid();
    if (strcmp(whom, "imap") == 0 || strcmp(whom, "parse") == 0)
        return child_named(whom);
    FILE *in = fopen(whom, "r");
    long pid = 0;
    if (in && fscanf(in, "%ld", &pid) != 1)
        pid = 0;
    if (in)
        fclose(in);
    return (pid_t)pid;
}

static void
end(void)
{
    const char *done = getenv("KILL_DONE");
    pid_t pid = victim();
    FILE *out = pid > 0 && done ? fopen(done, "w") : NULL;
    if (out)
        fclose(out);
    if (pid > 0)
        kill(pid, SIGKILL);
}

static bool
effect(bool commit)
{
    if (!ours || (!commit && getenv("KILL_WHOM")) || ++count != at)
        return false;
    if (!after)
        end();
    return true;
}

static void
ended(bool now)
{
    if (now && after)
        end();
}

ssize_t
pwrite64(int fd, const void *bytes, size_t length, off64_t offset)
{
    bool now = effect(false);
    ssize_t done = syscall(SYS_pwrite64, fd, bytes, length, offset);
    ended(now);
    return done;
}

ssize_t
pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
    return pwrite64(fd, bytes, length, offset);
}

int
fdatasync(int fd)
{
    bool now = effect(true);
    int done = (int)syscall(SYS_fdatasync, fd);
    ended(now);
    return done;
}

int
fsync(int fd)
{
    bool now = effect(true);
    int done = (int)syscall(SYS_fsync, fd);
    ended(now);
    return done;
}

ssize_t
write(int fd, const void *bytes, size_t length)
{
    bool now = fd == STDOUT_FILENO && effect(false);
    ssize_t done = syscall(SYS_write, fd, bytes, length);
    ended(now);
    return done;
}

ssize_t
send(int fd, const void *bytes, size_t length, int flags)
{
    bool now = effect(false);
    ssize_t done = syscall(SYS_sendto, fd, bytes, length, flags, NULL, 0);
    ended(now);
    return done;
}
