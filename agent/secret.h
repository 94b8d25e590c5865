/* secret: reads a password when a login asks for it, sends it in one frame, keeps none. */
#ifndef AGENT_SECRET_H
#define AGENT_SECRET_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "imap/messages.h"

struct agent;

enum {
    SECRET_JOBS_MAX = 8, /* commands at one time; further accounts wait their turn */
    SECRET_DEADLINE = 30 *
                      1000, /* ms: time to type into a pinentry is not ours to give */
    SECRET_WHY_MAX = 512    /* bytes */
};

/* A password_command that runs. */
struct secret_job {
    pid_t pid;        /* 0: free; its group is its own */
    int fd;           /* its output; -1: ended */
    bool reaped;      /* pid has ended */
    int status;       /* as waitpid gave it */
    int64_t deadline; /* ms */
    uint32_t account, request;
    char *bytes; /* MESSAGE_SECRET_MAX + 1, while pid is set */
    size_t length;
};

/* A question that waits for a free job. */
struct secret_question {
    struct secret_question *next;
    uint32_t account, request;
};

struct secrets {
    struct secret_job jobs[SECRET_JOBS_MAX];
    struct secret_question *first;
};

/* MESSAGE_SECRET of ndrwatch-imap. False: it is not to be trusted any more. */
bool secret_asked(struct agent *agent, const struct message *message);

/* What to wait for: SECRET_JOBS_MAX entries. */
void secret_poll(const struct agent *agent, struct pollfd *ret);
/* Reads what has come; answers what is done; ends what takes too long. */
void secret_pump(struct agent *agent, const struct pollfd *polled);
/* A process has been reaped; true if it was one of ours. */
bool secret_reaped(struct agent *agent, pid_t pid, int status);
/* When secret_pump is due; 0: never. */
int64_t secret_due(const struct agent *agent);
/* Is anybody waiting for one? */
bool secret_busy(const struct agent *agent);
/* Ends the commands of one account and forgets its questions. */
void secret_forget(struct agent *agent, uint32_t account);
/* Ends all commands and forgets all questions. */
void secret_end(struct agent *agent);

/* The first line of a file into ret (MESSAGE_SECRET_MAX bytes, to be wiped by the caller).
 * Returns its length, or -1 with the reason in why. Pure but for the file and the log. */
long secret_from_file(const char *path, const char *account, char *ret,
                      char why[SECRET_WHY_MAX]);

#endif
