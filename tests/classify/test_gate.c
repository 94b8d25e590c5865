#include "tests/support/check.h"

#include <string.h>

#include "classify/bounce.h"
#include "classify/gate.h"
#include "classify/header.h"
#include "classify/parameter.h"
#include "classify/wording.h"

static void
opens_for_reports(void **state)
{
    // clang-format off
    static const struct { const char *name, *header; enum gate want; } cases[] = {
        {"nothing", "", GATE_SHUT},
        {"a person", "From: Ann <ann@example.com>\nSubject: hello\n\n", GATE_SHUT},
        {"report", "Content-Type: multipart/report; report-type=delivery-status\n\n", GATE_OPEN},
        {"report, RFC 6533", "Content-Type: multipart/report; report-type=\"global-delivery-status\"\n\n", GATE_OPEN},
        {"report, folded", "Content-Type: multipart/report;\n\treport-type=delivery-status\n\n", GATE_OPEN},
        {"report of what", "Content-Type: multipart/report\n\n", GATE_AJAR},
        {"another's report", "From: MAILER-DAEMON\nContent-Type: multipart/report; report-type=feedback-report\n\n", GATE_SHUT},
        {"two reports, one another's", "Content-Type: multipart/report; report-type=feedback-report\n"
         "Content-Type: multipart/report; report-type=delivery-status\n\n", GATE_SHUT},
        {"encoded subject", "Subject: =?utf-8?B?VW5kZWxpdmVyZWQgTWFpbA==?=\n\n", GATE_AJAR},
        {"encoded in letters", "Subject: =?utf-8?Q?Undelivered_=4Dail?=\n\n", GATE_AJAR},
        {"its first letter encoded", "Subject: =?utf-8?Q?=55ndelivered_Mail?=\n\n", GATE_AJAR},
        {"another subject, encoded", "Subject: =?utf-8?B?SGVsbG8=?=\n\n", GATE_SHUT},
        /* Of a word longer than RFC 2047 allows its beginning is read. */
        {"long word", "Subject: =?utf-8?B?VW5kZWxpdmVyZWQgTWFpbCBSZXR1cm5lZCB0byBTZW5kZXIgYW5kIHNvIG9uLCBhbmQg"
         "c28gb24sIGFuZCBzbyBvbiwgYW5kIHNvIG9uLCBhbmQgc28gb24=?=\n\n", GATE_AJAR},
        {"long word in letters", "Subject: =?utf-8?Q?Undelivered_Mail_Returned_to_Sender_and_so_on,_and_so_on,_and_so_on,"
         "_and_so_on,_and_so_on?=\n\n", GATE_AJAR},
        {"and said before", "Content-Type: multipart/report; report-type=x\nX-Failed-Recipients: a@example.com\n\n", GATE_SHUT},
        {"receipt", "Content-Type: multipart/report; report-type=disposition-notification\n\n", GATE_SHUT},
        {"rejection as receipt", "Auto-Submitted: auto-replied (rejected)\n"
         "Content-Type: multipart/report; report-type=disposition-notification\n\n", GATE_OPEN},
        {"daemon", "From: Mail Delivery Subsystem <a@example.com>\n\n", GATE_OPEN},
        {"daemon, odd case", "FROM : MAILER-daemon@example.com\r\n\r\n", GATE_OPEN},
        {"daemon at the end", "From: postmaste\nFrom: postmaster", GATE_OPEN},
        {"Alt-N's", "From: MDaemon@mail.example.com\n\n", GATE_OPEN},
        {"Exchange", "From: MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.com\n\n", GATE_OPEN},
        {"nobody", "From:\n\n", GATE_AJAR},
        {"nobody in angles", "From: <>\n\n", GATE_AJAR},
        {"empty path", "Return-Path: <>\n\n", GATE_AJAR},
        {"daemon's path", "Return-Path: <MAILER-DAEMON>\n\n", GATE_OPEN},
        {"received", "Received: from <>\n\n", GATE_SHUT},
        {"subject", "Subject: Undelivered Mail Returned to Sender\n\n", GATE_AJAR},
        {"answered subject", "Subject: Re: Undelivered Mail\n\n", GATE_SHUT},
        {"failed recipients", "x-failed-recipients: a@example.com\n\n", GATE_OPEN},
        {"Exchange's mark", "X-MS-Exchange-Message-Is-Ndr:\n\n", GATE_OPEN},
        {"embedded report", "X-MS-Embedded-Report:\n\n", GATE_OPEN},
        {"mbox line", "From MAILER-DAEMON Sat Nov 21\nTo: a@example.com\n\n", GATE_SHUT},
        {"mbox line with a colon", "To: a\nFrom  10:00 postmaster\n\n", GATE_SHUT},
        {"blank lines first", "\r\n \n\nFrom: postmaster\n\n", GATE_OPEN},
        {"in the body", "To: a\n\nFrom: postmaster\n", GATE_SHUT},
        {"in the body, CRCRLF", "To: a\r\r\n\r\r\nFrom: postmaster\n", GATE_SHUT},
        {"a line of blanks is no end", "To: a\n \nFrom: postmaster\n\n", GATE_OPEN},
        {"folded away", "To: a\n From: postmaster\n\n", GATE_SHUT},
        {"no field", "From\nSubject\nContent-Type\nReturn-Path\n\n", GATE_SHUT},
        {"short lines", "a\nF\nFr\nFro\nx\nc:\n\nFrom: postmaster", GATE_SHUT},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct header header;
        enum gate found = gate_read(slice_of(cases[i].header), &header);
        if (found != cases[i].want)
            print_message("%s\n", cases[i].name);
        assert_int_equal(found, cases[i].want);
    }
}

/* The same said slowly: every field taken apart, every word looked for. */
static enum gate
slow_field(struct slice header, struct header_field field)
{
    // clang-format off
    static const char *const machines[] = {
        "mailer-daemon", "mailerdaemon", "mailer_daemon", "postmaster", "post_master",
        "post.master", "mail delivery", "mail-delivery", "mail.delivery", "mail deliver system",
        "delivery subsystem", "mail administrator",
        "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e", "maildelivery", "mail system",
        NULL};
    // clang-format on
    bool machine = slice_has_one(field.value, machines);
    if (slice_is(field.name, "from")) {
        if (field.value.length == 0 || slice_is(field.value, "<>"))
            return GATE_AJAR;
        return machine ? GATE_OPEN : GATE_SHUT;
    }
    if (slice_is(field.name, "return-path")) {
        if (machine)
            return GATE_OPEN;
        return slice_has(field.value, "<>") ? GATE_AJAR : GATE_SHUT;
    }
    if (slice_is(field.name, "subject"))
        return wording_heads(field.value) ? GATE_AJAR : GATE_SHUT;
    if (slice_is(field.name, "x-failed-recipients") ||
        slice_is(field.name, "x-ms-exchange-message-is-ndr") ||
        slice_is(field.name, "x-ms-embedded-report"))
        return GATE_OPEN;
    if (!slice_is(field.name, "content-type") ||
        !slice_starts(field.value, "multipart/report"))
        return GATE_SHUT;
    struct slice type = parameter_find(field.value, "report-type", NULL);
    struct slice sent = header_find(header, "auto-submitted");
    if (slice_is(type, "disposition-notification") && slice_has(sent, "rejected"))
        return GATE_OPEN;
    return type.length == 0 ? GATE_AJAR : GATE_OPEN;
}

static bool
is_others(struct slice header, struct header_field field)
{
    struct slice type = parameter_find(field.value, "report-type", NULL);
    if (!slice_is(field.name, "content-type") ||
        !slice_starts(field.value, "multipart/report"))
        return false;
    if (slice_is(type, "disposition-notification"))
        return !slice_has(header_find(header, "auto-submitted"), "rejected");
    return type.length > 0 && !slice_is(type, "delivery-status") &&
           !slice_is(type, "global-delivery-status");
}

static enum gate
slow(struct slice mail, struct slice *head, struct slice *body)
{
    struct slice header = header_open(mail, body), rest = header;
    struct header_field field;
    *head = header;
    enum gate best = GATE_SHUT;
    while (header_next(&rest, &field)) {
        enum gate found = slow_field(header, field);
        if (is_others(header, field))
            return GATE_SHUT;
        best = found > best ? found : best;
    }
    return best;
}

/* Headers thrown together from pieces: the gate says what the slow one says. */
static void
agrees_with_the_slow_one(void **state)
{
    // clang-format off
    static const char *const pieces[] = {
        "From", "Return-Path", "Subject", "Content-Type", "X-Failed-Recipients", "x-ms-embedded-report",
        "X-MS-Exchange-Message-Is-Ndr", "Auto-Submitted", "Received", "To", "X", "f", ":", ":", ": ", ": ",
        " :", "\n", "\n", "\n", "\n", "\r\n", "\r\r\n", "\r", "\n ", "\n\t", " ", "postmaster", "MAILER-DAEMON",
        "Mail Delivery", "mail", "p", "d", "<>", "<", "multipart/report", "; report-type=", "delivery-status",
        "disposition-notification", "feedback-report", "rejected", "returned mail", "From x\n", ">From x\n",
    };
    // clang-format on
    enum {
        MAILS = 100000,
        PIECES = 24
    };
    static const unsigned keeps_rarely =
        2; /* of the line ends, so that headers go on */
    uint32_t dice = 1;
    size_t opened = 0;
    (void)state;
    for (int n = 0; n < MAILS; n++) {
        char mail[PIECES * sizeof "X-MS-Exchange-Message-Is-Ndr"];
        size_t length = 0;
        for (int p = 0; p < PIECES; p++) {
            dice = dice * 1664525U + 1013904223U;
            const char *piece = pieces[(dice >> 16) % COUNT(pieces)];
            if (length > 0 && mail[length - 1] == '\n' && piece[0] < ' ' &&
                (dice >> 8) % keeps_rarely)
                continue;
            memcpy(mail + length, piece, strlen(piece));
            length += strlen(piece);
        }
        struct slice all = {(unsigned char *)mail, length};
        struct header header;
        struct slice slow_head, slow_body;
        enum gate want = slow(all, &slow_head, &slow_body);
        assert_int_equal(gate_read(all, &header), want);
        assert_memory_equal(&header.bytes, &slow_head, sizeof slow_head);
        assert_memory_equal(&header.body, &slow_body, sizeof slow_body);
        assert_true(bounce_likely(mail, length) == (want != GATE_SHUT));
        opened += want == GATE_OPEN;
    }
    assert_true(opened > MAILS / 100);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_for_reports),
        cmocka_unit_test(agrees_with_the_slow_one),
    };
    return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
