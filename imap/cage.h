/* cage: a program gives up what it does not need, before the first hostile byte.
 *
 * Each layer holds by itself, and where a kernel or a container lacks one the others stay: the
 * result says which hold. Called once, early in main, while there is one thread. There is no way
 * back. `ndrwatch parse` takes cage_parser, ndrwatch-imap cage_watcher, ndrwatch-net
 * cage_asker or, for the web, cage_fetcher.
 *
 * A system call that is not on the list does not happen: libc is told that the kernel has none
 * (ENOSYS, for which it has a second way), and one line of the log names it. Under a sanitizer,
 * which does things of its own, the list is left out and the limits are wider.
 */
#ifndef IMAP_CAGE_H
#define IMAP_CAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The layers; bits. */
enum {
    CAGE_PRIVILEGES = 1, /* no_new_privs: no program it could start gets more rights */
    CAGE_HIDDEN = 2,     /* not dumpable: others of the same user cannot look inside */
    CAGE_LIMITS = 4,     /* rlimits: no core, no file grows; descriptors, processes */
    CAGE_CALLS = 8,      /* seccomp: the system calls on a list, and no others */
    CAGE_FILES = 16,     /* Landlock: files, TCP, signals; `landlock` says how much */
    CAGE_ALL = 31
};

struct cage {
    uint64_t layers;   /* that hold */
    uint64_t landlock; /* the kernel's ABI: 1 knows files, 4 TCP, 6 signals; 0: none */
};

/* For the one who reads mails: memory, its descriptor 3 and the log. What libc loads or opens
 * when first asked (charsets, a seed) must have been asked for before. */
struct cage cage_parser(void);

/* For the one who talks to servers: reads what name resolution needs and `places`, the count
 * files and folders of the CA store, of which some may be absent; writes and starts nothing;
 * connects by IP alone (a local socket would lead to the session's bus, and out). */
struct cage cage_watcher(const char *const *places, size_t count);

/* For the one who asks name servers, which it has read of before: memory, IP, its descriptor 3 and
 * the log; `descriptors` at one time. No file at all. */
struct cage cage_asker(uint64_t descriptors);

/* For the one who asks a web server: as cage_watcher. */
struct cage cage_fetcher(const char *const *places, size_t count);

/* Was a file of name resolution put in place of the one that may be read, so that only a new
 * process can read it? Cheap: a few open()s. Any thread. */
bool cage_stale(void);

#endif
