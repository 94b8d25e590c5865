/* test_errand: an errand is heard of exactly once, whatever becomes of it. */
#include "tests/support/check.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "agent/agent.h"

enum {
    NOW = 100000, /* ms; any */
    KEY = 17,
    LARGE = 3 << 20, /* bytes: more than is given at a time */
};

static struct agent agent;
static struct {
    unsigned pieces, dones;
    uint64_t key, outcome;
    bool enough; /* take says: no more */
    bool again;  /* done begins another one */
} heard;

static char name[] = "work", none[] = "", host[] = "imap.example.org",
            address[] = "you@example.org", drafts[] = "Entwürfe";
static struct account account = {.name = name,
                                 .address = address,
                                 .user = address,
                                 .host = host,
                                 .sent = none,
                                 .drafts = drafts};
static struct config config = {&account, 1};
static struct watch watches[1];

static int
begin(void **state)
{
    (void)state;
    memset(&heard, 0, sizeof heard);
    agent = (struct agent){.config = &config, .watches = watches, .now = NOW};
    agent.imap = (struct child){.name = "ndrwatch-imap", .pid = getpid(), .fd = -1};
    return 0;
}

static int
end(void **state)
{
    (void)state;
    errand_end(&agent);
    message_buffer_free(&agent.imap.out);
    return 0;
}

static bool
take(struct agent *of, uint64_t key, const struct message_piece *piece)
{
    (void)of, (void)piece;
    assert_int_equal(key, KEY);
    heard.pieces++;
    return !heard.enough;
}

static void
done(struct agent *of, uint64_t key, const struct message_done *what)
{
    heard.dones++;
    heard.key = key;
    heard.outcome = what->outcome;
    assert_true(what->outcome == MESSAGE_DID || what->text.length > 0);
    const struct message_errand next = {.kind = MESSAGE_INDEX};
    if (heard.again)
        assert_true(errand_begin(of, 0, &next, (struct errand_hear){take, done, KEY}));
    heard.again = false;
}

static bool
ask(enum message_errand_kind kind)
{
    const struct message_errand errand = {.kind = kind, .id = {"<1@a>", 5}};
    return errand_begin(&agent, 0, &errand, (struct errand_hear){take, done, KEY});
}

/* The next frame that ndrwatch-imap would read; type 0: there is none. */
static struct message
sent(void)
{
    static struct message_buffer taken;
    struct message message = {0};
    size_t used = 0;
    message_buffer_free(&taken);
    if (agent.imap.out.length == 0 ||
        message_next(agent.imap.out.bytes, agent.imap.out.length, &message, &used) !=
            MESSAGE_GOOD)
        return (struct message){0};
    taken.bytes = malloc(used);
    assert_non_null(taken.bytes);
    taken.room = taken.length = used;
    memcpy(taken.bytes, agent.imap.out.bytes, used);
    agent.imap.out.length -= used;
    memmove(agent.imap.out.bytes, agent.imap.out.bytes + used, agent.imap.out.length);
    assert_int_equal(message_next(taken.bytes, used, &message, &used), MESSAGE_GOOD);
    return message;
}

static bool
say(uint32_t request, enum message_type type)
{
    struct message_buffer out = {0};
    struct message message;
    size_t used = 0;
    if (type == MESSAGE_PIECE)
        message_put_piece(&out, 0, request, &(struct message_piece){.at = 1});
    else
        message_put_done(&out, 0, request, &(struct message_done){.count = 1});
    assert_int_equal(message_next(out.bytes, out.length, &message, &used),
                     MESSAGE_GOOD);
    bool good = type == MESSAGE_PIECE ? errand_piece(&agent, &message)
                                      : errand_over(&agent, &message);
    message_buffer_free(&out);
    return good;
}

static bool
stopped(uint32_t request)
{
    struct message message = sent();
    struct message_proceed proceed = {0};
    assert_int_equal(message.type, MESSAGE_PROCEED);
    assert_int_equal(message.request, request);
    assert_true(message_read_proceed(&message, &proceed));
    return proceed.stop;
}

static void
asked_and_answered(void **state)
{
    (void)state;
    struct message_errand errand;
    assert_true(ask(MESSAGE_INDEX));
    struct message message = sent();
    uint32_t request = message.request;
    assert_true(message_read_errand(&message, &errand));
    assert_int_equal(errand.time, ERRAND_TIME);
    assert_int_equal(errand.name.length, 0);
    assert_non_null(memmem(errand.names.at, errand.names.length, "Gesendet", 8));
    assert_int_equal(errand_due(&agent), NOW + ERRAND_TIME + ERRAND_GRACE);
    assert_true(say(request, MESSAGE_PIECE));
    assert_false(stopped(request));
    heard.again = true;
    assert_true(say(request, MESSAGE_DONE));
    assert_int_equal(heard.pieces, 1);
    assert_int_equal(heard.dones, 1);
    assert_int_equal(heard.outcome, MESSAGE_DID);
    assert_int_equal(heard.key, KEY);
    assert_int_not_equal(sent().request, request); /* the next one has begun */
    assert_true(say(request, MESSAGE_DONE));       /* twice: nobody waits for it */
    assert_int_equal(heard.dones, 1);
    assert_true(say(request, MESSAGE_PIECE)); /* nor for more of it */
    assert_true(stopped(request));
}

static void
not_answered(void **state)
{
    (void)state;
    assert_true(ask(MESSAGE_SEARCH));
    uint32_t request = sent().request;
    agent.now = errand_due(&agent) - 1;
    errand_pump(&agent);
    assert_int_equal(heard.dones, 0);
    agent.now++;
    errand_pump(&agent);
    assert_int_equal(heard.dones, 1);
    assert_int_equal(heard.outcome, MESSAGE_TOO_SLOW);
    assert_true(stopped(request));
    assert_int_equal(errand_due(&agent), 0); /* nothing wakes us any more */
}

static void
its_process_dies(void **state)
{
    (void)state;
    assert_true(ask(MESSAGE_SEARCH) && ask(MESSAGE_INDEX));
    errand_lost(&agent, 0);
    assert_int_equal(heard.dones, 0); /* not within whoever noticed */
    assert_int_equal(errand_due(&agent), NOW);
    errand_pump(&agent);
    assert_int_equal(heard.dones, 2);
    assert_int_equal(heard.outcome, MESSAGE_CUT_OFF);
    agent.imap.pid = 0; /* it is not there yet */
    message_buffer_free(&agent.imap.out);
    assert_true(ask(MESSAGE_SEARCH));
    assert_int_equal(agent.imap.out.length, 0);
    errand_pump(&agent);
    assert_int_equal(heard.dones, 3);
}

static void
no_more_wanted(void **state)
{
    (void)state;
    assert_true(ask(MESSAGE_FETCH));
    uint32_t request = sent().request;
    heard.enough = true;
    assert_true(say(request, MESSAGE_PIECE));
    assert_true(stopped(request));
    assert_int_equal(heard.dones, 1);
    assert_int_equal(heard.outcome, MESSAGE_CUT_OFF);
}

/* A mail to append goes on as it is taken, and as soon as it is. */
static void
a_large_mail(void **state)
{
    (void)state;
    int fd = memfd_create("mail", MFD_CLOEXEC);
    assert_int_equal(ftruncate(fd, LARGE), 0);
    const struct message_errand errand = {
        .kind = MESSAGE_APPEND, .folder = MESSAGE_DRAFTS, .size = LARGE};
    struct message_errand out;
    assert_true(
        errand_append(&agent, 0, &errand, fd, (struct errand_hear){NULL, done, KEY}));
    struct message message = sent();
    assert_true(message_read_errand(&message, &out));
    assert_memory_equal(out.name.at, "Entwürfe", out.name.length);
    size_t got = 0;
    while (got < LARGE) {
        errand_pump(&agent);
        assert_true(agent.imap.out.length > 0 && agent.imap.out.length < 1 << 20);
        while ((message = sent()).type == MESSAGE_PIECE) {
            struct message_piece piece;
            assert_true(message_read_piece(&message, &piece));
            assert_int_equal(piece.at, got);
            got += piece.bytes.length;
        }
        if (got < LARGE)
            assert_int_equal(errand_due(&agent), NOW);
    }
    assert_int_equal(got, LARGE);
    assert_true(errand_due(&agent) > NOW);
    errand_end(&agent);
    assert_int_equal(heard.dones, 1);
}

static void
too_many(void **state)
{
    (void)state;
    for (int i = 0; i < ERRAND_MOST; i++)
        assert_true(ask(MESSAGE_SEARCH));
    assert_false(ask(MESSAGE_SEARCH));
    assert_int_equal(heard.dones, 0);
    errand_end(&agent);
    assert_int_equal(heard.dones, ERRAND_MOST);
    const struct message_errand errand = {.kind = MESSAGE_SEARCH};
    assert_false(errand_begin(&agent, 1, &errand, /* no such account */
                              (struct errand_hear){take, done, KEY}));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(asked_and_answered, begin, end),
        cmocka_unit_test_setup_teardown(not_answered, begin, end),
        cmocka_unit_test_setup_teardown(its_process_dies, begin, end),
        cmocka_unit_test_setup_teardown(no_more_wanted, begin, end),
        cmocka_unit_test_setup_teardown(a_large_mail, begin, end),
        cmocka_unit_test_setup_teardown(too_many, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
