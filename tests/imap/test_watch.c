/* test_watch: days of a watch's life, with a clock of our own. */
#include "tests/support/check.h"

#include "imap/nudge.h"
#include "imap/watch.h"

enum {
    SECOND = 1000,
    MINUTE = 60 * SECOND,
    HOUR = 60 * MINUTE,
    CONNECT_TIME = 15 * SECOND, /* what a dead host costs */
};

/* A watch, its clock, and what it has done. */
struct life {
    struct watch watch;
    int64_t now;
    enum watch_action action;
    unsigned dials, logins;
    int64_t dialled; /* when the last time */
    uint32_t dice;
};

static void
happen(struct life *life, struct watch_event event)
{
    life->dice = life->dice * 1664525U + 1013904223U;
    event.random = life->dice;
    struct watch_step step = watch_step(life->watch, event, life->now);
    life->watch = step.watch;
    life->action = step.action;
    life->logins += step.action == WATCH_LOGIN;
    if (step.action == WATCH_DIAL) {
        life->dials++;
        life->dialled = life->now;
    }
}

static void
comes(struct life *life, enum watch_what what)
{
    happen(life, (struct watch_event){.what = what});
}

static void
breaks(struct life *life, enum message_fault fault, int64_t wait)
{
    happen(life, (struct watch_event){.what = WATCH_BROKE,
                                      .fault = fault,
                                      .wait = wait,
                                      .reached = life->watch.state == WATCH_DIALLING});
    assert_int_equal(life->action, WATCH_DROP);
}

/* No connection was made: nobody answers, or a machine that is not listening. */
static void
misses(struct life *life)
{
    happen(life,
           (struct watch_event){.what = WATCH_BROKE, .fault = MESSAGE_UNREACHABLE});
    assert_int_equal(life->action, WATCH_DROP);
}

static void
until_due(struct life *life)
{
    assert_true(life->watch.due > 0);
    if (life->watch.due > life->now)
        life->now = life->watch.due;
    comes(life, WATCH_DUE);
}

static struct life
born(void)
{
    struct life life = {.now = 1000, .dice = 7};
    comes(&life, WATCH_START);
    assert_int_equal(life.action, WATCH_DIAL);
    return life;
}

/* From DIALLING to parked in IDLE. */
static void
settle(struct life *life)
{
    comes(life, WATCH_OPENED);
    assert_int_equal(life->action, WATCH_ASK);
    comes(life, WATCH_SECRET);
    assert_int_equal(life->action, WATCH_LOGIN);
    comes(life, WATCH_ENTERED);
    assert_int_equal(life->action, WATCH_LOOK);
    assert_int_equal(watch_told(&life->watch), MESSAGE_CONNECTING);
    comes(life, WATCH_LOOKED);
    assert_int_equal(life->action, WATCH_PARK);
    assert_int_equal(watch_told(&life->watch), MESSAGE_WATCHING);
}

static void
a_good_day(void **unused)
{
    (void)unused;
    struct life life = born();
    settle(&life);
    int64_t morning = life.now;
    unsigned renewals = 0;
    while (life.now < morning + 24 * HOUR) {
        until_due(&life);
        assert_int_equal(life.action, WATCH_LOOK);
        assert_int_equal(watch_told(&life.watch), MESSAGE_WATCHING);
        comes(&life, WATCH_LOOKED);
        assert_int_equal(life.watch.due, life.now + 9 * MINUTE);
        renewals++;
    }
    assert_int_equal(life.dials, 1);
    assert_int_equal(renewals, 24 * 60 / 9);
}

static void
polling_and_habits(void **unused)
{
    (void)unused;
    struct life life = born();
    settle(&life);
    until_due(&life);
    comes(&life, WATCH_POLLED);
    assert_int_equal(life.watch.state, WATCH_POLLING);
    assert_int_equal(life.watch.due, life.now + MINUTE);
    assert_false(life.watch.suspect);
    until_due(&life);
    assert_false(life.watch.suspect);
    comes(&life, WATCH_POLLED);
    life.now += HOUR; /* a nap: it may hang */
    until_due(&life);
    assert_true(life.watch.suspect);
    life.watch.habits = (struct watch_habits){.renew = 170 * SECOND,
                                              .poll = 180 * SECOND};
    comes(&life, WATCH_LOOKED);
    assert_int_equal(life.watch.due, life.now + 170 * SECOND);
    until_due(&life);
    comes(&life, WATCH_POLLED);
    assert_int_equal(life.watch.due, life.now + 180 * SECOND);
    life.watch.habits = (struct watch_habits){.renew = 25 * MINUTE, .poll = SECOND};
    until_due(&life);
    comes(&life, WATCH_POLLED); /* nobody is asked every second */
    assert_int_equal(life.watch.due, life.now + WATCH_POLL_LEAST);
    until_due(&life);
    comes(&life, WATCH_LOOKED); /* nor is a router trusted for so long */
    assert_int_equal(life.watch.due, life.now + WATCH_RENEW);
}

/* From DIALLING to IDLE with a secret that is good for so long. Nobody hears of it. */
static void
settle_quietly(struct life *life, int64_t good)
{
    comes(life, WATCH_OPENED);
    happen(life, (struct watch_event){.what = WATCH_SECRET, .wait = good});
    comes(life, WATCH_ENTERED);
    assert_int_equal(watch_told(&life->watch), MESSAGE_WATCHING);
    comes(life, WATCH_LOOKED);
}

/* Gmail ends the session with its token, each hour: it is renewed a minute ahead. */
static void
a_session_of_an_hour(void **unused)
{
    (void)unused;
    struct life life = born();
    comes(&life, WATCH_OPENED);
    happen(&life, (struct watch_event){.what = WATCH_SECRET, .wait = HOUR});
    comes(&life, WATCH_ENTERED);
    comes(&life, WATCH_LOOKED);
    int64_t morning = life.now;
    while (life.now < morning + 24 * HOUR) {
        int64_t since = life.dialled;
        until_due(&life);
        assert_int_equal(watch_told(&life.watch), MESSAGE_WATCHING);
        if (life.action == WATCH_DIAL) {
            assert_int_equal(life.now - since, 59 * MINUTE);
            settle_quietly(&life, HOUR);
        } else {
            assert_int_equal(life.action, WATCH_LOOK);
            comes(&life, WATCH_LOOKED);
        }
    }
    assert_in_range(life.dials, 24, 26);
    assert_int_equal(life.watch.failures, 0);

    life.watch.habits.session =
        20 * MINUTE; /* what is known of the provider counts as well */
    do
        until_due(&life),
            comes(&life, life.action == WATCH_LOOK ? WATCH_LOOKED : WATCH_HEARD);
    while (life.watch.state == WATCH_IDLING);
    settle_quietly(&life, 0);
    assert_int_equal(life.watch.ends, life.now + 19 * MINUTE);
}

/* A server that says that the session has had its time: signed in again at once, without a
 * word and without a wait; but not where that is a revolving door. */
static void
an_end_as_usual(void **unused)
{
    (void)unused;
    struct life life = born();
    settle(&life);
    for (int i = 0; i < 48; i++) {
        life.now += HOUR;
        breaks(&life, MESSAGE_EXPIRED, 0);
        assert_int_equal(watch_told(&life.watch), MESSAGE_WATCHING);
        assert_int_equal(life.watch.due, life.now + WATCH_HURRY);
        until_due(&life);
        assert_int_equal(life.action, WATCH_DIAL);
        settle_quietly(&life, 0);
    }
    breaks(&life, MESSAGE_EXPIRED, 0); /* at once again: that is not as usual */
    assert_int_equal(watch_told(&life.watch), MESSAGE_WAITING);
    until_due(&life);
    settle(&life);
    life.now += HOUR;
    breaks(&life, MESSAGE_EXPIRED, 0);
    until_due(&life);
    misses(&life); /* and now there is something to be told */
    assert_int_equal(watch_told(&life.watch), MESSAGE_WAITING);
}

/* 72 hours without a network: a try every minute at the latest, and no busy loop. */
static void
a_black_hole_for_three_days(void **unused)
{
    (void)unused;
    struct life life = born();
    settle(&life);
    life.now += HOUR;
    int64_t cut = life.now;
    unsigned before = life.dials;
    breaks(&life, MESSAGE_UNREACHABLE, 0);
    assert_true(life.watch.due - life.now <= RETRY_FIRST);
    while (life.now < cut + 72 * HOUR) {
        assert_int_equal(watch_told(&life.watch), MESSAGE_WAITING);
        int64_t since = life.now;
        until_due(&life);
        assert_int_equal(life.action,
                         WATCH_DIAL); /* no budget holds back what nobody sees */
        assert_in_range(life.now - since, RETRY_FIRST * 3 / 4, RETRY_AWAY_CAP);
        life.now += CONNECT_TIME;
        misses(&life);
    }
    assert_in_range(life.dials - before, 72 * 60, 72 * 80);
}

/* Outages of any length, each refused at once: back after five seconds from twenty, within
 * a minute from any. */
static void
back_soon(void **unused)
{
    (void)unused;
    // clang-format off
    static const struct { int64_t outage, most; } rows[] = {
        {SECOND, SECOND}, {5 * SECOND, SECOND}, {20 * SECOND, 5 * SECOND},
        {MINUTE, 13 * SECOND}, {10 * MINUTE, MINUTE}, {72 * HOUR, MINUTE},
    };
    // clang-format on
    for (size_t i = 0; i < COUNT(rows); i++)
        for (uint32_t dice = 0; dice < 50; dice++) {
            struct life life = born();
            settle(&life);
            life.dice = dice;
            life.now += 10 * MINUTE;
            int64_t back = life.now + rows[i].outage;
            breaks(&life, MESSAGE_UNREACHABLE, 0);
            for (until_due(&life); life.now < back; until_due(&life))
                misses(&life);
            assert_int_equal(life.action, WATCH_DIAL);
            assert_in_range(life.now - back, 0, rows[i].most);
            settle(&life); /* the next outage is another one */
            breaks(&life, MESSAGE_UNREACHABLE, 0);
            until_due(&life);
            misses(&life);
            assert_true(life.watch.due - life.now <= RETRY_FIRST);
        }
}

/* Outages in a row: what never became a connection is not held against us. */
static void
outages_in_a_row(void **unused)
{
    (void)unused;
    struct life life = born();
    settle(&life);
    for (int i = 0; i < 3; i++) {
        int64_t back = life.now + 5 * SECOND;
        breaks(&life, MESSAGE_UNREACHABLE, 0);
        for (until_due(&life); life.now < back; until_due(&life))
            misses(&life);
        assert_int_equal(life.action, WATCH_DIAL);
        assert_true(life.now - back < 20 * SECOND);
        settle(&life);
    }
}

/* A server that lets in and drops after 20 s is not hammered: six connects in the first two
 * minutes, fifteen in each hour after that. */
static void
a_revolving_door(void **unused)
{
    (void)unused;
    struct life life = born();
    int64_t morning = life.now;
    while (life.now < morning + 10 * HOUR) {
        settle(&life);
        life.now += 20 * SECOND;
        breaks(&life, MESSAGE_UNREACHABLE, 0);
        do
            until_due(&life);
        while (life.action != WATCH_DIAL);
        int64_t after = life.now - morning - 120 * SECOND;
        assert_true(life.dials <= 6 + (after > 0 ? after / RETRY_EACH + 1 : 0));
    }
    assert_in_range(life.dials, 10 * 11, 6 + 10 * 15); /* nor given up */
}

/* A session that lasted forgets the failures before it. */
static void
stability_resets(void **unused)
{
    (void)unused;
    struct life life = born();
    for (int i = 0; i < 5; i++) {
        breaks(&life, MESSAGE_UNREACHABLE, 0);
        life.now += 10 * MINUTE;
        comes(&life, WATCH_DUE);
    }
    settle(&life);
    life.now += RETRY_STABLE - 1;
    breaks(&life, MESSAGE_UNREACHABLE, 0);
    assert_true(life.watch.due - life.now > 10 * SECOND);
    until_due(&life);
    settle(&life);
    life.now += RETRY_STABLE;
    breaks(&life, MESSAGE_UNREACHABLE, 0);
    assert_true(life.watch.due - life.now <= RETRY_FIRST);
}

static void
refuse_login(struct life *life)
{
    comes(life, WATCH_OPENED);
    comes(life, WATCH_SECRET);
    assert_int_equal(life->action, WATCH_LOGIN);
    breaks(life, MESSAGE_REFUSED, 0);
}

/* A wrong password: exactly two logins, then none until a person has changed it. */
static void
a_wrong_password(void **unused)
{
    (void)unused;
    struct life life = born();
    refuse_login(&life);
    assert_int_equal(life.watch.state, WATCH_WAITING);
    until_due(&life);
    refuse_login(&life);
    assert_int_equal(life.watch.state, WATCH_ASKING);
    assert_int_equal(life.logins, 2);
    assert_int_equal(life.watch.due, 0);

    comes(&life, WATCH_SCAN); /* no login for a look */
    assert_int_equal(life.action, WATCH_NOTHING);
    life.now += 24 * (int64_t)HOUR;
    comes(&life, WATCH_DUE); /* a stray timer is no person */
    assert_int_equal(life.action, WATCH_NOTHING);
    assert_int_equal(life.logins, 2);

    comes(&life, WATCH_SECRET); /* a new one: tried at once, and twice again */
    assert_int_equal(life.action, WATCH_DIAL);
    refuse_login(&life);
    assert_int_equal(life.watch.state, WATCH_WAITING);
    until_due(&life);
    settle(&life);
    assert_int_equal(life.watch.refusals, 0);
}

static void
no_secret(void **unused)
{
    (void)unused;
    struct life life = born();
    comes(&life, WATCH_OPENED);
    comes(&life, WATCH_NO_SECRET_CAME);
    assert_int_equal(life.action, WATCH_DROP);
    assert_int_equal(life.watch.state, WATCH_ASKING);
    assert_int_equal(life.watch.due, life.now + WATCH_NO_SECRET);
    until_due(&life);
    comes(&life, WATCH_OPENED);
    until_due(&life); /* the agent does not answer */
    assert_int_equal(life.action, WATCH_DROP);
    assert_int_equal(life.watch.state, WATCH_WAITING);
    assert_int_equal(life.logins, 0);
}

static void
remedies(void **unused)
{
    (void)unused;
    // clang-format off
    static const struct {
        const char *name; enum message_fault fault; int64_t told;
        enum watch_state state; int64_t least, most;
    } rows[] = {
        {"polite end",       MESSAGE_FINE, 0,            WATCH_WAITING, 750, SECOND},
        {"unreachable",      MESSAGE_UNREACHABLE, 0,     WATCH_WAITING, 750, SECOND},
        {"throttled, told",  MESSAGE_THROTTLED, 299961,  WATCH_WAITING, 299961, 330000},
        {"throttled",        MESSAGE_THROTTLED, 0,       WATCH_WAITING, 10 * MINUTE, 11 * MINUTE},
        {"throttled for ever", MESSAGE_THROTTLED, INT64_MAX, WATCH_WAITING, HOUR, HOUR + 6 * MINUTE},
        {"untrusted",        MESSAGE_UNTRUSTED, 0,       WATCH_ASKING, 15 * MINUTE, 15 * MINUTE},
        {"strange",          MESSAGE_STRANGE, 0,         WATCH_WAITING, 45 * SECOND, MINUTE},
        {"local",            MESSAGE_LOCAL, 0,           WATCH_WAITING, 750, SECOND},
        {"a token too old",  MESSAGE_STALE, 0,           WATCH_WAITING, 0, WATCH_HURRY},
        {"refused once",     MESSAGE_REFUSED, 0,         WATCH_WAITING, 750, SECOND},
    };
    // clang-format on
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct life life = born();
        breaks(&life, rows[i].fault, rows[i].told);
        int64_t wait = life.watch.due - life.now;
        if (life.watch.state != rows[i].state || wait < rows[i].least ||
            wait > rows[i].most)
            fail_msg("%s: %lld ms", rows[i].name, (long long)wait);
    }
}

static void
a_full_agent(void **unused)
{
    (void)unused;
    struct life life = born();
    settle(&life);
    comes(&life, WATCH_STIRRED);
    assert_int_equal(life.action, WATCH_LOOK);
    comes(&life, WATCH_ROOM); /* while looking: of no matter */
    assert_int_equal(life.action, WATCH_NOTHING);
    comes(&life, WATCH_OVERFULL);
    assert_int_equal(life.action, WATCH_PARK);
    comes(&life, WATCH_STIRRED);
    assert_int_equal(life.action, WATCH_NOTHING);
    comes(&life, WATCH_ROOM);
    assert_int_equal(life.action, WATCH_LOOK);
    comes(&life, WATCH_SCAN); /* asked while looking: once more */
    comes(&life, WATCH_LOOKED);
    assert_int_equal(life.action, WATCH_LOOK);
    comes(&life, WATCH_LOOKED);
    assert_int_equal(life.action, WATCH_PARK);
}

/* A laptop's week: asleep each night, awake in another network each morning. The clock
 * runs on in the night, so timers come due the moment it wakes. */
static void
a_week_of_sleep(void **unused)
{
    (void)unused;
    struct life life = born();
    settle(&life);
    for (int day = 0; day < 7; day++) {
        unsigned before = life.dials;
        life.now += 10 * HOUR;
        comes(&life, WATCH_DUE); /* the renewal that came due in the night */
        assert_int_equal(life.action, WATCH_LOOK);
        assert_true(life.watch.suspect); /* so late: it gets little time */
        comes(&life, WATCH_NUDGED);      /* woken, while the worker waits for an OK */
        assert_int_equal(life.action, WATCH_NOTHING);
        breaks(&life, MESSAGE_UNREACHABLE, 0);
        assert_true(life.watch.due - life.now <= WATCH_HURRY);
        until_due(&life);
        assert_int_equal(life.action, WATCH_DIAL);
        misses(&life); /* no network yet: the usual waits */
        life.now += 20 * SECOND;
        comes(&life, WATCH_NUDGED); /* here it is */
        assert_int_equal(life.action, WATCH_DIAL);
        settle(&life);
        assert_int_equal(life.dials - before, 2);
        assert_int_equal(life.watch.due,
                         life.now + WATCH_RENEW); /* the night taught nothing */
        life.now += 14 * HOUR;
    }
}

/* What a changed network may mend is tried at once, within the budget; a word of the
 * server's, or a person's, is waited for all the same. */
static void
nudges(void **unused)
{
    (void)unused;
    // clang-format off
    static const struct {
        const char *name; enum message_fault fault; bool reached; enum watch_action action;
    } rows[] = {
        {"unreachable", MESSAGE_UNREACHABLE, false, WATCH_DIAL},
        {"untrusted: a hotel's", MESSAGE_UNTRUSTED, true, WATCH_DIAL},
        {"strange: a hotel's",   MESSAGE_STRANGE, true, WATCH_DIAL},
        {"local", MESSAGE_LOCAL, false, WATCH_DIAL},
        {"throttled", MESSAGE_THROTTLED, true, WATCH_NOTHING},
        {"refused once", MESSAGE_REFUSED, true, WATCH_NOTHING},
    };
    // clang-format on
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct life life = born();
        happen(&life, (struct watch_event){.what = WATCH_BROKE,
                                           .fault = rows[i].fault,
                                           .reached = rows[i].reached});
        comes(&life, WATCH_NUDGED);
        if (life.action != rows[i].action)
            fail_msg("%s: action %d", rows[i].name, life.action);
    }
    struct life life = born(); /* failures were another network's: they count no more */
    for (int i = 0; i < 5; i++) {
        breaks(&life, MESSAGE_UNREACHABLE, 0);
        life.now += i < 4 ? RETRY_EACH : 0;
        comes(&life, i < 4 ? WATCH_DUE : WATCH_NUDGED);
        assert_int_equal(life.action, WATCH_DIAL);
    }
    breaks(&life, MESSAGE_UNREACHABLE, 0);
    assert_true(life.watch.due - life.now <= RETRY_FIRST);
    life = born(); /* so does an outage: the new network's begins with a second */
    for (misses(&life); life.watch.due - life.now < 30 * SECOND; misses(&life))
        until_due(&life);
    comes(&life, WATCH_NUDGED);
    misses(&life);
    assert_true(life.watch.due - life.now <= RETRY_FIRST);

    life = born();
    refuse_login(&life);
    until_due(&life);
    refuse_login(&life);
    comes(&life, WATCH_NUDGED); /* a refused password is not another network's */
    assert_int_equal(life.action, WATCH_NOTHING);

    life = born();
    comes(&life, WATCH_OPENED);
    comes(&life, WATCH_NO_SECRET_CAME);
    comes(&life, WATCH_NUDGED);
    assert_int_equal(life.action, WATCH_NOTHING);
}

static void
a_parked_session_is_tried(void **unused)
{
    (void)unused;
    struct life life = born();
    settle(&life);
    life.now += MINUTE;
    comes(&life, WATCH_NUDGED);
    assert_int_equal(life.action, WATCH_LOOK);
    assert_true(life.watch.suspect);
    comes(&life, WATCH_LOOKED); /* it lives */
    assert_false(life.watch.suspect);
    assert_int_equal(life.dials, 1);

    happen(&life, (struct watch_event){.what = WATCH_BROKE,
                                       .fault = MESSAGE_UNREACHABLE,
                                       .stranded = true});
    assert_true(life.watch.due - life.now <= WATCH_HURRY);
}

/* A link that flickers all day: no server sees more than the budget allows. */
static void
a_flickering_network(void **unused)
{
    (void)unused;
    struct life life = born();
    settle(&life);
    int64_t morning = life.now;
    unsigned dials = 0;
    while (life.now < morning + HOUR) {
        life.now += NUDGE_APART;
        comes(&life, WATCH_NUDGED);
        if (life.action == WATCH_DIAL) {
            dials++;
            settle(&life);
            breaks(&life, MESSAGE_UNREACHABLE, 0);
        } else if (life.action == WATCH_LOOK) {
            breaks(&life, MESSAGE_UNREACHABLE, 0);
        }
    }
    assert_in_range(dials, 6, 6 + 15);
}

/* A router that forgets silent connections after seven minutes: one renewal is lost, then
 * none. */
static void
a_forgetful_router(void **unused)
{
    (void)unused;
    struct life life = born();
    settle(&life);
    unsigned lost = 0;
    int64_t morning = life.now;
    while (life.now < morning + 24 * HOUR) {
        int64_t since = life.now;
        until_due(&life);
        if (life.action == WATCH_DIAL) {
            settle(&life);
        } else if (life.now - since > 7 * MINUTE) {
            lost++;
            life.now += 15 * SECOND;
            breaks(&life, MESSAGE_UNREACHABLE, 0);
        } else {
            comes(&life, WATCH_LOOKED);
        }
    }
    assert_int_equal(lost, 1);
    assert_int_equal(life.dials, 2);
    comes(&life, WATCH_NUDGED); /* another network: forgotten */
    comes(&life, WATCH_LOOKED);
    assert_int_equal(life.watch.due, life.now + WATCH_RENEW);
}

/* A server that ends each IDLE after five minutes has done so twice, then no more; a
 * restart teaches nothing. */
static void
a_server_that_cuts(void **unused)
{
    (void)unused;
    struct life life = born();
    settle(&life);
    unsigned cuts = 0;
    int64_t morning = life.now;
    while (life.now < morning + 24 * HOUR) {
        int64_t since = life.now;
        int64_t due = life.watch.due;
        if (life.watch.state == WATCH_IDLING && due > since + 5 * MINUTE) {
            life.now = since + 5 * MINUTE;
            cuts++;
            breaks(&life, MESSAGE_UNREACHABLE, 0);
        } else {
            until_due(&life);
            if (life.action == WATCH_DIAL)
                settle(&life);
            else
                comes(&life, WATCH_LOOKED);
        }
    }
    assert_int_equal(cuts, 2);
    assert_in_range(life.watch.renew, 3 * MINUTE, 5 * MINUTE - 1);
}

/* Dovecot says "Still here" every two minutes: when it does not, somebody looks. */
static void
a_heartbeat(void **unused)
{
    (void)unused;
    struct life life = born();
    settle(&life);
    for (int i = 0; i < 12; i++) {
        life.now += 2 * MINUTE + (i & 1);
        comes(&life, WATCH_HEARD);
        assert_int_equal(life.action, WATCH_NOTHING);
        if (i % 4 == 3) {
            until_due(&life);
            assert_false(life.watch.suspect); /* the renewal */
            comes(&life, WATCH_LOOKED);
        }
    }
    int64_t last = life.now;
    until_due(&life);
    assert_int_equal(life.action, WATCH_LOOK);
    assert_true(life.watch.suspect);
    assert_in_range(life.now - last, 3 * MINUTE, 4 * MINUTE + 20 * SECOND);
    breaks(&life, MESSAGE_UNREACHABLE, 0);
    assert_int_equal(life.watch.renew, 0); /* says nothing of routers */

    until_due(&life); /* chatter makes no habit */
    settle(&life);
    for (int i = 0; i < 40; i++) {
        life.now += SECOND * (5 + i % 7);
        comes(&life, WATCH_HEARD);
    }
    assert_int_equal(life.watch.due, life.watch.idled + WATCH_RENEW);
}

/* A server that never says that mail came: found at renewals, twice, then every two minutes.
 * Mail that comes in the second before a renewal once is nothing; nor is what was missed in
 * a night. */
static void
a_server_that_does_not_tell(void **unused)
{
    (void)unused;
    struct life life = born();
    settle(&life);
    for (int i = 0; i < WATCH_UNTOLD; i++) {
        assert_int_equal(life.watch.due, life.now + WATCH_RENEW);
        until_due(&life);
        happen(&life, (struct watch_event){.what = WATCH_LOOKED, .found = true});
        until_due(&life); /* nothing new: does not count */
        comes(&life, WATCH_LOOKED);
    }
    assert_int_equal(life.watch.due, life.now + WATCH_AUDIT);
    comes(&life, WATCH_STIRRED); /* it does, now and then: that is not enough */
    happen(&life, (struct watch_event){.what = WATCH_LOOKED, .found = true});
    assert_int_equal(life.watch.due, life.now + WATCH_AUDIT);

    life = born();
    settle(&life);
    until_due(&life);
    happen(&life, (struct watch_event){.what = WATCH_LOOKED, .found = true});
    comes(&life, WATCH_STIRRED); /* it does tell: the one was chance */
    comes(&life, WATCH_LOOKED);
    until_due(&life);
    happen(&life, (struct watch_event){.what = WATCH_LOOKED, .found = true});
    assert_int_equal(life.watch.due, life.now + WATCH_RENEW);

    life = born(); /* known to fall silent: one proof is enough */
    life.watch.habits.lossy = true;
    settle(&life);
    until_due(&life);
    happen(&life, (struct watch_event){.what = WATCH_LOOKED, .found = true});
    assert_int_equal(life.watch.due, life.now + WATCH_AUDIT);

    life = born();
    settle(&life);
    for (int i = 0; i < 2 * WATCH_UNTOLD; i++) {
        life.now = life.watch.due + 8 * HOUR;
        comes(&life, WATCH_DUE);
        happen(&life, (struct watch_event){.what = WATCH_LOOKED, .found = true});
    }
    assert_int_equal(life.watch.due, life.now + WATCH_RENEW);
}

/* The wall clock plays no part: only this one does, and it never jumps. It may stand still
 * for a moment, and leap for a night. */
static void
leaps(void **unused)
{
    (void)unused;
    struct life life = born();
    settle(&life);
    comes(&life, WATCH_STIRRED);
    comes(&life, WATCH_LOOKED);
    life.now += 400 * 24 * (int64_t)HOUR;
    until_due(&life);
    assert_int_equal(life.action, WATCH_LOOK);
    breaks(&life, MESSAGE_UNREACHABLE, 0);
    assert_true(life.watch.due - life.now <= RETRY_FIRST);
}

static void
bursts_become_one(void **unused)
{
    (void)unused;
    struct nudge nudge = {0};
    assert_false(nudge_due(&nudge, 5));
    nudge_note(&nudge, 1000);
    nudge_note(&nudge, 1100);
    assert_false(nudge_due(&nudge, 1100 + NUDGE_SETTLE - 1));
    assert_true(nudge_due(&nudge, 1100 + NUDGE_SETTLE));
    assert_false(nudge_due(&nudge, 1100 + NUDGE_SETTLE));
    int64_t now = 1100 + NUDGE_SETTLE + NUDGE_APART, begun = now;
    unsigned fired = 0;
    for (int i = 0; i < 3600; i++, now += 100) { /* flickers for six minutes */
        nudge_note(&nudge, now);
        fired += nudge_due(&nudge, now);
        if (i == NUDGE_MOST / 100)
            assert_int_equal(fired, 1); /* a burst puts it off, not for ever */
    }
    assert_in_range(fired, 120, (now - begun) / NUDGE_APART + 1);
}

/* Any event in any state: a watch without a connection always has a next try, unless only a
 * person can help. */
static void
any_order(void **unused)
{
    (void)unused;
    struct life life = {.now = 1, .dice = 1};
    for (int i = 0; i < 200000; i++) {
        life.dice = life.dice * 1664525U + 1013904223U;
        life.now += life.dice >> 20;
        struct watch_event event = {.what = life.dice >> 8 & 15,
                                    .fault = (life.dice >> 13 & 0xff) % MESSAGE_FAULTS,
                                    .wait = life.dice >> 3};
        if (event.what > WATCH_HEARD)
            event.what = WATCH_DUE;
        happen(&life, event);
        bool down = life.watch.state == WATCH_WAITING ||
                    (life.watch.state == WATCH_ASKING &&
                     life.watch.refusals < WATCH_REFUSED_MOST);
        assert_true(!down || life.watch.due > 0); /* never stuck */
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_day),
        cmocka_unit_test(polling_and_habits),
        cmocka_unit_test(a_session_of_an_hour),
        cmocka_unit_test(an_end_as_usual),
        cmocka_unit_test(a_black_hole_for_three_days),
        cmocka_unit_test(back_soon),
        cmocka_unit_test(outages_in_a_row),
        cmocka_unit_test(a_revolving_door),
        cmocka_unit_test(stability_resets),
        cmocka_unit_test(a_wrong_password),
        cmocka_unit_test(no_secret),
        cmocka_unit_test(remedies),
        cmocka_unit_test(a_full_agent),
        cmocka_unit_test(a_week_of_sleep),
        cmocka_unit_test(nudges),
        cmocka_unit_test(a_parked_session_is_tried),
        cmocka_unit_test(a_flickering_network),
        cmocka_unit_test(a_forgetful_router),
        cmocka_unit_test(a_server_that_cuts),
        cmocka_unit_test(a_heartbeat),
        cmocka_unit_test(a_server_that_does_not_tell),
        cmocka_unit_test(leaps),
        cmocka_unit_test(bursts_become_one),
        cmocka_unit_test(any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
