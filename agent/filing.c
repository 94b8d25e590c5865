/* filing: what is to be done about cases when no mail comes. */
#include "agent/filing.h"

#include "agent/agent.h"
#include "agent/case.h"
#include "agent/clock.h"
#include "agent/expected.h"
#include "agent/log.h"
#include "agent/tell.h"

void
filing_changed(struct agent *agent)
{
    agent->filing.known = false;
}

static bool
noted(struct agent *agent, bool good)
{
    if (good)
        agent_unstuck(agent);
    else
        agent_stuck(agent);
    return good;
}

/* Some more of those from before. */
static void
file_old(struct agent *agent)
{
    bool more = false;
    if (!noted(agent, case_file_old(&agent->journal, CASE_OLD_AT_ONCE, &more)))
        return;
    agent->filing.filed = !more;
    agent->filing.pause = agent->now + FILING_PAUSE;
    filing_changed(agent);
}

void
filing_closed(struct agent *agent, const struct case_closed *closed)
{
    char name[CASE_NAME_MAX], event[JOURNAL_ID_MAX];
    case_name(closed->id, name);
    journal_name(closed->event, event);
    log_info(NULL, "%s is over (%s)", name, course_name(closed->state));
    if (closed->event)
        tell_withdraw(agent, event);
    expected_changed(agent, closed->account);
}

static void
close_cases(struct agent *agent)
{
    struct case_closed closed = {.id = 1};
    for (int i = 0; i < FILING_AT_ONCE && closed.id; i++) {
        if (!noted(agent, case_close_one(&agent->journal, clock_now(), &closed)))
            return;
        if (!closed.id)
            break;
        filing_closed(agent, &closed);
    }
    filing_changed(agent);
}

void
filing_pump(struct agent *agent)
{
    struct filing *filing = &agent->filing;
    if (!filing->filed && !agent_is_stuck(agent) && agent->now >= filing->pause)
        file_old(agent);
    if (!filing->known && !agent_is_stuck(agent))
        filing->known = noted(agent, case_next_due(&agent->journal, &filing->due));
    if (filing->known && filing->due && clock_now() >= filing->due &&
        !agent_is_stuck(agent))
        close_cases(agent);
}

int64_t
filing_due(const struct agent *agent)
{
    const struct filing *filing = &agent->filing;
    if (agent_is_stuck(agent))
        return 0;
    if (!filing->filed || !filing->known)
        return filing->pause > agent->now ? filing->pause : agent->now + 1;
    if (filing->due == 0)
        return 0;
    int64_t wait = (filing->due - clock_now()) * 1000;
    if (wait > FILING_LOOK)
        wait = FILING_LOOK;
    return agent->now + (wait > 0 ? wait : 1);
}
