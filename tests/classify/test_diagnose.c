/* Each decision of diagnose.c, and each condition in it, settles a case here. */
#include "tests/support/check.h"

#include "classify/bounce.h"

/* A failure of which only so much is known. */
struct known {
    const char *said, *said_by, *own_provider, *reporter, *recipient, *to, *status;
};

static struct bounce_diagnosis
diagnose(struct known known, enum bounce_kind kind, struct bounce_code code)
{
#define OR_SILENT(text) ((text) ? (text) : "")
    struct bounce_original original = {
        .message_id = "", .subject = "", .to = OR_SILENT(known.to), .from = ""};
    struct bounce_failure failure = {
        .kind = kind,
        .recipient = OR_SILENT(known.recipient),
        .original_recipient = "",
        .action = "",
        .status = OR_SILENT(known.status),
        .diagnostic = "",
        .said = OR_SILENT(known.said),
        .said_by = OR_SILENT(known.said_by),
        .remote_mta = "",
        .tried_host = "",
        .tried_address = "",
        .code = code,
    };
    struct bounce bounce = {
        .kind = kind,
        .reporter = OR_SILENT(known.reporter),
        .message_id = "",
        .original = &original,
        .failures = &failure,
        .failures_seen = 1,
        .own_provider = OR_SILENT(known.own_provider),
    };
#undef OR_SILENT
    return bounce_diagnose(&bounce, &failure);
}

static void
names_the_cause(void **state)
{
    // clang-format off
    static const struct {
        struct known known;
        enum bounce_cause cause;
    } cases[] = {
        /* Accounts are the own provider's to speak of: no refuser, it, or the reporter's. */
        {{.said = "550 5.7.501 bad outbound sender"}, BOUNCE_CAUSE_ACCOUNT_BLOCKED},
        {{.said = "550 5.7.501 bad outbound sender", .said_by = "mx.outlook.com", .own_provider = "outlook.com"},
         BOUNCE_CAUSE_ACCOUNT_BLOCKED},
        {{.said = "550 5.7.501 bad outbound sender", .said_by = "a.example.net", .reporter = "b.example.net"},
         BOUNCE_CAUSE_ACCOUNT_BLOCKED},
        {{.said = "550 5.7.501 bad outbound sender", .said_by = "a.example.net", .reporter = "b.example.org"},
         BOUNCE_CAUSE_PROVIDER_BLOCK},
        {{.said = "550 Submission quota exceeded", .said_by = "a.example.net"}, BOUNCE_CAUSE_SENDER_RATE_LIMITED},
        {{.said = "550 SendAsDenied", .said_by = "a.example.net"}, BOUNCE_CAUSE_POLICY_REJECTED},
        {{.said = "550 Login failed", .said_by = "a.example.net"}, BOUNCE_CAUSE_POLICY_REJECTED},
        {{.said = "550 SendAsDenied"}, BOUNCE_CAUSE_FROM_NOT_ALLOWED},
        {{.said = "550 Login failed"}, BOUNCE_CAUSE_SUBMISSION_AUTH},

        /* A refused relay is a broken forwarding where the address at the end is another. */
        {{.said = "550 misconfigured forwarding address", .recipient = "end@example.net", .to = "a@example.org"},
         BOUNCE_CAUSE_FORWARD_FAILED},
        {{.said = "550 misconfigured forwarding address", .recipient = "a@example.org", .to = "b@example.com, a@example.org"},
         BOUNCE_CAUSE_RELAY_DENIED},
        {{.said = "550 misconfigured forwarding address", .recipient = "end@example.net"}, BOUNCE_CAUSE_RELAY_DENIED},
        {{.said = "550 misconfigured forwarding address", .to = "a@example.org"}, BOUNCE_CAUSE_RELAY_DENIED},
        {{.said = "550 misconfigured forwarding address", .recipient = "end@example.net", .to = "undisclosed-recipients:;"},
         BOUNCE_CAUSE_RELAY_DENIED},

        /* Words, else the code, else words that name little, else the time, else the reply. */
        {{.said = "550 5.1.1 mailbox is full"}, BOUNCE_CAUSE_MAILBOX_FULL},
        {{.said = "550 5.1.1 alas"}, BOUNCE_CAUSE_NO_SUCH_USER},
        {{.said = "alas", .status = "5.2.2"}, BOUNCE_CAUSE_MAILBOX_FULL},
        {{.said = "550 service unavailable"}, BOUNCE_CAUSE_SERVER_BUSY},
        {{.said = "gave up"}, BOUNCE_CAUSE_EXPIRED_UNKNOWN},
        {{.said = "552 alas"}, BOUNCE_CAUSE_MAILBOX_FULL},
        {{.said = "alas"}, BOUNCE_CAUSE_UNKNOWN},
        /* Times within times: as many as are taken out, and no more. */
        {{.said = "queue.queue.queue.queue.queue.queue.expiredexpiredexpiredexpiredexpiredexpired"}, BOUNCE_CAUSE_EXPIRED_UNKNOWN},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct bounce_diagnosis why = diagnose(cases[i].known, BOUNCE_FAILED,
                                               (struct bounce_code){0});
        if (why.cause != cases[i].cause)
            fail_msg("%s, by '%s': cause %d, rule %s, not %d", cases[i].known.said,
                     cases[i].known.said_by ? cases[i].known.said_by : "",
                     (int)why.cause, why.rule, (int)cases[i].cause);
    }
}

/* 550 5.7.367 wraps what another server said of a forwarded mail. */
static void
a_wrapped_relay_is_a_forwarding(void **state)
{
    const struct bounce_code wrapped = {550, 5, 7, 367}, other = {550, 5, 7, 366};
    const struct bounce_code elsewhere = {550, 5, 4, 367};
    struct known known = {.said = "550 relaying denied",
                          .recipient = "end@example.net",
                          .to = "a@example.org"};
    (void)state;
    assert_int_equal(diagnose(known, BOUNCE_FAILED, wrapped).cause,
                     BOUNCE_CAUSE_FORWARD_FAILED);
    assert_int_equal(diagnose(known, BOUNCE_FAILED, other).cause,
                     BOUNCE_CAUSE_RELAY_DENIED);
    assert_int_equal(diagnose(known, BOUNCE_FAILED, elsewhere).cause,
                     BOUNCE_CAUSE_RELAY_DENIED);
    known.to = "end@example.net";
    assert_int_equal(diagnose(known, BOUNCE_FAILED, wrapped).cause,
                     BOUNCE_CAUSE_RELAY_DENIED);
    known.said = "550 user unknown";
    assert_int_equal(diagnose(known, BOUNCE_FAILED, wrapped).cause,
                     BOUNCE_CAUSE_NO_SUCH_USER);
}

/* Who can mend it, and whether the address works again. */
static void
says_who_and_whether(void **state)
{
    // clang-format off
    static const struct {
        const char *status;
        enum bounce_cause cause;
        unsigned who;
        bool dead;
    } cases[] = {
        {"5.1.1", BOUNCE_CAUSE_NO_SUCH_USER, BOUNCE_WHO_YOU, true},
        {"5.1.2", BOUNCE_CAUSE_NO_SUCH_DOMAIN, BOUNCE_WHO_YOU, true},
        {"5.1.3", BOUNCE_CAUSE_BAD_ADDRESS_SYNTAX, BOUNCE_WHO_YOU, true},
        {"5.1.6", BOUNCE_CAUSE_MOVED, BOUNCE_WHO_RECIPIENT, true},
        {"5.1.10", BOUNCE_CAUSE_DOMAIN_TAKES_NO_MAIL, BOUNCE_WHO_YOU, true},
        {"5.2.2", BOUNCE_CAUSE_MAILBOX_FULL, BOUNCE_WHO_RECIPIENT, false},
        {"5.3.4", BOUNCE_CAUSE_MESSAGE_TOO_LARGE, BOUNCE_WHO_YOU, false},
        {"5.7.8", BOUNCE_CAUSE_SUBMISSION_AUTH, BOUNCE_WHO_YOU, false},
        {"5.9.9", BOUNCE_CAUSE_UNKNOWN, BOUNCE_WHO_THEIR_PROVIDER, false},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct known known = {.status = cases[i].status};
        struct bounce_diagnosis why = diagnose(known, BOUNCE_FAILED,
                                               (struct bounce_code){0});
        print_message("# %s: %s\n", cases[i].status, why.rule);
        assert_int_equal(why.cause, cases[i].cause);
        assert_int_equal(why.who, cases[i].who);
        assert_int_equal(why.address_dead, cases[i].dead);
        assert_true(why.final);
        why = diagnose(known, BOUNCE_DELAYED, (struct bounce_code){0});
        assert_int_equal(why.who, cases[i].who);
        assert_false(why.final || why.address_dead);
        why = diagnose(known, BOUNCE_DELIVERED, (struct bounce_code){0});
        assert_int_equal(why.who, 0);
        assert_false(why.final || why.address_dead);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_the_cause),
        cmocka_unit_test(a_wrapped_relay_is_a_forwarding),
        cmocka_unit_test(says_who_and_whether),
    };
    return cmocka_run_group_tests_name("diagnose", tests, NULL, NULL);
}
