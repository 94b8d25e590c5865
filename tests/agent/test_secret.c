/* What a login is given, and when a place is asked again: under a clock and a desk of our own. */
#include <stdlib.h>
#include <string.h>

#include "agent/agent.h"
#include "agent/secret.h"
#include "tests/support/check.h"

enum {
    ACCOUNTS = 3
};

/* What has been asked of the desk, and what was sent: the last of each. */
static struct {
    struct agent *agent;
    struct config config;
    desk_hear *hear;
    uint32_t account, request;
    unsigned asked, sent, full;
    char secret[64], why[VAULT_WHY_MAX];
    uint32_t sent_account, sent_request;
    struct message_secret frame;
} rig;

bool __wrap_desk_ask(struct agent *agent, uint32_t account, uint32_t request,
                     const struct vault_question *question, desk_hear *hear);
bool
__wrap_desk_ask(struct agent *agent, uint32_t account, uint32_t request,
                const struct vault_question *question, desk_hear *hear)
{
    assert_ptr_equal(agent, rig.agent);
    assert_int_equal(question->what, VAULT_GET);
    rig.account = account;
    rig.request = request;
    rig.hear = hear;
    rig.asked++;
    return rig.full == 0;
}

void __wrap_message_put_secret(struct message_buffer *out, uint32_t account,
                               uint32_t request, const struct message_secret *secret);
void
__wrap_message_put_secret(struct message_buffer *out, uint32_t account,
                          uint32_t request, const struct message_secret *secret)
{
    assert_ptr_equal(out, &rig.agent->imap.out);
    rig.sent++;
    rig.sent_account = account;
    rig.sent_request = request;
    rig.frame = *secret;
    snprintf(rig.secret, sizeof rig.secret, "%.*s", (int)secret->secret.length,
             secret->secret.length ? secret->secret.at : "");
    snprintf(rig.why, sizeof rig.why, "%.*s", (int)secret->why.length,
             secret->why.length ? secret->why.at : "");
}

bool __wrap_message_read_need(const struct message *message, struct message_need *ret);
bool
__wrap_message_read_need(const struct message *message, struct message_need *ret)
{
    *ret = (struct message_need){.stale = message->payload.length == 1};
    return true;
}

static int
begin(void **state)
{
    static char none[] = "", command[] = "print-token";
    static struct watch watches[ACCOUNTS];
    static char *names[] = {(char *)(uintptr_t) "one", (char *)(uintptr_t) "two",
                            (char *)(uintptr_t) "kept"};
    (void)state;
    memset(&rig, 0, sizeof rig);
    rig.agent = calloc(1, sizeof *rig.agent);
    rig.config = (struct config){calloc(ACCOUNTS, sizeof(struct account)), ACCOUNTS};
    if (!rig.agent || !rig.config.accounts)
        return -1;
    for (size_t i = 0; i < ACCOUNTS; i++)
        rig.config.accounts[i] = (struct account){
            .name = names[i],
            .address = none,
            .host = none,
            .password_file = none,
            .password_command = none,
            .token_command = i < 2 ? command : none,
            .goa_account = none,
            .auth = i < 2 ? CONFIG_OAUTH2 : CONFIG_PASSWORD,
        };
    rig.agent->config = &rig.config;
    rig.agent->watches = watches;
    rig.agent->now = 1000000;
    return 0;
}

static int
end(void **state)
{
    (void)state;
    secret_end(rig.agent);
    free(rig.config.accounts);
    free(rig.agent);
    return 0;
}

/* A login asks. */
static void
ask(uint32_t account, uint32_t request, bool stale)
{
    const struct message message = {
        .type = MESSAGE_SECRET,
        .account = account,
        .request = request,
        .payload = {"x", stale ? 1 : 0},
    };
    assert_true(secret_asked(rig.agent, &message));
}

/* The desk answers what it was asked last. */
static void
say(enum vault_outcome outcome, const char *secret, bool token, int64_t expires)
{
    struct vault_answer answer = {
        .outcome = outcome,
        .place = VAULT_COMMAND,
        .secret = secret ? strdup(secret) : NULL,
        .length = secret ? strlen(secret) : 0,
        .token = token,
        .expires = expires,
    };
    if (!secret)
        strcpy(answer.why, "because");
    rig.hear(rig.agent, rig.account, rig.request, &answer);
    free(answer.secret);
}

static void
pass(int64_t ms)
{
    rig.agent->now += ms;
    secret_pump(rig.agent);
}

static void
a_token_is_given_again_for_five_minutes(void **state)
{
    (void)state;
    ask(0, 7, false);
    assert_int_equal(rig.asked, 1);
    assert_int_equal(rig.sent, 0);
    say(VAULT_GOOD, "token-1", true, 0);
    assert_int_equal(rig.sent_request, 7);
    assert_string_equal(rig.secret, "token-1");
    assert_int_equal(rig.frame.token, 1);
    assert_int_equal(rig.frame.expires, 0);
    assert_int_equal(secret_due(rig.agent), rig.agent->now + SECRET_CACHE);
    pass(SECRET_CACHE - 1);
    ask(0, 8, false);
    assert_int_equal(rig.asked, 1);
    assert_int_equal(rig.sent, 2);
    assert_int_equal(rig.sent_request, 8);
    assert_string_equal(rig.secret, "token-1");
    ask(1, 9, false); /* another account's is its own */
    assert_int_equal(rig.asked, 2);
    say(VAULT_GOOD, "other", true, 0);
    pass(1);
    assert_null(rig.agent->secrets.accounts[0].token);
    assert_non_null(rig.agent->secrets.accounts[1].token);
    ask(0, 10, false);
    assert_int_equal(rig.asked, 3);
    /* Without a pump in between, too. */
    say(VAULT_GOOD, "token-2", true, 0);
    rig.agent->now += SECRET_CACHE;
    ask(0, 11, false);
    assert_int_equal(rig.asked, 4);
}

static void
a_token_is_not_given_beyond_its_end(void **state)
{
    (void)state;
    ask(0, 1, false);
    say(VAULT_GOOD, "short", true, 60 * 1000);
    assert_int_equal(rig.frame.expires, 60 * 1000);
    pass(59 * 1000);
    ask(0, 2, false);
    assert_int_equal(rig.asked, 1);
    assert_int_equal(rig.frame.expires, 1000);
    pass(1000);
    assert_null(rig.agent->secrets.accounts[0].token);
    ask(0, 3, false);
    assert_int_equal(rig.asked, 2);
}

/* One that was refused is not given again: its place is asked once, and if it has nothing else,
 * a person must look. */
static void
a_refused_token_is_asked_for_once_more(void **state)
{
    (void)state;
    ask(0, 1, false);
    say(VAULT_GOOD, "token-1", true, 0);
    ask(0, 2, true);
    assert_int_equal(rig.asked, 2);
    assert_int_equal(rig.sent, 1);
    say(VAULT_GOOD, "token-1", true, 0);
    assert_int_equal(rig.sent, 2);
    assert_string_equal(rig.secret, "");
    assert_int_equal(rig.frame.fault, MESSAGE_REFUSED);
    assert_int_equal(rig.frame.wait, 0);
    assert_non_null(
        strstr(rig.why, "the same token again that the server has refused"));
    assert_null(strstr(rig.why, "token-1"));
    /* Asked anew, by a person's doing, it may be given: the server may have changed its mind. */
    ask(0, 3, false);
    assert_int_equal(rig.asked, 3);
    say(VAULT_GOOD, "token-1", true, 0);
    assert_string_equal(rig.secret, "token-1");
    /* Another one, of the same length, is as good as any. */
    ask(0, 4, true);
    say(VAULT_GOOD, "token-2", true, 0);
    assert_string_equal(rig.secret, "token-2");
    ask(0, 5, false);
    assert_int_equal(rig.asked, 4);
    assert_string_equal(rig.secret, "token-2");
}

static void
a_refused_token_is_not_dropped_by_the_clock(void **state)
{
    (void)state;
    ask(0, 1, false);
    say(VAULT_GOOD, "token-1", true, 0);
    ask(0, 2, true);
    assert_int_equal(secret_due(rig.agent), 0);
    pass(SECRET_CACHE + 1); /* its command takes its time */
    say(VAULT_GOOD, "token-1", true, 0);
    assert_int_equal(rig.frame.fault, MESSAGE_REFUSED);
}

static void
a_password_is_kept_nowhere(void **state)
{
    (void)state;
    ask(2, 1, false);
    say(VAULT_GOOD, "sekrit", false, 0);
    assert_string_equal(rig.secret, "sekrit");
    assert_int_equal(rig.frame.token, 0);
    assert_null(rig.agent->secrets.accounts[2].token);
    assert_int_equal(secret_due(rig.agent), 0);
    ask(2, 2, false);
    assert_int_equal(rig.asked, 2);
}

static void
a_command_may_fail_twice(void **state)
{
    (void)state;
    for (unsigned round = 0; round < 2; round++) {
        for (unsigned i = 1; i <= SECRET_TRIES; i++) {
            ask(0, i, false);
            say(VAULT_LATER, NULL, false, 0);
            bool last = i == SECRET_TRIES;
            assert_int_equal(rig.frame.fault, last ? MESSAGE_REFUSED : MESSAGE_LOCAL);
            assert_int_equal(rig.frame.wait, last ? 0 : SECRET_LATER);
            assert_string_equal(rig.why, "because");
        }
        ask(0, 9, false); /* what works makes it forgotten */
        say(VAULT_GOOD, "token", true, 1);
        pass(1);
    }
}

/* A keyring that is locked is looked at every 30 s, by one question for all that wait. */
static void
a_locked_keyring_is_looked_at_again(void **state)
{
    (void)state;
    rig.config.accounts[1].auth = CONFIG_PASSWORD;
    for (uint32_t i = 1; i < ACCOUNTS; i++) {
        ask(i, i, false);
        say(VAULT_LOCKED, NULL, false, 0);
        assert_int_equal(rig.frame.fault, MESSAGE_REFUSED);
    }
    assert_int_equal(rig.asked, 2);
    assert_int_equal(secret_due(rig.agent), rig.agent->now + SECRET_UNLOCK);
    pass(SECRET_UNLOCK - 1);
    assert_int_equal(rig.asked, 2);
    pass(1);
    assert_int_equal(rig.asked, 3);
    assert_int_equal(rig.account, 1); /* one of those that wait */
    assert_int_equal(rig.request, 0);
    assert_int_equal(secret_due(rig.agent), 0); /* while it is asked */
    say(VAULT_LOCKED, NULL, false, 0);
    assert_int_equal(rig.sent, 2); /* nobody is told anything */
    pass(SECRET_UNLOCK - 1);
    assert_int_equal(rig.asked, 3);
    rig.full = 1; /* the desk has no room: later, then */
    pass(1);
    assert_int_equal(rig.asked, 4);
    rig.full = 0;
    assert_int_equal(secret_due(rig.agent), rig.agent->now + SECRET_UNLOCK);
    pass(SECRET_UNLOCK);
    assert_int_equal(rig.asked, 5);
    say(VAULT_GOOD, "sekrit", false, 0);
    assert_int_equal(rig.sent, 4); /* each of the two: there is something new */
    assert_int_equal(rig.sent_account, 2);
    assert_int_equal(rig.sent_request, 0);
    assert_string_equal(rig.secret, "");
    assert_string_equal(rig.why, "");
    assert_int_equal(secret_due(rig.agent), 0);
    pass(10 * SECRET_UNLOCK);
    assert_int_equal(rig.asked, 5);
    assert_int_equal(rig.sent, 4);
    /* Locked once more: only who waits now is told. */
    ask(1, 1, false);
    say(VAULT_LOCKED, NULL, false, 0);
    pass(SECRET_UNLOCK);
    say(VAULT_ABSENT, NULL, false, 0);
    assert_int_equal(rig.sent, 6);
    assert_int_equal(rig.sent_account, 1);
}

int
main(void)
{
#define ANEW(test) cmocka_unit_test_setup_teardown(test, begin, end)
    const struct CMUnitTest tests[] = {
        ANEW(a_token_is_given_again_for_five_minutes),
        ANEW(a_token_is_not_given_beyond_its_end),
        ANEW(a_refused_token_is_asked_for_once_more),
        ANEW(a_refused_token_is_not_dropped_by_the_clock),
        ANEW(a_password_is_kept_nowhere),
        ANEW(a_command_may_fail_twice),
        ANEW(a_locked_keyring_is_looked_at_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
