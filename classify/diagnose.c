/* diagnose: from the facts of one recipient to what they mean. Pure. */
#include "classify/address.h"
#include "classify/bounce.h"
#include "classify/code.h"
#include "classify/provider.h"
#include "classify/rules.h"
#include "classify/slice.h"

/* How much each kind of evidence is worth. */
enum {
    CERTAIN_WORDS = 90,   /* words that name the cause */
    CERTAIN_CODE = 70,    /* an enhanced code with one meaning */
    CERTAIN_EXPIRED = 60, /* the time is over, nobody says why */
    CERTAIN_WEAK = 45,    /* words that name nothing */
    CERTAIN_REPLY = 30,   /* a reply code alone */
};

/* Who can mend it. A first failure of the network is nobody's: only time mends it. */
static unsigned
who_mends(enum bounce_cause cause)
{
    switch (cause) {
    case BOUNCE_CAUSE_NO_SUCH_USER:
    case BOUNCE_CAUSE_NO_SUCH_DOMAIN:
    case BOUNCE_CAUSE_DOMAIN_TAKES_NO_MAIL:
    case BOUNCE_CAUSE_BAD_ADDRESS_SYNTAX:
    case BOUNCE_CAUSE_MESSAGE_TOO_LARGE:
    case BOUNCE_CAUSE_BLOCKED_ATTACHMENT:
    case BOUNCE_CAUSE_MALFORMED_MESSAGE:
    case BOUNCE_CAUSE_TOO_MANY_RECIPIENTS:
    case BOUNCE_CAUSE_NEEDS_UTF8:
    case BOUNCE_CAUSE_SENDER_ADDRESS_BAD:
    case BOUNCE_CAUSE_FROM_NOT_ALLOWED:
    case BOUNCE_CAUSE_DIRECT_FROM_HOME_IP:
    case BOUNCE_CAUSE_ACCOUNT_BLOCKED:
    case BOUNCE_CAUSE_ACCOUNT_LIMIT:
    case BOUNCE_CAUSE_SUBMISSION_AUTH:
        return BOUNCE_WHO_YOU;
    case BOUNCE_CAUSE_MOVED:
    case BOUNCE_CAUSE_MAILBOX_DISABLED:
    case BOUNCE_CAUSE_MAILBOX_FULL:
    case BOUNCE_CAUSE_RESTRICTED_RECIPIENT:
    case BOUNCE_CAUSE_FORWARD_FAILED:
    case BOUNCE_CAUSE_FORWARDING_BLOCKED:
        return BOUNCE_WHO_RECIPIENT;
    case BOUNCE_CAUSE_AUTH_FAILED:
    case BOUNCE_CAUSE_RDNS_MISSING:
    case BOUNCE_CAUSE_IP_BLOCKLISTED:
    case BOUNCE_CAUSE_PROVIDER_BLOCK:
    case BOUNCE_CAUSE_SENDER_RATE_LIMITED:
        return BOUNCE_WHO_YOUR_PROVIDER;
    case BOUNCE_CAUSE_RECIPIENT_SYSTEM_ERROR:
    case BOUNCE_CAUSE_CONTENT_SPAM:
    case BOUNCE_CAUSE_RELAY_DENIED:
    case BOUNCE_CAUSE_POLICY_REJECTED:
    case BOUNCE_CAUSE_DNS_FAILURE:
    case BOUNCE_CAUSE_TLS_PROBLEM:
    case BOUNCE_CAUSE_MAIL_LOOP:
    case BOUNCE_CAUSE_SERVER_BUSY:
    case BOUNCE_CAUSE_SERVER_MISCONFIGURED:
    case BOUNCE_CAUSE_UNKNOWN:
        return BOUNCE_WHO_THEIR_PROVIDER;
    case BOUNCE_CAUSE_RECIPIENT_RATE_LIMITED:
    case BOUNCE_CAUSE_GREYLISTED:
    case BOUNCE_CAUSE_CONNECTION_REFUSED:
    case BOUNCE_CAUSE_CONNECTION_TIMEOUT:
    case BOUNCE_CAUSE_CONNECTION_DROPPED:
    case BOUNCE_CAUSE_EXPIRED_UNKNOWN:
        return 0;
    }
    return 0;
}

static bool
is_dead(enum bounce_cause cause)
{
    return cause == BOUNCE_CAUSE_NO_SUCH_USER || cause == BOUNCE_CAUSE_NO_SUCH_DOMAIN ||
           cause == BOUNCE_CAUSE_DOMAIN_TAKES_NO_MAIL ||
           cause == BOUNCE_CAUSE_BAD_ADDRESS_SYNTAX || cause == BOUNCE_CAUSE_MOVED;
}

/* Only the user's own provider knows of the user's account: the same words from another
 * host speak of the provider, and "you may be hacked" would be a false alarm. */
static enum bounce_cause
without_accusing(const struct bounce *bounce, const struct bounce_failure *failure,
                 enum bounce_cause cause)
{
    const char *refuser = failure->said_by;
    bool own = refuser[0] == '\0' || provider_same(refuser, bounce->own_provider) ||
               provider_same(refuser, bounce->reporter);
    if (own)
        return cause;
    if (cause == BOUNCE_CAUSE_ACCOUNT_BLOCKED)
        return BOUNCE_CAUSE_PROVIDER_BLOCK;
    if (cause == BOUNCE_CAUSE_ACCOUNT_LIMIT)
        return BOUNCE_CAUSE_SENDER_RATE_LIMITED;
    if (cause == BOUNCE_CAUSE_FROM_NOT_ALLOWED || cause == BOUNCE_CAUSE_SUBMISSION_AUTH)
        return BOUNCE_CAUSE_POLICY_REJECTED;
    return cause;
}

static bool
holds(struct slice list, struct slice wanted)
{
    struct slice address;
    while (address_next(&list, &address))
        if (slice_same(address, wanted))
            return true;
    return false;
}

/* A refused relay is a broken forwarding only where the address at the end is not the one
 * written to. */
static enum bounce_cause
without_guessing(const struct bounce *bounce, const struct bounce_failure *failure,
                 enum bounce_cause cause)
{
    const char *first = failure->original_recipient;
    if (first[0] == '\0')
        first = bounce->original->to;
    bool other = first[0] != '\0' && failure->recipient[0] != '\0' &&
                 slice_at(slice_of(first), '@') != SLICE_NONE &&
                 !holds(slice_of(first), slice_of(failure->recipient));
    bool wrapped = failure->code.subject == 7 && failure->code.detail == 367;
    if (cause == BOUNCE_CAUSE_FORWARD_FAILED && !other)
        return BOUNCE_CAUSE_RELAY_DENIED;
    if (cause == BOUNCE_CAUSE_RELAY_DENIED && wrapped && other)
        return BOUNCE_CAUSE_FORWARD_FAILED;
    return cause;
}

struct evidence {
    const struct bounce_rule *rule;
    int certainty;
};

static struct evidence
weigh(const struct bounce *bounce, const struct bounce_failure *failure)
{
    struct slice words[] = {slice_of(failure->said), slice_of(failure->diagnostic)};
    const char *host = failure->said_by[0] != '\0' ? failure->said_by
                                                   : bounce->reporter;
    struct rules_heard heard[2] = {rules_hear(words[0], host)};
    if (heard[0].words)
        return (struct evidence){heard[0].words, CERTAIN_WORDS};
    heard[1] = slice_same(words[0], words[1]) ? heard[0] : rules_hear(words[1], host);
    if (heard[1].words)
        return (struct evidence){heard[1].words, CERTAIN_WORDS};
    const struct bounce_rule *rule = NULL;
    struct bounce_code given[] = {code_read(words[0]), failure->code,
                                  code_status(slice_of(failure->status))};
    for (int i = 0; !rule && i < 3; i++)
        rule = rules_code(given[i]);
    if (rule)
        return (struct evidence){rule, CERTAIN_CODE};
    for (int i = 0; !rule && i < 2; i++)
        rule = heard[i].weak;
    if (rule)
        return (struct evidence){rule, CERTAIN_WEAK};
    for (int i = 0; !rule && i < 2; i++)
        rule = heard[i].expired;
    if (rule)
        return (struct evidence){rule, CERTAIN_EXPIRED};
    for (int i = 0; !rule && i < 3; i++)
        rule = rules_subject(given[i]);
    for (int i = 0; !rule && i < 2; i++)
        rule = rules_reply(given[i]);
    return (struct evidence){rule, rule ? CERTAIN_REPLY : 0};
}

struct bounce_diagnosis
bounce_diagnose(const struct bounce *bounce, const struct bounce_failure *failure)
{
    struct evidence evidence = weigh(bounce, failure);
    enum bounce_cause cause = evidence.rule ? evidence.rule->cause
                                            : BOUNCE_CAUSE_UNKNOWN;
    cause = without_accusing(bounce, failure, cause);
    cause = without_guessing(bounce, failure, cause);
    bool final = failure->kind == BOUNCE_FAILED;
    bool trouble = final || failure->kind == BOUNCE_DELAYED;
    return (struct bounce_diagnosis){
        .cause = cause,
        .who = trouble ? who_mends(cause) : 0,
        .final = final,
        .address_dead = final && is_dead(cause),
        .certainty = evidence.certainty,
        .rule = evidence.rule ? evidence.rule->id : "none",
    };
}
