/* provider: whose servers a domain or host belongs to, by the name people know. */
#include "classify/provider.h"

#include <stddef.h>
#include <string.h>

#include "classify/slice.h"

/* From particular to general: the first that fits. Microsoft's hours are measured on
 * returned mails of 2019 to 2025 (ExpirationInterval 1 day), the others' likewise. */
// clang-format off
static const struct provider providers[] = {
    /* hosts */
    { "olc.protection.outlook.com",   "Outlook.com",    "Microsoft",        24 },
    { "mail.protection.outlook.com",  "Microsoft 365",  "Microsoft",        24 },
    { "prod.outlook.com",             "Microsoft",      NULL,               24 }, /* Outlook.com and 365 alike */
    { "mx.microsoft",                 "Microsoft 365",  "Microsoft",        24 },
    { "onmicrosoft.com",              "Microsoft 365",  "Microsoft",        24 },
    { "office365.com",                "Microsoft 365",  "Microsoft",        24 },
    { "microsoft.com",                "Microsoft",      NULL,               24 },
    { "google.com",                   "Google",         NULL,               72 },
    { "yahoodns.net",                 "Yahoo",          NULL,                0 },
    { "amazonses.com",                "Amazon",         NULL,               14 },
    { "secureserver.net",             "GoDaddy",        NULL,                0 },
    /* domains */
    { "outlook.*",                    "Outlook.com",    "Microsoft",        24 },
    { "hotmail.*",                    "Outlook.com",    "Microsoft",        24 },
    { "live.*",                       "Outlook.com",    "Microsoft",        24 },
    { "msn.com",                      "Outlook.com",    "Microsoft",        24 },
    { "passport.com",                 "Outlook.com",    "Microsoft",        24 },
    { "gmail.com",                    "Gmail",          "Google",           72 },
    { "googlemail.com",               "Gmail",          "Google",           72 },
    { "charter.net",                  "Charter",        "Spectrum",          0 },
    { "charter.com",                  "Charter",        "Spectrum",          0 },
    { "spectrum.net",                 "Spectrum",       NULL,                0 },
    { "rr.com",                       "Spectrum",       NULL,                0 },
    { "twc.com",                      "Spectrum",       NULL,                0 },
    { "roadrunner.com",               "Spectrum",       NULL,                0 },
    { "brighthouse.com",              "Spectrum",       NULL,                0 },
    { "bresnan.net",                  "Spectrum",       NULL,                0 },
    { "yahoo.*",                      "Yahoo",          NULL,                0 },
    { "ymail.com",                    "Yahoo",          NULL,                0 },
    { "rocketmail.com",               "Yahoo",          NULL,                0 },
    { "aol.*",                        "AOL",            "Yahoo",             0 },
    { "aim.com",                      "AOL",            "Yahoo",             0 },
    { "verizon.net",                  "Verizon",        "Yahoo",             0 },
    { "att.net",                      "AT&T",           NULL,                0 },
    { "sbcglobal.net",                "AT&T",           NULL,                0 },
    { "bellsouth.net",                "AT&T",           NULL,                0 },
    { "pacbell.net",                  "AT&T",           NULL,                0 },
    { "ameritech.net",                "AT&T",           NULL,                0 },
    { "currently.com",                "AT&T",           NULL,                0 },
    { "flash.net",                    "AT&T",           NULL,                0 },
    { "prodigy.net",                  "AT&T",           NULL,                0 },
    { "snet.net",                     "AT&T",           NULL,                0 },
    { "swbell.net",                   "AT&T",           NULL,                0 },
    { "comcast.net",                  "Xfinity",        NULL,                0 },
    { "xfinity.com",                  "Xfinity",        NULL,                0 },
    { "cox.net",                      "Cox",            NULL,                0 },
    { "icloud.com",                   "iCloud",         "Apple",             0 },
    { "me.com",                       "iCloud",         "Apple",             0 },
    { "mac.com",                      "iCloud",         "Apple",             0 },
    { "apple.com",                    "Apple",          NULL,                0 },
    { "gmx.*",                        "GMX",            "United Internet",   0 },
    { "web.de",                       "WEB.DE",         "United Internet",   0 },
    { "mail.com",                     "mail.com",       "United Internet",   0 },
    { "kundenserver.de",              "IONOS",          NULL,                0 },
    { "ionos.*",                      "IONOS",          NULL,                0 },
    { "t-online.de",                  "T-Online",       NULL,                0 },
    { "magenta.de",                   "T-Online",       NULL,                0 },
    { "orange.fr",                    "Orange",         NULL,                0 },
    { "wanadoo.fr",                   "Orange",         NULL,                0 },
    { "laposte.net",                  "La Poste",       NULL,                0 },
    { "free.fr",                      "Free",           NULL,                0 },
    { "bigpond.com",                  "Telstra",        NULL,                0 },
    { "telstra.com",                  "Telstra",        NULL,                0 },
    { "yandex.*",                     "Yandex",         NULL,               72 },
    { "proton.me",                    "Proton Mail",    NULL,                0 },
    { "protonmail.com",               "Proton Mail",    NULL,                0 },
    { "fastmail.com",                 "Fastmail",       NULL,                0 },
    { "zoho.*",                       "Zoho",           NULL,                0 },
};
// clang-format on

/* "a.charter.net" is below "charter.net", and so is itself; "notcharter.net" is not. */
static bool
is_below(struct slice host, const char *domain)
{
    size_t tail = strlen(domain);
    return slice_ends(host, domain) &&
           (host.length == tail || host.at[host.length - tail - 1] == '.');
}

/* Do countries give out names below it, as in "co.uk" and "com.au"? */
static bool
is_shared(struct slice second, struct slice top)
{
    static const char *const shared[] = {"co",  "com", "org", "net", "ac",
                                         "edu", "gov", "ne",  "or",  "gob"};
    for (size_t i = 0; top.length == 2 && i < sizeof shared / sizeof shared[0]; i++)
        if (slice_is(second, shared[i]))
            return true;
    return false;
}

/* "yahoo.co.uk" and "mx.yahoo.fr" fit "yahoo.*"; "yahoo.example.com" does not. */
static bool
is_below_any(struct slice host, const char *pattern)
{
    struct slice name = slice_to(slice_of(pattern), strlen(pattern) - strlen(".*"));
    while (host.length > 0) {
        bool named = slice_same(slice_cut(&host, '.'), name);
        struct slice top = host, second = slice_cut(&top, '.');
        if (named && second.length > 0 && (top.length == 0 || is_shared(second, top)))
            return true;
    }
    return false;
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
    struct slice bare = without_final_dot(host);
    for (size_t i = 0; i < sizeof providers / sizeof providers[0]; i++) {
        const char *domain = providers[i].domain;
        bool any_top = domain[strlen(domain) - 1] == '*';
        if (any_top ? is_below_any(bare, domain) : is_below(bare, domain))
            return &providers[i];
    }
    return NULL;
}

/* What somebody registered: "example.com" of "mx.example.com", "example.co.uk". */
static struct slice
registered(struct slice host)
{
    struct slice labels = host, top = {0}, second = {0}, third = {0};
    while (labels.length > 0) {
        third = second;
        second = top;
        top = slice_cut(&labels, '.');
    }
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
