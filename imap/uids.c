/* uids: runs of UIDs in a sorted array. */
#include "imap/uids.h"

#include <stdlib.h>
#include <string.h>

/* The first run that ends at or after uid. */
static size_t
find(const struct uids *uids, uint32_t uid)
{
    size_t low = 0, high = uids->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (uids->runs[middle].last < uid)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool
uids_have(const struct uids *uids, uint32_t uid)
{
    size_t at = find(uids, uid);
    return at < uids->count && uids->runs[at].first <= uid;
}

static bool
grow(struct uids *uids)
{
    size_t room = uids->room ? uids->room * 2 : 8;
    if (room > UIDS_RUNS)
        room = UIDS_RUNS;
    struct uids_run *runs = realloc(uids->runs, room * sizeof *runs);
    if (!runs)
        return false;
    uids->runs = runs;
    uids->room = room;
    return true;
}

bool
uids_add(struct uids *uids, uint32_t uid)
{
    size_t at = find(uids, uid);
    if (at < uids->count && uids->runs[at].first <= uid)
        return true;
    bool after = at > 0 && uids->runs[at - 1].last == uid - 1;
    bool before = at < uids->count && uids->runs[at].first == uid + 1;
    if (after && before) {
        uids->runs[at - 1].last = uids->runs[at].last;
        memmove(uids->runs + at, uids->runs + at + 1,
                (uids->count - at - 1) * sizeof *uids->runs);
        uids->count--;
        return true;
    }
    if (after || before) {
        if (after)
            uids->runs[at - 1].last = uid;
        else
            uids->runs[at].first = uid;
        return true;
    }
    if (uids->count == UIDS_RUNS) {
        if (at == 0)
            return true; /* lower than all: it would be the one to go */
        memmove(uids->runs, uids->runs + 1, (uids->count - 1) * sizeof *uids->runs);
        uids->count--;
        at--;
    }
    if (uids->count == uids->room && !grow(uids))
        return false;
    memmove(uids->runs + at + 1, uids->runs + at,
            (uids->count - at) * sizeof *uids->runs);
    uids->runs[at] = (struct uids_run){uid, uid};
    uids->count++;
    return true;
}

void
uids_free(struct uids *uids)
{
    free(uids->runs);
    *uids = (struct uids){0};
}
