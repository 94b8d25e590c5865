/* narrow: a returned mail as if it had one recipient alone, for what leaves this house. Pure. */
#ifndef AGENT_NARROW_H
#define AGENT_NARROW_H

#include "classify/bounce.h"

/* Do not copy: its parts point into one another. */
struct narrow {
    struct bounce bounce;
    struct bounce_original original;
    struct bounce_failure failure;
};

/* The failure, one of the bounce's, is the only one. The texts are the bounce's. */
void narrow_to(const struct bounce *bounce, const struct bounce_failure *failure,
               struct narrow *ret);

#endif
