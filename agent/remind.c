/* remind: when a mail may be sent once more, and the words for it. */
#include "agent/remind.h"

#include <stdio.h>

#include "agent/agent.h"
#include "agent/case.h"
#include "agent/clock.h"
#include "agent/outbox.h"
#include "agent/sql.h"

static const char TITLE[] = "You can send it again now";

int64_t
remind_when(const struct bounce *bounce, int64_t came)
{
    const struct bounce_failure *lead = bounce_lead(bounce);
    struct bounce_diagnosis why = bounce_diagnose(bounce, lead);
    const struct bounce_advice *advice = bounce_advise(why.cause, BOUNCE_FOR_SENDER);
    if (lead->kind != BOUNCE_FAILED || !why.final || why.address_dead ||
        advice->wait == 0)
        return 0;
    return came + (int64_t)advice->wait;
}

bool
remind_plan(sqlite3 *db, int64_t link, const struct bounce *bounce, int64_t came,
            int64_t now)
{
    int64_t when = bounce ? remind_when(bounce, came) : 0;
    /* A second failure is no matter of waiting any more. */
    return link == 0 ||
           sql_run(db,
                   "UPDATE cases SET remind = CASE WHEN state = 'failed' AND count <= 1"
                   " AND ?2 > ?3 THEN ?2 ELSE 0 END WHERE id = ?1",
                   "iii", link, when, now);
}

bool
remind_due(struct journal *journal, int64_t *ret)
{
    return sql_number(journal->db, 0, ret,
                      "SELECT coalesce(min(remind), 0) FROM cases WHERE remind > 0",
                      "") ||
           journal_done(journal, false);
}

/* Queued as something new: the person has seen the first telling long ago. */
static bool
queue(struct journal *journal, int64_t event, bool lines)
{
    return sql_run(journal->db,
                   "UPDATE outbox SET state = 'queued', again = 0, together = 0"
                   " WHERE event = ?1 AND state = 'done' AND (channel = ?2 OR ?3)",
                   "iii", event, (int64_t)OUTBOX_DESKTOP, (int64_t)lines);
}

/* Its latest event that nobody has handled and that is one's own; 0: there is none, or nothing
 * is to be told any more. */
#define TELLABLE                                                                       \
    "SELECT event.id FROM event JOIN cases ON event.link = cases.id"                   \
    " WHERE cases.id = ? AND cases.state = 'failed' AND cases.handled = 0"             \
    " AND cases.tried = 0 AND event.handled = 0"                                       \
    " AND event.verdict IN ('', 'mine', 'unsure') ORDER BY event.id DESC LIMIT 1"

bool
remind_next(struct journal *journal, int64_t now, bool lines, int64_t *ret, bool *more)
{
    int64_t link = 0, event = 0;
    *ret = 0;
    *more = false;
    if (!sql_number(journal->db, 0, &link,
                    "SELECT id FROM cases WHERE remind > 0 AND remind <= ?"
                    " ORDER BY remind LIMIT 1",
                    "i", now))
        return journal_done(journal, false);
    if (link == 0)
        return true;
    bool good = sql_run(journal->db, "BEGIN IMMEDIATE", "") &&
                sql_number(journal->db, 0, &event, TELLABLE, "i", link) &&
                sql_run(journal->db, "UPDATE cases SET remind = ? WHERE id = ?", "ii",
                        event ? (int64_t)REMIND_TOLD : 0, link) &&
                (event == 0 || queue(journal, event, lines));
    if (!journal_done(journal, good))
        return false;
    *ret = event;
    *more = true;
    return true;
}

bool
remind_is(struct journal *journal, int64_t event)
{
    int64_t told = 0;
    /* The latest of the case alone; where it cannot be asked, the usual words do. */
    return sql_number(journal->db, 0, &told,
                      "SELECT 1 FROM event JOIN cases ON event.link = cases.id"
                      " WHERE event.id = ?1 AND cases.remind = ?2 AND ?1 ="
                      " (SELECT max(id) FROM event WHERE link = cases.id)",
                      "ii", event, (int64_t)REMIND_TOLD) &&
           told == 1;
}

struct notice
remind_notice(const struct notice *notice, const struct bounce *bounce,
              char body[REMIND_BODY_MAX])
{
    const struct bounce_failure *lead = bounce_lead(bounce);
    /* An address may be longer than a bubble: then it is left out. */
    int length = snprintf(
        body, REMIND_BODY_MAX,
        "Send your mail to %s once more: the time to wait is over. "
        "If it came back whole, ndrwatch draft %s makes a draft of it.",
        lead->recipient, notice->key);
    if (lead->recipient[0] == '\0' || length > NOTICE_BODY_MAX)
        snprintf(body, REMIND_BODY_MAX,
                 "Send your mail once more: the time to wait is over. If it came back "
                 "whole, ndrwatch draft %s makes a draft of it.",
                 notice->key);
    return (struct notice){
        .key = notice->key, .urgency = NOTICE_NORMAL, .title = TITLE, .body = body};
}

/* ---- in the agent ---- */

void
remind_pump(struct agent *agent)
{
    int64_t event = 0;
    bool more = true, good = !agent_is_stuck(agent), lines = !agent->json;
    lines = lines &&
            !agent->events; /* a store has it already, and keeps its own time */
    while (good && more)
        good = remind_next(&agent->journal, clock_now(), lines, &event, &more);
    agent->remind_at = 0;
    if (!good || !remind_due(&agent->journal, &agent->remind_at))
        agent->remind_at = 0; /* tried again with the next turn */
}

int64_t
remind_wake(const struct agent *agent)
{
    int64_t left = agent->remind_at - clock_now();
    if (agent->remind_at == 0)
        return 0;
    return agent->now + (left > 0 ? left * 1000 : 0);
}
