/* tell: from the outbox to the two channels, and back: T4, the effect, T5. */
#include "agent/tell.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/agent.h"
#include "agent/await.h"
#include "agent/case.h"
#include "agent/clock.h"
#include "agent/event.h"
#include "agent/facts.h"
#include "agent/feed.h"
#include "agent/log.h"
#include "agent/outbox.h"
#include "agent/terminal.h"

static const char SUMMARY[] = "summary"; /* its key */

/* Is the journal with us? Says so, and plans the next try, where not. */
static bool
noted(struct agent *agent, bool good)
{
    if (good)
        agent_unstuck(agent);
    else
        agent_stuck(agent);
    return good;
}

/* The words of an event; false, said, where they cannot be made. */
static bool
words(struct agent *agent, int64_t id, struct journal_row *row, struct event *event)
{
    if (!noted(agent, journal_event(&agent->journal, id, row)))
        return false;
    if (event_open(&agent->journal, &agent->book, row, clock_now(), event)) {
        if (event->bounce && remind_is(&agent->journal, id)) {
            event->plain = remind_notice(event->notice, event->bounce,
                                         agent->tell.reminder);
            event->notice = &event->plain;
            event->past.silent = event->verdict.hushed = false;
        }
        return true;
    }
    log_error(row->account, "out of memory for the words of a returned mail");
    journal_row_free(row);
    return false;
}

/* ---- lines ---- */

static bool
stdout_ready(void)
{
    struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&out, 1, 0) != 0; /* broken counts: writing tells how */
}

static bool
write_out(const char *text)
{
    size_t length = strlen(text);
    while (length > 0) {
        ssize_t done = write(STDOUT_FILENO, text, length);
        if (done < 0 && errno != EINTR)
            return false;
        if (done > 0) {
            text += done;
            length -= (size_t)done;
        }
    }
    return true;
}

/* "12 mails came back in the last 7 days", and where they are to be seen. */
struct summary {
    char title[96];
    struct notice notice;
};

static const struct notice *
summarise(const struct outbox_row *row, const char *body, struct summary *ret)
{
    enum {
        DAY = 24 * 60 * 60 /* seconds */
    };
    int64_t days = (clock_now() - row->since + DAY - 1) / DAY;
    char when[32] = "24 hours";
    if (days > 1)
        snprintf(when, sizeof when, "%lld days", (long long)days);
    snprintf(ret->title, sizeof ret->title, "%lld mail%s came back in the last %s",
             (long long)row->count, row->count == 1 ? "" : "s", when);
    ret->notice = (struct notice){
        .key = SUMMARY, .urgency = NOTICE_NORMAL, .title = ret->title, .body = body};
    return &ret->notice;
}

static char *
line_json(json_t *json, bool again)
{
    char *text = NULL, *line = NULL;
    if (json && json_object_set_new(json, "again", json_boolean(again)) == 0)
        text = json_dumps(json, JSON_COMPACT);
    json_decref(json);
    if (text && asprintf(&line, "%s\n", text) < 0)
        line = NULL;
    free(text);
    return line;
}

static char *
line_text(const struct notice *notice, bool again)
{
    struct render_style style = terminal_style(STDOUT_FILENO);
    char *line;
    return render_notice(notice, again, &style, &line) ? line : NULL;
}

static char *
line_of_event(struct agent *agent, const struct outbox_row *next)
{
    struct journal_row row;
    struct event event;
    if (!words(agent, next->event, &row, &event))
        return NULL;
    char *line;
    if (agent->events)
        line = feed_bounce(event_json(&row, &event), next->again);
    else if (agent->json)
        line = line_json(event_json(&row, &event), next->again);
    else if (event.verdict.hushed)
        line = strdup(""); /* people have heard of it; programs keep all */
    else
        line = line_text(event.notice, next->again);
    event_close(&event);
    journal_row_free(&row);
    return line;
}

static char *
line_of_summary(const struct agent *agent, const struct outbox_row *next)
{
    struct summary summary;
    const struct notice *notice = summarise(next, "To see them: ndrwatch list",
                                            &summary);
    if (!agent->json)
        return line_text(notice, next->again);
    return line_json(json_pack("{s:i, s:I, s:s}", "schema", FACTS_SCHEMA, "summary",
                               (json_int_t)next->count, "title", notice->title),
                     next->again);
}

/* T4, the effect, T5. False: no more now. */
static bool
tell_line(struct agent *agent, const struct outbox_row *next)
{
    char *line = next->event == OUTBOX_SUMMARY ? line_of_summary(agent, next)
                                               : line_of_event(agent, next);
    if (!line ||
        !noted(agent, outbox_claim(&agent->journal, OUTBOX_LINE, next->event))) {
        free(line);
        return false;
    }
    bool written = write_out(line);
    int why = errno;
    free(line);
    if (written)
        return noted(agent, outbox_settle(&agent->journal, OUTBOX_LINE, next->event));
    /* A full disk under a file may get room; a closed pipe does not open again. */
    agent->tell.line_dead = true;
    log_error(NULL,
              "standard output takes no more lines (%s); they are kept and told "
              "at the next start",
              strerror(why));
    noted(agent, outbox_failed(&agent->journal, OUTBOX_LINE, next->event));
    return false;
}

static void
tell_all_lines(struct agent *agent)
{
    struct tell *tell = &agent->tell;
    tell->line_waits = false;
    while (!tell->line_dead && !agent_is_stuck(agent)) {
        struct outbox_row next;
        if (!noted(agent, outbox_next(&agent->journal, OUTBOX_LINE, &next)) ||
            next.event == 0)
            break;
        if (next.event == OUTBOX_SUMMARY && agent->events) {
            if (!noted(agent, outbox_scatter(&agent->journal, OUTBOX_LINE)))
                return;
            continue;
        }
        if (!stdout_ready()) {
            tell->line_waits = true;
            return;
        }
        if (!tell_line(agent, &next))
            return;
    }
    bool unheard = agent->events && tell->line_dead;
    bool told = unheard || await_lines(agent);
    tell->line_waits = !tell->line_dead && (!feed_pump(agent) || !told);
}

bool
tell_lines_done(struct agent *agent)
{
    struct outbox_row next;
    if (agent->tell.line_dead)
        return true;
    return outbox_next(&agent->journal, OUTBOX_LINE, &next) && next.event == 0;
}

/* ---- bubbles ---- */

static void
send_notice(struct agent *agent, const struct notice *notice, const char *body,
            bool again)
{
    static const char *const urgencies[] = {"low", "normal", "critical"};
    control_send(agent->control.notifier,
                 json_pack("{s:{s:s, s:s, s:s, s:s, s:b}}", "notice", "key",
                           notice->key, "urgency", urgencies[notice->urgency], "title",
                           notice->title, "body", body, "again", again));
}

bool
tell_example(struct agent *agent)
{
    static const struct notice example = {
        .key = "setup", /* no event's: what is pressed on it does nothing */
        .urgency = NOTICE_NORMAL,
        .title = "ndrwatch is watching your mail",
    };
    const char *server = agent->control.desktop;
    if (!agent->control.notifier || !server || server[0] == '\0')
        return false;
    send_notice(agent, &example,
                "When a mail of yours comes back, you are told like this.", false);
    return true;
}

/* The key that the notifier answers with: an event, OUTBOX_SUMMARY, or 0. */
static int64_t
number_of(const char *key)
{
    return strcmp(key, SUMMARY) == 0 ? OUTBOX_SUMMARY : journal_number(key);
}

static bool
claim_bubble(struct agent *agent, const struct outbox_row *next)
{
    return noted(agent, outbox_claim(&agent->journal, OUTBOX_DESKTOP, next->event));
}

/* Takes the bubble of an event back, where it may still be there. */
static void
take_back(struct agent *agent, int64_t id)
{
    char name[JOURNAL_ID_MAX];
    bool up = false;
    journal_name(id, name);
    if (id && outbox_is_up(&agent->journal, id, &up) && up)
        tell_withdraw(agent, name);
}

/* What this one says in the place of others goes from the desktop: a delay whose mail has
 * failed, and what a finding folds together. */
static void
take_others_back(struct agent *agent, int64_t id, const struct past *past)
{
    int64_t delay = 0;
    if (case_replaced(&agent->journal, id, &delay))
        take_back(agent, delay);
    for (size_t i = 0; i < past->folded_count; i++)
        if (past->folded[i] != delay)
            take_back(agent, past->folded[i]);
}

static bool
tell_bubble(struct agent *agent, const struct outbox_row *next)
{
    struct journal_row row;
    struct event event;
    if (!words(agent, next->event, &row, &event))
        return false;
    bool claimed = claim_bubble(agent, next);
    if (claimed && event.past.silent) {
        log_info(row.account, "%s needs no bubble of its own", event.name);
        claimed = noted(agent,
                        outbox_settle(&agent->journal, OUTBOX_DESKTOP, next->event));
    } else if (claimed) {
        take_others_back(agent, row.id, &event.past);
        send_notice(agent, event.notice, event.notice->body, next->again);
    }
    event_close(&event);
    journal_row_free(&row);
    return claimed; /* T5 when {"shown"} comes */
}

static bool
tell_summary(struct agent *agent, const struct outbox_row *next)
{
    struct summary summary;
    const struct notice *notice = summarise(
        next, "To see them, open a terminal and type: ndrwatch list", &summary);
    if (!claim_bubble(agent, next))
        return false;
    send_notice(agent, notice, notice->body, next->again);
    return true;
}

static void
tell_all_bubbles(struct agent *agent)
{
    while (agent->control.notifier && !agent->control.notifier->closing &&
           !agent_is_stuck(agent)) {
        struct outbox_row next;
        if (!noted(agent, outbox_next(&agent->journal, OUTBOX_DESKTOP, &next)) ||
            next.event == 0)
            return;
        if (!(next.event == OUTBOX_SUMMARY ? tell_summary : tell_bubble)(agent, &next))
            return;
    }
}

void
tell_pump(struct agent *agent)
{
    tell_all_lines(agent);
    tell_all_bubbles(agent);
}

void
tell_notifier_came(struct agent *agent)
{
    log_info(NULL, "a desktop notifier has come");
    if (noted(agent, outbox_release(&agent->journal, OUTBOX_DESKTOP)) &&
        noted(agent, outbox_gather(&agent->journal, OUTBOX_DESKTOP)))
        tell_pump(agent);
    await_bubbles(agent, true);
    plight_recover(agent);
    plight_bubbles(agent);
}

void
tell_notifier_gone(struct agent *agent)
{
    noted(agent, outbox_release(&agent->journal, OUTBOX_DESKTOP));
}

void
tell_shown(struct agent *agent, const char *key)
{
    if (await_shown(agent, key) || plight_shown(agent, key))
        return;
    if (number_of(key) &&
        noted(agent, outbox_settle(&agent->journal, OUTBOX_DESKTOP, number_of(key))))
        log_info(NULL, "%s is on the desktop", key);
}

void
tell_failed(struct agent *agent, const char *key, const char *why)
{
    log_warning(NULL, "the desktop did not show %s: %s", key, why);
    if (!await_failed(agent, key) && !plight_failed(agent, key) && number_of(key))
        noted(agent, outbox_failed(&agent->journal, OUTBOX_DESKTOP, number_of(key)));
}

void
tell_desktop(struct agent *agent, const char *server)
{
    bool came = server[0] != '\0' &&
                (!agent->control.desktop || agent->control.desktop[0] == '\0');
    free(agent->control.desktop);
    agent->control.desktop = strdup(server);
    if (!came)
        return;
    log_info(NULL, "notifications are shown by %s", server);
    noted(agent, outbox_retry(&agent->journal, OUTBOX_DESKTOP));
    tell_pump(agent);
    await_bubbles(agent, false);
    plight_retry(agent);
    plight_bubbles(agent);
}

void
tell_explain(struct agent *agent, const char *key)
{
    struct journal_row row;
    struct event event;
    int64_t id = journal_number(key);
    if (!id || !journal_event(&agent->journal, id, &row))
        return;
    if (!event_open(&agent->journal, &agent->book, &row, clock_now(), &event)) {
        journal_row_free(&row);
        return;
    }
    char *steps = event_steps(&event);
    if (steps)
        send_notice(agent, event.notice, steps, false);
    free(steps);
    event_close(&event);
    journal_row_free(&row);
}

void
tell_dismissed(struct agent *agent, const char *key)
{
    int64_t id = journal_number(key);
    if (id)
        journal_note_seen(&agent->journal, id, clock_now());
}

void
tell_withdraw(struct agent *agent, const char *key)
{
    if (agent->control.notifier)
        control_send(agent->control.notifier, json_pack("{s:s}", "withdraw", key));
}
