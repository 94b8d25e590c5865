/* scan: all mails of every mailbox are looked at once, whatever their age, while it is watched.
 *
 * The journal keeps how far each has come, so that a scan goes on after a kill, with the next
 * `run` or the next `scan --all`. What it finds is told when all are through, as one summary.
 */
#ifndef AGENT_SCAN_H
#define AGENT_SCAN_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "imap/messages.h"

struct agent;

enum scan_state {
    SCAN_NONE = 0,
    SCAN_WANTED, /* begins, or goes on, once the mailbox is watched */
    SCAN_ON,
    SCAN_OVER,
};

/* The scan of one account, a part of struct watch. */
struct scan {
    enum scan_state state;
    int64_t uidvalidity, to; /* UIDs up to `to` */
    int64_t at;              /* every UID up to it has been looked at; 0: none yet */
    bool waits;              /* that is not in the journal yet */
    bool news;               /* nor told to whoever follows (feed.h) */
    uint64_t looked,
        found; /* mails since this process began it; returned ones of them */
};

/* Every account is to be scanned. One whose scan is under way goes on. */
void scan_want(struct agent *agent);

/* A mailbox whose scan a kill has cut short goes on. For watch_send, when the row is known;
 * false: the journal is stuck. */
bool scan_resume(struct agent *agent, uint32_t account);

/* MESSAGE_SWEPT of ndrwatch-imap. False: it is not to be trusted any more. */
bool scan_swept(struct agent *agent, const struct message *message);

/* Is a mail of this account one that the scan goes through? *count, if so, is where a returned
 * one is counted. */
bool scan_covers(struct agent *agent, uint32_t account, int64_t uid, uint64_t **count);

/* Begins what can begin. */
void scan_pump(struct agent *agent);

/* Writes down how far they are, where no mail waits to be read. */
void scan_settle(struct agent *agent);

/* ndrwatch-imap has lost the account: its scan is begun again from the journal. */
void scan_lost(struct agent *agent, uint32_t account);

/* Is one under way, or about to be, as far as its server can be reached? */
bool scan_busy(const struct agent *agent);

/* All scans together: how much of them is done, from 0 to 1, and what they have found. */
struct scan_sum {
    double share;
    uint64_t looked, found;
};
struct scan_sum scan_sum(const struct agent *agent);

/* {"account":…, "state":"wanted|on|over", "share":0.43, "looked":N, "found":N}; NULL: no memory. */
json_t *scan_json(const struct agent *agent, uint32_t account);

#endif
