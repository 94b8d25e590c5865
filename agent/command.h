/* command: a program that is asked for one thing, read, and ended where it takes too long.
 *
 *     struct command command;
 *     if (command_line(&command, "pass show mail/home", now)) or command_program(...)
 *         while (!command_over(&command))
 *             poll(command_poll), command_pump(&command, now), command_reaped(...);
 *     if (command_first_line(&command, "password_command", &line, why)) ...
 *     command_end(&command);
 *
 * It has no terminal to read from (/dev/null), a group of its own, so that the deadline ends what
 * it started, too, and none of our LD_ variables. Nothing here blocks.
 */
#ifndef AGENT_COMMAND_H
#define AGENT_COMMAND_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "imap/messages.h"

enum {
    COMMAND_TIME = 30 * 1000, /* ms: time to type into a pinentry is not ours to give */
    COMMAND_OUT_MAX = MESSAGE_SECRET_MAX,  /* bytes that it may say */
    COMMAND_ROOM = COMMAND_OUT_MAX + 8192, /* bytes that are read: a helper's answer has
                                             * texts before the secret */
    COMMAND_WORDS_MAX = 256,               /* bytes kept of its last complaint */
    COMMAND_WHY_MAX = 512,                 /* bytes of a sentence */
    COMMAND_FDS = 2,                       /* descriptors to wait for */
};

struct command {
    pid_t pid;        /* 0: none; its group is its own */
    int out, errors;  /* what it says and complains of; -1: ended */
    bool reaped;      /* pid has ended */
    bool drained;     /* and all it said has been read */
    bool late;        /* it was ended for taking too long */
    int status;       /* as waitpid gave it */
    int64_t deadline; /* ms */
    char *bytes;      /* COMMAND_ROOM */
    size_t length;
    char words[COMMAND_WORDS_MAX]; /* the end of its standard error */
    size_t words_length;
};

/* Starts a line of the configuration with /bin/sh -c; its standard output is read. now: ms, as
 * in command_pump. False: could not; nothing is to be ended. */
bool command_line(struct command *ret, const char *line, int64_t now);

/* Starts a helper of ours: what it is asked is sent to its descriptor 3, where it answers; its
 * standard error is our log. At most COMMAND_OUT_MAX * 2 bytes are sent. */
bool command_program(struct command *ret, const char *path, char *const arguments[],
                     struct message_bytes question, int64_t now);

/* What to wait for: COMMAND_FDS entries; none of them where there is no process. */
void command_poll(const struct command *command, struct pollfd *ret);

/* Reads what has come; ends what takes too long. */
void command_pump(struct command *command, int64_t now);

/* A process has been reaped; true if it was this one. */
bool command_reaped(struct command *command, pid_t pid, int status);

/* Has it said all it will? */
bool command_over(const struct command *command);

/* The first line that it said, borrowed. False: why says what went wrong, with its own last
 * words, cleaned of what may be a secret; name is the key of the configuration. */
bool command_first_line(const struct command *command, const char *name,
                        struct message_bytes *ret, char why[COMMAND_WHY_MAX]);

/* Kills it where it still runs, and wipes what it said. The caller's loop reaps it; with reap
 * this does. */
void command_end(struct command *command, bool reap);

/* The same, but it may go on by itself. */
void command_leave(struct command *command);

#endif
