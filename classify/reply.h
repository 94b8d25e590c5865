/* reply: what a server said, under all that others have wrapped around it. */
#ifndef CLASSIFY_REPLY_H
#define CLASSIFY_REPLY_H

#include "classify/slice.h"

struct reply {
    struct slice said;          /* the innermost reply */
    struct slice by;            /* the host that said it, where the words name it */
    struct slice tried_host;    /* [LastAttemptedServerName=...], or the host named */
    struct slice tried_address; /* [LastAttemptedIP=...] without its port */
};

/* Reads "Server at mx.example.net (192.0.2.7) returned '450 4.4.316 ... [Message=...]'",
 * "host mx.example.net[192.0.2.7] said: 550 ...", "550 5.7.350 Remote server returned ...
 * -> 554 ...", "550 5.4.317 ... (451 5.7.3 ...)". What wraps nothing is said itself. */
struct reply reply_read(struct slice words);

/* "192.0.2.7" or "2001:db8::7", nothing else? */
bool reply_is_host_address(struct slice text);

#endif
