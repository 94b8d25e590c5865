/* An account that cannot be watched: days of its trouble in milliseconds, on a real journal.
 *
 * clock_awake is ours: it stands still while the machine sleeps. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/agent.h"
#include "agent/clock.h"
#include "imap/messages.h"
#include "tests/support/check.h"

enum {
    MINUTE = 60 * 1000,
    NOW = 1800000000 /* UNIX seconds */
};

static int64_t awake = 1;

int64_t __wrap_clock_awake(void);
int64_t
__wrap_clock_awake(void)
{
    return awake;
}

/* ---- a life ---- */

struct life {
    struct agent agent;
    struct account account;
    struct config config;
    struct watch watch;
    char path[64], name[8], host[24], address[24];
};

static void
begin(struct life *life)
{
    *life = (struct life){.path = "/tmp/test_plight-XXXXXX",
                          .name = "home",
                          .host = "mobile.charter.net",
                          .address = "you@charter.net"};
    int fd = mkstemp(life->path);
    assert_true(fd >= 0);
    close(fd);
    unlink(life->path);
    life->account = (struct account){.name = life->name,
                                     .host = life->host,
                                     .address = life->address,
                                     .auth = CONFIG_PASSWORD};
    life->config = (struct config){&life->account, 1};
    life->watch.since = NOW;
    life->agent.config = &life->config;
    life->agent.watches = &life->watch;
    assert_int_equal(journal_open(life->path, NOW, &life->agent.journal), JOURNAL_OPEN);
}

/* The agent ends, by a kill or not, and is started again. */
static void
restart(struct life *life)
{
    journal_close(&life->agent.journal);
    life->watch = (struct watch){0};
    assert_int_equal(journal_open(life->path, NOW, &life->agent.journal), JOURNAL_OPEN);
    plight_recover(&life->agent);
}

static void
end(struct life *life)
{
    journal_close(&life->agent.journal);
    unlink(life->path);
}

/* So it stands for so many minutes, looked at each minute, as timers and frames do. */
static void
stands(struct life *life, enum message_watch_state state, enum message_fault fault,
       enum message_cause cause, int minutes)
{
    life->watch.reported = true;
    life->watch.state = state;
    life->watch.fault = fault;
    life->watch.cause = cause;
    plight_pump(&life->agent);
    for (int i = 0; i < minutes; i++) {
        awake += MINUTE;
        plight_pump(&life->agent);
    }
}

static void
watched(struct life *life, int minutes)
{
    stands(life, MESSAGE_WATCHING, MESSAGE_FINE, MESSAGE_NO_CAUSE, minutes);
}

static void
offline(struct life *life, int minutes)
{
    stands(life, MESSAGE_WAITING, MESSAGE_UNREACHABLE, MESSAGE_NO_CAUSE, minutes);
}

static void
refused(struct life *life, int minutes)
{
    stands(life, MESSAGE_ASKING, MESSAGE_REFUSED, MESSAGE_BAD_LOGIN, minutes);
}

/* What waits to be told; "" where nothing does. */
static const char *
told(struct life *life)
{
    static struct plight_row row;
    assert_true(plight_next(&life->agent.journal, "", false, &row));
    return row.body;
}

/* A notifier shows it. */
static void
shown(struct life *life)
{
    assert_true(plight_step(&life->agent.journal, "home", "queued", "claimed"));
    assert_true(plight_shown(&life->agent, "account:home"));
    assert_string_equal(told(life), "");
}

/* ---- tests ---- */

static void
what_lasts_is_told_once(void **unused)
{
    (void)unused;
    struct life life;
    begin(&life);
    watched(&life, 24 * 60);
    assert_string_equal(told(&life), "");
    for (int i = 0; i < 50; i++) { /* a train: many gaps, none of them long */
        offline(&life, 59);
        assert_string_equal(told(&life), "");
        watched(&life, 1);
    }
    offline(&life, 59);
    assert_string_equal(told(&life), "");
    assert_int_equal(plight_due(&life.agent), life.agent.now + MINUTE);
    offline(&life, 1);
    assert_non_null(strstr(told(&life), "Waiting for the network since"));
    assert_int_equal(plight_due(&life.agent), 0);
    shown(&life);
    offline(&life, 3 * 24 * 60);
    assert_string_equal(told(&life), ""); /* once */
    watched(&life, 1);
    offline(&life, 60);
    assert_string_not_equal(told(&life), ""); /* another trouble */
    end(&life);
}

/* Retries that come to nothing do not begin the hour anew; nor does a sleep end it early. */
static void
an_hour_is_an_hour(void **unused)
{
    (void)unused;
    struct life life;
    begin(&life);
    watched(&life, 1);
    for (int i = 0; i < 59; i++) {
        stands(&life, MESSAGE_CONNECTING, MESSAGE_FINE, MESSAGE_NO_CAUSE, 0);
        offline(&life, 1);
    }
    assert_string_equal(told(&life), "");
    offline(&life, 0); /* a night, in which the clock stood still */
    assert_string_equal(told(&life), "");
    offline(&life, 1);
    assert_string_not_equal(told(&life), "");
    end(&life);
}

static void
what_needs_the_person_is_told_at_once(void **unused)
{
    (void)unused;
    // clang-format off
    static const struct { enum message_watch_state state; enum message_fault fault; bool at_once; } rows[] = {
        {MESSAGE_ASKING,  MESSAGE_REFUSED,     true},
        {MESSAGE_ASKING,  MESSAGE_STALE,       true},
        {MESSAGE_WAITING, MESSAGE_REFUSED,     false}, /* it is tried once more */
        {MESSAGE_ASKING,  MESSAGE_UNTRUSTED,   false}, /* a hotel's, perhaps */
        {MESSAGE_ASKING,  MESSAGE_LOCAL,       false},
        {MESSAGE_WAITING, MESSAGE_UNREACHABLE, false},
        {MESSAGE_WAITING, MESSAGE_THROTTLED,   false},
        {MESSAGE_WAITING, MESSAGE_STRANGE,     false},
    };
    // clang-format on
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct life life;
        begin(&life);
        watched(&life, 1);
        stands(&life, rows[i].state, rows[i].fault, MESSAGE_NO_CAUSE, 0);
        if ((told(&life)[0] != '\0') != rows[i].at_once)
            fail_msg("row %zu: %s", i, told(&life));
        stands(&life, rows[i].state, rows[i].fault, MESSAGE_NO_CAUSE, 60);
        assert_string_not_equal(told(&life), "");
        end(&life);
    }
}

/* First the network was away for hours, and then the password is refused: that is another word. */
static void
a_graver_one_is_told_too(void **unused)
{
    (void)unused;
    struct life life;
    begin(&life);
    offline(&life, 60);
    shown(&life);
    refused(&life, 0);
    assert_non_null(strstr(told(&life), "refused the password"));
    shown(&life);
    offline(&life, 120);
    refused(&life, 0);
    assert_string_equal(told(&life), "");
    end(&life);
}

/* Over: what waits is not told any more. */
static void
over_is_over(void **unused)
{
    (void)unused;
    struct life life;
    struct plight_row row;
    begin(&life);
    refused(&life, 0);
    watched(&life, 0);
    assert_true(plight_next(&life.agent.journal, "", true, &row));
    assert_string_equal(row.account, "");
    end(&life);
}

static void
a_restart_tells_nothing_twice(void **unused)
{
    (void)unused;
    struct life life;
    struct plight_row row;
    begin(&life);
    refused(&life, 0);
    restart(&life); /* before it was shown: it still waits, as new */
    assert_true(plight_next(&life.agent.journal, "", false, &row));
    assert_string_equal(row.title, "home is not watched");
    assert_false(row.again);
    assert_true(plight_step(&life.agent.journal, "home", "queued", "claimed"));
    restart(&life); /* perhaps it was shown: it waits, as a repeat */
    assert_true(plight_next(&life.agent.journal, "", false, &row));
    assert_true(row.again);
    shown(&life);
    restart(&life);
    refused(&life, 24 * 60);
    assert_string_equal(told(&life), "");
    watched(&life,
            0); /* over, and to be taken back from the desktop when a notifier comes */
    assert_true(plight_next(&life.agent.journal, "", true, &row));
    assert_true(row.over);
    assert_true(plight_over(&life.agent.journal, "home", true));
    assert_true(plight_next(&life.agent.journal, "", true, &row));
    assert_string_equal(row.account, "");

    refused(&life, 0);
    life.config.count = 0; /* its section is gone */
    restart(&life);
    assert_true(plight_next(&life.agent.journal, "", true, &row));
    assert_string_equal(row.account, "");
    end(&life);
}

static void
the_desktop_fails(void **unused)
{
    (void)unused;
    struct life life;
    begin(&life);
    refused(&life, 0);
    assert_false(plight_shown(&life.agent, "domain:example.org"));
    assert_false(plight_failed(&life.agent, "b-000001"));
    assert_true(plight_step(&life.agent.journal, "home", "queued", "claimed"));
    assert_true(plight_failed(&life.agent, "account:home"));
    assert_string_equal(told(&life), "");
    plight_retry(&life.agent); /* another notification server has come */
    assert_string_not_equal(told(&life), "");
    end(&life);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_lasts_is_told_once),
        cmocka_unit_test(an_hour_is_an_hour),
        cmocka_unit_test(what_needs_the_person_is_told_at_once),
        cmocka_unit_test(a_graver_one_is_told_too),
        cmocka_unit_test(over_is_over),
        cmocka_unit_test(a_restart_tells_nothing_twice),
        cmocka_unit_test(the_desktop_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
