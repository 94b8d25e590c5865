/* remind: the person is told when the time has come to send a mail once more.
 *
 * Where the advice for a mail that came back for good is to let some time pass, T3 writes down
 * when it is over (cases.remind), in its own transaction. Then the event is told once more, in
 * other words. Nothing is told of a case that was handled, was tried again, works, or has failed
 * on: then other advice holds. What was told stays marked until the next report of the case, so
 * that a telling which a kill made doubtful is repeated in the same words.
 */
#ifndef AGENT_REMIND_H
#define AGENT_REMIND_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "agent/journal.h"
#include "classify/bounce.h"
#include "notify/notice.h"

struct agent;

enum {
    REMIND_TOLD = -1, /* cases.remind: its time has come, it is being told */
    REMIND_BODY_MAX = 4 * NOTICE_BODY_MAX + 1, /* bytes */
};

/* When to remind of a report that came at that time: UNIX seconds; 0: never. Pure. */
int64_t remind_when(const struct bounce *bounce, int64_t came);

/* For T3, within its transaction: plans the reminder of the case, or takes an earlier one back.
 * now: what would be due by then is no news. False: the disk did not take it. */
bool remind_plan(sqlite3 *db, int64_t link, const struct bounce *bounce, int64_t came,
                 int64_t now);

/* Queues what is due, and notes when the next one will be. */
void remind_pump(struct agent *agent);
/* When remind_pump is to be called, ms of CLOCK_BOOTTIME; 0: whenever. */
int64_t remind_wake(const struct agent *agent);

/* When remind_next has something to do, UNIX seconds; 0: never. */
bool remind_due(struct journal *journal, int64_t *ret);

/* Takes the next whose time has come: *ret is the event to be told once more, queued on the
 * desktop, and with lines set on standard output; 0: none is. *more: look again. */
bool
remind_next(struct journal *journal, int64_t now, bool lines, int64_t *ret, bool *more);

/* Is this event to be told as a reminder? */
bool remind_is(struct journal *journal, int64_t event);

/* The notice then: of the same key, with the body in the room given. */
struct notice remind_notice(const struct notice *notice, const struct bounce *bounce,
                            char body[REMIND_BODY_MAX]);

#endif
