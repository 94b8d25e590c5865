/* written: how often the person wrote to whom, as keyed hashes. */
#include "agent/written.h"

#include <string.h>

#include "agent/sql.h"

/* ---- kept ---- */

/* In lower case into ret; false: it is no address, or a longer one than there are. */
static bool
fold(const char *text, size_t length, char ret[TYPO_ADDRESS_MAX])
{
    if (length == 0 || length >= TYPO_ADDRESS_MAX)
        return false;
    for (size_t i = 0; i < length; i++)
        ret[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] - 'A' + 'a'
                                                         : text[i]);
    ret[length] = '\0';
    return strchr(ret, '@') != NULL && strlen(ret) == length;
}

static bool
add_one(struct journal *journal, const unsigned char key[OWN_KEY], const char *account,
        const char *address, int64_t sent)
{
    unsigned char hash[OWN_HASH], domain[OWN_HASH];
    const char *behind = strrchr(address, '@') + 1;
    own_hash(key, address, strlen(address), hash);
    own_hash(key, behind, strlen(behind), domain);
    return sql_run(journal->db,
                   "INSERT INTO written (account, hash, domain, count, last)"
                   " VALUES (?1, ?2, ?3, 1, ?4) ON CONFLICT DO UPDATE"
                   " SET count = count + 1, last = max(last, ?4)",
                   "tbbi", account, (const void *)hash, sizeof hash,
                   (const void *)domain, sizeof domain, sent);
}

/* Does it stand in the list before this place? */
static bool
is_before(const char *list, const char *place, size_t length)
{
    while (list < place) {
        const char *end = memchr(list, '\n', (size_t)(place - list));
        size_t size = (size_t)((end ? end : place) - list);
        if (size == length && memcmp(list, place, length) == 0)
            return true;
        list += size + 1;
    }
    return false;
}

bool
written_add(struct journal *journal, const unsigned char key[OWN_KEY],
            const char *account, const char *to, size_t length, int64_t sent)
{
    bool good = true;
    for (size_t at = 0; good && at < length;) {
        char address[TYPO_ADDRESS_MAX];
        const char *end = memchr(to + at, '\n', length - at);
        size_t size = end ? (size_t)(end - to) - at : length - at;
        if (!is_before(to, to + at, size) && fold(to + at, size, address))
            good = add_one(journal, key, account, address, sent);
        at += size + 1;
    }
    return good;
}

bool
written_prune(struct journal *journal, const char *account, int64_t now)
{
    return sql_run(journal->db, "DELETE FROM written WHERE account = ? AND last < ?",
                   "ti", account, now - WRITTEN_KEEP) &&
           sql_run(journal->db,
                   "DELETE FROM written WHERE account = ?1 AND hash IN (SELECT hash"
                   " FROM written WHERE account = ?1"
                   " ORDER BY last DESC LIMIT -1 OFFSET ?2)",
                   "ti", account, (int64_t)WRITTEN_MOST);
}

/* ---- asked ---- */

/* Prepared once for all of the addresses that are near to one. */
struct asking {
    const unsigned char *key;
    sqlite3_stmt *address, *domain;
    bool good;
};

static uint32_t
ask(void *context, const char *address)
{
    struct asking *asking = context;
    sqlite3_stmt *rows = strchr(address, '@') ? asking->address : asking->domain;
    unsigned char hash[OWN_HASH];
    int64_t count = 0;
    own_hash(asking->key, address, strlen(address), hash);
    sqlite3_bind_blob(rows, 2, hash, sizeof hash, SQLITE_STATIC);
    int step = sqlite3_step(rows);
    if (step == SQLITE_ROW)
        count = sqlite3_column_int64(rows, 0);
    asking->good = asking->good && (step == SQLITE_ROW || step == SQLITE_DONE);
    sqlite3_reset(rows);
    return count < 0 ? 0 : count > UINT32_MAX ? UINT32_MAX : (uint32_t)count;
}

bool
written_typo(struct journal *journal, const unsigned char key[OWN_KEY],
             const char *account, const char *address, struct typo *ret)
{
    /* Of an account whose Sent folder is not known yet a thousand questions have one answer. */
    int64_t known;
    if (!sql_number(journal->db, 0, &known,
                    "SELECT 1 FROM written WHERE account = ? LIMIT 1", "t", account))
        return journal_done(journal, false);
    if (known == 0) {
        *ret = typo_find(address, NULL);
        return true;
    }
    struct asking asking = {
        .key = key,
        .address = sql_rows(journal->db,
                            "SELECT count FROM written WHERE account = ? AND hash = ?",
                            "tb", account, (const void *)"", (size_t)0),
        .domain = sql_rows(journal->db,
                           "SELECT max(count) FROM written"
                           " WHERE account = ? AND domain = ?",
                           "tb", account, (const void *)"", (size_t)0),
    };
    struct typo_sent sent = {.written = ask, .context = &asking};
    asking.good = asking.address && asking.domain;
    if (asking.good)
        *ret = typo_find(address, &sent);
    sqlite3_finalize(asking.address);
    sqlite3_finalize(asking.domain);
    return asking.good || journal_done(journal, false);
}
