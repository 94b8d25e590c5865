/* patience: how long to wait before the next try. */
#include "notify/patience.h"

unsigned
patience_seconds(unsigned failed)
{
    if (failed == 0)
        return 0;
    unsigned seconds = 1;
    for (unsigned i = 1; i < failed && seconds < PATIENCE_MAX; i++)
        seconds *= 2;
    return seconds < PATIENCE_MAX ? seconds : PATIENCE_MAX;
}
