/* answer: what the journal says to the commands, as the lines of the control socket. */
#include "agent/answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "agent/case.h"
#include "agent/event.h"
#include "agent/hint.h"
#include "agent/sql.h"

const char *
answer_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

json_t *
answer_error(const char *text, const char *hint, int exit)
{
    return json_pack("{s:s, s:s, s:i}", "error", text, "hint", hint, "exit", exit);
}

json_t *
answer_failed(const struct journal *journal)
{
    return answer_error(journal->text, "", EX_TEMPFAIL);
}

struct list {
    struct journal *journal;
    const struct person_book *book;
    int64_t now;
    json_t *events;
    size_t bytes;
    json_int_t left_out;
};

static bool
list_add(void *context, const struct journal_row *row)
{
    struct list *list = context;
    struct event event;
    if (list->bytes >= ANSWER_LIST_MAX) {
        list->left_out++;
        return true;
    }
    if (!event_open(list->journal, list->book, row, list->now, &event))
        return false;
    json_t *json = event_json(row, &event);
    event_close(&event);
    size_t bytes = json_dumpb(json, NULL, 0, JSON_COMPACT);
    if (list->bytes + bytes > ANSWER_LIST_MAX) {
        list->bytes = ANSWER_LIST_MAX; /* no gaps: all older ones are left out, too */
        list->left_out++;
        json_decref(json);
        return true;
    }
    list->bytes += bytes + 1;
    return json_array_append_new(list->events, json) == 0;
}

json_t *
answer_list(struct journal *journal, const struct person_book *book, bool pending,
            int64_t now)
{
    struct list list = {
        .journal = journal, .book = book, .now = now, .events = json_array()};
    if (!journal_events(journal, pending, list_add, &list)) {
        json_decref(list.events);
        return answer_failed(journal);
    }
    return json_pack("{s:{s:o, s:I}}", "answer", "events", list.events, "left_out",
                     list.left_out);
}

static json_t *
no_such(const char *name)
{
    char text[128];
    snprintf(text, sizeof text, "there is no returned mail '%.40s'", name);
    json_t *error = answer_error(text, "ndrwatch list shows their names", EX_NOINPUT);
    return error ? error
                 : answer_error("there is no such returned mail", "", EX_NOINPUT);
}

bool
answer_find(struct journal *journal, const char *name, struct journal_row *row,
            json_t **ret)
{
    bool latest = strcmp(name, "latest") == 0;
    int64_t id = journal_number(name);
    if (!latest && id == 0) {
        *ret = no_such(name);
        return false;
    }
    if (journal_event(journal, latest ? 0 : id, row))
        return true;
    if (journal->why)
        *ret = answer_failed(journal);
    else if (latest)
        *ret = answer_error("no mail has come back so far", "", EX_NOINPUT);
    else
        *ret = no_such(name);
    return false;
}

/* Into what is shown, and into the event's own JSON. Takes the reference of hint. */
static void
add_hint(json_t *line, json_t *hint)
{
    json_t *answer = json_object_get(line, "answer");
    json_object_set(json_object_get(answer, "event"), "hint", hint);
    json_object_set(answer, "hint", hint);
    json_decref(hint);
}

json_t *
answer_show(struct journal *journal, const struct person_book *book, const char *name,
            int64_t now)
{
    struct journal_row row;
    struct event event;
    json_t *answer = NULL;
    if (!answer_find(journal, name, &row, &answer))
        return answer;
    if (event_open(journal, book, &row, now, &event)) {
        answer = json_pack(
            "{s:{s:o, s:o, s:I, s:s, s:s, s:b, s:I, s:I, s:I, s:o}}", "answer", "event",
            event_json(&row, &event), "past", past_pack(&event.past), "id",
            (json_int_t)row.id, "account", row.account, "facts", row.facts, "readable",
            row.state == JOURNAL_READ, "found", (json_int_t)row.found, "seen",
            (json_int_t)row.seen, "handled", (json_int_t)row.handled, "person",
            person_json(&event.person));
        if (event.bounce && !verdict_speaks(&event.verdict))
            add_hint(answer,
                     hint_json(journal, &row, event.bounce, bounce_lead(event.bounce)));
        event_close(&event);
    }
    journal_row_free(&row);
    return answer;
}

json_t *
answer_case(struct journal *journal, int64_t event)
{
    json_t *names = json_array();
    sqlite3_stmt *rows = sql_rows(
        journal->db,
        "SELECT id FROM event WHERE id = ?1 OR (link > 0 AND link ="
        " (SELECT link FROM event WHERE id = ?1)) ORDER BY id DESC LIMIT 1000",
        "i", event);
    while (rows && sqlite3_step(rows) == SQLITE_ROW) {
        char name[JOURNAL_ID_MAX];
        journal_name(sqlite3_column_int64(rows, 0), name);
        json_array_append_new(names, json_string(name));
    }
    sqlite3_finalize(rows);
    return names;
}

json_t *
answer_handled(struct journal *journal, const char *name, int64_t now)
{
    struct journal_row row;
    json_t *answer = NULL;
    if (!answer_find(journal, name, &row, &answer))
        return answer;
    char id[JOURNAL_ID_MAX];
    journal_name(row.id, id);
    if (journal_note_handled(journal, row.id, now))
        answer = json_pack("{s:{s:s, s:o}}", "answer", "id", id, "withdraw",
                           answer_case(journal, row.id));
    else
        answer = answer_failed(journal);
    journal_row_free(&row);
    return answer;
}
