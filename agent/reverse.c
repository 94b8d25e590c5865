/* reverse: the name of a server's address, and whether it leads back to it. */
#include "agent/reverse.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

bool
reverse_name(const char *address, const char *end, char ret[LOOKUP_NAME_MAX])
{
    unsigned char bytes[16];
    size_t length = 0;
    if (inet_pton(AF_INET, address, bytes) == 1) {
        snprintf(ret, LOOKUP_NAME_MAX, "%u.%u.%u.%u.%s", bytes[3], bytes[2], bytes[1],
                 bytes[0], end ? end : "in-addr.arpa");
        return !end || strlen(end) < LOOKUP_NAME_MAX - sizeof "255.255.255.255.";
    }
    if (inet_pton(AF_INET6, address, bytes) != 1)
        return false;
    for (int i = 15; i >= 0; i--)
        length += (size_t)snprintf(ret + length, LOOKUP_NAME_MAX - length, "%x.%x.",
                                   bytes[i] & 15, bytes[i] >> 4);
    const char *last = end ? end : "ip6.arpa";
    if (strlen(last) >= LOOKUP_NAME_MAX - length)
        return false;
    snprintf(ret + length, LOOKUP_NAME_MAX - length, "%s", last);
    return true;
}

static bool
is_said(const struct lookup *lookup)
{
    return lookup->outcome == LOOKUP_FOUND || lookup->outcome == LOOKUP_NOTHING ||
           lookup->outcome == LOOKUP_NO_NAME;
}

static bool
is_same(const char *left, const char *right)
{
    unsigned char l[16], r[16];
    int family = strchr(left, ':') ? AF_INET6 : AF_INET;
    return inet_pton(family, left, l) == 1 && inet_pton(family, right, r) == 1 &&
           memcmp(l, r, family == AF_INET6 ? 16 : 4) == 0;
}

/* Does a name lead back to the address? */
static enum reverse_state
forward(const char *address, const char *name, struct lookups *set)
{
    enum lookup_type type = strchr(address, ':') ? LOOKUP_AAAA : LOOKUP_A;
    if (!lookups_add(set, name, type))
        return REVERSE_NOWHERE; /* no name that anybody could ask for */
    const struct lookup *found = lookups_find(set, name, type);
    if (!is_said(found))
        return REVERSE_UNKNOWN;
    for (size_t i = 0; i < found->count; i++)
        if (is_same(address, found->records[i]))
            return REVERSE_SOUND;
    return found->count > 0 ? REVERSE_MISMATCH : REVERSE_NOWHERE;
}

struct reverse
reverse_read(const char *address, struct lookups *set)
{
    struct reverse reverse = {.state = REVERSE_UNKNOWN};
    char names[REVERSE_NAMES_MAX][LOOKUP_NAME_MAX], asked[LOOKUP_NAME_MAX];
    size_t count = 0;
    if (!reverse_name(address, NULL, asked) || !lookups_add(set, asked, LOOKUP_PTR))
        return reverse;
    const struct lookup *found = lookups_find(set, asked, LOOKUP_PTR);
    if (!is_said(found))
        return reverse;
    /* The set moves as it grows: the names are taken along. */
    for (; count < found->count && count < REVERSE_NAMES_MAX; count++)
        snprintf(names[count], sizeof names[count], "%.*s", LOOKUP_NAME_MAX - 1,
                 found->records[count]);
    reverse.state = REVERSE_NONE;
    for (size_t i = 0; i < count; i++) {
        enum reverse_state one = forward(address, names[i], set);
        bool better = i == 0 || one == REVERSE_SOUND ||
                      (one == REVERSE_UNKNOWN && reverse.state != REVERSE_SOUND);
        if (better) {
            reverse.state = one;
            memcpy(reverse.name, names[i], sizeof reverse.name);
        }
    }
    return reverse;
}
