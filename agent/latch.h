/* latch: one process at a time does a thing for an account: renew its token, sign it in (flock). */
#ifndef AGENT_LATCH_H
#define AGENT_LATCH_H

#include "agent/place.h"

enum {
    LATCH_TAKEN = -1, /* another process has it */
    LATCH_FAILED = -2 /* errno says why */
};

/* Takes it without waiting, in STATE/locks/ACCOUNT.WHAT, whose folder is made. Gives a descriptor
 * to be closed, by which it is let go, also by the end of the process; or one of the above. */
int latch_take(const struct place *place, const char *account, const char *what);

#endif
