#include "tests/support/check.h"

#include <string.h>

#include "classify/bounce.h"
#include "classify/code.h"
#include "classify/slice.h"

/* A report of one recipient, as far as a diagnosis asks; NULL: the report is silent. */
struct report {
    const char *reporter, *own, *recipient, *original, *to, *said_by, *said,
        *diagnostic, *status;
    enum bounce_kind kind;
};

static const char *
told(const char *text)
{
    return text ? text : "";
}

static struct bounce_diagnosis
diagnose(const struct report *report)
{
    const struct bounce_original original = {
        .message_id = "", .subject = "", .to = told(report->to), .from = ""};
    const struct bounce_failure failure = {
        .kind = report->kind,
        .recipient = told(report->recipient),
        .original_recipient = told(report->original),
        .action = "",
        .status = told(report->status),
        .diagnostic = told(report->diagnostic),
        .said = told(report->said),
        .said_by = told(report->said_by),
        .remote_mta = "",
        .tried_host = "",
        .tried_address = "",
        .code = code_read(slice_of(told(report->diagnostic))),
    };
    const struct bounce bounce = {
        .kind = report->kind,
        .reporter = told(report->reporter),
        .message_id = "",
        .original = &original,
        .failures = &failure,
        .failures_seen = 1,
        .own_provider = told(report->own),
    };
    return bounce_diagnose(&bounce, &failure);
}

struct row {
    struct report report;
    enum bounce_cause cause;
};

static void
check(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct bounce_diagnosis why = diagnose(&rows[i].report);
        if (why.cause != rows[i].cause)
            fail_msg("row %zu: cause %d, not %d, by %s", i, (int)why.cause,
                     (int)rows[i].cause, why.rule);
    }
}

/* Words about the person's account, and who says them. */
static void
accuses_only_for_the_own_provider(void **state)
{
    static const char hacked[] = "550 5.1.8 Access denied, bad outbound sender";
    static const char daily[] =
        "550 5.1.90 reached your daily limit for message recipients";
    static const char from[] =
        "550 5.7.60 does not have permissions to send as this sender";
    static const char login[] = "530 5.7.57 not authenticated to send anonymous mail";
    // clang-format off
    static const struct row rows[] = {
        /* Pasted: nobody is named. */
        {{.said = hacked}, BOUNCE_CAUSE_ACCOUNT_BLOCKED},
        /* The own provider, by the caller's hint or by what the mail shows. */
        {{.said = hacked, .own = "outlook.com", .said_by = "x.prod.outlook.com"}, BOUNCE_CAUSE_ACCOUNT_BLOCKED},
        {{.said = hacked, .own = "outlook.com", .reporter = "x.prod.outlook.com"}, BOUNCE_CAUSE_ACCOUNT_BLOCKED},
        {{.said = daily, .own = "hotmail.com", .said_by = "x.prod.outlook.com"}, BOUNCE_CAUSE_ACCOUNT_LIMIT},
        {{.said = from, .own = "example.org", .said_by = "smtp.example.org"}, BOUNCE_CAUSE_FROM_NOT_ALLOWED},
        {{.said = login, .own = "outlook.com", .said_by = "smtp.office365.com"}, BOUNCE_CAUSE_SUBMISSION_AUTH},
        /* A domain of one's own, kept at whoever reports. */
        {{.said = hacked, .own = "example.org", .reporter = "x.prod.outlook.com",
          .said_by = "y.prod.outlook.com", .recipient = "pat@charter.net"}, BOUNCE_CAUSE_ACCOUNT_BLOCKED},
        /* ... but not where the recipient's server reports. */
        {{.said = hacked, .own = "example.org", .reporter = "mx.example.net",
          .recipient = "pat@example.net"}, BOUNCE_CAUSE_PROVIDER_BLOCK},
        /* Somebody else. */
        {{.said = hacked, .own = "outlook.com", .said_by = "mx0.charter.net"}, BOUNCE_CAUSE_PROVIDER_BLOCK},
        {{.said = hacked, .own = "gmail.com", .reporter = "x.prod.outlook.com"}, BOUNCE_CAUSE_PROVIDER_BLOCK},
        {{.said = hacked, .own = "example.org", .reporter = "mx.example.org",
          .said_by = "mx0.charter.net", .recipient = "pat"}, BOUNCE_CAUSE_PROVIDER_BLOCK},
        {{.said = daily, .own = "outlook.com", .said_by = "mx0.charter.net"}, BOUNCE_CAUSE_SENDER_RATE_LIMITED},
        {{.said = from, .own = "outlook.com", .said_by = "mx0.charter.net"}, BOUNCE_CAUSE_POLICY_REJECTED},
        {{.said = login, .own = "outlook.com", .said_by = "mx0.charter.net"}, BOUNCE_CAUSE_POLICY_REJECTED},
        /* Charter's own customer, and everybody else. */
        {{.said = "550 5.7.1 AUP#Out-1010", .own = "charter.net", .said_by = "mail.charter.net"}, BOUNCE_CAUSE_ACCOUNT_BLOCKED},
        {{.said = "550 5.7.1 AUP#Out-1010", .own = "outlook.com", .said_by = "mail.charter.net"}, BOUNCE_CAUSE_PROVIDER_BLOCK},
        {{.said = "550 5.7.1 AUP#In-1010", .own = "charter.net", .said_by = "mail.charter.net"}, BOUNCE_CAUSE_PROVIDER_BLOCK},
    };
    // clang-format on
    (void)state;
    check(rows, COUNT(rows));
}

static void
tells_a_forwarding_from_a_relay(void **state)
{
    static const char pool[] =
        "550 5.7.367 Remote server returned not permitted to relay "
        "-> 554 5.7.1 Relaying denied";
    static const char said[] = "554 5.7.1 Relaying denied";
    // clang-format off
    static const struct row rows[] = {
        {{.diagnostic = pool, .said = said, .recipient = "pat@example.net", .to = "Sam <sam@example.com>"},
         BOUNCE_CAUSE_FORWARD_FAILED},
        {{.diagnostic = pool, .said = said, .recipient = "pat@example.net", .original = "sam@example.com"},
         BOUNCE_CAUSE_FORWARD_FAILED},
        {{.diagnostic = pool, .said = said, .recipient = "pat@example.net", .to = "a@example.com, pat@example.net"},
         BOUNCE_CAUSE_RELAY_DENIED},
        {{.diagnostic = pool, .said = said, .recipient = "pat@example.net"}, BOUNCE_CAUSE_RELAY_DENIED},
        {{.diagnostic = pool, .said = said, .recipient = "pat@example.net", .to = "undisclosed recipients"},
         BOUNCE_CAUSE_RELAY_DENIED},
        {{.diagnostic = pool, .said = said, .to = "sam@example.com"}, BOUNCE_CAUSE_RELAY_DENIED},
        {{.diagnostic = pool, .said = said, .reporter = "mx.example.org"}, BOUNCE_CAUSE_RELAY_DENIED},
        {{.diagnostic = pool, .said = said}, BOUNCE_CAUSE_FORWARD_FAILED},
        {{.diagnostic = said, .said = said, .recipient = "pat@example.net", .to = "sam@example.com"},
         BOUNCE_CAUSE_RELAY_DENIED},
        {{.diagnostic = "550 5.7.368 x -> 554 Relaying denied", .said = said, .recipient = "pat@example.net",
          .to = "sam@example.com"}, BOUNCE_CAUSE_RELAY_DENIED},
        {{.diagnostic = "550 5.2.14 Misconfigured forwarding address", .recipient = "pat@example.net"},
         BOUNCE_CAUSE_FORWARD_FAILED},
        {{.diagnostic = "550 5.7.367 user unknown", .recipient = "pat@example.net", .to = "sam@example.com",
          .said = "550 user unknown"}, BOUNCE_CAUSE_NO_SUCH_USER},
    };
    // clang-format on
    (void)state;
    check(rows, COUNT(rows));
}

/* The innermost words come first, then codes from the inside out, then what only hints. */
static void
asks_in_order(void **state)
{
    // clang-format off
    static const struct { struct report report; const char *rule; int certainty; } rows[] = {
        {{.said = "user unknown", .diagnostic = "mailbox full"}, "user.words", 95},
        {{.said = "x", .diagnostic = "mailbox full (x)", .status = "5.1.1"}, "full.words", 95},
        {{.said = "550 5.1.2 x", .diagnostic = "550 5.1.1 y"}, "code.1.2", 90},
        {{.said = "550 x", .diagnostic = "550 5.1.1 y", .status = "5.2.2"}, "code.1.1", 90},
        {{.said = "550 x", .diagnostic = "550 y", .status = "5.2.2"}, "code.2.2", 90},
        {{.said = "try again", .diagnostic = "denied"}, "busy.words", 80},
        {{.said = "x", .diagnostic = "denied"}, "policy.words", 80},
        {{.said = "giving up", .diagnostic = "x"}, "expired", 90},
        {{.said = "x", .diagnostic = "giving up"}, "expired", 90},
        /* Times within times: as many as are taken out, and no more. */
        {{.said = "queue.queue.queue.queue.queue.queue.expiredexpiredexpiredexpiredexpiredexpired"}, "expired", 90},
        {{.said = "450 4.3.0 x", .diagnostic = "y"}, "code.3.0", 50},
        {{.said = "x", .diagnostic = "450 4.7.0 y"}, "code.7.0", 50},
        {{.said = "x", .diagnostic = "y", .status = "5.2.0"}, "code.2.0", 50},
        {{.said = "421 x", .diagnostic = "y"}, "reply.421", 35},
        {{.said = "x", .diagnostic = "552 y"}, "reply.552", 35},
        {{.said = "x", .diagnostic = "y", .status = "2.1.1"}, "none", 0},
        {{.said = "999 x", .diagnostic = "y", .status = "5.7.1"}, "none", 0},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct bounce_diagnosis why = diagnose(&rows[i].report);
        assert_string_equal(why.rule, rows[i].rule);
        assert_int_equal(why.certainty, rows[i].certainty);
        assert_true(why.final);
    }
}

/* What was delivered in the end has no cause, though its last hop may have said something. */
static void
finds_no_cause_without_trouble(void **state)
{
    // clang-format off
    static const struct { enum bounce_kind kind; bool trouble, final, dead; } rows[] = {
        {BOUNCE_FAILED, true, true, true},
        {BOUNCE_DELAYED, true, false, false},
        {BOUNCE_RELAYED, false, false, false},
        {BOUNCE_DELIVERED, false, false, false},
        {BOUNCE_EXPANDED, false, false, false},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct report report = {.said = "user unknown", .kind = rows[i].kind};
        struct bounce_diagnosis why = diagnose(&report);
        assert_int_equal(why.cause == BOUNCE_CAUSE_NO_SUCH_USER, rows[i].trouble);
        assert_int_equal(why.who, rows[i].trouble ? BOUNCE_WHO_YOU : 0);
        assert_int_equal(why.final, rows[i].final);
        assert_int_equal(why.address_dead, rows[i].dead);
    }
    const struct report asked = {.said = "please confirm", .kind = BOUNCE_CHALLENGED};
    assert_int_equal(diagnose(&asked).cause, BOUNCE_CAUSE_RESTRICTED_RECIPIENT);
    assert_int_equal(diagnose(&asked).who, BOUNCE_WHO_YOU);
    assert_false(diagnose(&asked).final);
    const struct report full = {.said = "mailbox full"};
    assert_false(diagnose(&full).address_dead);
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
        struct report report = {.status = cases[i].status};
        struct bounce_diagnosis why = diagnose(&report);
        assert_int_equal(why.cause, cases[i].cause);
        assert_int_equal(why.who, cases[i].who);
        assert_int_equal(why.address_dead, cases[i].dead);
        assert_true(why.final);
        report.kind = BOUNCE_DELAYED;
        why = diagnose(&report);
        assert_int_equal(why.who, cases[i].who);
        assert_false(why.final || why.address_dead);
        report.kind = BOUNCE_DELIVERED;
        why = diagnose(&report);
        assert_int_equal(why.who, 0);
        assert_false(why.final || why.address_dead);
    }
}

/* IronPort names the step around the reply it quotes: where the quote has no known words,
 * those of the step are no cause. */
static void
a_step_is_no_cause(void **state)
{
    // clang-format off
    static const struct { const char *said; enum bounce_cause cause; } cases[] = {
        {"550-'hm'",  BOUNCE_CAUSE_UNKNOWN},      /* quoted: only the code of the quote counts */
        {"550-\"hm\"", BOUNCE_CAUSE_NO_SUCH_USER}, /* the same words, not quoted that way */
        {"550 'hm'",  BOUNCE_CAUSE_NO_SUCH_USER},
        {"550",       BOUNCE_CAUSE_NO_SUCH_USER},
        {"hm",        BOUNCE_CAUSE_NO_SUCH_USER},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct report report = {.said = cases[i].said,
                                .diagnostic = "Unknown user error 'hm'"};
        struct bounce_diagnosis why = diagnose(&report);
        if (why.cause != cases[i].cause)
            fail_msg("%s: cause %d by %s", cases[i].said, (int)why.cause, why.rule);
    }
}

static void
knows_who_mends_each_cause(void **state)
{
    (void)state;
    assert_int_equal(bounce_who(BOUNCE_CAUSE_UNKNOWN), BOUNCE_WHO_THEIR_PROVIDER);
    assert_int_equal(bounce_who(BOUNCE_CAUSE_CONNECTION_REFUSED), 0);
    assert_int_equal(bounce_who(BOUNCE_CAUSE_FORWARDING_BLOCKED), BOUNCE_WHO_RECIPIENT);
    assert_int_equal(bounce_who((enum bounce_cause)1000), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accuses_only_for_the_own_provider),
        cmocka_unit_test(tells_a_forwarding_from_a_relay),
        cmocka_unit_test(asks_in_order),
        cmocka_unit_test(finds_no_cause_without_trouble),
        cmocka_unit_test(says_who_and_whether),
        cmocka_unit_test(a_step_is_no_cause),
        cmocka_unit_test(knows_who_mends_each_cause),
    };
    return cmocka_run_group_tests_name("diagnose", tests, NULL, NULL);
}
