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

/* Somebody one has written to, whose address is that of `typed` but for one slip. */
static struct typo
by_people(const struct address *typed, const struct typo_known *known, size_t count)
{
    struct typo best = {0};
    const char *slip = listed(typed->domain);
    for (size_t i = 0; i < count; i++) {
        struct address one;
        if (known[i].written < WRITTEN_LEAST || known[i].written <= best.written ||
            !split(known[i].address, &one) || one.local[0] == '\0')
            continue;
        bool person = strcmp(one.local, typed->local) == 0;
        bool domain = strcmp(one.domain, typed->domain) == 0;
        bool other = person && !domain &&
                     (typo_near(one.domain, typed->domain) ||
                      (slip && strcmp(one.domain, slip) == 0));
        bool spelt = domain && !person && strlen(typed->local) >= PERSON_LEAST &&
                     typo_near(one.local, typed->local);
        if (!other && !spelt)
            continue;
        best = propose(TYPO_PERSON, one.local, one.domain);
        best.written = known[i].written;
    }
    return best;
}

/* A domain one writes to. */
static struct typo
by_domains(const struct address *typed, const struct typo_known *known, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct address one;
        if (known[i].written >= DOMAIN_WRITTEN && split(known[i].address, &one) &&
            strcspn(one.domain, ".") >= NAME_LEAST &&
            typo_near(one.domain, typed->domain))
            return propose(TYPO_SENT, typed->local, one.domain);
    }
    return (struct typo){0};
}

/* How often one wrote to an address; to its domain, the most to one address there. */
static uint32_t
written_to(const struct address *typed, bool domain, const struct typo_known *known,
           size_t count)
{
    uint32_t most = 0;
    for (size_t i = 0; i < count; i++) {
        struct address one;
        if (known[i].written > most && split(known[i].address, &one) &&
            strcmp(one.domain, typed->domain) == 0 &&
            (domain || strcmp(one.local, typed->local) == 0))
            most = known[i].written;
    }
    return most;
}

struct typo
typo_find(const char *address, const struct typo_known *known, size_t count)
{
    struct address typed;
    if (!split(address, &typed))
        return (struct typo){0};
    bool person = typed.local[0] != '\0';
    if (person && written_to(&typed, false, known, count) >= DOMAIN_WRITTEN)
        return (struct typo){0};
    struct typo typo = {0};
    if (person)
        typo = by_people(&typed, known, count);
    if (typo.why != TYPO_NONE || is_right(typed.domain) ||
        written_to(&typed, true, known, count) >= DOMAIN_WRITTEN)
        return typo;
    typo = by_lists(&typed);
    return typo.why != TYPO_NONE ? typo : by_domains(&typed, known, count);
}
