/* May a domain send: what SPF, DKIM, DMARC and a server's name say, and what is asked of them. */
#include <stdio.h>
#include <string.h>

#include "agent/dkim.h"
#include "agent/dmarc.h"
#include "agent/reverse.h"
#include "agent/sender.h"
#include "agent/spf.h"
#include "agent/tags.h"
#include "tests/agent/oracle.h"
#include "tests/support/check.h"

enum {
    ROUNDS_MAX = 12
};

static struct spf
explore(const char *domain, const char *address, const oracle answers, size_t *asked)
{
    struct lookups set = {0};
    struct spf spf;
    int rounds = 0;
    do
        spf = spf_read(domain, address, &set);
    while (oracle_answer(&set, answers) > 0 && ++rounds < ROUNDS_MAX);
    *asked = set.count;
    lookups_free(&set);
    return spf;
}

#define US       "TXT us.zz other|v=spf1 "
#define MANY     "a:a1.zz a:a2.zz a:a3.zz a:a4.zz a:a5.zz a:a6.zz a:a7.zz a:a8.zz a:a9.zz "
#define ALL_HERE "* 192.0.2.200"

// clang-format off
static const struct { const char *name, *address; oracle answers; enum spf_state state; enum spf_verdict verdict;
    unsigned lookups; const char *detail; } spfs[] = {
    { "named", "192.0.2.7", { US "ip4:192.0.2.7 -all" }, SPF_SOUND, SPF_PASSES, 0, "" },
    { "in a net", "192.0.2.7", { US "ip4:192.0.2.0/24 -all" }, SPF_SOUND, SPF_PASSES, 0, "" },
    { "beside the net", "192.0.3.7", { US "ip4:192.0.2.0/24 -all" }, SPF_SOUND, SPF_FAILS, 0, "" },
    { "softly", "192.0.3.7", { US "ip4:192.0.2.0/23 ~all" }, SPF_SOUND, SPF_PASSES, 0, "" },
    { "softly not", "192.0.4.7", { US "ip4:192.0.2.0/23 ~all" }, SPF_SOUND, SPF_SOFTLY_FAILS, 0, "" },
    { "neutral", "192.0.4.7", { US "?all" }, SPF_SOUND, SPF_SAYS_NOTHING, 0, "" },
    { "no end", "192.0.4.7", { US "ip4:192.0.2.1" }, SPF_SOUND, SPF_SAYS_NOTHING, 0, "" },
    { "IPv6", "2001:db8::7", { US "ip4:192.0.2.1 ip6:2001:db8::/32 -all" }, SPF_SOUND, SPF_PASSES, 0, "" },
    { "the first that fits", "192.0.2.7", { US "-ip4:192.0.2.7 +ip4:192.0.2.0/24 ~all" }, SPF_SOUND, SPF_FAILS, 0, "" },
    { "a", "192.0.2.7", { US "a -all", "A us.zz 192.0.2.9|192.0.2.7" }, SPF_SOUND, SPF_PASSES, 1, "" },
    { "a of another, with bits", "192.0.2.7", { US "A:Web.zz/28//64 -all", "A web.zz 192.0.2.9" }, SPF_SOUND, SPF_PASSES, 1, "" },
    { "mx", "192.0.2.7", { US "mx -all", "MX us.zz 10 mx.us.zz|20 b.zz", "A b.zz 192.0.2.7" }, SPF_SOUND, SPF_PASSES, 1, "" },
    { "include", "192.0.2.7", { US "include:them.zz -all", "TXT them.zz v=spf1 include:more.zz ?all",
        "TXT more.zz v=spf1 ip4:192.0.2.7 -all" }, SPF_SOUND, SPF_PASSES, 2, "" },
    { "an include's own end does not count", "192.0.2.7", { US "include:them.zz ~all", "TXT them.zz v=spf1 -all" },
        SPF_SOUND, SPF_SOFTLY_FAILS, 1, "" },
    { "redirect", "192.0.2.7", { US "redirect=them.zz", "TXT them.zz v=spf1 ip4:192.0.2.7 -all" }, SPF_SOUND, SPF_PASSES, 1, "" },
    { "redirect, and not", "192.0.2.8", { US "redirect=them.zz", "TXT them.zz v=spf1 ip4:192.0.2.7 -all" }, SPF_SOUND, SPF_FAILS, 1, "" },
    { "a redirect beside all is none", "192.0.2.8", { US "redirect=gone.zz -all" }, SPF_SOUND, SPF_FAILS, 0, "" },
    { "exists", "192.0.2.7", { US "exists:here.zz -all", "A here.zz 127.0.0.2" }, SPF_SOUND, SPF_PASSES, 1, "" },
    { "a macro", "192.0.2.7", { US "exists:%{i}.them.zz -all" }, SPF_SOUND, SPF_UNDECIDED, 1, "" },
    { "a macro behind what passes", "192.0.2.7", { US "ip4:192.0.2.7 exists:%{i}.them.zz -all" }, SPF_SOUND, SPF_PASSES, 1, "" },
    { "ptr", "192.0.2.7", { US "ptr -all" }, SPF_SOUND, SPF_UNDECIDED, 1, "" },
    { "what nobody knows is let be", "192.0.2.7", { US "exp=why.zz averylongmodifiername=x ip4:192.0.2.7 -all" }, SPF_SOUND, SPF_PASSES, 0, "" },
    { "upper case", "192.0.2.7", { "TXT us.zz V=SPF1 IP4:192.0.2.7 -ALL" }, SPF_SOUND, SPF_PASSES, 0, "" },
    { "no address", "", { US "ip4:192.0.2.7 -all" }, SPF_SOUND, SPF_SAYS_NOTHING, 0, "" },
    { "no text", "192.0.2.7", { "TXT us.zz nothing" }, SPF_NONE, SPF_SAYS_NOTHING, 0, "" },
    { "no domain", "192.0.2.7", { 0 }, SPF_NONE, SPF_SAYS_NOTHING, 0, "" },
    { "another text", "", { "TXT us.zz v=spf10 -all|spf1" }, SPF_NONE, SPF_SAYS_NOTHING, 0, "" },
    { "two records", "192.0.2.7", { US "-all|v=spf1 ip4:192.0.2.7" }, SPF_SEVERAL, SPF_UNDECIDED, 0, "" },
    { "an include with two", "192.0.2.7", { US "include:them.zz -all", "TXT them.zz v=spf1 -all|v=spf1" }, SPF_SEVERAL, SPF_UNDECIDED, 1, "them.zz" },
    { "a word", "192.0.2.7", { US "ip:192.0.2.7 -all" }, SPF_BROKEN, SPF_UNDECIDED, 0, "ip:192.0.2.7" },
    { "a net that is none", "192.0.2.7", { US "ip4:192.0.2 -all" }, SPF_BROKEN, SPF_UNDECIDED, 0, "192.0.2" },
    { "bits that are none", "192.0.2.7", { US "a/x -all" }, SPF_BROKEN, SPF_UNDECIDED, 0, "a/x" },
    { "an include of nothing", "192.0.2.7", { US "include: -all" }, SPF_BROKEN, SPF_UNDECIDED, 0, "include:" },
    { "an include that is gone", "192.0.2.7", { US "include:gone.zz -all" }, SPF_LEADS_NOWHERE, SPF_UNDECIDED, 1, "gone.zz" },
    { "ten look-ups", "192.0.2.7", { US MANY "mx ip4:192.0.2.7 -all", ALL_HERE }, SPF_SOUND, SPF_PASSES, 10, "" },
    { "eleven", "192.0.2.7", { US MANY "mx a -all", ALL_HERE }, SPF_TOO_LONG, SPF_UNDECIDED, 11, "" },
    { "eleven, in an include", "", { US MANY "include:them.zz -all", "TXT them.zz v=spf1 a:b.zz -all", ALL_HERE }, SPF_TOO_LONG, SPF_SAYS_NOTHING, 11, "" },
    { "a circle", "192.0.2.7", { US "include:us.zz a -all", "A us.zz 192.0.2.9" }, SPF_TOO_LONG, SPF_UNDECIDED, SPF_COUNTED, "" },
    { "two void", "192.0.2.7", { US "a:x.zz a:y.zz -all" }, SPF_SOUND, SPF_FAILS, 2, "" },
    { "three void", "192.0.2.7", { US "a:x.zz mx:y.zz exists:z.zz -all" }, SPF_TOO_EMPTY, SPF_UNDECIDED, 3, "z.zz" },
    { "open to all", "192.0.2.7", { US "+all" }, SPF_OPEN, SPF_PASSES, 0, "" },
    { "open without a sign", "", { US "all" }, SPF_OPEN, SPF_SAYS_NOTHING, 0, "" },
    { "no answer", "192.0.2.7", { "TXT us.zz silent" }, SPF_UNKNOWN, SPF_UNDECIDED, 0, "" },
    { "no answer to an include", "192.0.2.7", { US "include:them.zz -all", "TXT them.zz failed" }, SPF_SOUND, SPF_UNDECIDED, 1, "" },
    { "no answer, and named behind", "192.0.2.7", { US "include:them.zz ip4:192.0.2.7 -all", "TXT them.zz failed" }, SPF_SOUND, SPF_PASSES, 1, "" },
};
// clang-format on

static void
spf_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(spfs); i++) {
        size_t asked;
        struct spf spf = explore("us.zz", spfs[i].address, spfs[i].answers, &asked);
        if (spf.state != spfs[i].state || spf.verdict != spfs[i].verdict ||
            spf.lookups != spfs[i].lookups || strcmp(spf.detail, spfs[i].detail) != 0)
            fail_msg("%s: state %d verdict %d after %u look-ups, '%s'", spfs[i].name,
                     spf.state, spf.verdict, spf.lookups, spf.detail);
    }
}

/* Each record includes two more, without an end: what is asked stays small. */
static void
a_tree_of_includes_ends(void **state)
{
    (void)state;
    static const oracle answers = {
        "* v=spf1 include:a.zz include:b.zz include:c.zz mx -all"};
    size_t asked;
    struct spf spf = explore("us.zz", "192.0.2.7", answers, &asked);
    assert_int_equal(spf.state, SPF_TOO_LONG);
    assert_int_equal(spf.lookups, SPF_COUNTED);
    assert_in_range(asked, 3, SPF_COUNTED + 1);
}

// clang-format off
static const struct { const char *domain; oracle answers; enum dmarc_state state; const char *policy, *at; } dmarcs[] = {
    { "us.zz", { "TXT _dmarc.us.zz v=DMARC1; p=reject; rua=mailto:x@us.zz" }, DMARC_SOUND, "reject", "us.zz" },
    { "us.zz", { "TXT _dmarc.us.zz v=DMARC1;p=None" }, DMARC_SOUND, "none", "us.zz" },
    { "us.zz", { "TXT _dmarc.us.zz note|v = DMARC1 ; p = quarantine ;" }, DMARC_SOUND, "quarantine", "us.zz" },
    { "a.us.zz", { "TXT _dmarc.us.zz v=DMARC1; p=reject" }, DMARC_SOUND, "reject", "us.zz" },
    { "a.us.zz", { "TXT _dmarc.us.zz v=DMARC1; p=reject; sp=none" }, DMARC_SOUND, "none", "us.zz" },
    { "us.zz", { "TXT _dmarc.us.zz v=DMARC1; sp=none; p=reject" }, DMARC_SOUND, "reject", "us.zz" },
    { "a.us.zz", { "TXT _dmarc.a.us.zz v=DMARC1; p=none", "TXT _dmarc.us.zz v=DMARC1; p=reject" }, DMARC_SOUND, "none", "a.us.zz" },
    { "a.us.zz", { "TXT _dmarc.zz v=DMARC1; p=reject" }, DMARC_NONE, "", "" },
    { "us.zz", { "TXT _dmarc.us.zz v=DMARC2; p=none|p=none; v=DMARC1" }, DMARC_NONE, "", "" },
    { "us.zz", { "TXT _dmarc.us.zz v=DMARC1; p=none|v=DMARC1; p=none" }, DMARC_SEVERAL, "", "us.zz" },
    { "us.zz", { "TXT _dmarc.us.zz v=DMARC1; p=maybe" }, DMARC_BROKEN, "", "us.zz" },
    { "us.zz", { "TXT _dmarc.us.zz v=DMARC1; rua=mailto:x@us.zz" }, DMARC_BROKEN, "", "us.zz" },
    { "us.zz", { "TXT _dmarc.us.zz failed" }, DMARC_UNKNOWN, "", "" },
    { "us.zz", { 0 }, DMARC_NONE, "", "" },
    { "a.b.c.d.e.f.us.zz", { "TXT _dmarc.us.zz v=DMARC1; p=none" }, DMARC_NONE, "", "" },
};
// clang-format on

static void
dmarc_is_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(dmarcs); i++) {
        struct lookups set = {0};
        struct dmarc dmarc;
        do
            dmarc = dmarc_read(dmarcs[i].domain, &set);
        while (oracle_answer(&set, dmarcs[i].answers) > 0);
        if (dmarc.state != dmarcs[i].state ||
            strcmp(dmarc.policy, dmarcs[i].policy) != 0 ||
            strcmp(dmarc.at, dmarcs[i].at) != 0)
            fail_msg("row %zu: %d '%s' at '%s'", i, dmarc.state, dmarc.policy,
                     dmarc.at);
        lookups_free(&set);
    }
}

#define KEY "s1._domainkey.us.zz"
#define LETTERS                                                                        \
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC1TaNgLlSyQMNWVLNLvyY/neDgaL2oqQE8T5ill"    \
    "KqCgDtFHc8eHVAU+nlcaGmrKmDMw9dbgiGk1ocgZ56NR4ycfUHwQhvQPMUZw0cveel/8EAGoi/UyPmq"
#define LONG LETTERS "fcibytH81NFtTMAxUeM4Op8A6iHkvAMj5qLf4YRNsTkKAKW3OkwPQIDAQAB"
#define SHORT                                                                          \
    "MHwwDQYJKoZIhvcNAQEBBQADawAwaAJhAMd7p3bP1rUuP5g8LAmmbHr7zDWhdYJd0pTBYv2zzJ8vPZ8e" \
    "1WmZ0nOvnqX1sJ7Q2kNmD8o3d1YYcZb7GYwWfxyzDpZrGWLrYx8bPh4n0wIDAQAB"

static void
keys_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *answer;
        enum dkim_state want;
    } keys[] = {
        {"TXT " KEY " v=DKIM1; k=rsa; p=" LONG, DKIM_SOUND},
        {"TXT " KEY " p=" LONG, DKIM_SOUND},
        {"TXT " KEY " v=DKIM1; t=s; n=key, of; p=" LETTERS " fcibytH81NFtTMAxUeM4",
         DKIM_SHORT},
        {"TXT " KEY
         " v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
         DKIM_SOUND},
        {"TXT " KEY " v=DKIM1; k=ed25519; p=11qYAYKxCrfVS", DKIM_BROKEN},
        {"TXT " KEY " v=DKIM1; k=rsa; p=" SHORT, DKIM_SHORT},
        {"TXT " KEY " v=DKIM1; p=", DKIM_REVOKED},
        {"TXT " KEY " v=DKIM1; p= ; t=y", DKIM_REVOKED},
        {"TXT " KEY " v=DKIM1; k=rsa", DKIM_BROKEN},
        {"TXT " KEY " v=DKIM2; p=" LONG, DKIM_BROKEN},
        {"TXT " KEY " v=DKIM1; k=elliptic; p=" LONG, DKIM_BROKEN},
        {"TXT " KEY " v=DKIM1; p=MIGf\"MA0" LONG, DKIM_BROKEN},
        {"TXT " KEY " p=" LONG "|p=", DKIM_SEVERAL},
        {"TXT " KEY " nothing", DKIM_NONE},
        {"TXT other.zz nothing", DKIM_NONE},
        {"TXT " KEY " failed", DKIM_UNKNOWN},
    };
    for (size_t i = 0; i < COUNT(keys); i++) {
        const oracle answers = {keys[i].answer};
        struct lookups set = {0};
        struct dkim dkim;
        do
            dkim = dkim_read(KEY, &set);
        while (oracle_answer(&set, answers) > 0);
        if (dkim.state != keys[i].want)
            fail_msg("row %zu: %d", i, dkim.state);
        lookups_free(&set);
    }
}

static void
names_are_read(void **state)
{
    (void)state;
    static const char six[] = "7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0."
                              "1.0.0.2.ip6.arpa";
    static const struct {
        const char *address;
        oracle answers;
        enum reverse_state want;
    } rows[] = {
        {"192.0.2.7",
         {"PTR 7.2.0.192.in-addr.arpa Out.us.zz", "A out.us.zz 192.0.2.7"},
         REVERSE_SOUND},
        {"192.0.2.7",
         {"PTR 7.2.0.192.in-addr.arpa a.zz|out.us.zz",
          "A out.us.zz 192.0.2.9|192.0.2.7"},
         REVERSE_SOUND},
        {"192.0.2.7",
         {"PTR 7.2.0.192.in-addr.arpa out.us.zz", "A out.us.zz 192.0.2.9"},
         REVERSE_MISMATCH},
        {"192.0.2.7",
         {"PTR 7.2.0.192.in-addr.arpa out.us.zz", "A out.us.zz nothing"},
         REVERSE_NOWHERE},
        {"192.0.2.7", {"PTR 7.2.0.192.in-addr.arpa out.us.zz"}, REVERSE_NOWHERE},
        {"192.0.2.7", {"PTR 7.2.0.192.in-addr.arpa no name"}, REVERSE_NOWHERE},
        {"192.0.2.7",
         {"PTR 7.2.0.192.in-addr.arpa out.us.zz", "A out.us.zz silent"},
         REVERSE_UNKNOWN},
        {"192.0.2.7", {"PTR 7.2.0.192.in-addr.arpa nothing"}, REVERSE_NONE},
        {"192.0.2.7", {0}, REVERSE_NONE},
        {"192.0.2.7", {"* failed"}, REVERSE_UNKNOWN},
        {"nobody", {0}, REVERSE_UNKNOWN},
        {"2001:db8::7",
         {"AAAA out.us.zz 2001:0db8:0::7", "* out.us.zz"},
         REVERSE_SOUND},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct lookups set = {0};
        struct reverse reverse;
        do
            reverse = reverse_read(rows[i].address, &set);
        while (oracle_answer(&set, rows[i].answers) > 0);
        if (reverse.state != rows[i].want)
            fail_msg("row %zu: %d", i, reverse.state);
        if (strchr(rows[i].address, ':'))
            assert_string_equal(set.at[0].name, six);
        lookups_free(&set);
    }
}

static void
tags_are_found(void **state)
{
    (void)state;
    char value[8];
    assert_true(tags_find("v=1; p = ab c ;q=", "p", value, sizeof value));
    assert_string_equal(value, "ab c");
    assert_true(tags_find("v=1; p = ab c ;q=", "q", value, sizeof value));
    assert_string_equal(value, "");
    assert_true(tags_find(";;=;p=0123456789", "p", value, sizeof value));
    assert_string_equal(value, "0123456");
    assert_false(tags_find("v=1; pp=1; P=2; p; xp=1", "p", value, sizeof value));
    assert_false(tags_find("", "p", value, sizeof value));
}

/* ---- the whole ---- */

static struct sender_findings
judge(const struct sender_question *question, const oracle answers)
{
    struct lookups set = {0};
    do
        sender_plan(question, &set);
    while (oracle_answer(&set, answers) > 0);
    struct sender_findings found = sender_judge(question, &set);
    lookups_free(&set);
    return found;
}

// clang-format off
static const struct { oracle answers; const char *ids, *says, *exactly; } wholes[] = {
    { { US "ip4:192.0.2.7 -all", "TXT _dmarc.us.zz v=DMARC1; p=reject", "TXT " KEY " p=" LONG,
        "PTR 7.2.0.192.in-addr.arpa out.us.zz", "A out.us.zz 192.0.2.7" },
      "spf_passes dkim dmarc name", "(192.0.2.7) may send for us.zz", "_dmarc.us.zz: p=reject" },
    { { US "-all", "TXT _dmarc.us.zz v=DMARC1; p=none", "TXT " KEY " p=" }, "spf_refused dkim_revoked name_none dmarc_only_watches",
      "none of those that us.zz names", "refused now (fail). The record: v=spf1 -all" },
    { { US "~all", "TXT _dmarc.us.zz v=DMARC1; p=x", "TXT " KEY " nothing", "PTR 7.2.0.192.in-addr.arpa out.us.zz" },
      "spf_not_named dkim_none dmarc_broken name_nowhere", "is not to be found", "no TXT record at " KEY },
    { { US "a:1.zz a:2.zz a:3.zz" }, "spf_too_empty dkim_none name_none dmarc_none", "senders of its mail that are gone", "a:1.zz" },
    { { US MANY "mx a -all", ALL_HERE }, "spf_too_long dkim_broken name_mismatch dmarc_none", "names so many senders", "takes 11 look-ups" },
    { { US "include:us.zz" }, "spf_too_long dkim_none name_none dmarc_none", "", "takes 11 look-ups" },
    { { US "include:us.zz mx mx" }, "spf_too_long dkim_none name_none dmarc_none", "", "takes 20 or more look-ups" },
    { { US "-all|v=spf1" }, "spf_several dkim_none name_none dmarc_none", "contradicts itself", "at us.zz into one" },
    { { US "+all" }, "dkim_none name_none spf_open dmarc_none", "every server of the world", "~all or -all" },
    { { US "blah -all" }, "spf_broken dkim_none name_none dmarc_none", "a mistake in it", "Correct \"blah\" in" },
    { { US "?all" }, "dkim_none name_none spf_neutral dmarc_none", "does not say whether", "neither allowed nor refused" },
    { { 0 }, "spf_none dkim_none name_none dmarc_none", "from a forgery", "there is none" },
    { { "* silent" }, "spf_unknown dkim_unknown dmarc_unknown name_unknown", "could not be found out from here", "did not answer" },
};
// clang-format on

static void
the_whole_is_worded(void **state)
{
    (void)state;
    static const struct sender_question question = {
        .domain = "us.zz", .key = KEY, .address = "192.0.2.7"};
    for (size_t i = 0; i < COUNT(wholes); i++) {
        struct sender_findings found = judge(&question, wholes[i].answers);
        char ids[200] = "";
        bool says = false, exactly = false;
        for (size_t f = 0; f < found.count; f++) {
            const struct sender_finding *one = &found.at[f];
            snprintf(ids + strlen(ids), sizeof ids - strlen(ids), "%s%s",
                     f > 0 ? " " : "", one->id);
            says = says || strstr(one->text, wholes[i].says);
            exactly = exactly || strstr(one->exact, wholes[i].exactly);
            assert_null(strchr(one->text, '{'));
            assert_null(strchr(one->exact, '{'));
            assert_int_equal(one->text[strlen(one->text) - 1], '.');
            assert_true(one->grade == DOMAIN_GOOD || one->exact[0] != '\0');
        }
        if (strcmp(ids, wholes[i].ids) != 0 || !says || !exactly)
            fail_msg("row %zu: %s: %s %s", i, ids, found.at[0].text, found.at[0].exact);
    }
}

#define SOUND                                                                          \
    "A 2.0.0.127.zen.spamhaus.org 127.0.0.2", "A 2.0.0.127.bl.spamcop.net 127.0.0.2",  \
        "A 2.0.0.127.psbl.surriel.com 127.0.0.2"

static void
lists_are_asked_on_request(void **state)
{
    (void)state;
    // clang-format off
    static const struct { const char *address; oracle answers; const char *id, *says, *exactly; } rows[] = {
        { "192.0.2.7", { SOUND }, "lists", "none of the 3 public lists", "" },
        { "192.0.2.7", { SOUND, "A 7.2.0.192.zen.spamhaus.org 127.0.0.3|127.0.0.10", "A 7.2.0.192.psbl.surriel.com 127.0.0.2" },
            "listed", "(Spamhaus, PSBL)", "zen.spamhaus.org (127.0.0.3), psbl.surriel.com (127.0.0.2)" },
        { "192.0.2.7", { "* 127.255.255.254" }, "lists_unknown", "could not be found out", "" },
        { "192.0.2.7", { "* 127.0.0.2" }, "lists_unknown", "", "" }, /* they list everybody */
        { "192.0.2.7", { "A 7.2.0.192.zen.spamhaus.org 127.0.0.2" }, "lists_unknown", "", "" }, /* they list no test */
        { "192.0.2.7", { SOUND, "A 7.2.0.192.zen.spamhaus.org 192.0.2.80" }, "lists", "none of the 2", "" },
        { "192.0.2.7", { SOUND, "A 7.2.0.192.zen.spamhaus.org 127.255.255.255" }, "lists", "none of the 2", "" }, /* too many questions */
        { "192.0.2.7", { SOUND, "A 7.2.0.192.zen.spamhaus.org silent" }, "lists", "none of the 2", "" },
        { "2001:db8::7", { SOUND }, "lists", "none of the 1", "" },
    };
    // clang-format on
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct sender_question question = {.domain = "us.zz", .lists = true};
        snprintf(question.address, sizeof question.address, "%s", rows[i].address);
        struct sender_findings found = judge(&question, rows[i].answers);
        const struct sender_finding *one = NULL;
        for (size_t f = 0; f < found.count; f++)
            if (found.at[f].kind == SENDER_LISTS)
                one = &found.at[f];
        assert_non_null(one);
        if (strcmp(one->id, rows[i].id) != 0 || !strstr(one->text, rows[i].says) ||
            !strstr(one->exact, rows[i].exactly))
            fail_msg("row %zu: %s: %s %s", i, one->id, one->text, one->exact);
    }
}

/* Neither without being asked, nor of nobody. */
static void
lists_are_not_asked_else(void **state)
{
    (void)state;
    static const struct sender_question rows[] = {
        {.domain = "us.zz", .address = "192.0.2.7"},
        {.domain = "us.zz", .lists = true}};
    static const oracle answers = {SOUND};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct lookups set = {0};
        do
            sender_plan(&rows[i], &set);
        while (oracle_answer(&set, answers) > 0);
        for (size_t l = 0; l < set.count; l++)
            assert_null(strstr(set.at[l].name, "spam"));
        lookups_free(&set);
    }
}

static void
what_is_not_known_is_not_asked(void **state)
{
    (void)state;
    static const oracle answers = {US "ip4:192.0.2.7 -all"};
    const struct sender_question bare = {.domain = "us.zz"}, nobody = {.domain = ""};
    struct sender_findings found = judge(&bare, answers);
    assert_int_equal(found.count, 2);
    assert_string_equal(found.at[0].id, "dmarc_none");
    assert_string_equal(found.at[1].id, "spf");
    found = judge(&nobody, answers);
    assert_int_equal(found.count, 0);
}

#define MAIL(diagnostic, from, key)                                                     \
    "From: Mail Delivery System <mailer-daemon@out.us.zz>\nSubject: Undelivered Mail\n" \
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"       \
    "--b\n\nIt did not arrive.\n--b\nContent-Type: message/delivery-status\n\n"         \
    "Reporting-MTA: dns; out.us.zz\n\nFinal-Recipient: rfc822; pat@them.zz\n"           \
    "Action: failed\nStatus: 5.0.0\nRemote-MTA: dns; mx.them.zz\n"                      \
    "Diagnostic-Code: smtp; " diagnostic                                                \
    "\n\n--b\nContent-Type: text/rfc822-headers\n\n"                                    \
    "DKIM-Signature: v=1; " key "; b=0\nFrom: " from "\nTo: pat@them.zz\n\n--b--\n"

static void
a_report_says_what_to_ask(void **state)
{
    (void)state;
    // clang-format off
    static const struct { const char *mail, *domain, *key, *address; } reports[] = {
        { MAIL("550 5.7.1 SPF check failed for 192.0.2.7.", "You <you@Us.zz>", "d=us.zz; s=S1"), "us.zz", "s1._domainkey.us.zz", "192.0.2.7" },
        { MAIL("550 5.7.25 [2001:db8::7] has no PTR record", "you@us.zz", "d=mail.us.zz; s=s1"), "us.zz", "s1._domainkey.mail.us.zz", "2001:db8::7" },
        { MAIL("550-5.7.26 not authenticated: SPF [us.zz] with ip: [10.0.0.7] = did not pass", "you@a.us.zz", "d=us.zz; s=s1"), "a.us.zz", "s1._domainkey.us.zz", "" },
        { MAIL("550 5.7.26 DMARC of us.zz", "you@us.zz", "d=relay.zz; s=s1"), "us.zz", "", "" },
        { MAIL("550 5.7.26 DMARC of us.zz", "you@us.zz", "d=zz; s=s1"), "us.zz", "", "" },
        { MAIL("550 5.7.26 DMARC of us.zz", "you@us.zz", "d=us.zz; s=a(b"), "us.zz", "", "" },
        { MAIL("550 5.7.26 DMARC of us.zz", "you@printer", "d=us.zz; s=s1"), "", "", "" },
        { MAIL("550 5.1.1 no such user", "you@us.zz", "d=us.zz; s=s1"), "", "", "" },
    };
    // clang-format on
    static const struct bounce_options asked = {.size = sizeof asked, .marks = true};
    for (size_t i = 0; i < COUNT(reports); i++) {
        struct bounce *bounce = NULL;
        struct sender_question question;
        assert_int_equal(
            bounce_read(reports[i].mail, strlen(reports[i].mail), &asked, &bounce),
            BOUNCE_READ);
        bool asks = sender_of(bounce, bounce->failures, &question);
        if (asks != (reports[i].domain[0] != '\0') ||
            strcmp(question.domain, reports[i].domain) != 0 ||
            strcmp(question.key, reports[i].key) != 0 ||
            strcmp(question.address, reports[i].address) != 0)
            fail_msg("row %zu: cause %u, '%s' '%s' '%s'", i,
                     bounce_diagnose(bounce, bounce->failures).cause, question.domain,
                     question.key, question.address);
        bounce_free(bounce);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spf_is_read),
        cmocka_unit_test(a_tree_of_includes_ends),
        cmocka_unit_test(dmarc_is_read),
        cmocka_unit_test(keys_are_read),
        cmocka_unit_test(names_are_read),
        cmocka_unit_test(tags_are_found),
        cmocka_unit_test(the_whole_is_worded),
        cmocka_unit_test(lists_are_asked_on_request),
        cmocka_unit_test(lists_are_not_asked_else),
        cmocka_unit_test(what_is_not_known_is_not_asked),
        cmocka_unit_test(a_report_says_what_to_ask),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
