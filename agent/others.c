/* others: what the journal says to the commands whose words are for others: text, note, export,
 * stats. */
#include "agent/others.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

#include "agent/answer.h"
#include "agent/appeal.h"
#include "agent/await.h"
#include "agent/case.h"
#include "agent/dossier.h"
#include "agent/event.h"
#include "agent/hex.h"
#include "agent/narrow.h"
#include "agent/note.h"
#include "agent/sql.h"
#include "agent/stats.h"
#include "agent/verdict.h"

/* An event that was asked for, with all that the texts may say of it. */
struct subject {
    struct journal_row row;
    struct event event;
    struct bounce_past past;
    struct bounce_moment moment;
    const struct bounce_failure
        *failure; /* the one recipient that is shown; NULL: unreadable */
};

static void
subject_close(struct subject *subject)
{
    event_close(&subject->event);
    journal_row_free(&subject->row);
}

/* What the person has noted is known from now on. */
static void
add_notes(struct subject *subject, unsigned notes)
{
    subject->moment = event_moment(&subject->event);
    subject->past = (struct bounce_past){.size = sizeof subject->past};
    if (subject->moment.past && subject->moment.past->size >= sizeof subject->past)
        subject->past = *subject->moment.past;
    if (notes & 1u << NOTE_OTHERS_GET_THROUGH)
        subject->past.others_get_through = true;
    if (notes & 1u << NOTE_OTHER_ACCOUNT_WORKS)
        subject->past.other_account_works = true;
    subject->moment.past = &subject->past;
}

/* The one recipient: who is named, or whom the notice leads with. False: there is none such. */
static bool
choose(struct subject *subject, const char *to)
{
    const struct bounce_failure *failure = bounce_lead(subject->event.bounce);
    if (to[0] != '\0') {
        failure = subject->event.bounce->failures;
        while (failure && strcasecmp(failure->recipient, to) != 0 &&
               strcasecmp(failure->original_recipient, to) != 0)
            failure = failure->next;
    }
    subject->failure = failure;
    return failure != NULL;
}

/* The event of a line's "id", and its recipient "to". *error is what to answer where it is false. */
static bool
subject_open(struct journal *journal, const struct person_book *book,
             const json_t *line, int64_t now, struct subject *ret, json_t **error)
{
    unsigned notes = 0;
    *ret = (struct subject){0};
    if (!answer_find(journal, answer_text(line, "id"), &ret->row, error))
        return false;
    if (!note_read(journal, ret->row.id, &notes)) {
        *error = answer_failed(journal);
        journal_row_free(&ret->row);
        return false;
    }
    if (!event_open(journal, book, &ret->row, now, &ret->event)) {
        *error = answer_error("out of memory", "", EX_OSERR);
        journal_row_free(&ret->row);
        return false;
    }
    add_notes(ret, notes);
    if (!ret->event.bounce || choose(ret, answer_text(line, "to")))
        return true;
    *error = answer_error("the report tells of no such recipient",
                          "ndrwatch show tells of whom it does", EX_NOINPUT);
    subject_close(ret);
    return false;
}

/* ---- text ---- */

static int
exit_of(enum appeal_result result)
{
    switch (result) {
    case APPEAL_MADE:
        return EX_OK;
    case APPEAL_EARLY:
        return EX_TEMPFAIL;
    case APPEAL_NEEDLESS:
    case APPEAL_CHOSEN:
    case APPEAL_ELSEWHERE:
        return EX_UNAVAILABLE;
    case APPEAL_NO_MEMORY:
        return EX_OSERR;
    }
    return EX_SOFTWARE;
}

static json_t *
make_text(const struct subject *subject, const struct appeal *appeal,
          const json_t *line)
{
    struct appeal_text text;
    enum appeal_result result = appeal_make(appeal, subject->event.bounce,
                                            subject->failure, &subject->moment, &text);
    if (result != APPEAL_MADE)
        return answer_error(appeal_reason(result), appeal_instead(result),
                            exit_of(result));
    json_t *answer = json_pack("{s:{s:s, s:s, s:s, s:s, s:s}}", "answer", "id",
                               subject->event.name, "for", answer_text(line, "what"),
                               "form", answer_text(line, "form"), "text", text.words,
                               "guide", text.guide);
    appeal_free(&text);
    return answer;
}

static json_t *
text(struct journal *journal, const struct person_book *book, const json_t *line,
     int64_t now)
{
    struct subject subject;
    struct appeal appeal = {0};
    json_t *answer;
    const char *form = answer_text(line, "form");
    if (!appeal_to_named(answer_text(line, "what"), &appeal.to))
        return answer_error(
            "a text is for: recipient, provider, their-provider or forum",
            "ndrwatch text --help tells more", EX_USAGE);
    if (form[0] != '\0' && !appeal_form_named(form, &appeal.form))
        return answer_error("a text has the form: mail, phone or paper",
                            "ndrwatch text --help tells more", EX_USAGE);
    if (!subject_open(journal, book, line, now, &subject, &answer))
        return answer;
    if (!subject.event.bounce)
        answer = answer_error(
            "this report could not be read, so there are no facts to tell",
            "ndrwatch show says what to do", EX_DATAERR);
    else if (verdict_speaks(&subject.event.verdict))
        answer = answer_error("this report is not about a mail of yours",
                              "ndrwatch show says what it is", EX_UNAVAILABLE);
    else
        answer = make_text(&subject, &appeal, line);
    subject_close(&subject);
    return answer;
}

/* ---- note ---- */

static json_t *
note(struct journal *journal, const json_t *line, int64_t now)
{
    enum note_what what;
    struct journal_row row;
    json_t *answer;
    if (!note_named(answer_text(line, "what"), &what))
        return answer_error(
            "a note is: others-get-through, other-account-works, phoned or "
            "solved",
            "ndrwatch note --help tells more", EX_USAGE);
    if (!answer_find(journal, answer_text(line, "id"), &row, &answer))
        return answer;
    char name[JOURNAL_ID_MAX];
    journal_name(row.id, name);
    if (note_add(journal, row.id, what, now))
        answer = json_pack("{s:{s:s, s:s, s:o}}", "answer", "id", name, "note",
                           note_name(what), "withdraw",
                           what == NOTE_SOLVED ? answer_case(journal, row.id)
                                               : json_array());
    else
        answer = answer_failed(journal);
    journal_row_free(&row);
    return answer;
}

/* ---- report and export ---- */

/* The bytes of the report, as the journal keeps them; malloc'ed. False: the disk, or no memory. */
static bool
read_report(struct journal *journal, int64_t event, char **ret, size_t *length)
{
    sqlite3_stmt *rows = sql_rows(
        journal->db, "SELECT bytes FROM report WHERE event = ?", "i", event);
    int result = rows ? sqlite3_step(rows) : SQLITE_ERROR;
    char *bytes = NULL;
    *length = 0;
    if (result == SQLITE_ROW) {
        const void *blob = sqlite3_column_blob(rows, 0);
        *length = (size_t)sqlite3_column_bytes(rows, 0);
        bytes = malloc(*length + 1);
        if (bytes && *length > 0)
            memcpy(bytes, blob, *length);
    } else if (result == SQLITE_DONE) {
        bytes = calloc(1, 1); /* it is not kept any more */
    }
    sqlite3_finalize(rows);
    if (result == SQLITE_ROW || result == SQLITE_DONE)
        *ret = bytes;
    else
        journal_done(journal, false);
    return (result == SQLITE_ROW || result == SQLITE_DONE) && bytes;
}

static json_t *
report(struct journal *journal, const struct person_book *book, const json_t *line,
       int64_t now)
{
    struct subject subject;
    json_t *answer;
    char *report = NULL;
    size_t length;
    if (!subject_open(journal, book, line, now, &subject, &answer))
        return answer;
    char *digits = read_report(journal, subject.row.id, &report, &length)
                       ? hex_write(report, length)
                       : NULL;
    answer = digits
                 ? json_pack("{s:{s:s, s:s, s:o}}", "answer", "id", subject.event.name,
                             "report", digits, "dossier",
                             dossier_pack(journal, book, &subject.row, &subject.event))
                 : answer_failed(journal);
    free(digits);
    free(report);
    subject_close(&subject);
    return answer;
}

/* The page and the facts, of one recipient or of all. False: no memory. */
static bool
describe(struct subject *subject, bool full, char **page, json_t **facts)
{
    static const struct render_style style = {.details = true};
    struct event *event = &subject->event;
    struct bounce *whole = event->bounce;
    struct narrow one;
    if (whole && !full) {
        narrow_to(whole, subject->failure, &one);
        event->bounce = &one.bounce;
        past_spare_others(&event->past);
    }
    bool good = event_page(event, &style, page);
    *facts = good ? event_json(&subject->row, event) : NULL;
    event->bounce = whole;
    return good && *facts;
}

static json_t *export(struct journal *journal, const struct person_book *book,
                      const json_t *line, int64_t now)
{
    struct subject subject;
    json_t *answer, *facts = NULL;
    char *report = NULL, *digits = NULL, *page = NULL;
    size_t length;
    bool full = json_is_true(json_object_get(line, "full"));
    if (!subject_open(journal, book, line, now, &subject, &answer))
        return answer;
    if (!subject.event.bounce && !full) {
        answer = answer_error(
            "this report could not be read: what it holds of others is not known",
            "--full exports it as it is", EX_DATAERR);
    } else if (verdict_speaks(&subject.event.verdict) && !full) {
        answer = answer_error(
            "this report is not about a mail of yours: pass nothing of it on",
            "--full exports it as it is, for somebody who looks into it",
            EX_UNAVAILABLE);
    } else if (!read_report(journal, subject.row.id, &report, &length)) {
        answer = answer_failed(journal);
    } else {
        digits = hex_write(report, length);
        answer = digits && describe(&subject, full, &page, &facts)
                     ? json_pack(
                           "{s:{s:s, s:s, s:s, s:s, s:O, s:o}}", "answer", "id",
                           subject.event.name, "report", digits, "to",
                           subject.failure ? subject.failure->recipient : "", "page",
                           page, "facts", facts, "dossier",
                           dossier_pack(journal, book, &subject.row, &subject.event))
                     : answer_error("out of memory", "", EX_OSERR);
    }
    json_decref(facts);
    free(page);
    free(digits);
    free(report);
    subject_close(&subject);
    return answer;
}

/* ---- stats ---- */

static json_t *
stats(struct journal *journal)
{
    json_t *weeks = stats_json(journal);
    return weeks ? json_pack("{s:o}", "answer", weeks) : answer_failed(journal);
}

json_t *
others_answer(struct journal *journal, const struct person_book *book,
              const json_t *line, int64_t now)
{
    const char *ask = answer_text(line, "ask");
    if (strcmp(ask, "text") == 0)
        return text(journal, book, line, now);
    if (strcmp(ask, "note") == 0)
        return note(journal, line, now);
    if (strcmp(ask, "report") == 0)
        return report(journal, book, line, now);
    if (strcmp(ask, "export") == 0)
        return export(journal, book, line, now);
    if (strcmp(ask, "stats") == 0)
        return stats(journal);
    if (strcmp(ask, "watch") == 0)
        return await_answer(journal, line, now);
    return NULL;
}
