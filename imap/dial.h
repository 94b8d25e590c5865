/* dial: a TCP connection to a host, whichever of its addresses answers first. */
#ifndef IMAP_DIAL_H
#define IMAP_DIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "imap/trouble.h"

enum {
    DIAL_TIME = 15 * 1000, /* ms for all addresses together */
    DIAL_STAGGER = 300,    /* ms before the next address is tried beside the first
                            * (RFC 8305 says 250; DNS replies come in pairs) */
    DIAL_ADDRESSES = 16,   /* addresses tried; big providers publish eight */
};

/* Looks the name up, then connects for at most DIAL_TIME or until cancel is readable. The
 * look-up cannot be interrupted and has no ceiling but the resolver's own (glibc: 5 s a
 * name server and try, resolv.conf(5)): call from a worker. Returns a descriptor that is
 * non-blocking, closed on exec, without delay and with keep-alive, or -1 and a trouble. */
int dial_connect(const char *host, uint16_t port, int cancel, struct trouble *trouble);

#endif
