/* Which process of ndrwatch-imap has which account, and which layers hold them all. */
#include "agent/apart.h"

#include <string.h>

#include "agent/agent.h"
#include "agent/layers.h"
#include "imap/cage.h"
#include "tests/support/check.h"

enum {
    ACCOUNTS = 4
};

static struct watch watches[ACCOUNTS];
static struct config config = {.count = ACCOUNTS};
static struct agent agent;

/* Account 1 has the place 0, account 2 had the place 3 and has gone back, account 3 waits. */
static int
deal(void **unused)
{
    (void)unused;
    memset(watches, 0, sizeof watches);
    watches[1].apart = watches[3].apart = true;
    agent = (struct agent){.config = &config, .watches = watches};
    agent.imap.name = agent.apart.places[0].child.name = "ndrwatch-imap";
    agent.apart.places[0].taken = agent.apart.places[3].taken = true;
    agent.apart.places[0].account = 1;
    agent.apart.places[3].account = 2;
    agent.apart.places[3].leaving = true;
    return 0;
}

static void
a_process_speaks_of_its_own_accounts(void **unused)
{
    (void)unused;
    static const bool has[APART_PROCESSES][ACCOUNTS + 1] = {
        [0] = {true, false, true, false, false},
        [1] = {false, true, false, false, false},
    };
    for (size_t process = 0; process < APART_PROCESSES; process++) {
        for (uint32_t account = 0; account <= ACCOUNTS; account++)
            if (apart_has(&agent, process, account) != has[process][account])
                fail_msg("process %zu, account %u", process, account);
        assert_int_equal(apart_wanted(&agent, process), process <= 1);
    }
    assert_ptr_equal(apart_child(&agent, 0), &agent.imap);
    assert_ptr_equal(apart_child(&agent, 1), &agent.apart.places[0].child);
    assert_ptr_equal(apart_child(&agent, 2), &agent.imap);
    assert_ptr_equal(apart_child(&agent, 3), &agent.apart.nobody);
}

static void
the_first_free_place_is_given(void **unused)
{
    (void)unused;
    agent.apart.waiting = 1;
    apart_settle(&agent);
    assert_int_equal(agent.apart.waiting, 0);
    assert_true(agent.apart.places[1].taken);
    assert_ptr_equal(apart_child(&agent, 3), &agent.apart.places[1].child);
}

/* More culprits than places: who is watched well by itself goes back, one at a time, and its
 * place is free when its process has ended. */
static void
who_is_well_makes_room(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < APART_MOST; i++)
        agent.apart.places[i].taken = true;
    agent.apart.waiting = 1;
    watches[1].state = MESSAGE_WATCHING;
    apart_settle(&agent); /* somebody is leaving already */
    assert_false(agent.apart.places[0].leaving);
    watches[1].state = MESSAGE_CONNECTING;
    agent.apart.places[3].leaving = false;
    watches[2].apart = true;
    apart_settle(&agent); /* nobody is well */
    assert_false(agent.apart.places[0].leaving);
    watches[1].state = MESSAGE_WATCHING;
    apart_settle(&agent);
    assert_true(agent.apart.places[0].leaving);
    assert_false(watches[1].apart);
    assert_true(apart_has(&agent, 0, 1));
    assert_int_equal(agent.apart.waiting, 1);
    agent.apart.places[0].taken = agent.apart.places[0].leaving = false;
    apart_settle(&agent);
    assert_int_equal(agent.apart.waiting, 0);
    assert_ptr_equal(apart_child(&agent, 3), &agent.apart.places[0].child);
}

static void
caged(struct child *child, uint64_t layers, uint64_t landlock)
{
    child->caged = true;
    child->cage = (struct message_cage){.layers = layers, .landlock = landlock};
}

static void
only_what_holds_all_is_said(void **unused)
{
    (void)unused;
    json_t *none = layers_json(&agent);
    assert_int_equal(json_object_size(none), 0);
    json_decref(none);
    caged(&agent.imap, CAGE_ALL, 3);
    caged(&agent.apart.places[0].child, CAGE_ALL & ~(uint64_t)CAGE_CALLS, 2);
    caged(&agent.apart.places[3].child, CAGE_ALL & ~(uint64_t)CAGE_HIDDEN, 4);
    json_t *all = layers_json(&agent);
    char words[LAYERS_TEXT];
    json_t *one = json_object_get(all, "ndrwatch-imap");
    assert_int_equal(json_integer_value(json_object_get(one, "landlock")), 2);
    layers_words(one, words);
    assert_string_equal(words, "held by Landlock (files), limits, no new privileges; "
                               "without seccomp (system calls), hidden memory");
    json_decref(all);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_process_speaks_of_its_own_accounts, deal),
        cmocka_unit_test_setup(the_first_free_place_is_given, deal),
        cmocka_unit_test_setup(who_is_well_makes_room, deal),
        cmocka_unit_test_setup(only_what_holds_all_is_said, deal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
