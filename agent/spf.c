/* spf: who may send mail for a domain, by its SPF record. */
#include "agent/spf.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    DEPTH_MAX = 10, /* records within records: each costs a look-up */
    HOSTS_MAX = 10, /* mail servers behind one "mx" (RFC 7208, 4.6.4) */
    TERM_MAX = 256, /* bytes of one term: a name and what is around it */
};

struct net {
    int family; /* 0: none */
    unsigned char bytes[16];
};

/* One reading of a record and of all it includes. */
struct reading {
    struct lookups *set;
    struct net address; /* that is asked about */
    struct spf *spf;
    bool missing; /* an answer is: the verdict is open */
};

/* A term taken apart (RFC 7208, 4.6.1): "~a:example.com/24". */
struct term {
    char sign; /* '+', '-', '~', '?'; '=' of a modifier */
    char name[16];
    char value[TERM_MAX]; /* behind ":" or "="; "" */
    int bits, bits6;      /* behind "/" and "//"; -1: none */
};

static enum spf_verdict
read_record(struct reading *reading, const char *domain, int depth);

/* The first fault is the one that is told. */
static void
fault(struct reading *reading, enum spf_state state, const char *detail)
{
    struct spf *spf = reading->spf;
    if (spf->state != SPF_SOUND)
        return;
    spf->state = state;
    snprintf(spf->detail, sizeof spf->detail, "%.*s", SPF_DETAIL - 1, detail);
}

/* ---- answers ---- */

/* The answer; NULL, and the reading is not complete, where there is none yet, or none to be had. */
static const struct lookup *
find(struct reading *reading, const char *name, enum lookup_type type)
{
    lookups_add(reading->set, name, type);
    const struct lookup *lookup = lookups_find(reading->set, name, type);
    if (lookup &&
        (lookup->outcome == LOOKUP_FOUND || lookup->outcome == LOOKUP_NOTHING ||
         lookup->outcome == LOOKUP_NO_NAME))
        return lookup;
    reading->missing = true;
    return NULL;
}

static bool
is_record(const char *text)
{
    return strncasecmp(text, "v=spf1", 6) == 0 && (text[6] == ' ' || text[6] == '\0');
}

/* Of all the domain's texts the record, copied; false: there is none that counts. */
static bool
find_record(struct reading *reading, const char *domain, char ret[LOOKUP_RECORD_MAX],
            enum spf_state *why)
{
    const struct lookup *texts = find(reading, domain, LOOKUP_TXT);
    size_t count = 0;
    *why = SPF_UNKNOWN;
    for (size_t i = 0; texts && i < texts->count; i++)
        if (is_record(texts->records[i]) && count++ == 0)
            snprintf(ret, LOOKUP_RECORD_MAX, "%s", texts->records[i]);
    if (!texts)
        return false;
    /* Cut, or beyond those that are kept: nobody can say. */
    if ((count == 0 && texts->count == LOOKUP_RECORDS_MAX) ||
        (count > 0 && strlen(ret) == LOOKUP_RECORD_MAX - 1)) {
        reading->missing = true;
        return false;
    }
    *why = count > 1 ? SPF_SEVERAL : SPF_NONE;
    return count == 1;
}

/* ---- addresses ---- */

static struct net
net_of(const char *text)
{
    struct net net = {.family = strchr(text, ':') ? AF_INET6 : AF_INET};
    if (inet_pton(net.family, text, net.bytes) != 1)
        net.family = 0;
    return net;
}

/* Are the first bits of both the same? bits -1: all. */
static bool
within(const struct net *address, const struct net *net, int bits)
{
    int all = net->family == AF_INET6 ? 128 : 32;
    if (address->family == 0 || address->family != net->family)
        return false;
    if (bits < 0 || bits > all)
        bits = all;
    for (int i = 0; i < bits; i++)
        if ((address->bytes[i / 8] ^ net->bytes[i / 8]) & 0x80 >> i % 8)
            return false;
    return true;
}

/* Has a host this address? *empty: it has none at all. Where no address is asked about, only the
 * latter is found out. */
static bool
host_has(struct reading *reading, const char *host, const struct term *term,
         bool *empty)
{
    static const enum lookup_type both[] = {LOOKUP_A, LOOKUP_AAAA};
    bool has = false;
    *empty = true;
    for (size_t i = 0; i < 2; i++) {
        int family = both[i] == LOOKUP_A ? AF_INET : AF_INET6;
        if (reading->address.family != 0 && reading->address.family != family)
            continue;
        const struct lookup *found = find(reading, host, both[i]);
        if (!found || found->count > 0)
            *empty = false;
        for (size_t r = 0; found && r < found->count; r++) {
            struct net net = net_of(found->records[r]);
            has = has || within(&reading->address, &net,
                                family == AF_INET ? term->bits : term->bits6);
        }
    }
    return has;
}

static bool
exchangers_have(struct reading *reading, const char *domain, const struct term *term,
                bool *empty)
{
    const struct lookup *mx = find(reading, domain, LOOKUP_MX);
    char hosts[HOSTS_MAX][LOOKUP_NAME_MAX];
    size_t count = 0;
    bool has = false;
    *empty = mx && mx->count == 0;
    /* The set moves as it grows: the names are taken along. */
    for (size_t i = 0; mx && i < mx->count && count < HOSTS_MAX; i++) {
        const char *host = strchr(mx->records[i], ' ');
        if (host && strlen(host + 1) < LOOKUP_NAME_MAX)
            snprintf(hosts[count++], LOOKUP_NAME_MAX, "%s", host + 1);
    }
    /* Whose addresses they are is of no use where none is asked about. */
    for (size_t i = 0; reading->address.family != 0 && i < count; i++) {
        bool none;
        has = host_has(reading, hosts[i], term, &none) || has;
    }
    return has;
}

/* ---- terms ---- */

/* "/24//64" at the end of a value, cut off. False: it makes no sense. */
static bool
take_bits(char *value, struct term *term)
{
    char *slash = strchr(value, '/'), *end;
    if (!slash)
        return true;
    *slash++ = '\0';
    if (*slash != '/') {
        term->bits = (int)strtol(slash, &end, 10);
        if (end == slash || term->bits < 0 || term->bits > 128)
            return false;
        slash = end;
        if (*slash == '\0')
            return true;
        if (*slash++ != '/')
            return false;
    }
    if (*slash++ != '/')
        return false;
    term->bits6 = (int)strtol(slash, &end, 10);
    return end != slash && *end == '\0' && term->bits6 >= 0 && term->bits6 <= 128;
}

static bool
take_term(const char *text, size_t length, struct term *ret)
{
    char word[TERM_MAX];
    *ret = (struct term){.sign = '+', .bits = -1, .bits6 = -1};
    if (length >= sizeof word)
        return false;
    memcpy(word, text, length);
    word[length] = '\0';
    const char *name = word;
    if (name[0] != '\0' && strchr("+-~?", name[0]))
        ret->sign = *name++;
    size_t size = strcspn(name, ":=/");
    /* One that is longer than all we know is none of them. */
    snprintf(ret->name, sizeof ret->name, "%.*s", (int)size, name);
    name += size;
    if (*name == '=')
        ret->sign = '=';
    if (*name == ':' || *name == '=')
        name++;
    snprintf(ret->value, sizeof ret->value, "%s", name);
    return size > 0 && (ret->sign == '=' || take_bits(ret->value, ret));
}

/* Whose name a term asks for; NULL: macros (RFC 7208, 7), which only a server can fill in. */
static const char *
target(struct reading *reading, const struct term *term, const char *domain)
{
    if (!strchr(term->value, '%'))
        return term->value[0] != '\0' ? term->value : domain;
    reading->missing = true;
    return NULL;
}

/* A term that costs a look-up; false: there were too many. */
static bool
count_lookup(struct reading *reading)
{
    if (reading->spf->lookups == SPF_COUNTED)
        return false;
    reading->spf->lookups++;
    return true;
}

static bool
include(struct reading *reading, const char *domain, int depth,
        enum spf_verdict *verdict)
{
    char name[TERM_MAX];
    snprintf(name, sizeof name, "%s", domain); /* the term is gone by then */
    *verdict = read_record(reading, name, depth + 1);
    return *verdict == SPF_PASSES;
}

static bool
is_one(const struct term *term, const char *name)
{
    return strcasecmp(term->name, name) == 0;
}

static bool
matches_host(struct reading *reading, const struct term *term, const char *domain)
{
    const char *name = target(reading, term, domain);
    bool empty = false, has = false;
    if (!name)
        return false;
    if (is_one(term, "mx"))
        has = exchangers_have(reading, name, term, &empty);
    else
        has = host_has(reading, name, term, &empty);
    if (is_one(term, "exists"))
        has = !empty && reading->address.family != 0;
    if (empty && ++reading->spf->voids == SPF_VOIDS_MAX + 1)
        fault(reading, SPF_TOO_EMPTY, name);
    return has;
}

/* Does a term stand for the address? False with a fault, where nobody understands it. */
static bool
matches(struct reading *reading, const struct term *term, const char *domain, int depth)
{
    enum spf_verdict inner;
    if (is_one(term, "all"))
        return true;
    if (is_one(term, "ip4") || is_one(term, "ip6")) {
        struct net net = net_of(term->value);
        int family = is_one(term, "ip4") ? AF_INET : AF_INET6;
        if (net.family != family)
            fault(reading, SPF_BROKEN, term->value);
        return net.family == family && within(&reading->address, &net, term->bits);
    }
    if (!count_lookup(reading))
        return false;
    if (is_one(term, "include")) {
        const char *name = target(reading, term, domain);
        return name && include(reading, name, depth, &inner);
    }
    if (is_one(term, "ptr")) { /* who has asked for it can say, nobody else */
        reading->missing = true;
        return false;
    }
    return matches_host(reading, term, domain);
}

static bool
is_known(const struct term *term)
{
    static const char *const alone[] = {"all", "a", "mx", "ptr"};
    static const char *const with_value[] = {"include", "ip4", "ip6", "exists"};
    for (size_t i = 0; i < sizeof alone / sizeof alone[0]; i++)
        if (is_one(term, alone[i]))
            return true;
    for (size_t i = 0; i < sizeof with_value / sizeof with_value[0]; i++)
        if (is_one(term, with_value[i]))
            return term->value[0] != '\0';
    return false;
}

static enum spf_verdict
verdict_of(char sign)
{
    return sign == '-'   ? SPF_FAILS
           : sign == '~' ? SPF_SOFTLY_FAILS
           : sign == '?' ? SPF_SAYS_NOTHING
                         : SPF_PASSES;
}

/* All terms in order: the first that stands for the address decides, the rest is counted. */
static enum spf_verdict
read_terms(struct reading *reading, const char *domain, const char *record, int depth)
{
    enum spf_verdict verdict = SPF_SAYS_NOTHING, more;
    bool decided = false, all = false;
    char redirect[TERM_MAX] = "";
    const char *at = record + strlen("v=spf1");
    while (*(at += strspn(at, " ")) != '\0') {
        struct term term;
        size_t length = strcspn(at, " ");
        char shown[SPF_DETAIL];
        snprintf(shown, sizeof shown, "%.*s", (int)length, at);
        bool good = take_term(at, length, &term);
        at += length;
        if (!good || (term.sign != '=' && !is_known(&term))) {
            fault(reading, SPF_BROKEN, shown);
            return SPF_UNDECIDED;
        }
        if (term.sign == '=') {
            if (is_one(&term, "redirect"))
                snprintf(redirect, sizeof redirect, "%s", term.value);
            continue;
        }
        if (is_one(&term, "all") && term.sign == '+' && depth == 0)
            fault(reading, SPF_OPEN, "");
        all = all || is_one(&term, "all");
        bool missed = reading->missing;
        bool match = matches(reading, &term, domain, depth);
        /* A term before that could not be judged might have decided otherwise. */
        if (match && !decided)
            verdict = missed && term.sign != '+' ? SPF_UNDECIDED
                                                 : verdict_of(term.sign);
        decided = decided || match;
    }
    if (all || redirect[0] == '\0' || strchr(redirect, '%') || !count_lookup(reading))
        return verdict;
    include(reading, redirect, depth, &more);
    return decided ? verdict : more;
}

static enum spf_verdict
read_record(struct reading *reading, const char *domain, int depth)
{
    char record[LOOKUP_RECORD_MAX];
    enum spf_state why;
    if (depth > DEPTH_MAX || reading->spf->lookups >= SPF_COUNTED)
        return SPF_UNDECIDED;
    if (!find_record(reading, domain, record, &why)) {
        if (why == SPF_NONE && depth > 0)
            fault(reading, SPF_LEADS_NOWHERE, domain);
        else if (why != SPF_UNKNOWN)
            fault(reading, why, depth > 0 ? domain : "");
        return SPF_UNDECIDED;
    }
    if (depth == 0)
        snprintf(reading->spf->record, sizeof reading->spf->record, "%s", record);
    return read_terms(reading, domain, record, depth);
}

struct spf
spf_read(const char *domain, const char *address, struct lookups *set)
{
    struct spf spf = {0};
    struct reading reading = {.set = set, .address = net_of(address), .spf = &spf};
    spf.verdict = read_record(&reading, domain, 0);
    if (spf.lookups > SPF_LOOKUPS_MAX &&
        (spf.state == SPF_SOUND || spf.state == SPF_TOO_EMPTY || spf.state == SPF_OPEN))
        spf.state = SPF_TOO_LONG;
    if (spf.state == SPF_SOUND && spf.record[0] == '\0')
        spf.state = SPF_UNKNOWN;
    if (spf.state == SPF_NONE || reading.address.family == 0)
        spf.verdict = SPF_SAYS_NOTHING;
    else if (spf.state != SPF_SOUND && spf.state != SPF_OPEN)
        spf.verdict = SPF_UNDECIDED;
    else if (reading.missing && spf.verdict != SPF_PASSES)
        spf.verdict = SPF_UNDECIDED;
    return spf;
}
