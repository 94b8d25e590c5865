/* What is asked of a domain, and what the answers mean. */
#include <stdio.h>
#include <string.h>

#include "agent/domain.h"
#include "tests/agent/oracle.h"
#include "tests/support/check.h"

enum {
    ROUNDS_MAX = 3 /* of questions: 5 s each must fit into 15 s */
};

static const struct domain_question question = {.domain = "harbour.example",
                                                .dice = 0x0123456789abcdef};
static const char unregistered[] = "ponmlkjihgfedcba.com",
                  nowhere[] = "ponmlkjihgfedcba.invalid";

/* Asks until nothing is open; gives the rounds it took. */
static int
explore(const oracle answers, struct lookups *set)
{
    int rounds = 0;
    for (;;) {
        assert_true(domain_plan(&question, set));
        if (oracle_answer(set, answers) == 0)
            return rounds;
        rounds++;
    }
}

#define HONEST "A ponmlkjihgfedcba.com no-name", "A ponmlkjihgfedcba.invalid no-name"

// clang-format off
static const struct { const char *name; oracle answers; const char *ids; const char *says; } rows[] = {
    { "an MX and its addresses", { HONEST, "MX harbour.example 20 b.harbour.example|10 a.harbour.example",
        "A a.harbour.example 192.0.2.1", "AAAA a.harbour.example nothing", "A b.harbour.example nothing",
        "AAAA b.harbour.example 2001:db8::1" }, "takes_mail", "(a.harbour.example, b.harbour.example)" },
    { "null MX", { HONEST, "MX harbour.example 0 ." }, "null_mx", "takes no mail" },
    { "a null MX beside another one does not count", { HONEST, "MX harbour.example 0 .|10 a.harbour.example",
        "A a.harbour.example 192.0.2.1" }, "takes_mail", "" },
    { "no MX, an address", { HONEST, "MX harbour.example nothing", "A harbour.example 192.0.2.7",
        "AAAA harbour.example nothing" }, "host_only", "(192.0.2.7)" },
    { "no MX, an IPv6 address", { HONEST, "MX harbour.example nothing", "A harbour.example nothing",
        "AAAA harbour.example 2001:db8::7" }, "host_only", "(2001:db8::7)" },
    { "neither", { HONEST, "MX harbour.example nothing", "A harbour.example nothing", "AAAA harbour.example nothing" },
        "no_server", "no mail server" },
    { "neither, and half unknown", { HONEST, "MX harbour.example nothing", "A harbour.example failed",
        "AAAA harbour.example nothing" }, "failing", "" },
    { "no such domain", { HONEST, "SOA example " }, "gone", "There is no domain harbour.example" },
    { "no such end", { HONEST }, "no_top", "ends in .example" },
    { "its name servers are broken", { HONEST, "MX harbour.example failed" }, "failing", "do not answer properly" },
    { "its name servers are dead", { HONEST, "MX harbour.example silent" }, "failing", "" },
    { "all private", { HONEST, "MX harbour.example 10 a.harbour.example|20 b.harbour.example",
        "A a.harbour.example 10.1.2.3|127.0.0.1", "AAAA a.harbour.example nothing", "A b.harbour.example nothing",
        "AAAA b.harbour.example fe80::1" }, "private", "(10.1.2.3, 127.0.0.1, fe80::1)" },
    { "one private, one not", { HONEST, "MX harbour.example 10 a.harbour.example|20 b.harbour.example",
        "A a.harbour.example 10.1.2.3", "A b.harbour.example 192.0.2.1" }, "takes_mail", "" },
    { "MX that do not exist", { HONEST, "MX harbour.example 10 old.harbour.example" }, "nowhere", "(old.harbour.example)" },
    { "MX of which nobody knows", { HONEST, "MX harbour.example 10 a.harbour.example", "A a.harbour.example failed",
        "AAAA a.harbour.example nothing" }, "servers_failing", "(a.harbour.example)" },
    { "MX that is a number", { HONEST, "MX harbour.example 10 192.0.2.9" }, "literal", "a number (192.0.2.9)" },
    { "MX that is an alias", { HONEST, "MX harbour.example 10 a.harbour.example", "A a.harbour.example ~192.0.2.1",
        "AAAA a.harbour.example ~nothing" }, "takes_mail alias", "(a.harbour.example)" },
    { "many MX", { HONEST, "MX harbour.example 9 a9.x|1 a1.x|2 a2.x|3 a3.x|4 a4.x|5 a5.x|6 a6.x|7 a7.x|8 a8.x|10 a0.x",
        "A a1.x 192.0.2.1" }, "takes_mail", "(a1.x, a2.x, a3.x …)" },
    { "a sign-in page", { "* 192.168.1.1" }, "resolver_lies", "proves nothing" },
    { "a provider's page of adverts", { "A ponmlkjihgfedcba.com 192.0.2.80", "A ponmlkjihgfedcba.invalid no-name",
        "MX harbour.example nothing", "A harbour.example 192.0.2.80" }, "resolver_lies", "" },
    { "one that calls all names empty", { "* nothing" }, "resolver_lies", "" },
    { "no name server", { "* nobody" }, "no_answer", "nothing can be said" },
    { "a silent one", { "* silent" }, "no_answer", "" },
    { "a broken one", { "* failed" }, "no_answer", "" },
    { "one that refuses", { HONEST, "MX harbour.example refused" }, "no_answer", "" },
    { "one that knows only .invalid", { "A ponmlkjihgfedcba.invalid no-name", "* failed" }, "no_answer", "" },
};
// clang-format on

static void
the_answers_mean_what_they_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct lookups set = {0};
        char ids[200] = "";
        bool said = false;
        int rounds = explore(rows[i].answers, &set);
        struct domain_findings found = domain_judge(&question, &set);
        for (size_t f = 0; f < found.count; f++) {
            snprintf(ids + strlen(ids), sizeof ids - strlen(ids), "%s%s",
                     f > 0 ? " " : "", found.at[f].id);
            said = said || strstr(found.at[f].text, rows[i].says);
            assert_null(strchr(found.at[f].text, '{'));
        }
        if (strcmp(ids, rows[i].ids) != 0 || !said || rounds > ROUNDS_MAX)
            fail_msg("%s: %s after %d rounds: %s", rows[i].name, ids, rounds,
                     found.at[0].text);
        lookups_free(&set);
    }
}

/* The random names must be the only ones that do not belong to the domain. */
static void
nothing_else_is_asked_for(void **state)
{
    (void)state;
    struct lookups set = {0};
    explore(rows[0].answers, &set);
    for (size_t i = 0; i < set.count; i++)
        if (!strstr(set.at[i].name, "harbour.example") &&
            strcmp(set.at[i].name, unregistered) != 0 &&
            strcmp(set.at[i].name, nowhere) != 0)
            fail_msg("%s", set.at[i].name);
    assert_int_equal(set.count, 7);
    lookups_free(&set);
}

static void
nothing_known_is_no_answer(void **state)
{
    (void)state;
    struct lookups none = {0};
    struct domain_findings found = domain_judge(&question, &none);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.at[0].what, DOMAIN_NO_ANSWER);
}

static void
a_mountain_of_answers_is_cut(void **state)
{
    (void)state;
    struct lookups set = {0};
    char host[64];
    assert_true(domain_plan(&question, &set));
    for (int i = 0; i < 1000; i++) {
        int length = snprintf(host, sizeof host, "%d mx%d.harbour.example", i, i);
        assert_true(lookup_keep(&set.at[0], host, (size_t)length));
    }
    set.at[0].outcome = LOOKUP_FOUND;
    assert_int_equal(set.at[0].count, LOOKUP_RECORDS_MAX);
    assert_true(domain_plan(&question, &set));
    assert_int_equal(set.count, 3 + 2 * DOMAIN_SERVERS_MAX);
    lookups_free(&set);
}

static void
private_addresses_are_known(void **state)
{
    (void)state;
    static const struct {
        const char *address;
        bool shut;
    } addresses[] = {
        {"10.0.0.1", true},     {"9.255.255.255", false},
        {"11.0.0.0", false},    {"172.15.0.1", false},
        {"172.16.0.1", true},   {"172.31.255.255", true},
        {"172.32.0.0", false},  {"192.168.0.1", true},
        {"192.169.0.1", false}, {"127.0.0.53", true},
        {"0.0.0.0", true},      {"169.254.1.1", true},
        {"100.64.0.1", true},   {"100.128.0.1", false},
        {"224.0.0.1", true},    {"255.255.255.255", true},
        {"192.0.2.1", false},   {"::1", true},
        {"::", true},           {"::2", false},
        {"fe80::1", true},      {"fd12::1", true},
        {"2001:db8::1", false}, {"::ffff:10.0.0.1", true},
        {"ff02::1", true},      {"::ffff:8.8.8.8", false},
        {"mx.example", false},
    };
    for (size_t i = 0; i < COUNT(addresses); i++)
        if (domain_is_private(addresses[i].address) != addresses[i].shut)
            fail_msg("%s", addresses[i].address);
}

static void
a_set_survives_its_json(void **state)
{
    (void)state;
    struct lookups set = {0}, again = {0};
    explore(rows[0].answers, &set);
    json_t *list = lookups_json(&set);
    assert_true(lookups_read(list, &again));
    assert_int_equal(again.count, set.count);
    struct domain_findings one = domain_judge(&question, &set);
    struct domain_findings other = domain_judge(&question, &again);
    assert_string_equal(one.at[0].text, other.at[0].text);
    json_decref(list);
    lookups_free(&set);
    lookups_free(&again);
}

static void
json_that_is_no_set_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{}",
        "[1]",
        "[{}]",
        "[{\"name\":\"a b\",\"type\":\"A\",\"outcome\":\"nothing\",\"alias\":false,"
        "\"records\":[]}]",
        "[{\"name\":\"a\",\"type\":\"HINFO\",\"outcome\":\"nothing\",\"alias\":false,"
        "\"records\":[]}]",
        "[{\"name\":\"a\",\"type\":\"A\",\"outcome\":\"perhaps\",\"alias\":false,"
        "\"records\":[]}]",
        "[{\"name\":\"a\",\"type\":\"A\",\"outcome\":\"found\",\"alias\":false,"
        "\"records\":[]}]",
        "[{\"name\":\"a\",\"type\":\"A\",\"outcome\":\"nothing\",\"alias\":false,"
        "\"records\":[\"x\"]}]",
        "[{\"name\":\"a\",\"type\":\"A\",\"outcome\":\"found\",\"alias\":false,"
        "\"records\":[1]}]",
        "[{\"name\":\"a\",\"type\":\"A\",\"outcome\":\"open\",\"alias\":false,"
        "\"records\":[]},{\"name\":\"A.\",\"type\":\"A\",\"outcome\":\"open\","
        "\"alias\":false,\"records\":[]}]",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct lookups set = {0};
        json_t *json = json_loads(texts[i], 0, NULL);
        assert_non_null(json);
        if (lookups_read(json, &set))
            fail_msg("%s", texts[i]);
        json_decref(json);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_answers_mean_what_they_say),
        cmocka_unit_test(nothing_else_is_asked_for),
        cmocka_unit_test(nothing_known_is_no_answer),
        cmocka_unit_test(a_mountain_of_answers_is_cut),
        cmocka_unit_test(private_addresses_are_known),
        cmocka_unit_test(a_set_survives_its_json),
        cmocka_unit_test(json_that_is_no_set_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
