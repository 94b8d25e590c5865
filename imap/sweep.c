/* sweep: windows over a range of UIDs. */
#include "imap/sweep.h"

void
sweep_begin(struct sweep *sweep, uint32_t uidvalidity, uint32_t from, uint32_t to)
{
    *sweep = (struct sweep){
        .uidvalidity = uidvalidity, .next = from, .to = to, .width = SWEEP_FIRST};
}

bool
sweep_on(const struct sweep *sweep)
{
    return sweep->to > 0 && sweep->next <= sweep->to;
}

uint32_t
sweep_last(const struct sweep *sweep)
{
    uint32_t left = sweep->to - sweep->next;
    return left < sweep->width ? sweep->to : sweep->next + sweep->width - 1;
}

uint32_t
sweep_first(const struct sweep *sweep)
{
    return sweep->at < sweep->next ? sweep->next : sweep->at + 1;
}

void
sweep_done(struct sweep *sweep, size_t count)
{
    uint32_t last = sweep_last(sweep);
    if (last == sweep->to) {
        *sweep = (struct sweep){0};
        return;
    }
    sweep->next = last + 1;
    if (count > SWEEP_FIRST)
        sweep->width = SWEEP_FIRST;
    else if (count < SWEEP_FIRST / 4 && sweep->width < SWEEP_MOST)
        sweep->width *= 2;
}
