/* world_check: was all told, none of it as new twice, and is the journal at rest? */
#include "tests/agent/world_check.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "agent/outbox.h"
#include "agent/sql.h"

enum {
    EVENTS_MAX = 200 /* of a scenario: a tenth of it */
};

/* By channel and event; 0 stands for the summary. */
static bool may_repeat[OUTBOX_CHANNELS][EVENTS_MAX];

void
world_check_wrong(struct world *world, const char *what)
{
    if (world->wrong[0] == '\0')
        snprintf(world->wrong, sizeof world->wrong, "%s", what);
}

static size_t
slot(int64_t event)
{
    if (event == OUTBOX_SUMMARY)
        return 0;
    if (event < 1 || event >= EVENTS_MAX)
        abort();
    return (size_t)event;
}

/* ---- repeats ---- */

void
world_check_may_repeat(sqlite3 *db)
{
    sqlite3_stmt *rows = sql_rows(
        db,
        "SELECT channel, CASE together WHEN 1 THEN -1 ELSE event END FROM outbox"
        " WHERE state = 'claimed' OR again = 1",
        "");
    while (rows && sqlite3_step(rows) == SQLITE_ROW) {
        int channel = sqlite3_column_int(rows, 0);
        may_repeat[channel][slot(sqlite3_column_int64(rows, 1))] = true;
        may_repeat[channel][0] = true; /* a summary takes in what waits, repeats too */
    }
    sqlite3_finalize(rows);
}

static void
copy(const char *folder, const char *scratch, const char *name)
{
    char from[256], to[256];
    snprintf(from, sizeof from, "%s/%s", folder, name);
    snprintf(to, sizeof to, "%s/%s", scratch, name);
    unlink(to);
    int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return;
    int out = open(to, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    while (sendfile(out, in, NULL, 1 << 20) > 0)
        continue;
    close(in);
    close(out);
}

void
world_check_before(const char *folder, const char *scratch)
{
    char path[256];
    sqlite3 *db = NULL;
    memset(may_repeat, 0, sizeof may_repeat);
    copy(folder, scratch, "journal.db");
    copy(folder, scratch, "journal.db-wal");
    snprintf(path, sizeof path, "%s/journal.db", scratch);
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK)
        world_check_may_repeat(db);
    sqlite3_close(db);
}

void
world_check_told(struct world *world, const struct world_told *told)
{
    char text[128];
    const char *channel = told->channel == WORLD_LINE ? "line" : "bubble";
    if (told->again && !may_repeat[told->channel][slot(told->event)]) {
        snprintf(text, sizeof text, "%s %d: told as a repeat, was never told", channel,
                 (int)told->event);
        world_check_wrong(world, text);
    }
    for (size_t i = 0; i < world->told_count && !told->again; i++)
        if (world->told[i].channel == told->channel &&
            world->told[i].event == told->event) {
            snprintf(text, sizeof text, "%s %d: told as new, and told before", channel,
                     (int)told->event);
            world->doubled++;
            world_check_wrong(world, text);
        }
    if (world->told_count < WORLD_TOLD_MAX)
        world->told[world->told_count++] = *told;
    else
        world_check_wrong(world, "a flood");
}

void
world_check_untold(struct world *world, enum world_channel channel, int64_t event)
{
    for (size_t i = world->told_count; i-- > 0;)
        if (world->told[i].channel == channel && world->told[i].event == event) {
            world->told[i] = world->told[--world->told_count];
            return;
        }
}

/* ---- the end ---- */

/* Which mail the report is of: "pat17@"; WORLD_MAIL_ORDINARY: none of ours. */
static int
mail_of(const void *bytes, int length)
{
    const char *at = length > 0 ? memmem(bytes, (size_t)length, "rfc822;pat", 10)
                                : NULL;
    return at ? atoi(at + 10) : WORLD_MAIL_ORDINARY;
}

int64_t
world_check_event(sqlite3 *db, int mail)
{
    int64_t event = 0;
    sqlite3_stmt *rows = sql_rows(db, "SELECT event, bytes FROM report", "");
    while (rows && sqlite3_step(rows) == SQLITE_ROW)
        if (mail_of(sqlite3_column_blob(rows, 1), sqlite3_column_bytes(rows, 1)) ==
            mail)
            event = sqlite3_column_int64(rows, 0);
    sqlite3_finalize(rows);
    return event;
}

static bool
was_told(const struct world *world, enum world_channel channel, int64_t event,
         bool as_new)
{
    for (size_t i = 0; i < world->told_count; i++)
        if (world->told[i].channel == channel && world->told[i].event == event &&
            (!as_new || !world->told[i].again))
            return true;
    return false;
}

/* Every event is told or handled, on each channel; alone or as a part of the summary. */
static void
check_outbox(struct world *world, sqlite3 *db)
{
    char text[128];
    sqlite3_stmt *rows = sql_rows(
        db,
        "SELECT outbox.event, channel, outbox.state, together, handled"
        " FROM outbox JOIN event ON event.id = outbox.event",
        "");
    while (rows && sqlite3_step(rows) == SQLITE_ROW) {
        int64_t event = sqlite3_column_int64(rows, 0);
        enum world_channel channel = (enum world_channel)sqlite3_column_int(rows, 1);
        const char *state = (const char *)sqlite3_column_text(rows, 2);
        bool together = sqlite3_column_int(rows, 3),
             handled = sqlite3_column_int(rows, 4);
        bool here = channel == WORLD_LINE || world->notifier;
        if (here && strcmp(state, "done") != 0) {
            snprintf(text, sizeof text, "event %d: %s on channel %d at the end",
                     (int)event, state, channel);
            world_check_wrong(world, text);
        }
        if (here && !handled &&
            !was_told(world, channel, together ? OUTBOX_SUMMARY : event, false)) {
            snprintf(text, sizeof text, "event %d: lost on channel %d", (int)event,
                     channel);
            world->lost++;
            world_check_wrong(world, text);
        }
        if (together && was_told(world, channel, event, true) &&
            was_told(world, channel, OUTBOX_SUMMARY, true)) {
            snprintf(text, sizeof text, "event %d: told alone and in the summary",
                     (int)event);
            world_check_wrong(world, text);
        }
    }
    if (sqlite3_finalize(rows) != SQLITE_OK)
        world_check_wrong(world, sqlite3_errmsg(db));
}

/* Every mail has one event, and each event is of a mail; one that was given up is of any. */
static void
check_events(struct world *world, sqlite3 *db)
{
    char text[128];
    int found[64] = {0}, given_up[64] = {0};
    sqlite3_stmt *rows = sql_rows(
        db, "SELECT bytes, state FROM report JOIN event ON event.id = report.event",
        "");
    while (rows && sqlite3_step(rows) == SQLITE_ROW) {
        int mail = mail_of(sqlite3_column_blob(rows, 0), sqlite3_column_bytes(rows, 0));
        bool read = sqlite3_column_int(rows, 1) == JOURNAL_READ;
        if ((read && mail == WORLD_MAIL_ORDINARY) || (read && ++found[mail] > 1)) {
            snprintf(text, sizeof text, "mail %d: has two events", mail);
            world->doubled++;
            world_check_wrong(world, text);
        }
        given_up[mail] += !read;
    }
    sqlite3_finalize(rows);
    for (int mail = 1; mail < 64; mail++)
        if ((world->delivered >> mail & 1) && !found[mail] && !given_up[mail]) {
            snprintf(text, sizeof text, "mail %d: lost", mail);
            world->lost++;
            world_check_wrong(world, text);
        }
}

void
world_check_end(struct world *world, sqlite3 *db)
{
    int64_t pending = -1, mark = -1, early = -1;
    check_events(world, db);
    check_outbox(world, db);
    sql_number(db, -1, &pending, "SELECT count(*) FROM message WHERE state = 'pending'",
               "");
    sql_number(db, -1, &mark, "SELECT mark FROM mailbox WHERE looked = 1", "");
    sql_number(db, -1, &early,
               "SELECT count(*) FROM message WHERE state = 'poison' AND attempts <= ?",
               "i", (int64_t)JOURNAL_ATTEMPTS_MAX);
    if (early != 0)
        world_check_wrong(world, "a mail was given up too early");
    if (pending != 0)
        world_check_wrong(world, "a mail is pending at the end");
    if (mark != world->next_uid - 1)
        world_check_wrong(world, "the mark is not at the end of the mailbox");
}
