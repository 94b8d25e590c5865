#include "tests/support/check.h"

#include <string.h>

#include "classify/reply.h"

static void
assert_slice(struct slice have, const char *want)
{
    if (have.length != strlen(want) ||
        (have.length > 0 && memcmp(have.at, want, have.length) != 0))
        fail_msg("have '%.*s', want '%s'", (int)have.length, (const char *)have.at,
                 want);
}

static void
finds_the_innermost(void **state)
{
    // clang-format off
    static const struct { const char *words, *said, *by, *host, *address; } cases[] = {
        {"550 5.1.1 User unknown", "550 5.1.1 User unknown", "", "", ""},
        {"host mx.example.net[192.0.2.7] said: 550 5.1.1 <a@example.net>: User\n    unknown (in reply to RCPT TO command)",
         "550 5.1.1 <a@example.net>: User\n    unknown", "mx.example.net", "mx.example.net", "192.0.2.7"},
        {"Server at mx0.charter.net (192.0.2.25) returned '450 4.4.316 Connection refused [Message=Socket error code 10061] "
         "[LastAttemptedServerName=mx1.charter.net] [LastAttemptedIP=192.0.2.26:25] [SmtpSecurity=-2;-2]'",
         "450 4.4.316 Connection refused [Message=Socket error code 10061]", "mx1.charter.net", "mx1.charter.net", "192.0.2.26"},
        {"450 4.7.0 Proxy session setup failed on Frontend with '451 4.4.0 Primary target IP address responded with: "
         "\"421 4.2.1 Unable to connect.\" Attempted failover'", "421 4.2.1 Unable to connect.", "", "", ""},
        {"450 4.7.0 Proxy session setup failed on Frontend with '451 4.4.0 Primary target IP address responded with '554 5.7.1 No''",
         "554 5.7.1 No'", "", "", ""},
        {"550 5.7.350 Remote server returned message detected as spam -> 554 5.7.1 Client host [192.0.2.1] blocked",
         "554 5.7.1 Client host [192.0.2.1] blocked", "", "", ""},
        {"550 5.4.317 Message expired, cannot connect to remote server(451 5.7.3 STARTTLS is required to send mail)",
         "451 5.7.3 STARTTLS is required to send mail", "", "", ""},
        {"550 5.4.317 Message expired(450-4.4.317 Cannot connect [Message=550-5.7.0 Senderscore too low.",
         "550-5.7.0 Senderscore too low.", "", "", ""},
        {"554 4.4.7 Message expired: unable to deliver in 840 minutes.<421 4.4.2 Connection timed out>",
         "421 4.4.2 Connection timed out", "", "", ""},
        {"connect to mx.example.net[192.0.2.7]:25: Connection refused", "connect to mx.example.net[192.0.2.7]:25: Connection refused",
         "mx.example.net", "mx.example.net", "192.0.2.7"},
        {"#550 4.4.7 QUEUE.Expired; message expired ##", "550 4.4.7 QUEUE.Expired; message expired", "", "", ""},
        {"192.0.2.40 does not like recipient.\nRemote host said: 550 no\nGiving up on 192.0.2.40.", "550 no", "192.0.2.40", "",
         "192.0.2.40"},
        {"host mx.example.net [2001:db8::7]\nSMTP error from remote mail server after end of data:\n552 too big", "552 too big",
         "mx.example.net", "mx.example.net", "2001:db8::7"},
        {"550 5.0.350 Remote server returned an error -> 550 5.7.350 spam -> 554 5.7.1 Spam", "554 5.7.1 Spam", "", "", ""},
        {"... while talking to the next host: refused", "... while talking to the next host: refused", "", "", ""},
        {"host my_mx.example.net[IPv6:2001:db8::7] said: 550 no", "550 no", "my_mx.example.net", "my_mx.example.net",
         "IPv6:2001:db8::7"},
        {"[192.0.2.7]: 550 no", "550 no", "192.0.2.7", "", "192.0.2.7"},
        {"450 no [LastAttemptedServerName=mx.example.net] [LastAttemptedIP=2001:db8::7]", "450 no", "mx.example.net",
         "mx.example.net", "2001:db8::7"},
        {"450 no [LastAttemptedIP=[2001:db8::7]:25]", "450 no", "", "", "2001:db8::7"},
        {"Giving up on 192.0.2.40.", "Giving up on 192.0.2.40.", "", "", ""},
        {"", "", "", "", ""},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct reply reply = reply_read(slice_of(cases[i].words));
        assert_slice(reply.said, cases[i].said);
        assert_slice(reply.by, cases[i].by);
        assert_slice(reply.tried_host, cases[i].host);
        assert_slice(reply.tried_address, cases[i].address);
    }
}

/* Each mark by itself; the one that stands first in their table wins, wherever it is. */
static void
knows_each_mark(void **state)
{
    // clang-format off
    static const struct { const char *words, *said; } cases[] = {
        {"mx Returned '550 isn't here' x", "550 isn't here"},
        {"mx returned \"550 no\" x", "550 no"},
        {"mx responded with '550 isn't here' x", "550 isn't here"},
        {"mx responded with: 'no' x", "no"},
        {"mx responded with \"no\" x \"y\"", "no"},
        {"mx responded with: \"no\" x", "no"},
        {"mx responded with: 550 no", "550 no"},
        {"mx responded with: no", "mx responded with: no"},
        {"451 x [Message=550 no] y", "550 no"},
        {"451 x [Message=no] y", "451 x [Message=no] y"},
        {"451 x -> no", "no"},
        {"451 x ->no", "451 x ->no"},
        {"mx said: no", "no"},
        {"mx said:\nno", "no"},
        {"Remote host said:no", "no"},
        {"x (reason: no (really)) y", "no (really)"},
        {"the server returned was:no", "no"},
        {"The response was:no", "no"},
        {"The response from the remote server was:\n no", "no"},
        {"x <<< 550 no", "550 no"},
        {"x <<< no", "x <<< no"},
        {"451 x(550 no (really)) y", "550 no (really)"},
        {"451 x(no)", "451 x(no)"},
        {"451 x<550 no> y", "550 no"},
        {"mx[192.0.2.7]: 550 no", "550 no"},
        {"x: y: 550 no", "550 no"},
        {"x:\n550 no", "550 no"},
        {"mx[192.0.2.7] 550 no", "550 no"},
        {"451 x: 550 no", "451 x: 550 no"},
        {"451 x] 550 no", "451 x] 550 no"},
        {"x (550 a) returned '551 b' said: 552 c", "551 b"},
        {"x: 550 a <551 b>", "551 b"},
        {"x error 550-'5.1.1 isn't here' (delivery attempts: 0)", "550-'5.1.1 isn't here'"},
        {"5.3.0 - x 554-'no' (delivery attempts: 0)", "554-'no'"},
        {"550-'no' x", "550-'no' x"},
        {"x 550-'", "550-'"},
        {"x a550-'no'", "x a550-'no'"},
        {"x (too old) '550 no' (delivery attempts: 9)", "550 no"},
        {"x returned ''", "x returned ''"},
        {"a -> b -> c -> d -> e -> f -> g -> h -> i -> j", "i -> j"}, /* LAYERS_MAX */
        {"'", "'"},
        {":", ":"},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_slice(reply_read(slice_of(cases[i].words)).said, cases[i].said);
}

/* Words are looked at in blocks: where one ends and the next begins, nothing is lost. */
static void
finds_it_wherever_it_stands(void **state)
{
    (void)state;
    for (size_t before = 0; before < 40; before++) {
        char words[128];
        memset(words, 'x', sizeof words);
        memcpy(words + before, " mx.example.net[192.0.2.7]: 550 no", 35);
        struct reply reply = reply_read(slice_of(words));
        assert_slice(reply.said, "550 no");
        assert_slice(reply.tried_address, "192.0.2.7");
        assert_slice(reply.tried_host, "mx.example.net");
        memcpy(words + before, " 192.0.2.7 says no", 19);
        assert_slice(reply_read(slice_of(words)).by, "192.0.2.7");
        memcpy(words + before, "x192.0.2.7 says no", 19);
        assert_slice(reply_read(slice_of(words)).by, "");
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds_the_innermost),
                                       cmocka_unit_test(knows_each_mark),
                                       cmocka_unit_test(finds_it_wherever_it_stands)};
    return cmocka_run_group_tests_name("reply", tests, NULL, NULL);
}
