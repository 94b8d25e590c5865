/* The doors of a domain's mail servers: who is knocked at, and what the answers mean. */
#include <stdio.h>
#include <string.h>

#include "agent/door.h"
#include "tests/agent/oracle.h"
#include "tests/support/check.h"

#define THEIRS "MX them.zz 10 mx.them.zz", "A mx.them.zz 192.0.2.25"
#define OURS                                                                           \
    "MX us.zz 10 mx.us.zz|20 mx2.us.zz", "A mx.us.zz 192.0.2.1",                       \
        "AAAA mx2.us.zz 2001:db8::2"
#define OPEN "SMTP 192.0.2.1 220 mx.us.zz ESMTP"

// clang-format off
static const struct { const char *name; oracle answers; const char *id; enum domain_grade grade; const char *says; } rows[] = {
    { "open", { THEIRS, OURS, OPEN, "SMTP 192.0.2.25 220 mx.them.zz ESMTP|250-mx.them.zz" }, "door_open", DOMAIN_GOOD, "(220 mx.them.zz ESMTP)" },
    { "unwilling", { THEIRS, OURS, OPEN, "SMTP 192.0.2.25 554 no mail from dynamic addresses" }, "door_unwilling", DOMAIN_NOTE, "\"554 no mail" },
    { "busy", { THEIRS, OURS, OPEN, "SMTP 192.0.2.25 " }, "door_mute", DOMAIN_NOTE, "(192.0.2.25)" },
    { "refused", { THEIRS, OURS, OPEN, "SMTP 192.0.2.25 refused" }, "door_refused", DOMAIN_BAD, "while others do" },
    { "silent", { THEIRS, OURS, OPEN, "SMTP 192.0.2.25 silent" }, "door_silent", DOMAIN_BAD, "while others do" },
    { "silent, and a control that is busy", { THEIRS, OURS, "SMTP 192.0.2.1 ", "SMTP 192.0.2.25 silent" }, "door_silent", DOMAIN_BAD, "" },
    { "all is silent here", { THEIRS, OURS, "SMTP 192.0.2.1 silent", "SMTP 2001:db8::2 nobody", "SMTP 192.0.2.25 silent" },
        "door_shut_here", DOMAIN_UNSURE, "lets nobody through to port 25" },
    { "all is refused here", { THEIRS, OURS, "SMTP 192.0.2.1 refused", "SMTP 2001:db8::2 refused", "SMTP 192.0.2.25 refused" },
        "door_shut_here", DOMAIN_UNSURE, "" },
    { "the control's second one answers", { THEIRS, OURS, "SMTP 192.0.2.1 silent", "SMTP 2001:db8::2 220 mx2", "SMTP 192.0.2.25 refused" },
        "door_refused", DOMAIN_BAD, "" },
    { "no control", { THEIRS, "MX us.zz nothing", "SMTP 192.0.2.25 silent" }, "door_not_compared", DOMAIN_UNSURE, "proves nothing" },
    { "no road", { THEIRS, OURS, OPEN, "SMTP 192.0.2.25 nobody" }, "door_no_road", DOMAIN_UNSURE, "" },
    { "a web server", { THEIRS, OURS, OPEN, "SMTP 192.0.2.25 garbled" }, "door_odd", DOMAIN_NOTE, "" },
    { "the second door", { "MX them.zz 10 a.zz|20 b.zz|30 c.zz", "A a.zz 10.0.0.1|192.0.2.25|192.0.2.24", "A b.zz 192.0.2.26", "A c.zz 192.0.2.27",
        OURS, OPEN, "SMTP 192.0.2.25 refused", "SMTP 192.0.2.26 220 b" }, "door_open", DOMAIN_GOOD, "(220 b)" },
    { "no MX", { "MX them.zz nothing", "A them.zz 192.0.2.25", OURS, OPEN, "SMTP 192.0.2.25 220 them" }, "door_open", DOMAIN_GOOD, "" },
    { "private", { "MX them.zz 10 mx.them.zz", "A mx.them.zz 192.168.1.1", OURS, OPEN }, "", DOMAIN_GOOD, "" },
    { "null MX", { "MX them.zz 0 .", OURS, OPEN }, "", DOMAIN_GOOD, "" },
    { "gone", { OURS, OPEN }, "", DOMAIN_GOOD, "" },
};
// clang-format on

static const struct domain_question question = {
    .domain = "them.zz", .dice = 1, .control = "us.zz"};

static struct lookups
explore(const oracle answers)
{
    struct lookups set = {0};
    do {
        assert_true(domain_plan(&question, &set));
        assert_true(door_plan(&question, &set));
    } while (oracle_answer(&set, answers) > 0);
    return set;
}

static void
what_was_heard_is_worded(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct lookups set = explore(rows[i].answers);
        struct domain_findings all = {0};
        door_judge(&question, &set, &all);
        const struct domain_finding *found = &all.at[0];
        const char *id = all.count > 0 ? found->id : "";
        if (strcmp(id, rows[i].id) != 0 ||
            (all.count > 0 &&
             (found->grade != rows[i].grade || !strstr(found->text, rows[i].says))))
            fail_msg("%s: %s %d %s", rows[i].name, id, found->grade, found->text);
        assert_null(strchr(found->text, '{'));
        lookups_free(&set);
    }
}

static void
nobody_is_knocked_at_unasked(void **state)
{
    (void)state;
    static const struct domain_question quiet = {.domain = "them.zz", .dice = 1};
    struct lookups set = {0};
    struct domain_findings found = {0};
    do {
        assert_true(domain_plan(&quiet, &set));
        assert_true(door_plan(&quiet, &set));
    } while (oracle_answer(&set, rows[0].answers) > 0);
    for (size_t i = 0; i < set.count; i++)
        assert_true(set.at[i].type != LOOKUP_SMTP);
    door_judge(&quiet, &set, &found);
    assert_int_equal(found.count, 0);
    lookups_free(&set);
}

/* Four doors at most, all of them public, and none before all names are known. */
static void
few_are_knocked_at(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct lookups set = explore(rows[i].answers);
        size_t doors = 0;
        for (size_t l = 0; l < set.count; l++)
            if (set.at[l].type == LOOKUP_SMTP) {
                doors++;
                assert_false(domain_is_private(set.at[l].name));
            }
        assert_in_range(doors, 0, 2 * DOOR_MOST);
        lookups_free(&set);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_heard_is_worded),
        cmocka_unit_test(nobody_is_knocked_at_unasked),
        cmocka_unit_test(few_are_knocked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
