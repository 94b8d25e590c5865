/* kind: what became of a mail. */
#include "classify/kind.h"

#include "classify/code.h"
#include "classify/evidence.h"
#include "classify/rules.h"
#include "classify/wording.h"

/* Asks a filter for a confirmation? A reply of class 5 is final, whatever it asks. */
static struct slice
challenge_of(struct letter *letter, const struct bounce_failure *failure)
{
    struct bounce_code code = code_status(slice_of(failure->status));
    if (failure->kind != BOUNCE_FAILED || code.group == 5 || code_any(failure->code))
        return (struct slice){0};
    struct slice words = slice_of(failure->diagnostic);
    struct slice asks = wording_asks(wording_hear(words), words);
    letter_hear(letter);
    return asks.length > 0 ? asks : wording_asks(letter->report_says, letter->report);
}

/* RFC 3463, X.4.7, "delivery time expired": over, unless a 4xx reply says that it is not,
 * as Exchange's warning does: "400 4.4.7 Message delayed". */
static bool
is_bare_expiry(struct bounce_code code)
{
    return code.reply == 0 && code.subject == 4 && code.detail == 7;
}

enum bounce_kind
kind_of_words(struct slice words)
{
    enum bounce_kind worded;
    struct bounce_code code = code_read(words);
    if (rules_expired(words))
        return BOUNCE_FAILED;
    if (code_class(code) == 5)
        return BOUNCE_FAILED;
    if (wording_kind(0, wording_hear(words), &worded))
        return worded;
    if (code_class(code) == 4 && !is_bare_expiry(code))
        return BOUNCE_DELAYED;
    /* "connect to mx.example.net[192.0.2.7]:25: Connection refused": a log of one try. */
    const struct bounce_rule *rule = rules_words(words, "");
    bool network = rule && (rule->cause == BOUNCE_CAUSE_CONNECTION_REFUSED ||
                            rule->cause == BOUNCE_CAUSE_CONNECTION_TIMEOUT ||
                            rule->cause == BOUNCE_CAUSE_CONNECTION_DROPPED);
    return network ? BOUNCE_DELAYED : BOUNCE_FAILED;
}

/* Of several recipients each has its own outcome: what its words say of it comes before
 * what subject and report say of all. */
static bool
own_kind(const struct draft *draft, const struct bounce_failure *failure,
         enum bounce_kind *kind)
{
    struct slice words = slice_of(failure->diagnostic);
    if (draft->listed < 2 || code_class(failure->code) == 0)
        return false;
    *kind = kind_of_words(words);
    return true;
}

/* What became of it as the words say; proves it. */
static void
settle_worded(struct letter *letter, struct draft *draft, struct draft_failure *entry)
{
    enum bounce_kind worded = BOUNCE_FAILED;
    struct bounce_failure *failure = &entry->failure;
    if (own_kind(draft, failure, &failure->kind)) {
        evidence_inherit(draft->arena, BOUNCE_FACT_KIND, BOUNCE_FACT_DIAGNOSTIC,
                         "the recipient's words", &failure->evidence);
        return;
    }
    letter_hear(letter);
    bool said = wording_kind(letter->subject_says, letter->report_says, &worded);
    struct bounce_code code = code_status(slice_of(failure->status));
    enum bounce_fact fact = BOUNCE_FACT_STATUS;
    if (code.group == 0) {
        code = failure->code;
        fact = BOUNCE_FACT_DIAGNOSTIC;
    }
    failure->kind = BOUNCE_FAILED;
    if (said)
        failure->kind = worded;
    else if (code_class(code) == 4 && !rules_expired(slice_of(failure->diagnostic)))
        failure->kind = BOUNCE_DELAYED;
    if (said)
        evidence_whole(draft->arena, BOUNCE_FACT_KIND, "the report's wording",
                       &failure->evidence);
    else
        evidence_inherit(draft->arena, BOUNCE_FACT_KIND, fact,
                         "nothing says that it goes on", &failure->evidence);
}

void
kind_settle(struct letter *letter, struct draft *draft)
{
    for (struct draft_failure *entry = draft->first; entry; entry = entry->next) {
        struct bounce_failure *failure = &entry->failure;
        struct slice asks = challenge_of(letter, failure);
        if (asks.length > 0) {
            failure->kind = BOUNCE_CHALLENGED;
            draft_prove(draft, entry, BOUNCE_FACT_KIND, "text", asks.at);
        } else if (entry->stated) {
            evidence_inherit(draft->arena, BOUNCE_FACT_KIND, BOUNCE_FACT_ACTION,
                             "Action", &failure->evidence);
        } else {
            settle_worded(letter, draft, entry);
        }
    }
}
