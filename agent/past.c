/* past: what the journal knows that bears on a returned mail. */
#include "agent/past.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/case.h"
#include "agent/clock.h"
#include "agent/lesson.h"
#include "agent/pair.h"
#include "agent/sql.h"
#include "agent/verdict.h"

enum {
    TEXT_ROOM = 2 * BOUNCE_TEXT_MAX, /* a filled text; longer is cut */
    WORKED_MAX = 64,                 /* recipients of a domain that worked */
    HOUR = 3600,
};

/* What was gathered; rows own their texts, each row in one block. */
struct gathered {
    struct history history;
    struct history_row *rows[5];
    size_t counts[5];
    struct history_row self;
    struct history_worked worked[WORKED_MAX + 1];
    char hosts[3 * BOUNCE_TEXT_MAX];
};

/* ---- rows ---- */

#define ROW_COLUMNS                                                                    \
    "SELECT returns.event, at, original, window, returns.account, recipient, domain,"  \
    " operator, blocked, kind, cause, verdict, handled"                                \
    " FROM returns JOIN event ON event.id = returns.event "

static enum history_verdict
verdict_of(const char *name)
{
    static const struct {
        const char *name;
        enum history_verdict verdict;
    } verdicts[] = {{"mine", HISTORY_MINE},
                    {"unsure", HISTORY_UNSURE},
                    {"backscatter", HISTORY_BACKSCATTER},
                    {"abused", HISTORY_ABUSED},
                    {"fake", HISTORY_FAKE}};
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++)
        if (strcmp(verdicts[i].name, name) == 0)
            return verdicts[i].verdict;
    return HISTORY_UNJUDGED;
}

static const char *
text_of(sqlite3_stmt *rows, int column)
{
    const unsigned char *text = sqlite3_column_text(rows, column);
    return text ? (const char *)text : "";
}

/* Copies the five texts of a row into one block, which row->account begins. */
static bool
copy_texts(sqlite3_stmt *rows, struct history_row *row)
{
    const char **const texts[] = {&row->account, &row->recipient, &row->domain,
                                  &row->company, &row->blocked};
    size_t total = 0;
    for (int i = 0; i < 5; i++)
        total += strlen(text_of(rows, 4 + i)) + 1;
    char *at = malloc(total);
    if (!at)
        return false;
    for (int i = 0; i < 5; i++) {
        const char *text = text_of(rows, 4 + i);
        size_t length = strlen(text) + 1;
        *texts[i] = memcpy(at, text, length);
        at += length;
    }
    return true;
}

static bool
read_row(sqlite3_stmt *rows, struct history_row *ret)
{
    *ret = (struct history_row){
        .event = sqlite3_column_int64(rows, 0),
        .at = sqlite3_column_int64(rows, 1),
        .original = sqlite3_column_int64(rows, 2),
        .window = sqlite3_column_int64(rows, 3),
        .kind = (enum bounce_kind)sqlite3_column_int(rows, 9),
        .cause = (enum bounce_cause)sqlite3_column_int(rows, 10),
        .verdict = verdict_of(text_of(rows, 11)),
        .handled = sqlite3_column_int64(rows, 12) != 0,
    };
    return copy_texts(rows, ret);
}

static void
free_row(struct history_row *row)
{
    union {
        const char *text;
        void *block;
    } first = {.text = row->account};
    free(first.block);
}

/* Reads all rows of a statement, `most` at most, into the place; finishes it. */
static bool
gather(struct gathered *all, size_t place, size_t most, struct history_rows *ret,
       sqlite3_stmt *rows)
{
    struct history_row *list = rows ? calloc(most, sizeof *list) : NULL;
    size_t count = 0;
    bool good = list != NULL;
    while (good && count < most) {
        int result = sqlite3_step(rows);
        if (result == SQLITE_DONE)
            break;
        good = result == SQLITE_ROW && read_row(rows, &list[count]);
        count += good;
    }
    sqlite3_finalize(rows);
    all->rows[place] = list;
    all->counts[place] = count;
    *ret = (struct history_rows){list, count, count == most};
    return good;
}

static void
release(struct gathered *all)
{
    for (size_t place = 0; place < 5; place++) {
        for (size_t i = 0; i < all->counts[place]; i++)
            free_row(&all->rows[place][i]);
        free(all->rows[place]);
    }
    free_row(&all->self);
    for (size_t i = 0; i < all->history.worked_count; i++) {
        struct history_row row = {.account = all->worked[i].recipient};
        free_row(&row);
    }
    free(all);
}

/* ---- questions ---- */

/* The recipient it leads with, as it was filed; *found false where it was not. */
static bool
ask_self(sqlite3 *db, int64_t event, const char *recipient, struct gathered *all,
         bool *found)
{
    sqlite3_stmt *rows = sql_rows(
        db, ROW_COLUMNS "WHERE returns.event = ? AND recipient = ? LIMIT 1", "it",
        event, recipient);
    int result = rows ? sqlite3_step(rows) : SQLITE_ERROR;
    bool good = result == SQLITE_DONE || result == SQLITE_ROW;
    *found = result == SQLITE_ROW;
    if (*found)
        good = read_row(rows, &all->self);
    sqlite3_finalize(rows);
    return good;
}

static bool
ask_rows(sqlite3 *db, struct gathered *all)
{
    struct history *history = &all->history;
    const struct history_row *self = &all->self;
    int64_t since = history->now - HISTORY_SPAN, now = history->now;
    int64_t many = HISTORY_ROWS_MAX, few = HISTORY_RECIPIENT_MAX;
    return gather(all, 0, HISTORY_ROWS_MAX, &history->recent,
                  sql_rows(db,
                           ROW_COLUMNS
                           "WHERE returns.account = ? AND at > ? AND at <= ?"
                           " ORDER BY at DESC, returns.id DESC LIMIT ?",
                           "tiii", self->account, since, now, many)) &&
           gather(all, 1, HISTORY_ROWS_MAX, &history->domain,
                  sql_rows(db,
                           ROW_COLUMNS "WHERE returns.account = ? AND domain = ?"
                                       " AND at > ? AND at <= ?"
                                       " ORDER BY at DESC, returns.id DESC LIMIT ?",
                           "ttiii", self->account, self->domain, since, now, many)) &&
           gather(all, 2, HISTORY_RECIPIENT_MAX, &history->recipient,
                  sql_rows(db,
                           ROW_COLUMNS "WHERE returns.account = ? AND recipient = ?"
                                       " AND at <= ?"
                                       " ORDER BY at DESC, returns.id DESC LIMIT ?",
                           "ttii", self->account, self->recipient, now, few)) &&
           gather(all, 3, HISTORY_RECIPIENT_MAX, &history->mail,
                  sql_rows(db,
                           ROW_COLUMNS
                           "WHERE returns.account = ? AND original = ?"
                           " AND original <> 0 ORDER BY returns.id DESC LIMIT ?",
                           "tii", self->account, self->original, few)) &&
           gather(all, 4, HISTORY_RECIPIENT_MAX, &history->elsewhere,
                  sql_rows(db,
                           "SELECT * FROM (" ROW_COLUMNS
                           "WHERE domain = ?1 AND at > ?2 AND at <= ?3"
                           " ORDER BY at DESC LIMIT ?4) WHERE account <> ?5 LIMIT ?6",
                           "tiiiti", self->domain, since, now, many, self->account,
                           few));
}

static bool
add_worked(struct gathered *all, sqlite3_stmt *rows)
{
    struct history *history = &all->history;
    int result = SQLITE_ERROR;
    while (rows && (result = sqlite3_step(rows)) == SQLITE_ROW &&
           history->worked_count < WORKED_MAX + 1) {
        char *recipient = strdup(text_of(rows, 0));
        if (!recipient)
            break;
        all->worked[history->worked_count++] = (struct history_worked){
            recipient, sqlite3_column_int64(rows, 1)};
    }
    sqlite3_finalize(rows);
    return result == SQLITE_DONE || history->worked_count == WORKED_MAX + 1;
}

/* Whose mails of the domain got through, and of the recipient for certain. */
static bool
ask_worked(sqlite3 *db, struct gathered *all)
{
    const struct history_row *self = &all->self;
    all->history.worked = all->worked;
    return add_worked(all,
                      sql_rows(db,
                               "SELECT ?3, coalesce(max(worked), 0) FROM cases"
                               " WHERE account = ?1 AND domain = ?2"
                               " AND recipient = ?3",
                               "ttt", self->account, self->domain, self->recipient)) &&
           add_worked(all, sql_rows(db,
                                    "SELECT recipient, worked FROM cases"
                                    " WHERE account = ? AND domain = ? AND worked > 0"
                                    " ORDER BY worked DESC LIMIT ?",
                                    "tti", self->account, self->domain,
                                    (int64_t)WORKED_MAX));
}

/* What the person has noted of it, or of its case. */
static bool
ask_notes(sqlite3 *db, const struct journal_row *row, struct history *history)
{
    sqlite3_stmt *rows = sql_rows(db,
                                  "SELECT what, at FROM notes WHERE event = ?1"
                                  " OR (link = ?2 AND link > 0) LIMIT 32",
                                  "ii", row->id, row->link);
    int result = SQLITE_ERROR;
    while (rows && (result = sqlite3_step(rows)) == SQLITE_ROW) {
        const char *what = text_of(rows, 0);
        history->others_get_through |= strcmp(what, "others-get-through") == 0;
        history->other_account_works |= strcmp(what, "other-account-works") == 0;
        history->solved |= strcmp(what, "solved") == 0 &&
                           sqlite3_column_int64(rows, 1) >= history->self.at;
    }
    sqlite3_finalize(rows);
    return result == SQLITE_DONE;
}

/* Another account from which a report of success has come. */
static const char *
other_way(const struct history *history)
{
    for (size_t i = 0; i < history->elsewhere.count; i++) {
        const struct history_row *row = &history->elsewhere.rows[i];
        if (row->kind == BOUNCE_DELIVERED &&
            row->at > history->self.at - 7 * COURSE_DAY)
            return row->account;
    }
    return "";
}

/* Their provider by the domain, else by the servers that were asked, unless they are ours. */
static struct bounce_provider
their_provider(const struct bounce_failure *failure, const char *domain,
               struct bounce_provider mine)
{
    const char *hosts[] = {domain, failure->remote_mta, failure->tried_host};
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        struct bounce_provider provider = bounce_provider(hosts[i]);
        if (*provider.name && (i == 0 || strcmp(provider.company, mine.company) != 0 ||
                               strcmp(provider.name, mine.name) != 0))
            return provider;
    }
    return (struct bounce_provider){"", ""};
}

/* ---- judging ---- */

/* Takes a malloc'ed text on; "" where it is NULL. */
static const char *
keep(struct past *past, char *text)
{
    if (!text || past->text_count == PAST_TEXTS_MAX) {
        free(text);
        return "";
    }
    past->texts[past->text_count++] = text;
    return text;
}

/* A judgement on its way. */
struct judging {
    const struct bounce *bounce;
    const struct bounce_failure *lead;
    const struct bounce_moment *moment;
    struct past *ret;
};

static const char *
filled(const struct judging *judging, const char *words, const struct bounce_past *said)
{
    char text[TEXT_ROOM];
    struct bounce_moment moment = *judging->moment;
    moment.past = said;
    bounce_fill(words, judging->bounce, judging->lead, &moment, text, sizeof text);
    return *text ? keep(judging->ret, strdup(text)) : "";
}

static struct bounce_finding *
add_finding(struct past *past, const char *id, enum bounce_ground ground)
{
    if (past->count == PAST_FINDINGS_MAX)
        return NULL;
    struct bounce_finding *finding = &past->findings[past->count++];
    *finding = (struct bounce_finding){
        .id = id, .headline = "", .words = "", .step = "", .ground = ground};
    if (past->count > 1)
        finding[-1].next = finding;
    past->past.findings = past->findings;
    return finding;
}

void
past_add(struct past *past, const char *id, const char *words)
{
    struct bounce_finding *finding = add_finding(past, id, BOUNCE_GROUND_MEASURED);
    if (finding)
        finding->words = keep(past, strdup(words));
}

static void
take_effects(const struct lesson *lesson, const struct lesson_said *said,
             struct past *past)
{
    if ((lesson->effects & LESSON_WHO) && !past->past.who) {
        past->who = lesson->who;
        past->past.who = &past->who;
    }
    if ((lesson->effects & LESSON_CAUSE) && !past->past.cause) {
        past->cause = said->cause;
        past->past.cause = &past->cause;
    }
    if (past->past.wait == 0)
        past->past.wait = lesson->wait * HOUR;
    past->past.alive |= (lesson->effects & LESSON_ALIVE) != 0;
    past->past.lasting |= (lesson->effects & LESSON_LASTS) != 0;
    past->urgent |= (lesson->effects & LESSON_URGENT) != 0;
    past->silent |= said->silent || (lesson->effects & LESSON_SILENT) != 0;
    for (size_t i = 0; i < said->folded_count; i++)
        if (past->folded_count < HISTORY_LISTED_MAX)
            past->folded[past->folded_count++] = said->folded[i];
}

static void
judge_lessons(const struct judging *judging, struct history *history)
{
    struct past *past = judging->ret;
    const struct lesson *lesson;
    for (size_t i = 0; (lesson = lesson_rule(i)) != NULL; i++) {
        struct lesson_said said = {0};
        if (!lesson->holds(history, &said))
            continue;
        struct bounce_finding *finding = add_finding(past, lesson->id,
                                                     BOUNCE_GROUND_MEASURED);
        if (!finding)
            return;
        take_effects(lesson, &said, past);
        if (past->past.cause)
            history->self.cause = past->cause;
        struct bounce_past with = past->past;
        with.times = said.times;
        with.listed = said.listed;
        with.company = said.company;
        with.since = said.since ? said.since : with.since;
        finding->headline = lesson->headline;
        finding->words = filled(judging, lesson->words, &with);
        finding->step = filled(judging, lesson->step, &with);
        finding->alone = (lesson->effects & LESSON_ALONE) != 0;
        finding->brief = (lesson->effects & LESSON_BRIEF) != 0;
    }
}

static void
judge_pairs(const struct judging *judging, const struct history *history)
{
    const struct pair *pair;
    for (size_t i = 0; (pair = pair_rule(i)) != NULL; i++) {
        if (!pair_holds(pair, history))
            continue;
        struct bounce_finding *finding = add_finding(judging->ret, pair->id,
                                                     BOUNCE_GROUND_DOCUMENTED);
        if (finding)
            finding->words = filled(judging, pair->words, &judging->ret->past);
    }
}

bool
past_judge(const struct history *history, const struct bounce *bounce,
           const struct bounce_moment *moment, struct past *ret)
{
    struct history mine = *history;
    struct past *past = ret;
    *past = (struct past){.course = history->course};
    struct history_count count = history_returned(history);
    past->past = (struct bounce_past){
        .size = sizeof past->past,
        .count = count.mails,
        .days = count.days,
        .since = count.since,
        .only_there = history_is_only_there(history, count.since),
        .sent = history->self.verdict == HISTORY_MINE,
        .worked = history_worked_at(history, NULL),
        .others_get_through = history->others_get_through,
        .other_account_works = history->other_account_works,
    };
    const struct bounce_failure *lead = bounce_lead(bounce);
    past->past.recipient = keep(past, strdup(lead->recipient));
    if (history->other_way && *history->other_way)
        past->past.other_way = keep(past, strdup(history->other_way));
    struct judging judging = {bounce, lead, moment, past};
    judge_lessons(&judging, &mine);
    judge_pairs(&judging, &mine);
    return true;
}

/* ---- reading ---- */

static bool
ask(struct journal *journal, const struct journal_row *row,
    const struct bounce_failure *lead, struct gathered *all, bool *found)
{
    char recipient[CASE_ADDRESS_MAX];
    struct case_row owner = {0};
    case_address(*lead->recipient ? lead->recipient : lead->original_recipient,
                 recipient);
    if (!ask_self(journal->db, row->id, recipient, all, found))
        return false;
    if (!*found)
        return true;
    all->history.self = all->self;
    bool good = ask_rows(journal->db, all) && ask_worked(journal->db, all) &&
                ask_notes(journal->db, row, &all->history) &&
                verdict_alarmed(journal, all->self.account, row->id,
                                all->self.at - COURSE_DAY, &all->history.alarmed) &&
                (row->link == 0 || case_read(journal, row->link, &owner));
    all->history.course = owner.course;
    return good;
}

bool
past_read(struct journal *journal, const struct journal_row *row,
          const struct bounce *bounce, const struct bounce_moment *moment,
          struct past *ret)
{
    const struct bounce_failure *lead = bounce_lead(bounce);
    struct gathered *all = calloc(1, sizeof *all);
    int64_t watched = 0;
    bool found = false;
    *ret = (struct past){.past = {.size = sizeof ret->past}};
    if (!all)
        return false;
    struct history *history = &all->history;
    history->now = moment->now;
    history->zone = moment->zone ? moment->zone(moment->context, moment->now) : 0;
    history->window = bounce_window(bounce, lead);
    bool good = ask(journal, row, lead, all, &found);
    if (good && found) {
        const char *domain = all->self.domain;
        history->mine = bounce_provider(bounce->own_provider);
        history->theirs = their_provider(lead, domain, history->mine);
        snprintf(all->hosts, sizeof all->hosts, "%s %s %s", lead->remote_mta,
                 lead->tried_host, lead->said_by);
        history->their_hosts = all->hosts;
        history->other_way = other_way(history);
        good = sql_number(journal->db, 0, &watched,
                          "SELECT watched FROM domains WHERE domain = ? AND told = 0",
                          "t", domain) &&
               past_judge(history, bounce, moment, ret);
        ret->link = row->link;
        ret->past.watching = watched > 0;
    }
    release(all);
    if (!good)
        past_free(ret);
    return good;
}

void
past_free(struct past *past)
{
    for (size_t i = 0; i < past->text_count; i++)
        free(past->texts[i]);
    *past = (struct past){.past = {.size = sizeof past->past}};
}

void
past_hush(struct past *past)
{
    struct past bare = {.past = {.size = sizeof past->past},
                        .link = past->link,
                        .silent = past->silent,
                        .folded_count = past->folded_count};
    memcpy(bare.folded, past->folded, sizeof bare.folded);
    past_free(past);
    *past = bare;
}

void
past_spare_others(struct past *past)
{
    for (size_t i = 0; i < past->count; i++)
        if (past->findings[i].step && strchr(past->findings[i].step, '@')) {
            past->findings[i].step = "";
            past->findings[i].words = "";
            past->findings[i].headline = "";
        }
}
