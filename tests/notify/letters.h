/* letters: returned mails made by hand, for notice and render. */
#ifndef TESTS_LETTERS_H
#define TESTS_LETTERS_H

#include "classify/bounce.h"

static const struct bounce_original lunch = {
    .message_id = "<AM0PR09MB1234.5f1c@mail.example.com>",
    .subject = "Lunch & photos <3",
    .to = "pat@charter.net",
    .from = "dorothy.t@outlook.com",
    .sent = 1775416300,
};

/* Mon, 6 Apr 2026 15:11:58 -0400; tried for 23 h 50 min. */
static const struct bounce frame = {
    .reporter = "AM0PR09MB1234.eurprd09.prod.outlook.com",
    .message_id = "",
    .reported = 1775502718,
    .zone = -240,
    .arrived = 1775502718 - 85800,
    .original = &lunch,
    .failures_seen = 1,
    .own_provider = "",
};

#define SILENT                                                                         \
    .original_recipient = "", .action = "", .said = "", .said_by = "",                 \
    .remote_mta = "", .tried_host = "", .tried_address = ""

static const struct bounce_failure refused = {
    .kind = BOUNCE_FAILED,
    .recipient = "pat@charter.net",
    .original_recipient = "",
    .action = "failed",
    .status = "5.4.316",
    .diagnostic = "550 5.4.316 Message expired, connection refused",
    .said = "450 4.4.316 Connection refused [Message=Socket error code 10061]",
    .said_by = "",
    .remote_mta = "charter.net",
    .tried_host = "mx0.charter.net",
    .tried_address = "192.0.2.25",
    .code = {550, 5, 4, 316},
};

static const struct bounce_failure waiting = {
    .kind = BOUNCE_DELAYED,
    .recipient = "pat@charter.net",
    .status = "4.4.316",
    .diagnostic = "450 4.4.316 Connection refused",
    .code = {450, 4, 4, 316},
    .tries_until = 1775502718 + 20 * 3600,
    SILENT,
};

static const struct bounce_failure arrived = {
    .kind = BOUNCE_DELIVERED,
    .recipient = "pat@charter.net",
    .status = "2.0.0",
    .diagnostic = "250 2.0.0 OK",
    .code = {250, 2, 0, 0},
    SILENT,
};

/* Nothing but a code is known. */
static const struct bounce_failure nameless = {
    .kind = BOUNCE_FAILED,
    .recipient = "",
    .status = "",
    .diagnostic = "550 Computer says no",
    .code = {.reply = 550},
    SILENT,
};

/* A cause without a text to copy. */
static const struct bounce_failure full = {
    .kind = BOUNCE_FAILED,
    .recipient = "carl@example.net",
    .status = "5.2.2",
    .diagnostic = "552 5.2.2 Mailbox full",
    .code = {552, 5, 2, 2},
    SILENT,
};

/* Five recipients, three fates: two of one domain share theirs, one mail is delayed. */
static const struct bounce_failure five[5] = {
    {
        .next = &five[1],
        .kind = BOUNCE_DELAYED,
        .recipient = "pat@charter.net",
        .status = "4.4.1",
        .diagnostic = "connect to mx0.charter.net: Connection timed out",
        .code = {0, 4, 4, 1},
        SILENT,
    },
    {
        .next = &five[2],
        .kind = BOUNCE_FAILED,
        .recipient = "anna@example.com",
        .status = "5.1.1",
        .diagnostic = "550 5.1.1 User unknown",
        .code = {550, 5, 1, 1},
        SILENT,
    },
    {
        .next = &five[3],
        .kind = BOUNCE_FAILED,
        .recipient = "bert@example.com",
        .status = "5.1.1",
        .diagnostic = "550 5.1.1 User unknown",
        .code = {550, 5, 1, 1},
        SILENT,
    },
    {
        .next = &five[4],
        .kind = BOUNCE_FAILED,
        .recipient = "carl@example.net",
        .status = "5.2.2",
        .diagnostic = "552 5.2.2 Mailbox full",
        .code = {552, 5, 2, 2},
        SILENT,
    },
    {
        .kind = BOUNCE_RELAYED,
        .recipient = "dora@example.org",
        .status = "2.0.0",
        .diagnostic = "",
        .code = {0, 2, 0, 0},
        SILENT,
    },
};

static inline struct bounce
letter(const struct bounce_failure *failures)
{
    struct bounce bounce = frame;
    bounce.kind = failures->kind;
    bounce.failures = failures;
    bounce.failures_seen = 0;
    for (const struct bounce_failure *f = failures; f; f = f->next) {
        bounce.failures_seen++;
        if (f->kind < bounce.kind)
            bounce.kind = f->kind;
    }
    return bounce;
}

#endif
