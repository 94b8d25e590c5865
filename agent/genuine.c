/* genuine: is a report real, and is it about a mail of yours? */
#include "agent/genuine.h"

#include <string.h>
#include <strings.h>

enum {
    DAY = 24 * 60 * 60, /* seconds */
    OLD_MAX =
        14 * DAY, /* nobody reports a mail later: queues end after seven days at most */
    AHEAD_MAX = DAY, /* a clock may be wrong, or its zone */
};

/* In the order of the table below. */
enum ground {
    SENT_ID,
    SENT_ANSWERED,
    SENT_ALIKE,
    SENT_MISSING,
    OWN_SERVER,
    STATED,
    NO_SENDER,
    AUTOMATIC,
    AUTHENTIC,
    FORGED,
    FOREIGN,
    EMPTY,
    LURES,
    ATTACHED,
    VARIATION,
    ELSEWHERE,
    BURST,
    ODD_DATE,
    LANGUAGE, /* the last: kept journals hold these as bits */
    GROUNDS,
};

/* Weights of knowledge/bounce_authenticity.tsv. Not asked: BA05, a tag of BATV in To, which only the
 * server that made it can verify: it turns notices without one away before they come here, and by its
 * looks alone anybody could make one; and the half of BA19 that calls a subject spam: an invoice of
 * one's own looks the same, and what spam looks like changes. "SENT" is ours: that a complete search
 * found nothing is a ground of its own, but a weak one: a phone, a scanner or a POP program that
 * keeps no copy looks the same. */
static const struct genuine_ground grounds[GROUNDS] = {
    // clang-format off
    [SENT_ID]       = {"BA01", 6, 0, "The mail it tells of is in your Sent folder."},
    [SENT_ANSWERED] = {"BA02", 4, 0, "It answers a mail that is in your Sent folder."},
    [SENT_ALIKE]    = {"BA03", 3, 0, "Your Sent folder has a mail to that person with that subject from about that day."},
    [SENT_MISSING]  = {"SENT", -1, 0, "Your Sent folder has no such mail."},
    [OWN_SERVER]    = {"BA04", 3, 0, "The mail left through your provider's servers, in your name."},
    [STATED]        = {"BA06", 0, 2, "It states its facts in the form that mail systems use for each other."},
    [NO_SENDER]     = {"BA07", 0, 2, "It has no sender that could be answered, as real notices do."},
    [AUTOMATIC]     = {"BA08", 0, 1, "It is marked as written by a machine."},
    [AUTHENTIC]     = {"BA09", 0, 4, "Your own provider wrote it, and vouches for that."},
    [FORGED]        = {"BA10", 0, -5, "Your provider says that it is not from whom it claims to be."},
    [FOREIGN]       = {"BA11", 0, -3, "It comes from an ordinary address that has nothing to do with your mail."},
    [EMPTY]         = {"BA12", 0, -2, "It names no mail, nobody who did not get it and no reason."},
    [LURES]         = {"BA13", 0, -4, "It has a button or a link that leads away and asks you to sign in or to press it."},
    [ATTACHED]      = {"BA14", 0, -4, "A web page, an archive or a program is attached, which mail systems do not do."},
    [VARIATION]     = {"BA15", -2, 0, "The address that failed is a variation of your own."},
    [ELSEWHERE]     = {"BA16", -5, 0, "The mail started on a server that is not your provider's, and failed the checks against forgers."},
    [BURST]         = {"BA17", -3, 0, "Many such notices came within an hour."},
    [LANGUAGE]      = {"BA18", 0, -1, "It is in a language that no notice to you has been in."},
    [ODD_DATE]      = {"BA19", -1, 0, "The mail it tells of has a date that does not fit."},
    // clang-format on
};

static const char *const verdicts[] = {"",       "mine", "backscatter",
                                       "abused", "fake", "unsure"};

const struct genuine_ground *
genuine_ground(size_t index)
{
    return index < GROUNDS ? &grounds[index] : NULL;
}

const char *
genuine_name(enum genuine_verdict verdict)
{
    return verdicts[verdict];
}

enum genuine_verdict
genuine_of(const char *name)
{
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++)
        if (strcmp(verdicts[i], name) == 0)
            return (enum genuine_verdict)i;
    return GENUINE_UNJUDGED;
}

/* ---- whose is what ---- */

/* What stands behind the last @; "" where none does. */
static const char *
domain_of(const char *address)
{
    const char *at = strrchr(address, '@');
    return at ? at + 1 : "";
}

/* Is the host the account's own provider's? */
static bool
is_ours(const struct genuine_known *known, const char *host)
{
    return bounce_same_provider(host, domain_of(known->address)) ||
           bounce_same_provider(host, known->host);
}

/* Of the own address, or of an own domain: a company's domain is shared by strangers. */
static bool
is_own_address(const struct genuine_known *known, const char *address)
{
    const char *own = domain_of(known->address);
    bool shared = bounce_provider(own).company[0] != '\0';
    return strcasecmp(address, known->address) == 0 ||
           (!shared && own[0] != '\0' && strcasecmp(domain_of(address), own) == 0);
}

bool
genuine_left_here(const struct bounce *bounce, const struct genuine_known *known)
{
    if (!bounce->marks || !is_own_address(known, bounce->original->from))
        return false;
    const struct bounce_hop *first = bounce->marks->hops;
    for (const struct bounce_hop *hop = first; hop; hop = hop->next) {
        /* Web mail begins on a server; what strangers bring to the same servers does not. */
        bool begins = hop == first &&
                      (hop->from[0] == '\0' || is_ours(known, hop->from));
        if (is_ours(known, hop->by) && (hop->signed_in || begins))
            return true;
    }
    return false;
}

/* Did a server of ours see it at all? */
static bool
passed_here(const struct bounce_marks *marks, const struct genuine_known *known)
{
    for (const struct bounce_hop *hop = marks->hops; hop; hop = hop->next)
        if (is_ours(known, hop->by) || is_ours(known, hop->from))
            return true;
    return false;
}

/* ---- what the own provider says (RFC 8601, section 5) ---- */

/* May the provider have put the field there? Only the one it is configured or known to sign
 * with, and of several the topmost: anybody can send a mail that has the others already.
 * Microsoft's has no name and is always the first. */
static bool
is_trusted(const struct bounce_authentication *one, const struct genuine_known *known)
{
    const char *company = bounce_provider(domain_of(known->address)).company;
    if (company[0] == '\0')
        company = bounce_provider(known->host).company;
    if (known->authority[0] != '\0')
        return strcasecmp(one->by, known->authority) == 0;
    if (strcmp(company, "Microsoft") == 0)
        return one->by[0] == '\0' && one->field == 1;
    return company[0] != '\0' && strcmp(bounce_provider(one->by).company, company) == 0;
}

/* Does the trusted field have such a result? domain NULL: of whatever domain. */
static bool
has_result(const struct bounce_marks *marks, const struct genuine_known *known,
           const char *method, const char *result, const char *domain)
{
    unsigned field = 0;
    for (const struct bounce_authentication *one = marks->authentications; one;
         one = one->next) {
        if (field == 0 && is_trusted(one, known))
            field = one->field;
        if (field != 0 && one->field == field && strcasecmp(one->method, method) == 0 &&
            strcasecmp(one->result, result) == 0 &&
            (!domain || bounce_same_provider(one->domain, domain)))
            return true;
    }
    return false;
}

static bool
passes(const struct bounce_marks *marks, const struct genuine_known *known,
       const char *domain)
{
    return has_result(marks, known, "dmarc", "pass", domain) ||
           has_result(marks, known, "dkim", "pass", domain) ||
           has_result(marks, known, "spf", "pass", domain);
}

/* Many real reports are not signed: that nothing passes says nothing. */
static bool
is_forged(const struct bounce_marks *marks, const struct genuine_known *known)
{
    const char *from = domain_of(marks->from);
    return bounce_provider(from).company[0] != '\0' && !passes(marks, known, from) &&
           (has_result(marks, known, "dmarc", "fail", NULL) ||
            has_result(marks, known, "spf", "fail", NULL));
}

/* ---- the single signs ---- */

static bool
is_foreign(const struct bounce_marks *marks, const struct genuine_known *known)
{
    return strchr(marks->path, '@') && !marks->system &&
           !is_ours(known, domain_of(marks->path)) &&
           !is_ours(known, domain_of(marks->from));
}

/* Lures name their reader alone. */
static bool
is_empty(const struct bounce *bounce, const struct genuine_known *known)
{
    for (const struct bounce_failure *f = bounce->failures; f; f = f->next)
        if ((f->recipient[0] != '\0' &&
             strcasecmp(f->recipient, known->address) != 0) ||
            f->code.reply != 0 || f->code.group != 0)
            return false;
    return !bounce->marks->returned && bounce->original->message_id[0] == '\0';
}

/* A link of the provider whose name the mail bears, or of one's own, leads nowhere else. */
static bool
is_lure(const struct bounce_marks *marks, const struct genuine_known *known)
{
    const char *from = domain_of(marks->from);
    bool named = bounce_provider(from).company[0] != '\0';
    for (const struct bounce_link *link = marks->links; link; link = link->next)
        if ((link->button || marks->asks) && !is_ours(known, link->host) &&
            !(named && bounce_same_provider(link->host, from)))
            return true;
    return false;
}

/* "you@google.com" of "you@gmail.com": a spammer's guess. */
static bool
is_variation(const struct bounce *bounce, const struct genuine_known *known)
{
    const char *recipient = bounce->failures->recipient;
    const char *own = domain_of(known->address), *theirs = domain_of(recipient);
    size_t local = (size_t)(own - known->address);
    return own[0] != '\0' && (size_t)(theirs - recipient) == local &&
           strncasecmp(recipient, known->address, local) == 0 &&
           strcasecmp(own, theirs) != 0 && bounce_same_provider(own, theirs);
}

static bool
has_odd_date(const struct bounce *bounce)
{
    int64_t sent = bounce->original->sent, told = bounce->reported;
    return sent != 0 && told != 0 && (sent > told + AHEAD_MAX || sent < told - OLD_MAX);
}

static uint32_t
find_grounds(const struct bounce *bounce, const struct genuine_known *known)
{
    const struct bounce_marks *marks = bounce->marks;
    const char *reporter = domain_of(marks->from);
    bool own_writer = is_ours(known, reporter) || is_ours(known, bounce->reporter);
    const bool seen[GROUNDS] = {
        [SENT_ID] = known->sent == GENUINE_SENT_FOUND,
        [SENT_ANSWERED] = known->sent == GENUINE_SENT_ANSWERED,
        [SENT_ALIKE] = known->sent == GENUINE_SENT_ALIKE,
        [SENT_MISSING] = known->sent == GENUINE_SENT_MISSING,
        [OWN_SERVER] = genuine_left_here(bounce, known),
        [STATED] = marks->stated,
        [NO_SENDER] = strcmp(marks->path, "<>") == 0,
        [AUTOMATIC] = marks->automatic,
        [AUTHENTIC] = own_writer && (marks->inside ||
                                     passes(marks, known, domain_of(known->address)) ||
                                     passes(marks, known, known->host)),
        [FORGED] = is_forged(marks, known),
        [FOREIGN] = is_foreign(marks, known),
        [EMPTY] = is_empty(bounce, known),
        [LURES] = is_lure(marks, known),
        [ATTACHED] = marks->attached,
        [VARIATION] = is_variation(bounce, known),
        [ELSEWHERE] = marks->returned_failed && marks->hops &&
                      !passed_here(marks, known) &&
                      is_own_address(known, bounce->original->from),
        [BURST] = known->sent == GENUINE_SENT_MISSING &&
                  known->unknown >= GENUINE_BURST,
        [ODD_DATE] = has_odd_date(bounce),
        [LANGUAGE] = known->foreign,
    };
    uint32_t set = 0;
    for (size_t i = 0; i < GROUNDS; i++)
        set |= (uint32_t)seen[i] << i;
    return set;
}

static bool
has(const struct genuine *judged, enum ground ground)
{
    return (judged->grounds & UINT32_C(1) << ground) != 0;
}

/* Nobody is told that a mail is a lure without one in it, and nobody that a mail is not theirs
 * but where all of Sent was looked at: a wrong word there would make a person throw a real
 * notice away. */
static enum genuine_verdict
settle(const struct genuine *judged, const struct genuine_known *known)
{
    bool lure = has(judged, FORGED) || has(judged, LURES) || has(judged, ATTACHED);
    bool real = judged->real >= GENUINE_SCORE_REAL;
    bool missing = known->sent == GENUINE_SENT_MISSING;
    bool found = known->sent != GENUINE_SENT_UNKNOWN && !missing;
    /* A mail to this person with this subject is three points: enough where the report is real. */
    bool mine = judged->mine >= GENUINE_SCORE_MINE ||
                (has(judged, SENT_ALIKE) && real && judged->mine >= 3);
    /* Whoever got a mail of ours can quote it in a lure. */
    if (lure && judged->real <= GENUINE_SCORE_NOT_REAL)
        return found ? GENUINE_UNSURE : GENUINE_FAKE;
    if (mine)
        return GENUINE_MINE;
    if (real && missing && has(judged, OWN_SERVER))
        return GENUINE_ABUSED;
    if (real && missing && judged->mine <= GENUINE_SCORE_NOT_MINE)
        return GENUINE_BACKSCATTER;
    return GENUINE_UNSURE;
}

struct genuine
genuine_judge(const struct bounce *bounce, const struct genuine_known *known)
{
    struct genuine judged = {0};
    if (!bounce->marks)
        return judged;
    judged.grounds = find_grounds(bounce, known);
    for (size_t i = 0; i < GROUNDS; i++) {
        if ((judged.grounds & UINT32_C(1) << i) == 0)
            continue;
        judged.mine += grounds[i].mine;
        judged.real += grounds[i].real;
    }
    judged.verdict = settle(&judged, known);
    /* It begins as a question (advice-review.md): a phone, a scanner or a second computer of
     * one's own look the same. */
    judged.urgent = judged.verdict == GENUINE_ABUSED &&
                    (known->strangers >= GENUINE_STRANGERS || known->new_subject);
    return judged;
}
