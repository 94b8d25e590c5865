/* tell: from the outbox to the two channels, and back: T4, the effect, T5. */
#include "agent/tell.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/agent.h"
#include "agent/clock.h"
#include "agent/event.h"
#include "agent/log.h"
#include "agent/outbox.h"
#include "agent/terminal.h"

static const char CATCH_UP[] = "catch-up"; /* the key of the summary */

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
    if (event_open(row, event))
        return true;
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

static char *
line_json(const struct journal_row *row, const struct event *event, bool again)
{
    json_t *json = event_json(row, event);
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
line_text(const struct agent *agent, const struct event *event, bool again)
{
    (void)agent;
    struct render_style style = terminal_style(STDOUT_FILENO);
    char *line;
    return render_notice(event->notice, again, &style, &line) ? line : NULL;
}

/* T4, the effect, T5, for one event. False: no more now. */
static bool
tell_line(struct agent *agent, const struct outbox_row *next)
{
    struct journal_row row;
    struct event event;
    if (!words(agent, next->event, &row, &event))
        return false;
    char *line = agent->json ? line_json(&row, &event, next->again)
                             : line_text(agent, &event, next->again);
    event_close(&event);
    journal_row_free(&row);
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
            return;
        if (!stdout_ready()) {
            tell->line_waits = true;
            return;
        }
        if (!tell_line(agent, &next))
            return;
    }
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

static bool
tell_bubble(struct agent *agent, const struct outbox_row *next)
{
    struct journal_row row;
    struct event event;
    if (!words(agent, next->event, &row, &event))
        return false;
    bool claimed = noted(agent,
                         outbox_claim(&agent->journal, OUTBOX_DESKTOP, next->event));
    if (claimed)
        send_notice(agent, event.notice, event.notice->body, next->again);
    event_close(&event);
    journal_row_free(&row);
    return claimed; /* T5 when {"shown"} comes */
}

static void
tell_all_bubbles(struct agent *agent)
{
    while (agent->control.notifier && !agent->control.notifier->closing &&
           !agent_is_stuck(agent)) {
        struct outbox_row next;
        if (!noted(agent, outbox_next(&agent->journal, OUTBOX_DESKTOP, &next)) ||
            next.event == 0 || !tell_bubble(agent, &next))
            return;
    }
}

/* Many wait: one bubble that counts them. */
static void
tell_catch_up(struct agent *agent, int64_t waiting)
{
    if (!noted(agent, outbox_claim_all(&agent->journal, OUTBOX_DESKTOP)))
        return;
    char title[64];
    snprintf(title, sizeof title, "%lld mails came back to you", (long long)waiting);
    struct notice notice = {
        .key = CATCH_UP,
        .urgency = NOTICE_NORMAL,
        .title = title,
        .body = "To see them, open a terminal and type: ndrwatch list --pending",
    };
    send_notice(agent, &notice, notice.body, false);
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
    int64_t waiting = 0;
    log_info(NULL, "a desktop notifier has come");
    if (!noted(agent, outbox_release(&agent->journal, OUTBOX_DESKTOP)) ||
        !noted(agent, outbox_waiting(&agent->journal, OUTBOX_DESKTOP, &waiting)))
        return;
    if (waiting > TELL_CATCH_UP)
        tell_catch_up(agent, waiting);
    tell_pump(agent);
}

void
tell_notifier_gone(struct agent *agent)
{
    noted(agent, outbox_release(&agent->journal, OUTBOX_DESKTOP));
}

void
tell_shown(struct agent *agent, const char *key)
{
    if (strcmp(key, CATCH_UP) == 0)
        noted(agent, outbox_settle_all(&agent->journal, OUTBOX_DESKTOP));
    else if (journal_number(key))
        noted(agent,
              outbox_settle(&agent->journal, OUTBOX_DESKTOP, journal_number(key)));
}

void
tell_failed(struct agent *agent, const char *key, const char *why)
{
    log_warning(NULL, "the desktop did not show %s: %s", key, why);
    if (strcmp(key, CATCH_UP) == 0)
        noted(agent, outbox_failed_all(&agent->journal, OUTBOX_DESKTOP));
    else if (journal_number(key))
        noted(agent,
              outbox_failed(&agent->journal, OUTBOX_DESKTOP, journal_number(key)));
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
}

void
tell_explain(struct agent *agent, const char *key)
{
    struct journal_row row;
    struct event event;
    int64_t id = journal_number(key);
    if (!id || !journal_event(&agent->journal, id, &row))
        return;
    if (!event_open(&row, &event)) {
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
