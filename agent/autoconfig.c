/* autoconfig: what a domain says on a page of its own about its mail server. */
#include "agent/autoconfig.h"

#include <stdio.h>
#include <string.h>

#include "agent/word.h"

enum {
    SERVERS_MOST = 16, /* looked at: real pages have two to six */
    VALUE_MAX = 300    /* bytes of an element's text */
};

struct piece {
    const char *at;
    size_t length;
};

static const char *
find(struct piece where, const char *what)
{
    return where.length > 0 ? memmem(where.at, where.length, what, strlen(what)) : NULL;
}

static struct piece
after(struct piece where, const char *at)
{
    return (struct piece){at, where.length - (size_t)(at - where.at)};
}

/* The text between <name ...> and </name>, and the attributes; *rest is what comes after it. */
static bool
element(struct piece where, const char *name, struct piece *attributes,
        struct piece *inner, struct piece *rest)
{
    char open[32], close[32];
    snprintf(open, sizeof open, "<%s", name);
    snprintf(close, sizeof close, "</%s>", name);
    const char *at = find(where, open);
    struct piece from = at ? after(where, at + strlen(open)) : (struct piece){0};
    const char *end = from.length > 0 ? memchr(from.at, '>', from.length) : NULL;
    struct piece text = end ? after(from, end + 1) : (struct piece){0};
    const char *last = find(text, close);
    if (!last || !strchr("> \t\r\n", from.at[0]))
        return false;
    *attributes = (struct piece){from.at, (size_t)(end - from.at)};
    *inner = (struct piece){text.at, (size_t)(last - text.at)};
    *rest = after(text, last + strlen(close));
    return true;
}

/* One value as text: ASCII that can be seen. What it may be, whoever wants it looks at. */
static bool
value(struct piece server, const char *name, char ret[VALUE_MAX])
{
    struct piece attributes, inner, rest;
    if (!element(server, name, &attributes, &inner, &rest))
        return false;
    while (inner.length > 0 && memchr(" \t\r\n", inner.at[0], 4)) {
        inner.at++;
        inner.length--;
    }
    while (inner.length > 0 && memchr(" \t\r\n", inner.at[inner.length - 1], 4))
        inner.length--;
    if (inner.length == 0 || inner.length >= VALUE_MAX)
        return false;
    for (size_t i = 0; i < inner.length; i++) {
        unsigned char c = (unsigned char)inner.at[i];
        if (c <= ' ' || c >= 0x7f)
            return false;
    }
    memcpy(ret, inner.at, inner.length);
    ret[inner.length] = '\0';
    return true;
}

/* "%EMAILADDRESS%", "%EMAILLOCALPART%"; anything else is left to the person. */
static void
take_user(const char *words, const char *address, struct finder *found)
{
    size_t local = (size_t)(strrchr(address, '@') - address);
    bool part = strcmp(words, "%EMAILLOCALPART%") == 0;
    snprintf(found->users[0], FINDER_USER_MAX, "%.*s",
             part ? (int)local : (int)strlen(address), address);
}

static bool
take_server(struct piece server, const char *address, struct finder *ret)
{
    struct finder found = {.how = FINDER_BY_ITSELF};
    char host[VALUE_MAX], port[VALUE_MAX], type[VALUE_MAX], user[VALUE_MAX] = "";
    if (!value(server, "hostname", host) || !value(server, "port", port) ||
        !value(server, "socketType", type) || strlen(host) >= FINDER_HOST_MAX)
        return false;
    const struct word name = {host, strlen(host), 0}, number = {port, strlen(port), 0};
    found.starttls = strcmp(type, "STARTTLS") == 0;
    if ((!found.starttls && strcmp(type, "SSL") != 0) || !word_is_host(&name) ||
        !word_number(&number, 1, 65535, &found.port))
        return false;
    snprintf(found.host, sizeof found.host, "%.*s", FINDER_HOST_MAX - 1, host);
    value(server, "username", user);
    take_user(user, address, &found);
    *ret = found;
    return true;
}

bool
autoconfig_url(const char *address, char ret[AUTOCONFIG_URL_MAX])
{
    struct lookups set = {0};
    const char *at = strrchr(address, '@');
    bool fits = at && lookups_add(&set, at + 1, LOOKUP_A);
    if (fits)
        snprintf(ret, AUTOCONFIG_URL_MAX, "https://autoconfig.%s/mail/config-v1.1.xml",
                 set.at[0].name);
    lookups_free(&set);
    return fits;
}

bool
autoconfig_read(const char *text, size_t length, const char *address,
                struct finder *ret)
{
    struct piece rest = {text, length}, attributes, inner;
    const char *at = strrchr(address, '@');
    if (!at || strlen(address) >= FINDER_USER_MAX)
        return false;
    for (int i = 0; i < SERVERS_MOST; i++) {
        if (!element(rest, "incomingServer", &attributes, &inner, &rest))
            return false;
        bool imap = find(attributes, "\"imap\"") || find(attributes, "'imap'");
        if (imap && take_server(inner, address, ret))
            return true;
    }
    return false;
}
