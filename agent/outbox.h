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

enum {
    OUTBOX_SUMMARY = -1 /* in place of an event: all that are told together */
};

/* Something to be told. */
struct outbox_row {
    int64_t event; /* or OUTBOX_SUMMARY; 0: nothing waits */
    bool again;    /* may have been told before: tell it as a repeat */
    int64_t count; /* of a summary: its events */
    int64_t since; /* of a summary: when the oldest came back, UNIX seconds */
};

/* At the start: what was claimed may have been told, and is queued as a repeat. */
bool outbox_recover(struct journal *journal);

/* What waits on this channel: the summary, else the oldest event. */
bool outbox_next(struct journal *journal, enum outbox_channel channel,
                 struct outbox_row *ret);

/* What is queued as a part of a summary is told by itself after all: its reader counts. */
bool outbox_scatter(struct journal *journal, enum outbox_channel channel);

/* Where more than JOURNAL_ALONE_MAX wait on this channel, they become one summary. */
bool outbox_gather(struct journal *journal, enum outbox_channel channel);

/* For journal_looked, within its transaction: the held events of the mailbox's account are
 * queued on each channel, as one summary where they are more than JOURNAL_ALONE_MAX. */
bool outbox_let_go(struct journal *journal, int64_t mailbox);

/* For journal_sweeps_over, the same for all held events but those of a mailbox whose first look
 * or sweep lasts, as one summary for all of them together. */
bool outbox_let_all_go(struct journal *journal);

/* May a bubble of its own still be on the desktop: told, and neither dismissed nor handled? */
bool outbox_is_up(struct journal *journal, int64_t event, bool *ret);

/* Each of these takes an event or OUTBOX_SUMMARY. */

/* T4. From here on it may have been told. */
bool outbox_claim(struct journal *journal, enum outbox_channel channel, int64_t event);
/* T5. Settling what is neither claimed nor failed does nothing. */
bool outbox_settle(struct journal *journal, enum outbox_channel channel, int64_t event);
/* It was not told, for certain: waits for outbox_retry. */
bool outbox_failed(struct journal *journal, enum outbox_channel channel, int64_t event);

/* Queues the failed ones again, as new or as repeats, as they were. */
bool outbox_retry(struct journal *journal, enum outbox_channel channel);
/* Whoever told is gone: queues the claimed ones as repeats and the failed ones as they were. */
bool outbox_release(struct journal *journal, enum outbox_channel channel);

#endif
