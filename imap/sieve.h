/* sieve: seccomp: the system calls that a caged program may make (seccomp(2)). */
#ifndef IMAP_SIEVE_H
#define IMAP_SIEVE_H

#include <stdbool.h>

enum sieve_who {
    SIEVE_PARSER = 0,
    SIEVE_WATCHER,
    SIEVE_ASKER,   /* of name servers */
    SIEVE_FETCHER, /* of one page of the web */
};

/* Is there a list for this kind of machine? 32-bit ones name their calls otherwise (mmap2,
 * clock_gettime64), and i386 hides sockets behind one of them: nobody has tried those. */
bool sieve_known(void);

/* From now on all others are refused and named in the log, standard error, as the program's.
 * The program's name must live on. false: there is no list, the kernel has no seccomp, or
 * there is no memory, and nothing is refused. SIGSYS is taken: threads must not block it. */
bool sieve_set(enum sieve_who who, const char *program);

#endif
