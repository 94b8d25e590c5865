/* uids: a bounded set of UIDs already looked at.
 *
 * Runs of neighbours share an entry, so a mailbox without gaps costs one. When it is full
 * the lowest run is forgotten: to look at an old mail twice is harmless, to forget a new
 * one is not.
 */
#ifndef IMAP_UIDS_H
#define IMAP_UIDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    UIDS_RUNS = 2048 /* 16 KiB an account at worst; most have a few dozen */
};

struct uids_run {
    uint32_t first, last;
};

/* Zero-initialise; uids_free when done. */
struct uids {
    struct uids_run *runs; /* ascending, with gaps between */
    size_t count, room;
};

bool uids_have(const struct uids *uids, uint32_t uid);

/* false: no memory; the set is as before. */
bool uids_add(struct uids *uids, uint32_t uid);

void uids_free(struct uids *uids);

#endif
