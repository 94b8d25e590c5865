/* Questions and answers of DNS, byte by byte. */
#include <string.h>

#include "agent/net/dns.h"
#include "tests/support/check.h"

#define HEAD(flags, answers) "\0\7" flags "\0\1" answers "\0\0\0\0"
#define NAME                 "\4fine\7example\0"
#define RECORD(type, length) "\xc0\x0c\0" type "\0\1\0\0\0\x3c\0" length

// clang-format off
static const struct {
    const char *name;
    enum lookup_type type;
    const char *bytes;
    size_t length;
    enum dns_result result;
    enum lookup_outcome outcome;
    const char *records; /* parted by "|" */
} rows[] = {
#define ROW(name, type, bytes, ...) { name, type, bytes, sizeof bytes - 1, __VA_ARGS__ }
    ROW("an MX", LOOKUP_MX, HEAD("\x81\x80", "\0\1") NAME "\0\x0f\0\1" RECORD("\x0f", "\7") "\0\x0a\2mx\xc0\x0c",
        DNS_READ, LOOKUP_FOUND, "10 mx.fine.example"),
    ROW("a null MX", LOOKUP_MX, HEAD("\x81\x80", "\0\1") NAME "\0\x0f\0\1" RECORD("\x0f", "\3") "\0\0\0",
        DNS_READ, LOOKUP_FOUND, "0 ."),
    ROW("an MX with dirt", LOOKUP_MX, HEAD("\x81\x80", "\0\1") NAME "\0\x0f\0\1" RECORD("\x0f", "\6") "\0\1\2\x1b \0",
        DNS_READ, LOOKUP_FOUND, "1 \\027\\032"),
    ROW("addresses", LOOKUP_A, HEAD("\x81\x80", "\0\2") NAME "\0\1\0\1" RECORD("\1", "\4") "\xc0\0\2\1"
        RECORD("\1", "\4") "\xc0\0\2\2", DNS_READ, LOOKUP_FOUND, "192.0.2.1|192.0.2.2"),
    ROW("an address too short", LOOKUP_A, HEAD("\x81\x80", "\0\1") NAME "\0\1\0\1" RECORD("\1", "\3") "\xc0\0\2",
        DNS_READ, LOOKUP_GARBLED, ""),
    ROW("an alias without more", LOOKUP_A, HEAD("\x81\x80", "\0\1") NAME "\0\1\0\1" RECORD("\5", "\2") "\xc0\x0c",
        DNS_READ, LOOKUP_NOTHING, ""),
    ROW("strings as one", LOOKUP_TXT, HEAD("\x81\x80", "\0\1") NAME "\0\x10\0\1" RECORD("\x10", "\x0c")
        "\6v=spf1\4 -al", DNS_READ, LOOKUP_FOUND, "v=spf1 -al"),
    ROW("a string longer than its record", LOOKUP_TXT, HEAD("\x81\x80", "\0\1") NAME "\0\x10\0\1" RECORD("\x10", "\3")
        "\xff" "ab", DNS_READ, LOOKUP_FOUND, "ab"),
    ROW("a service", LOOKUP_SRV, HEAD("\x81\x80", "\0\1") NAME "\0\x21\0\1" RECORD("\x21", "\x0d") "\0\1\0\5\3\xe1"
        "\4imap\xc0\x0c", DNS_READ, LOOKUP_FOUND, "1 5 993 imap.fine.example"),
    ROW("no such service", LOOKUP_SRV, HEAD("\x81\x80", "\0\1") NAME "\0\x21\0\1" RECORD("\x21", "\7") "\0\0\0\0\0\0\0",
        DNS_READ, LOOKUP_FOUND, "0 0 0 ."),
    ROW("a service cut short", LOOKUP_SRV, HEAD("\x81\x80", "\0\1") NAME "\0\x21\0\1" RECORD("\x21", "\6") "\0\0\0\0\0\0",
        DNS_READ, LOOKUP_GARBLED, ""),
    ROW("no such name", LOOKUP_MX, HEAD("\x81\x83", "\0\0") NAME "\0\x0f\0\1", DNS_READ, LOOKUP_NO_NAME, ""),
    ROW("no such record", LOOKUP_MX, HEAD("\x81\x80", "\0\0") NAME "\0\x0f\0\1", DNS_READ, LOOKUP_NOTHING, ""),
    ROW("SERVFAIL", LOOKUP_MX, HEAD("\x81\x82", "\0\0") NAME "\0\x0f\0\1", DNS_READ, LOOKUP_FAILED, ""),
    ROW("REFUSED", LOOKUP_MX, HEAD("\x81\x85", "\0\0") NAME "\0\x0f\0\1", DNS_READ, LOOKUP_REFUSED, ""),
    ROW("in capitals", LOOKUP_MX, HEAD("\x81\x83", "\0\0") "\4FINE\7Example\0" "\0\x0f\0\1", DNS_READ, LOOKUP_NO_NAME, ""),
    ROW("cut", LOOKUP_MX, HEAD("\x83\x80", "\0\0") NAME "\0\x0f\0\1", DNS_CUT, LOOKUP_OPEN, ""),
    ROW("cut in a record", LOOKUP_MX, HEAD("\x83\x80", "\0\1") NAME "\0\x0f\0\1" "\xc0", DNS_CUT, LOOKUP_OPEN, ""),
    ROW("fewer than it says", LOOKUP_MX, HEAD("\x81\x80", "\0\2") NAME "\0\x0f\0\1" "\xc0", DNS_READ, LOOKUP_GARBLED, ""),
    ROW("a question, not an answer", LOOKUP_MX, HEAD("\1\0", "\0\0") NAME "\0\x0f\0\1", DNS_NOT_MINE, LOOKUP_OPEN, ""),
    ROW("of another name", LOOKUP_MX, HEAD("\x81\x83", "\0\0") "\4line\7example\0" "\0\x0f\0\1", DNS_NOT_MINE, LOOKUP_OPEN, ""),
    ROW("of another type", LOOKUP_A, HEAD("\x81\x83", "\0\0") NAME "\0\x0f\0\1", DNS_NOT_MINE, LOOKUP_OPEN, ""),
    ROW("with another number", LOOKUP_MX, "\0\6\x81\x83\0\1\0\0\0\0\0\0" NAME "\0\x0f\0\1", DNS_NOT_MINE, LOOKUP_OPEN, ""),
    ROW("nothing", LOOKUP_MX, "", DNS_NOT_MINE, LOOKUP_OPEN, ""),
    ROW("an error without its question", LOOKUP_MX, "\0\7\x81\x81\0\0\0\0\0\0\0\0", DNS_READ, LOOKUP_REFUSED, ""),
    ROW("good news without its question", LOOKUP_MX, "\0\7\x81\x80\0\0\0\0\0\0\0\0", DNS_NOT_MINE, LOOKUP_OPEN, ""),
};
// clang-format on

static void
answers_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct lookup lookup = {.name = "fine.example", .type = rows[i].type};
        char records[256] = "";
        enum dns_result result = dns_answer((const unsigned char *)rows[i].bytes,
                                            rows[i].length, 7, &lookup);
        for (size_t r = 0; r < lookup.count; r++) {
            strcat(records, r > 0 ? "|" : "");
            strcat(records, lookup.records[r]);
        }
        if (result != rows[i].result || lookup.outcome != rows[i].outcome ||
            strcmp(records, rows[i].records) != 0)
            fail_msg("%s: %d %s '%s'", rows[i].name, result,
                     lookup_outcome_name(lookup.outcome), records);
        lookup_clear(&lookup);
    }
}

static void
an_alias_is_noted(void **state)
{
    (void)state;
    static const char bytes[] = HEAD("\x81\x80", "\0\1") NAME
        "\0\1\0\1" RECORD("\5", "\2") "\xc0\x0c";
    struct lookup lookup = {.name = "fine.example", .type = LOOKUP_A};
    dns_answer((const unsigned char *)bytes, sizeof bytes - 1, 7, &lookup);
    assert_true(lookup.alias);
}

static void
a_question_is_what_rfc_1035_says(void **state)
{
    (void)state;
    static const char want[] = "\x12\x34\1\0\0\1\0\0\0\0\0\0" NAME "\0\x0f\0\1";
    unsigned char bytes[DNS_QUESTION_MAX];
    struct lookup lookup = {.name = "fine.example", .type = LOOKUP_MX};
    assert_int_equal(dns_question(&lookup, 0x1234, bytes), sizeof want - 1);
    assert_memory_equal(bytes, want, sizeof want - 1);
}

static void
what_cannot_be_asked_is_not(void **state)
{
    (void)state;
    unsigned char bytes[DNS_QUESTION_MAX];
    struct lookup lookup = {.type = LOOKUP_MX};
    memset(lookup.name, 'a', 64); /* a label has 63 letters at most */
    assert_int_equal(dns_question(&lookup, 1, bytes), 0);
    memset(lookup.name, 'a', LOOKUP_NAME_MAX - 1);
    for (size_t i = 1; i < LOOKUP_NAME_MAX - 1; i += 2)
        lookup.name[i] = '.';
    assert_int_equal(dns_question(&lookup, 1, bytes), DNS_QUESTION_MAX);
    lookup.type = LOOKUP_SMTP;
    assert_int_equal(dns_question(&lookup, 1, bytes), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_read),
        cmocka_unit_test(an_alias_is_noted),
        cmocka_unit_test(a_question_is_what_rfc_1035_says),
        cmocka_unit_test(what_cannot_be_asked_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
