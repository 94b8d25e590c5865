/* test_never: never deaf, never a burden: weeks of weather in milliseconds.
 *
 * The watch, the nudge and the budget are the real ones; the network, the server, the
 * workers and the clock are played. Of each mail it is asked how long after it could be had
 * (delivered, the road open, the machine awake) it was found; of each connection that the
 * server sees, whether the budget holds; of each hour, how often the program woke.
 */
#include "tests/support/check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "imap/dial.h"
#include "imap/nudge.h"
#include "imap/stream.h"
#include "imap/watch.h"

enum {
    SECOND = 1000,
    MINUTE = 60 * SECOND,
    HOUR = 60 * MINUTE,
    DAY = 24 * HOUR,
    TURN = 100,               /* ms for one question and its answer */
    SECRET = 50,              /* ms for the agent to find it */
    KEEPALIVE = 105 * SECOND, /* what the kernel takes at most to call a road dead */
    SYN_GAP = 8 * SECOND,     /* between the last two tries of a TCP connect in 15 s */
    AUTOLOGOUT = 30 * MINUTE, /* of the server; RFC 3501 section 5.4 */
    WAKES_MOST = 1200,        /* steps an hour in the worst of weathers */
    SEEDS = 10,
};

enum road {
    OPEN = 0,
    REFUSED, /* the server is down: sessions end, connects are refused */
    BLACK,   /* nothing arrives and nothing is said */
    STOPPED, /* TCP answers, the server does not */
    NONE,    /* no network here: the address goes */
    ASLEEP,
};

struct weather {
    enum road road;
    int64_t least, most; /* ms; 0: the end of the list, begin again */
    bool news;           /* the kernel tells of its beginning */
};

struct server {
    int64_t beat;    /* ms between its signs of life; 0: none */
    int64_t cut;     /* it ends IDLE after so many ms; 0: never */
    int64_t forgets; /* the router, a silent connection; 0: never */
    bool untold;     /* it does not say that mail came */
    bool old;        /* no IDLE */
};

enum work {
    REST = 0,
    DIAL,
    LOGIN,
    LOOK,
};

struct world {
    const struct weather *weathers;
    const struct server *server;
    size_t weather;
    uint32_t dice;
    int64_t now, until; /* the present weather ends */
    int64_t open_since, woke, black_since;

    struct watch watch;
    struct nudge nudge;
    enum work work;
    int64_t began, ends; /* the work; it fails then, unless `good` */
    bool good, reached, nudged;
    int64_t secret_due;

    bool session, parked, mute, stranded; /* mute: what is sent gets lost */
    int64_t parked_since, beat_due;

    int64_t delivery_due, waiting, push_due; /* waiting: since when; 0: no mail does */
    int64_t slowest;

    unsigned connects, steps, hour_steps, most_steps, found;
    int64_t hour;
    int64_t connected, owed; /* the last time, and what for the budget */
};

static uint32_t
roll(struct world *world)
{
    world->dice = world->dice * 1664525U + 1013904223U;
    return world->dice >> 4 ^ world->dice << 28;
}

static int64_t
between(struct world *world, int64_t least, int64_t most)
{
    return least + (int64_t)(roll(world) % (uint32_t)((most - least) / 10 + 1)) * 10;
}

static enum road
road(const struct world *world)
{
    return world->weathers[world->weather].road;
}

/* ---- what the server sees ---- */

/* The budget, counted in another way: what is owed for the connects, in ms of earning. */
static void
connected(struct world *world)
{
    int64_t owed = world->owed - (world->now - world->connected);
    world->owed = (owed > 0 ? owed : 0) + RETRY_EACH;
    world->connected = world->now;
    world->connects++;
    assert_true(world->owed <= RETRY_BURST * (int64_t)RETRY_EACH);
}

static void
lose(struct world *world)
{
    world->session = world->parked = world->mute = world->stranded = false;
    world->push_due = world->beat_due = 0;
}

/* ---- the workers ---- */

static void
begin(struct world *world, enum work work)
{
    enum road there = road(world);
    world->work = work;
    world->began = world->now;
    world->parked = false;
    world->good = there == OPEN && !world->mute;
    int64_t patience = STREAM_COMMAND_TIME;
    if (work == DIAL) {
        world->reached = there ==
                         OPEN; /* of one that stands still the kernel answers */
        patience = DIAL_TIME;  /* a handshake that nobody answers takes as long */
        if (world->reached)
            connected(world);
    } else if (work == LOOK) {
        patience = world->watch.suspect ? STREAM_SUSPECT_TIME : STREAM_DONE_TIME;
    }
    if (world->good || there == REFUSED || there == NONE)
        patience = TURN;
    world->ends = world->now + patience;
}

static void happen(struct world *world, struct watch_event event);

static void
broke(struct world *world, enum message_fault fault, bool stranded)
{
    bool reached = world->reached;
    lose(world);
    happen(world, (struct watch_event){.what = WATCH_BROKE,
                                       .fault = fault,
                                       .reached = reached,
                                       .stranded = stranded,
                                       .random = roll(world) * 2654435761U});
}

/* A look is done: all that was delivered has been seen. */
static bool
take_mail(struct world *world)
{
    if (world->waiting == 0)
        return false;
    int64_t since = world->waiting;
    since = since > world->open_since ? since : world->open_since;
    since = since > world->woke ? since : world->woke;
    if (world->now - since > world->slowest)
        world->slowest = world->now - since;
    world->waiting = 0;
    world->push_due = 0;
    world->found++;
    return true;
}

static void
work_done(struct world *world)
{
    enum work work = world->work;
    world->work = REST;
    if (world->nudged) {
        world->nudged = false;
        happen(world, (struct watch_event){.what = WATCH_NUDGED});
    }
    if (!world->good) {
        broke(world, MESSAGE_UNREACHABLE, false);
        return;
    }
    switch (work) {
    case REST:
        return;
    case DIAL:
        world->session = true;
        world->reached = false;
        happen(world, (struct watch_event){.what = WATCH_OPENED});
        return;
    case LOGIN:
        happen(world, (struct watch_event){.what = WATCH_ENTERED});
        return;
    case LOOK:
        happen(world, (struct watch_event){.what = world->server->old ? WATCH_POLLED
                                                                      : WATCH_LOOKED,
                                           .found = take_mail(world)});
        return;
    }
}

static void
happen(struct world *world, struct watch_event event)
{
    world->steps++;
    struct watch_step step = watch_step(world->watch, event, world->now);
    world->watch = step.watch;
    switch (step.action) {
    case WATCH_NOTHING:
        return;
    case WATCH_DIAL:
        lose(world);
        begin(world, DIAL);
        return;
    case WATCH_ASK:
        world->secret_due = world->now + SECRET;
        return;
    case WATCH_LOGIN:
        begin(world, LOGIN);
        return;
    case WATCH_LOOK:
        begin(world, LOOK);
        return;
    case WATCH_PARK:
        world->parked = true;
        world->parked_since = world->now;
        world->beat_due = world->server->beat > 0 ? world->now + world->server->beat
                                                  : 0;
        return;
    case WATCH_DROP:
        lose(world);
        return;
    }
}

/* ---- the weather ---- */

static void
nudge(struct world *world)
{
    if (world->work != REST) {
        world->nudged = true;
        if (world->work != DIAL && world->stranded)
            world->ends = world->now;
    } else if (world->parked && world->stranded) {
        broke(world, MESSAGE_UNREACHABLE, true);
    } else {
        happen(world, (struct watch_event){.what = WATCH_NUDGED});
    }
}

static void
clears_up(struct world *world)
{
    int64_t gone = world->now - world->began, late = TURN;
    world->open_since = world->now;
    if (world->black_since >
        0) { /* both ends repeat what was lost, less and less often */
        int64_t black = world->now - world->black_since;
        world->push_due = world->waiting > 0 ? world->now + black : 0;
        late = gone < SYN_GAP ? gone : SYN_GAP;
    } else if (world->waiting > 0) {
        world->push_due = world->now + TURN;
    }
    if (world->work != REST && !world->good && !world->mute &&
        world->now + late < world->ends) {
        world->good = true;
        world->ends = world->now + late + TURN;
        if (world->work == DIAL && !world->reached)
            connected(world);
        world->reached |= world->work == DIAL;
    }
}

static void
sleep_through(struct world *world, int64_t time)
{
    world->now += time;
    world->woke = world->now;
    world->mute |= time > 10 * SECOND; /* nobody waits for who is silent so long */
    if (world->ends > 0)               /* poll(2) does not count the sleep */
        world->ends += time;
    nudge_note(&world->nudge, world->now);
}

static void
change(struct world *world)
{
    enum road before = road(world);
    world->weather++;
    if (world->weathers[world->weather].most == 0)
        world->weather = 0;
    const struct weather *weather = &world->weathers[world->weather];
    int64_t time = between(world, weather->least, weather->most);
    world->until = world->now + time;
    if (weather->news)
        nudge_note(&world->nudge, world->now);
    switch (weather->road) {
    case OPEN:
        if (before != OPEN)
            clears_up(world);
        break;
    case REFUSED: /* each connection ends */
        if (world->parked)
            broke(world, MESSAGE_UNREACHABLE, false);
        if (world->work != REST && (world->work != DIAL || world->reached)) {
            world->good = false;
            world->ends = world->now;
        }
        break;
    case NONE:
        world->mute = world->stranded = world->session;
        break;
    case ASLEEP:
        sleep_through(world, time);
        break;
    case BLACK:
    case STOPPED:
        break;
    }
    world->black_since = weather->road == BLACK ? world->now : 0;
}

/* ---- time ---- */

static int64_t
earlier(int64_t a, int64_t b)
{
    return b > 0 && (a == 0 || b < a) ? b : a;
}

/* When the parked session ends by itself; 0: it does not. */
static int64_t
end_of_session(const struct world *world)
{
    if (!world->parked || world->mute)
        return 0;
    if (world->black_since > 0)
        return world->black_since + KEEPALIVE;
    if (road(world) != OPEN)
        return 0;
    int64_t cut = world->server->cut > 0 ? world->server->cut : AUTOLOGOUT;
    return world->parked_since + cut;
}

static int64_t
forgotten(const struct world *world)
{
    bool can = world->parked && !world->mute && world->server->forgets > 0;
    return can ? world->parked_since + world->server->forgets : 0;
}

static int64_t
timer(const struct world *world)
{
    return world->work == REST ? world->watch.due : 0;
}

static void
tell_of_mail(struct world *world)
{
    world->push_due = 0;
    if (world->parked && !world->mute && road(world) == OPEN && world->waiting > 0 &&
        !world->server->untold)
        happen(world, (struct watch_event){.what = WATCH_STIRRED});
}

static void
deliver(struct world *world)
{
    world->delivery_due = world->now + between(world, SECOND, 40 * MINUTE);
    if (world->waiting == 0)
        world->waiting = world->now;
    world->push_due = world->now + TURN;
}

/* The one thing that comes next. */
static void
turn(struct world *world)
{
    int64_t ends = world->work != REST ? world->ends : 0, over = end_of_session(world);
    int64_t nudged = world->nudge.due, forgets = forgotten(world), due = timer(world);
    int64_t next = earlier(earlier(world->until, ends), earlier(over, forgets));
    next = earlier(earlier(next, due), earlier(nudged, world->secret_due));
    next = earlier(earlier(next, world->delivery_due), world->push_due);
    next = earlier(next, world->beat_due);
    if (next > world->now)
        world->now = next;
    if (next == world->until) {
        change(world);
    } else if (next == ends) {
        work_done(world);
    } else if (next == over) {
        broke(world, MESSAGE_UNREACHABLE, false);
    } else if (next == forgets) {
        world->mute = true;
    } else if (next == due) {
        happen(world, (struct watch_event){.what = WATCH_DUE});
    } else if (next == nudged) {
        if (nudge_due(&world->nudge, world->now))
            nudge(world);
    } else if (next == world->secret_due) {
        world->secret_due = 0;
        happen(world, (struct watch_event){.what = WATCH_SECRET});
    } else if (next == world->delivery_due) {
        deliver(world);
    } else if (next == world->push_due) {
        tell_of_mail(world);
    } else {
        world->beat_due = world->now + world->server->beat;
        if (world->parked && !world->mute && road(world) == OPEN)
            happen(world, (struct watch_event){.what = WATCH_HEARD});
    }
    if (world->now - world->hour >= HOUR) {
        world->hour = world->now;
        world->hour_steps = world->steps;
    }
    if (world->steps - world->hour_steps > world->most_steps)
        world->most_steps = world->steps - world->hour_steps;
}

/* ---- the lives ---- */

struct life {
    const char *name;
    struct weather weathers[5];
    struct server server;
    int64_t time;    /* how long it is played */
    int64_t slowest; /* ms that a mail may wait */
};

static struct world
live(const struct life *life, uint32_t seed)
{
    struct world world = {.weathers = life->weathers,
                          .server = &life->server,
                          .dice = seed * 2654435761U,
                          .now = 1000,
                          .hour = 1000};
    world.open_since = world.woke = world.now;
    world.until = world.now +
                  between(&world, life->weathers[0].least, life->weathers[0].most);
    deliver(&world);
    happen(&world, (struct watch_event){.what = WATCH_START});
    while (world.now < life->time) {
        turn(&world);
        bool can = road(&world) == OPEN && world.waiting > 0;
        int64_t since = world.waiting > world.open_since ? world.waiting
                                                         : world.open_since;
        since = since > world.woke ? since : world.woke;
        if (can && world.now - since > world.slowest)
            world.slowest = world.now - since; /* not found yet */
    }
    return world;
}

// clang-format off
static const struct life lives[] = {
    {"a quiet month", {{OPEN, 30 * (int64_t)DAY, 31 * (int64_t)DAY, false}}, {0},
     30 * (int64_t)DAY, 4 * TURN},
    {"with signs of life", {{OPEN, 30 * (int64_t)DAY, 31 * (int64_t)DAY, false}}, {.beat = 2 * MINUTE},
     30 * (int64_t)DAY, 4 * TURN},
    {"a black hole for three days", {{OPEN, HOUR, HOUR, false}, {BLACK, 72 * HOUR, 72 * HOUR, false}}, {0},
     14 * DAY, MINUTE},
    {"black holes of minutes", {{OPEN, 20 * MINUTE, HOUR, false}, {BLACK, 3 * MINUTE, 20 * MINUTE, false}}, {0},
     7 * DAY, MINUTE},
    {"black holes shorter than it takes to see them", {{OPEN, 10 * MINUTE, HOUR, false}, {BLACK, SECOND, 100 * SECOND, false}}, {0},
     7 * DAY, KEEPALIVE},
    {"a server that restarts", {{OPEN, 20 * MINUTE, HOUR, false}, {REFUSED, SECOND, 20 * SECOND, false}}, {0},
     7 * DAY, 5 * SECOND},
    {"a server that is away for long", {{OPEN, 20 * MINUTE, HOUR, false}, {REFUSED, MINUTE, 10 * HOUR, false}}, {0},
     14 * DAY, MINUTE},
    {"a server that stands still, with signs of life", {{OPEN, HOUR, 3 * HOUR, false}, {STOPPED, MINUTE, 2 * HOUR, false}}, {.beat = 2 * MINUTE},
     14 * DAY, MINUTE},
    {"a server that stands still", {{OPEN, HOUR, 3 * HOUR, false}, {STOPPED, MINUTE, 2 * HOUR, false}}, {0},
     14 * DAY, MINUTE},
    {"from network to network", {{OPEN, 10 * MINUTE, HOUR, true}, {NONE, SECOND, HOUR, true}}, {0},
     14 * DAY, 2 * SECOND},
    {"a cable pulled", {{OPEN, 10 * MINUTE, HOUR, true}, {BLACK, SECOND, MINUTE, false}}, {0},
     14 * DAY, SYN_GAP + 2 * SECOND},
    {"a network that flickers", {{OPEN, 10, 10 * SECOND, true}, {NONE, 10, 10 * SECOND, true}}, {0},
     2 * DAY, 10 * SECOND},
    {"flickers for a minute", {{OPEN, 3 * HOUR, 4 * HOUR, true}, {NONE, 2 * SECOND, 9 * SECOND, true}, {OPEN, 2 * SECOND, 9 * SECOND, true}, {NONE, 2 * SECOND, 9 * SECOND, true}}, {0},
     14 * DAY, 2 * SECOND},
    {"nights asleep, awake elsewhere", {{OPEN, 14 * HOUR, 14 * HOUR, true}, {ASLEEP, 9 * HOUR, 10 * HOUR, false}, {NONE, 10, 5 * SECOND, true}}, {0},
     14 * DAY, 2 * SECOND},
    {"nights asleep in the same network", {{OPEN, 14 * HOUR, 14 * HOUR, false}, {ASLEEP, 9 * HOUR, 10 * HOUR, false}}, {0},
     14 * DAY, STREAM_SUSPECT_TIME + 2 * SECOND},
    {"naps", {{OPEN, 5 * MINUTE, HOUR, false}, {ASLEEP, SECOND, 20 * MINUTE, false}}, {0},
     14 * DAY, STREAM_DONE_TIME + 2 * SECOND},
    {"a router that forgets", {{OPEN, 30 * (int64_t)DAY, 31 * (int64_t)DAY, false}}, {.forgets = 7 * MINUTE},
     7 * DAY, WATCH_RENEW - 7 * MINUTE + 20 * SECOND},
    {"a server that cuts", {{OPEN, 30 * (int64_t)DAY, 31 * (int64_t)DAY, false}}, {.cut = 5 * MINUTE},
     7 * DAY, 3 * SECOND},
    {"a server that cuts each minute", {{OPEN, 30 * (int64_t)DAY, 31 * (int64_t)DAY, false}}, {.cut = MINUTE},
     7 * DAY, RETRY_CAP + 3 * SECOND},
    {"a server that does not tell", {{OPEN, 30 * (int64_t)DAY, 31 * (int64_t)DAY, false}}, {.untold = true},
     7 * DAY, WATCH_RENEW + SECOND},
    {"a server without IDLE", {{OPEN, 30 * (int64_t)DAY, 31 * (int64_t)DAY, false}}, {.untold = true, .old = true},
     7 * DAY, WATCH_POLL + SECOND},
    {"all of it", {{OPEN, 10, 2 * HOUR, false}, {BLACK, 10, 2 * HOUR, false}, {REFUSED, 10, HOUR, false}, {STOPPED, 10, HOUR, false}, {ASLEEP, 10, 8 * HOUR, false}}, {.beat = 2 * MINUTE, .cut = 20 * MINUTE},
     20 * DAY, WATCH_RENEW + RETRY_CAP + MINUTE},
};
// clang-format on

static void
never_deaf(void **unused)
{
    (void)unused;
    const char *wrong = NULL;
    for (size_t i = 0; i < COUNT(lives); i++) {
        int64_t slowest = 0;
        unsigned wakes = 0, found = 0, connects = 0;
        for (uint32_t seed = 1; seed <= SEEDS; seed++) {
            struct world world = live(&lives[i], seed);
            slowest = world.slowest > slowest ? world.slowest : slowest;
            wakes = world.most_steps > wakes ? world.most_steps : wakes;
            found += world.found;
            connects += world.connects;
        }
        print_message(
            "# %-50s %6.1f s at most, %4u steps an hour at most, %u found, %u connects\n",
            lives[i].name, (double)slowest / 1000, wakes, found, connects);
        if (slowest > lives[i].slowest || wakes > WAKES_MOST || found < SEEDS)
            wrong = lives[i].name;
    }
    if (wrong)
        fail_msg("%s", wrong);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(never_deaf),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
