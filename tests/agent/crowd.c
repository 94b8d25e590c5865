/* crowd: a journal with very many cases, made at once. */
#include "tests/agent/crowd.h"

#include "agent/sql.h"

#define NUMBERS                                                                        \
    "WITH RECURSIVE n (i, t) AS (SELECT 1, ?2 - ?1 * ?3 UNION ALL"                     \
    " SELECT i + 1, t + ?3 FROM n WHERE i < ?1) "
#define DOMAIN                                                                         \
    "CASE i % 3 WHEN 0 THEN 'charter.net' ELSE 'd' || (i % 997) || '.example' END"

bool
crowd_fill(sqlite3 *db, int64_t count, int64_t until)
{
    static const char *const texts[] = {
        NUMBERS "INSERT INTO event (key, account, state, facts, found, came, link)"
                " SELECT 'crowd ' || i, 'work', 0, '{}', t, t, i FROM n",
        NUMBERS
        "INSERT INTO cases (id, account, recipient, domain, operator, cause, state,"
        " opened, last, count, days, worked)"
        " SELECT i, 'work', 'p' || i || '@' || " DOMAIN ", " DOMAIN ", " DOMAIN
        ", 31, 'failed', t, t, 1, 1, t * (i % 2) FROM n",
        NUMBERS
        "INSERT INTO returns (event, link, account, recipient, domain, operator,"
        " kind, cause, at, sent, original, ip, blocked, window)"
        " SELECT i, i, 'work', 'p' || i || '@' || " DOMAIN ", " DOMAIN ", " DOMAIN
        ", 0, 31, t, 0, i, '', '', 0 FROM n",
    };
    bool good = sql_run(db, "BEGIN IMMEDIATE", "");
    for (int i = 0; i < 3 && good; i++)
        good = sql_run(db, texts[i], "iii", count, until, (int64_t)CROWD_APART);
    return sql_end(db, good) == SQLITE_OK;
}
