/* serve: what a line of the control socket asks for, done. */
#include "agent/serve.h"

#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent/agent.h"
#include "agent/answer.h"
#include "agent/authority.h"
#include "agent/await.h"
#include "agent/clock.h"
#include "agent/layers.h"
#include "agent/log.h"
#include "agent/others.h"
#include "agent/resend.h"

/* ---- commands ---- */

static json_t *
status(struct agent *agent)
{
    int64_t pending = 0;
    if (!journal_pending(&agent->journal, &pending))
        return answer_failed(&agent->journal);
    const char *desktop = agent->control.desktop;
    return json_pack("{s:{s:s, s:i, s:o, s:{s:b, s:s}, s:I, s:b, s:s, s:o}}", "answer",
                     "version", NDRWATCH_VERSION, "pid", (int)getpid(), "accounts",
                     watch_json(agent), "desktop", "connected",
                     agent->control.notifier != NULL, "server", desktop ? desktop : "",
                     "pending", (json_int_t)pending, "disk", !agent->stuck_until,
                     "journal", agent->stuck_until ? agent->journal.text : "", "cage",
                     layers_json(agent));
}

/* How far the scans are. */
static json_t *
scanning(const struct agent *agent)
{
    json_t *scans = json_array();
    for (uint32_t i = 0; i < agent->config->count; i++)
        if (agent->watches[i].scan.state != SCAN_NONE)
            json_array_append_new(scans, scan_json(agent, i));
    return json_pack("{s:{s:o, s:b}}", "answer", "scans", scans, "busy",
                     scan_busy(agent));
}

static json_t *
scan(struct agent *agent, bool all)
{
    if (all)
        scan_want(agent);
    /* A person who asks may just have mended one. */
    for (size_t i = 0; i < APART_PROCESSES; i++)
        authority_send_all(agent, i);
    renewed_hurry(agent);
    /* An account that waits for a person may have been mended just now: start afresh. */
    for (uint32_t i = 0; i < agent->config->count; i++)
        message_put(&apart_child(agent, i)->out, MESSAGE_SCAN, i, 0);
    return json_pack("{s:{s:i}}", "answer", "accounts", (int)agent->config->count);
}

/* One to be looked at, by whoever has just set an account up. */
static json_t *
bubble(struct agent *agent)
{
    bool shown = tell_example(agent);
    return json_pack("{s:{s:s}}", "answer", "server",
                     shown ? agent->control.desktop : "");
}

/* `login` and `logout` have changed what the vault has of an account. */
static json_t *
signed_in(struct agent *agent, const char *name)
{
    int changed = 0;
    for (uint32_t i = 0; i < agent->config->count; i++)
        if (strcmp(agent->config->accounts[i].name, name) == 0) {
            tokens_changed(agent, i);
            changed++;
        }
    return json_pack("{s:{s:i}}", "answer", "accounts", changed);
}

/* The bubbles that an answer names. */
static void
withdraw_all(struct agent *agent, const json_t *answer)
{
    json_t *gone = json_object_get(json_object_get(answer, "answer"), "withdraw"), *id;
    size_t i;
    json_array_foreach(gone, i, id) tell_withdraw(agent, json_string_value(id));
}

static json_t *
handled(struct agent *agent, const char *name)
{
    json_t *answer = answer_handled(&agent->journal, name, clock_now());
    withdraw_all(agent, answer);
    return answer;
}

/* What is for others; the bubbles of what is solved go. */
static json_t *
others(struct agent *agent, const json_t *line)
{
    json_t *answer = others_answer(&agent->journal, &agent->book, line, clock_now());
    if (strcmp(answer_text(line, "ask"), "watch") == 0)
        checks_watch(agent);
    withdraw_all(agent, answer);
    return answer ? answer
                  : answer_error("this question is not known to the running ndrwatch",
                                 "restart it after an update", EX_UNAVAILABLE);
}

static void
serve_cli(struct agent *agent, struct client *client, const json_t *line)
{
    const char *ask = answer_text(line, "ask");
    json_t *answer;
    if (strcmp(ask, "status") == 0)
        answer = status(agent);
    else if (strcmp(ask, "list") == 0)
        answer = answer_list(&agent->journal, &agent->book,
                             json_is_true(json_object_get(line, "pending")),
                             clock_now());
    else if (strcmp(ask, "show") == 0)
        answer = answer_show(&agent->journal, &agent->book, answer_text(line, "id"),
                             clock_now());
    else if (strcmp(ask, "handled") == 0)
        answer = handled(agent, answer_text(line, "id"));
    else if (strcmp(ask, "scan") == 0)
        answer = scan(agent, json_is_true(json_object_get(line, "all")));
    else if (strcmp(ask, "signed") == 0)
        answer = signed_in(agent, answer_text(line, "account"));
    else if (strcmp(ask, "draft") == 0)
        answer = resend_begin(agent, answer_text(line, "id"));
    else if (strcmp(ask, "drafting") == 0)
        answer = resend_json(agent);
    else if (strcmp(ask, "scanning") == 0)
        answer = scanning(agent);
    else if (strcmp(ask, "bubble") == 0)
        answer = bubble(agent);
    else
        answer = others(agent, line);
    control_send(client, answer);
}

/* ---- the notifier ---- */

static void
pressed(struct agent *agent, const json_t *line)
{
    const char *action = answer_text(line, "action"), *key = answer_text(line, "key");
    /* Its words are all there is, and it has no event. */
    if (await_shown(agent, key) || plight_shown(agent, key))
        tell_withdraw(agent, key);
    else if (strcmp(action, "explain") == 0)
        tell_explain(agent, key);
    else if (strcmp(action, "handled") == 0)
        json_decref(handled(agent, key));
}

static void
serve_notifier(struct agent *agent, const json_t *line)
{
    enum {
        DISMISSED = 2 /* Desktop Notifications, NotificationClosed */
    };
    if (json_object_get(line, "shown"))
        tell_shown(agent, answer_text(line, "shown"));
    else if (json_object_get(line, "failed"))
        tell_failed(agent, answer_text(line, "failed"), answer_text(line, "why"));
    else if (json_object_get(line, "action"))
        pressed(agent, line);
    else if (json_object_get(line, "desktop"))
        tell_desktop(agent, answer_text(line, "desktop"));
    else if (json_object_get(line, "closed") &&
             json_integer_value(json_object_get(line, "reason")) == DISMISSED)
        tell_dismissed(agent, answer_text(line, "closed"));
}

/* ---- hello ---- */

static void
serve_stranger(struct agent *agent, struct client *client, const json_t *line)
{
    const char *role = answer_text(line, "role");
    bool cli = strcmp(role, "cli") == 0, notifier = strcmp(role, "notifier") == 0;
    if (json_integer_value(json_object_get(line, "hello")) != 1 ||
        (!cli && !notifier)) {
        control_send(client, answer_error("say hello first", "", EX_PROTOCOL));
        client->closing = true;
        return;
    }
    control_send(client,
                 json_pack("{s:i, s:s}", "hello", 1, "version", NDRWATCH_VERSION));
    if (cli) {
        client->role = CONTROL_CLI;
        return;
    }
    control_promote(&agent->control, client);
    tell_notifier_came(agent);
}

void
serve_line(struct agent *agent, struct client *client, const char *line, size_t length)
{
    json_t *json = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(json)) {
        json_decref(json);
        control_send(client,
                     answer_error("a line is one JSON object", "", EX_PROTOCOL));
        client->closing = true;
        return;
    }
    switch (client->role) {
    case CONTROL_STRANGER:
        serve_stranger(agent, client, json);
        break;
    case CONTROL_CLI:
        serve_cli(agent, client, json);
        break;
    case CONTROL_NOTIFIER:
        serve_notifier(agent, json);
        break;
    }
    json_decref(json);
}
