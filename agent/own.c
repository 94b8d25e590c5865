/* own: the index of own mails: which Message-IDs the Sent folders have, kept as keyed hashes. */
#include "agent/own.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "agent/sha256.h"
#include "agent/sql.h"
#include "agent/written.h"

enum {
    MARK_ROOM = 80 /* bytes of three numbers */
};

static bool
begin(struct journal *journal)
{
    return sql_run(journal->db, "BEGIN IMMEDIATE", "");
}

/* That a longer text could be made of a hash is of no use to anybody: it is cut, and nobody sees
 * it. */
void
own_hash(const unsigned char key[OWN_KEY], const char *text, size_t length,
         unsigned char ret[OWN_HASH])
{
    struct sha256 sum;
    char hex[SHA256_HEX];
    sha256_begin(&sum);
    sha256_add(&sum, key, OWN_KEY);
    sha256_add(&sum, text, length);
    sha256_hex(&sum, hex);
    for (size_t i = 0; i < OWN_HASH; i++) {
        unsigned byte = 0;
        for (size_t digit = 2 * i; digit < 2 * i + 2; digit++)
            byte = byte << 4 | (unsigned)(hex[digit] <= '9' ? hex[digit] - '0'
                                                            : hex[digit] - 'a' + 10);
        ret[i] = (unsigned char)byte;
    }
}

bool
own_key(struct journal *journal, const unsigned char random[OWN_KEY],
        unsigned char ret[OWN_KEY])
{
    sqlite3 *db = journal->db;
    bool good = begin(journal) &&
                sql_run(db,
                        "INSERT OR IGNORE INTO keys (name, value) VALUES ('own', ?)",
                        "b", (const void *)random, (size_t)OWN_KEY);
    sqlite3_stmt *rows = good ? sql_rows(
                                    db, "SELECT value FROM keys WHERE name = 'own'", "")
                              : NULL;
    good = rows && sqlite3_step(rows) == SQLITE_ROW &&
           sqlite3_column_bytes(rows, 0) == OWN_KEY;
    if (good)
        memcpy(ret, sqlite3_column_blob(rows, 0), OWN_KEY);
    sqlite3_finalize(rows);
    return journal_done(journal, good);
}

bool
own_has(struct journal *journal, const unsigned char key[OWN_KEY], const char *account,
        const char *id, bool *ret)
{
    unsigned char hash[OWN_HASH];
    int64_t found = 0;
    *ret = false;
    if (id[0] == '\0')
        return true;
    own_hash(key, id, strlen(id), hash);
    if (!sql_number(journal->db, 0, &found,
                    "SELECT 1 FROM own WHERE account = ? AND hash = ?", "tb", account,
                    (const void *)hash, sizeof hash))
        return journal_done(journal, false);
    *ret = found != 0;
    return true;
}

/* In `meta`, as "uidvalidity uid looked". */
static void
mark_name(const char *account, char *out, size_t room)
{
    snprintf(out, room, "own %s", account);
}

static bool
put_mark(sqlite3 *db, const char *account, const struct own_mark *mark)
{
    char name[JOURNAL_TEXT_MAX], value[MARK_ROOM];
    mark_name(account, name, sizeof name);
    snprintf(value, sizeof value, "%" PRId64 " %" PRId64 " %" PRId64, mark->uidvalidity,
             mark->uid, mark->looked);
    return sql_run(db, "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", "tt",
                   name, value);
}

/* A mail may be listed twice: after the Sent folder got new numbers, or a mark was lost. Those
 * it is to are counted the first time. */
static bool
add_one(struct journal *journal, const unsigned char key[OWN_KEY], const char *account,
        const struct own_mail *mail)
{
    unsigned char hash[OWN_HASH];
    int64_t counted = 0;
    own_hash(key, mail->id, mail->length, hash);
    return sql_number(journal->db, 0, &counted,
                      "SELECT counted FROM own WHERE account = ? AND hash = ?", "tb",
                      account, (const void *)hash, sizeof hash) &&
           sql_run(
               journal->db,
               "INSERT INTO own (account, hash, sent, counted) VALUES (?1, ?2, ?3, ?4)"
               " ON CONFLICT DO UPDATE SET sent = max(sent, ?3),"
               " counted = max(counted, ?4)",
               "tbii", account, (const void *)hash, sizeof hash, mail->sent,
               (int64_t)(mail->to != NULL)) &&
           (counted || !mail->to ||
            written_add(journal, key, account, mail->to, mail->to_length, mail->sent));
}

bool
own_add(struct journal *journal, const unsigned char key[OWN_KEY], const char *account,
        const struct own_mail *mails, size_t count, const struct own_mark *mark)
{
    bool good = begin(journal);
    for (size_t i = 0; good && i < count; i++)
        good = mails[i].length == 0 || add_one(journal, key, account, &mails[i]);
    good = good && (!mark || put_mark(journal->db, account, mark));
    return journal_done(journal, good);
}

bool
own_mark(struct journal *journal, const char *account, struct own_mark *ret)
{
    char name[JOURNAL_TEXT_MAX];
    struct own_mark mark = {0};
    mark_name(account, name, sizeof name);
    sqlite3_stmt *rows = sql_rows(journal->db, "SELECT value FROM meta WHERE name = ?",
                                  "t", name);
    int step = rows ? sqlite3_step(rows) : SQLITE_ERROR;
    const unsigned char *text = step == SQLITE_ROW ? sqlite3_column_text(rows, 0)
                                                   : NULL;
    /* What a disk has spoilt is begun anew. */
    if (text && sscanf((const char *)text, "%" SCNd64 " %" SCNd64 " %" SCNd64,
                       &mark.uidvalidity, &mark.uid, &mark.looked) != 3)
        mark = (struct own_mark){0};
    sqlite3_finalize(rows);
    if (step != SQLITE_ROW && step != SQLITE_DONE)
        return journal_done(journal, false);
    *ret = mark;
    return true;
}

/* One account's alone: of a thousand, each has a turn of its own every few hours. */
bool
own_prune(struct journal *journal, const char *account, int64_t now)
{
    bool good =
        begin(journal) &&
        sql_run(journal->db, "DELETE FROM own WHERE sent < ?", "i", now - OWN_KEEP) &&
        sql_run(journal->db,
                "DELETE FROM own WHERE account = ?1 AND hash IN (SELECT hash FROM own"
                " WHERE account = ?1 ORDER BY sent DESC LIMIT -1 OFFSET ?2)",
                "ti", account, (int64_t)OWN_MOST) &&
        written_prune(journal, account, now);
    return journal_done(journal, good);
}

bool
own_count(struct journal *journal, const char *account, struct own_count *ret)
{
    struct own_count count = {0};
    sqlite3_stmt *rows = sql_rows(journal->db,
                                  "SELECT count(*), coalesce(min(sent), 0) FROM own"
                                  " WHERE account = ?",
                                  "t", account);
    bool good = rows && sqlite3_step(rows) == SQLITE_ROW;
    if (good)
        count = (struct own_count){sqlite3_column_int64(rows, 0),
                                   sqlite3_column_int64(rows, 1)};
    sqlite3_finalize(rows);
    if (!good)
        return journal_done(journal, false);
    *ret = count;
    return true;
}
