/* reverse: the name of a server's address, and whether it leads back to it (RFC 1912, 2.1), as
 * many mail servers want it of those that send to them. Pure; asked in rounds as in spf.h.
 */
#ifndef AGENT_REVERSE_H
#define AGENT_REVERSE_H

#include <stdbool.h>

#include "agent/net/lookup.h"

enum {
    REVERSE_NAMES_MAX = 3 /* names of one address that are looked up again */
};

enum reverse_state {
    REVERSE_SOUND = 0,
    REVERSE_UNKNOWN,  /* an answer is missing, or it is no address */
    REVERSE_NONE,     /* it has no name */
    REVERSE_NOWHERE,  /* there is no such name */
    REVERSE_MISMATCH, /* its name leads to other addresses */
};

struct reverse {
    enum reverse_state state;
    char name[LOOKUP_NAME_MAX]; /* the first; "" */
};

/* Reads it for "192.0.2.7" or "2001:db8::7", and adds what is missing. */
struct reverse reverse_read(const char *address, struct lookups *set);

/* "7.2.0.192", or the nibbles of an IPv6 address (RFC 3596, 2.5), and behind it a dot and `end`:
 * "in-addr.arpa" where that is NULL. False: it is no address, or ret too small. */
bool reverse_name(const char *address, const char *end, char ret[LOOKUP_NAME_MAX]);

#endif
