/* gate: what a mail's header alone says, before anything else is read. */
#include "classify/gate.h"

#include <stdint.h>

#include "classify/header.h"
#include "classify/parameter.h"
#include "classify/peek.h"
#include "classify/wording.h"

/* A letter as a bit of a set, in either case. */
#define LETTER(c) (UINT32_C(1) << ((c)&31))

/* Sets of letters by the letter that stands before: a look-up spares nearly all of the
 * comparisons with words. */
typedef uint32_t letters[32];

static bool
may_begin(const letters table, unsigned char first, unsigned char other)
{
    return (table[first & 31] & LETTER(other)) != 0;
}

static bool
from_machine(struct slice from)
{
    // clang-format off
    static const char *const machines[] = {
        "mailer-daemon", "mailerdaemon", "mailer_daemon", "postmaster", "post_master",
        "post.master", "mail delivery", "mail-delivery", "mail.delivery", "mail deliver system",
        "delivery subsystem", "mail administrator", "mdaemon@",
        "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e", "maildelivery", "mail system",
        NULL};
    // clang-format on
    static const letters second = {
        ['m' & 31] = LETTER('a') | LETTER('d') | LETTER('i'),
        ['p' & 31] = LETTER('o'),
        ['d' & 31] = LETTER('e'),
    };
    for (size_t i = 0; i + 1 < from.length; i++) {
        if (!may_begin(second, from.at[i], from.at[i + 1]))
            continue;
        for (const char *const *machine = machines; *machine; machine++)
            if (slice_starts(slice_from(from, i), *machine))
                return true;
    }
    return false;
}

static enum gate
says_report(struct slice mail, struct slice type)
{
    struct slice body, report = parameter_find(type, "report-type", NULL);
    if (slice_is(report, "delivery-status") ||
        slice_is(report, "global-delivery-status"))
        return GATE_OPEN;
    /* Dovecot tells of a rejection in the form of a read receipt. */
    if (slice_is(report, "disposition-notification"))
        return slice_has(header_find(header_open(mail, &body), "auto-submitted"),
                         "rejected")
                   ? GATE_OPEN
                   : GATE_SHUT;
    return report.length == 0 ? GATE_AJAR : GATE_SHUT;
}

static enum gate
says_from(struct slice value)
{
    if (value.length == 0 || slice_is(value, "<>"))
        return GATE_AJAR;
    if (from_machine(value))
        return GATE_OPEN;
    /* Amazon SES tells of bounces through SNS; forwarders drop the field that says so. */
    return slice_has(value, "@sns.amazonaws.com") ? GATE_AJAR : GATE_SHUT;
}

static enum gate
says_path(struct slice value)
{
    if (from_machine(value))
        return GATE_OPEN;
    return slice_has(value, "<>") ? GATE_AJAR : GATE_SHUT;
}

static enum gate
says_subject(struct slice value)
{
    unsigned char plain[PEEK_MAX];
    return wording_heads(peek_word(value, plain)) ? GATE_AJAR : GATE_SHUT;
}

/* What one field says; another's report shuts the gate whatever the others say. */
static enum gate
says(struct slice mail, const struct header_field *field, bool *others)
{
    if (slice_is(field->name, "content-type") &&
        slice_starts(field->value, "multipart/report")) {
        enum gate found = says_report(mail, field->value);
        *others = *others || found == GATE_SHUT;
        return found;
    }
    if (slice_is(field->name, "from"))
        return says_from(field->value);
    if (slice_is(field->name, "return-path"))
        return says_path(field->value);
    if (slice_is(field->name, "subject"))
        return says_subject(field->value);
    if (slice_is(field->name, "x-amz-sns-message-id"))
        return GATE_AJAR; /* Amazon SES tells of bounces through SNS */
    if (slice_is(field->name, "x-failed-recipients") ||
        slice_is(field->name, "x-ms-exchange-message-is-ndr") ||
        slice_is(field->name, "x-ms-embedded-report"))
        return GATE_OPEN;
    return GATE_SHUT;
}

/* May the line be one of those fields? Their first and fourth letters tell them from the
 * others, "Return-Path" from "Received" as well. */
static bool
may_say(struct slice line)
{
    static const letters fourth = {
        ['c' & 31] = LETTER('t'), /* Content-Type */
        ['f' & 31] = LETTER('m'), /* From */
        ['r' & 31] = LETTER('u'), /* Return-Path */
        ['s' & 31] = LETTER('j'), /* Subject */
        /* X-Failed-Recipients, X-MS-Exchange-Message-Is-Ndr, X-MS-Embedded-Report,
         * X-Amz-Sns-Message-Id */
        ['x' & 31] = LETTER('a') | LETTER('s') | LETTER('m'),
    };
    return line.length > 3 && may_begin(fourth, line.at[0], line.at[3]);
}

enum gate
gate_read(struct slice mail, struct slice *header, struct slice *body)
{
    struct slice start = header_start(mail), rest = start, end = start;
    enum gate best = GATE_SHUT;
    bool others = false;
    for (; rest.length > 0; end = rest) {
        struct header_field field;
        if (rest.at[0] <= '\r') {
            if (slice_line(&rest).length == 0)
                break;
        } else if (!may_say(rest)) {
            slice_cut(&rest, '\n');
        } else if (header_take(&rest, &field)) {
            enum gate found = says(mail, &field, &others);
            best = found > best ? found : best;
        }
    }
    *header = slice_to(start, start.length - end.length);
    *body = rest;
    return others ? GATE_SHUT : best;
}
