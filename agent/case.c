/* case: one delivery problem over time, as the journal keeps it. */
#include "agent/case.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/facts.h"
#include "agent/outbox.h"
#include "agent/sha256.h"
#include "agent/sql.h"

/* ---- names ---- */

void
case_name(int64_t id, char ret[CASE_NAME_MAX])
{
    snprintf(ret, CASE_NAME_MAX, "c-%06" PRId64, id);
}

int64_t
case_number(const char *name)
{
    return name[0] == 'c' && name[1] == '-' ? journal_number(name + 2) : 0;
}

const char *
case_address(const char *address, char ret[CASE_ADDRESS_MAX])
{
    size_t length = 0;
    for (; address[length] && length < CASE_ADDRESS_MAX - 1; length++) {
        char letter = address[length];
        ret[length] = letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a')
                                                     : letter;
    }
    ret[length] = '\0';
    const char *at = strrchr(ret, '@');
    return at ? at + 1 : ret + length;
}

int64_t
case_original(const char *message_id)
{
    char hex[SHA256_HEX], half[16 + 1];
    struct sha256 sum;
    if (*message_id == '\0')
        return 0;
    sha256_begin(&sum);
    sha256_add(&sum, message_id, strlen(message_id));
    sha256_hex(&sum, hex);
    snprintf(half, sizeof half, "%.16s", hex);
    int64_t number = (int64_t)(strtoull(half, NULL, 16) >> 1);
    return number ? number : 1;
}

static const char *
address_of(const struct bounce_failure *failure)
{
    return *failure->recipient ? failure->recipient : failure->original_recipient;
}

/* ---- rows of `returns` ---- */

/* Who runs the mail of the domain: the server that was asked knows best, unless it is one of
 * our own side. */
static const char *
company_of(const struct bounce *bounce, const struct bounce_failure *failure,
           const char *domain)
{
    const char *hosts[] = {failure->remote_mta, failure->tried_host};
    const char *own = bounce_provider(bounce->own_provider).company;
    const char *reporter = bounce_provider(bounce->reporter).company;
    const char *known = bounce_provider(domain).company;
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        const char *company = bounce_provider(hosts[i]).company;
        bool ours = strcmp(company, own) == 0 || strcmp(company, reporter) == 0;
        if (*company && (!ours || strcmp(company, known) == 0))
            return company;
    }
    return *known ? known : domain;
}

/* The first IPv4 address of a text into ret, "" where there is none but `except`. */
static void
find_ip(const char *text, const char *except, char ret[16])
{
    for (const char *at = text; (at = strpbrk(at, "0123456789")) != NULL;) {
        size_t length = strspn(at, "0123456789.");
        unsigned dots = 0;
        while (length > 0 && at[length - 1] == '.')
            length--;
        for (size_t i = 0; i < length; i++)
            dots += at[i] == '.';
        if (dots == 3 && length >= strlen("1.1.1.1") && length < 16 &&
            (strlen(except) != length || memcmp(at, except, length) != 0)) {
            memcpy(ret, at, length);
            ret[length] = '\0';
            return;
        }
        at += length > 0 ? length : 1;
    }
    ret[0] = '\0';
}

/* The server of our side that they refuse, where the reply names it. */
static void
find_blocked(const struct bounce_failure *failure, enum bounce_cause cause,
             char ret[16])
{
    ret[0] = '\0';
    if (cause != BOUNCE_CAUSE_IP_BLOCKLISTED && cause != BOUNCE_CAUSE_PROVIDER_BLOCK &&
        cause != BOUNCE_CAUSE_SENDER_RATE_LIMITED && cause != BOUNCE_CAUSE_RDNS_MISSING)
        return;
    find_ip(failure->said, failure->tried_address, ret);
    if (!*ret)
        find_ip(failure->diagnostic, failure->tried_address, ret);
}

static bool
add_return(sqlite3 *db, const struct case_report *report,
           const struct bounce_failure *failure, int64_t link)
{
    const struct bounce *bounce = report->bounce;
    char recipient[CASE_ADDRESS_MAX], blocked[16];
    const char *domain = case_address(address_of(failure), recipient);
    enum bounce_cause cause = bounce_diagnose(bounce, failure).cause;
    struct bounce_window window = bounce_window(bounce, failure);
    bool measured = window.ground == BOUNCE_GROUND_MEASURED;
    find_blocked(failure, cause, blocked);
    return sql_run(
        db,
        "INSERT INTO returns (event, link, account, recipient, domain, operator,"
        " kind, cause, at, sent, original, ip, blocked, window)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        "iittttiiiiitti", report->event, link, report->account, recipient, domain,
        company_of(bounce, failure, domain), (int64_t)failure->kind, (int64_t)cause,
        report->at, bounce->original->sent, case_original(bounce->original->message_id),
        failure->tried_address, blocked, measured ? window.seconds : (int64_t)0);
}

/* ---- cases ---- */

#define CASE_COLUMNS                                                                   \
    "id, account, recipient, domain, operator, cause, state, opened, last, closed,"    \
    " count, days, retry_until, tried, worked, due, remind, handled"

static void
copy(sqlite3_stmt *rows, int column, char ret[CASE_ADDRESS_MAX])
{
    const unsigned char *text = sqlite3_column_text(rows, column);
    snprintf(ret, CASE_ADDRESS_MAX, "%s", text ? (const char *)text : "");
}

static void
row_read(sqlite3_stmt *rows, struct case_row *ret)
{
    const unsigned char *state = sqlite3_column_text(rows, 6);
    *ret = (struct case_row){
        .id = sqlite3_column_int64(rows, 0),
        .cause = (enum bounce_cause)sqlite3_column_int(rows, 5),
        .course = {.state = course_of(state ? (const char *)state : ""),
                   .opened = sqlite3_column_int64(rows, 7),
                   .last = sqlite3_column_int64(rows, 8),
                   .closed = sqlite3_column_int64(rows, 9),
                   .count = sqlite3_column_int64(rows, 10),
                   .days = sqlite3_column_int64(rows, 11),
                   .retry_until = sqlite3_column_int64(rows, 12),
                   .tried = sqlite3_column_int64(rows, 13),
                   .worked = sqlite3_column_int64(rows, 14),
                   .due = sqlite3_column_int64(rows, 15)},
        .remind = sqlite3_column_int64(rows, 16),
        .handled = sqlite3_column_int64(rows, 17),
    };
    copy(rows, 1, ret->account);
    copy(rows, 2, ret->recipient);
    copy(rows, 3, ret->domain);
    copy(rows, 4, ret->company);
}

/* The first row, or id 0; finishes the statement. False: failed. */
static bool
read_first(sqlite3_stmt *rows, struct case_row *ret)
{
    int result = rows ? sqlite3_step(rows) : SQLITE_ERROR;
    struct case_row row = {0};
    if (result == SQLITE_ROW)
        row_read(rows, &row);
    sqlite3_finalize(rows);
    if (result != SQLITE_ROW && result != SQLITE_DONE)
        return false;
    *ret = row;
    return true;
}

/* The latest case of the recipient. */
static bool
find(sqlite3 *db, const char *account, const char *recipient, struct case_row *ret)
{
    const char *at = strrchr(recipient, '@');
    return read_first(sql_rows(db,
                               "SELECT " CASE_COLUMNS " FROM cases WHERE account = ?"
                               " AND domain = ? AND recipient = ?"
                               " ORDER BY id DESC LIMIT 1",
                               "ttt", account, at ? at + 1 : "", recipient),
                      ret);
}

/* The case that this mail to the recipient belongs to: a mail to several has but one. */
static bool
find_of_mail(sqlite3 *db, const char *account, const char *recipient, int64_t original,
             struct case_row *ret)
{
    if (original != 0 &&
        !read_first(sql_rows(db,
                             "SELECT " CASE_COLUMNS " FROM cases WHERE id ="
                             " (SELECT link FROM returns WHERE account = ?"
                             " AND original = ? AND original <> 0 AND recipient = ?"
                             " ORDER BY id DESC LIMIT 1)",
                             "tit", account, original, recipient),
                    ret))
        return false;
    return (original != 0 && ret->id) || find(db, account, recipient, ret);
}

static bool
store(sqlite3 *db, const struct case_row *row, int64_t original)
{
    const struct course *course = &row->course;
    return sql_run(db,
                   "UPDATE cases SET cause = ?, state = ?, opened = ?, last = ?,"
                   " closed = ?, count = ?, days = ?, retry_until = ?, tried = ?,"
                   " worked = ?, due = ?,"
                   " original = CASE ?12 WHEN 0 THEN original ELSE ?12 END"
                   " WHERE id = ?13",
                   "itiiiiiiiiiii", (int64_t)row->cause, course_name(course->state),
                   course->opened, course->last, course->closed, course->count,
                   course->days, course->retry_until, course->tried, course->worked,
                   course->due, original, row->id);
}

static bool
create(sqlite3 *db, struct case_row *row)
{
    bool good = sql_run(
        db,
        "INSERT INTO cases (account, recipient, domain, operator, cause,"
        " state, opened, last) VALUES (?, ?, ?, ?, 0, 'closed', 0, 0)",
        "tttt", row->account, row->recipient, row->domain, row->company);
    row->id = good ? sqlite3_last_insert_rowid(db) : 0;
    return good;
}

/* Has the mail been told failed before, to this recipient? */
static bool
is_told(sqlite3 *db, const char *account, const char *recipient, int64_t original,
        bool *ret)
{
    int64_t count = 0;
    bool good = original == 0 ||
                sql_number(db, 0, &count,
                           "SELECT 1 FROM returns WHERE account = ? AND original = ?"
                           " AND original <> 0 AND recipient = ? AND kind = ? LIMIT 1",
                           "titi", account, original, recipient,
                           (int64_t)BOUNCE_FAILED);
    *ret = count > 0;
    return good;
}

/* A report without a cause of its own does not hide the one that is known. */
static enum bounce_cause
better_cause(enum bounce_cause before, enum bounce_cause now)
{
    bool blank = now == BOUNCE_CAUSE_UNKNOWN || now == BOUNCE_CAUSE_EXPIRED_UNKNOWN;
    return blank && before != BOUNCE_CAUSE_UNKNOWN ? before : now;
}

/* Finds or makes the case of the lead, and takes it on. *ret 0: none. */
static bool
take_on(sqlite3 *db, const struct case_report *report,
        const struct bounce_failure *lead, int64_t *ret)
{
    char recipient[CASE_ADDRESS_MAX];
    const struct bounce *bounce = report->bounce;
    const char *domain = case_address(address_of(lead), recipient);
    int64_t original = case_original(bounce->original->message_id);
    struct case_row row;
    bool told;
    *ret = 0;
    if (!*domain)
        return true;
    if (!find_of_mail(db, report->account, recipient, original, &row) ||
        !is_told(db, report->account, recipient, original, &told))
        return false;
    if (row.id && course_is_over(&row.course, report->at))
        row = (struct case_row){0};
    bool problem = lead->kind == BOUNCE_FAILED || lead->kind == BOUNCE_DELAYED;
    if (!row.id && !problem)
        return true;
    if (!row.id) {
        snprintf(row.account, sizeof row.account, "%s", report->account);
        snprintf(row.recipient, sizeof row.recipient, "%s", recipient);
        snprintf(row.domain, sizeof row.domain, "%s", domain);
        snprintf(row.company, sizeof row.company, "%s",
                 company_of(bounce, lead, domain));
        if (!create(db, &row))
            return false;
    }
    struct course_report course = {.kind = lead->kind,
                                   .at = report->at,
                                   .until = bounce_window(bounce, lead).until,
                                   .known = told};
    course_report(&row.course, &course);
    if (problem)
        row.cause = better_cause(row.cause, bounce_diagnose(bounce, lead).cause);
    *ret = row.id;
    /* Whatever a person has done with: a repeat opens it again. */
    return store(db, &row, original) &&
           (!problem ||
            sql_run(db, "UPDATE cases SET handled = 0 WHERE id = ?", "i", row.id));
}

/* The delay of a mail whose failure has come is no news any more: its bubble is not told, where
 * it has not been. One that is on the desktop is taken back when the failure is told. */
static bool
quieten_delay(sqlite3 *db, const struct case_report *report, int64_t link)
{
    return sql_run(db,
                   "UPDATE outbox SET state = 'done' WHERE channel = ?1"
                   " AND state IN ('held', 'queued', 'failed') AND event IN"
                   " (SELECT event FROM returns WHERE account = ?2 AND original = ?3"
                   "  AND original <> 0 AND link = ?4 AND kind = ?5 AND event <> ?6)",
                   "itiiii", (int64_t)OUTBOX_DESKTOP, report->account,
                   case_original(report->bounce->original->message_id), link,
                   (int64_t)BOUNCE_DELAYED, report->event);
}

bool
case_file(sqlite3 *db, const struct case_report *report, int64_t *ret)
{
    int64_t link = 0;
    if (report->bounce) {
        const struct bounce_failure *lead = bounce_lead(report->bounce);
        bool good = take_on(db, report, lead, &link);
        /* The lead first: of equal times the first row says whose case it is. */
        for (const struct bounce_failure *f = report->bounce->failures; good && f;
             f = f->next)
            good = add_return(db, report, f, link);
        if (good && link && lead->kind == BOUNCE_FAILED)
            good = quieten_delay(db, report, link);
        if (!good)
            return false;
    }
    *ret = link;
    return sql_run(db, "UPDATE event SET link = ? WHERE id = ?", "ii", link,
                   report->event);
}

/* ---- those from before ---- */

static bool
file_row(sqlite3 *db, sqlite3_stmt *rows)
{
    const unsigned char *account = sqlite3_column_text(rows, 1);
    const unsigned char *facts = sqlite3_column_text(rows, 2);
    struct bounce *bounce = NULL;
    int64_t link;
    if (facts && *facts)
        facts_read((const char *)facts, strlen((const char *)facts), &bounce);
    struct case_report report = {.event = sqlite3_column_int64(rows, 0),
                                 .account = account ? (const char *)account : "",
                                 .at = sqlite3_column_int64(rows, 3),
                                 .bounce = bounce};
    bool good = case_file(db, &report, &link);
    facts_free(bounce);
    return good;
}

bool
case_file_old(struct journal *journal, int most, bool *more)
{
    sqlite3 *db = journal->db;
    int64_t waits = 0;
    *more = false;
    if (!sql_number(db, 0, &waits, "SELECT 1 FROM event WHERE link IS NULL LIMIT 1",
                    ""))
        return journal_done(journal, false);
    if (!waits)
        return true;
    bool good = sql_run(db, "BEGIN IMMEDIATE", "");
    sqlite3_stmt *rows = good ? sql_rows(db,
                                         "SELECT id, account, facts, came FROM event"
                                         " WHERE link IS NULL ORDER BY id LIMIT ?",
                                         "i", (int64_t)most)
                              : NULL;
    int result = rows ? sqlite3_step(rows) : SQLITE_ERROR;
    int count = 0;
    for (; good && result == SQLITE_ROW; count++) {
        good = file_row(db, rows);
        result = sqlite3_step(rows);
    }
    good = good && result == SQLITE_DONE;
    sqlite3_finalize(rows);
    *more = count == most;
    return journal_done(journal, good);
}

/* ---- what comes later ---- */

bool
case_read(struct journal *journal, int64_t id, struct case_row *ret)
{
    return read_first(sql_rows(journal->db,
                               "SELECT " CASE_COLUMNS " FROM cases WHERE id = ?", "i",
                               id),
                      ret) ||
           journal_done(journal, false);
}

/* How long its latest mail was tried; 0: not known. */
static bool
window_of(sqlite3 *db, int64_t link, int64_t *ret)
{
    return sql_number(db, 0, ret,
                      "SELECT window FROM returns WHERE link = ? AND window > 0"
                      " ORDER BY id DESC LIMIT 1",
                      "i", link);
}

bool
case_sent(struct journal *journal, const char *account, const char *recipient,
          int64_t at)
{
    sqlite3 *db = journal->db;
    char address[CASE_ADDRESS_MAX];
    struct case_row row;
    int64_t window = 0;
    case_address(recipient, address);
    bool good = sql_run(db, "BEGIN IMMEDIATE", "") &&
                find(db, account, address, &row) && window_of(db, row.id, &window);
    if (good && row.id) {
        course_sent(&row.course, at, window);
        good = store(db, &row, 0);
    }
    return journal_done(journal, good);
}

bool
case_worked(struct journal *journal, const char *account, const char *recipient,
            int64_t at)
{
    sqlite3 *db = journal->db;
    struct case_row row;
    char address[CASE_ADDRESS_MAX];
    const char *domain = case_address(recipient, address);
    bool good = sql_run(db, "BEGIN IMMEDIATE", "") && find(db, account, address, &row);
    if (good && !row.id) {
        snprintf(row.account, sizeof row.account, "%s", account);
        snprintf(row.recipient, sizeof row.recipient, "%s", address);
        snprintf(row.domain, sizeof row.domain, "%s", domain);
        good = create(db, &row);
        row.course = (struct course){.state = COURSE_WORKS, .opened = at, .closed = at};
    }
    if (good && at > row.course.worked)
        row.course.worked = at;
    good = good && store(db, &row, 0);
    return journal_done(journal, good);
}

bool
case_next_due(struct journal *journal, int64_t *ret)
{
    return sql_number(journal->db, 0, ret,
                      "SELECT due FROM cases WHERE due > 0 ORDER BY due LIMIT 1", "") ||
           journal_done(journal, false);
}

/* What is over is told by no bubble, where none has told of it yet. */
static bool
quieten_case(sqlite3 *db, int64_t link)
{
    return sql_run(db,
                   "UPDATE outbox SET state = 'done' WHERE channel = ?1"
                   " AND state IN ('held', 'queued', 'failed') AND event IN"
                   " (SELECT event FROM returns WHERE link = ?2 AND kind = ?3)",
                   "iii", (int64_t)OUTBOX_DESKTOP, link, (int64_t)BOUNCE_DELAYED);
}

/* Stores a case that is over, and says so. */
static bool
finish(sqlite3 *db, const struct case_row *row, struct case_closed *ret)
{
    ret->id = row->id;
    ret->state = row->course.state;
    memcpy(ret->account, row->account, sizeof ret->account);
    return store(db, row, 0) && quieten_case(db, row->id) &&
           sql_number(db, 0, &ret->event,
                      "SELECT event FROM returns WHERE link = ?"
                      " ORDER BY id DESC LIMIT 1",
                      "i", row->id);
}

bool
case_answered(struct journal *journal, const char *account, const char *recipient,
              int64_t at, struct case_closed *ret)
{
    sqlite3 *db = journal->db;
    char address[CASE_ADDRESS_MAX];
    struct case_row row;
    struct case_closed closed = {0};
    case_address(recipient, address);
    bool good = sql_run(db, "BEGIN IMMEDIATE", "") && find(db, account, address, &row);
    if (good && row.id && course_answered(&row.course, at))
        good = finish(db, &row, &closed);
    if (!journal_done(journal, good))
        return false;
    if (ret)
        *ret = closed;
    return true;
}

bool
case_open(struct journal *journal, const char *account, const char *recipient,
          const char *message_id, struct case_row *ret, bool *waits)
{
    char address[CASE_ADDRESS_MAX];
    int64_t delayed = 0, original = case_original(message_id);
    *waits = false;
    case_address(recipient, address);
    if (!find(journal->db, account, address, ret))
        return journal_done(journal, false);
    if (ret->course.due == 0)
        *ret = (struct case_row){0};
    if (ret->id == 0 || original == 0 || ret->course.state != COURSE_DELAYED)
        return true;
    bool good = sql_number(journal->db, 0, &delayed,
                           "SELECT 1 FROM returns WHERE account = ? AND original = ?"
                           " AND original <> 0 AND link = ? AND kind = ? LIMIT 1",
                           "tiii", account, original, ret->id, (int64_t)BOUNCE_DELAYED);
    *waits = delayed > 0;
    return good || journal_done(journal, false);
}

bool
case_each_open(struct journal *journal, const char *account, int most,
               void (*each)(void *context, const char *recipient), void *context)
{
    int step = SQLITE_ERROR;
    sqlite3_stmt *rows = sql_rows(journal->db,
                                  "SELECT recipient FROM cases INDEXED BY cases_due"
                                  " WHERE due > 0 AND account = ?"
                                  " ORDER BY due DESC LIMIT ?",
                                  "ti", account, (int64_t)most);
    while (rows && (step = sqlite3_step(rows)) == SQLITE_ROW) {
        const unsigned char *recipient = sqlite3_column_text(rows, 0);
        each(context, recipient ? (const char *)recipient : "");
    }
    sqlite3_finalize(rows);
    return step == SQLITE_DONE || journal_done(journal, false);
}

bool
case_close_one(struct journal *journal, int64_t now, struct case_closed *ret)
{
    sqlite3 *db = journal->db;
    struct case_row row = {0};
    struct case_closed closed = {0};
    bool good = sql_run(db, "BEGIN IMMEDIATE", "") &&
                read_first(sql_rows(db,
                                    "SELECT " CASE_COLUMNS " FROM cases"
                                    " WHERE due > 0 AND due <= ? ORDER BY due LIMIT 1",
                                    "i", now),
                           &row);
    if (good && row.id) {
        course_time(&row.course, now);
        good = finish(db, &row, &closed);
    }
    if (!journal_done(journal, good))
        return false;
    *ret = closed;
    return true;
}

bool
case_replaced(struct journal *journal, int64_t event, int64_t *ret)
{
    return sql_number(journal->db, 0, ret,
                      "SELECT old.event FROM returns AS new JOIN returns AS old"
                      " ON old.account = new.account AND old.original = new.original"
                      " AND old.original <> 0 AND old.recipient = new.recipient"
                      " WHERE new.event = ?1 AND new.kind = ?2 AND old.kind = ?3"
                      " AND old.event < ?1 ORDER BY old.event DESC LIMIT 1",
                      "iii", event, (int64_t)BOUNCE_FAILED, (int64_t)BOUNCE_DELAYED) ||
           journal_done(journal, false);
}
