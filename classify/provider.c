/* provider: whose servers a domain or host belongs to, by the name people know. */
#include "classify/provider.h"

#include <stddef.h>
#include <string.h>

#include "classify/bounce.h"
#include "classify/slice.h"

/* By the first letter of the name somebody registered, "outlook" of all below outlook.com;
 * from particular to general: the first that fits. Microsoft's hours are measured on
 * returned mails of 2019 to 2025 (ExpirationInterval 1 day), the others' likewise. Yahoo holds
 * the mail of AT&T (since June 2025) and of Cox (since October 2024). */
#define ROW(domain, name, company, patience)                                           \
    {                                                                                  \
        domain, name, company, patience, sizeof domain - 1                             \
    }
#define ROWS(...) ((const struct provider[]){__VA_ARGS__, {NULL}})
// clang-format off
static const struct provider *const providers[256] = {
    ['a'] = ROWS(
        ROW("amazonses.com",                "Amazon",        NULL,              14),
        ROW("aol.*",                        "AOL",           "Yahoo",            0),
        ROW("aim.com",                      "AOL",           "Yahoo",            0),
        ROW("att.net",                      "AT&T",          "Yahoo",            0),
        ROW("ameritech.net",                "AT&T",          "Yahoo",            0),
        ROW("apple.com",                    "Apple",         NULL,               0)),
    ['b'] = ROWS(
        ROW("brighthouse.com",              "Spectrum",      NULL,               0),
        ROW("bresnan.net",                  "Spectrum",      NULL,               0),
        ROW("bellsouth.net",                "AT&T",          "Yahoo",            0),
        ROW("bigpond.com",                  "Telstra",       NULL,               0)),
    ['c'] = ROWS(
        ROW("charter.net",                  "Charter",       "Spectrum",         0),
        ROW("charter.com",                  "Charter",       "Spectrum",         0),
        ROW("currently.com",                "AT&T",          "Yahoo",            0),
        ROW("comcast.net",                  "Xfinity",       NULL,               0),
        ROW("cox.net",                      "Cox",           "Yahoo",            0)),
    ['f'] = ROWS(
        ROW("flash.net",                    "AT&T",          "Yahoo",            0),
        ROW("free.fr",                      "Free",          NULL,               0),
        ROW("fastmail.com",                 "Fastmail",      NULL,               0)),
    ['g'] = ROWS(
        ROW("google.com",                   "Google",        NULL,              72),
        ROW("gmail.com",                    "Gmail",         "Google",          72),
        ROW("googlemail.com",               "Gmail",         "Google",          72),
        ROW("gmx.*",                        "GMX",           "United Internet",  0)),
    ['h'] = ROWS(
        ROW("hotmail.*",                    "Outlook.com",   "Microsoft",       24)),
    ['i'] = ROWS(
        ROW("icloud.com",                   "iCloud",        "Apple",            0),
        ROW("ionos.*",                      "IONOS",         NULL,               0)),
    ['k'] = ROWS(
        ROW("kundenserver.de",              "IONOS",         NULL,               0)),
    ['l'] = ROWS(
        ROW("live.*",                       "Outlook.com",   "Microsoft",       24),
        ROW("laposte.net",                  "La Poste",      NULL,               0)),
    ['m'] = ROWS(
        ROW("mx.microsoft",                 "Microsoft 365", "Microsoft",       24),
        ROW("microsoft.com",                "Microsoft",     NULL,              24),
        ROW("msn.com",                      "Outlook.com",   "Microsoft",       24),
        ROW("me.com",                       "iCloud",        "Apple",            0),
        ROW("mac.com",                      "iCloud",        "Apple",            0),
        ROW("mail.com",                     "mail.com",      "United Internet",  0),
        ROW("magenta.de",                   "T-Online",      NULL,               0)),
    ['o'] = ROWS(
        ROW("olc.protection.outlook.com",   "Outlook.com",   "Microsoft",       24),
        ROW("mail.protection.outlook.com",  "Microsoft 365", "Microsoft",       24),
        ROW("prod.outlook.com",             "Microsoft",     NULL,              24), /* Outlook.com and 365 alike */
        ROW("onmicrosoft.com",              "Microsoft 365", "Microsoft",       24),
        ROW("office365.com",                "Microsoft 365", "Microsoft",       24),
        ROW("outlook.*",                    "Outlook.com",   "Microsoft",       24),
        ROW("orange.fr",                    "Orange",        NULL,               0)),
    ['p'] = ROWS(
        ROW("passport.com",                 "Outlook.com",   "Microsoft",       24),
        ROW("pacbell.net",                  "AT&T",          "Yahoo",            0),
        ROW("prodigy.net",                  "AT&T",          "Yahoo",            0),
        ROW("proton.me",                    "Proton Mail",   NULL,               0),
        ROW("protonmail.com",               "Proton Mail",   NULL,               0)),
    ['r'] = ROWS(
        ROW("rr.com",                       "Spectrum",      NULL,               0),
        ROW("roadrunner.com",               "Spectrum",      NULL,               0),
        ROW("rocketmail.com",               "Yahoo",         NULL,               0)),
    ['s'] = ROWS(
        ROW("secureserver.net",             "GoDaddy",       NULL,               0),
        ROW("spectrum.net",                 "Spectrum",      NULL,               0),
        ROW("sbcglobal.net",                "AT&T",          "Yahoo",            0),
        ROW("snet.net",                     "AT&T",          "Yahoo",            0),
        ROW("swbell.net",                   "AT&T",          "Yahoo",            0)),
    ['t'] = ROWS(
        ROW("twc.com",                      "Spectrum",      NULL,               0),
        ROW("t-online.de",                  "T-Online",      NULL,               0),
        ROW("telstra.com",                  "Telstra",       NULL,               0)),
    ['v'] = ROWS(
        ROW("verizon.net",                  "Verizon",       "Yahoo",            0)),
    ['w'] = ROWS(
        ROW("web.de",                       "WEB.DE",        "United Internet",  0),
        ROW("wanadoo.fr",                   "Orange",        NULL,               0)),
    ['x'] = ROWS(
        ROW("xfinity.com",                  "Xfinity",       NULL,               0)),
    ['y'] = ROWS(
        ROW("yahoodns.net",                 "Yahoo",         NULL,               0),
        ROW("yahoo.*",                      "Yahoo",         NULL,               0),
        ROW("ymail.com",                    "Yahoo",         NULL,               0),
        ROW("yandex.*",                     "Yandex",        NULL,              72)),
    ['z'] = ROWS(
        ROW("zoho.*",                       "Zoho",          NULL,               0)),
};
// clang-format on

/* Takes the last label of a name off it. */
static struct slice
take_label(struct slice *host)
{
    size_t start = host->length;
    while (start > 0 && host->at[start - 1] != '.')
        start--;
    struct slice label = slice_from(*host, start);
    *host = slice_to(*host, start > 0 ? start - 1 : 0);
    return label;
}

/* Do countries give out names below it, as in "co.uk" and "com.au"? */
static bool
is_shared(struct slice second, struct slice top)
{
    static const char *const shared[] = {"co",  "com", "org", "net", "ac",
                                         "edu", "gov", "ne",  "or",  "gob"};
    if (top.length != 2 || second.length > strlen("com"))
        return false;
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++)
        if (slice_is(second, shared[i]))
            return true;
    return false;
}

/* Does the host end in the domain? "a.charter.net" is below "charter.net", and so is itself;
 * "notcharter.net" is not. */
static bool
is_below(struct slice host, const struct provider *provider)
{
    size_t tail = provider->length;
    return host.length >= tail &&
           (host.length == tail || host.at[host.length - tail - 1] == '.') &&
           slice_starts(slice_from(host, host.length - tail), provider->domain);
}

/* "yahoo.co.uk" and "mx.yahoo.fr" fit "yahoo.*"; "yahoo.example.com" does not. */
static bool
is_named(struct slice name, const struct provider *provider)
{
    return name.length == provider->length - strlen(".*") &&
           memcmp(provider->domain + name.length, ".*", strlen(".*")) == 0 &&
           slice_same(name, slice_to(slice_of(provider->domain), name.length));
}

static struct slice
without_final_dot(const char *host)
{
    size_t length = strlen(host);
    return slice_to(slice_of(host),
                    length > 0 && host[length - 1] == '.' ? length - 1 : length);
}

const struct provider *
provider_find(const char *host)
{
    struct slice bare = without_final_dot(host), rest = bare;
    struct slice top = take_label(&rest), name = take_label(&rest);
    if (is_shared(name, top))
        name = take_label(&rest);
    if (top.length == 0 || name.length == 0)
        return NULL;
    const struct provider *provider = providers[slice_lower(name.at[0])];
    for (; provider && provider->domain; provider++)
        if (is_below(bare, provider) || is_named(name, provider))
            return provider;
    return NULL;
}

/* What somebody registered: "example.com" of "mx.example.com", "example.co.uk". */
static struct slice
registered(struct slice host)
{
    struct slice top = take_label(&host), second = take_label(&host);
    struct slice third = take_label(&host);
    if (second.length == 0)
        return top;
    bool deeper = third.length > 0 && is_shared(second, top);
    return slice_span(deeper ? third : second, top);
}

static const char *
company(const struct provider *provider)
{
    return provider->company ? provider->company : provider->name;
}

bool
provider_same(const char *left, const char *right)
{
    const struct provider *one = provider_find(left), *other = provider_find(right);
    if (one && other)
        return strcmp(company(one), company(other)) == 0;
    return !one && !other && *left && *right &&
           slice_same(registered(without_final_dot(left)),
                      registered(without_final_dot(right)));
}

struct bounce_provider
bounce_provider(const char *host)
{
    const struct provider *provider = provider_find(host);
    return provider ? (struct bounce_provider){provider->name, company(provider)}
                    : (struct bounce_provider){"", ""};
}

bool
bounce_same_provider(const char *left, const char *right)
{
    return provider_same(left, right);
}
