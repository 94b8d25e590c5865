/* verdict: a judgement as it is kept, counted and said. */
#include "agent/verdict.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "agent/facts.h"
#include "agent/outbox.h"
#include "agent/sql.h"
#include "notify/render.h"

enum {
    HOUR = 60 * 60, /* seconds */
    DAY = 24 * HOUR,
    TEXT_ROOM = 2 * BOUNCE_TEXT_MAX, /* a filled text; longer is cut */
    KEPT_MAX = 96, /* bytes of what is kept, at the end: facts may have a megabyte */
    STRANGERS_MOST = 16,   /* told apart: three are enough */
    LANGUAGES_LATEST = 40, /* events among which languages are looked for */
    LANGUAGES_LEAST = 5,   /* that were theirs and say one: fewer are no habit */
};

/* ---- kept ---- */

/* Texts within facts cannot hold it: their quotes are escaped. */
static const char KEY[] = ",\"judged\":";

char *
verdict_keep(const char *facts, const struct verdict *verdict)
{
    size_t length = strlen(facts);
    char *kept;
    if (length == 0 || facts[length - 1] != '}')
        return NULL;
    const struct genuine *judged = &verdict->judged;
    if (asprintf(&kept, "%.*s%s[%d,%d,%d,%u,%d,%d,%d]}", (int)(length - 1), facts, KEY,
                 (int)judged->verdict, judged->mine, judged->real,
                 (unsigned)judged->grounds, judged->urgent, verdict->missing,
                 verdict->burst + 2 * verdict->hushed) < 0)
        return NULL;
    return kept;
}

/* Where it begins in the facts; NULL: there is none. */
static const char *
find_kept(const char *facts)
{
    size_t length = strlen(facts);
    const char *at = facts + (length > KEPT_MAX ? length - KEPT_MAX : 0);
    return strstr(at, KEY);
}

struct verdict
verdict_recall(const char *facts)
{
    struct verdict verdict = {0};
    const char *last = find_kept(facts);
    int name, mine, real, urgent, missing, burst;
    unsigned grounds;
    if (!last || sscanf(last + strlen(KEY), "[%d,%d,%d,%u,%d,%d,%d]}", &name, &mine,
                        &real, &grounds, &urgent, &missing, &burst) != 7)
        return verdict;
    if (name < GENUINE_UNJUDGED || name > GENUINE_UNSURE)
        return verdict;
    verdict.judged = (struct genuine){(enum genuine_verdict)name, mine, real, grounds,
                                      urgent != 0};
    verdict.missing = missing != 0;
    verdict.burst = (burst & 1) != 0;
    verdict.hushed = (burst & 2) != 0;
    return verdict;
}

/* ---- counted ---- */

/* Recipients, each once. */
struct strangers {
    char *address[STRANGERS_MOST];
    unsigned count;
};

static void
add_strangers(struct strangers *strangers, const struct bounce *bounce)
{
    for (const struct bounce_failure *f = bounce->failures; f; f = f->next) {
        unsigned i = 0;
        while (i < strangers->count &&
               strcasecmp(strangers->address[i], f->recipient) != 0)
            i++;
        if (i < strangers->count || i == STRANGERS_MOST)
            continue;
        strangers->address[i] = strdup(f->recipient);
        strangers->count += strangers->address[i] != NULL;
    }
}

static void
add_event(struct strangers *strangers, const char *facts)
{
    struct bounce *bounce;
    if (!facts_read(facts, strlen(facts), &bounce))
        return;
    add_strangers(strangers, bounce);
    facts_free(bounce);
}

bool
verdict_count(struct journal *journal, const char *account, int64_t now,
              const struct bounce *bounce, unsigned *unknown, unsigned *strangers)
{
    struct strangers met = {0};
    int step = SQLITE_ERROR;
    *unknown = 1;
    add_strangers(&met, bounce);
    sqlite3_stmt *rows = sql_rows(
        journal->db,
        "SELECT facts, found FROM event WHERE account = ? ORDER BY id DESC LIMIT ?",
        "ti", account, (int64_t)VERDICT_LATEST);
    while (rows && (step = sqlite3_step(rows)) == SQLITE_ROW) {
        const char *facts = (const char *)sqlite3_column_text(rows, 0);
        int64_t ago = now - sqlite3_column_int64(rows, 1);
        struct verdict verdict = verdict_recall(facts ? facts : "");
        *unknown += verdict.missing && ago < HOUR;
        if (facts && verdict.judged.verdict == GENUINE_ABUSED && ago < DAY)
            add_event(&met, facts);
    }
    sqlite3_finalize(rows);
    *strangers = met.count;
    for (unsigned i = 0; i < met.count; i++)
        free(met.address[i]);
    return step == SQLITE_DONE || journal_done(journal, false);
}

/* How loud the word about the account being abused is; 0: there is none. */
static int
alarm_of(const struct genuine *judged)
{
    return judged->verdict == GENUINE_ABUSED ? 1 + judged->urgent : 0;
}

/* The loudest that was told within the last day. Where it cannot be asked it is told again. */
static int
loudest_alarm(struct journal *journal, const char *account, int64_t now)
{
    int loudest = 0;
    sqlite3_stmt *rows = sql_rows(journal->db,
                                  "SELECT facts FROM event WHERE account = ?"
                                  " AND verdict = 'abused' AND found > ?"
                                  " ORDER BY id DESC LIMIT ?",
                                  "tii", account, now - DAY, (int64_t)VERDICT_LATEST);
    while (rows && sqlite3_step(rows) == SQLITE_ROW) {
        const char *facts = (const char *)sqlite3_column_text(rows, 0);
        struct verdict verdict = verdict_recall(facts ? facts : "");
        bool told = !verdict.hushed && !verdict.burst;
        int alarm = alarm_of(&verdict.judged);
        loudest = told && alarm > loudest ? alarm : loudest;
    }
    sqlite3_finalize(rows);
    return loudest;
}

bool
verdict_alarmed(struct journal *journal, const char *account, int64_t event,
                int64_t since, bool *ret)
{
    int step = SQLITE_ERROR;
    sqlite3_stmt *rows = sql_rows(
        journal->db,
        "SELECT facts FROM event WHERE verdict = 'abused' AND handled = 0 AND came > ?1"
        " AND id IN (SELECT id FROM event WHERE account = ?2 AND id < ?3"
        "            ORDER BY id DESC LIMIT ?4)",
        "itii", since, account, event, (int64_t)VERDICT_LATEST);
    *ret = false;
    while (rows && (step = sqlite3_step(rows)) == SQLITE_ROW) {
        const char *facts = (const char *)sqlite3_column_text(rows, 0);
        *ret = *ret || verdict_recall(facts ? facts : "").judged.urgent;
    }
    sqlite3_finalize(rows);
    return step == SQLITE_DONE || journal_done(journal, false);
}

/* Is the report in a language in which none of several that were theirs has been? "en-US" is "en". */
static bool
is_foreign(struct journal *journal, const char *account, const struct bounce *bounce)
{
    char key[sizeof "\"language\":\"xx"];
    unsigned alike = 0, others = 0;
    if (!bounce->marks || strlen(bounce->marks->language) < 2)
        return false;
    snprintf(key, sizeof key, "\"language\":\"%.2s", bounce->marks->language);
    sqlite3_stmt *rows = sql_rows(
        journal->db,
        "SELECT facts FROM event WHERE verdict = 'mine' AND id IN"
        " (SELECT id FROM event WHERE account = ? ORDER BY id DESC LIMIT ?)",
        "ti", account, (int64_t)LANGUAGES_LATEST);
    while (rows && sqlite3_step(rows) == SQLITE_ROW) {
        const char *facts = (const char *)sqlite3_column_text(rows, 0);
        const char *language = facts ? strstr(facts, "\"language\":\"") : NULL;
        if (!language || language[sizeof "\"language\":\"" - 1] == '"')
            continue;
        bool same = strncasecmp(language, key, sizeof key - 1) == 0;
        alike += same;
        others += !same;
    }
    sqlite3_finalize(rows);
    return alike == 0 && others >= LANGUAGES_LEAST;
}

struct verdict
verdict_reach(struct journal *journal, const char *account, int64_t now,
              const struct bounce *bounce, struct genuine_known *known)
{
    struct verdict verdict = {.missing = known->sent == GENUINE_SENT_MISSING};
    if (verdict.missing && !verdict_count(journal, account, now, bounce,
                                          &known->unknown, &known->strangers))
        known->unknown = known->strangers = 1;
    known->foreign = is_foreign(journal, account, bounce);
    verdict.judged = genuine_judge(bounce, known);
    verdict.burst = verdict.missing && known->unknown == GENUINE_BURST;
    verdict.hushed = verdict.missing && known->unknown > GENUINE_BURST;
    int alarm = alarm_of(&verdict.judged);
    if (verdict.hushed && alarm > 0)
        verdict.hushed = alarm <= loudest_alarm(journal, account, now);
    return verdict;
}

/* The facts with another verdict in them, malloc'ed; NULL: no memory. */
static char *
keep_anew(const char *facts, const struct verdict *verdict)
{
    const char *old = find_kept(facts);
    char *bare = NULL, *kept;
    if (asprintf(&bare, "%.*s}", (int)(old - facts), facts) < 0)
        return NULL;
    kept = verdict_keep(bare, verdict);
    free(bare);
    return kept;
}

/* It was told as nobody's, or not at all: it is told as something new, and filed as a case. */
static bool
tell_anew(sqlite3 *db, int64_t id)
{
    bool good = sql_run(db, "UPDATE event SET link = NULL WHERE id = ? AND link = 0",
                        "i", id);
    for (int channel = 0; good && channel < OUTBOX_CHANNELS; channel++)
        good = sql_run(db,
                       "INSERT INTO outbox (event, channel, state)"
                       " SELECT id, ?2, 'queued' FROM event"
                       " WHERE id = ?1 AND handled = 0"
                       " ON CONFLICT DO UPDATE SET state = 'queued', again = 0,"
                       " together = 0 WHERE state = 'done'",
                       "ii", id, (int64_t)channel);
    return good;
}

static bool
renew_one(sqlite3 *db, int64_t id, const char *facts, const struct verdict *verdict)
{
    struct verdict before = verdict_recall(facts);
    char *kept = keep_anew(facts, verdict);
    bool good = kept &&
                sql_run(db, "UPDATE event SET facts = ?, verdict = ? WHERE id = ?",
                        "tti", kept, genuine_name(verdict->judged.verdict), id);
    free(kept);
    if (good && (verdict_speaks(&before) || before.hushed))
        good = tell_anew(db, id);
    return good;
}

bool
verdict_renew(struct journal *journal, const char *account,
              bool (*now)(void *context, const struct bounce *bounce,
                          struct verdict *verdict),
              void *context, int64_t *renewed)
{
    int step = SQLITE_ERROR;
    bool good = sql_run(journal->db, "BEGIN IMMEDIATE", "");
    sqlite3_stmt *rows = good
                             ? sql_rows(
                                   journal->db,
                                   "SELECT id, facts FROM event WHERE account = ?"
                                   " AND verdict IN ('unsure', 'backscatter', 'abused')"
                                   " ORDER BY id DESC LIMIT ?",
                                   "ti", account, (int64_t)VERDICT_LATEST)
                             : NULL;
    *renewed = 0;
    while (good && rows && (step = sqlite3_step(rows)) == SQLITE_ROW) {
        const char *facts = (const char *)sqlite3_column_text(rows, 1);
        struct bounce *bounce;
        struct verdict verdict;
        if (!facts || !find_kept(facts) || !facts_read(facts, strlen(facts), &bounce))
            continue;
        if (now(context, bounce, &verdict)) {
            good = renew_one(journal->db, sqlite3_column_int64(rows, 0), facts,
                             &verdict);
            *renewed += good;
        }
        facts_free(bounce);
    }
    sqlite3_finalize(rows);
    return journal_done(journal, good && step == SQLITE_DONE);
}

/* ---- said ---- */

static const char DOUBT[] =
    "Is it yours? We could not find out. Look into your Sent folder: if the mail is\n"
    "not there, do none of this, and press nothing in the notice.";

static const char BURST_TITLE[] = "Many notices about mail not yours";
static const char BURST_BODY[] =
    "Ten notices in an hour are about mails that are not in your Sent folder. You hear of no more "
    "of them for now; ndrwatch list has all.";

static const struct {
    const char *title; /* at most NOTICE_TITLE_MAX characters */
    const char *why;   /* begins the bubble's body: what the title does not say yet */
    enum bounce_notice notice;
    enum notice_urgency urgency;
    bool speaks;
} words[] = {
    // clang-format off
    [GENUINE_BACKSCATTER] = {"Not about a mail of yours", "Somebody put your address on it as its sender.", BOUNCE_NOTICE_BACKSCATTER, NOTICE_LOW, true},
    [GENUINE_ABUSED] = {"Did you send this mail?", "It is not in your Sent folder.", BOUNCE_NOTICE_HACKED_ACCOUNT, NOTICE_NORMAL, true},
    [GENUINE_FAKE] = {"A fake notice: press nothing in it", "It only looks like a returned mail.", BOUNCE_NOTICE_FAKE_BOUNCE, NOTICE_NORMAL, true},
    [GENUINE_UNSURE] = {"", "", BOUNCE_NOTICE_DELAYED, NOTICE_NORMAL, false},
    // clang-format on
};

bool
verdict_speaks(const struct verdict *verdict)
{
    return words[verdict->judged.verdict].speaks || verdict->burst;
}

const struct bounce_advice *
verdict_advice(const struct verdict *verdict)
{
    enum genuine_verdict name = verdict->judged.verdict;
    return bounce_advise_notice(words[name].speaks ? words[name].notice
                                                   : BOUNCE_NOTICE_BACKSCATTER);
}

/* One text filled, TEXT_ROOM bytes at most. */
static const char *
fill(const char *text, const struct bounce *bounce, const struct bounce_moment *moment,
     char out[TEXT_ROOM])
{
    bounce_fill(text, bounce, bounce->failures, moment, out, TEXT_ROOM);
    return out;
}

/* A bubble is seen by whoever passes: neither subject nor recipient stand in it. */
struct notice
verdict_notice(const struct verdict *verdict, const struct bounce *bounce,
               const char *key, const struct bounce_moment *moment,
               char body[VERDICT_BODY])
{
    const struct bounce_advice *advice = verdict_advice(verdict);
    struct notice notice = {
        .key = key,
        .urgency = verdict->judged.urgent ? NOTICE_CRITICAL
                                          : words[verdict->judged.verdict].urgency,
        .title = words[verdict->judged.verdict].title,
        .body = body,
    };
    char step[TEXT_ROOM];
    fill(advice->steps[0], bounce, moment, step);
    snprintf(body, VERDICT_BODY, "%s %.*s", words[verdict->judged.verdict].why,
             VERDICT_BODY / 2, step);
    if (verdict->burst) {
        notice.title = BURST_TITLE;
        snprintf(body, VERDICT_BODY, "%s", BURST_BODY);
    }
    return notice;
}

/* A paragraph in lines of so many columns, those behind the first indented. An address that is
 * longer stands on a line of its own. */
static void
put_wrapped(FILE *out, const char *text, unsigned indent, unsigned width)
{
    unsigned column = 0;
    while (*text) {
        size_t length = strcspn(text, " ");
        unsigned columns = 0;
        for (size_t i = 0; i < length; i++)
            columns += ((unsigned char)text[i] & 0xc0) != 0x80;
        bool first = column == 0;
        if (!first && column + 1 + columns > width) {
            fprintf(out, "\n%*s", (int)indent, "");
            column = indent;
            first = true;
        }
        fprintf(out, "%s%.*s", first ? "" : " ", (int)length, text);
        column += columns + !first;
        text += length;
        text += strspn(text, " ");
    }
    fputc('\n', out);
}

/* width 0: each step on one line, for a bubble that wraps by itself. */
static void
put_steps(FILE *out, const struct bounce_advice *advice, const struct bounce *bounce,
          const struct bounce_moment *moment, unsigned width)
{
    char text[TEXT_ROOM], line[TEXT_ROOM + 8];
    size_t number = 0;
    for (const char *const *step = advice->steps; *step; step++) {
        if (fill(*step, bounce, moment, text)[0] == '\0')
            continue;
        snprintf(line, sizeof line, "%zu. %s", ++number, text);
        put_wrapped(out, line, sizeof "1. " - 1, width ? width : UINT_MAX - TEXT_ROOM);
    }
}

static void
put_paragraph(FILE *out, const char *text, unsigned width)
{
    if (text[0] == '\0')
        return;
    put_wrapped(out, text, 0, width);
    fputc('\n', out);
}

static void
put_grounds(FILE *out, const struct verdict *verdict, unsigned width)
{
    const struct genuine_ground *ground;
    char line[TEXT_ROOM];
    fputs("Why we think so:\n", out);
    for (size_t i = 0; (ground = genuine_ground(i)) != NULL; i++) {
        if ((verdict->judged.grounds & UINT32_C(1) << i) == 0)
            continue;
        snprintf(line, sizeof line, "- %s", ground->says);
        put_wrapped(out, line, sizeof "- " - 1, width);
    }
}

char *
verdict_page(const struct verdict *verdict, const struct bounce *bounce,
             const struct bounce_moment *moment, unsigned width)
{
    const struct bounce_advice *advice = verdict_advice(verdict);
    char *page = NULL, text[TEXT_ROOM];
    size_t length = 0;
    FILE *out = open_memstream(&page, &length);
    if (!out)
        return NULL;
    width = width ? width : RENDER_WIDTH;
    width = width < RENDER_WIDTH_MIN ? RENDER_WIDTH_MIN : width;
    width = width > RENDER_WIDTH_MAX ? RENDER_WIDTH_MAX : width;
    put_paragraph(out, advice->plain, width);
    if (verdict->burst)
        put_paragraph(out, BURST_BODY, width);
    put_paragraph(out, fill(advice->happened, bounce, moment, text), width);
    put_paragraph(out, fill(advice->lost, bounce, moment, text), width);
    put_paragraph(out, fill(advice->reassure, bounce, moment, text), width);
    put_steps(out, advice, bounce, moment, width);
    fputc('\n', out);
    put_paragraph(out, fill(advice->again, bounce, moment, text), width);
    put_grounds(out, verdict, width);
    if (fclose(out) == 0)
        return page;
    free(page);
    return NULL;
}

char *
verdict_steps(const struct verdict *verdict, const struct bounce *bounce,
              const struct bounce_moment *moment)
{
    char *steps = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&steps, &length);
    if (!out)
        return NULL;
    put_steps(out, verdict_advice(verdict), bounce, moment, 0);
    bool good = fclose(out) == 0;
    if (good && length > 0)
        steps[length - 1] = '\0'; /* the last line's end */
    if (good)
        return steps;
    free(steps);
    return NULL;
}

const char *
verdict_doubt(const struct verdict *verdict)
{
    return verdict->judged.verdict == GENUINE_UNSURE ? DOUBT : "";
}

json_t *
verdict_json(const struct verdict *verdict)
{
    json_t *grounds = json_array();
    const struct genuine_ground *ground;
    for (size_t i = 0; (ground = genuine_ground(i)) != NULL; i++)
        if (verdict->judged.grounds & UINT32_C(1) << i)
            json_array_append_new(grounds, json_pack("{s:s, s:s}", "id", ground->id,
                                                     "says", ground->says));
    return json_pack(
        "{s:s, s:b, s:b, s:o}", "verdict", genuine_name(verdict->judged.verdict),
        "urgent", verdict->judged.urgent, "burst", verdict->burst, "grounds", grounds);
}

static json_t *
steps_json(const struct bounce_advice *advice, const struct bounce *bounce,
           const struct bounce_moment *moment)
{
    char text[TEXT_ROOM];
    json_t *steps = json_array();
    for (const char *const *step = advice->steps; *step; step++)
        if (fill(*step, bounce, moment, text)[0] != '\0')
            json_array_append_new(steps, json_string(text));
    return steps;
}

/* Every text of an object becomes "". */
static bool
silence(json_t *object)
{
    const char *key;
    json_t *value;
    bool good = true;
    json_object_foreach(object, key, value) if (json_is_string(value))
        good = json_string_set(value, "") == 0 && good;
    return good;
}

bool
verdict_veil(const struct verdict *verdict, const struct bounce *bounce,
             const struct bounce_moment *moment, json_t *json)
{
    if (!bounce || !verdict_speaks(verdict))
        return true;
    const struct bounce_advice *advice = verdict_advice(verdict);
    json_t *recipients = json_object_get(json, "recipients"), *one;
    size_t i;
    bool good = true;
    json_array_foreach(recipients, i, one)
        good = json_object_set_new(one, "headline", json_string(advice->plain)) == 0 &&
               json_object_set_new(one, "steps", steps_json(advice, bounce, moment)) ==
                   0 &&
               good;
    if (verdict->judged.verdict != GENUINE_FAKE)
        return good;
    return good && json_array_clear(recipients) == 0 &&
           silence(json_object_get(json, "original")) &&
           json_object_set_new(json, "reporter", json_string("")) == 0;
}
