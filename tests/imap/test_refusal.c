/* test_refusal: what real servers say, and what it means. */
#include "tests/support/check.h"

#include "imap/refusal.h"

// clang-format off
static const struct {
    const char *code, *text; bool login; enum message_fault fault; int64_t wait; enum message_cause cause;
} rows[] = {
    {"AUTHENTICATIONFAILED", "Invalid credentials (Failure)", true, MESSAGE_REFUSED, 0, MESSAGE_BAD_LOGIN},
    {"AUTHENTICATIONFAILED", "(#AUTH901) The provided OAuth2 access token is invalid", true, MESSAGE_REFUSED, 0, MESSAGE_BAD_LOGIN},
    {"", "LOGIN failed.", true, MESSAGE_REFUSED, 0, MESSAGE_BAD_LOGIN},
    {"", "AUTHENTICATE failed.", true, MESSAGE_REFUSED, 0, MESSAGE_BAD_LOGIN},
    {"", "Basic authentication is disabled.", true, MESSAGE_REFUSED, 0, MESSAGE_NO_PASSWORDS},
    {"ALERT", "Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)", true,
     MESSAGE_REFUSED, 0, MESSAGE_APP_PASSWORD},
    {"ALERT", "Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)", true,
     MESSAGE_REFUSED, 0, MESSAGE_WEB_LOGIN},
    {"WEBALERT", "https://accounts.google.com/signin/continue Web login required.", true, MESSAGE_REFUSED, 0, MESSAGE_WEB_LOGIN},
    {"ALERT", "Your account is not enabled for IMAP use. Please visit your Gmail settings page and enable your account for IMAP access. (Failure)",
     true, MESSAGE_REFUSED, 0, MESSAGE_IMAP_OFF},
    {"", "User is authenticated but not connected.", false, MESSAGE_STRANGE, 0, MESSAGE_NOT_CONNECTED},
    {"", "Request is throttled. Suggested Backoff Time: 299961 milliseconds", false, MESSAGE_THROTTLED, 299961, MESSAGE_NO_CAUSE},
    {"ALERT", "Too many simultaneous connections. (Failure)", true, MESSAGE_THROTTLED, 0, MESSAGE_CROWDED},
    {"UNAVAILABLE", "Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)",
                    true, MESSAGE_THROTTLED, 0, MESSAGE_CROWDED},
    {"LIMIT", "CAPABILITY Rate limit hit.", false, MESSAGE_THROTTLED, 0, MESSAGE_NO_CAUSE},
    {"UNAVAILABLE", "Service temporarily unavailable", true, MESSAGE_THROTTLED, 0, MESSAGE_NO_CAUSE},
    {"UNAVAILABLE", "Temporary authentication failure.", true, MESSAGE_THROTTLED, 0, MESSAGE_NO_CAUSE},
    {"", "Server Unavailable. 15", true, MESSAGE_THROTTLED, 0, MESSAGE_NO_CAUSE},
    {"", "System Error (Failure)", false, MESSAGE_STRANGE, 0, MESSAGE_NO_CAUSE},
    {"", "Session expired, please login again.", false, MESSAGE_EXPIRED, 0, MESSAGE_NO_CAUSE},
    {"", "Autologout; idle for too long", false, MESSAGE_EXPIRED, 0, MESSAGE_NO_CAUSE},
    {"", "Connection is closed. 13", false, MESSAGE_EXPIRED, 0, MESSAGE_NO_CAUSE},
    {"", "Connection closed. 14", false, MESSAGE_STRANGE, 0, MESSAGE_NO_CAUSE},
    {"CONTACTADMIN", "gone", true, MESSAGE_REFUSED, 0, MESSAGE_ADMIN},
    {"", "", false, MESSAGE_STRANGE, 0, MESSAGE_NO_CAUSE},
    {"", "Suggested Backoff Time: 99999999999999999999 milliseconds", false, MESSAGE_THROTTLED, INT64_MAX, MESSAGE_NO_CAUSE},
    {"", "Suggested Backoff Time: -5 milliseconds", false, MESSAGE_STRANGE, 0, MESSAGE_NO_CAUSE},
    {"", "Suggested Backoff Time: 5 moons", false, MESSAGE_STRANGE, 0, MESSAGE_NO_CAUSE},
};
// clang-format on

static void
table(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct refusal got = refusal_read(rows[i].code, rows[i].text, rows[i].login);
        if (got.fault != rows[i].fault || got.wait != rows[i].wait ||
            got.cause != rows[i].cause)
            fail_msg("'%s': fault %d, wait %lld", rows[i].text, (int)got.fault,
                     (long long)got.wait);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(table)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
