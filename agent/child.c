/* child: a helper program and the frames to and from it. */
#include "agent/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent/log.h"

enum {
    HELPER_FD = 3,        /* ARCHITECTURE.md: frames */
    ASIDE_FD = 10,        /* and up: out of the way of those passed on */
    READ_ROOM = 16 * 1024 /* bytes: most frames whole, and a mail in a few reads */
};

/* ---- finding and starting ---- */

static char *
try_path(const char *folder, size_t length, const char *middle, const char *program)
{
    char *path;
    if (asprintf(&path, "%.*s%s%s", (int)length, folder, middle, program) < 0)
        return NULL;
    if (access(path, X_OK) == 0)
        return path;
    free(path);
    return NULL;
}

char *
child_find(const char *program)
{
    char self[4096];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    char *path = NULL;
    if (length > 0) {
        self[length] = '\0';
        size_t folder = (size_t)(strrchr(self, '/') - self);
        path = try_path(self, folder, "/", program);
        if (!path)
            path = try_path(self, folder, "/../imap/", program);
        if (!path)
            path = try_path(self, folder, "/net/", program);
        if (!path)
            path = try_path(self, folder, "/keyring/", program);
    }
    if (!path)
        path = try_path(NDRWATCH_LIBEXEC, strlen(NDRWATCH_LIBEXEC), "/", program);
    if (!path)
        errno = ENOENT;
    return path;
}

/* Between fork and exec: only what is async-signal-safe. */
static void
become(const char *path, char *const arguments[], int fd, int ledger)
{
    if (ledger > 0)
        ledger = fcntl(ledger, F_DUPFD_CLOEXEC, ASIDE_FD);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    /* dup2 onto itself would keep CLOEXEC. */
    if (fd == HELPER_FD ? fcntl(fd, F_SETFD, 0) < 0 : dup2(fd, HELPER_FD) < 0)
        _exit(127);
    if (ledger > 0)
        dup2(ledger, MESSAGE_LEDGER_FD);
    execv(path, arguments);
    _exit(127);
}

bool
child_start(struct child *child, const char *path, char *const arguments[], int64_t now)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) < 0) {
        log_error(NULL, "cannot start %s: %s; tried again soon", child->name,
                  strerror(errno));
        restart_died(&child->restart, now);
        return false;
    }
    /* The helper's end blocks: it has nothing else to do. */
    int flags = fcntl(pair[1], F_GETFL);
    fcntl(pair[1], F_SETFL, flags & ~O_NONBLOCK);
    pid_t pid = fork();
    if (pid == 0)
        become(path, arguments, pair[1], child->ledger);
    int why = errno;
    close(pair[1]);
    if (pid < 0) {
        log_error(NULL, "cannot start %s: %s; tried again soon", child->name,
                  strerror(why));
        close(pair[0]);
        restart_died(&child->restart, now);
        return false;
    }
    child->pid = pid;
    child->fd = pair[0];
    child->broken = child->ended = child->killed = child->caged = false;
    restart_born(&child->restart, now);
    return true;
}

/* ---- frames ---- */

struct pollfd
child_poll(const struct child *child, bool reading)
{
    struct pollfd wait = {.fd = -1};
    if (child->pid == 0 || child->broken)
        return wait;
    wait.fd = child->fd;
    if (reading)
        wait.events |= POLLIN;
    if (child->out.length > child->written)
        wait.events |= POLLOUT;
    return wait;
}

static void
drop_input(struct child *child)
{
    if (child->in)
        explicit_bzero(child->in, child->in_room);
    free(child->in);
    child->in = NULL;
    child->in_length = child->in_room = child->in_taken = 0;
}

/* Makes room for READ_ROOM more; what has been taken goes. */
static bool
make_room(struct child *child)
{
    if (child->in_taken > 0) {
        child->in_length -= child->in_taken;
        memmove(child->in, child->in + child->in_taken, child->in_length);
        child->in_taken = 0;
    }
    if (child->in_room - child->in_length >= READ_ROOM)
        return true;
    size_t room = child->in_room ? child->in_room * 2 : READ_ROOM;
    char *in = realloc(child->in, room);
    if (!in)
        return false;
    child->in = in;
    child->in_room = room;
    return true;
}

void
child_read(struct child *child)
{
    size_t budget = MESSAGE_HEADER + MESSAGE_MAX;
    while (child->pid && !child->broken && budget > 0) {
        if (child->in_length - child->in_taken >= MESSAGE_HEADER + MESSAGE_MAX)
            return; /* a whole frame is there: child_next first */
        if (!make_room(child)) {
            log_error(NULL, "out of memory for what %s sends; it is started anew",
                      child->name);
            child->broken = true;
            return;
        }
        size_t room = child->in_room - child->in_length;
        ssize_t got = recv(child->fd, child->in + child->in_length, room, 0);
        if (got > 0) {
            child->in_length += (size_t)got;
            budget -= (size_t)got < budget ? (size_t)got : budget;
        } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
            child->broken = child->ended = true;
        } else if (errno == EAGAIN) {
            return;
        }
    }
}

bool
child_next(struct child *child, struct message *ret)
{
    size_t used = 0;
    if (!child->in)
        return false;
    switch (message_next(child->in + child->in_taken,
                         child->in_length - child->in_taken, ret, &used)) {
    case MESSAGE_GOOD:
        child->in_taken += used;
        return true;
    case MESSAGE_MORE:
        if (child->in_length == child->in_taken)
            drop_input(child);
        return false;
    case MESSAGE_BROKEN:
        log_error(NULL, "%s sent bytes that are no message; it is started anew",
                  child->name);
        child->in_taken = child->in_length;
        child->broken = true;
        return false;
    }
    return false;
}

void
child_flush(struct child *child)
{
    if (child->out.failed) {
        log_error(NULL, "out of memory for a message to %s; it is started anew",
                  child->name);
        child->broken = true;
    }
    while (child->pid && !child->broken && child->written < child->out.length) {
        ssize_t sent = send(child->fd, child->out.bytes + child->written,
                            child->out.length - child->written, MSG_NOSIGNAL);
        if (sent > 0)
            child->written += (size_t)sent;
        else if (errno == EAGAIN)
            return;
        else if (errno != EINTR)
            child->broken = child->ended = true;
    }
    message_buffer_free(&child->out);
    child->written = 0;
}

/* ---- the end ---- */

void
child_close(struct child *child)
{
    if (child->pid && child->fd >= 0)
        close(child->fd);
    child->fd = -1;
    child->broken = true;
    message_buffer_free(&child->out);
    child->written = 0;
    drop_input(child);
}

void
child_kill(struct child *child)
{
    if (!child->pid)
        return;
    child->killed = child->killed || !child->broken;
    kill(child->pid, SIGKILL);
}

enum child_end
child_end(const struct child *child, int status)
{
    if (WIFSIGNALED(status)) {
        if (WTERMSIG(status) == SIGKILL && child->killed)
            return CHILD_KILLED;
        /* One that hung up was ending before we ended it: the kernel may kill, too. */
        bool astray = child->broken && !child->ended;
        return WTERMSIG(status) == SIGKILL && astray ? CHILD_ASTRAY : CHILD_DIED;
    }
    switch (WEXITSTATUS(status)) {
    case 0:
        return CHILD_WELL;
    case EX_TEMPFAIL:
        return CHILD_ANEW;
    }
    return CHILD_FAILED;
}

static void
forget(struct child *child)
{
    child_close(child);
    child->pid = 0;
    child->caged = false;
}

void
child_gone(struct child *child, int64_t now)
{
    forget(child);
    restart_died(&child->restart, now);
}

void
child_left(struct child *child, int64_t now)
{
    forget(child);
    restart_left(&child->restart, now);
}
