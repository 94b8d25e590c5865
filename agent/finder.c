/* finder: which server has the mail of an address, and by which name one signs in there. */
#include "agent/finder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/word.h"

enum {
    SECURE = 993, /* RFC 8314, section 7.3 */
    PLAIN = 143   /* with STARTTLS */
};

static const char *
domain_of(const char *address)
{
    const char *at = strrchr(address, '@');
    return at && at > address && at[1] != '\0' ? at + 1 : NULL;
}

/* ---- sign-in names ---- */

/* "address", "localpart" or both with a comma, in order. */
static void
name_users(const char *words, const char *address, struct finder *found)
{
    size_t local = (size_t)(strrchr(address, '@') - address);
    size_t count = 0;
    for (const char *at = words; *at && count < FINDER_USERS;) {
        size_t length = strcspn(at, ",");
        bool part = length == strlen("localpart") &&
                    strncmp(at, "localpart", length) == 0;
        snprintf(found->users[count++], FINDER_USER_MAX, "%.*s",
                 part ? (int)local : (int)strlen(address), address);
        at += length + (at[length] == ',');
    }
    if (count == 0)
        snprintf(found->users[0], FINDER_USER_MAX, "%s", address);
}

/* ---- providers.ini ---- */

/* The first of "host:port:mode host:port:mode" whose mode we speak. */
static bool
take_server(const char *list, struct finder *found)
{
    for (const char *at = list + strspn(list, " "); *at; at += strspn(at, " ")) {
        char host[FINDER_HOST_MAX], mode[16];
        unsigned port = 0;
        bool read = sscanf(at, "%255[^: ]:%5u:%15[^ ]", host, &port, mode) == 3;
        bool plain = read && strcmp(mode, "starttls") == 0;
        if (read && port > 0 && port < 65536 && (plain || strcmp(mode, "tls") == 0)) {
            memcpy(found->host, host, sizeof host);
            found->port = port;
            found->starttls = plain;
            return true;
        }
        at += strcspn(at, " ");
    }
    return false;
}

bool
finder_by_row(const struct providers_row *row, const char *address, struct finder *ret)
{
    struct finder found = {.how = FINDER_KNOWN, .row = row};
    if (!domain_of(address) || strlen(address) >= FINDER_USER_MAX ||
        !take_server(row->values[PROVIDERS_IMAP], &found))
        return false;
    name_users(row->values[PROVIDERS_USER], address, &found);
    *ret = found;
    return true;
}

bool
finder_by_address(const struct providers *providers, const char *address,
                  struct finder *ret)
{
    const struct providers_row *row = providers_by_address(providers, address);
    return row && finder_by_row(row, address, ret);
}

/* ---- DNS ---- */

// clang-format off
static const struct {
    const char *before; /* of the domain */
    bool starttls;
} services[] = {
    { "_imaps._tcp.", false }, /* RFC 6186, section 3.2; first by RFC 8314, section 5.1 */
    { "_imap._tcp.",  true },
};
static const char *const usual[] = { "imap.", "mail." };
static const enum lookup_type addresses[] = { LOOKUP_A, LOOKUP_AAAA };
// clang-format on

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* False: too long for a name of DNS. */
static bool
below(const char *before, const char *domain, char ret[LOOKUP_NAME_MAX])
{
    int length = snprintf(ret, LOOKUP_NAME_MAX, "%s%s", before, domain);
    return length > 0 && length < LOOKUP_NAME_MAX;
}

bool
finder_questions(const char *address, struct lookups *set)
{
    const char *domain = domain_of(address);
    char name[LOOKUP_NAME_MAX];
    bool good = domain && lookups_add(set, domain, LOOKUP_MX);
    for (size_t i = 0; good && i < COUNT(services); i++)
        good = below(services[i].before, domain, name) &&
               lookups_add(set, name, LOOKUP_SRV);
    for (size_t i = 0; good && i < COUNT(usual) * COUNT(addresses); i++)
        good = below(usual[i / 2], domain, name) &&
               lookups_add(set, name, addresses[i % 2]);
    return good;
}

/* The provider whose servers take the domain's mail in. */
static const struct providers_row *
row_by_mx(const struct providers *providers, const char *domain,
          const struct lookups *set)
{
    const struct lookup *mx = lookups_find(set, domain, LOOKUP_MX);
    for (size_t i = 0; mx && i < mx->count; i++) {
        const char *host = strchr(mx->records[i], ' ');
        const struct providers_row *row = host ? providers_by_mx(providers, host + 1)
                                               : NULL;
        if (row)
            return row;
    }
    return NULL;
}

/* Lowest priority, then highest weight: always the same one. */
static bool
take_service(const struct lookup *service, struct finder *found)
{
    unsigned best = 0, most = 0;
    if (!service)
        return false;
    for (size_t i = 0; i < service->count; i++) {
        char host[FINDER_HOST_MAX];
        unsigned priority, weight, port;
        bool read = sscanf(service->records[i], "%5u %5u %5u %255s", &priority, &weight,
                           &port, host) == 4;
        const struct word name = {host, read ? strlen(host) : 0, 0};
        if (!read || port == 0 || port > 65535 || strcmp(host, ".") == 0 ||
            !word_is_host(&name))
            continue;
        bool better = found->port == 0 || priority < best ||
                      (priority == best && weight > most);
        if (!better)
            continue;
        best = priority;
        most = weight;
        found->port = port;
        memcpy(found->host, host, sizeof host);
    }
    return found->port > 0;
}

static bool
by_services(const char *domain, const struct lookups *set, struct finder *found)
{
    char name[LOOKUP_NAME_MAX];
    for (size_t i = 0; i < COUNT(services); i++) {
        if (!below(services[i].before, domain, name) ||
            !take_service(lookups_find(set, name, LOOKUP_SRV), found))
            continue;
        found->how = FINDER_BY_SRV;
        found->starttls = services[i].starttls;
        return true;
    }
    return false;
}

static bool
by_usual_names(const char *domain, const struct lookups *set, struct finder *found)
{
    char name[LOOKUP_NAME_MAX];
    for (size_t i = 0; i < COUNT(usual) * COUNT(addresses); i++) {
        if (!below(usual[i / 2], domain, name))
            continue;
        const struct lookup *lookup = lookups_find(set, name, addresses[i % 2]);
        if (!lookup || lookup->outcome != LOOKUP_FOUND)
            continue;
        found->how = FINDER_GUESSED;
        found->port = SECURE;
        snprintf(found->host, sizeof found->host, "%s", lookup->name);
        return true;
    }
    return false;
}

bool
finder_by_lookups(const struct providers *providers, const char *address,
                  const struct lookups *set, struct finder *ret)
{
    const char *domain = domain_of(address);
    struct finder found = {0};
    if (!domain || strlen(address) >= FINDER_USER_MAX)
        return false;
    const struct providers_row *row = row_by_mx(providers, domain, set);
    if (row && finder_by_row(row, address, &found)) {
        found.how = FINDER_BY_MX;
    } else {
        found = (struct finder){0};
        if (!by_services(domain, set, &found) && !by_usual_names(domain, set, &found))
            return false;
        /* A server that we know: by which name one signs in there. */
        found.row = providers_by_imap(providers, found.host);
        name_users(found.row ? found.row->values[PROVIDERS_USER] : "", address, &found);
    }
    *ret = found;
    return true;
}

/* ---- what a person types ---- */

bool
finder_by_host(const struct providers *providers, const char *address,
               const char *typed, struct finder *ret)
{
    struct finder found = {.how = FINDER_KNOWN, .port = SECURE};
    const char *colon = strchr(typed, ':');
    bool literal = colon &&
                   strchr(colon + 1, ':'); /* an IPv6 address has no port here */
    size_t length = colon && !literal ? (size_t)(colon - typed) : strlen(typed);
    const struct word host = {typed, length, 0};
    const struct word port = {
        typed + length + 1, length < strlen(typed) ? strlen(typed) - length - 1 : 0, 0};
    if (length == 0 || length >= FINDER_HOST_MAX || !word_is_host(&host) ||
        !domain_of(address) || strlen(address) >= FINDER_USER_MAX)
        return false;
    if (colon && !literal && !word_number(&port, 1, 65535, &found.port))
        return false;
    memcpy(found.host, typed, length);
    found.starttls = found.port == PLAIN;
    found.row = providers_by_imap(providers, found.host);
    name_users(found.row ? found.row->values[PROVIDERS_USER] : "", address, &found);
    *ret = found;
    return true;
}

/* ---- a name ---- */

void
finder_name(const struct finder *found, const char *address, char *ret, size_t size)
{
    const char *domain = domain_of(address);
    const char *from = found->row ? found->row->id : domain ? domain : "mail";
    size_t length = strcspn(from, ".");
    struct word word = {from, length, 0};
    snprintf(ret, size, "%.*s", (int)length, word_is_name(&word) ? from : "mail");
    if (ret[0] == '\0')
        snprintf(ret, size, "mail");
}
