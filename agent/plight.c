/* plight: an account that cannot be watched: told once, and taken back when it is over. */
#include "agent/plight.h"

#include <stdio.h>
#include <string.h>

#include "agent/agent.h"
#include "agent/clock.h"
#include "agent/log.h"
#include "agent/sql.h"

static const char KEY[] = "account:"; /* and its name: a bubble's key */

enum {
    KEY_MAX = 256 + sizeof KEY /* bytes; a configuration's name is shorter */
};

enum plight_kind
plight_judge(const struct plight *plight, bool watched, bool person, int64_t awake,
             int64_t *wait)
{
    *wait = 0;
    if (watched)
        return PLIGHT_NONE;
    if (person)
        return PLIGHT_PERSON;
    int64_t left = plight->since + PLIGHT_LASTS - awake;
    if (left <= 0)
        return PLIGHT_LONG;
    *wait = left;
    return PLIGHT_NONE;
}

/* ---- the rows ---- */

bool
plight_put(struct journal *journal, const struct plight_row *row, int64_t now)
{
    bool good = sql_run(journal->db, "BEGIN IMMEDIATE", "") &&
                sql_run(journal->db,
                        "INSERT OR REPLACE INTO plight"
                        " (account, kind, at, title, body) VALUES (?, ?, ?, ?, ?)",
                        "tiitt", row->account, (int64_t)row->kind, now, row->title,
                        row->body);
    return journal_done(journal, good);
}

static void
take_text(sqlite3_stmt *rows, int column, char *ret, size_t size)
{
    const char *text = (const char *)sqlite3_column_text(rows, column);
    snprintf(ret, size, "%s", text ? text : "");
}

bool
plight_next(struct journal *journal, const char *behind, bool all,
            struct plight_row *ret)
{
    sqlite3_stmt *rows = sql_rows(
        journal->db,
        "SELECT account, title, body, kind, again, state = 'over' FROM plight WHERE account > ?1"
        " AND (state = 'queued' OR ?2)"
        " ORDER BY account LIMIT 1",
        "ti", behind, (int64_t)all);
    int result = rows ? sqlite3_step(rows) : SQLITE_ERROR;
    *ret = (struct plight_row){0};
    if (result == SQLITE_ROW) {
        take_text(rows, 0, ret->account, sizeof ret->account);
        take_text(rows, 1, ret->title, sizeof ret->title);
        take_text(rows, 2, ret->body, sizeof ret->body);
        ret->kind = (enum plight_kind)sqlite3_column_int(rows, 3);
        ret->again = sqlite3_column_int(rows, 4) != 0;
        ret->over = sqlite3_column_int(rows, 5) != 0;
    }
    sqlite3_finalize(rows);
    return result == SQLITE_ROW || result == SQLITE_DONE ||
           journal_done(journal, false);
}

bool
plight_step(struct journal *journal, const char *account, const char *from,
            const char *to)
{
    bool good = sql_run(journal->db, "BEGIN IMMEDIATE", "") &&
                sql_run(journal->db,
                        "UPDATE plight SET state = ?1, again = again OR"
                        " (?1 = 'queued' AND ?2 = 'claimed')"
                        " WHERE account = ?3 AND state = ?2",
                        "ttt", to, from, account);
    return journal_done(journal, good);
}

bool
plight_over(struct journal *journal, const char *account, bool taken_back)
{
    bool good = sql_run(journal->db, "BEGIN IMMEDIATE", "") &&
                sql_run(journal->db,
                        "DELETE FROM plight WHERE account = ?1"
                        " AND (?2 OR (state = 'queued' AND NOT again))",
                        "ti", account, (int64_t)taken_back) &&
                sql_run(journal->db,
                        "UPDATE plight SET state = 'over' WHERE account = ?", "t",
                        account);
    return journal_done(journal, good);
}

/* ---- telling ---- */

/* Is the journal with us? Plans the next try, where not. */
static bool
noted(struct agent *agent, bool good)
{
    if (good)
        agent_unstuck(agent);
    else
        agent_stuck(agent);
    return good;
}

/* It is over. False: the journal is stuck. */
static bool
end(struct agent *agent, const char *account)
{
    char key[KEY_MAX];
    snprintf(key, sizeof key, "%s%s", KEY, account);
    tell_withdraw(agent, key);
    return noted(agent, plight_over(&agent->journal, account, agent->control.notifier));
}

static void
tell(struct agent *agent, size_t number, enum plight_kind kind)
{
    const struct account *account = &agent->config->accounts[number];
    struct plight_row row = {.kind = kind};
    struct standing standing;
    watch_standing(agent, number, &standing);
    snprintf(row.account, sizeof row.account, "%s", account->name);
    snprintf(row.title, sizeof row.title, "%.40s is not watched", account->name);
    standing_sentence(&standing, row.body);
    if (!noted(agent, plight_put(&agent->journal, &row, clock_now())))
        return;
    agent->watches[number].plight.told = kind;
    plight_bubbles(agent);
}

/* False: the journal is stuck. */
static bool
look(struct agent *agent, size_t number)
{
    struct watch *watch = &agent->watches[number];
    struct plight *plight = &watch->plight;
    const char *name = agent->config->accounts[number].name;
    int64_t wait, awake = clock_awake();
    bool watched = watch->reported && watch->state == MESSAGE_WATCHING;
    if (watched)
        plight->since = 0;
    else if (plight->since == 0)
        plight->since = awake;
    bool person = standing_needs_person(watch->state, watch->fault);
    enum plight_kind kind = plight_judge(plight, watched, person, awake, &wait);
    if (kind > plight->told)
        tell(agent, number, kind);
    if (watched && plight->told != PLIGHT_NONE) {
        if (!end(agent, name))
            return false;
        plight->told = PLIGHT_NONE;
    }
    return true;
}

void
plight_pump(struct agent *agent)
{
    for (size_t i = 0; i < agent->config->count && !agent_is_stuck(agent); i++)
        if (!look(agent, i))
            return;
}

int64_t
plight_due(const struct agent *agent)
{
    int64_t due = 0, awake = clock_awake();
    for (size_t i = 0; i < agent->config->count; i++) {
        const struct plight *plight = &agent->watches[i].plight;
        int64_t wait = 0;
        if (plight->since == 0 || plight->told != PLIGHT_NONE ||
            plight_judge(plight, false, false, awake, &wait) != PLIGHT_NONE)
            continue;
        if (due == 0 || agent->now + wait < due)
            due = agent->now + wait;
    }
    return due;
}

/* NULL: it is not configured any more. */
static struct plight *
plight_of(const struct agent *agent, const char *account)
{
    for (size_t i = 0; i < agent->config->count; i++)
        if (strcmp(agent->config->accounts[i].name, account) == 0)
            return &agent->watches[i].plight;
    return NULL;
}

/* Calls each with every row there is. False: the journal is stuck. */
static bool
for_all(struct agent *agent, bool (*each)(struct agent *, const struct plight_row *))
{
    struct plight_row row = {0};
    char behind[sizeof row.account] = "";
    while (noted(agent, plight_next(&agent->journal, behind, true, &row))) {
        if (row.account[0] == '\0')
            return true;
        memcpy(behind, row.account, sizeof behind);
        if (!noted(agent, each(agent, &row)))
            return false;
    }
    return false;
}

static bool
retry_one(struct agent *agent, const struct plight_row *row)
{
    return plight_step(&agent->journal, row->account, "failed", "queued");
}

static bool
recover_one(struct agent *agent, const struct plight_row *row)
{
    struct plight *plight = plight_of(agent, row->account);
    if (!plight || row->over)
        return end(agent, row->account);
    plight->told = row->kind;
    return plight_step(&agent->journal, row->account, "claimed", "queued") &&
           retry_one(agent, row);
}

void
plight_retry(struct agent *agent)
{
    for_all(agent, retry_one);
}

void
plight_recover(struct agent *agent)
{
    for_all(agent, recover_one);
}

void
plight_bubbles(struct agent *agent)
{
    struct plight_row row;
    char behind[sizeof row.account] = "", key[KEY_MAX];
    while (agent->control.notifier && !agent->control.notifier->closing &&
           !agent_is_stuck(agent) &&
           noted(agent, plight_next(&agent->journal, behind, false, &row)) &&
           row.account[0] != '\0') {
        memcpy(behind, row.account, sizeof behind);
        snprintf(key, sizeof key, "%s%s", KEY, row.account);
        if (!noted(agent,
                   plight_step(&agent->journal, row.account, "queued", "claimed")))
            return;
        const char *urgency = row.kind == PLIGHT_PERSON ? "critical" : "normal";
        control_send(agent->control.notifier,
                     json_pack("{s:{s:s, s:s, s:s, s:s, s:b}}", "notice", "key", key,
                               "urgency", urgency, "title", row.title, "body", row.body,
                               "again", row.again));
    }
}

/* The account of a key; NULL: it is another's. */
static const char *
account_of(const char *key)
{
    size_t length = sizeof KEY - 1;
    return strncmp(key, KEY, length) == 0 ? key + length : NULL;
}

bool
plight_shown(struct agent *agent, const char *key)
{
    const char *account = account_of(key);
    if (account)
        noted(agent, plight_step(&agent->journal, account, "claimed", "done") &&
                         plight_step(&agent->journal, account, "failed", "done"));
    return account;
}

bool
plight_failed(struct agent *agent, const char *key)
{
    const char *account = account_of(key);
    if (account)
        noted(agent, plight_step(&agent->journal, account, "claimed", "failed"));
    return account;
}
