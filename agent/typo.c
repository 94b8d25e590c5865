/* typo: what a mistyped address was probably meant to be. */
#include "agent/typo.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
    NAME_LEAST = 5, /* letters before the top domain: of "cox.net", too much is near */
    PERSON_LEAST = 4,  /* letters before the @: of "jo", too many are near */
    WRITTEN_LEAST = 2, /* mails: one may be the very one that came back */
    DOMAIN_WRITTEN = 3 /* mails to one address there: that domain is no slip itself */
};

// clang-format off
/* What people type, and what they mean; each slip between two bars. Slips that are domains of
 * somebody else (gmail.co, comcast.com) are among them: that mail goes astray without a word. */
static const struct { const char *meant, *typed; } slips[] = {
    { "gmail.com",
      "|gamil.com|ggmail.com|gimail.com|gmai.com|gmail.cm|gmail.cmo|gmail.co|gmail.comm|gmail.con"
      "|gmail.net|gmail.ocm|gmail.om|gmail.org|gmail.vom|gmail.xom|gmailcom.com|gmaill.com|gmal.com"
      "|gmali.com|gmaul.com|gmeil.com|gmial.com|gmil.com|gmqil.com|gmsil.com|gnail.com|" },
    { "hotmail.com",
      "|hitmail.com|homtail.com|hotamil.com|hotmai.com|hotmail.cm|hotmail.co|hotmail.con|hotmail.om"
      "|hotmaill.com|hotmal.com|hotmali.com|hotmeil.com|hotmial.com|hotmil.com|hotnail.com"
      "|hoymail.com|htomail.com|" },
    { "outlook.com",
      "|otlook.com|oultook.com|ourlook.com|outllok.com|outlok.com|outlokk.com|outlook.cm|outlook.co"
      "|outlook.con|outlook.om|outlool.com|outloook.com|outook.com|putlook.com|" },
    { "yahoo.com",
      "|tahoo.com|uahoo.com|yaboo.com|yahho.com|yaho.com|yahoo.cm|yahoo.co|yahoo.con|yahoo.om"
      "|yahooo.com|yajoo.com|yaoo.com|yhaoo.com|yhoo.com|" },
    { "charter.net",
      "|cahrter.net|charer.net|charter.com|charter.met|charter.ne|charter.nte|chartet.net|chater.com"
      "|chater.net|chrter.net|" },
    { "comcast.net",
      "|cmcast.net|comast.net|comcast.com|comcast.ne|comcast.nte|comcat.net|comcats.net|comcst.net"
      "|concast.net|" },
    { "icloud.com",
      "|iclod.com|icloud.co|icloud.con|icloude.com|iclould.com|iclud.com|icluod.com|icoud.com|" },
    { "sbcglobal.net",
      "|sbcgloabl.net|sbcglobal.com|sbcglobal.ne|sbcglobel.net|sbcgobal.net|sbglobal.net|" },
    { "aol.com",
      "|ail.com|aol.cm|aol.co|aol.con|aoll.com|" },
    { "t-online.de",
      "|t-onine.de|t-onlin.de|t-online.com|t-online.d|tonline.de|" },
    { "att.net",
      "|at.net|att.com|att.ne|att.nte|" },
    { "verizon.net",
      "|verison.net|verizion.net|verizon.com|verizon.ne|" },
    { "bellsouth.net",
      "|bellsoth.net|bellsouth.com|belsouth.net|" },
    { "btinternet.com",
      "|btinernet.com|btintenet.com|btinternet.co|" },
    { "cox.net",
      "|cos.net|cox.com|cox.ne|" },
    { "gmx.de",
      "|gmx.d|gmx.ed|gmxde.de|" },
    { "live.com",
      "|liv.com|live.co|live.con|" },
    { "msn.com",
      "|mns.com|msn.co|msn.con|" },
    { "orange.fr",
      "|oragne.fr|orang.fr|orange.fe|" },
    { "spectrum.net",
      "|spectrum.com|spectum.net|specturm.net|" },
    { "web.de",
      "|web.d|web.ed|wed.de|" },
    { "earthlink.net",
      "|earthlink.com|eartlink.net|" },
    { "gmx.net",
      "|gmx.ne|gmx.nte|" },
    { "googlemail.com",
      "|goglemail.com|googlmail.com|" },
    { "protonmail.com",
      "|protonmai.com|protonmal.com|" },
    { "rr.com",
      "|rr.co|rr.con|" },
    { "wanadoo.fr",
      "|wanado.fr|wandoo.fr|" },
};

/* Ends that no domain has. ".cm" and ".om" are countries: only the list above knows them. */
static const struct { const char *typed, *meant; } tops[] = {
    { ".con", ".com" }, { ".cmo", ".com" }, { ".ocm", ".com" }, { ".comm", ".com" }, { ".vom", ".com" },
    { ".xom", ".com" }, { ".cpm", ".com" }, { ".coml", ".com" }, { ".nte", ".net" }, { ".met", ".net" },
    { ".ner", ".net" }, { ".netr", ".net" }, { ".ogr", ".org" }, { ".rog", ".org" }, { ".orgg", ".org" },
};

/* What a slip of one letter is looked for around. */
static const char *const big[] = {
    "gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "googlemail.com", "protonmail.com",
    "comcast.net", "charter.net", "spectrum.net", "sbcglobal.net", "bellsouth.net", "verizon.net", "earthlink.net",
    "roadrunner.com", "optonline.net", "fastmail.com", "t-online.de", "freenet.de", "orange.fr", "wanadoo.fr",
    "laposte.net", "libero.it", "btinternet.com", "hotmail.co.uk", "bigpond.com", "rocketmail.com", "yandex.com",
};

/* Near to one of those, and right. */
static const char *const sound[] = {
    "mail.com", "email.com", "ymail.com", "gmx.com", "gmx.net", "gmx.de", "live.com", "msn.com", "aol.com", "aim.com",
    "me.com", "mac.com", "att.net", "cox.net", "rr.com", "web.de", "proton.me", "pm.me", "qq.com", "163.com",
};
// clang-format on

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

bool
typo_near(const char *left, const char *right)
{
    size_t same = 0;
    while (left[same] != '\0' && left[same] == right[same])
        same++;
    const char *l = left + same, *r = right + same;
    if (*l == '\0' || *r == '\0') /* one is the beginning of the other */
        return strlen(l) + strlen(r) == 1;
    if (strcmp(l + 1, r) == 0 || strcmp(l, r + 1) == 0)
        return true;
    return strcmp(l + 1, r + 1) == 0 ||
           (l[0] == r[1] && l[1] == r[0] && l[1] != '\0' && strcmp(l + 2, r + 2) == 0);
}

static bool
is_right(const char *domain)
{
    for (size_t i = 0; i < COUNT(big); i++)
        if (strcmp(domain, big[i]) == 0)
            return true;
    for (size_t i = 0; i < COUNT(sound); i++)
        if (strcmp(domain, sound[i]) == 0)
            return true;
    return false;
}

/* An address in two; local is "" of a domain alone. Lower case. */
struct address {
    char local[TYPO_ADDRESS_MAX], domain[TYPO_ADDRESS_MAX];
};

static void
lower(char *text)
{
    for (; *text; text++)
        if (*text >= 'A' && *text <= 'Z')
            *text = (char)(*text - 'A' + 'a');
}

static bool
split(const char *text, struct address *ret)
{
    const char *at = strrchr(text, '@');
    size_t local = at ? (size_t)(at - text) : 0, length = strlen(text);
    const char *domain = at ? at + 1 : text;
    if (length >= TYPO_ADDRESS_MAX || domain[0] == '\0')
        return false;
    *ret = (struct address){0};
    memcpy(ret->local, text, local);
    memcpy(ret->domain, domain, strlen(domain));
    lower(ret->local);
    lower(ret->domain);
    return true;
}

static struct typo
propose(enum typo_why why, const char *local, const char *domain)
{
    struct typo typo = {.why = why};
    snprintf(typo.meant, sizeof typo.meant, "%.64s%s%.255s", local,
             local[0] != '\0' ? "@" : "", domain);
    return typo;
}

/* ---- by the lists ---- */

static const char *
listed(const char *domain)
{
    char barred[TYPO_ADDRESS_MAX + 2];
    snprintf(barred, sizeof barred, "|%s|", domain);
    for (size_t i = 0; i < COUNT(slips); i++)
        if (strstr(slips[i].typed, barred))
            return slips[i].meant;
    return NULL;
}

/* "example.con": into ret, with the end that was meant. */
static bool
with_top(const char *domain, char ret[TYPO_ADDRESS_MAX])
{
    const char *top = strrchr(domain, '.');
    for (size_t i = 0; top && top > domain && i < COUNT(tops); i++)
        if (strcmp(top, tops[i].typed) == 0) {
            snprintf(ret, TYPO_ADDRESS_MAX, "%.*s%s", (int)(top - domain), domain,
                     tops[i].meant);
            return true;
        }
    return false;
}

static struct typo
by_lists(const struct address *typed)
{
    char meant[TYPO_ADDRESS_MAX];
    const char *domain = listed(typed->domain);
    if (domain)
        return propose(TYPO_LISTED, typed->local, domain);
    if (with_top(typed->domain, meant))
        return propose(TYPO_TOP, typed->local, meant);
    for (size_t i = 0; i < COUNT(big); i++)
        if (typo_near(typed->domain, big[i]))
            return propose(TYPO_BIG, typed->local, big[i]);
    return (struct typo){0};
}

/* ---- by the Sent folder ---- */

/* What is being found out. */
struct search {
    const struct address *typed;
    const struct typo_sent *sent;
    struct typo person, domain; /* the best so far */
};

static uint32_t
written(const struct search *search, const char *local, const char *domain)
{
    struct typo address = propose(TYPO_NONE, local, domain);
    return search->sent->written(search->sent->context, address.meant);
}

/* Is it somebody one has written to, and more often than to those found before? */
static void
try_person(struct search *search, const char *local, const char *domain)
{
    uint32_t count = written(search, local, domain);
    if (count < WRITTEN_LEAST || count <= search->person.written)
        return;
    search->person = propose(TYPO_PERSON, local, domain);
    search->person.written = count;
}

static void
try_local(struct search *search, const char *local)
{
    try_person(search, local, search->typed->domain);
}

static void
try_domain(struct search *search, const char *domain)
{
    uint32_t most = written(search, "", domain);
    if (most >= WRITTEN_LEAST && search->typed->local[0] != '\0')
        try_person(search, search->typed->local, domain);
    if (most < DOMAIN_WRITTEN || most <= search->domain.written ||
        strcspn(domain, ".") < NAME_LEAST)
        return;
    search->domain = propose(TYPO_SENT, search->typed->local, domain);
    search->domain.written = most;
}

typedef void try_one(struct search *search, const char *near);

/* The slips at one place: a letter too few, a wrong one, one too many, two swapped. Of the same
 * text made in two ways, one is tried. */
static void
try_place(struct search *search, const char *text, size_t place, try_one *try)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789.-_";
    const char *rest = text + place;
    char near[TYPO_PART_MAX + 2];
    int before = (int)place;
    for (const char *letter = letters; *letter; letter++) {
        if (place == 0 || rest[-1] != *letter) {
            snprintf(near, sizeof near, "%.*s%c%s", before, text, *letter, rest);
            try(search, near);
        }
        if (*rest && *rest != *letter) {
            snprintf(near, sizeof near, "%.*s%c%s", before, text, *letter, rest + 1);
            try(search, near);
        }
    }
    if (*rest && (place == 0 || rest[-1] != *rest)) {
        snprintf(near, sizeof near, "%.*s%s", before, text, rest + 1);
        try(search, near);
    }
    if (*rest && rest[1] && rest[0] != rest[1]) {
        snprintf(near, sizeof near, "%.*s%c%c%s", before, text, rest[1], rest[0],
                 rest + 2);
        try(search, near);
    }
}

/* Tries all that is one slip away, as typo_near says it. */
static void
try_near(struct search *search, const char *text, try_one *try)
{
    size_t length = strlen(text);
    if (length > 0 && length <= TYPO_PART_MAX)
        for (size_t place = 0; place <= length; place++)
            try_place(search, text, place, try);
}

/* Looks for people and domains around the typed ones; `there` is how often one wrote to somebody
 * of the typed domain. */
static void
look_around(struct search *search, uint32_t there)
{
    const struct address *typed = search->typed;
    const char *slip = listed(typed->domain);
    if (there >= WRITTEN_LEAST && strlen(typed->local) >= PERSON_LEAST)
        try_near(search, typed->local, try_local);
    try_near(search, typed->domain, try_domain);
    if (slip && typed->local[0] != '\0')
        try_person(search, typed->local, slip);
}

struct typo
typo_find(const char *address, const struct typo_sent *sent)
{
    struct address typed;
    if (!split(address, &typed))
        return (struct typo){0};
    struct search search = {.typed = &typed, .sent = sent};
    uint32_t there = sent ? written(&search, "", typed.domain) : 0;
    if (there >= DOMAIN_WRITTEN && typed.local[0] != '\0' &&
        written(&search, typed.local, typed.domain) >= DOMAIN_WRITTEN)
        return (struct typo){0};
    if (sent)
        look_around(&search, there);
    if (search.person.why != TYPO_NONE || is_right(typed.domain) ||
        there >= DOMAIN_WRITTEN)
        return search.person;
    struct typo typo = by_lists(&typed);
    if (typo.why == TYPO_NONE)
        typo = search.domain;
    typo.written = typed.local[0] == '\0' ? typo.written : 0; /* to others there */
    return typo;
}
