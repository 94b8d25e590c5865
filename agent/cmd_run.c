/* cmd_run: the agent itself, in the foreground. */
#include <errno.h>
#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent/agent.h"
#include "agent/clock.h"
#include "agent/cmd.h"
#include "agent/harden.h"
#include "agent/log.h"
#include "agent/loop.h"
#include "agent/options.h"
#include "agent/query.h"

static const char HELP[] =
    "usage: ndrwatch run [--once] [--json | --events] [--config FILE]\n"
    "\n"
    "Watches your inboxes and says which mails came back, in a few lines each. With\n"
    "ndrwatch-notify running, each is a notification on the desktop, too. It begins\n"
    "with what came back in the last 14 days (look_back).\n"
    "\n"
    "  --once         look now, tell, and end: 0, or 75 where something could not be\n"
    "                 reached. Beside a running ndrwatch: asks that one to look\n"
    "  --json         one JSON object a line instead of words\n"
    "  --events       the same, and of all that happens: for a program that keeps it\n"
    "  --config FILE  instead of ~/.config/ndrwatch/ndrwatch.conf\n"
    "\n"
    "Signals: TERM and INT end it, HUP reads the configuration again.\n";

enum {
    LOCK_PATIENCE =
        3000 /* ms: a command that reads the journal by itself is done by then */
};

/* As query_lock; waits while a command of ours has it. */
static int
take_lock(const struct place *place)
{
    int64_t until = clock_boot() + LOCK_PATIENCE;
    int lock = query_lock(place);
    while (lock < 0 && errno == EWOULDBLOCK && clock_boot() < until) {
        poll(NULL, 0, 20);
        lock = query_lock(place);
    }
    return lock;
}

/* Another one runs: asks it to look, or says so. */
static int
beside(const struct place *place, bool once)
{
    json_t *answer = NULL;
    if (!once) {
        log_complain(
            "another ndrwatch is running already and watches your mail",
            "ndrwatch status says how it stands; stop that one first to start anew");
        return EX_TEMPFAIL;
    }
    if (query_agent(place, json_pack("{s:s}", "ask", "scan"), &answer) !=
        QUERY_ANSWERED)
        return EX_TEMPFAIL;
    json_decref(answer);
    fputs("The running ndrwatch looks now.\n", stderr);
    return EX_OK;
}

static void
greet(const struct agent *agent)
{
    if (!isatty(STDERR_FILENO) || agent->once)
        return;
    for (size_t i = 0; i < agent->config->count; i++) {
        const struct account *account = &agent->config->accounts[i];
        fprintf(stderr, "Watching %s (%s at %s).\n", account->address, account->mailbox,
                account->host);
    }
    fputs("Ctrl-C ends it. In another terminal: ndrwatch status, ndrwatch list.\n",
          stderr);
}

/* Everything between the lock and the loop. */
static int
run(struct agent *agent)
{
    int code = query_journal(agent->place, &agent->journal);
    if (code)
        return code;
    agent->imap = (struct child){.name = "ndrwatch-imap", .fd = -1};
    agent->parse = (struct child){.name = "ndrwatch parse", .fd = -1};
    apart_open(agent);
    agent->imap_path = child_find("ndrwatch-imap");
    agent->parse_path = strdup("/proc/self/exe");
    desk_open(&agent->desk, agent->place);
    int why = control_open(&agent->control, agent->place->control);
    if (why) {
        code = place_failed(agent->place->control, why);
    } else if (!agent->imap_path || !agent->parse_path) {
        log_complain("its helper ndrwatch-imap is missing",
                     "install ndrwatch again; it was looked for in " NDRWATCH_LIBEXEC);
        code = EX_UNAVAILABLE;
    } else if (!watch_begin(agent) || !sent_begin(agent)) {
        log_complain("out of memory", NULL);
        code = EX_OSERR;
    } else {
        greet(agent);
        code = loop_run(agent);
    }
    sent_end(agent);
    watch_end(agent);
    apart_close(agent);
    control_close(&agent->control, agent->place->control);
    journal_close(&agent->journal);
    desk_close(&agent->desk);
    free(agent->imap_path);
    free(agent->parse_path);
    return code;
}

int
cmd_run(int argc, char **argv)
{
    struct options options;
    int code = options_read(
        argc, argv, OPTIONS_JSON | OPTIONS_EVENTS | OPTIONS_ONCE | OPTIONS_CONFIG, HELP,
        &options);
    return code >= 0 ? code : cmd_run_as(&options);
}

int
cmd_run_as(const struct options *options)
{
    struct place place;
    harden_process();
    int code = place_find(options->config, &place);
    if (code)
        return code;
    struct agent agent = {.place = &place,
                          .once = options->once,
                          .json = options->json,
                          .events = options->events,
                          .scan_all = options->all};
    code = config_load(&place, &agent.config);
    if (!code)
        code = place_make(&place);
    int lock = code ? -1 : take_lock(&place);
    if (!code && lock < 0) {
        int why = errno;
        code = why == EWOULDBLOCK ? beside(&place, options->once)
                                  : place_failed(place.lock, why);
    } else if (!code) {
        person_open(&place, agent.config, &agent.book);
        code = run(&agent);
    }
    if (lock >= 0)
        close(lock);
    person_close(&agent.book);
    config_free(agent.config);
    place_free(&place);
    return code;
}
