/* checks: domains looked up without being asked: those of returned mail that is proven to be one's
 * own, and those that somebody waits for. */
#include "agent/checks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

#include "agent/agent.h"
#include "agent/await.h"
#include "agent/case.h"
#include "agent/clock.h"
#include "agent/domains.h"
#include "agent/facts.h"
#include "agent/idna.h"
#include "agent/log.h"
#include "agent/providers.h"
#include "classify/bounce.h"

enum {
    HOUR = 60 * 60 * 1000, /* ms */
    OF_ONE_MAIL = 4        /* domains: a mail to more says nothing by each */
};

bool
checks_telling(unsigned cause)
{
    static const enum bounce_cause causes[] = {
        BOUNCE_CAUSE_UNKNOWN,
        BOUNCE_CAUSE_NO_SUCH_USER,
        BOUNCE_CAUSE_NO_SUCH_DOMAIN,
        BOUNCE_CAUSE_DOMAIN_TAKES_NO_MAIL,
        BOUNCE_CAUSE_RELAY_DENIED,
        BOUNCE_CAUSE_CONNECTION_REFUSED,
        BOUNCE_CAUSE_CONNECTION_TIMEOUT,
        BOUNCE_CAUSE_CONNECTION_DROPPED,
        BOUNCE_CAUSE_DNS_FAILURE,
        BOUNCE_CAUSE_TLS_PROBLEM,
        BOUNCE_CAUSE_MAIL_LOOP,
        BOUNCE_CAUSE_EXPIRED_UNKNOWN,
        BOUNCE_CAUSE_SERVER_MISCONFIGURED,
    };
    for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++)
        if (cause == causes[i])
            return true;
    return false;
}

bool
checks_knocking(unsigned cause)
{
    return cause == BOUNCE_CAUSE_CONNECTION_REFUSED ||
           cause == BOUNCE_CAUSE_CONNECTION_TIMEOUT ||
           cause == BOUNCE_CAUSE_CONNECTION_DROPPED ||
           cause == BOUNCE_CAUSE_EXPIRED_UNKNOWN;
}

/* Names that stand for others in texts, or that the Internet never hears of (RFC 2606, 6761, 6762). */
static bool
is_reserved(const char *domain)
{
    static const char *const ends[] = {".example",     ".test",       ".invalid",
                                       ".localhost",   ".local",      ".example.com",
                                       ".example.net", ".example.org"};
    size_t length = strlen(domain);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        size_t end = strlen(ends[i]);
        if (strcasecmp(domain, ends[i] + 1) == 0 ||
            (length > end && strcasecmp(domain + length - end, ends[i]) == 0))
            return true;
    }
    return false;
}

bool
checks_wanted(const char *recipient, unsigned cause, bool big)
{
    const char *at = strrchr(recipient, '@');
    return at && strchr(at, '.') && checks_telling(cause) && !big &&
           !is_reserved(at + 1);
}

/* ---- what is queued ---- */

static bool
is_same(const struct sender_question *left, const struct sender_question *right)
{
    return strcmp(left->domain, right->domain) == 0 &&
           strcmp(left->key, right->key) == 0 &&
           strcmp(left->address, right->address) == 0 && left->lists == right->lists;
}

static bool
is_queued(const struct checks *checks, const struct checks_wish *wish)
{
    for (size_t i = 0; i < checks->queued; i++)
        if (strcmp(checks->queue[i].domain, wish->domain) == 0 &&
            is_same(&checks->queue[i].sender, &wish->sender))
            return true;
    return checks->inquiry.deadline > 0 &&
           strcmp(checks->inquiry.domain, wish->domain) == 0 &&
           is_same(&checks->inquiry.sender, &wish->sender);
}

static void
enqueue(struct checks *checks, const char *name, const struct checks_wish *more)
{
    struct checks_wish wish = {0};
    if (more)
        wish = *more;
    if (checks->queued < CHECKS_QUEUE_MAX && idna_name(name, wish.domain) &&
        !is_queued(checks, &wish))
        checks->queue[checks->queued++] = wish;
}

/* The account, if it lets its domains be looked up; NULL: not, or it is gone. */
static const struct account *
account_of(const struct agent *agent, const char *name)
{
    for (size_t i = 0; i < agent->config->count; i++)
        if (strcmp(agent->config->accounts[i].name, name) == 0)
            return agent->config->accounts[i].check_domains
                       ? &agent->config->accounts[i]
                       : NULL;
    return NULL;
}

static void
enqueue_failures(struct agent *agent, const struct account *account,
                 const struct bounce *bounce)
{
    struct providers providers = {0};
    size_t count = 0;
    const char *own = strrchr(account->address, '@');
    providers_load(agent->place, &providers);
    for (const struct bounce_failure *one = bounce->failures;
         one && count < OF_ONE_MAIL; one = one->next, count++) {
        struct bounce_diagnosis why = bounce_diagnose(bounce, one);
        bool bad = one->kind == BOUNCE_FAILED || one->kind == BOUNCE_DELAYED;
        bool big = providers_by_address(&providers, one->recipient) != NULL;
        struct checks_wish wish = {.knock = account->knock &&
                                            checks_knocking(why.cause)};
        if (!own || !idna_name(own + 1, wish.control))
            wish.control[0] = '\0';
        if (bad && checks_wanted(one->recipient, why.cause, big))
            enqueue(&agent->checks, strrchr(one->recipient, '@') + 1, &wish);
    }
    providers_free(&providers);
}

bool
checks_own(const struct config *config, const struct place *place, const char *domain,
           bool asked)
{
    struct providers providers = {0};
    bool own = false, big = false;
    providers_load(place, &providers);
    for (size_t i = 0; i < config->count && !own; i++) {
        const struct account *account = &config->accounts[i];
        const char *at = strrchr(account->address, '@');
        char name[LOOKUP_NAME_MAX];
        own = at && (asked || account->check_domains) && idna_name(at + 1, name) &&
              strcmp(name, domain) == 0;
        big = own && providers_by_address(&providers, account->address);
    }
    providers_free(&providers);
    return own && !big && !is_reserved(domain);
}

/* One's own domain, where the mail was not believed to be its; or the server is said to be on a
 * list, and lists may be asked. */
static void
enqueue_sender(struct agent *agent, const struct account *account,
               const struct bounce *bounce)
{
    struct checks_wish wish = {0};
    const struct bounce_failure *lead = bounce_lead(bounce);
    bool listed = bounce_diagnose(bounce, lead).cause == BOUNCE_CAUSE_IP_BLOCKLISTED;
    bool asks = sender_of(bounce, lead, &wish.sender);
    wish.sender.lists = listed && account->knock;
    if (asks && (!listed || (account->knock && wish.sender.address[0] != '\0')) &&
        checks_own(agent->config, agent->place, wish.sender.domain, false))
        enqueue(&agent->checks, wish.sender.domain, &wish);
}

void
checks_settled(struct agent *agent, int64_t event)
{
    struct journal_row row;
    struct bounce *bounce;
    if (agent->checks.queued == CHECKS_QUEUE_MAX ||
        !journal_event(&agent->journal, event, &row))
        return;
    const struct account *account = account_of(agent, row.account);
    if (strcmp(row.verdict, "mine") == 0 && account &&
        facts_read(row.facts, strlen(row.facts), &bounce)) {
        enqueue_failures(agent, account, bounce);
        enqueue_sender(agent, account, bounce);
        facts_free(bounce);
    }
    journal_row_free(&row);
}

void
checks_watch(struct agent *agent)
{
    agent->checks.watch_due = agent->now;
    agent->checks.owed = true;
}

/* ---- what is begun ---- */

/* When the next one may begin, ms: at the soonest an hour after the twentieth before it. */
static int64_t
allowed(const struct checks *checks)
{
    int64_t oldest = checks->begun[checks->next];
    return oldest > 0 ? oldest + HOUR : 0;
}

static bool
is_fresh(struct agent *agent, const struct checks_wish *wish)
{
    struct domains_row row;
    struct domains_own own;
    int64_t since = clock_now() - DOMAINS_FRESH;
    if (wish->sender.domain[0] != '\0')
        return domains_read_own(&agent->journal, &wish->sender, &own) &&
               own.checked > since;
    return domains_read(&agent->journal, wish->domain, &row) && row.checked > since &&
           row.watched == 0;
}

static void
begin(struct agent *agent, const struct checks_wish *wish)
{
    struct checks *checks = &agent->checks;
    struct inquiry_wish inquiry = {.domain = wish->domain,
                                   .sender = &wish->sender,
                                   .control = wish->knock ? wish->control : NULL};
    char *path = child_find("ndrwatch-net");
    if (!path && !checks->missing)
        log_error(NULL, "ndrwatch-net is missing: no domain is looked up; install "
                        "ndrwatch again");
    checks->missing = !path;
    if (path &&
        getrandom(&inquiry.dice, sizeof inquiry.dice, 0) == sizeof inquiry.dice &&
        inquiry_begin(&checks->inquiry, path, &inquiry, agent->now)) {
        checks->begun[checks->next] = agent->now;
        checks->next = (checks->next + 1) % CHECKS_AN_HOUR;
    }
    free(path);
}

static void
begin_next(struct agent *agent)
{
    struct checks *checks = &agent->checks;
    while (checks->queued > 0 && checks->inquiry.deadline == 0 && !checks->ending &&
           agent->now >= allowed(checks) && !agent->stopping) {
        struct checks_wish wish = checks->queue[0];
        checks->queued--;
        memmove(&checks->queue[0], &checks->queue[1],
                checks->queued * sizeof checks->queue[0]);
        if (!is_fresh(agent, &wish))
            begin(agent, &wish);
    }
}

/* ---- what has come ---- */

static void
keep(struct agent *agent)
{
    struct inquiry *inquiry = &agent->checks.inquiry;
    struct domain_findings found = domain_judge(&inquiry->question, &inquiry->set);
    struct domains_row before;
    /* A network that lies or is away says nothing about the domain. */
    if (found.at[0].grade == DOMAIN_UNSURE)
        return;
    if (inquiry->sender.domain[0] != '\0') {
        if (!domains_keep_own(&agent->journal, &inquiry->question, &inquiry->sender,
                              &inquiry->set, clock_now()))
            agent_stuck(agent);
        return;
    }
    bool watched = domains_read(&agent->journal, inquiry->domain, &before) &&
                   before.watched > 0;
    if (!domains_keep(&agent->journal, &inquiry->question, &inquiry->set,
                      clock_now())) {
        agent_stuck(agent);
        return;
    }
    if (!watched || !domain_works(found.at[0].what))
        return;
    if (domains_answers(&agent->journal, inquiry->domain, clock_now()))
        agent->checks.owed = true;
    else
        agent_stuck(agent); /* the next look finds it again */
}

static void
finish(struct agent *agent)
{
    struct checks *checks = &agent->checks;
    checks->ending = checks->inquiry.net.pid;
    inquiry_end(&checks->inquiry, false);
}

struct round {
    struct checks *checks;
    int64_t now; /* UNIX seconds */
    size_t watched, over;
    char ended[DOMAINS_WATCHED_MAX][LOOKUP_NAME_MAX];
};

static void
enqueue_watched(void *context, const struct domains_row *row)
{
    struct round *round = context;
    round->watched++;
    switch (await_turn(row, round->now)) {
    case AWAIT_LOOK:
        enqueue(round->checks, row->domain, NULL);
        break;
    case AWAIT_LATER:
        break;
    case AWAIT_OVER:
        if (round->over < DOMAINS_WATCHED_MAX)
            memcpy(round->ended[round->over++], row->domain, LOOKUP_NAME_MAX);
        break;
    }
}

/* Where nobody waits for a domain, nothing wakes us. */
static void
look_at_watched(struct agent *agent)
{
    struct checks *checks = &agent->checks;
    struct round round = {.checks = checks, .now = clock_now()};
    if (checks->watch_due == 0 || agent->now < checks->watch_due)
        return;
    checks->watch_due = agent->now + AGENT_STUCK_WAIT;
    if (agent_is_stuck(agent))
        return;
    bool good = domains_watched(&agent->journal, enqueue_watched, &round);
    for (size_t i = 0; i < round.over && good; i++) {
        good = domains_watch(&agent->journal, round.ended[i], 0);
        if (good)
            log_info(NULL,
                     "%s is not watched any more: in %d days it did not answer. To go "
                     "on: ndrwatch watch %s",
                     round.ended[i], DOMAINS_WAIT / AWAIT_DAY, round.ended[i]);
    }
    if (!good)
        agent_stuck(agent);
    else
        checks->watch_due = round.watched > 0 ? agent->now + AWAIT_EVERY * 1000 : 0;
}

struct pollfd
checks_poll(const struct agent *agent)
{
    const struct pollfd nothing = {.fd = -1};
    return agent->checks.inquiry.deadline > 0 ? inquiry_poll(&agent->checks.inquiry)
                                              : nothing;
}

void
checks_pump(struct agent *agent)
{
    struct inquiry *inquiry = &agent->checks.inquiry;
    if (inquiry->deadline > 0)
        inquiry_pump(inquiry, agent->now);
    if (inquiry->deadline > 0 && inquiry->over) {
        keep(agent);
        finish(agent);
    }
    look_at_watched(agent);
    begin_next(agent);
}

int64_t
checks_due(const struct agent *agent)
{
    const struct checks *checks = &agent->checks;
    if (checks->inquiry.deadline > 0)
        return checks->inquiry.deadline;
    if (checks->queued > 0)
        return checks->ending ? 0 : allowed(checks);
    return checks->watch_due;
}

bool
checks_busy(const struct agent *agent)
{
    const struct checks *checks = &agent->checks;
    return checks->inquiry.deadline > 0 ||
           (checks->queued > 0 && agent->now >= allowed(checks));
}

bool
checks_reaped(struct agent *agent, pid_t pid)
{
    struct checks *checks = &agent->checks;
    if (pid == checks->ending) {
        checks->ending = 0;
        return true;
    }
    if (checks->inquiry.deadline == 0 || pid != checks->inquiry.net.pid)
        return false;
    /* It died before it was over: what has come of it counts. */
    inquiry_pump(&checks->inquiry, agent->now);
    inquiry_reaped(&checks->inquiry, agent->now);
    return true;
}

void
checks_end(struct agent *agent)
{
    if (agent->checks.inquiry.deadline > 0)
        inquiry_end(&agent->checks.inquiry, true);
    agent->checks.queued = 0;
}
