/* stats: how much came back, from where and why, week by week; and addresses that are dead and were
 * written to again. From the journal's rows of returned mails. */
#ifndef AGENT_STATS_H
#define AGENT_STATS_H

#include <jansson.h>

#include "agent/journal.h"

enum {
    STATS_ROWS_MAX =
        2000, /* of the table: ten years of bad luck; the oldest are left out */
    STATS_DEAD_MAX = 50, /* addresses: nobody mends more at once */
};

/* {"weeks":[{"week":"2026-11-16","domain":...,"cause":...,"mails":N},...], newest first, "dead":
 * [{"recipient":...,"mails":N,"last":RFC3339},...]}. A week is named by its Monday (UTC). A mail is
 * counted once however often it was reported. NULL: the disk (journal->text), or no memory. */
json_t *stats_json(struct journal *journal);

#endif
