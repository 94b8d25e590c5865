/* apart: the processes of ndrwatch-imap: a common one, and one each for accounts whose server
 * may have ended it.
 *
 * One server must not cost the others their watch. When the common process dies, its ledger
 * (imap/ledger.h) says whose servers were being heard at that moment, at most those of its
 * workers and its loop. Each of these accounts gets a process of its own, all others a new
 * common one at once. Who was innocent is watched by itself as well as before, and goes back
 * when its place is needed. Who was not dies alone from then on, with growing waits.
 */
#ifndef AGENT_APART_H
#define AGENT_APART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/child.h"

struct agent;

enum {
    APART_MOST =
        8, /* processes beside the common one, 3 MB each: six workers and the loop
                     * can be at work at a time */
    APART_PROCESSES = 1 + APART_MOST
};

struct apart_place {
    struct child child;
    uint32_t account; /* it is of this one alone */
    bool taken;       /* until the child is reaped */
    bool leaving;     /* the account has gone back */
};

struct apart {
    struct apart_place places[APART_MOST];
    struct child
        nobody;     /* stands for the process of an account that waits for a place */
    size_t waiting; /* accounts that do */
    int ledger;     /* descriptor; 0: none */
    unsigned char *page; /* the same, mapped; NULL: none */
};

/* Makes the ledger. Without memory there is none, and nobody is put apart. */
void apart_open(struct agent *agent);
void apart_close(struct agent *agent);

/* The process that has the account. */
struct child *apart_child(struct agent *agent, uint32_t account);

/* All of them, by number: 0 is the common one. NULL: no such process is wanted. */
struct child *apart_process(struct agent *agent, size_t number);
/* Is the account one of this process? */
bool apart_has(const struct agent *agent, size_t number, uint32_t account);

/* Has it any account? A process without one stays ended. */
bool apart_wanted(const struct agent *agent, size_t number);

/* Starts a process that is wanted, and tells it what to watch. */
void apart_start(struct agent *agent, size_t number);

/* Finds places for those that wait. */
void apart_settle(struct agent *agent);

/* It has been reaped. Only a crash is laid at the door of a server. */
void apart_gone(struct agent *agent, size_t number, enum child_end end);

/* Before the accounts change: they all have one process again, once the present ones have ended. */
void apart_forget(struct agent *agent);

#endif
