/* secret: reads a password when a login asks for it, sends it in one frame, keeps none. */
#include "agent/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/agent.h"
#include "agent/log.h"

/* Length of the first line, without its end. */
static size_t
first_line(const char *bytes, size_t length)
{
    const char *end = memchr(bytes, '\n', length);
    size_t line = end ? (size_t)(end - bytes) : length;
    return line > 0 && bytes[line - 1] == '\r' ? line - 1 : line;
}

static void
answer(struct agent *agent, uint32_t account, uint32_t request, const char *secret,
       size_t length, const char *why)
{
    if (why[0] != '\0')
        log_error(agent->config->accounts[account].name, "no password: %s", why);
    struct message_secret frame = {
        .secret = {secret, length},
        .why = {why, strlen(why)},
    };
    message_put_secret(&apart_child(agent, account)->out, account, request, &frame);
}

/* ---- from a file ---- */

long
secret_from_file(const char *path, const char *account, char *ret,
                 char why[SECRET_WHY_MAX])
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat what;
    if (fd < 0 || fstat(fd, &what) < 0) {
        snprintf(why, SECRET_WHY_MAX,
                 "cannot read '%.300s': %s; write the password alone into that file",
                 path, strerror(errno));
        if (fd >= 0)
            close(fd);
        return -1;
    }
    if (!S_ISREG(what.st_mode)) {
        snprintf(why, SECRET_WHY_MAX, "'%.300s' is not an ordinary file", path);
        close(fd);
        return -1;
    }
    if (what.st_mode & 077)
        log_warning(account, "'%s' can be read by others; run: chmod 600 '%s'", path,
                    path);
    size_t have = 0;
    ssize_t got = 1;
    while (got > 0 && have < MESSAGE_SECRET_MAX) {
        got = read(fd, ret + have, MESSAGE_SECRET_MAX - have);
        have += got > 0 ? (size_t)got : 0;
    }
    close(fd);
    size_t length = first_line(ret, have);
    if (got < 0)
        snprintf(why, SECRET_WHY_MAX, "cannot read '%.300s': %s", path,
                 strerror(errno));
    else if (length == 0)
        snprintf(why, SECRET_WHY_MAX, "the first line of '%.300s' is empty", path);
    else if (length == MESSAGE_SECRET_MAX)
        snprintf(why, SECRET_WHY_MAX, "the first line of '%.300s' is too long", path);
    else
        return (long)length;
    return -1;
}

static void
from_file(struct agent *agent, uint32_t account, uint32_t request)
{
    const struct account *known = &agent->config->accounts[account];
    char bytes[MESSAGE_SECRET_MAX], why[SECRET_WHY_MAX] = "";
    long length = secret_from_file(known->password_file, known->name, bytes, why);
    answer(agent, account, request, bytes, length > 0 ? (size_t)length : 0, why);
    explicit_bzero(bytes, sizeof bytes);
}

/* ---- from a command ---- */

static void
job_free(struct secret_job *job)
{
    if (job->fd >= 0)
        close(job->fd);
    if (job->bytes)
        explicit_bzero(job->bytes, MESSAGE_SECRET_MAX + 1);
    free(job->bytes);
    *job = (struct secret_job){.fd = -1};
}

/* Between fork and exec. */
static void
become_command(const char *command, int out)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    setpgid(0, 0); /* so that the deadline ends what it started, too */
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0)
        _exit(127);
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

static bool
job_start(struct agent *agent, struct secret_job *job, const char *command)
{
    int pipes[2];
    job->bytes = malloc(MESSAGE_SECRET_MAX + 1);
    if (!job->bytes || pipe2(pipes, O_CLOEXEC) < 0) {
        free(job->bytes);
        job->bytes = NULL;
        return false;
    }
    fcntl(pipes[0], F_SETFL, O_NONBLOCK);
    pid_t pid = fork();
    if (pid == 0)
        become_command(command, pipes[1]);
    close(pipes[1]);
    job->fd = pipes[0];
    job->pid = pid;
    job->reaped = false;
    job->length = 0;
    job->deadline = agent->now + SECRET_DEADLINE;
    if (pid > 0)
        return true;
    job_free(job);
    return false;
}

/* Starts what waits, as far as there are free jobs. */
static void
start_waiting(struct agent *agent)
{
    struct secrets *secrets = &agent->secrets;
    for (size_t i = 0; i < SECRET_JOBS_MAX && secrets->first; i++) {
        struct secret_job *job = &secrets->jobs[i];
        if (job->pid)
            continue;
        struct secret_question *question = secrets->first;
        secrets->first = question->next;
        const struct account *known = &agent->config->accounts[question->account];
        if (job_start(agent, job, known->password_command)) {
            job->account = question->account;
            job->request = question->request;
        } else {
            answer(agent, question->account, question->request, "", 0,
                   "password_command could not be started");
        }
        free(question);
    }
}

bool
secret_asked(struct agent *agent, const struct message *message)
{
    if (message->account >= agent->config->count)
        return false;
    const struct account *account = &agent->config->accounts[message->account];
    if (account->password_file[0] != '\0') {
        from_file(agent, message->account, message->request);
        return true;
    }
    struct secret_question **end = &agent->secrets.first;
    size_t waiting = 0;
    for (; *end; end = &(*end)->next)
        if (++waiting > MESSAGE_ACCOUNTS_MAX)
            return false; /* no honest helper asks so often */
    *end = calloc(1, sizeof **end);
    if (!*end)
        return false;
    (*end)->account = message->account;
    (*end)->request = message->request;
    start_waiting(agent);
    return true;
}

/* Its output and its end are both here: answers. */
static void
job_done(struct agent *agent, struct secret_job *job)
{
    char why[SECRET_WHY_MAX] = "";
    size_t length = first_line(job->bytes, job->length);
    if (WIFSIGNALED(job->status))
        snprintf(why, sizeof why, "password_command was ended by signal %d",
                 WTERMSIG(job->status));
    else if (WEXITSTATUS(job->status) != 0)
        snprintf(
            why, sizeof why,
            "password_command ended with exit code %d; type it into a terminal to see why",
            WEXITSTATUS(job->status));
    else if (length == 0)
        snprintf(why, sizeof why, "password_command printed nothing on its first line");
    else if (length >= MESSAGE_SECRET_MAX)
        snprintf(why, sizeof why, "password_command printed too long a line");
    answer(agent, job->account, job->request, job->bytes, why[0] ? 0 : length, why);
    job_free(job);
}

static void
job_read(struct secret_job *job)
{
    ssize_t got = 1;
    while (got > 0 && job->length <= MESSAGE_SECRET_MAX) {
        got = read(job->fd, job->bytes + job->length,
                   MESSAGE_SECRET_MAX + 1 - job->length);
        job->length += got > 0 ? (size_t)got : 0;
    }
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    /* Its end, or more than a secret: SIGPIPE tells it. */
    close(job->fd);
    job->fd = -1;
}

static void
job_overdue(struct agent *agent, struct secret_job *job)
{
    kill(-job->pid, SIGKILL);
    answer(agent, job->account, job->request, "", 0,
           "password_command took longer than 30 seconds");
    /* Reaped later as nobody's. */
    job_free(job);
}

void
secret_poll(const struct agent *agent, struct pollfd *ret)
{
    for (size_t i = 0; i < SECRET_JOBS_MAX; i++) {
        const struct secret_job *job = &agent->secrets.jobs[i];
        ret[i] = (struct pollfd){.fd = job->pid ? job->fd : -1, .events = POLLIN};
    }
}

void
secret_pump(struct agent *agent, const struct pollfd *polled)
{
    for (size_t i = 0; i < SECRET_JOBS_MAX; i++) {
        struct secret_job *job = &agent->secrets.jobs[i];
        if (!job->pid)
            continue;
        if (job->fd >= 0 && polled[i].fd == job->fd && polled[i].revents)
            job_read(job);
        if (job->fd < 0 && job->reaped)
            job_done(agent, job);
        else if (agent->now >= job->deadline)
            job_overdue(agent, job);
    }
    start_waiting(agent);
}

bool
secret_reaped(struct agent *agent, pid_t pid, int status)
{
    for (size_t i = 0; i < SECRET_JOBS_MAX; i++) {
        struct secret_job *job = &agent->secrets.jobs[i];
        if (job->pid != pid || job->reaped)
            continue;
        job->reaped = true;
        job->status = status;
        return true;
    }
    return false;
}

int64_t
secret_due(const struct agent *agent)
{
    int64_t due = 0;
    for (size_t i = 0; i < SECRET_JOBS_MAX; i++) {
        const struct secret_job *job = &agent->secrets.jobs[i];
        if (job->pid && (due == 0 || job->deadline < due))
            due = job->deadline;
    }
    return due;
}

bool
secret_busy(const struct agent *agent)
{
    return agent->secrets.first || secret_due(agent) != 0;
}

static void
job_end(struct secret_job *job)
{
    if (job->pid && !job->reaped)
        kill(-job->pid, SIGKILL);
    if (job->pid)
        job_free(job);
}

void
secret_forget(struct agent *agent, uint32_t account)
{
    struct secrets *secrets = &agent->secrets;
    for (size_t i = 0; i < SECRET_JOBS_MAX; i++)
        if (secrets->jobs[i].account == account)
            job_end(&secrets->jobs[i]);
    for (struct secret_question **at = &secrets->first; *at;) {
        struct secret_question *question = *at;
        if (question->account != account) {
            at = &question->next;
            continue;
        }
        *at = question->next;
        free(question);
    }
}

void
secret_end(struct agent *agent)
{
    struct secrets *secrets = &agent->secrets;
    for (size_t i = 0; i < SECRET_JOBS_MAX; i++)
        job_end(&secrets->jobs[i]);
    while (secrets->first) {
        struct secret_question *next = secrets->first->next;
        free(secrets->first);
        secrets->first = next;
    }
}
