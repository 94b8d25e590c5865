/* loop: waits for whatever comes, hands it to who knows, and starts what has died. */
#include "agent/loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent/agent.h"
#include "agent/clock.h"
#include "agent/expected.h"
#include "agent/feed.h"
#include "agent/layers.h"
#include "agent/log.h"
#include "agent/remind.h"
#include "agent/service.h"

enum {
    ONCE_MAX = 10 * 60 * 1000, /* ms: cron starts the next one soon */
    ONCE_DEATHS = 3,           /* of ndrwatch-imap, until `once` gives up */
    STOP_MAX = 2000,           /* ms for the helpers to log out */
};

/* The descriptors we wait for, in this order. */
enum slot {
    SLOT_SIGNALS = 0,
    SLOT_TIMER,
    SLOT_IMAP,
    SLOT_PARSE = SLOT_IMAP + APART_PROCESSES,
    SLOT_DRAFT,
    SLOT_STDOUT,
    SLOT_CHECKS,
    SLOT_CONTROL,
    SLOT_DESK = SLOT_CONTROL + 1 + CONTROL_CLIENTS_MAX,
    SLOT_TOKENS = SLOT_DESK + DESK_FDS,
    SLOTS = SLOT_TOKENS + TOKENS_VISITS_MAX
};

struct loop {
    struct agent *agent;
    int signals, timer;
    int64_t begun;  /* ms */
    int code;       /* of the end */
    size_t watched; /* accounts, as last told to systemd */
    int64_t pulse;  /* ms between two signs of life for systemd; 0: none wanted */
    int64_t beat;   /* when the next one is due */
    int64_t reload; /* ms: the configuration is read again, by then; 0: it is not */
    int64_t last;   /* ms: it ends, by then; 0: it does not */
    struct pollfd polled[SLOTS];
};

/* ---- the disk ---- */

void
agent_stuck(struct agent *agent)
{
    if (!agent->stuck_until)
        log_error(NULL, "%s", agent->journal.text);
    agent->stuck_until = agent->now + AGENT_STUCK_WAIT;
}

void
agent_unstuck(struct agent *agent)
{
    if (agent->stuck_until)
        log_info(NULL, "the journal can be written again");
    agent->stuck_until = 0;
}

bool
agent_is_stuck(const struct agent *agent)
{
    return agent->stuck_until > agent->now;
}

/* ---- helpers ---- */

static void
start_imap(struct agent *agent)
{
    apart_settle(agent);
    for (size_t i = 0; i < APART_PROCESSES && !agent_is_stuck(agent); i++)
        apart_start(agent, i);
}

static void
start_parse(struct agent *agent)
{
    static char name[] = "ndrwatch", command[] = "parse";
    char *const arguments[] = {name, command, NULL};
    if (restart_due(&agent->parse.restart, agent->now) && !agent->parse.pid &&
        !agent->stopping &&
        child_start(&agent->parse, agent->parse_path, arguments, agent->now))
        intake_pump(agent); /* what waited for it: nothing else may wake us */
}

/* False: it says what it must not. */
static bool
heed_imap(struct agent *agent, size_t number, const struct message *message)
{
    if (message->type == MESSAGE_CAGE) /* of the whole process */
        return layers_told(apart_process(agent, number), message);
    if (!apart_has(agent, number, message->account))
        return false;
    switch (message->type) {
    case MESSAGE_SECRET:
        return secret_asked(agent, message);
    case MESSAGE_STATE:
        if (!watch_state(agent, message))
            return false;
        /* To begin is no sign of health: a server may end it each time. */
        if (agent->watches[message->account].state != MESSAGE_CONNECTING)
            restart_healthy(&apart_process(agent, number)->restart);
        return true;
    case MESSAGE_MAIL:
        return intake_mail(agent, message);
    case MESSAGE_SEEN:
        return watch_seen(agent, message);
    case MESSAGE_SWEPT:
        return scan_swept(agent, message);
    case MESSAGE_PIECE:
        return errand_piece(agent, message);
    case MESSAGE_DONE:
        return errand_over(agent, message);
    case MESSAGE_CAME:
        return expected_came(agent, message);
    case MESSAGE_WATCH:
    case MESSAGE_ERRAND:
    case MESSAGE_PROCEED:
    case MESSAGE_QUIT:
    case MESSAGE_TAKEN:
    case MESSAGE_SCAN:
    case MESSAGE_SWEEP:
    case MESSAGE_EXPECT:
    case MESSAGE_FACTS:
    case MESSAGE_CAGE:
    case MESSAGE_TRUST:
    case MESSAGE_LOOKUPS:
    case MESSAGE_WEB:
    case MESSAGE_REDRAFT:
    case MESSAGE_STEP: /* we do not ask for them */
    case MESSAGE_TYPES:
        return false;
    }
    return false;
}

/* Takes frames while there is room for mails; the rest stays with the helper. */
static void
heed_imap_all(struct agent *agent, size_t number)
{
    struct child *child = apart_process(agent, number);
    struct message message;
    while (child && child->pid && agent->intake.count < INTAKE_MAX &&
           child_next(child, &message)) {
        if (heed_imap(agent, number, &message))
            continue;
        log_error(NULL,
                  "ndrwatch-imap sent a message of type %d that cannot be right; it is "
                  "started anew and nothing is lost. If it stays so, install all of "
                  "ndrwatch again: its parts may be of different versions",
                  (int)message.type);
        child->broken = true;
        return;
    }
}

static void
heed_parse_all(struct agent *agent)
{
    struct message message;
    while (agent->parse.pid && child_next(&agent->parse, &message)) {
        if (message.type == MESSAGE_FACTS && intake_facts(agent, &message))
            continue;
        if (message.type == MESSAGE_CAGE && layers_told(&agent->parse, &message))
            continue;
        log_error(
            NULL,
            "the parser (ndrwatch parse) sent a message of type %d that cannot be "
            "right; it is started anew and the mail is read again",
            (int)message.type);
        agent->parse.broken = true;
        return;
    }
}

static void
heed_helpers(struct loop *loop)
{
    struct agent *agent = loop->agent;
    if (loop->polled[SLOT_PARSE].revents)
        child_read(&agent->parse);
    heed_parse_all(agent);
    for (size_t i = 0; i < APART_PROCESSES; i++) {
        struct child *child = apart_process(agent, i);
        if (!child)
            continue;
        if (loop->polled[SLOT_IMAP + i].revents & (POLLIN | POLLHUP | POLLERR) &&
            agent->intake.count < INTAKE_MAX)
            child_read(child);
        heed_imap_all(agent, i);
        /* Ended or gone astray; for one that is ending by itself it changes nothing. */
        if (child->broken)
            child_kill(child);
    }
    if (agent->parse.broken)
        child_kill(&agent->parse);
}

static void
log_end(const char *name, enum child_end end, int status)
{
    switch (end) {
    case CHILD_WELL:
    case CHILD_ANEW:   /* it has said so */
    case CHILD_KILLED: /* we have said why, as we have with the next */
    case CHILD_ASTRAY:
        return;
    case CHILD_DIED:
        log_warning(NULL, "%s was ended by signal %d; it is started anew", name,
                    WTERMSIG(status));
        return;
    case CHILD_FAILED:
        if (WEXITSTATUS(status) == 127)
            log_error(NULL,
                      "%s cannot be started; install ndrwatch again, or look at the "
                      "rights of its programs",
                      name);
        else
            log_warning(NULL, "%s ended with exit code %d; it is started anew", name,
                        WEXITSTATUS(status));
        return;
    }
}

/* False: it is none of ndrwatch-imap. */
static bool
reap_imap(struct agent *agent, pid_t pid, int status)
{
    for (size_t i = 0; i < APART_PROCESSES; i++) {
        const struct child *child = apart_process(agent, i);
        if (!child || child->pid != pid)
            continue;
        bool asked = agent->stopping || child->fd < 0;
        enum child_end end = asked ? CHILD_WELL : child_end(child, status);
        log_end(child->name, end, status);
        apart_gone(agent, i, end);
        return true;
    }
    return false;
}

static void
reap(struct agent *agent)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (reap_imap(agent, pid, status)) {
            continue;
        } else if (resend_reaped(agent, pid)) {
            continue;
        } else if (pid == agent->parse.pid) {
            if (!agent->stopping)
                log_end(agent->parse.name, child_end(&agent->parse, status), status);
            child_gone(&agent->parse, agent->now);
            intake_parser_lost(agent);
        } else if (!checks_reaped(agent, pid) && !tokens_reaped(agent, pid)) {
            desk_reaped(&agent->desk, pid, status);
        }
    }
}

/* ---- signals ---- */

static void
reload(struct agent *agent)
{
    struct config *config;
    if (config_load(agent->place, &config) != 0) {
        log_error(NULL,
                  "the configuration has the faults above: the old one stays; correct "
                  "them, then send HUP again");
        return;
    }
    tokens_end(agent);
    desk_end(&agent->desk);
    secret_end(agent);
    errand_end(agent);
    resend_end(agent); /* its account's number may be another's soon */
    sent_end(agent);
    apart_forget(
        agent); /* they are started again with the new accounts once they have ended */
    watch_end(agent);
    config_free(agent->config);
    agent->config = config;
    person_close(&agent->book);
    person_open(agent->place, config, &agent->book);
    if (!watch_begin(agent) || !sent_begin(agent)) {
        log_error(NULL,
                  "out of memory for the new configuration: no account is watched; "
                  "restart ndrwatch");
        agent->config->count = 0;
    }
    plight_recover(agent);
    log_info(NULL, "the configuration has been read again: %zu account%s",
             agent->config->count, agent->config->count == 1 ? "" : "s");
}

static void
heed_signals(struct loop *loop)
{
    struct signalfd_siginfo signal;
    while (read(loop->signals, &signal, sizeof signal) == sizeof signal) {
        if (signal.ssi_signo == SIGHUP) {
            service_reloading();
            loop->reload = loop->agent->now + TOKENS_SETTLE;
        } else if (signal.ssi_signo != SIGCHLD)
            loop->agent->stopping = true;
    }
    reap(loop->agent);
}

/* Reads the configuration again, where that was asked for and loses no sign-in. */
static void
heed_reload(struct loop *loop)
{
    struct agent *agent = loop->agent;
    if (loop->reload == 0 || (tokens_unsettled(agent) && agent->now < loop->reload))
        return;
    loop->reload = 0;
    reload(agent);
    service_tell("READY=1");
}

/* Does it go on? Told to end, it does so where that loses no sign-in. */
static bool
goes_on(struct loop *loop)
{
    struct agent *agent = loop->agent;
    if (!agent->stopping)
        return true;
    if (loop->last == 0)
        loop->last = agent->now + TOKENS_SETTLE;
    return tokens_unsettled(agent) && agent->now < loop->last;
}

/* ---- time ---- */

static void
sooner(int64_t *due, int64_t when)
{
    if (when > 0 && (*due == 0 || when < *due))
        *due = when;
}

/* The next moment something is to be done by the clock; 0: none. */
static int64_t
next_due(const struct loop *loop)
{
    const struct agent *agent = loop->agent;
    int64_t due = 0;
    if (agent_is_stuck(agent))
        sooner(&due, agent->stuck_until);
    sooner(&due, intake_due(agent));
    sooner(&due, desk_due(&agent->desk));
    sooner(&due, secret_due(agent));
    sooner(&due, tokens_due(agent));
    sooner(&due, checks_due(agent));
    sooner(&due, sent_due(agent));
    sooner(&due, errand_due(loop->agent));
    sooner(&due, resend_due(agent));
    sooner(&due, remind_wake(agent));
    sooner(&due, filing_due(agent));
    sooner(&due, plight_due(agent));
    sooner(&due, renewed_due(agent));
    for (size_t i = 0; i < APART_PROCESSES; i++) {
        const struct child *child = apart_process(loop->agent, i);
        /* What start_imap would not start must not wake us. */
        if (child && !child->pid && !agent_is_stuck(agent) && apart_wanted(agent, i))
            sooner(&due, child->restart.next);
    }
    if (!agent->parse.pid)
        sooner(&due, agent->parse.restart.next);
    sooner(&due, loop->beat);
    sooner(&due, loop->reload);
    sooner(&due, loop->last);
    if (agent->once)
        sooner(&due, (agent->scanned ? agent->scanned : loop->begun) + ONCE_MAX);
    return due;
}

static void
set_timer(const struct loop *loop)
{
    int64_t due = next_due(loop);
    struct itimerspec when = {.it_value = {.tv_sec = (time_t)(due / 1000),
                                           .tv_nsec = (long)(due % 1000 * 1000000)}};
    timerfd_settime(loop->timer, TFD_TIMER_ABSTIME, &when, NULL);
}

static void
wait_for_something(struct loop *loop)
{
    struct agent *agent = loop->agent;
    struct pollfd *polled = loop->polled;
    polled[SLOT_SIGNALS] = (struct pollfd){.fd = loop->signals, .events = POLLIN};
    polled[SLOT_TIMER] = (struct pollfd){.fd = loop->timer, .events = POLLIN};
    for (size_t i = 0; i < APART_PROCESSES; i++) {
        const struct child *child = apart_process(agent, i);
        polled[SLOT_IMAP + i] = child ? child_poll(child,
                                                   agent->intake.count < INTAKE_MAX)
                                      : (struct pollfd){.fd = -1};
    }
    polled[SLOT_PARSE] = child_poll(&agent->parse, true);
    polled[SLOT_DRAFT] = resend_poll(agent);
    polled[SLOT_STDOUT] = (struct pollfd){
        .fd = agent->tell.line_waits ? STDOUT_FILENO : -1, .events = POLLOUT};
    polled[SLOT_CHECKS] = checks_poll(agent);
    control_poll(&agent->control, polled + SLOT_CONTROL);
    desk_poll(&agent->desk, polled + SLOT_DESK);
    tokens_poll(agent, polled + SLOT_TOKENS);
    set_timer(loop);
    if (poll(polled, SLOTS, -1) < 0)
        for (size_t i = 0; i < SLOTS; i++)
            polled[i].revents = 0;
    agent->now = clock_boot();
    uint64_t ticks;
    if (polled[SLOT_TIMER].revents && read(loop->timer, &ticks, sizeof ticks) < 0)
        return; /* set anew meanwhile */
}

/* ---- the turn ---- */

static void
tell_service(struct loop *loop)
{
    const struct agent *agent = loop->agent;
    size_t watched = 0;
    for (size_t i = 0; i < agent->config->count; i++)
        watched += agent->watches[i].state == MESSAGE_WATCHING;
    if (watched == loop->watched)
        return;
    loop->watched = watched;
    char line[96];
    snprintf(line, sizeof line, "STATUS=%zu of %zu accounts watched", watched,
             agent->config->count);
    service_tell(line);
}

/* That the loop still turns. */
static void
beat(struct loop *loop)
{
    if (loop->pulse == 0 || loop->beat > loop->agent->now)
        return;
    loop->beat = loop->agent->now + loop->pulse;
    service_tell("WATCHDOG=1");
}

/* With --once: is everything done that can be? */
static void
check_once(struct loop *loop)
{
    struct agent *agent = loop->agent;
    bool well = false;
    int64_t begun = agent->scanned ? agent->scanned : loop->begun;
    if (agent->now - begun >= ONCE_MAX || agent->imap.restart.deaths >= ONCE_DEATHS) {
        log_error(
            NULL,
            "not done in time: the server or this computer is slow, or "
            "ndrwatch-imap keeps dying (see above). Nothing is lost; the next run "
            "goes on from here");
        loop->code = EX_TEMPFAIL;
        agent->stopping = true;
    } else if (watch_caught_up(agent, &well) && !agent->intake.first &&
               !watch_unsettled(agent) && !scan_busy(agent) && !agent->scan_held &&
               !checks_busy(agent) && tell_lines_done(agent)) {
        loop->code = agent->tell.line_dead ? EX_IOERR : well ? EX_OK : EX_TEMPFAIL;
        agent->stopping = true;
    }
}

static void
flush_imap(struct agent *agent)
{
    child_flush(&agent->apart.nobody);
    for (size_t i = 0; i < APART_PROCESSES; i++)
        if (apart_process(agent, i))
            child_flush(apart_process(agent, i));
}

static void
show_scan(const struct loop *loop)
{
    struct agent *agent = loop->agent;
    if (!agent->scan_all || agent->json)
        return;
    struct scan_sum sum = scan_sum(agent);
    if (scan_busy(agent))
        progress_share(&agent->progress, sum.share, (size_t)sum.looked,
                       (size_t)sum.found);
    else
        progress_clear(&agent->progress);
}

static void
turn(struct loop *loop)
{
    struct agent *agent = loop->agent;
    start_parse(agent);
    start_imap(agent);
    flush_imap(agent);
    child_flush(&agent->parse);
    wait_for_something(loop);
    heed_helpers(loop);
    intake_pump(agent);
    for (size_t i = 0; i < APART_PROCESSES; i++)
        heed_imap_all(agent, i); /* what had to wait for room */
    flush_imap(agent);
    heed_signals(loop);
    heed_reload(loop);
    control_pump(agent, loop->polled + SLOT_CONTROL);
    secret_pump(agent);
    desk_pump(agent);
    tokens_pump(agent);
    intake_pump(agent);
    watch_settle(agent);
    scan_pump(agent);
    checks_pump(agent);
    sent_pump(agent);
    errand_pump(agent);
    resend_pump(agent, loop->polled + SLOT_DRAFT);
    filing_pump(agent);
    plight_pump(agent);
    renewed_pump(agent);
    expected_pump(agent);
    show_scan(loop);
    remind_pump(agent);
    tell_pump(agent);
    tell_service(loop);
    beat(loop);
    if (agent->once && !agent->stopping)
        check_once(loop);
}

/* Does any helper still live? */
static bool
helped(struct agent *agent)
{
    bool alive = agent->parse.pid;
    for (size_t i = 0; i < APART_PROCESSES; i++) {
        const struct child *child = apart_process(agent, i);
        alive = alive || (child && child->pid);
    }
    return alive;
}

/* Lets the helpers log out, then ends them. */
static void
stop(struct loop *loop)
{
    struct agent *agent = loop->agent;
    int64_t until = clock_boot() + STOP_MAX;
    service_tell("STOPPING=1");
    checks_end(agent);
    tokens_end(agent);
    desk_end(&agent->desk);
    secret_end(agent);
    errand_end(agent);
    resend_end(agent);
    intake_end(agent);
    for (size_t i = 0; i < APART_PROCESSES; i++) {
        struct child *child = apart_process(agent, i);
        if (child && child->pid && !child->broken)
            message_put(&child->out, MESSAGE_QUIT, 0, 0);
    }
    flush_imap(agent);
    child_close(&agent->parse);
    while (helped(agent) && clock_boot() < until) {
        struct pollfd wait = {.fd = loop->signals, .events = POLLIN};
        int64_t left = until - clock_boot();
        if (poll(&wait, 1, left > 0 ? (int)left : 0) > 0)
            heed_signals(loop);
    }
    child_kill(&agent->parse);
    for (size_t i = 0; i < APART_PROCESSES; i++) {
        if (!apart_process(agent, i))
            continue;
        child_kill(apart_process(agent, i));
        child_close(apart_process(agent, i));
    }
}

int
loop_run(struct agent *agent)
{
    struct loop loop = {.agent = agent, .watched = SIZE_MAX};
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGTERM);
    sigaddset(&mask, SIGINT);
    sigaddset(&mask, SIGHUP);
    sigaddset(&mask, SIGCHLD);
    sigprocmask(SIG_BLOCK, &mask, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a limit on file sizes is a full disk, not an end */
    loop.signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
    loop.timer = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    if (loop.signals < 0 || loop.timer < 0) {
        log_error(NULL, "cannot wait for signals or the clock: %s", strerror(errno));
        return EX_OSERR;
    }
    agent->now = loop.begun = clock_boot();
    loop.pulse = service_pulse();
    service_tell("READY=1");
    beat(&loop);
    feed_start(agent);
    agent->progress = progress_begin();
    if (agent->scan_all)
        scan_want(agent);
    checks_watch(agent);
    plight_recover(agent);
    tell_pump(agent);
    while (goes_on(&loop))
        turn(&loop);
    stop(&loop);
    feed_stop(agent, loop.code);
    close(loop.signals);
    close(loop.timer);
    return loop.code;
}
