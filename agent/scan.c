/* scan: all mails of every mailbox are looked at once, while it is watched. */
#include "agent/scan.h"

#include <string.h>

#include "agent/agent.h"
#include "agent/log.h"

static struct scan *
scan_of(struct agent *agent, size_t account)
{
    return &agent->watches[account].scan;
}

static void
become(struct scan *scan, enum scan_state state)
{
    scan->state = state;
    scan->news = true;
}

void
scan_want(struct agent *agent)
{
    for (size_t i = 0; i < agent->config->count; i++) {
        struct scan *scan = scan_of(agent, i);
        if (scan->state == SCAN_NONE || scan->state == SCAN_OVER) {
            *scan = (struct scan){0};
            become(scan, SCAN_WANTED);
        }
    }
}

/* Is this mailbox one of the configuration? */
static bool
configured(void *context, const char *account, const char *name)
{
    const struct config *config = ((struct agent *)context)->config;
    for (size_t i = 0; i < config->count; i++)
        if (strcmp(config->accounts[i].name, account) == 0 &&
            (strcmp(config->accounts[i].mailbox, name) == 0 ||
             strcmp(name, WATCH_JUNK) == 0))
            return true;
    return false;
}

bool
scan_resume(struct agent *agent, uint32_t account)
{
    struct journal_sweep sweep;
    struct scan *scan = scan_of(agent, account);
    if (!journal_sweep(&agent->journal, agent->watches[account].mailbox, false, &sweep))
        return false;
    if (sweep.to > 0 && scan->state == SCAN_NONE)
        become(scan, SCAN_WANTED);
    /* What one that was over just before a kill had found, or one that will never be over. */
    return account > 0 || (journal_forsake(&agent->journal, configured, agent) &&
                           journal_sweeps_over(&agent->journal));
}

bool
scan_swept(struct agent *agent, const struct message *message)
{
    struct message_seen swept;
    if (message->account >= agent->config->count || !message_read_seen(message, &swept))
        return false;
    struct scan *scan = scan_of(agent, message->account);
    if (scan->state != SCAN_ON || scan->uidvalidity != (int64_t)swept.uidvalidity)
        return true;
    scan->at = (int64_t)swept.uid;
    scan->looked += swept.looked;
    scan->waits = scan->news = true;
    agent->scanned = agent->now;
    return true;
}

bool
scan_covers(struct agent *agent, uint32_t account, int64_t uid, uint64_t **count)
{
    struct scan *scan = scan_of(agent, account);
    *count = &scan->found;
    return scan->state == SCAN_ON && uid <= scan->to;
}

/* ---- beginning ---- */

static bool
begin(struct agent *agent, uint32_t account)
{
    const struct watch *watch = &agent->watches[account];
    struct scan *scan = scan_of(agent, account);
    struct journal_sweep sweep;
    if (!journal_sweep(&agent->journal, watch->mailbox, true, &sweep)) {
        agent_stuck(agent);
        return false;
    }
    agent_unstuck(agent);
    scan->uidvalidity = sweep.uidvalidity;
    scan->to = sweep.to;
    scan->at = sweep.from - 1;
    become(scan, sweep.to > 0 ? SCAN_ON : SCAN_OVER); /* an empty mailbox is done */
    const struct message_sweep frame = {(uint64_t)sweep.uidvalidity,
                                        (uint64_t)sweep.from, (uint64_t)sweep.to};
    if (scan->state == SCAN_ON)
        message_put_sweep(&apart_child(agent, account)->out, account, 0, &frame);
    return true;
}

void
scan_pump(struct agent *agent)
{
    for (uint32_t i = 0; i < agent->config->count && !agent_is_stuck(agent); i++) {
        const struct watch *watch = &agent->watches[i];
        struct scan *scan = scan_of(agent, i);
        /* Numbered anew: the first look comes first, and then all of it once more. */
        if (scan->state == SCAN_ON && watch->uidvalidity != 0 &&
            watch->uidvalidity != scan->uidvalidity)
            scan->state = SCAN_WANTED;
        if (scan->state == SCAN_WANTED && watch->state == MESSAGE_WATCHING &&
            watch->mailbox != 0 && !watch->seen_waits && !watch->look_waits &&
            !begin(agent, i))
            return;
    }
}

void
scan_lost(struct agent *agent, uint32_t account)
{
    struct scan *scan = scan_of(agent, account);
    scan->waits = false;
    if (scan->state == SCAN_ON)
        scan->state = SCAN_WANTED;
}

/* ---- the end ---- */

/* False: the journal is stuck. */
static bool
settle(struct agent *agent, uint32_t account)
{
    struct scan *scan = scan_of(agent, account);
    if (!journal_swept(&agent->journal, agent->watches[account].mailbox,
                       scan->uidvalidity, scan->at))
        return false;
    scan->waits = false;
    if (scan->at < scan->to)
        return true;
    become(scan, SCAN_OVER);
    agent->scan_held = true;
    progress_clear(&agent->progress);
    log_info(agent->config->accounts[account].name,
             "all mails have been looked at: %llu, of which %llu have come back",
             (unsigned long long)scan->looked, (unsigned long long)scan->found);
    return true;
}

void
scan_settle(struct agent *agent)
{
    bool good = !agent_is_stuck(agent);
    for (uint32_t i = 0; good && i < agent->config->count; i++)
        if (scan_of(agent, i)->waits)
            good = settle(agent, i);
    if (good && agent->scan_held && !scan_busy(agent)) {
        good = journal_sweeps_over(&agent->journal);
        agent->scan_held = !good;
    }
    if (!good && !agent_is_stuck(agent))
        agent_stuck(agent);
}

bool
scan_busy(const struct agent *agent)
{
    for (size_t i = 0; i < agent->config->count; i++) {
        const struct watch *watch = &agent->watches[i];
        bool reached = watch->state == MESSAGE_CONNECTING ||
                       watch->state == MESSAGE_WATCHING;
        if (reached &&
            (watch->scan.state == SCAN_WANTED || watch->scan.state == SCAN_ON))
            return true;
    }
    return false;
}

static double
share_of(const struct scan *scan)
{
    if (scan->state == SCAN_OVER)
        return 1;
    return scan->to > 0 ? (double)scan->at / (double)scan->to : 0;
}

struct scan_sum
scan_sum(const struct agent *agent)
{
    struct scan_sum sum = {0};
    size_t count = agent->config->count;
    for (size_t i = 0; i < count; i++) {
        const struct scan *scan = &agent->watches[i].scan;
        sum.share += share_of(scan) / (double)count;
        sum.looked += scan->looked;
        sum.found += scan->found;
    }
    return sum;
}

json_t *
scan_json(const struct agent *agent, uint32_t account)
{
    static const char *const states[] = {"none", "wanted", "on", "over"};
    const struct scan *scan = &agent->watches[account].scan;
    return json_pack("{s:s, s:s, s:f, s:I, s:I}", "account",
                     agent->config->accounts[account].name, "state",
                     states[scan->state], "share", share_of(scan), "looked",
                     (json_int_t)scan->looked, "found", (json_int_t)scan->found);
}
