/* resent: has the person written again to somebody whose mail came back? */
#include "agent/resent.h"

#include <string.h>

#include "agent/agent.h"
#include "agent/case.h"
#include "agent/clock.h"
#include "agent/errand.h"
#include "agent/filing.h"
#include "agent/log.h"
#include "agent/sql.h"

/* Which case is asked for, as the key of an errand: a case that was forgotten meanwhile is missed
 * by nobody. */
struct turn {
    uint64_t account; /* 12 bits: MESSAGE_ACCOUNTS_MAX */
    uint64_t asked;   /* 8 bits: searches made */
    uint64_t passed;  /* 8 bits: of them those after which the case stays in the list */
    uint64_t link;    /* 36 bits: the case */
};

static uint64_t
key_of(struct turn turn)
{
    return turn.account << 52 | turn.asked << 44 | turn.passed << 36 |
           (turn.link & ((UINT64_C(1) << 36) - 1));
}

static struct turn
turn_of(uint64_t key)
{
    return (struct turn){key >> 52, key >> 44 & 0xff, key >> 36 & 0xff,
                         key & ((UINT64_C(1) << 36) - 1)};
}

static void heard(struct agent *agent, uint64_t key, const struct message_done *done);

/* The next case to ask for: one that has failed, is open, and of which no other mail is known.
 * Only what is open has a `due`. */
static bool
find(struct agent *agent, const struct turn *turn, struct case_row *ret)
{
    int64_t link = 0;
    bool good = sql_number(agent->journal.db, 0, &link,
                           "SELECT id FROM cases INDEXED BY cases_due"
                           " WHERE due > 0 AND account = ? AND state = 'failed'"
                           " AND tried = 0 ORDER BY due DESC LIMIT 1 OFFSET ?",
                           "ti", agent->config->accounts[turn->account].name,
                           (int64_t)turn->passed);
    return good && link > 0 && case_read(&agent->journal, link, ret) && ret->id != 0;
}

static void
ask(struct agent *agent, struct turn turn)
{
    struct case_row row;
    if (turn.asked >= RESENT_MOST || agent_is_stuck(agent) || !find(agent, &turn, &row))
        return;
    turn.asked++;
    turn.link = (uint64_t)row.id;
    struct message_errand errand = {
        .kind = MESSAGE_SEARCH,
        .folder = MESSAGE_SENT,
        .to = {row.recipient, strlen(row.recipient)},
        .since = row.course.last > 0 ? (uint64_t)row.course.last : 1,
    };
    errand_begin(agent, (uint32_t)turn.account, &errand,
                 (struct errand_hear){.done = heard, .key = key_of(turn)});
}

/* A search asks for days; a mail of the same day may be the one that came back. */
static bool
is_younger(const struct case_row *row, const struct message_done *done, int64_t now)
{
    return done->count > 0 && row->id && row->course.state == COURSE_FAILED &&
           (int64_t)done->received > row->course.last && (int64_t)done->received <= now;
}

static void
heard(struct agent *agent, uint64_t key, const struct message_done *done)
{
    struct turn turn = turn_of(key);
    struct case_row row;
    /* An address that cannot be searched for is passed over; a server that cannot search now is
     * left in peace. */
    if (done->outcome != MESSAGE_DID && done->outcome != MESSAGE_UNFIT)
        return;
    if (!case_read(&agent->journal, (int64_t)turn.link, &row))
        return;
    if (done->outcome != MESSAGE_DID || !is_younger(&row, done, clock_now())) {
        turn.passed++;
        ask(agent, turn);
        return;
    }
    if (!case_sent(&agent->journal, row.account, row.recipient,
                   (int64_t)done->received)) {
        agent_stuck(agent);
        return;
    }
    char name[CASE_NAME_MAX];
    case_name(row.id, name);
    log_info(row.account, "%s: another mail was sent there since", name);
    filing_changed(agent);
    ask(agent, turn);
}

void
resent_begin(struct agent *agent, uint32_t account)
{
    ask(agent, (struct turn){.account = account});
}
