/* test_refusal: what real servers say, and what it means. */
#include "tests/support/check.h"

#include <string.h>

#include "imap/refusal.h"

// clang-format off
static const struct { const char *code, *text; bool login; enum message_fault fault; int64_t wait; } rows[] = {
    {"AUTHENTICATIONFAILED", "Invalid credentials (Failure)", true, MESSAGE_REFUSED, 0},
    {"", "LOGIN failed.", true, MESSAGE_REFUSED, 0},
    {"", "Basic authentication is disabled.", true, MESSAGE_REFUSED, 0},
    {"", "User is authenticated but not connected.", false, MESSAGE_STRANGE, 0},
    {"", "Request is throttled. Suggested Backoff Time: 299961 milliseconds", false, MESSAGE_THROTTLED, 299961},
    {"ALERT", "Too many simultaneous connections. (Failure)", true, MESSAGE_THROTTLED, 0},
    {"UNAVAILABLE", "Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)",
                    true, MESSAGE_THROTTLED, 0},
    {"LIMIT", "CAPABILITY Rate limit hit.", false, MESSAGE_THROTTLED, 0},
    {"UNAVAILABLE", "Service temporarily unavailable", true, MESSAGE_THROTTLED, 0},
    {"", "Server Unavailable. 15", true, MESSAGE_THROTTLED, 0},
    {"", "System Error (Failure)", false, MESSAGE_STRANGE, 0},
    {"", "Session expired, please login again.", false, MESSAGE_EXPIRED, 0},
    {"", "Autologout; idle for too long", false, MESSAGE_EXPIRED, 0},
    {"", "Connection is closed. 13", false, MESSAGE_EXPIRED, 0},
    {"", "", false, MESSAGE_STRANGE, 0},
    {"", "Suggested Backoff Time: 99999999999999999999 milliseconds", false, MESSAGE_THROTTLED, INT64_MAX},
    {"", "Suggested Backoff Time: -5 milliseconds", false, MESSAGE_STRANGE, 0},
    {"", "Suggested Backoff Time: 5 moons", false, MESSAGE_STRANGE, 0},
};
// clang-format on

static void
table(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct refusal got = refusal_read(rows[i].code, rows[i].text, rows[i].login);
        if (got.fault != rows[i].fault || got.wait != rows[i].wait || !got.advice)
            fail_msg("'%s': fault %d, wait %lld", rows[i].text, (int)got.fault,
                     (long long)got.wait);
    }
    assert_non_null(strstr(refusal_read("", "no", true).advice, "password_file"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(table)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
