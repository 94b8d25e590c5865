/* gate: what a mail's header alone says, before anything else is read. */
#include "classify/gate.h"

#include <stdint.h>

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

/* What a header has said of reports that are none of ours. */
struct others {
    bool receipt; /* it may be a rejection all the same, see a_rejection */
    bool other;
};

static enum gate
says_report(struct slice type, struct others *others)
{
    struct slice report = parameter_find(type, "report-type", NULL);
    if (slice_is(report, "delivery-status") ||
        slice_is(report, "global-delivery-status"))
        return GATE_OPEN;
    if (report.length == 0)
        return GATE_AJAR;
    if (slice_is(report, "disposition-notification"))
        others->receipt = true;
    else
        others->other = true;
    return GATE_SHUT;
}

/* Dovecot tells of a rejection in the form of a read receipt. */
static bool
a_rejection(const struct header *header)
{
    return slice_has(header->fields[HEADER_AUTO_SUBMITTED], "rejected");
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
    unsigned char plain[PEEK_MAX] SLICE_RAW;
    return wording_heads(peek_word(value, plain)) ? GATE_AJAR : GATE_SHUT;
}

/* What one field says; another's report shuts the gate whatever the others say. */
static enum gate
says(enum header_name name, struct slice value, struct others *others)
{
    if (name == HEADER_CONTENT_TYPE && slice_starts(value, "multipart/report"))
        return says_report(value, others);
    if (name == HEADER_FROM)
        return says_from(value);
    if (name == HEADER_RETURN_PATH)
        return says_path(value);
    if (name == HEADER_SUBJECT)
        return says_subject(value);
    if (name == HEADER_X_AMZ_SNS_MESSAGE_ID)
        return GATE_AJAR; /* Amazon SES tells of bounces through SNS */
    if (name == HEADER_X_FAILED_RECIPIENTS ||
        name == HEADER_X_MS_EXCHANGE_MESSAGE_IS_NDR ||
        name == HEADER_X_MS_EMBEDDED_REPORT)
        return GATE_OPEN;
    return GATE_SHUT;
}

enum gate
gate_read(struct slice mail, struct header *header)
{
    struct header_walk walk;
    struct slice value;
    enum header_name name;
    enum gate best = GATE_SHUT;
    struct others others = {0};
    *header = (struct header){0};
    header_begin(&walk, header_start(mail));
    while ((name = header_known(&walk, &value)) != HEADER_NONE) {
        if (!header->fields[name].at)
            header->fields[name] = value;
        enum gate found = says(name, value, &others);
        best = found > best ? found : best;
    }
    header_end(&walk, header);
    if (others.other)
        return GATE_SHUT;
    if (others.receipt)
        return a_rejection(header) ? GATE_OPEN : GATE_SHUT;
    return best;
}
