/* greet: what port 25 of an address says: the greeting, EHLO, QUIT, and nothing else. No sender, no
 * recipient and no mail is ever named.
 */
#ifndef NET_GREET_H
#define NET_GREET_H

#include <stdbool.h>

#include "agent/net/lookup.h"

enum {
    GREET_MOST = 4, /* doors knocked at, at once: two of theirs, two of a control's */
    GREET_PATIENCE =
        8000, /* ms for all of them: with the names looked up before, the agent
                             * waits 15 s */
    GREET_LINE_MAX = 512, /* bytes of a line (RFC 5321, 4.5.3.1.5) */
    GREET_LINES_MAX = 64, /* lines read of one server: more is no greeting */
};

/* Knocks at all open ones of type LOOKUP_SMTP, whose names are addresses; each has its outcome
 * within GREET_PATIENCE. Found: the first record is the first line of the greeting, "" where the
 * door opened and nobody spoke; the second is what answered EHLO. Refused: nobody listens, or a
 * firewall says so. Silent: no answer at all. Nobody: there is no road. False: no descriptors. */
bool greet(struct lookups *set);

#endif
