/* A refused secret is tried again when it has been changed, and not before: a file by its look, all else
 * asked once an hour or when a person asks. The vault is ours. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/agent.h"
#include "imap/messages.h"
#include "tests/support/check.h"

enum {
    SECOND = 1000,
    HOUR = 3600 * SECOND
};

static const char *kept; /* what the vault has; NULL: it cannot say */
static unsigned asked, changed;

bool __wrap_desk_ask(struct agent *agent, uint32_t account, uint32_t request,
                     const struct vault_question *question, desk_hear *hear);
bool
__wrap_desk_ask(struct agent *agent, uint32_t account, uint32_t request,
                const struct vault_question *question, desk_hear *hear)
{
    char secret[64] = "";
    struct vault_answer answer = {.outcome = kept ? VAULT_GOOD : VAULT_LATER};
    assert_int_equal(question->what, VAULT_GET);
    snprintf(secret, sizeof secret, "%s", kept ? kept : "");
    answer.secret = secret;
    answer.length = strlen(secret);
    asked++;
    hear(agent, account, request, &answer);
    return true;
}

void __wrap_secret_changed(struct agent *agent, uint32_t account);
void
__wrap_secret_changed(struct agent *agent, uint32_t account)
{
    (void)agent;
    assert_int_equal(account, 0);
    changed++;
}

enum vault_kind __wrap_secret_kind(const struct agent *agent, uint32_t account);
enum vault_kind
__wrap_secret_kind(const struct agent *agent, uint32_t account)
{
    (void)agent;
    (void)account;
    return VAULT_PASSWORD;
}

struct life {
    struct agent agent;
    struct account account;
    struct config config;
    struct watch watch;
    char name[8], path[40];
};

/* The account has been refused with what the vault has now. */
static void
begin(struct life *life, const char *secret, bool file)
{
    kept = secret;
    asked = changed = 0;
    *life = (struct life){.name = "home"};
    if (file) {
        strcpy(life->path, "/tmp/test_renewed-XXXXXX");
        int fd = mkstemp(life->path);
        assert_true(fd >= 0);
        close(fd);
    }
    life->account = (struct account){.name = life->name, .password_file = life->path};
    life->config = (struct config){&life->account, 1};
    life->agent.config = &life->config;
    life->agent.watches = &life->watch;
    life->agent.now = 1;
    if (secret)
        renewed_given(&life->agent, 0, (struct message_bytes){secret, strlen(secret)});
    life->watch.cause = MESSAGE_BAD_LOGIN;
    life->watch.reported = true;
    life->watch.state = MESSAGE_ASKING;
    life->watch.fault = MESSAGE_REFUSED;
}

static void
end(const struct life *life)
{
    if (life->path[0] != '\0')
        unlink(life->path);
}

/* So long, by the timers that it asks for. */
static void
passes(struct life *life, int64_t time)
{
    int64_t until = life->agent.now + time;
    renewed_pump(&life->agent);
    for (;;) {
        int64_t due = renewed_due(&life->agent);
        if (due == 0 || due > until)
            break;
        assert_true(due > life->agent.now); /* no busy loop */
        life->agent.now = due;
        renewed_pump(&life->agent);
    }
    life->agent.now = until;
}

static void
saved(const struct life *life, const char *text)
{
    FILE *out = fopen(life->path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static void
a_file(void **unused)
{
    (void)unused;
    struct life life;
    begin(&life, "wrong", true);
    passes(&life, 24 * (int64_t)HOUR);
    assert_int_equal(asked, 0); /* it is the same file: not even read */
    saved(&life, "wrong\n");    /* another look, the same secret */
    passes(&life, 24 * (int64_t)HOUR);
    assert_int_equal(asked, 1);
    assert_int_equal(changed, 0);
    saved(&life, "right, now\n");
    kept = "right, now";
    passes(&life, RENEWED_FILE);
    assert_int_equal(asked, 2);
    assert_int_equal(changed, 1);
    passes(&life, 24 * (int64_t)HOUR); /* nothing more until a login asks for it */
    assert_int_equal(changed, 1);
    end(&life);
}

static void
a_command(void **unused)
{
    (void)unused;
    struct life life;
    begin(&life, "wrong", false);
    passes(&life, 24 * (int64_t)HOUR);
    assert_int_equal(asked, 24); /* it may ask a person for a key: once an hour */
    assert_int_equal(changed, 0);
    kept = NULL; /* it fails: that is no change */
    passes(&life, HOUR);
    assert_int_equal(changed, 0);
    kept = "right";
    assert_true(renewed_hurry(&life.agent)); /* a person asks for a look */
    renewed_pump(&life.agent);
    assert_int_equal(changed, 1);
    end(&life);
}

/* Where something else is the matter, or a try is planned, nobody looks. */
static void
not_refused(void **unused)
{
    (void)unused;
    struct life life;
    begin(&life, "wrong", false);
    kept = "right";
    life.watch.state = MESSAGE_WATCHING;
    life.watch.fault = MESSAGE_FINE;
    passes(&life, 24 * (int64_t)HOUR);
    life.watch.state = MESSAGE_ASKING;
    life.watch.fault = MESSAGE_UNTRUSTED;
    passes(&life, 24 * (int64_t)HOUR);
    life.watch.fault = MESSAGE_REFUSED;
    life.watch.next = 1800000000;
    passes(&life, 24 * (int64_t)HOUR);
    assert_false(renewed_hurry(&life.agent));
    assert_int_equal(asked, 0);
    end(&life);
}

/* IMAP was switched off, or the mailbox not there: a person who has mended that asks for a look, and what
 * it signs in with is the same; also where it is a grant, of which nothing is known here. */
static void
mended_elsewhere(void **unused)
{
    (void)unused;
    static const enum message_cause causes[] = {MESSAGE_NO_CAUSE, MESSAGE_WEB_LOGIN,
                                                MESSAGE_IMAP_OFF, MESSAGE_ADMIN};
    struct life life;
    for (size_t i = 0; i < 2 * COUNT(causes); i++) {
        begin(&life, i % 2 ? "right" : NULL, false);
        life.watch.cause = causes[i / 2];
        passes(&life, 59 * 60 * (int64_t)SECOND);
        assert_int_equal(changed, 0); /* not unasked */
        assert_true(renewed_hurry(&life.agent));
        assert_int_equal(changed, 1);
        end(&life);
    }
    begin(&life, "wrong", false); /* but a wrong one is not tried again */
    assert_true(renewed_hurry(&life.agent));
    renewed_pump(&life.agent);
    assert_int_equal(changed, 0);
    end(&life);
}

/* What is kept of it says nothing of it. */
static void
a_sum_alone(void **unused)
{
    (void)unused;
    struct life life;
    char first[SHA256_HEX];
    begin(&life, "wrong", false);
    memcpy(first, life.watch.renewed.given, sizeof first);
    assert_int_equal(strlen(first), 64);
    /* SHA-256 of the word itself would be found in a list. */
    assert_string_not_equal(
        first, "8810ad581e59f2bc3928b261707a71308f7e139eb04820366dc4d5c18d980225");
    renewed_given(&life.agent, 0, (struct message_bytes){"wrong", 5});
    assert_string_equal(life.watch.renewed.given, first);
    renewed_given(&life.agent, 0, (struct message_bytes){"wronh", 5});
    assert_string_not_equal(life.watch.renewed.given, first);
    end(&life);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file),      cmocka_unit_test(a_command),
        cmocka_unit_test(not_refused), cmocka_unit_test(mended_elsewhere),
        cmocka_unit_test(a_sum_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
