/* domain: can a domain take mail? What to ask, and what the answers mean, in words. */
#include "agent/domain.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LABELS_MAX = 6, /* of a domain that are looked for one by one, from the end */
    LIST_SHOWN = 3  /* names in a sentence */
};

// clang-format off
static const struct { const char *id; enum domain_grade grade; const char *text; } words[DOMAIN_WHATS] = {
    [DOMAIN_TAKES_MAIL] = { "takes_mail", DOMAIN_GOOD,
        "{domain} has mail servers ({detail}), and their addresses are in order. Whether they answer was not tried." },
    [DOMAIN_HOST_ONLY] = { "host_only", DOMAIN_NOTE,
        "{domain} names no mail server. Mail goes to the computer of that name ({detail}) then, which is mostly a web "
        "server and takes none. Check the part after the @." },
    [DOMAIN_NULL_MX] = { "null_mx", DOMAIN_BAD,
        "{domain} says of itself that it takes no mail (a \"null MX\"). No address there can work: check the part after "
        "the @, or ask the person for another address." },
    [DOMAIN_NO_SERVER] = { "no_server", DOMAIN_BAD,
        "{domain} exists, but has no mail server. No mail to it can arrive: check the part after the @, or ask the person "
        "for another address." },
    [DOMAIN_GONE] = { "gone", DOMAIN_BAD,
        "There is no domain {domain}. It is mistyped, or it has been given up: check the part after the @, or ask the "
        "person for another address." },
    [DOMAIN_NO_TOP] = { "no_top", DOMAIN_BAD,
        "No domain anywhere ends in .{detail}, so {domain} is mistyped: check the part after the @." },
    [DOMAIN_FAILING] = { "failing", DOMAIN_BAD,
        "The name servers of {domain} do not answer properly, so nobody can find its mail server. Only those who run "
        "{domain} can mend that; mail to it waits or comes back until then." },
    [DOMAIN_PRIVATE] = { "private", DOMAIN_BAD,
        "The mail servers that {domain} names have addresses that work only inside a private network ({detail}). Mail from "
        "outside cannot reach them; only those who run {domain} can mend that. (Inside that network it looks the same, and "
        "is right.)" },
    [DOMAIN_NOWHERE] = { "nowhere", DOMAIN_BAD,
        "{domain} names mail servers that do not exist ({detail}). Only those who run {domain} can mend that." },
    [DOMAIN_LITERAL] = { "literal", DOMAIN_BAD,
        "{domain} gives a number ({detail}) where the name of its mail server belongs; most servers do not deliver there. "
        "Only those who run {domain} can mend that." },
    [DOMAIN_SERVERS_FAILING] = { "servers_failing", DOMAIN_BAD,
        "{domain} names mail servers ({detail}), but nobody answers where their addresses should be found. Only those who run "
        "them can mend that." },
    [DOMAIN_ALIAS] = { "alias", DOMAIN_NOTE,
        "A mail server of {domain} ({detail}) is only another server's second name (a CNAME), which is against the rules of "
        "mail; some servers do not deliver there." },
    [DOMAIN_LIES] = { "resolver_lies", DOMAIN_UNSURE,
        "The network here answers even for names that do not exist, as the sign-in page of a public Wi-Fi does. What it says "
        "about {domain} proves nothing. Sign in, or try from another network." },
    [DOMAIN_NO_ANSWER] = { "no_answer", DOMAIN_UNSURE,
        "No name server answered here, so nothing can be said about {domain}. Check the connection of this computer, then try "
        "again." },
    [DOMAIN_DOOR] = { "door", DOMAIN_NOTE, "" }, /* worded by door.c */
};

/* Addresses that lead nowhere in the Internet (RFC 6890; 4193 and 4291 for IPv6). Those that
 * documents use as examples are let be. */
static const struct { const char *net; int bits; } closed[] = {
    { "0.0.0.0", 8 }, { "10.0.0.0", 8 }, { "100.64.0.0", 10 }, { "127.0.0.0", 8 }, { "169.254.0.0", 16 },
    { "172.16.0.0", 12 }, { "192.168.0.0", 16 }, { "224.0.0.0", 3 },
    { "::", 127 }, /* :: and ::1 */ { "fc00::", 7 }, { "fe80::", 10 }, { "ff00::", 8 },
};
// clang-format on

/* ---- words ---- */

static size_t
put(char *text, size_t length, const char *more, size_t size)
{
    if (size > DOMAIN_TEXT_MAX - 1 - length)
        size = DOMAIN_TEXT_MAX - 1 - length;
    memcpy(text + length, more, size);
    text[length + size] = '\0';
    return length + size;
}

/* {domain} and {detail} in their places. */
static void
add(struct domain_findings *found, enum domain_what what, const char *domain,
    const char *detail)
{
    if (found->count == DOMAIN_FINDINGS_MAX)
        return;
    struct domain_finding *finding = &found->at[found->count++];
    *finding = (struct domain_finding){
        .what = what, .grade = words[what].grade, .id = words[what].id};
    size_t length = 0;
    for (const char *p = words[what].text; *p != '\0';) {
        const char *value = strncmp(p, "{domain}", 8) == 0   ? domain
                            : strncmp(p, "{detail}", 8) == 0 ? detail
                                                             : NULL;
        length = value ? put(finding->text, length, value, strlen(value))
                       : put(finding->text, length, p, 1);
        p += value ? strlen("{domain}") : 1;
    }
}

const char *
domain_grade_name(enum domain_grade grade)
{
    static const char *const names[] = {"good", "note", "bad", "unsure"};
    return names[grade];
}

bool
domain_works(enum domain_what what)
{
    return words[what].grade == DOMAIN_GOOD || words[what].grade == DOMAIN_NOTE;
}

/* ---- addresses ---- */

static bool
within(const unsigned char *address, const unsigned char *net, int bits)
{
    int whole = bits / 8, rest = bits % 8;
    unsigned mask = 0xff00U >> rest & 0xff;
    return memcmp(address, net, (size_t)whole) == 0 &&
           (rest == 0 || ((unsigned)(address[whole] ^ net[whole]) & mask) == 0);
}

bool
domain_is_private(const char *address)
{
    unsigned char bytes[16], net[16];
    static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
    const unsigned char *at = bytes;
    int family = strchr(address, ':') ? AF_INET6 : AF_INET;
    if (inet_pton(family, address, bytes) != 1)
        return false;
    if (family == AF_INET6 && memcmp(bytes, mapped, sizeof mapped) == 0) {
        family = AF_INET;
        at = bytes + sizeof mapped;
    }
    for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++)
        if (inet_pton(family, closed[i].net, net) == 1 &&
            within(at, net, closed[i].bits))
            return true;
    return false;
}

static bool
is_literal(const char *host)
{
    unsigned char bytes[16];
    return inet_pton(AF_INET, host, bytes) == 1 || strchr(host, ':') != NULL;
}

/* ---- mail servers ---- */

/* "10 mx.example.com" in two; "" for the root. */
static const char *
server_of(const char *record)
{
    const char *host = strchr(record, ' ');
    host = host ? host + 1 : record;
    return strcmp(host, ".") == 0 ? "" : host;
}

static int
by_preference(const void *left, const void *right)
{
    long l = strtol(*(char *const *)left, NULL, 10);
    long r = strtol(*(char *const *)right, NULL, 10);
    return (l > r) - (l < r);
}

struct domain_servers
domain_servers(const struct lookup *mx)
{
    struct domain_servers best = {0};
    const char *records[LOOKUP_RECORDS_MAX];
    for (size_t i = 0; i < mx->count; i++)
        records[i] = mx->records[i];
    qsort(records, mx->count, sizeof records[0], by_preference);
    for (size_t i = 0; i < mx->count && best.count < DOMAIN_SERVERS_MAX; i++)
        best.host[best.count++] = server_of(records[i]);
    return best;
}

static bool
is_null(const struct lookup *mx)
{
    return mx->count == 1 && server_of(mx->records[0])[0] == '\0';
}

/* ---- what to ask ---- */

/* Names that nobody has: one that cannot exist (RFC 6761), and one that would have to be
 * registered. */
static void
invented(uint64_t dice, char nowhere[LOOKUP_NAME_MAX],
         char unregistered[LOOKUP_NAME_MAX])
{
    char letters[17];
    for (size_t i = 0; i < sizeof letters - 1; i++)
        letters[i] = (char)('a' + (dice >> (4 * i) & 15));
    letters[sizeof letters - 1] = '\0';
    snprintf(nowhere, LOOKUP_NAME_MAX, "%s.invalid", letters);
    snprintf(unregistered, LOOKUP_NAME_MAX, "%s.com", letters);
}

/* Of a domain that does not exist: from where on does it not? */
static bool
plan_above(const char *domain, struct lookups *set)
{
    const char *at = domain;
    bool good = true;
    for (int labels = 0; labels < LABELS_MAX && (at = strchr(at, '.')) != NULL;
         labels++) {
        at++;
        good = lookups_add(set, at, LOOKUP_SOA) && good;
    }
    return good;
}

static bool
plan_servers(const struct lookup *mx, struct lookups *set)
{
    struct domain_servers best = domain_servers(mx);
    for (size_t i = 0; i < best.count; i++) {
        /* One that is no name cannot be asked for, and is told of. */
        if (best.host[i][0] == '\0' || is_literal(best.host[i]))
            continue;
        lookups_add(set, best.host[i], LOOKUP_A);
        lookups_add(set, best.host[i], LOOKUP_AAAA);
    }
    return true;
}

bool
domain_plan(const struct domain_question *question, struct lookups *set)
{
    char nowhere[LOOKUP_NAME_MAX], unregistered[LOOKUP_NAME_MAX];
    const char *domain = question->domain;
    invented(question->dice, nowhere, unregistered);
    if (!lookups_add(set, domain, LOOKUP_MX) || !lookups_add(set, nowhere, LOOKUP_A) ||
        !lookups_add(set, unregistered, LOOKUP_A))
        return false;
    const struct lookup *found = lookups_find(set, domain, LOOKUP_MX);
    /* set grows, and its lookups move: the answer is taken along by value. */
    const struct lookup mx = *found;
    switch (mx.outcome) {
    case LOOKUP_FOUND:
        return is_null(&mx) || plan_servers(&mx, set);
    case LOOKUP_NOTHING:
        return lookups_add(set, domain, LOOKUP_A) &&
               lookups_add(set, domain, LOOKUP_AAAA);
    case LOOKUP_NO_NAME:
        return plan_above(domain, set);
    case LOOKUP_OPEN:
    case LOOKUP_FAILED:
    case LOOKUP_REFUSED:
    case LOOKUP_SILENT:
    case LOOKUP_GARBLED:
    case LOOKUP_NOBODY:
    case LOOKUP_OUTCOMES:
        break;
    }
    return true;
}

/* ---- what it means ---- */

static enum lookup_outcome
outcome(const struct lookups *set, const char *name, enum lookup_type type)
{
    const struct lookup *lookup = lookups_find(set, name, type);
    return lookup ? lookup->outcome : LOOKUP_OPEN;
}

/* Did we learn something about the name, rather than about the road to it? */
static bool
is_said(enum lookup_outcome how)
{
    return how == LOOKUP_FOUND || how == LOOKUP_NOTHING || how == LOOKUP_NO_NAME;
}

/* The name server here: does it answer, and honestly? */
enum honesty {
    HONEST = 0,
    DUMB,
    LYING
};

static enum honesty
honesty(const struct domain_question *question, const struct lookups *set)
{
    char nowhere[LOOKUP_NAME_MAX], unregistered[LOOKUP_NAME_MAX];
    invented(question->dice, nowhere, unregistered);
    enum lookup_outcome one = outcome(set, nowhere, LOOKUP_A);
    enum lookup_outcome other = outcome(set, unregistered, LOOKUP_A);
    if (one == LOOKUP_FOUND || other == LOOKUP_FOUND || other == LOOKUP_NOTHING)
        return LYING;
    /* Some answer for .invalid themselves, so the other one counts. */
    return other == LOOKUP_NO_NAME ? HONEST : DUMB;
}

/* Appends a name to those in a sentence; the fourth says that there are more. */
static void
list(char *detail, size_t size, size_t shown, const char *name)
{
    size_t length = strlen(detail);
    if (shown < LIST_SHOWN)
        snprintf(detail + length, size - length, "%s%.80s", shown > 0 ? ", " : "",
                 name);
    else if (shown == LIST_SHOWN)
        snprintf(detail + length, size - length, " …");
}

/* What the addresses of mail servers come to. */
struct tally {
    size_t open, shut, none, unknown, literal, alias;
    char named[320], closed[320], numbers[320], aliases[320];
};

static void
count_addresses(const struct lookups *set, const char *host, struct tally *tally)
{
    static const enum lookup_type both[] = {LOOKUP_A, LOOKUP_AAAA};
    size_t open = 0, shut = 0, said = 0;
    bool alias = false;
    for (size_t i = 0; i < 2; i++) {
        const struct lookup *lookup = lookups_find(set, host, both[i]);
        said += lookup && is_said(lookup->outcome);
        alias = alias || (lookup && lookup->alias);
        for (size_t r = 0; lookup && r < lookup->count; r++) {
            if (!domain_is_private(lookup->records[r])) {
                open++;
                continue;
            }
            list(tally->closed, sizeof tally->closed, tally->shut + shut,
                 lookup->records[r]);
            shut++;
        }
    }
    if (alias)
        list(tally->aliases, sizeof tally->aliases, tally->alias++, host);
    tally->open += open > 0;
    tally->shut += shut;
    tally->none += open + shut == 0 && said == 2;
    tally->unknown += open + shut == 0 && said < 2;
}

static struct tally
count_servers(const struct lookup *mx, const struct lookups *set)
{
    struct tally tally = {0};
    struct domain_servers best = domain_servers(mx);
    for (size_t i = 0; i < best.count; i++) {
        list(tally.named, sizeof tally.named, i, best.host[i]);
        if (is_literal(best.host[i]))
            list(tally.numbers, sizeof tally.numbers, tally.literal++, best.host[i]);
        else
            count_addresses(set, best.host[i], &tally);
    }
    return tally;
}

static void
judge_servers(const char *domain, const struct lookup *mx, const struct lookups *set,
              struct domain_findings *found)
{
    struct tally tally = count_servers(mx, set);
    if (is_null(mx))
        add(found, DOMAIN_NULL_MX, domain, "");
    else if (tally.open > 0)
        add(found, DOMAIN_TAKES_MAIL, domain, tally.named);
    else if (tally.unknown > 0)
        add(found, DOMAIN_SERVERS_FAILING, domain, tally.named);
    else if (tally.shut > 0)
        add(found, DOMAIN_PRIVATE, domain, tally.closed);
    else if (tally.literal > 0)
        add(found, DOMAIN_LITERAL, domain, tally.numbers);
    else
        add(found, DOMAIN_NOWHERE, domain, tally.named);
    if (tally.alias > 0)
        add(found, DOMAIN_ALIAS, domain, tally.aliases);
}

/* No MX: then its own address counts as one. */
static void
judge_host(const char *domain, const struct lookups *set, struct domain_findings *found)
{
    struct tally tally = {0};
    count_addresses(set, domain, &tally);
    const struct lookup *four = lookups_find(set, domain, LOOKUP_A);
    const struct lookup *six = lookups_find(set, domain, LOOKUP_AAAA);
    if (tally.open > 0)
        add(found, DOMAIN_HOST_ONLY, domain,
            four && four->count > 0 ? four->records[0] : six->records[0]);
    else if (tally.shut > 0)
        add(found, DOMAIN_PRIVATE, domain, tally.closed);
    else if (tally.unknown > 0)
        add(found, DOMAIN_FAILING, domain, "");
    else
        add(found, DOMAIN_NO_SERVER, domain, "");
}

static void
judge_missing(const char *domain, const struct lookups *set,
              struct domain_findings *found)
{
    const char *dot = strrchr(domain, '.');
    const char *top = dot ? dot + 1 : domain;
    bool no_top = dot && outcome(set, top, LOOKUP_SOA) == LOOKUP_NO_NAME;
    add(found, no_top || !dot ? DOMAIN_NO_TOP : DOMAIN_GONE, domain, top);
}

struct domain_findings
domain_judge(const struct domain_question *question, const struct lookups *set)
{
    struct domain_findings found = {0};
    const char *domain = question->domain;
    const struct lookup *mx = lookups_find(set, domain, LOOKUP_MX);
    enum honesty how = honesty(question, set);
    if (how == LYING)
        add(&found, DOMAIN_LIES, domain, "");
    else if (!mx || (how == DUMB && !is_said(mx->outcome)))
        add(&found, DOMAIN_NO_ANSWER, domain, "");
    else if (mx->outcome == LOOKUP_FOUND)
        judge_servers(domain, mx, set, &found);
    else if (mx->outcome == LOOKUP_NOTHING)
        judge_host(domain, set, &found);
    else if (mx->outcome == LOOKUP_NO_NAME)
        judge_missing(domain, set, &found);
    else if (mx->outcome == LOOKUP_FAILED || mx->outcome == LOOKUP_SILENT)
        add(&found, DOMAIN_FAILING, domain, "");
    else /* our own name server will not say, or makes no sense */
        add(&found, DOMAIN_NO_ANSWER, domain, "");
    return found;
}
