/* bomb: mails made to cost much, of any size: nested, repeated, never closed. */
#include "tests/support/bomb.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum {
    NUMBER_ROOM = 24,
};

/* In a unit "#" is its number and "$" a NUL. The second unit, where there is one, is
 * repeated as often as the first. */
struct bomb {
    const char *name, *head, *unit, *middle, *second, *tail;
};

#define MULTI "Content-Type: multipart/mixed; boundary=b\r\n"
#define HI    "\r\nhi\r\n"

// clang-format off
static const struct bomb bombs[] = {
    /* MIME: deep, wide, never closed. */
    {"deep_multi", "", "Content-Type: multipart/mixed; boundary=b#\r\n\r\n--b#\r\n", "", "", HI},
    {"deep_multi_same", "", MULTI "\r\n--b\r\n", "", "", HI},
    {"deep_rfc822", "", "Content-Type: message/rfc822\r\n\r\n", "", "", HI},
    {"wide_parts", MULTI "\r\n", "--b\r\n\r\n\r\n", "", "", "--b--\r\n"},
    {"boundary_near", "Content-Type: multipart/mixed; boundary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\r\n\r\n",
     "--aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n", "", "", ""},
    {"dashes", MULTI "\r\n", "-", "", "", ""},
    {"params", "Content-Type: multipart/report", "; a*#=x", "; boundary=b", "", "\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n"},
    {"params2231", "Content-Type: text/plain", "; a*0*=x", "", "", HI},
    {"b64", "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n", "QUFB", "", "", ""},
    {"qp", "Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", "=", "", "", ""},
    {"mbox_lines", "Content-Type: text/plain\r\n\r\nfriend@example.net: 550 5.1.1 user unknown\r\n", "From a:\r\n", "", "",
     "end\r\n"},
    {"html", "Content-Type: text/html\r\n\r\n", "<div", "", "", ""},
    /* Headers: many, long, folded, encoded, never closed. */
    {"headers", "", "X-H#: v\r\n", "", "", HI},
    {"receipts", "Auto-Submitted: auto-replied (rejected)\r\n",
     "Content-Type: multipart/report; report-type=disposition-notification\r\n", "", "", HI},
    {"received", "", "Received: from a by b; Mon, 1 Jan 2024 00:00:00 +0000\r\n", "", "", HI},
    {"longhdr", "Subject: ", "a", "", "", "\r\n" HI},
    {"foldhdr", "Subject: a", "\r\n b", "", "", "\r\n" HI},
    {"encwords", "Subject: ", "=?utf-8?Q?a?= ", "", "", "\r\n" HI},
    {"encopen", "Subject: ", "=?", "", "", "\r\n" HI},
    {"addrs", "To: a@b", ",a@b", "", "", "\r\n" HI},
    {"addrgroup", "To: ", "g:", "", "", "\r\n" HI},
    {"comments", "To: ", "(", "", "", " a@b\r\n" HI},
    {"commentsc", "Date: ", "(", "", ")", "Mon, 1 Jan 2024 00:00:00 +0000\r\n" HI},
    {"quotes", "To: ", "\"\\", "", "", " a@b\r\n" HI},
    {"refs", "References: ", "<a@b> ", "", "", "\r\n" HI},
    {"spaces", "Subject:", "   ", "x\r\nFrom:", " \r\n", HI},
    {"dsnrecips", "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
     "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; a\r\n\r\n",
     "Final-Recipient: rfc822; a#@b\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n", "", "", "--b--\r\n"},
    /* No mail at all. */
    {"cr", "", "\r", "", "", ""},
    {"lf", "", "\n", "", "", ""},
    {"nul", "", "$", "", "", ""},
    {"colon", "", ":", "", "", ""},
    /* What reports are made of, without end. */
    {"crlf", "", "\r\n", "", "", ""},
    {"letters", "", "a", "", "", ""},
    {"words", "", "user unknown mailbox full quota exceeded ", "", "", ""},
    {"almost", "", "user user recipient recipient address mail mailbox ", "", "", ""},
    {"recipients", "", "<a#@example.com>: 550 5.1.1 no such user\r\n", "", "", ""},
    {"same_recipient", "", "a@example.com\r\n550 5.1.1 no such user\r\n\r\n", "", "", ""},
    {"at_signs", "", "@", "", "", ""},
    {"half_addresses", "", "a@b.", "", "", ""},
    {"angles", "", "<", "", ">", ""},
    {"brackets", "", "[Message=", "", "]", ""},
    {"parentheses", "", "(451 4.4.0 ", "", ")", ""},
    {"arrows", "", "550 5.1.1 a -> ", "", "", ""},
    {"said", "", "host mx.example.net[192.0.2.7] said: 550 ", "", "", ""},
    {"returned", "", "Server at mx.example.net (192.0.2.7) returned '450 4.4.316 ", "", "'", ""},
    {"codes", "", "550 5.1.1 ", "", "", ""},
    {"digits", "", "5.1.", "", "", ""},
    {"hosts", "", "192.0.2.7:25 ", "", "", ""},
    {"diagnostics", "", "Diagnostic-Code: smtp; 550 5.1.1 unknown\r\n", "", "", ""},
    {"folded_fields", "Diagnostic-Code: smtp; 550", "\r\n 5.1.1", "", "", "\r\n"},
    {"empty_groups", "", "Action: failed\r\n\r\n", "", "", ""},
    {"separators", "", "------ This is a copy of the message\r\n", "", "", ""},
    {"begun_originals", "", "Message-ID: <#@example.com>\r\n\r\n", "", "", ""},
    {"entities", "", "&amp;&#38;&", "", "", ""},
    {"tags", "", "<p><b>a</b><!-- ", "", "", ""},
    {"cells", "", "<td>a@example.com</td><td>550 5.1.1</td>", "", "", ""},
    {"high_bytes", "", "\xC3\xA4\xFF", "", "", ""},
    {"exchange", "", "Generating server: mx.example.net\r\n\r\na#@example.com\r\n#550 5.1.1 RESOLVER.ADR #\r\n\r\n", "", "", ""},
};
// clang-format on

/* What stands before the bomb in each coat. */
#define SENDER                                                                         \
    "From: MAILER-DAEMON@mx.example.org\r\nTo: a@example.org\r\n"                      \
    "Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
#define PARTS                                                                          \
    SENDER "Content-Type: multipart/report; report-type=delivery-status; "             \
           "boundary=outer\r\n\r\n--outer\r\n"
#define TOLD                                                                           \
    PARTS "\r\nYour mail could not be delivered.\r\n\r\n<b@example.net>: unknown\r\n"  \
          "--outer\r\n"
#define STATUS                                                                         \
    "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; a\r\n\r\n"

static const struct {
    const char *name, *head;
} coats[BOMB_COATS] = {
    {"bare", ""},
    {"report", SENDER},
    {"text", PARTS "\r\nYour mail could not be delivered:\r\n\r\n"},
    {"html", PARTS "Content-Type: text/html\r\n\r\nYour mail could not be delivered: "},
    {"status", TOLD STATUS},
    {"original",
     TOLD STATUS "Final-Recipient: rfc822; b@example.net\r\nAction: failed\r\n"
                 "Status: 5.1.1\r\n\r\n--outer\r\n"
                 "Content-Type: message/rfc822\r\n\r\n"},
};

size_t
bomb_kinds(void)
{
    return sizeof bombs / sizeof bombs[0];
}

const char *
bomb_name(size_t kind)
{
    return bombs[kind].name;
}

const char *
bomb_coat_name(enum bomb_coat coat)
{
    return coats[coat].name;
}

struct ink {
    char *at, *end;
};

/* Writes a text as far as there is room. */
static void
write(struct ink *ink, const char *text, size_t number)
{
    for (; *text && ink->at < ink->end; text++) {
        if (*text == '#') {
            char digits[NUMBER_ROOM];
            snprintf(digits, sizeof digits, "%zu", number);
            for (const char *digit = digits; *digit && ink->at < ink->end; digit++)
                *ink->at++ = *digit;
        } else {
            *ink->at++ = *text;
            if (*text == '$')
                ink->at[-1] = '\0';
        }
    }
}

/* Repeats a unit so many times, or as long as it surely fits. */
static size_t
repeat(struct ink *ink, const char *unit, size_t times, const char *end)
{
    size_t number = 0, room = strlen(unit) + (strchr(unit, '#') ? 2 * NUMBER_ROOM : 0);
    while (number < times && (size_t)(end - ink->at) >= room)
        write(ink, unit, number++);
    return number;
}

void
bomb_make(size_t kind, enum bomb_coat coat, size_t size, char *out)
{
    const struct bomb *bomb = &bombs[kind];
    struct ink ink = {out, out + size};
    write(&ink, coats[coat].head, 0);
    write(&ink, bomb->head, 0);
    size_t ending = strlen(bomb->middle) + strlen(bomb->tail);
    const char *end = ink.end - ending;
    if (*bomb->second) { /* the second unit gets its share of the room */
        size_t first = strlen(bomb->unit), both = first + strlen(bomb->second);
        end = ink.at + (size_t)(end - ink.at) / both * first;
    }
    size_t times = repeat(&ink, bomb->unit, size, end);
    write(&ink, bomb->middle, 0);
    if (*bomb->second)
        repeat(&ink, bomb->second, times, ink.end - strlen(bomb->tail));
    write(&ink, bomb->tail, 0);
    memset(ink.at, ' ', (size_t)(ink.end - ink.at));
}
