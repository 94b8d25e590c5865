/* crew: a few threads that do what takes time, one piece of work after the other.
 *
 * What may hang never takes all threads: the look-up of a name cannot be interrupted, and a
 * server may let a login wait for a minute. So a dial leaves two threads free and a login
 * one, and a mail that has just come to a watched mailbox is fetched at once. With ten
 * accounts whose names hang, an eleventh is dialled when its turn comes and waits no more
 * after that. Threads start when first needed. Whoever is handed a finished piece owns it
 * again.
 */
#ifndef IMAP_CREW_H
#define IMAP_CREW_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

enum {
    CREW_MOST = 6,              /* threads */
    CREW_DIALS = CREW_MOST - 2, /* of these, at most, at dials */
    CREW_STACK = 512 * 1024, /* bytes: libetpan takes 64 KiB a literal, TLS some more */
    CREW_LEAVE_TIME = 2,     /* s for the work at hand when leaving; a look-up of a name
                               * cannot be interrupted */
};

enum crew_kind {
    CREW_QUICK = 0, /* what was well a moment ago: any thread */
    CREW_SLOW,      /* a login, a first look: never the last thread */
    CREW_DIAL,      /* a look-up and a connect: never one of the last two */
    CREW_KINDS
};

struct crew_work {
    void (*run)(struct crew_work *work);
    enum crew_kind kind;
    struct crew_work *next;
};

struct crew {
    pthread_mutex_t lock;
    pthread_cond_t news;
    pthread_t threads[CREW_MOST];
    size_t count, idle;      /* threads: all, waiting */
    size_t busy[CREW_KINDS]; /* threads at work that is of this kind or slower */
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
