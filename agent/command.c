/* command: a program that is asked for one thing, read, and ended where it takes too long. */
#include "agent/command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/redact.h"

enum {
    ASK_FD = 3, /* where a helper of ours is asked */
    ERRORS_ROUNDS =
        16, /* of reading: 64 KiB, a pipe full; then others get their turn */
};

/* ---- starting ---- */

/* Our environment without what would change the loader of another program; NULL: no memory. */
static char **
clean_environment(void)
{
    size_t count = 0, kept = 0;
    while (environ[count])
        count++;
    char **ret = calloc(count + 1, sizeof *ret);
    for (size_t i = 0; ret && i < count; i++)
        if (strncmp(environ[i], "LD_", 3) != 0)
            ret[kept++] = environ[i];
    return ret;
}

/* Between fork and exec: only what is async-signal-safe. */
static void
become(const char *path, char *const arguments[], char *const environment[],
       const int fds[4])
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    setpgid(0, 0);
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0)
        _exit(127);
    for (int fd = STDOUT_FILENO; fd <= ASK_FD; fd++)
        if (fds[fd] >= 0 && dup2(fds[fd], fd) < 0)
            _exit(127);
    execve(path, arguments, environment);
    _exit(127);
}

/* fds: what is to be its descriptors 1, 2 and 3, each above 3 or -1: as ours. */
static bool
start(struct command *command, const char *path, char *const arguments[],
      const int fds[4], int64_t now)
{
    char **environment = clean_environment();
    command->bytes = malloc(COMMAND_ROOM);
    pid_t pid = -1;
    if (environment && command->bytes)
        pid = fork();
    if (pid == 0)
        become(path, arguments, environment, fds);
    free(environment);
    if (pid < 0) {
        free(command->bytes);
        command->bytes = NULL;
        return false;
    }
    setpgid(pid, pid); /* whoever of us comes first */
    command->pid = pid;
    command->deadline = now + COMMAND_TIME;
    return true;
}

/* The number is above those that a program is given. */
static int
lift(int fd)
{
    int high = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, ASK_FD + 1);
    if (fd >= 0)
        close(fd);
    return high;
}

static void
close_if(int fd)
{
    if (fd >= 0)
        close(fd);
}

bool
command_line(struct command *ret, const char *line, int64_t now)
{
    static char name[] = "sh", option[] = "-c";
    int out[2] = {-1, -1}, errors[2] = {-1, -1};
    char *copy = strdup(line);
    char *const arguments[] = {name, option, copy, NULL};
    *ret = (struct command){.out = -1, .errors = -1};
    bool good = copy && pipe2(out, O_CLOEXEC) == 0 && pipe2(errors, O_CLOEXEC) == 0;
    const int fds[4] = {-1, out[1] = lift(out[1]), errors[1] = lift(errors[1]), -1};
    good = good && fds[1] >= 0 && fds[2] >= 0 &&
           start(ret, "/bin/sh", arguments, fds, now);
    close_if(out[1]);
    close_if(errors[1]);
    free(copy);
    if (good) {
        ret->out = out[0];
        ret->errors = errors[0];
        fcntl(ret->out, F_SETFL, O_NONBLOCK);
        fcntl(ret->errors, F_SETFL, O_NONBLOCK);
        return true;
    }
    close_if(out[0]);
    close_if(errors[0]);
    return false;
}

bool
command_program(struct command *ret, const char *path, char *const arguments[],
                struct message_bytes question, int64_t now)
{
    int pair[2];
    *ret = (struct command){.out = -1, .errors = -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
        return false;
    pair[1] = lift(pair[1]);
    const int fds[4] = {-1, -1, -1, pair[1]};
    /* A socket takes 200 KB at once, so that this never waits. */
    bool good = pair[1] >= 0 &&
                send(pair[0], question.at, question.length,
                     MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)question.length &&
                start(ret, path, arguments, fds, now);
    close_if(pair[1]);
    if (!good) {
        close(pair[0]);
        return false;
    }
    shutdown(pair[0], SHUT_WR);
    ret->out = pair[0];
    fcntl(ret->out, F_SETFL, O_NONBLOCK);
    return true;
}

/* ---- while it runs ---- */

void
command_poll(const struct command *command, struct pollfd *ret)
{
    bool runs = command->pid > 0;
    ret[0] = (struct pollfd){.fd = runs ? command->out : -1, .events = POLLIN};
    ret[1] = (struct pollfd){.fd = runs ? command->errors : -1, .events = POLLIN};
}

static void
read_out(struct command *command)
{
    ssize_t got = 1;
    while (got > 0 && command->length < COMMAND_ROOM) {
        got = read(command->out, command->bytes + command->length,
                   COMMAND_ROOM - command->length);
        command->length += got > 0 ? (size_t)got : 0;
    }
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    /* Its end, or more than it may say: SIGPIPE tells it. */
    close(command->out);
    command->out = -1;
}

/* Keeps the end of what it complains of, however much that is. */
static void
read_errors(struct command *command)
{
    char more[4096];
    ssize_t got = 1;
    for (int i = 0; i < ERRORS_ROUNDS && got > 0; i++) {
        got = read(command->errors, more, sizeof more);
        if (got <= 0)
            break;
        size_t length = (size_t)got, room = COMMAND_WORDS_MAX;
        const char *from = more;
        if (length > room) {
            from += length - room;
            length = room;
        }
        size_t keep = command->words_length;
        if (keep + length > room)
            keep = room - length;
        memmove(command->words, command->words + command->words_length - keep, keep);
        memcpy(command->words + keep, from, length);
        command->words_length = keep + length;
    }
    int why = got < 0 ? errno : 0;
    explicit_bzero(more, sizeof more);
    if (got > 0 || why == EAGAIN || why == EINTR)
        return;
    close(command->errors);
    command->errors = -1;
}

void
command_pump(struct command *command, int64_t now)
{
    if (command->pid <= 0)
        return;
    if (command->out >= 0)
        read_out(command);
    if (command->errors >= 0)
        read_errors(command);
    /* What it left running may hold its descriptors for ever: that is not waited for. */
    command->drained = command->reaped;
    if (now < command->deadline || command_over(command))
        return;
    command->late = true;
    if (!command->reaped)
        kill(-command->pid, SIGKILL);
}

bool
command_reaped(struct command *command, pid_t pid, int status)
{
    if (command->pid != pid || command->pid <= 0 || command->reaped)
        return false;
    command->reaped = true;
    command->status = status;
    return true;
}

bool
command_over(const struct command *command)
{
    return command->pid <= 0 || command->late || command->drained;
}

/* ---- what it said ---- */

/* What went wrong with it; NULL: nothing. */
static const char *
complaint(const struct command *command, char ret[COMMAND_WORDS_MAX])
{
    int status = command->status;
    if (command->late)
        return "took longer than 30 seconds";
    if (command->length > COMMAND_OUT_MAX)
        return "printed more than 16 KiB";
    if (WIFSIGNALED(status))
        snprintf(ret, COMMAND_WORDS_MAX, "was ended by signal %d", WTERMSIG(status));
    else if (WEXITSTATUS(status) != 0)
        snprintf(ret, COMMAND_WORDS_MAX, "ended with exit code %d",
                 WEXITSTATUS(status));
    else
        return command->length == 0 || command->bytes[0] == '\n' ||
                       command->bytes[0] == '\r'
                   ? "printed nothing on its first line"
                   : NULL;
    return ret;
}

bool
command_first_line(const struct command *command, const char *name,
                   struct message_bytes *ret, char why[COMMAND_WHY_MAX])
{
    char room[COMMAND_WORDS_MAX], words[COMMAND_WORDS_MAX];
    const char *end = memchr(command->bytes, '\n', command->length);
    size_t length = end ? (size_t)(end - command->bytes) : command->length;
    if (length > 0 && command->bytes[length - 1] == '\r')
        length--;
    const char *wrong = complaint(command, room);
    if (!wrong) {
        *ret = (struct message_bytes){command->bytes, length};
        return true;
    }
    redact_last_line(command->words, command->words_length, command->bytes, length,
                     words, sizeof words);
    if (words[0] != '\0')
        snprintf(why, COMMAND_WHY_MAX, "%s %s: \"%.200s\"", name, wrong, words);
    else
        snprintf(why, COMMAND_WHY_MAX, "%s %s; type it into a terminal to see why",
                 name, wrong);
    return false;
}

void
command_leave(struct command *command)
{
    close_if(command->out);
    close_if(command->errors);
    if (command->bytes)
        explicit_bzero(command->bytes, COMMAND_ROOM);
    free(command->bytes);
    explicit_bzero(command->words, sizeof command->words);
    *command = (struct command){.out = -1, .errors = -1};
}

void
command_end(struct command *command, bool reap)
{
    if (command->pid > 0 && !command->reaped)
        kill(-command->pid, SIGKILL);
    if (command->pid > 0 && !command->reaped && reap)
        waitpid(command->pid, NULL, 0);
    command_leave(command);
}
