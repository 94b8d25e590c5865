/* crew: a few threads that do what takes time, one piece of work after the other.
 *
 * Pieces marked slow (a connect to a host that may never answer) never take the last
 * thread, so that a mail which has just come is fetched at once. Threads start when first
 * needed. Whoever is handed a finished piece owns it again.
 */
#ifndef IMAP_CREW_H
#define IMAP_CREW_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    CREW_MOST = 4,           /* threads: three slow pieces and one quick at a time */
    CREW_STACK = 512 * 1024, /* bytes: libetpan takes 64 KiB a literal, TLS some more */
    CREW_LEAVE_TIME = 2,     /* s for the work at hand when leaving; a look-up of a name
                               * cannot be interrupted */
};

struct crew_work {
    void (*run)(struct crew_work *work);
    bool slow;
    struct crew_work *next;
};

struct crew {
    pthread_mutex_t lock;
    pthread_cond_t news;
    pthread_t threads[CREW_MOST];
    size_t count, idle, slow; /* threads: all, waiting, doing slow work */
    struct crew_work *todo, *done;
    int wake; /* an eventfd of the loop: written when work is done */
    bool leaving;
};

void crew_open(struct crew *crew, int wake);

/* Hands over a piece of work. false: no thread can be started. */
bool crew_add(struct crew *crew, struct crew_work *work);

/* The finished pieces, linked by next; NULL: none. */
struct crew_work *crew_done(struct crew *crew);

/* Waits for the work at hand. false: some is still going on after CREW_LEAVE_TIME, and
 * nothing of it may be freed. */
bool crew_close(struct crew *crew);

#endif
