/* provider: whose servers a domain or host belongs to, by the name people know. */
#include "classify/provider.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* From particular to general: the first that fits. Microsoft's hours are measured on
 * returned mails of 2019 to 2025 (ExpirationInterval 1 day), the others' likewise. */
// clang-format off
static const struct provider providers[] = {
    /* hosts */
    { "olc.protection.outlook.com",  "Outlook.com",   24 },
    { "mail.protection.outlook.com", "Microsoft 365", 24 },
    { "prod.outlook.com",            "Microsoft",     24 }, /* Outlook.com and 365 alike */
    { "mx.microsoft",                "Microsoft 365", 24 },
    { "onmicrosoft.com",             "Microsoft 365", 24 },
    { "google.com",                  "Google",        72 },
    { "yahoodns.net",                "Yahoo",         0 },
    { "amazonses.com",               "Amazon",        14 },
    { "secureserver.net",            "GoDaddy",       0 },
    /* domains */
    { "outlook.*",        "Outlook.com", 24 },
    { "hotmail.*",        "Outlook.com", 24 },
    { "live.*",           "Outlook.com", 24 },
    { "msn.com",          "Outlook.com", 24 },
    { "passport.com",     "Outlook.com", 24 },
    { "gmail.com",        "Gmail",       72 },
    { "googlemail.com",   "Gmail",       72 },
    { "charter.net",      "Charter",     0 },
    { "spectrum.net",     "Spectrum",    0 },
    { "rr.com",           "Spectrum",    0 },
    { "twc.com",          "Spectrum",    0 },
    { "roadrunner.com",   "Spectrum",    0 },
    { "brighthouse.com",  "Spectrum",    0 },
    { "bresnan.net",      "Spectrum",    0 },
    { "yahoo.*",          "Yahoo",       0 },
    { "ymail.com",        "Yahoo",       0 },
    { "rocketmail.com",   "Yahoo",       0 },
    { "aol.*",            "AOL",         0 },
    { "aim.com",          "AOL",         0 },
    { "verizon.net",      "Verizon",     0 },
    { "att.net",          "AT&T",        0 },
    { "sbcglobal.net",    "AT&T",        0 },
    { "bellsouth.net",    "AT&T",        0 },
    { "pacbell.net",      "AT&T",        0 },
    { "ameritech.net",    "AT&T",        0 },
    { "currently.com",    "AT&T",        0 },
    { "flash.net",        "AT&T",        0 },
    { "prodigy.net",      "AT&T",        0 },
    { "snet.net",         "AT&T",        0 },
    { "swbell.net",       "AT&T",        0 },
    { "comcast.net",      "Xfinity",     0 },
    { "xfinity.com",      "Xfinity",     0 },
    { "cox.net",          "Cox",         0 },
    { "icloud.com",       "iCloud",      0 },
    { "me.com",           "iCloud",      0 },
    { "mac.com",          "iCloud",      0 },
    { "gmx.*",            "GMX",         0 },
    { "web.de",           "WEB.DE",      0 },
    { "mail.com",         "mail.com",    0 },
    { "kundenserver.de",  "IONOS",       0 },
    { "ionos.*",          "IONOS",       0 },
    { "t-online.de",      "T-Online",    0 },
    { "magenta.de",       "T-Online",    0 },
    { "orange.fr",        "Orange",      0 },
    { "wanadoo.fr",       "Orange",      0 },
    { "laposte.net",      "La Poste",    0 },
    { "free.fr",          "Free",        0 },
    { "bigpond.com",      "Telstra",     0 },
    { "telstra.com",      "Telstra",     0 },
    { "yandex.*",         "Yandex",      72 },
    { "proton.me",        "Proton Mail", 0 },
    { "protonmail.com",   "Proton Mail", 0 },
    { "fastmail.com",     "Fastmail",    0 },
    { "zoho.*",           "Zoho",        0 },
};
// clang-format on

static bool
same_letters(const char *left, const char *right, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char letter = left[i];
        if (letter >= 'A' && letter <= 'Z')
            letter = (char)(letter - 'A' + 'a');
        if (letter != right[i])
            return false;
    }
    return true;
}

/* "a.charter.net" ends with "charter.net"; "notcharter.net" does not. */
static bool
ends_with(const char *host, size_t length, const char *domain)
{
    size_t tail = strlen(domain);
    return length >= tail && same_letters(host + length - tail, domain, tail) &&
           (length == tail || host[length - tail - 1] == '.');
}

/* "yahoo.co.uk" and "yahoo.fr" fit "yahoo.*"; "yahoo.example.com" does not: after the name
 * there is a country, or "co" or "com" and a country. */
static bool
any_top_fits(const char *host, size_t length, const char *pattern)
{
    size_t name = strlen(pattern) - 1; /* with its dot */
    if (length <= name || !same_letters(host, pattern, name))
        return false;
    const char *rest = host + name;
    size_t left = length - name;
    const char *dot = memchr(rest, '.', left);
    if (!dot)
        return true;
    size_t second = (size_t)(dot - rest);
    bool generic = (second == 2 && same_letters(rest, "co", 2)) ||
                   (second == 3 && same_letters(rest, "com", 3));
    return generic && left - second - 1 == 2;
}

const struct provider *
provider_find(const char *host)
{
    size_t length = strlen(host);
    if (length > 0 && host[length - 1] == '.')
        length--;
    for (size_t i = 0; i < sizeof providers / sizeof providers[0]; i++) {
        const char *domain = providers[i].domain;
        bool any_top = domain[strlen(domain) - 1] == '*';
        if (any_top ? any_top_fits(host, length, domain)
                    : ends_with(host, length, domain))
            return &providers[i];
    }
    return NULL;
}
