/* test_errand: errands waiting for their turn: what is taken on, answered, given up. */
#include "tests/support/check.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "imap/errand.h"

enum {
    NOW = 1000, /* ms; any */
    TIME = 5000,
};

/* The agent's end, and the account's list. */
struct world {
    struct errands errands;
    struct outlet outlet;
    int agent;
};

static struct world world;

static int
begin(void **state)
{
    (void)state;
    int pair[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    world = (struct world){.agent = pair[1]};
    outlet_open(&world.outlet, pair[0], pair[0]);
    world.errands = (struct errands){.number = 3, .outlet = &world.outlet};
    return 0;
}

static int
end(void **state)
{
    (void)state;
    errand_free(&world.errands);
    outlet_close(&world.outlet);
    close(world.agent);
    return 0;
}

static struct message
frame(const struct message_buffer *out)
{
    struct message message = {0};
    size_t used = 0;
    assert_int_equal(message_next(out->bytes, out->length, &message, &used),
                     MESSAGE_GOOD);
    return message;
}

static bool
add_with(uint32_t request, struct message_errand errand, const char *why)
{
    struct message_buffer out = {0};
    errand.time = errand.time ? errand.time : TIME;
    message_put_errand(&out, 3, request, &errand);
    struct message message = frame(&out);
    bool good = errand_add(&world.errands, &message, NOW, why);
    message_buffer_free(&out);
    return good;
}

static bool
add(uint32_t request)
{
    return add_with(request, (struct message_errand){.id = {"<1@a>", 5}}, NULL);
}

static bool
piece(uint32_t request, size_t at, const char *text)
{
    struct message_buffer out = {0};
    message_put_piece(&out, 3, request,
                      &(struct message_piece){.at = at, .bytes = {text, strlen(text)}});
    struct message message = frame(&out);
    bool good = errand_piece(&world.errands, &message);
    message_buffer_free(&out);
    return good;
}

static void
proceed(uint32_t request, bool stop)
{
    struct message_buffer out = {0};
    message_put_proceed(&out, 3, request, &(struct message_proceed){.stop = stop});
    struct message message = frame(&out);
    assert_true(errand_proceed(&world.errands, &message));
    message_buffer_free(&out);
}

/* What the next answer says, and of which request; MESSAGE_OUTCOMES: there is none. */
static uint64_t
answered(uint32_t *request)
{
    static char bytes[1 << 16];
    struct message message;
    struct message_done done;
    size_t used = 0;
    ssize_t got = recv(world.agent, bytes, sizeof bytes, MSG_DONTWAIT | MSG_PEEK);
    if (got <= 0)
        return MESSAGE_OUTCOMES;
    assert_int_equal(message_next(bytes, (size_t)got, &message, &used), MESSAGE_GOOD);
    assert_true(message_read_done(&message, &done) && message.type == MESSAGE_DONE);
    assert_int_equal(message.account, 3);
    assert_true(done.outcome == MESSAGE_DID || done.text.length > 0);
    *request = message.request;
    uint64_t outcome = done.outcome;
    assert_int_equal(recv(world.agent, bytes, used, 0), used);
    return outcome;
}

static void
expect(uint32_t request, enum message_outcome outcome)
{
    uint32_t got = 0;
    assert_int_equal(answered(&got), outcome);
    assert_int_equal(got, request);
}

static void
silence(void)
{
    uint32_t got;
    assert_int_equal(answered(&got), MESSAGE_OUTCOMES);
}

static void
taken_on_or_refused(void **state)
{
    (void)state;
    assert_true(add(1));
    assert_false(add(1)); /* the same request twice */
    assert_false(add(0));
    for (uint32_t i = 2; i <= MESSAGE_ERRANDS_MOST; i++)
        assert_true(add(i));
    silence();
    assert_true(add(99));
    expect(99, MESSAGE_UNFIT);
    assert_true(add_with(100, (struct message_errand){0}, "No connection."));
    expect(100, MESSAGE_CUT_OFF);
    errand_fail(&world.errands, "It broke.");
    for (uint32_t i = 1; i <= MESSAGE_ERRANDS_MOST; i++)
        expect(i, MESSAGE_CUT_OFF);
    silence();
    assert_true(
        add_with(5, (struct message_errand){.id = {"a\0b", 3}}, NULL)); /* a NUL */
    expect(5, MESSAGE_UNFIT);
    assert_true(add_with(6, (struct message_errand){.kind = MESSAGE_APPEND}, NULL));
    expect(6, MESSAGE_UNFIT);
    assert_true(add_with(7,
                         (struct message_errand){.kind = MESSAGE_APPEND,
                                                 .folder = MESSAGE_WATCHED,
                                                 .size = 1},
                         NULL));
    expect(7, MESSAGE_UNFIT);
}

static void
bytes_come_in_order(void **state)
{
    (void)state;
    const struct message_errand append = {
        .kind = MESSAGE_APPEND, .folder = MESSAGE_DRAFTS, .size = 6};
    assert_true(add_with(1, append, NULL));
    assert_false(errand_ready(&world.errands, NOW)); /* not all of it is here */
    assert_true(piece(1, 0, "abc"));
    assert_false(piece(1, 0, "abc"));  /* again */
    assert_false(piece(1, 4, "ef"));   /* a gap */
    assert_false(piece(1, 3, "defg")); /* too much */
    assert_true(piece(1, 3, "def"));
    assert_true(errand_ready(&world.errands, NOW));
    errand_deal(&world.errands, NOW);
    assert_int_equal(world.errands.turns, 1);
    assert_memory_equal(world.errands.turn[0]->bytes, "abcdef", 6);
    assert_true(piece(2, 0, "x")); /* of one that is over already */
    assert_true(add(3));
    assert_false(piece(3, 0, "x")); /* a search takes none */
}

static void
turns(void **state)
{
    (void)state;
    assert_true(add(1) && add(2));
    errand_deal(&world.errands, NOW);
    assert_int_equal(world.errands.turns, 2);
    assert_int_equal(world.errands.turn[0]->request, 1);
    errand_collect(&world.errands); /* neither is done: the other one first */
    errand_deal(&world.errands, NOW);
    assert_int_equal(world.errands.turn[0]->request, 2);
    struct errand *errand = world.errands.turn[0];
    for (int i = 0; i < MESSAGE_PIECES_AHEAD; i++) {
        assert_true(errand_room(errand));
        errand->sent++;
    }
    assert_false(errand_room(errand)); /* nobody takes them */
    errand_collect(&world.errands);
    errand_deal(&world.errands, NOW);
    assert_int_equal(world.errands.turns, 1);
    proceed(2, false);
    errand_deal(&world.errands, NOW);
    assert_int_equal(world.errands.turns, 2);
    errand_answer(&world.errands, errand, &(struct message_done){0});
    expect(2, MESSAGE_DID);
    errand_collect(&world.errands);
    assert_int_equal(world.errands.count, 1);
    proceed(1, true); /* nobody wants it: no answer */
    assert_false(errand_ready(&world.errands, NOW));
    assert_int_equal(world.errands.count, 0);
    silence();
}

static void
too_late(void **state)
{
    (void)state;
    assert_true(add(1));
    assert_true(errand_ready(&world.errands, NOW + TIME - 1));
    assert_false(errand_ready(&world.errands, NOW + TIME));
    expect(1, MESSAGE_TOO_SLOW);
    assert_int_equal(world.errands.count, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(taken_on_or_refused, begin, end),
        cmocka_unit_test_setup_teardown(bytes_come_in_order, begin, end),
        cmocka_unit_test_setup_teardown(turns, begin, end),
        cmocka_unit_test_setup_teardown(too_late, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
