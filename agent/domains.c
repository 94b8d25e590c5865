/* domains: what was last looked up of a domain, and which domains are watched; in the journal. */
#include "agent/domains.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/clock.h"
#include "agent/door.h"
#include "agent/sql.h"

/* {"dice":"0123456789abcdef","lookups":[…]}, with "control" where it was knocked at, and of one's own "key" and "address"; malloc'ed, NULL:
 * no memory, or too much. */
static char *
pack(const struct domain_question *question, const struct sender_question *sender,
     const struct lookups *set)
{
    char dice[24];
    snprintf(dice, sizeof dice, "%016" PRIx64, question->dice);
    json_t *json = json_pack(
        "{s:s, s:o, s:s*, s:s*, s:b, s:s*}", "dice", dice, "lookups", lookups_json(set),
        "key", sender ? sender->key : NULL, "address", sender ? sender->address : NULL,
        "lists", sender && sender->lists, "control", question->control);
    char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
    json_decref(json);
    if (text && strlen(text) > DOMAINS_FACTS_MAX) {
        free(text);
        text = NULL;
    }
    return text;
}

/* And back, judged; own NULL: it is not asked for. False: it is not that. */
static bool
unpack(const char *text, const char *domain, struct domain_findings *found,
       struct domains_own *own)
{
    struct lookups set = {0};
    json_t *json = json_loads(text, 0, NULL);
    const char *dice = json_string_value(json_object_get(json, "dice"));
    const char *key = json_string_value(json_object_get(json, "key"));
    const char *address = json_string_value(json_object_get(json, "address"));
    bool good = dice && (!own || (key && address)) &&
                lookups_read(json_object_get(json, "lookups"), &set);
    if (good) {
        struct domain_question question = {
            .domain = domain,
            .dice = strtoull(dice, NULL, 16),
            .control = json_string_value(json_object_get(json, "control"))};
        *found = domain_judge(&question, &set);
        if (found->at[0].grade != DOMAIN_UNSURE)
            door_judge(&question, &set, found);
    }
    if (good && own) {
        struct sender_question *asked = &own->question;
        snprintf(asked->domain, sizeof asked->domain, "%s", domain);
        snprintf(asked->key, sizeof asked->key, "%s", key);
        snprintf(asked->address, sizeof asked->address, "%s", address);
        asked->lists = json_is_true(json_object_get(json, "lists"));
        own->findings = sender_judge(asked, &set);
    }
    lookups_free(&set);
    json_decref(json);
    return good;
}

/* One row of domain, checked, watched, facts. False: what is kept makes no sense. */
static bool
take(sqlite3_stmt *rows, struct domains_row *ret)
{
    const char *domain = (const char *)sqlite3_column_text(rows, 0);
    const char *facts = (const char *)sqlite3_column_text(rows, 3);
    *ret = (struct domains_row){.checked = sqlite3_column_int64(rows, 1),
                                .watched = sqlite3_column_int64(rows, 2)};
    if (!domain || strlen(domain) >= sizeof ret->domain || !facts)
        return false;
    snprintf(ret->domain, sizeof ret->domain, "%s", domain);
    return ret->checked == 0 || unpack(facts, ret->domain, &ret->found, NULL);
}

bool
domains_read(struct journal *journal, const char *domain, struct domains_row *ret)
{
    sqlite3_stmt *rows = sql_rows(journal->db,
                                  "SELECT domain, checked, watched, facts FROM domains "
                                  "WHERE domain = ?",
                                  "t", domain);
    int step = rows ? sqlite3_step(rows) : SQLITE_ERROR;
    bool found = step == SQLITE_ROW && take(rows, ret);
    sqlite3_finalize(rows);
    if (step != SQLITE_ROW && step != SQLITE_DONE)
        return journal_done(journal, false);
    journal->why = 0;
    return found;
}

static bool
keep(struct journal *journal, const char *name, char *facts, int64_t now)
{
    sqlite3 *db = journal->db;
    if (!facts)
        return true; /* no memory for a hint: it is done without */
    bool good =
        sql_run(db, "BEGIN IMMEDIATE", "") &&
        sql_run(db,
                "INSERT INTO domains (domain, checked, facts) VALUES (?, ?, ?) ON "
                "CONFLICT (domain) DO UPDATE SET checked = excluded.checked, facts = "
                "excluded.facts",
                "tit", name, now, facts) &&
        sql_run(db, "DELETE FROM domains WHERE checked < ? AND watched = 0", "i",
                now - DOMAINS_KEEP);
    free(facts);
    return journal_done(journal, good);
}

bool
domains_keep(struct journal *journal, const struct domain_question *question,
             const struct lookups *set, int64_t now)
{
    return keep(journal, question->domain, pack(question, NULL, set), now);
}

/* No domain that is looked up has such a name. */
static void
own_name(const char *domain, char ret[LOOKUP_NAME_MAX + 1])
{
    snprintf(ret, LOOKUP_NAME_MAX + 1, "@%s", domain);
}

bool
domains_keep_own(struct journal *journal, const struct domain_question *question,
                 const struct sender_question *sender, const struct lookups *set,
                 int64_t now)
{
    char name[LOOKUP_NAME_MAX + 1];
    own_name(sender->domain, name);
    return keep(journal, name, pack(question, sender, set), now);
}

bool
domains_read_own(struct journal *journal, const struct sender_question *question,
                 struct domains_own *ret)
{
    char name[LOOKUP_NAME_MAX + 1];
    own_name(question->domain, name);
    sqlite3_stmt *rows = sql_rows(
        journal->db, "SELECT checked, facts FROM domains WHERE domain = ?", "t", name);
    int step = rows ? sqlite3_step(rows) : SQLITE_ERROR;
    const unsigned char *facts = step == SQLITE_ROW ? sqlite3_column_text(rows, 1)
                                                    : NULL;
    *ret = (struct domains_own){0};
    bool found = facts &&
                 unpack((const char *)facts, question->domain, &ret->found, ret) &&
                 strcmp(ret->question.key, question->key) == 0 &&
                 strcmp(ret->question.address, question->address) == 0 &&
                 ret->question.lists >= question->lists;
    if (found)
        ret->checked = sqlite3_column_int64(rows, 0);
    sqlite3_finalize(rows);
    if (step != SQLITE_ROW && step != SQLITE_DONE)
        return journal_done(journal, false);
    journal->why = 0;
    return found;
}

bool
domains_watch(struct journal *journal, const char *domain, int64_t since)
{
    sqlite3 *db = journal->db;
    int64_t count = 0;
    if (!sql_number(db, 0, &count,
                    "SELECT count(*) FROM domains WHERE watched > 0 AND told = 0"
                    " AND domain <> ?",
                    "t", domain))
        return journal_done(journal, false);
    if (since > 0 && count >= DOMAINS_WATCHED_MAX) {
        journal->why = 0;
        return false;
    }
    bool good = sql_run(db, "BEGIN IMMEDIATE", "") &&
                sql_run(db,
                        "INSERT INTO domains (domain, watched) VALUES (?, ?) ON "
                        "CONFLICT (domain) DO UPDATE SET watched = excluded.watched, "
                        "told = 0",
                        "ti", domain, since);
    return journal_done(journal, good);
}

bool
domains_watched(struct journal *journal,
                void (*each)(void *context, const struct domains_row *row),
                void *context)
{
    sqlite3_stmt *rows = sql_rows(journal->db,
                                  "SELECT domain, checked, watched, facts FROM domains "
                                  "WHERE watched > 0 AND told = 0 ORDER BY domain",
                                  "");
    int step = SQLITE_ERROR;
    while (rows && (step = sqlite3_step(rows)) == SQLITE_ROW) {
        struct domains_row row;
        if (!take(rows, &row))
            row.checked = 0; /* spoilt: it is to be looked up anew */
        if (row.domain[0] != '\0')
            each(context, &row);
    }
    sqlite3_finalize(rows);
    return step == SQLITE_DONE || journal_done(journal, false);
}

/* ---- it answers again ----
 * The column told: when it was seen to answer; below zero while the telling is claimed. */

static bool
change(struct journal *journal, const char *sql, const char *domain)
{
    return journal_done(journal, sql_run(journal->db, "BEGIN IMMEDIATE", "") &&
                                     sql_run(journal->db, sql, "t", domain));
}

bool
domains_answers(struct journal *journal, const char *domain, int64_t now)
{
    bool good = sql_run(journal->db, "BEGIN IMMEDIATE", "") &&
                sql_run(journal->db,
                        "UPDATE domains SET told = ?2 WHERE domain = ?1 AND"
                        " watched > 0 AND told = 0",
                        "ti", domain, now);
    return journal_done(journal, good);
}

bool
domains_owed(struct journal *journal, enum domains_sink sink, const char *behind,
             int64_t now, struct domains_row *ret)
{
    static const char *const sql[] = {
        [DOMAINS_LINE] = "SELECT domain, checked, watched, facts, told < 0 FROM domains"
                         " WHERE watched > 0 AND told <> 0 AND domain > ?1"
                         " ORDER BY domain LIMIT 1",
        [DOMAINS_BUBBLE] = "SELECT domain, checked, watched, facts, told < 0"
                           " FROM domains WHERE watched = 0 AND told <> 0"
                           " AND abs(told) > ?2 AND domain > ?1"
                           " ORDER BY domain LIMIT 1",
    };
    sqlite3_stmt *rows = sink == DOMAINS_LINE
                             ? sql_rows(journal->db, sql[sink], "t", behind)
                             : sql_rows(journal->db, sql[sink], "ti", behind,
                                        now - DOMAINS_WAIT);
    int step = rows ? sqlite3_step(rows) : SQLITE_ERROR;
    *ret = (struct domains_row){0};
    if (step == SQLITE_ROW) {
        take(rows, ret); /* where its facts are spoilt, its name is told */
        ret->again = sqlite3_column_int(rows, 4);
    }
    sqlite3_finalize(rows);
    return step == SQLITE_ROW || step == SQLITE_DONE || journal_done(journal, false);
}

bool
domains_claim(struct journal *journal, const char *domain)
{
    return change(journal, "UPDATE domains SET told = -abs(told) WHERE domain = ?",
                  domain);
}

bool
domains_settle(struct journal *journal, enum domains_sink sink, const char *domain)
{
    static const char *const sql[] = {
        [DOMAINS_LINE] = "UPDATE domains SET watched = 0, told = abs(told)"
                         " WHERE domain = ? AND watched > 0 AND told <> 0",
        [DOMAINS_BUBBLE] = "UPDATE domains SET told = 0"
                           " WHERE domain = ? AND watched = 0",
    };
    return change(journal, sql[sink], domain);
}

bool
domains_failed(struct journal *journal, const char *domain)
{
    return change(journal,
                  "UPDATE domains SET told = abs(told) WHERE domain = ? AND"
                  " watched = 0",
                  domain);
}

void
domains_told(struct journal *journal, const char *domain, int64_t since,
             char ret[DOMAINS_TOLD_MAX])
{
    struct domains_row row;
    char when[CLOCK_TEXT_MAX];
    ret[0] = '\0';
    if (!domains_read(journal, domain, &row) || row.checked == 0 || row.checked < since)
        return;
    clock_words(row.checked, when);
    const struct domain_finding *last = &row.found.at[row.found.count - 1];
    bool door = last->what == DOMAIN_DOOR;
    snprintf(ret, DOMAINS_TOLD_MAX, "Seen from this computer on %s: %s%s%s", when,
             row.found.at[0].text, door ? " " : "", door ? last->text : "");
}
