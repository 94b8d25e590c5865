/* child: a helper program and the frames to and from it (imap/messages.h).
 *
 *     child_start(&child, path, arguments, now);
 *     ... poll(child_poll(&child)) ...
 *     child_read(&child);
 *     while (child_next(&child, &message)) handle(&message);
 *     message_put(&child.out, MESSAGE_SCAN, 0, 0);
 *     child_flush(&child);
 */
#ifndef AGENT_CHILD_H
#define AGENT_CHILD_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "agent/restart.h"
#include "imap/messages.h"

struct child {
    const char *name; /* for the log; static */
    pid_t pid;        /* 0: none */
    int fd;           /* valid while pid is set and !broken; else -1 */
    struct restart restart;
    int ledger; /* passed on as descriptor 4 (imap/ledger.h); 0: nothing is */
    struct message_buffer
        out;        /* what is still to be written; append with message_put_* */
    size_t written; /* of out */
    char *in;       /* bytes read, not yet taken */
    size_t in_length, in_room, in_taken;
    bool broken;              /* the conversation is over: ended, or not ours */
    bool ended;               /* it is over because the helper hung up */
    bool killed;              /* by us, in the midst of the conversation */
    bool caged;               /* it has told which layers of its cage hold */
    struct message_cage cage; /* while caged */
};

/* Finds a helper of ours: beside this program, in ../imap/, net/ or keyring/ of a build
 * folder, in libexec.
 * The result is malloc'ed; NULL: no such program (errno says why). */
char *child_find(const char *program);

/* Starts it with a socket pair as its descriptor 3. False: could not; restart says when to try
 * again. A helper that cannot be executed dies at once with 127. */
bool child_start(struct child *child, const char *path, char *const arguments[],
                 int64_t now);

/* What to wait for; reading false: it is to be kept waiting. */
struct pollfd child_poll(const struct child *child, bool reading);

/* Takes what is there without blocking, at most a frame's worth. Sets broken at the end. */
void child_read(struct child *child);

/* The next whole frame; it borrows from the child until the next call of child_next or
 * child_read. False: none; sets broken where the bytes are no frames. */
bool child_next(struct child *child, struct message *ret);

/* Writes what it can without blocking; frees and wipes what is written. */
void child_flush(struct child *child);

/* Closes the conversation: the helper ends by itself. It is gone when child_gone is told. */
void child_close(struct child *child);

/* Ends it by force. */
void child_kill(struct child *child);

/* How it came to its end. */
enum child_end {
    CHILD_WELL,   /* with exit code 0 */
    CHILD_ANEW,   /* it asks to be started anew: EX_TEMPFAIL */
    CHILD_FAILED, /* with another exit code */
    CHILD_KILLED, /* by us, for a reason of ours: the disk is full, a mail takes too long */
    CHILD_ASTRAY, /* by us, since the conversation made no sense */
    CHILD_DIED    /* by a signal that is not ours: it crashed */
};

/* status: as waitpid gave it. Ask before child_gone or child_left. */
enum child_end child_end(const struct child *child, int status);

/* It has been reaped: forgets it and plans its next start, with growing waits; child_left: it
 * ended without a fault of its own (restart_left). */
void child_gone(struct child *child, int64_t now);
void child_left(struct child *child, int64_t now);

#endif
