/* network: says when the road may have changed: a link, an address, a default route
 * (rtnetlink(7)), or the machine slept or its clock was set (timerfd_create(2)).
 *
 * Needs no NetworkManager and no right. Where the kernel gives us none of it, nothing is
 * ever heard, and the timers of watch.h are all there is.
 */
#ifndef IMAP_NETWORK_H
#define IMAP_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

enum {
    NETWORK_KNOWN = 64,         /* links, addresses and routes remembered, to tell news
                                 * from what the kernel repeats: an IPv6 router has its
                                 * addresses announced again every few minutes */
    NETWORK_PORTION = 8 * 1024, /* bytes read at once; the kernel sends pages */
    NETWORK_TURNS = 64,         /* portions taken before others get their turn */
    NETWORK_NAP = 2 * 1000, /* ms of sleep that matter: a server forgets no sooner */
};

struct network {
    int links;                     /* readable: hear it; -1: there is none */
    int clock;                     /* the same */
    int64_t asleep;                /* ms this machine has slept since it was started */
    uint64_t known[NETWORK_KNOWN]; /* hashes; 0: free */
    unsigned next;                 /* the oldest, to be forgotten first */
};

/* Opens what there is. */
void network_open(struct network *network);

/* Takes what came; true: something changed that a connection may hang on. */
bool network_links(struct network *network);

/* The same of the clock: true only where the machine slept. */
bool network_clock(struct network *network);

/* Has this machine lost the address at our end of the connection? It is dead, then. */
bool network_stranded(int fd);

void network_close(struct network *network);

#endif
