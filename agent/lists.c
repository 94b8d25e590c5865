/* lists: is a server's address on a public list of those that send spam? */
#include "agent/lists.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "agent/reverse.h"

enum {
    SIX = 1 /* knows IPv6, too */
};

// clang-format off
/* Free for the few questions of a person; others want a key, or their name server made known. */
static const struct { const char *zone, *name; int knows; } zones[] = {
    { "zen.spamhaus.org", "Spamhaus", SIX },
    { "bl.spamcop.net",   "SpamCop",  0 },
    { "psbl.surriel.com", "PSBL",     0 },
};
// clang-format on

static const struct lookup *
find(const char *address, const char *zone, struct lookups *set)
{
    char name[LOOKUP_NAME_MAX];
    if (!reverse_name(address, zone, name) || !lookups_add(set, name, LOOKUP_A))
        return NULL;
    return lookups_find(set, name, LOOKUP_A);
}

/* 127.0.0.2 and the like; 127.255.255.254 says that the question was not welcome. */
static const char *
listing(const struct lookup *found)
{
    for (size_t i = 0; found && i < found->count; i++)
        if (strncmp(found->records[i], "127.", 4) == 0 &&
            strncmp(found->records[i], "127.255.255.", 12) != 0)
            return found->records[i];
    return NULL;
}

/* Does it answer, and honestly? */
static bool
is_sound(const char *zone, struct lookups *set)
{
    bool knows = listing(find("127.0.0.2", zone, set)) != NULL;
    const struct lookup *nobody = find("127.0.0.1", zone, set);
    return knows && nobody && nobody->outcome == LOOKUP_NO_NAME;
}

static void
append(char text[LISTS_TEXT_MAX], const char *name, const char *code)
{
    size_t length = strlen(text);
    snprintf(text + length, LISTS_TEXT_MAX - length, "%s%s%s%s%s",
             length > 0 ? ", " : "", name, *code ? " (" : "", code, *code ? ")" : "");
}

struct lists
lists_read(const char *address, struct lookups *set)
{
    struct lists lists = {0};
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        char code[16] = "";
        if (strchr(address, ':') && zones[i].knows != SIX)
            continue;
        const struct lookup *found = find(address, zones[i].zone, set);
        const char *listed = listing(found);
        bool absent = found && found->outcome == LOOKUP_NO_NAME;
        /* The set moves as it grows. */
        snprintf(code, sizeof code, "%.15s", listed ? listed : "");
        if (!is_sound(zones[i].zone, set) || (code[0] == '\0' && !absent)) {
            lists.unknown++;
        } else if (code[0] == '\0') {
            lists.clear++;
        } else {
            lists.listed++;
            append(lists.names, zones[i].name, "");
            append(lists.exact, zones[i].zone, code);
        }
    }
    return lists;
}
