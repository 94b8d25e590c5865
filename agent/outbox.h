/* outbox: what must be told on each channel: T4 claim, T5 settle (see journal.h). */
#ifndef AGENT_OUTBOX_H
#define AGENT_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/journal.h"

enum outbox_channel {
    OUTBOX_LINE = 0, /* standard output of `run` */
    OUTBOX_DESKTOP,  /* a bubble, through ndrwatch-notify */
    OUTBOX_CHANNELS
};

/* Something to be told. */
struct outbox_row {
    int64_t event; /* 0: nothing waits */
    bool again;    /* may have been told before: tell it as a repeat */
};

/* At the start: what was claimed may have been told, and is queued as a repeat. */
bool outbox_recover(struct journal *journal);

/* The oldest event that waits on this channel. */
bool outbox_next(struct journal *journal, enum outbox_channel channel,
                 struct outbox_row *ret);

/* How many wait there. */
bool outbox_waiting(struct journal *journal, enum outbox_channel channel, int64_t *ret);

/* T4. From here on it may have been told. */
bool outbox_claim(struct journal *journal, enum outbox_channel channel, int64_t event);
/* T4 for everything that waits there, told as one summary. */
bool outbox_claim_all(struct journal *journal, enum outbox_channel channel);

/* T5. Settling what is not claimed does nothing. */
bool outbox_settle(struct journal *journal, enum outbox_channel channel, int64_t event);
/* T5 for the summary. */
bool outbox_settle_all(struct journal *journal, enum outbox_channel channel);

/* It was not told, for certain: waits for outbox_retry. */
bool outbox_failed(struct journal *journal, enum outbox_channel channel, int64_t event);
bool outbox_failed_all(struct journal *journal, enum outbox_channel channel);
/* Queues the failed ones again, as new or as repeats, as they were. */
bool outbox_retry(struct journal *journal, enum outbox_channel channel);
/* Whoever told is gone: queues the claimed ones as repeats and the failed ones as they were. */
bool outbox_release(struct journal *journal, enum outbox_channel channel);

#endif
