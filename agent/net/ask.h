/* ask: puts the open questions of a set to the name servers, all at once, within a deadline. */
#ifndef NET_ASK_H
#define NET_ASK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#include "agent/net/lookup.h"

enum {
    ASK_SERVERS_MAX = 3,    /* as in resolv.conf(5) */
    ASK_PATIENCE = 5 * 1000 /* ms: for one set, since all are asked at once */
};

struct ask_servers {
    struct sockaddr_storage at[ASK_SERVERS_MAX];
    socklen_t length[ASK_SERVERS_MAX];
    size_t count;
};

/* The name servers of this computer, from /etc/resolv.conf (libresolv reads it). Before the cage.
 * False: there are none. */
bool ask_servers(struct ask_servers *ret);

/* Asks all that is open but LOOKUP_SMTP; each has its outcome within ASK_PATIENCE. Asks again
 * and elsewhere as libc does, and over TCP where an answer was cut. False: no memory, or no
 * descriptors; some are open still. */
bool ask(const struct ask_servers *servers, struct lookups *set);

#endif
