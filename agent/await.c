/* await: a domain that is down and that somebody waits for: asked for, looked at, told once. */
#include "agent/await.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "agent/agent.h"
#include "agent/answer.h"
#include "agent/clock.h"
#include "agent/feed.h"
#include "agent/idna.h"
#include "agent/log.h"

static const char KEY[] = "domain:"; /* and the domain: a bubble's key */

enum await_turn
await_turn(const struct domains_row *row, int64_t now)
{
    if (now - row->watched >= DOMAINS_WAIT)
        return AWAIT_OVER;
    return row->checked <= now - AWAIT_EVERY + AWAIT_SLACK ? AWAIT_LOOK : AWAIT_LATER;
}

/* ---- asked for ---- */

static void
add(void *context, const struct domains_row *row)
{
    char since[CLOCK_TEXT_MAX], until[CLOCK_TEXT_MAX], checked[CLOCK_TEXT_MAX];
    clock_stamp(row->watched, since);
    clock_stamp(row->watched + DOMAINS_WAIT, until);
    clock_stamp(row->checked, checked);
    json_array_append_new(
        context, json_pack("{s:s, s:s, s:s, s:s, s:s}", "domain", row->domain, "since",
                           since, "until", until, "checked", checked, "text",
                           row->checked > 0 ? row->found.at[0].text : ""));
}

static json_t *
list(struct journal *journal)
{
    json_t *watches = json_array();
    if (domains_watched(journal, add, watches))
        return json_pack("{s:{s:o}}", "answer", "watches", watches);
    json_decref(watches);
    return answer_failed(journal);
}

static json_t *
stop(struct journal *journal, const char *domain)
{
    struct domains_row row;
    bool found = domains_read(journal, domain, &row) && row.watched > 0;
    if ((!found && journal->why != 0) || (found && !domains_watch(journal, domain, 0)))
        return answer_failed(journal);
    return json_pack("{s:{s:s, s:b}}", "answer", "domain", domain, "stopped", found);
}

static json_t *
begin(struct journal *journal, const char *domain, int64_t now)
{
    char until[CLOCK_TEXT_MAX];
    clock_stamp(now + DOMAINS_WAIT, until);
    if (domains_watch(journal, domain, now))
        return json_pack("{s:{s:s, s:s}}", "answer", "domain", domain, "until", until);
    if (journal->why != 0)
        return answer_failed(journal);
    return answer_error("as many domains are watched as can be: 4",
                        "end one: ndrwatch watch DOMAIN --stop", EX_UNAVAILABLE);
}

json_t *
await_answer(struct journal *journal, const json_t *line, int64_t now)
{
    const char *domain = answer_text(line, "domain");
    char name[LOOKUP_NAME_MAX];
    if (domain[0] == '\0')
        return list(journal);
    if (!idna_name(domain, name) || strlen(name) > DOMAINS_WATCHED_NAME_MAX)
        return answer_error("that is no domain, or it is too long to be watched",
                            "for example: ndrwatch watch example.com", EX_USAGE);
    return json_is_true(json_object_get(line, "stop")) ? stop(journal, name)
                                                       : begin(journal, name, now);
}

/* ---- told ---- */

/* Is the journal with us? Plans the next try, where not. */
static bool
noted(struct agent *agent, bool good)
{
    if (!good)
        agent_stuck(agent);
    return good;
}

/* T4, the effect, T5. False: no more now. */
static bool
tell_line(struct agent *agent, const struct domains_row *row)
{
    const struct domain_finding *found = &row->found.at[0];
    const char *id = found->id ? found->id : "";
    if (!noted(agent, domains_claim(&agent->journal, row->domain)))
        return false;
    log_info(NULL, "%s can be found again: send your mail once more%s", row->domain,
             row->again ? " (perhaps told before)" : "");
    if (!feed_domain(agent,
                     json_pack("{s:s, s:s, s:s, s:b}", "domain", row->domain, "verdict",
                               id, "text", found->text, "again", row->again)))
        return false; /* claimed: told as a repeat at the next start */
    return noted(agent, domains_settle(&agent->journal, DOMAINS_LINE, row->domain));
}

bool
await_lines(struct agent *agent)
{
    struct domains_row row;
    while (agent->checks.owed && !agent_is_stuck(agent)) {
        if (!noted(agent,
                   domains_owed(&agent->journal, DOMAINS_LINE, "", clock_now(), &row)))
            break;
        if (row.domain[0] != '\0' && !feed_room(agent))
            return false;
        agent->checks.owed = row.domain[0] != '\0' && tell_line(agent, &row);
        if (agent->checks.owed)
            await_bubbles(agent, false);
    }
    return true;
}

static void
send(struct agent *agent, const struct domains_row *row)
{
    char title[LOOKUP_NAME_MAX + 40], key[LOOKUP_NAME_MAX + sizeof KEY];
    snprintf(title, sizeof title, "%s can be found again", row->domain);
    snprintf(key, sizeof key, "%s%s", KEY, row->domain);
    control_send(agent->control.notifier,
                 json_pack("{s:{s:s, s:s, s:s, s:s, s:b}}", "notice", "key", key,
                           "urgency", "normal", "title", title, "body",
                           "Send your mail once more. You asked to be told.", "again",
                           row->again));
}

void
await_bubbles(struct agent *agent, bool all)
{
    struct domains_row row;
    char behind[LOOKUP_NAME_MAX] = "";
    while (agent->control.notifier && !agent->control.notifier->closing &&
           !agent_is_stuck(agent) &&
           noted(agent, domains_owed(&agent->journal, DOMAINS_BUBBLE, behind,
                                     clock_now(), &row)) &&
           row.domain[0] != '\0') {
        memcpy(behind, row.domain, sizeof behind);
        if (row.again && !all)
            continue;
        if (!noted(agent, domains_claim(&agent->journal, row.domain)))
            return;
        send(agent, &row);
    }
}

/* The domain of a key; NULL: it is another's. */
static const char *
domain_of(const char *key)
{
    size_t length = sizeof KEY - 1;
    return strncmp(key, KEY, length) == 0 ? key + length : NULL;
}

bool
await_shown(struct agent *agent, const char *key)
{
    const char *domain = domain_of(key);
    if (domain)
        noted(agent, domains_settle(&agent->journal, DOMAINS_BUBBLE, domain));
    return domain;
}

bool
await_failed(struct agent *agent, const char *key)
{
    const char *domain = domain_of(key);
    if (domain)
        noted(agent, domains_failed(&agent->journal, domain));
    return domain;
}
