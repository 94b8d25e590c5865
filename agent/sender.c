/* sender: may one's own domain send the mail that came back? */
#include "agent/sender.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "agent/dkim.h"
#include "agent/dmarc.h"
#include "agent/idna.h"
#include "agent/lists.h"
#include "agent/reverse.h"
#include "agent/spf.h"

struct words {
    const char *id;
    enum domain_grade grade;
    const char *text, *exact;
};

// clang-format off
static const struct words spf_words[] = {
    [SPF_SOUND] = { "spf", DOMAIN_GOOD,
        "{domain} says which servers may send its mail, and what it says is in order.",
        "" },
    [SPF_UNKNOWN] = { "spf_unknown", DOMAIN_UNSURE,
        "Which servers may send mail for {domain} could not be found out from here.",
        "The SPF record of {domain} could not be read as a whole: a name server did not answer." },
    [SPF_NONE] = { "spf_none", DOMAIN_BAD,
        "{domain} does not say which servers may send its mail, so others cannot tell yours from a forgery. Whoever runs "
        "{domain} can mend that.",
        "Publish one TXT record at {domain} that begins with \"v=spf1\", names each server that sends for it and ends in "
        "~all or -all: there is none." },
    [SPF_SEVERAL] = { "spf_several", DOMAIN_BAD,
        "What {domain} says of the servers that may send its mail contradicts itself, so nobody heeds it. Whoever runs "
        "{domain} can mend that.",
        "Join the TXT records that begin with \"v=spf1\" at {name} into one: several are void (RFC 7208, 4.5)." },
    [SPF_BROKEN] = { "spf_broken", DOMAIN_BAD,
        "What {domain} says of the servers that may send its mail has a mistake in it, so nobody heeds it. Whoever runs "
        "{domain} can mend that.",
        "Correct \"{detail}\" in the SPF record of {domain}: it is not understood, and makes all of it void (RFC 7208, "
        "4.6). The record: {record}" },
    [SPF_LEADS_NOWHERE] = { "spf_nowhere", DOMAIN_BAD,
        "What {domain} says of the servers that may send its mail points to something that is gone, so nobody heeds it. "
        "Whoever runs {domain} can mend that.",
        "Take {detail} out of the SPF record of {domain}, or mend it: it has no SPF record, which makes all of it void "
        "(RFC 7208, 5.2). The record: {record}" },
    [SPF_TOO_LONG] = { "spf_too_long", DOMAIN_BAD,
        "{domain} names so many senders of its mail that others stop reading before the end, and heed none. Whoever runs "
        "{domain} can mend that.",
        "Shorten the SPF record of {domain}: it takes {count} look-ups, and is void with more than 10 (RFC 7208, 4.6.4). "
        "The record: {record}" },
    [SPF_TOO_EMPTY] = { "spf_too_empty", DOMAIN_BAD,
        "{domain} names senders of its mail that are gone, so others stop reading and heed none. Whoever runs {domain} can "
        "mend that.",
        "Take what is gone out of the SPF record of {domain}, {detail} for one: more than 2 of its look-ups find nothing, "
        "which makes it void (RFC 7208, 4.6.4). The record: {record}" },
    [SPF_OPEN] = { "spf_open", DOMAIN_NOTE,
        "{domain} lets every server of the world send mail in its name, which others take as a sign of spam. Whoever runs "
        "{domain} can mend that.",
        "End the SPF record of {domain} in ~all or -all: \"+all\" allows everybody. The record: {record}" },
};

/* Of a sound record: what it says of the server that sent. */
static const struct words allowed_words[] = {
    [SPF_SAYS_NOTHING] = { "spf_neutral", DOMAIN_NOTE,
        "{domain} does not say whether the server that carried your mail ({address}) may send for it. Whoever runs "
        "{domain} can mend that.",
        "Name {address}, or whoever runs it, in the SPF record of {domain}: it is neither allowed nor refused there. The "
        "record: {record}" },
    [SPF_PASSES] = { "spf_passes", DOMAIN_GOOD,
        "The server that carried your mail ({address}) may send for {domain}.",
        "" },
    [SPF_SOFTLY_FAILS] = { "spf_not_named", DOMAIN_BAD,
        "The server that carried your mail ({address}) is none of those that {domain} names as its own. Whoever runs "
        "{domain} can mend that.",
        "Name {address}, or whoever runs it, in the SPF record of {domain}: ~all is what it comes to now (softfail). The "
        "record: {record}" },
    [SPF_FAILS] = { "spf_refused", DOMAIN_BAD,
        "The server that carried your mail ({address}) is none of those that {domain} names as its own. Whoever runs "
        "{domain} can mend that.",
        "Name {address}, or whoever runs it, in the SPF record of {domain}: it is refused now (fail). The record: {record}" },
    [SPF_UNDECIDED] = { "spf_undecided", DOMAIN_UNSURE,
        "Whether the server that carried your mail ({address}) may send for {domain} could not be found out from here.",
        "Whether the SPF record of {domain} allows {address} could not be judged from here. The record: {record}" },
};

static const struct words dmarc_words[] = {
    [DMARC_SOUND] = { "dmarc", DOMAIN_GOOD,
        "{domain} asks others to refuse or set aside mail in its name that is not proven to be its own.",
        "DMARC of {domain}, at _dmarc.{name}: p={detail}. Mail passes where SPF or DKIM passes for a domain that fits the "
        "one in From. The record: {record}" },
    [DMARC_UNKNOWN] = { "dmarc_unknown", DOMAIN_UNSURE,
        "What {domain} asks others to do with forged mail could not be found out from here.",
        "The DMARC record of {domain} could not be read: a name server did not answer." },
    [DMARC_NONE] = { "dmarc_none", DOMAIN_NOTE,
        "{domain} does not say what others are to do with mail that is forged in its name; large providers want it said. "
        "Whoever runs {domain} can mend that.",
        "Publish a TXT record at _dmarc.{domain}, to begin with \"v=DMARC1; p=none; rua=mailto:...\", and read the reports: "
        "there is none. Gmail, Yahoo and Outlook.com want one of those who send much." },
    [DMARC_SEVERAL] = { "dmarc_several", DOMAIN_BAD,
        "What {domain} asks others to do with forged mail contradicts itself. Whoever runs {domain} can mend that.",
        "Keep one TXT record at _dmarc.{name}: several are void (RFC 7489, 6.6.3)." },
    [DMARC_BROKEN] = { "dmarc_broken", DOMAIN_BAD,
        "What {domain} asks others to do with forged mail has a mistake in it. Whoever runs {domain} can mend that.",
        "Give the record at _dmarc.{name} a policy, p=none, p=quarantine or p=reject (RFC 7489, 6.3). The record: {record}" },
};

/* A policy that asks for nothing. */
static const struct words dmarc_watching = { "dmarc_only_watches", DOMAIN_GOOD,
    "{domain} only watches who sends in its name; it asks nobody to refuse anything.",
    "DMARC of {domain}, at _dmarc.{name}: p=none. The record: {record}" };

static const struct words dkim_words[] = {
    [DKIM_SOUND] = { "dkim", DOMAIN_GOOD,
        "The key that proves who signed your mail is where it should be.",
        "" },
    [DKIM_UNKNOWN] = { "dkim_unknown", DOMAIN_UNSURE,
        "The key that proves who signed your mail could not be looked up from here.",
        "The DKIM key {key} could not be read: a name server did not answer, or it is too long." },
    [DKIM_NONE] = { "dkim_none", DOMAIN_BAD,
        "Your mail was signed, but the key that proves it is not to be found, so others take the signature for a forgery. "
        "Whoever runs {domain} can mend that.",
        "Publish the DKIM key of the server that signs: there is no TXT record at {key}." },
    [DKIM_REVOKED] = { "dkim_revoked", DOMAIN_BAD,
        "Your mail was signed with a key that has been withdrawn, so others take the signature for a forgery. Whoever runs "
        "{domain} can mend that.",
        "Let the server sign with a key that counts: that of {key} is revoked (p= is empty; RFC 6376, 3.6.1)." },
    [DKIM_BROKEN] = { "dkim_broken", DOMAIN_BAD,
        "The key that proves who signed your mail is damaged, so others take the signature for a forgery. Whoever runs "
        "{domain} can mend that.",
        "Publish the DKIM key at {key} anew: it cannot be read (RFC 6376, 3.6.1). The record: {record}" },
    [DKIM_SEVERAL] = { "dkim_several", DOMAIN_BAD,
        "There are several keys where the one that proves who signed your mail should be. Whoever runs {domain} can mend "
        "that.",
        "Keep one TXT record at {key}: which of several counts is left open (RFC 6376, 3.6.2.2)." },
    [DKIM_SHORT] = { "dkim_short", DOMAIN_BAD,
        "The key that proves who signed your mail is too short to prove anything today. Whoever runs {domain} can mend that.",
        "Sign with an RSA key of 2048 bits: that of {key} has fewer than 1024, which proves nothing (RFC 8301, 3.2)." },
};

static const struct words name_words[] = {
    [REVERSE_SOUND] = { "name", DOMAIN_GOOD,
        "The number of the server that carried your mail ({address}) and its name ({name}) fit together.",
        "" },
    [REVERSE_UNKNOWN] = { "name_unknown", DOMAIN_UNSURE,
        "The name of the server that carried your mail ({address}) could not be looked up from here.",
        "The PTR record of {address} could not be read: a name server did not answer." },
    [REVERSE_NONE] = { "name_none", DOMAIN_BAD,
        "The server that carried your mail ({address}) has no name in the Internet. Whoever runs it can mend that.",
        "Set a PTR record for {address}, to a name that leads back to it: there is none. Whoever gave you the address can "
        "set it." },
    [REVERSE_NOWHERE] = { "name_nowhere", DOMAIN_BAD,
        "The name of the server that carried your mail ({address}) does not exist. Whoever runs it can mend that.",
        "Give {name} the address {address}, or set the PTR record of {address} to a name that has it: {name} has none." },
    [REVERSE_MISMATCH] = { "name_mismatch", DOMAIN_BAD,
        "The number of the server that carried your mail ({address}) and its name do not fit together. Whoever runs it can "
        "mend that.",
        "Let {name} lead back to {address}, or set the PTR record of {address} to a name that does: {name} leads elsewhere." },
};
// clang-format on

static const struct words lists_words[] = {
    [DOMAIN_GOOD] =
        {"lists", DOMAIN_GOOD,
         "The server that carried your mail ({address}) is on none of the {count} public lists that were asked. Whoever refused "
         "it may ask another list, or it has been taken off since.",
         ""},
    [DOMAIN_NOTE] = {"", DOMAIN_NOTE, "", ""},
    [DOMAIN_BAD] =
        {"listed", DOMAIN_BAD,
         "The server that carried your mail ({address}) is on a public list of senders of spam ({name}). Whoever runs it can get "
         "it taken off.",
         "{address} is listed by {detail}. Look it up on the list's own page, mend the cause, then ask for removal there."},
    [DOMAIN_UNSURE] =
        {"lists_unknown", DOMAIN_UNSURE,
         "Whether the server that carried your mail ({address}) is on a public list could not be found out from here.",
         "The lists did not answer as they must; most refuse large public name servers. Look {address} up on their own pages."},
};

/* ---- what to ask ---- */

bool
sender_telling(unsigned cause)
{
    return cause == BOUNCE_CAUSE_AUTH_FAILED || cause == BOUNCE_CAUSE_RDNS_MISSING ||
           cause == BOUNCE_CAUSE_IP_BLOCKLISTED;
}

bool
sender_bears(enum sender_kind kind, unsigned cause)
{
    return sender_telling(cause) &&
           (kind == SENDER_NAME) == (cause == BOUNCE_CAUSE_RDNS_MISSING) &&
           (kind == SENDER_LISTS) == (cause == BOUNCE_CAUSE_IP_BLOCKLISTED);
}

/* Is it the domain itself, or one below it? */
static bool
is_below(const char *domain, const char *above)
{
    size_t length = strlen(domain), end = strlen(above);
    return length >= end && strcasecmp(domain + length - end, above) == 0 &&
           (length == end || domain[length - end - 1] == '.');
}

/* "s1._domainkey.mail.example.com": of this domain, of one below it, or above it. */
static bool
is_key_of(const char *key, const char *domain)
{
    static const char between[] = "._domainkey.";
    const char *at = strstr(key, between);
    return at && at > key && strchr(at + sizeof between - 1, '.') &&
           (is_below(at + sizeof between - 1, domain) ||
            is_below(domain, at + sizeof between - 1));
}

/* The first public address in a text, but for `except`, into ret; else "". */
static void
find_address(const char *text, const char *except, char ret[SENDER_ADDRESS_MAX])
{
    static const char letters[] = "0123456789abcdefABCDEF.:";
    unsigned char bytes[16];
    ret[0] = '\0';
    for (const char *at = text; *at != '\0' && ret[0] == '\0';) {
        char word[SENDER_ADDRESS_MAX];
        size_t length = strspn(at, letters), size = length;
        while (size > 0 && strchr(".:", at[size - 1])) /* the end of a sentence */
            size--;
        if (size > 0 && size < sizeof word) {
            memcpy(word, at, size);
            word[size] = '\0';
            bool good = inet_pton(AF_INET, word, bytes) == 1 ||
                        inet_pton(AF_INET6, word, bytes) == 1;
            if (good && strcmp(word, except) != 0 && !domain_is_private(word))
                memcpy(ret, word, size + 1);
        }
        at += length;
        if (length == 0)
            at++;
    }
}

bool
sender_of(const struct bounce *bounce, const struct bounce_failure *failure,
          struct sender_question *ret)
{
    const char *at = strrchr(bounce->original->from, '@');
    bool bad = failure->kind == BOUNCE_FAILED || failure->kind == BOUNCE_DELAYED;
    struct lookups tidied = {0};
    *ret = (struct sender_question){0};
    if (!at || !bad || !sender_telling(bounce_diagnose(bounce, failure).cause))
        return false;
    if (!idna_name(at + 1, ret->domain) || !strchr(ret->domain, '.'))
        ret->domain[0] = '\0';
    if (bounce->marks && ret->domain[0] != '\0' &&
        is_key_of(bounce->marks->key, ret->domain) &&
        lookups_add(&tidied, bounce->marks->key, LOOKUP_TXT))
        memcpy(ret->key, tidied.at[0].name, sizeof ret->key);
    lookups_free(&tidied);
    const char *words = *failure->said ? failure->said : failure->diagnostic;
    find_address(words, failure->tried_address, ret->address);
    return ret->domain[0] != '\0';
}

void
sender_plan(const struct sender_question *question, struct lookups *set)
{
    sender_judge(question, set);
}

/* ---- what it means ---- */

/* What the placeholders of a finding stand for. */
struct facts {
    const struct sender_question *question;
    const char *detail, *record, *name, *count;
};

static const char *
value_of(const struct facts *facts, const char *from, size_t *length)
{
    const struct {
        const char *name, *value;
    } places[] = {
        {"{domain}", facts->question->domain},
        {"{key}", facts->question->key},
        {"{address}", facts->question->address},
        {"{detail}", facts->detail},
        {"{record}", facts->record},
        {"{name}", facts->name},
        {"{count}", facts->count},
    };
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        *length = strlen(places[i].name);
        if (strncmp(from, places[i].name, *length) == 0)
            return places[i].value;
    }
    *length = 1;
    return NULL;
}

static void
fill(const char *words, const struct facts *facts, char *ret, size_t size)
{
    size_t used = 0;
    ret[0] = '\0';
    while (*words != '\0' && used + 1 < size) {
        size_t length;
        const char *value = value_of(facts, words, &length);
        used += (size_t)snprintf(ret + used, size - used, "%.*s",
                                 value ? (int)strlen(value) : 1, value ? value : words);
        words += length;
    }
}

static void
add(struct sender_findings *found, enum sender_kind kind, const struct words *words,
    const struct facts *facts)
{
    struct sender_finding *finding = &found->at[found->count++];
    finding->kind = kind;
    finding->id = words->id;
    finding->grade = words->grade;
    fill(words->text, facts, finding->text, sizeof finding->text);
    fill(words->exact, facts, finding->exact, sizeof finding->exact);
}

static void
judge_spf(const struct sender_question *question, struct lookups *set,
          struct sender_findings *found)
{
    char count[24];
    struct spf spf = spf_read(question->domain, question->address, set);
    const struct words *words = &spf_words[spf.state];
    snprintf(count, sizeof count, "%u%s", spf.lookups,
             spf.lookups == SPF_COUNTED ? " or more" : "");
    if (spf.state == SPF_SOUND && question->address[0] != '\0')
        words = &allowed_words[spf.verdict];
    const struct facts facts = {question, spf.detail, spf.record,
                                spf.detail[0] ? spf.detail : question->domain, count};
    add(found, SENDER_SPF, words, &facts);
}

static void
judge_dkim(const struct sender_question *question, struct lookups *set,
           struct sender_findings *found)
{
    if (question->key[0] == '\0')
        return;
    struct dkim dkim = dkim_read(question->key, set);
    const struct facts facts = {question, "", dkim.record, "", ""};
    add(found, SENDER_DKIM, &dkim_words[dkim.state], &facts);
}

static void
judge_dmarc(const struct sender_question *question, struct lookups *set,
            struct sender_findings *found)
{
    struct dmarc dmarc = dmarc_read(question->domain, set);
    bool none = strcmp(dmarc.policy, "none") == 0;
    const struct facts facts = {question, dmarc.policy, dmarc.record, dmarc.at, ""};
    add(found, SENDER_DMARC, none ? &dmarc_watching : &dmarc_words[dmarc.state],
        &facts);
}

static void
judge_name(const struct sender_question *question, struct lookups *set,
           struct sender_findings *found)
{
    if (question->address[0] == '\0')
        return;
    struct reverse reverse = reverse_read(question->address, set);
    const struct facts facts = {question, "", "", reverse.name, ""};
    add(found, SENDER_NAME, &name_words[reverse.state], &facts);
}

static void
judge_lists(const struct sender_question *question, struct lookups *set,
            struct sender_findings *found)
{
    char count[24];
    if (!question->lists || question->address[0] == '\0')
        return;
    struct lists lists = lists_read(question->address, set);
    enum domain_grade grade = lists.listed > 0  ? DOMAIN_BAD
                              : lists.clear > 0 ? DOMAIN_GOOD
                                                : DOMAIN_UNSURE;
    snprintf(count, sizeof count, "%zu", lists.clear);
    const struct facts facts = {question, lists.exact, "", lists.names, count};
    add(found, SENDER_LISTS, &lists_words[grade], &facts);
}

/* Bad, worth knowing, unsure, good; among equals the order stays. */
static int
weight(enum domain_grade grade)
{
    static const int weights[] = {
        [DOMAIN_BAD] = 0, [DOMAIN_NOTE] = 1, [DOMAIN_UNSURE] = 2, [DOMAIN_GOOD] = 3};
    return weights[grade];
}

static void
sort(struct sender_findings *found)
{
    for (size_t i = 1; i < found->count; i++)
        for (size_t j = i;
             j > 0 && weight(found->at[j].grade) < weight(found->at[j - 1].grade);
             j--) {
            struct sender_finding moved = found->at[j];
            found->at[j] = found->at[j - 1];
            found->at[j - 1] = moved;
        }
}

struct sender_findings
sender_judge(const struct sender_question *question, struct lookups *set)
{
    struct sender_findings found = {0};
    if (question->domain[0] == '\0')
        return found;
    judge_spf(question, set, &found);
    judge_dkim(question, set, &found);
    judge_dmarc(question, set, &found);
    judge_name(question, set, &found);
    judge_lists(question, set, &found);
    sort(&found);
    return found;
}

json_t *
sender_finding_json(const struct sender_finding *finding)
{
    static const char *const kinds[SENDER_KINDS] = {[SENDER_SPF] = "spf",
                                                    [SENDER_DKIM] = "dkim",
                                                    [SENDER_DMARC] = "dmarc",
                                                    [SENDER_NAME] = "name",
                                                    [SENDER_LISTS] = "lists"};
    return json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", finding->id, "kind",
                     kinds[finding->kind], "grade", domain_grade_name(finding->grade),
                     "text", finding->text, "exact", finding->exact);
}
