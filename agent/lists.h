/* lists: is a server's address on a public list of those that send spam? Opt-in, since the lists
 * learn who asks about whom; pure, asked in rounds as in spf.h.
 *
 * Each list has to know the address that all of them list for tests, and not the one that none
 * lists (RFC 5782, 5): one that does not, as where a public name server asks for too many, says
 * nothing.
 */
#ifndef AGENT_LISTS_H
#define AGENT_LISTS_H

#include <stddef.h>

#include "agent/net/lookup.h"

enum {
    LISTS_TEXT_MAX =
        200 /* bytes of "zen.spamhaus.org (127.0.0.3), bl.spamcop.net (127.0.0.2)" */
};

struct lists {
    size_t listed, clear,
        unknown; /* lists that name it, that do not, that do not answer */
    char names[LISTS_TEXT_MAX]; /* "Spamhaus, SpamCop": those that name it */
    char exact[LISTS_TEXT_MAX]; /* their zones and answers */
};

/* Reads what they say of "192.0.2.7" or "2001:db8::7", and adds what is missing. */
struct lists lists_read(const char *address, struct lookups *set);

#endif
