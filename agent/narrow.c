/* narrow: a returned mail as if it had one recipient alone, for what leaves this house. Pure. */
#include "agent/narrow.h"

#include <stddef.h>

void
narrow_to(const struct bounce *bounce, const struct bounce_failure *failure,
          struct narrow *ret)
{
    *ret = (struct narrow){
        .bounce = *bounce, .original = *bounce->original, .failure = *failure};
    ret->failure.next = NULL;
    ret->original.to = ret->failure.recipient;
    ret->bounce.original = &ret->original;
    ret->bounce.failures = &ret->failure;
    ret->bounce.failures_seen = 1;
}
