/* wording: what the words of a report say about the mail, whoever wrote them. */
#include "classify/wording.h"

/* Trying goes on, in the subject and in the report. */
// clang-format off
static const char *const goes_on_subject[] = {
    "delay", "still being retried", "warning", "could not send message for", "deferred",
    "verz\xc3\xb6ger", "retard", "ritard", "temporary", "not yet been delivered", NULL};
static const char *const goes_on[] = {
    "will be retried", "will retry", "will keep trying", "will continue to try",
    "not yet been delivered", "has been delayed", "have been delayed", "is delayed",
    "still being retried", "attempts to deliver", "warning message only",
    "not been delivered yet", "no action is required", "do not need to resend",
    "will continue for up to", "could not be delivered yet", "still trying",
    "keep trying to deliver", "be retried for", "try again for", "delayed 24 hours",
    "delivery is delayed", "message delayed", "will be attempted again", "another attempt",
    "is not an error report", "has been waiting", "delayed mail", NULL};
static const char *const is_over[] = {
    "giving up", "given up", "gave up", "failed permanently", "permanent error", "fatal error",
    "could not be delivered to", "returned to you", "not be delivered to one or more",
    "permanent failure", "undeliverable", "delivery has failed",
    "has been removed from the queue", "will not be retried", NULL};
// clang-format on

bool
wording_kind(struct slice subject, struct slice report, enum bounce_kind *kind)
{
    // clang-format off
    static const char *const over_subject[] = {
        "undeliver", "failure", "failed", "returned", "returning", NULL};
    // clang-format on
    report = slice_to(report, WORDING_MAX);
    bool hopes = slice_has_one(report, goes_on), over = slice_has_one(report, is_over);
    if (slice_has_one(subject, goes_on_subject) &&
        !slice_has_one(subject, over_subject) && (hopes || !over)) {
        *kind = BOUNCE_DELAYED;
        return true;
    }
    if (slice_has_one(subject, over_subject) || over) {
        *kind = BOUNCE_FAILED;
        return true;
    }
    if (hopes)
        *kind = BOUNCE_DELAYED;
    return hopes;
}

bool
wording_heads(struct slice subject)
{
    // clang-format off
    static const char *const heads[] = {
        "undeliver", "unzustellbar", "delivery failure", "delivery failed",
        "delivery status notification", "delivery notification", "delivery report",
        "delivery error", "delivery problem", "returned mail", "returned to sender",
        "failure notice", "mail delivery", "mail failure", "message delivery",
        "non-delivery", "non delivery", "unable to deliver", "could not deliver",
        "warning: message", "warning: could not send", NULL};
    // clang-format on
    subject = slice_trim(subject);
    for (size_t i = 0; heads[i]; i++)
        if (slice_starts(subject, heads[i]))
            return true;
    return false;
}

bool
wording_tells(struct slice words)
{
    // clang-format off
    static const char *const tells[] = {
        "undeliver", "not be delivered", "not deliver", "delivery fail", "failure notice",
        "delivery failure", "returned mail", "delivery status", "delivery problem",
        "delivery error", "mail failed", "failed addresses", "unable to deliver",
        "able to deliver", "not delivered", "did not reach", "couldn't reach",
        "permanent error", "fatal error", "returning message", "user unknown", "unknown user",
        "mailbox full", "mailbox is full", "delivery has failed", "has been delayed",
        "warning: message", "still being retried", "could not send", "mail failure",
        "returned to sender", "rejected", "returned to you", "mail error", "delivery errors",
        "does not exist", "no such user", "not yet been delivered", "nicht zugestellt",
        "unzustellbar", "non remis", "non recapitabile", "olevererbart", "onbestelbaar",
        "no se pudo entregar", "n\xc3\xa3o foi poss", "no entregado", "error occurred",
        "could not process", "mail delivery", "system error", "temporary error",
        "message blocked", "message you sent", "delay", NULL};
    // clang-format on
    return slice_has_one(slice_to(words, WORDING_MAX), tells);
}
