/* test_behaviours: what real providers do, in their own words, and how often their servers then see us: six
 * connections in the first two minutes and fifteen an hour after that, whatever they do; and a wrong
 * password twice. tests/system/providers.py has the same rows done to the real programs. */
#include "tests/support/check.h"

#include <string.h>

#include "imap/refusal.h"
#include "imap/watch.h"

enum {
    SECOND = 1000,
    MINUTE = 60 * SECOND,
    HOUR = 60 * MINUTE,
    GREETING = 30 * SECOND, /* STREAM_GREET_TIME */
    DONE = 15 * SECOND,     /* STREAM_DONE_TIME */
    HOURS = 6,
};

/* Where a server does what it does. */
enum step {
    AT_GREETING,
    AT_LOGIN,
    AT_EXAMINE,
    IN_IDLE,
    AT_AGE,
    AT_DONE,
    NEVER
};

// clang-format off
static const struct row {
    const char *name;
    enum step step;
    const char *code, *text;           /* its words; text NULL: it says none, or hangs up */
    int64_t after;                     /* ms in that step; AT_AGE: of the session */
    bool polls;                        /* IDLE is missing, or refused */
    enum message_watch_state told;     /* in the end, */
    enum message_fault fault;          /* and why */
    unsigned logins;                   /* at most; 0: any */
    struct watch_habits habits;
} rows[] = {
    {"normal",        NEVER, "", NULL, 0, false, MESSAGE_WATCHING, MESSAGE_FINE, 1, {0}},
    {"authfail",      AT_LOGIN, "AUTHENTICATIONFAILED", "Invalid credentials (Failure)", 300, false,
                      MESSAGE_ASKING, MESSAGE_REFUSED, 2, {0}},
    {"toomany",       AT_GREETING, "ALERT", "Too many simultaneous connections. (Failure)", 0, false,
                      MESSAGE_WAITING, MESSAGE_THROTTLED, 0, {0}},
    {"loginbusy",     AT_LOGIN, "UNAVAILABLE", "Server Unavailable. 15", 0, false, MESSAGE_WAITING, MESSAGE_THROTTLED, 0, {0}},
    {"noidle",        NEVER, "", NULL, 0, true, MESSAGE_WATCHING, MESSAGE_FINE, 1, {0}},
    {"drop",          IN_IDLE, "", NULL, 20 * SECOND, false, MESSAGE_WAITING, MESSAGE_UNREACHABLE, 0, {0}},
    {"bye",           IN_IDLE, "", "Autologout; idle for too long", 20 * SECOND, false, MESSAGE_WAITING, MESSAGE_EXPIRED, 0, {0}},
    {"idleno",        NEVER, "", NULL, 0, true, MESSAGE_WATCHING, MESSAGE_FINE, 1, {0}},
    {"exchange",      IN_IDLE, "", "Connection is closed. 13", 20 * SECOND, false, MESSAGE_WAITING, MESSAGE_EXPIRED, 0, {0}},
    {"mute",          AT_GREETING, "", NULL, GREETING, false, MESSAGE_WAITING, MESSAGE_UNREACHABLE, 0, {0}},
    {"silentidle",    AT_DONE, "", NULL, DONE, false, MESSAGE_WAITING, MESSAGE_UNREACHABLE, 0, {0}},
    {"silentpush",    NEVER, "", NULL, 0, false, MESSAGE_WATCHING, MESSAGE_FINE, 1, {.lossy = true}},
    {"earlyexists",   NEVER, "", NULL, 0, false, MESSAGE_WATCHING, MESSAGE_FINE, 1, {0}},
    {"prebanner",     NEVER, "", NULL, 0, false, MESSAGE_WATCHING, MESSAGE_FINE, 1, {0}},
    {"stillhere",     AT_DONE, "", NULL, DONE, false, MESSAGE_WAITING, MESSAGE_UNREACHABLE, 0, {0}},
    {"basicdisabled", AT_LOGIN, "", "Basic authentication is disabled.", 0, false, MESSAGE_ASKING, MESSAGE_REFUSED, 2, {0}},
    {"notconnected",  AT_EXAMINE, "", "User is authenticated but not connected.", 0, false,
                      MESSAGE_WAITING, MESSAGE_STRANGE, 0, {0}},
    {"throttled",     AT_EXAMINE, "", "Request is throttled. Suggested Backoff Time: 20000 milliseconds", 0, false,
                      MESSAGE_WAITING, MESSAGE_THROTTLED, 0, {0}},
    {"gmailmany",     AT_LOGIN, "ALERT", "Too many simultaneous connections. (Failure)", 0, false,
                      MESSAGE_WAITING, MESSAGE_THROTTLED, 0, {0}},
    {"dovecotmax",    AT_LOGIN, "UNAVAILABLE",
                      "Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)", 0, false,
                      MESSAGE_WAITING, MESSAGE_THROTTLED, 0, {0}},
    {"yahoolimit",    AT_GREETING, "LIMIT", "CAPABILITY Rate limit hit.", 0, false, MESSAGE_WAITING, MESSAGE_THROTTLED, 0, {0}},
    {"icloudbusy",    AT_LOGIN, "UNAVAILABLE", "Service temporarily unavailable", 0, false,
                      MESSAGE_WAITING, MESSAGE_THROTTLED, 0, {0}},
    {"sessionexp",    IN_IDLE, "", "Session expired, please login again.", 20 * SECOND, false,
                      MESSAGE_WAITING, MESSAGE_EXPIRED, 0, {0}},
    /* The same when they are as these providers are: once an hour, and nobody hears of it. */
    {"gmail",         AT_AGE, "", "Session expired, please login again.", HOUR, false, MESSAGE_WATCHING, MESSAGE_EXPIRED, 0, {0}},
    {"yahoo",         IN_IDLE, "", NULL, 300 * SECOND, false, MESSAGE_WATCHING, MESSAGE_FINE, 1, {.renew = 170 * SECOND}},
    {"a revolving door", AT_LOGIN, "", NULL, 0, false, MESSAGE_WAITING, MESSAGE_UNREACHABLE, 0, {0}},
};
// clang-format on

struct life {
    const struct row *row;
    struct watch watch;
    int64_t now, dialled[1000];
    unsigned dials, logins;
    uint32_t dice;
};

/* The server's side of one action. The time of the next event, and what it is. */
static struct watch_event
answer(struct life *life, enum watch_action action)
{
    const struct row *row = life->row;
    struct watch_event event = {.what = WATCH_OPENED};
    enum step step = AT_GREETING;
    bool silent = row->step == AT_DONE;
    switch (action) {
    case WATCH_DIAL:
        life->dialled[life->dials++] = life->now;
        assert_true(life->dials < COUNT(life->dialled));
        break;
    case WATCH_ASK:
        return (struct watch_event){.what = WATCH_SECRET};
    case WATCH_LOGIN:
        life->logins++;
        step = row->step == AT_EXAMINE ? AT_EXAMINE : AT_LOGIN;
        event.what = WATCH_ENTERED;
        break;
    case WATCH_LOOK:
        step = life->watch.renewing ? AT_DONE : NEVER;
        event.what = row->polls ? WATCH_POLLED : WATCH_LOOKED;
        break;
    case WATCH_NOTHING:
    case WATCH_PARK:
    case WATCH_DROP:
        event.what = WATCH_DUE;
        int64_t cut = row->step == AT_AGE ? life->watch.opened + row->after
                                          : life->now + row->after;
        if ((row->step == IN_IDLE || row->step == AT_AGE) &&
            life->watch.state == WATCH_IDLING && life->watch.due > cut)
            step = row->step;
        else if (life->watch.due > life->now)
            life->now = life->watch.due;
        break;
    }
    if (step != row->step || step == NEVER)
        return event;
    life->now = step == AT_AGE ? life->watch.opened + row->after
                               : life->now + row->after;
    struct refusal refusal = {MESSAGE_UNREACHABLE, 0, MESSAGE_NO_CAUSE};
    if (row->text && !silent)
        refusal = refusal_read(row->code, row->text, step == AT_LOGIN);
    life->dice = life->dice * 1664525U + 1013904223U;
    return (struct watch_event){.what = WATCH_BROKE,
                                .fault = refusal.fault,
                                .wait = refusal.wait,
                                .reached = step == AT_GREETING,
                                .random = life->dice};
}

/* Lives for some hours; *fault: of the last end. */
static void
live(struct life *life, enum message_fault *fault, enum message_watch_state *told)
{
    struct watch_event event = {.what = WATCH_START};
    *told = MESSAGE_CONNECTING;
    for (int i = 0; life->now < HOURS * (int64_t)HOUR && i < 100000; i++) {
        struct watch_step step = watch_step(life->watch, event, life->now);
        life->watch = step.watch;
        if (event.what == WATCH_BROKE)
            *fault = event.fault;
        /* What is told of the last end, or where there was none, of the rest. */
        if (event.what == WATCH_BROKE || *fault == MESSAGE_FINE)
            *told = watch_told(&life->watch);
        if (life->watch.state == WATCH_ASKING && life->watch.due == 0)
            return; /* only a person changes that */
        life->now += 10;
        event = answer(life, step.action);
    }
}

static unsigned
within(const struct life *life, int64_t from, int64_t until)
{
    unsigned count = 0;
    for (unsigned i = 0; i < life->dials; i++)
        count += life->dialled[i] >= from && life->dialled[i] < until;
    return count;
}

static void
table(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT(rows); i++)
        for (uint32_t dice = 0; dice < 20; dice++) {
            const struct row *row = &rows[i];
            struct life life = {.row = row, .now = 1, .dice = dice};
            enum message_fault fault = MESSAGE_FINE;
            enum message_watch_state told;
            life.watch.habits = row->habits;
            live(&life, &fault, &told);
            if (told != row->told || fault != row->fault)
                fail_msg("%s: state %d, fault %d", row->name, (int)told, (int)fault);
            if (row->logins > 0 && life.logins != row->logins)
                fail_msg("%s: %u logins", row->name, life.logins);
            unsigned soon = within(&life, 0, 2 * MINUTE);
            if (soon < 1 || soon > 6)
                fail_msg("%s: %u connections in two minutes", row->name, soon);
            for (unsigned k = 0; k < life.dials; k++) {
                int64_t from = life.dialled[k];
                unsigned hour = within(&life, from, from + HOUR);
                if (from >= 2 * MINUTE && hour > 15)
                    fail_msg("%s: %u connections in an hour", row->name, hour);
            }
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(table)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
