/* diagnose: from the facts of one recipient to what they mean. Pure. */
#include "classify/address.h"
#include "classify/bounce.h"
#include "classify/code.h"
#include "classify/fact.h"
#include "classify/provider.h"
#include "classify/rules.h"
#include "classify/slice.h"

/* How much each kind of evidence is worth: the share that was right, in percent, over the
 * 307 labelled reports of the corpus (2026-11, counted by recipient). */
enum {
    CERTAIN_WORDS = 95, /* words that name the cause: 260 of 275 */
    CERTAIN_CODE = 90, /* an enhanced code with one meaning: 107 of 120 that bear one */
    CERTAIN_EXPIRED = 90, /* the time is over, nobody says why: 3 of 3 */
    CERTAIN_WEAK = 80,    /* words that name nothing: 13 of 16 */
    CERTAIN_SUBJECT = 50, /* the subject of an enhanced code: 14 of 30 that bear one */
    CERTAIN_REPLY = 35,   /* a reply code alone: 10 of 30 that bear one */
};

enum {
    YOU = BOUNCE_WHO_YOU,
    YOURS = BOUNCE_WHO_YOUR_PROVIDER,
    THEIRS = BOUNCE_WHO_THEIR_PROVIDER,
    THEM = BOUNCE_WHO_RECIPIENT,
};

/* What a cause means for the people in it. A first failure of the network is nobody's: only
 * time mends it. elsewhere: only the person's own provider knows of the person's account. The
 * same words from another host speak of the provider, and "you may be hacked" would be a
 * false alarm; UNKNOWN: they mean the same from anybody. */
// clang-format off
static const struct meaning {
    unsigned who;
    bool dead; /* the address will not work later either */
    enum bounce_cause elsewhere;
} meanings[] = {
    [BOUNCE_CAUSE_UNKNOWN] = {THEIRS, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_NO_SUCH_USER] = {YOU, true, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_NO_SUCH_DOMAIN] = {YOU, true, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_DOMAIN_TAKES_NO_MAIL] = {YOU, true, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_BAD_ADDRESS_SYNTAX] = {YOU, true, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_MOVED] = {THEM, true, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_MAILBOX_DISABLED] = {THEM, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_MAILBOX_FULL] = {THEM, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_RESTRICTED_RECIPIENT] = {THEM, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_RECIPIENT_RATE_LIMITED] = {0, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_RECIPIENT_SYSTEM_ERROR] = {THEIRS, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_MESSAGE_TOO_LARGE] = {YOU, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_CONTENT_SPAM] = {THEIRS, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_BLOCKED_ATTACHMENT] = {YOU, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_MALFORMED_MESSAGE] = {YOU, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_TOO_MANY_RECIPIENTS] = {YOU, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_NEEDS_UTF8] = {YOU, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_AUTH_FAILED] = {YOURS, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_SENDER_ADDRESS_BAD] = {YOU, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_RDNS_MISSING] = {YOURS, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_FROM_NOT_ALLOWED] = {YOU, false, BOUNCE_CAUSE_POLICY_REJECTED},
    [BOUNCE_CAUSE_IP_BLOCKLISTED] = {YOURS, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_PROVIDER_BLOCK] = {YOURS, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_DIRECT_FROM_HOME_IP] = {YOU, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_SENDER_RATE_LIMITED] = {YOURS, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_GREYLISTED] = {0, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_ACCOUNT_BLOCKED] = {YOU, false, BOUNCE_CAUSE_PROVIDER_BLOCK},
    [BOUNCE_CAUSE_ACCOUNT_LIMIT] = {YOU, false, BOUNCE_CAUSE_SENDER_RATE_LIMITED},
    [BOUNCE_CAUSE_SUBMISSION_AUTH] = {YOU, false, BOUNCE_CAUSE_POLICY_REJECTED},
    [BOUNCE_CAUSE_RELAY_DENIED] = {THEIRS, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_POLICY_REJECTED] = {THEIRS, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_CONNECTION_REFUSED] = {0, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_CONNECTION_TIMEOUT] = {0, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_CONNECTION_DROPPED] = {0, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_DNS_FAILURE] = {THEIRS, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_TLS_PROBLEM] = {THEIRS, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_MAIL_LOOP] = {THEIRS, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_EXPIRED_UNKNOWN] = {0, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_SERVER_BUSY] = {THEIRS, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_SERVER_MISCONFIGURED] = {THEIRS, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_FORWARD_FAILED] = {THEM, false, BOUNCE_CAUSE_UNKNOWN},
    [BOUNCE_CAUSE_FORWARDING_BLOCKED] = {THEM, false, BOUNCE_CAUSE_UNKNOWN},
};
// clang-format on

unsigned
bounce_who(enum bounce_cause cause)
{
    return (size_t)cause < sizeof meanings / sizeof meanings[0] ? meanings[cause].who
                                                                : 0;
}

/* Who speaks: the host that said it, else the one that wrote the report. */
static const char *
speaker(const struct bounce *bounce, const struct bounce_failure *failure)
{
    return failure->said_by[0] != '\0' ? failure->said_by : bounce->reporter;
}

/* Does the person's own provider speak? A domain of one's own may be kept anywhere: then it is
 * who reports, unless that is the recipient's. A pasted reply names nobody. */
static bool
is_own(const struct bounce *bounce, const struct bounce_failure *failure)
{
    const char *host = speaker(bounce, failure), *own = bounce->own_provider;
    size_t at = slice_at(slice_of(failure->recipient), '@');
    const char *theirs = at == SLICE_NONE ? "" : failure->recipient + at + 1;
    if (host[0] == '\0' || provider_same(host, own))
        return true;
    if (provider_find(own) || provider_same(host, theirs))
        return false;
    return provider_same(host, bounce->reporter);
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

/* Is the address at the end another than the one written to? A pasted reply names neither,
 * and its words are believed. */
static bool
is_forwarded(const struct bounce *bounce, const struct bounce_failure *failure)
{
    const char *first = failure->original_recipient;
    if (first[0] == '\0')
        first = bounce->original->to;
    bool named = slice_at(slice_of(first), '@') != SLICE_NONE;
    if (failure->recipient[0] == '\0')
        return !named && bounce->reporter[0] == '\0';
    return named && !holds(slice_of(first), slice_of(failure->recipient));
}

/* What the words mean, said by this host on this way. Microsoft's 5.7.367, a relay refused to
 * its pool for forwarded mail, is a broken forwarding only where the mail was forwarded. */
static enum bounce_cause
settle(const struct bounce *bounce, const struct bounce_failure *failure,
       enum bounce_cause cause)
{
    enum bounce_cause elsewhere = meanings[cause].elsewhere;
    bool pool = failure->code.subject == 7 && failure->code.detail == 367;
    if (elsewhere != BOUNCE_CAUSE_UNKNOWN)
        return is_own(bounce, failure) ? cause : elsewhere;
    if (cause == BOUNCE_CAUSE_RELAY_DENIED && pool && is_forwarded(bounce, failure))
        return BOUNCE_CAUSE_FORWARD_FAILED;
    return cause;
}

struct evidence {
    const struct bounce_rule *rule;
    int certainty;
};

/* IronPort's words around a reply name the step, not a reason: "Unknown address error
 * 550-'...'" is any refusal of a recipient. */
static bool
is_quoted(struct slice said)
{
    return code_leads(said) && said.length > 4 && said.at[3] == '-' &&
           said.at[4] == '\'';
}

static struct evidence
weigh(const struct bounce *bounce, const struct bounce_failure *failure)
{
    struct slice words[] = {slice_of(failure->said), slice_of(failure->diagnostic)};
    const char *host = speaker(bounce, failure);
    struct rules_heard heard[2] = {rules_hear(words[0], host)};
    if (heard[0].words)
        return (struct evidence){heard[0].words, CERTAIN_WORDS};
    heard[1] = slice_same(words[0], words[1]) ? heard[0] : rules_hear(words[1], host);
    if (is_quoted(words[0]))
        heard[1] = (struct rules_heard){.expired = heard[1].expired};
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
    if (rule)
        return (struct evidence){rule, CERTAIN_SUBJECT};
    for (int i = 0; !rule && i < 2; i++)
        rule = rules_reply(given[i]);
    return (struct evidence){rule, rule ? CERTAIN_REPLY : 0};
}

static struct bounce_diagnosis
trouble(const struct bounce *bounce, const struct bounce_failure *failure)
{
    struct evidence evidence = weigh(bounce, failure);
    bool final = failure->kind == BOUNCE_FAILED;
    if (!evidence.rule)
        return (struct bounce_diagnosis){.cause = BOUNCE_CAUSE_UNKNOWN,
                                         .who = bounce_who(BOUNCE_CAUSE_UNKNOWN),
                                         .final = final,
                                         .rule = "none"};
    enum bounce_cause cause = settle(bounce, failure, evidence.rule->cause);
    return (struct bounce_diagnosis){
        .cause = cause,
        .who = bounce_who(cause),
        .final = final,
        .address_dead = final && meanings[cause].dead,
        .certainty = evidence.certainty,
        .rule = evidence.rule->id,
    };
}

struct bounce_diagnosis
bounce_diagnose(const struct bounce *bounce, const struct bounce_failure *failure)
{
    switch (failure->kind) {
    case BOUNCE_FAILED:
    case BOUNCE_DELAYED:
        return trouble(bounce, failure);
    case BOUNCE_CHALLENGED:
        /* Their filter lets in whom it knows: the answer is the reader's to give. */
        return (struct bounce_diagnosis){.cause = BOUNCE_CAUSE_RESTRICTED_RECIPIENT,
                                         .who = BOUNCE_WHO_YOU,
                                         .certainty = CERTAIN_WORDS,
                                         .rule = "none"};
    case BOUNCE_RELAYED:
    case BOUNCE_DELIVERED:
    case BOUNCE_EXPANDED:
        break;
    }
    /* Nothing went wrong, whatever the words of the last hop are. */
    return (struct bounce_diagnosis){.cause = BOUNCE_CAUSE_UNKNOWN, .rule = "none"};
}

struct bounce_diagnosis
bounce_judge(const struct bounce *bounce, const struct bounce_failure *failure,
             const struct bounce_moment *moment)
{
    struct bounce_diagnosis why = bounce_diagnose(bounce, failure);
    const struct bounce_past *past = fact_gather(bounce, failure, moment).past;
    if (past->cause) {
        why.cause = *past->cause;
        why.who = bounce_who(why.cause);
    }
    if (past->who)
        why.who = *past->who;
    why.address_dead = why.address_dead && !past->alive;
    return why;
}

const struct bounce_failure *
bounce_lead(const struct bounce *bounce)
{
    const struct bounce_failure *lead = bounce->failures;
    for (const struct bounce_failure *f = lead->next; f; f = f->next)
        if (f->kind < lead->kind)
            lead = f;
    return lead;
}
