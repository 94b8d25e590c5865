/* tale: what is told of a returned mail, and how it is called, before it is laid out. */
#include "notify/tale.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SURE_HIGH = 80,
    SURE_MEDIUM = 50,
};

const char TALE_CHALLENGE[] =
    "A filter holds your mail back until you confirm that you sent it; it has not "
    "been returned. If you know who {rcpt} is, do in that mail what it asks, or reach "
    "them another way. If you did not write to them, delete it and confirm nothing.";

struct tale_fate *
tale_fates(const struct bounce *bounce, const struct bounce_moment *moment,
           size_t *count)
{
    size_t failures = 0;
    for (const struct bounce_failure *f = bounce->failures; f; f = f->next)
        failures++;
    struct tale_fate *fates = calloc(failures, sizeof *fates);
    *count = failures;
    if (!fates)
        return NULL;
    struct tale_fate *fate = fates;
    for (const struct bounce_failure *f = bounce->failures; f; f = f->next, fate++)
        *fate = (struct tale_fate){.failure = f,
                                   .why = bounce_judge(bounce, f, moment)};
    return fates;
}

static const char *
domain(const struct tale_fate *fate)
{
    const char *at = strrchr(tale_address(fate->failure), '@');
    return at ? at : "";
}

bool
tale_is_shared(const struct tale_fate *one, const struct tale_fate *other)
{
    return one->why.cause == other->why.cause &&
           one->failure->kind == other->failure->kind &&
           strcmp(domain(one), domain(other)) == 0;
}

const struct bounce_advice *
tale_advice(const struct tale_fate *fate)
{
    return bounce_advise(fate->why.cause, BOUNCE_FOR_SENDER);
}

const char *
tale_address(const struct bounce_failure *failure)
{
    return *failure->recipient ? failure->recipient : failure->original_recipient;
}

const char *
tale_kind(enum bounce_kind kind)
{
    switch (kind) {
    case BOUNCE_FAILED:
        return "Not delivered";
    case BOUNCE_DELAYED:
        return "Still trying";
    case BOUNCE_RELAYED:
    case BOUNCE_EXPANDED:
        return "Handed on";
    case BOUNCE_DELIVERED:
        return "Delivered";
    case BOUNCE_CHALLENGED:
        return "Waits for you";
    }
    return "Not delivered";
}

const char *
tale_sure(int certainty)
{
    if (certainty >= SURE_HIGH)
        return "high";
    return certainty >= SURE_MEDIUM ? "medium" : "low";
}

const char *
tale_ground(enum bounce_ground ground)
{
    switch (ground) {
    case BOUNCE_GROUND_NONE:
        return "";
    case BOUNCE_GROUND_MEASURED:
        return "measured here";
    case BOUNCE_GROUND_DOCUMENTED:
        return "documented";
    case BOUNCE_GROUND_GENERAL:
        return "in general";
    }
    return "";
}

bool
tale_stands_alone(const struct bounce_finding *findings)
{
    while (findings && !findings->alone)
        findings = findings->next;
    return findings != NULL;
}

const char *
tale_then(const struct bounce_failure *failure, const struct bounce_finding *findings)
{
    bool over = failure->kind == BOUNCE_DELAYED && tale_stands_alone(findings);
    return over ? "So it stood when the report was written:" : "";
}

/* ---- details ---- */

enum detail {
    DETAIL_ACTION = 0,
    DETAIL_STATUS,
    DETAIL_ANSWER,
    DETAIL_LAST_ANSWER,
    DETAIL_SAID_BY,
    DETAIL_LAST_SERVER,
    DETAIL_REMOTE,
    DETAIL_RECIPIENT,
    DETAIL_WRITTEN_TO,
    DETAIL_MAIL,
    DETAIL_REPORTER,
    DETAIL_REPORTED,
    DETAIL_KEPT,
    DETAILS,
};

static const char *const labels[DETAILS] = {
    "Action",      "Status",        "Answer",    "Last answer",  "Said by",
    "Last server", "Remote server", "Recipient", "You wrote to", "Your mail",
    "Reported by", "Reported",      "Kept for",
};

/* Those that a template names, which are told in more than the report's own text. */
static const char *
words(enum detail detail)
{
    if (detail == DETAIL_LAST_SERVER)
        return "{if remote_host}{remote_host}{if remote_ip} [{remote_ip}]{/if}{/if}";
    return detail == DETAIL_REPORTED ? "{reported_utc}" : "{window}";
}

/* Those that are the report's own text; NULL: of the others. */
static const char *
stated(const struct bounce *bounce, const struct bounce_failure *failure,
       enum detail detail)
{
    switch (detail) {
    case DETAIL_ACTION:
        return failure->action;
    case DETAIL_STATUS:
        return failure->status;
    case DETAIL_ANSWER:
        return failure->diagnostic;
    case DETAIL_LAST_ANSWER:
        return strcmp(failure->said, failure->diagnostic) != 0 ? failure->said : "";
    case DETAIL_SAID_BY:
        return failure->said_by;
    case DETAIL_REMOTE:
        return failure->remote_mta;
    case DETAIL_RECIPIENT:
        return failure->recipient;
    case DETAIL_WRITTEN_TO:
        return failure->original_recipient;
    case DETAIL_MAIL:
        return bounce->original->message_id;
    case DETAIL_REPORTER:
        return bounce->reporter;
    case DETAIL_LAST_SERVER:
    case DETAIL_REPORTED:
    case DETAIL_KEPT:
    case DETAILS:
        break;
    }
    return NULL;
}

/* How long it has been kept so far is told by the report alone. */
static enum bounce_ground
kept_ground(const struct bounce *bounce, const struct bounce_failure *failure)
{
    return failure->kind == BOUNCE_FAILED ? bounce_window(bounce, failure).ground
                                          : BOUNCE_GROUND_MEASURED;
}

bool
tale_detail(const struct bounce *bounce, const struct bounce_failure *failure,
            const struct bounce_moment *moment, size_t index, struct tale_detail *ret)
{
    if (index >= DETAILS)
        return false;
    enum detail detail = (enum detail)index;
    const char *text = stated(bounce, failure, detail);
    ret->label = labels[detail];
    if (text) {
        snprintf(ret->text, sizeof ret->text, "%s", text);
        return true;
    }
    bounce_fill(words(detail), bounce, failure, moment, ret->text, sizeof ret->text);
    size_t length = strlen(ret->text);
    const char *ground = tale_ground(kept_ground(bounce, failure));
    if (detail == DETAIL_KEPT && length > 0 && *ground)
        snprintf(ret->text + length, sizeof ret->text - length, " (%s)", ground);
    return true;
}
