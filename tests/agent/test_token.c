/* 180 days of access tokens in a world of its own: a sign-in service that rotates, forgets and goes
 * down, a vault that locks, processes that die between any two steps. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/token.h"
#include "tests/support/check.h"

enum {
    SECOND = 1000,
    HOUR = 3600 * SECOND,
    GRANTS = 16,
    NO_CRASH = -1,
};
#define DAY  ((int64_t)24 * HOUR)
#define WALL 1795000000 /* UNIX seconds at the start */

enum rotation {
    EACH = 0, /* a new one each time, the others live on */
    NEVER,
    STRICT, /* the one before dies when the new one is made */
    GRACE,  /* the one before dies when the new one is used */
    ROTATIONS
};

/* The service: the last tokens it has made, by number. */
struct service {
    enum rotation rotation;
    unsigned last;        /* number of the newest refresh token */
    unsigned oldest;      /* those below are dead */
    int64_t made[GRANTS]; /* ms, of those by number % GRANTS */
    bool down, revoked;
    unsigned asked, in_flight, most_in_flight;
    int64_t retry_after;
};

struct world {
    struct service service;
    char *kept; /* in the vault; NULL: nothing */
    bool locked_vault;
    int locked_by; /* 1 + index of a process; 0: nobody */
    int64_t now, wall_off;
    unsigned steps, dice;
};

struct process {
    struct token token;
    int index;
    int64_t answer_at; /* a request is under way until then; 0: none */
    char sent[64];
};

static void
process_begin(struct process *process, int index, enum rotation rotation)
{
    *process = (struct process){.index = index};
    token_begin(&process->token, "service", "Microsoft", "client", "home",
                rotation == STRICT);
}

/* Dies: memory and lock are gone, the service goes on with what it was asked. */
static void
process_die(struct process *process, struct world *world)
{
    if (process->answer_at > 0)
        world->service.in_flight--;
    if (world->locked_by == process->index + 1)
        world->locked_by = 0;
    token_end(&process->token);
}

static void
keep(struct world *world, const struct grant *grant)
{
    free(world->kept);
    world->kept = grant_text(grant);
    assert_non_null(world->kept);
}

static void
sign_in(struct world *world)
{
    struct grant grant;
    char refresh[32];
    world->service.revoked = false;
    world->service.oldest = ++world->service.last;
    world->service.made[world->service.last % GRANTS] = world->now;
    snprintf(refresh, sizeof refresh, "r%u", world->service.last);
    assert_true(grant_make("service", "client", "", refresh, WALL + world->now / SECOND,
                           &grant));
    keep(world, &grant);
    grant_free(&grant);
}

/* What the service answers to a refresh token. */
static const char *
serve(struct world *world, const char *sent, char *body, size_t size)
{
    struct service *service = &world->service;
    unsigned number = (unsigned)atoi(sent + 1);
    bool lives = number >= service->oldest && number <= service->last &&
                 number + GRANTS > service->last && !service->revoked &&
                 world->now < service->made[number % GRANTS] + 90 * DAY;
    service->asked++;
    if (!lives)
        return service->rotation == NEVER
                   ? "{\"error\":\"invalid_grant\"}"
                   : "{\"error\":\"invalid_grant\",\"error_codes\":[70000]}";
    service->made[number % GRANTS] = world->now; /* used: it slides */
    if (service->rotation == GRACE && number > service->oldest)
        service->oldest = number;
    if (service->rotation == NEVER) {
        snprintf(body, size, "{\"access_token\":\"a%u\",\"expires_in\":3600}",
                 service->asked);
        return body;
    }
    service->made[++service->last % GRANTS] = world->now;
    if (service->rotation == STRICT)
        service->oldest = service->last;
    snprintf(body, size,
             "{\"access_token\":\"a%u\",\"refresh_token\":\"r%u\",\"expires_in\":3600}",
             service->asked, service->last);
    return body;
}

static void
deliver(struct process *process, struct world *world, bool lost)
{
    char room[256];
    struct web_answer answer = {.outcome = WEB_UNREACHABLE};
    struct oauth_reply reply = {0};
    process->answer_at = 0;
    world->service.in_flight--;
    if (world->service.down && world->service.retry_after > 0)
        answer = (struct web_answer){.code = 503,
                                     .retry_after = world->service.retry_after};
    else if (!world->service.down) {
        const char *body = serve(world, process->sent, room, sizeof room);
        answer = (struct web_answer){.code = strstr(body, "error") ? 400 : 200};
        oauth_read_reply(body, strlen(body), &reply);
    }
    if (!lost)
        token_answered(&process->token, &answer, &reply, world->dice++ * 2654435761u,
                       WALL + (world->now + world->wall_off) / SECOND, world->now);
    oauth_reply_free(&reply);
}

static void
read_kept(struct process *process, struct world *world)
{
    struct grant grant = {0};
    enum token_found found = world->locked_vault ? TOKEN_UNREADABLE
                             : world->kept       ? TOKEN_FOUND
                                                 : TOKEN_ABSENT;
    if (found == TOKEN_FOUND)
        assert_true(grant_read(world->kept, strlen(world->kept), &grant));
    token_read(&process->token, found, &grant, world->now);
    grant_free(&grant);
}

/* One step. crash: the process dies at the number'th; within it, after its effect where odd.
 * False: it died. */
static bool
step(struct process *process, struct world *world, int crash)
{
    bool effect = false, die = false;
    enum token_step what = TOKEN_REST;
    if (process->answer_at > 0 && world->now >= process->answer_at) {
        die = (int)world->steps++ == crash;
        deliver(process, world, die);
    } else {
        what = token_next(&process->token, world->now);
        if (what != TOKEN_REST) {
            die = (int)world->steps++ == crash;
            effect = die && (int)world->steps++ != crash;
        }
    }
    if (what == TOKEN_LOCK) {
        bool got = world->locked_by == 0 || world->locked_by == process->index + 1;
        if (got)
            world->locked_by = process->index + 1;
        token_locked(&process->token, got, world->now);
    } else if (what == TOKEN_READ) {
        read_kept(process, world);
    } else if (what == TOKEN_ASK) {
        snprintf(process->sent, sizeof process->sent, "%s",
                 process->token.grant.refresh);
        process->answer_at = world->now + 300;
        if (++world->service.in_flight > world->service.most_in_flight)
            world->service.most_in_flight = world->service.in_flight;
    } else if (what == TOKEN_SAVE) {
        if (!world->locked_vault && (!die || effect))
            keep(world, &process->token.grant);
        if (!die)
            token_saved(&process->token, !world->locked_vault, world->now);
    }
    if (!process->token.locked && world->locked_by == process->index + 1)
        world->locked_by = 0;
    if (die)
        process_die(process, world);
    return !die;
}

/* Lets time pass until then, or until the process has died. False: it has. */
static bool
run(struct process *process, struct world *world, int64_t until, int crash)
{
    for (;;) {
        unsigned before = world->steps;
        if (!step(process, world, crash))
            return false;
        if (world->steps != before)
            continue;
        int64_t due = token_due(&process->token);
        if (process->answer_at > 0)
            due = process->answer_at;
        if (due == 0 || due > until) {
            world->now = until;
            return true;
        }
        world->now = due > world->now ? due : world->now + 1;
    }
}

static enum token_stand
stand_after(struct process *process, struct world *world, int64_t wait)
{
    token_want(&process->token, false, world->now);
    run(process, world, world->now + wait, NO_CRASH);
    return token_stand(&process->token, world->now);
}

static void
world_end(struct world *world)
{
    free(world->kept);
}

/* ---- 180 days ---- */

static void
half_a_year_passes(void **state)
{
    (void)state;
    for (enum rotation rotation = EACH; rotation < ROTATIONS; rotation++) {
        struct world world = {.service = {.rotation = rotation}, .now = 1};
        struct process process;
        sign_in(&world);
        process_begin(&process, 0, rotation);
        unsigned gaps = 0, deaths = 0;
        for (int hour = 0; hour < 180 * 24; hour++) {
            int day = hour / 24;
            world.service.down = day == 50;
            world.wall_off = day % 7 == 3 ? -400 * DAY : day % 7 == 5 ? 900 * DAY : 0;
            enum token_stand stand = stand_after(&process, &world, HOUR);
            gaps += stand != TOKEN_HERE;
            if (stand != TOKEN_HERE && day != 50)
                fail_msg("rotation %d, hour %d: %d %s", rotation, hour, stand,
                         process.token.why);
            if (hour % 100 == 99 && process.token.phase == TOKEN_IDLE) {
                process_die(&process, &world);
                process_begin(&process, 0, rotation);
                deaths++;
            }
        }
        print_message("# rotation %d: %u requests, %u hours without, %u deaths\n",
                      rotation, world.service.asked, gaps, deaths);
        assert_int_equal(world.service.most_in_flight, 1);
        assert_in_range(world.service.asked, 180 * 24, 180 * 24 * 5 / 4);
        assert_in_range(gaps, 20, 24);
        assert_int_equal(deaths, 43);
        process_die(&process, &world);
        world_end(&world);
    }
}

/* ---- a crash between any two steps ---- */

/* Two turns, with a death at that step; then two days. Gives whether it could be reached. */
static bool
crash_at(enum rotation rotation, int at, enum token_stand *ret)
{
    struct world world = {.service = {.rotation = rotation}, .now = 1};
    struct process process;
    sign_in(&world);
    process_begin(&process, 0, rotation);
    token_want(&process.token, false, world.now);
    bool died = !run(&process, &world, 2 * HOUR, at);
    if (died)
        process_begin(&process, 0, rotation);
    for (int hour = 0; hour < 48; hour++)
        *ret = stand_after(&process, &world, HOUR);
    assert_int_equal(world.service.most_in_flight, 1);
    assert_int_equal(world.service.in_flight, 0);
    process_die(&process, &world);
    world_end(&world);
    return died;
}

static void
no_crash_loses_the_grant(void **state)
{
    (void)state;
    for (enum rotation rotation = EACH; rotation < ROTATIONS; rotation++) {
        enum token_stand stand;
        int at = 0, lost = 0;
        for (; crash_at(rotation, at, &stand); at++) {
            if (rotation == STRICT && stand == TOKEN_NEVER)
                lost++;
            else if (stand != TOKEN_HERE)
                fail_msg("rotation %d, a death at step %d: %d", rotation, at, stand);
        }
        print_message("# rotation %d: %d places to die at, %d of them lose it\n",
                      rotation, at, lost);
        assert_true(at >= 8);
        /* Where the service kills the old token before the new one has come to us, nobody can
         * help: between its answer and the end of saving, in each of the two turns. */
        assert_true(rotation == STRICT ? lost > 0 && lost <= 4 : lost == 0);
    }
}

/* ---- two processes ---- */

static void
two_processes_take_turns(void **state)
{
    (void)state;
    struct world world = {.service = {.rotation = GRACE}, .now = 1};
    struct process both[2];
    sign_in(&world);
    process_begin(&both[0], 0, GRACE);
    process_begin(&both[1], 1, GRACE);
    for (int hour = 0; hour < 200; hour++) {
        token_want(&both[0].token, false, world.now);
        token_want(&both[1].token, false, world.now);
        for (int64_t end = world.now + HOUR; world.now < end; world.now += 100)
            for (int i = 0; i < 2; i++)
                step(&both[i], &world, NO_CRASH);
        for (int i = 0; i < 2; i++)
            assert_int_equal(token_stand(&both[i].token, world.now), TOKEN_HERE);
    }
    assert_int_equal(world.service.most_in_flight, 1);
    process_die(&both[0], &world);
    process_die(&both[1], &world);
    world_end(&world);
}

static void
a_lock_that_stays_is_said(void **state)
{
    (void)state;
    struct world world = {.now = 1, .locked_by = 9};
    struct process process;
    sign_in(&world);
    process_begin(&process, 0, EACH);
    assert_int_equal(stand_after(&process, &world, 30 * SECOND), TOKEN_COMING);
    run(&process, &world, world.now + 40 * SECOND, NO_CRASH);
    assert_int_equal(token_stand(&process.token, world.now), TOKEN_LATER);
    assert_non_null(strstr(process.token.why, "another ndrwatch"));
    assert_true(world.steps < 200);
    world.locked_by = 0;
    run(&process, &world, world.now + 60 * SECOND, NO_CRASH);
    assert_int_equal(stand_after(&process, &world, SECOND), TOKEN_HERE);
    process_die(&process, &world);
    world_end(&world);
}

/* ---- revoked, and signed in again ---- */

static void
a_revoked_grant_is_left_alone(void **state)
{
    (void)state;
    struct world world = {.service = {.rotation = EACH}, .now = 1};
    struct process process;
    sign_in(&world);
    process_begin(&process, 0, EACH);
    assert_int_equal(stand_after(&process, &world, HOUR), TOKEN_HERE);
    world.service.revoked = true;
    unsigned asked = world.service.asked;
    for (int hour = 0; hour < 24 * 20; hour++)
        stand_after(&process, &world, HOUR);
    assert_int_equal(token_stand(&process.token, world.now), TOKEN_NEVER);
    assert_int_equal(world.service.asked, asked + 2); /* and the one before it */
    assert_string_equal(process.token.why,
                        "Microsoft takes the sign-in that is kept here no more: run "
                        "ndrwatch login home");
    sign_in(&world);
    assert_int_equal(stand_after(&process, &world, SECOND), TOKEN_HERE);
    process_die(&process, &world);
    world_end(&world);
}

/* The access token that is there is used to its end. */
static void
a_revoked_grant_leaves_what_is_good(void **state)
{
    (void)state;
    struct world world = {.service = {.rotation = EACH}, .now = 1};
    struct process process;
    sign_in(&world);
    process_begin(&process, 0, EACH);
    assert_int_equal(stand_after(&process, &world, 50 * 60 * SECOND), TOKEN_HERE);
    world.service.revoked = true;
    run(&process, &world, 59 * 60 * SECOND, NO_CRASH); /* renewed, and refused */
    assert_true(process.token.ended);
    assert_int_equal(token_stand(&process.token, world.now), TOKEN_HERE);
    assert_int_equal(token_due(&process.token), 0);
    run(&process, &world, 61 * 60 * SECOND, NO_CRASH);
    assert_int_equal(token_stand(&process.token, world.now), TOKEN_NEVER);
    process_die(&process, &world);
    world_end(&world);
}

static void
the_token_before_is_tried_once(void **state)
{
    (void)state;
    struct world world = {.service = {.rotation = EACH}, .now = 1};
    struct process process;
    struct grant grant;
    sign_in(&world);
    assert_true(grant_read(world.kept, strlen(world.kept), &grant));
    assert_true(grant_rotate(&grant, "r99")); /* that one never arrived there */
    keep(&world, &grant);
    grant_free(&grant);
    process_begin(&process, 0, EACH);
    assert_int_equal(stand_after(&process, &world, SECOND), TOKEN_HERE);
    assert_int_equal(world.service.asked, 2);
    assert_int_equal(stand_after(&process, &world, DAY), TOKEN_HERE);
    process_die(&process, &world);
    world_end(&world);
}

/* ---- the vault, the mail server, the service ---- */

static void
a_locked_vault_is_waited_for(void **state)
{
    (void)state;
    struct world world = {.service = {.rotation = EACH}, .now = 1};
    struct process process;
    sign_in(&world);
    process_begin(&process, 0, EACH);
    world.locked_vault = true;
    assert_int_equal(stand_after(&process, &world, SECOND), TOKEN_LATER);
    assert_int_equal(world.service.asked, 0);
    world.locked_vault = false;
    run(&process, &world, world.now + TOKEN_KEEP_WAIT, NO_CRASH);
    token_want(&process.token, false, world.now);
    while (process.answer_at == 0)
        step(&process, &world, NO_CRASH);
    world.locked_vault = true; /* while the service answers */
    run(&process, &world, world.now + SECOND, NO_CRASH);
    assert_int_equal(token_stand(&process.token, world.now), TOKEN_HERE);
    assert_true(process.token.unsaved && strstr(world.kept, "r1"));
    unsigned steps = world.steps;
    run(&process, &world, world.now + 10 * 60 * SECOND, NO_CRASH);
    assert_in_range(world.steps - steps, 20, 80);
    world.locked_vault = false;
    run(&process, &world, world.now + 2 * TOKEN_KEEP_WAIT, NO_CRASH);
    assert_true(!process.token.unsaved && strstr(world.kept, "r2"));
    assert_int_equal(world.service.asked, 1);
    process_die(&process, &world);
    world_end(&world);
}

/* Where the old token dies at once, nothing is asked while the vault takes nothing. */
static void
a_strict_one_is_not_risked(void **state)
{
    (void)state;
    struct world world = {.service = {.rotation = STRICT}, .now = 1};
    struct process process;
    sign_in(&world);
    process_begin(&process, 0, STRICT);
    token_want(&process.token, false, world.now);
    while (process.token.phase != TOKEN_PROVING)
        step(&process, &world, NO_CRASH);
    world.locked_vault = true;
    run(&process, &world, world.now + SECOND, NO_CRASH);
    assert_int_equal(token_stand(&process.token, world.now), TOKEN_LATER);
    assert_int_equal(world.service.asked, 0);
    world.locked_vault = false;
    run(&process, &world, world.now + TOKEN_KEEP_WAIT, NO_CRASH);
    assert_int_equal(stand_after(&process, &world, HOUR), TOKEN_HERE);
    unsigned asked = world.service.asked;
    world.service.revoked = true;
    run(&process, &world, world.now + HOUR, NO_CRASH);
    assert_int_equal(stand_after(&process, &world, SECOND), TOKEN_NEVER);
    /* The one before is dead, and is not tried. */
    assert_int_equal(world.service.asked, asked + 1);
    process_die(&process, &world);
    world_end(&world);
}

static void
a_stale_token_is_replaced_once(void **state)
{
    (void)state;
    struct world world = {.service = {.rotation = EACH}, .now = 1};
    struct process process;
    sign_in(&world);
    process_begin(&process, 0, EACH);
    assert_int_equal(stand_after(&process, &world, 600 * SECOND), TOKEN_HERE);
    assert_int_equal(token_want(&process.token, true, world.now), TOKEN_COMING);
    run(&process, &world, world.now + SECOND, NO_CRASH);
    assert_int_equal(world.service.asked, 2);
    assert_int_equal(token_want(&process.token, true, world.now), TOKEN_NEVER);
    assert_non_null(strstr(process.token.why, "IMAP is switched on"));
    run(&process, &world, world.now + SECOND, NO_CRASH);
    assert_int_equal(world.service.asked, 2);
    process_die(&process, &world);
    world_end(&world);
}

static void
nobody_is_pestered(void **state)
{
    (void)state;
    struct world world = {.service = {.rotation = EACH, .down = true}, .now = 1};
    struct process process;
    sign_in(&world);
    process_begin(&process, 0, EACH);
    unsigned tries = 0;
    int64_t end = world.now + DAY;
    while (world.now < end) {
        if (token_want(&process.token, false, world.now) == TOKEN_LATER)
            assert_true(process.token.retry_at > world.now);
        unsigned before = process.token.failures;
        run(&process, &world, world.now + SECOND, NO_CRASH);
        tries += process.token.failures != before;
    }
    print_message("# a day down: %u tries\n", tries);
    assert_in_range(tries, 80, 110);
    world.service.retry_after = 86400; /* an hour of it is believed */
    token_want(&process.token, false, world.now);
    run(&process, &world, world.now + 20 * 60 * SECOND, NO_CRASH);
    token_want(&process.token, false, world.now);
    run(&process, &world, world.now + SECOND, NO_CRASH);
    assert_in_range(process.token.retry_at - world.now, 3500 * SECOND, 3600 * SECOND);
    process_die(&process, &world);
    world_end(&world);
}

static void
a_grant_of_another_service_is_sent_nowhere(void **state)
{
    (void)state;
    struct world world = {.service = {.rotation = EACH}, .now = 1};
    struct process process;
    sign_in(&world);
    process_begin(&process, 0, EACH);
    process.token.client = "another";
    assert_int_equal(stand_after(&process, &world, SECOND), TOKEN_NEVER);
    process.token.client = "client";
    process.token.service = "elsewhere";
    assert_int_equal(stand_after(&process, &world, SECOND), TOKEN_NEVER);
    assert_int_equal(world.service.asked, 0);
    process_die(&process, &world);
    free(world.kept);
    world.kept = NULL;
    process_begin(&process, 0, EACH);
    assert_int_equal(stand_after(&process, &world, SECOND), TOKEN_NEVER);
    assert_string_equal(
        process.token.why,
        "nobody has signed in to Microsoft yet: run ndrwatch login home");
    process_die(&process, &world);
}

static void
google_ends_what_is_in_testing(void **state)
{
    (void)state;
    struct world world = {.service = {.rotation = NEVER}, .now = 1};
    struct process process;
    struct grant grant;
    assert_true(grant_make("google", "client", "", "r7", WALL, &grant));
    keep(&world, &grant);
    grant_free(&grant);
    world.now = 7 * DAY + HOUR;
    process_begin(&process, 0, NEVER);
    process.token.service = "google";
    assert_int_equal(stand_after(&process, &world, SECOND), TOKEN_NEVER);
    assert_non_null(strstr(process.token.why, "Testing"));
    process_die(&process, &world);
    world_end(&world);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(half_a_year_passes),
        cmocka_unit_test(no_crash_loses_the_grant),
        cmocka_unit_test(two_processes_take_turns),
        cmocka_unit_test(a_lock_that_stays_is_said),
        cmocka_unit_test(a_revoked_grant_is_left_alone),
        cmocka_unit_test(a_revoked_grant_leaves_what_is_good),
        cmocka_unit_test(the_token_before_is_tried_once),
        cmocka_unit_test(a_locked_vault_is_waited_for),
        cmocka_unit_test(a_strict_one_is_not_risked),
        cmocka_unit_test(a_stale_token_is_replaced_once),
        cmocka_unit_test(nobody_is_pestered),
        cmocka_unit_test(a_grant_of_another_service_is_sent_nowhere),
        cmocka_unit_test(google_ends_what_is_in_testing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
