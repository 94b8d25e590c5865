/* stats: how much came back, from where and why, week by week. */
#include "agent/stats.h"

#include "agent/clock.h"
#include "agent/sql.h"
#include "classify/bounce.h"

/* Causes that say there is no such address, and none that time mends. */
#define DEAD_CAUSES 4
static const enum bounce_cause dead_causes[DEAD_CAUSES] = {
    BOUNCE_CAUSE_NO_SUCH_USER,
    BOUNCE_CAUSE_NO_SUCH_DOMAIN,
    BOUNCE_CAUSE_DOMAIN_TAKES_NO_MAIL,
    BOUNCE_CAUSE_BAD_ADDRESS_SYNTAX,
};

static const char *
text(sqlite3_stmt *rows, int column)
{
    const unsigned char *value = sqlite3_column_text(rows, column);
    return value ? (const char *)value : "";
}

static json_t *
week(sqlite3_stmt *rows)
{
    enum bounce_cause cause = (enum bounce_cause)sqlite3_column_int(rows, 2);
    const struct bounce_advice *advice = bounce_advise(cause, BOUNCE_FOR_SENDER);
    return json_pack("{s:s, s:s, s:s, s:s, s:I}", "week", text(rows, 0), "domain",
                     text(rows, 1), "cause", advice->id, "words", advice->plain,
                     "mails", (json_int_t)sqlite3_column_int64(rows, 3));
}

static json_t *
dead(sqlite3_stmt *rows)
{
    char last[CLOCK_TEXT_MAX];
    clock_stamp(sqlite3_column_int64(rows, 2), last);
    return json_pack("{s:s, s:I, s:s}", "recipient", text(rows, 0), "mails",
                     (json_int_t)sqlite3_column_int64(rows, 1), "last", last);
}

/* All rows as an array; NULL: failed. */
static json_t *
gather(struct journal *journal, sqlite3_stmt *rows, json_t *(*row)(sqlite3_stmt *rows))
{
    json_t *array = json_array();
    int result = rows ? sqlite3_step(rows) : SQLITE_ERROR;
    for (; result == SQLITE_ROW; result = sqlite3_step(rows))
        json_array_append_new(array, row(rows));
    sqlite3_finalize(rows);
    if (result == SQLITE_DONE)
        return array;
    json_decref(array);
    journal_done(journal, false);
    return NULL;
}

json_t *
stats_json(struct journal *journal)
{
    /* A mail is its hash, or where that is not known its report. */
    json_t *weeks = gather(
        journal,
        sql_rows(
            journal->db,
            "SELECT date(at, 'unixepoch', 'weekday 0', '-6 days') AS week, domain,"
            " cause, count(DISTINCT CASE original WHEN 0 THEN -event ELSE original END)"
            " FROM returns WHERE kind = ?1 GROUP BY week, domain, cause"
            " ORDER BY week DESC, 4 DESC, domain, cause LIMIT ?2",
            "ii", (int64_t)BOUNCE_FAILED, (int64_t)STATS_ROWS_MAX),
        week);
    if (!weeks)
        return NULL;
    /* Written to again: a mail that was sent, or came back, after another had. */
    json_t *again = gather(
        journal,
        sql_rows(
            journal->db,
            "SELECT recipient, count(DISTINCT original) AS mails, max(at)"
            " FROM returns WHERE kind = ?1 AND cause IN (?2, ?3, ?4, ?5)"
            " AND original <> 0 GROUP BY account, recipient"
            " HAVING mails > 1 AND max(CASE sent WHEN 0 THEN at ELSE sent END) > min(at)"
            " ORDER BY max(at) DESC LIMIT ?6",
            "iiiiii", (int64_t)BOUNCE_FAILED, (int64_t)dead_causes[0],
            (int64_t)dead_causes[1], (int64_t)dead_causes[2], (int64_t)dead_causes[3],
            (int64_t)STATS_DEAD_MAX),
        dead);
    if (!again) {
        json_decref(weeks);
        return NULL;
    }
    return json_pack("{s:o, s:o}", "weeks", weeks, "dead", again);
}
