/* test_starttls: the lines before TLS, honest and hostile. */
#include "tests/support/check.h"

#include <string.h>

#include "imap/starttls.h"

static void
lines(void **unused)
{
    (void)unused;
    // clang-format off
    static const struct {
        const char *name;
        const char *lines[4]; /* each is taken; the last gives the outcome */
        enum starttls_step step; enum message_fault fault;
    } rows[] = {
        {"as it should be",  {"* OK ready"}, STARTTLS_ASK, 0},
        {"and then",         {"* OK ready", "1 OK begin"}, STARTTLS_SHAKE, 0},
        {"in any case",      {"* ok", "1 ok"}, STARTTLS_SHAKE, 0},
        {"chatty",           {"* OK [CAPABILITY IMAP4rev1] hi", "* CAPABILITY IMAP4rev1", "1 OK"}, STARTTLS_SHAKE, 0},
        {"stripped",         {"* OK", "1 BAD unknown command"}, STARTTLS_LEAVE, MESSAGE_UNTRUSTED},
        {"refused",          {"* OK", "1 NO not now"}, STARTTLS_LEAVE, MESSAGE_UNTRUSTED},
        {"preauth",          {"* PREAUTH welcome"}, STARTTLS_LEAVE, MESSAGE_UNTRUSTED},
        {"goodbye",          {"* BYE too many"}, STARTTLS_LEAVE, MESSAGE_UNREACHABLE},
        {"goodbye later",    {"* OK", "* BYE"}, STARTTLS_LEAVE, MESSAGE_UNREACHABLE},
        {"answered early",   {"1 OK begin"}, STARTTLS_LEAVE, MESSAGE_STRANGE},
        {"another's answer", {"* OK", "2 OK begin"}, STARTTLS_LEAVE, MESSAGE_STRANGE},
        {"an answer like it", {"* OK", "1 OKAY"}, STARTTLS_LEAVE, MESSAGE_STRANGE},
        {"a longer tag",     {"* OK", "11 OK"}, STARTTLS_LEAVE, MESSAGE_STRANGE},
        {"asks",             {"* OK", "+ go on"}, STARTTLS_LEAVE, MESSAGE_STRANGE},
        {"mail",             {"220 mx.example.org ESMTP"}, STARTTLS_LEAVE, MESSAGE_STRANGE},
        {"web",              {"HTTP/1.1 400 Bad Request"}, STARTTLS_LEAVE, MESSAGE_STRANGE},
        {"nothing",          {""}, STARTTLS_LEAVE, MESSAGE_STRANGE},
        {"nothing later",    {"* OK", ""}, STARTTLS_LEAVE, MESSAGE_STRANGE},
    };
    // clang-format on
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct starttls talk = {0};
        enum starttls_step step = STARTTLS_LISTEN;
        for (size_t j = 0; j < 4 && rows[i].lines[j]; j++)
            step = starttls_line(&talk, rows[i].lines[j], strlen(rows[i].lines[j]));
        if (step != rows[i].step || talk.fault != rows[i].fault)
            fail_msg("%s: step %d, fault %d", rows[i].name, step, talk.fault);
        assert_true((step == STARTTLS_LEAVE) == (talk.why != NULL));
    }
}

static void
chatter_has_an_end(void **unused)
{
    (void)unused;
    struct starttls talk = {0};
    assert_int_equal(starttls_line(&talk, "* OK", 4), STARTTLS_ASK);
    unsigned heard = 0;
    while (starttls_line(&talk, "* OK hm", 7) == STARTTLS_LISTEN)
        heard++;
    assert_int_equal(heard, STARTTLS_LINES - 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines),
        cmocka_unit_test(chatter_has_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
