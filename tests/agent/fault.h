/* fault: the system calls of this process, counted; the one that is due fails, or is its last.
 *
 * Linked into a program, it stands before libc's open, read, write, pread, pwrite, fsync,
 * fdatasync, ftruncate, unlink, rename, send, malloc, calloc and realloc, for our code and for
 * SQLite alike. Counted are calls on files below one folder, what is written to
 * standard output, and what is sent.
 *
 *     struct fault_count *count = shared memory;
 *     fault_watch(folder, sink, NULL);
 *     fault_begin((struct fault){.kind = FAULT_KILL, .at = 17}, count);
 *     ... work, until it dies in front of the 17th call ...
 *     fault_pause(); ... what belongs to the test ...; fault_resume();
 */
#ifndef TESTS_FAULT_H
#define TESTS_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum fault_kind {
    FAULT_NONE = 0,
    FAULT_KILL, /* SIGKILL */
    FAULT_FAIL, /* the call says `error` */
};

struct fault {
    enum fault_kind kind;
    int error; /* errno of FAULT_FAIL */
    bool
        after; /* the call is done before; an effect that was had cannot fail, though */
    bool forever; /* all that follow fail, too */
    bool memory;  /* allocations are counted, not system calls */
    long at;      /* from 1 */
};

/* Lies in memory that outlives the process. */
struct fault_count {
    long calls, allocations;
    bool hit; /* the fault was met */
};

/* What has been done to a file below the folder, in order. */
enum fault_step {
    FAULT_WRITE = 0,
    FAULT_CUT,  /* to `at` bytes */
    FAULT_MAKE, /* of an empty file */
    FAULT_REMOVE,
    FAULT_RENAME, /* bytes is the new name */
    FAULT_SYNC,   /* of a file */
    FAULT_FOLDER, /* sync of the folder */
};

/* Gets what is written to standard output and what is sent, whatever the descriptor. */
typedef void fault_sink(int fd, const void *bytes, size_t length);
/* Gets every step, done. name is the path within the folder. */
typedef void fault_note(enum fault_step step, const char *name, int64_t at,
                        const void *bytes, size_t length);

/* Which folder (without a slash at the end; the string is kept), and who is told. note may be
 * NULL. Nothing is counted before fault_begin. */
void fault_watch(const char *folder, fault_sink *sink, fault_note *note);

/* From here on calls count; goes on from what `count` says. */
void fault_begin(struct fault fault, struct fault_count *count);

/* What happens in between is the test's. They nest. */
void fault_pause(void);
void fault_resume(void);

/* SIGKILL to this process. */
void fault_die(void);

/* What time() says from now on, UNIX seconds. */
void fault_clock(int64_t now);

#endif
