/* dmarc: what a domain asks others to do with mail in its name that nothing vouches for. */
#include "agent/dmarc.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "agent/tags.h"

static bool
is_policy(const char *text)
{
    return strcasecmp(text, "none") == 0 || strcasecmp(text, "quarantine") == 0 ||
           strcasecmp(text, "reject") == 0;
}

/* The first record of a name, and how many there are. */
static size_t
count_records(const struct lookup *texts, const char **ret)
{
    size_t count = 0;
    for (size_t i = 0; i < texts->count; i++) {
        char version[12] = "";
        const char *record = texts->records[i];
        if (strncmp(record, "v", 1) == 0 &&
            tags_find(record, "v", version, sizeof version) &&
            strcmp(version, "DMARC1") == 0 && count++ == 0)
            *ret = record;
    }
    return count;
}

static struct dmarc
judge(const char *record, const char *name, bool above)
{
    struct dmarc dmarc = {.state = DMARC_SOUND};
    char policy[sizeof dmarc.policy] = "";
    snprintf(dmarc.at, sizeof dmarc.at, "%s", name);
    snprintf(dmarc.record, sizeof dmarc.record, "%s", record);
    if (!above || !tags_find(record, "sp", policy, sizeof policy) || !is_policy(policy))
        tags_find(record, "p", policy, sizeof policy);
    if (!is_policy(policy))
        dmarc.state = DMARC_BROKEN;
    else
        snprintf(dmarc.policy, sizeof dmarc.policy, "%s", policy);
    for (char *at = dmarc.policy; *at; at++)
        *at |= 0x20; /* letters alone, into lower case */
    return dmarc;
}

/* The organisation's own domain needs a list of all public endings to be found; the nearest
 * record above does nearly as well, and is what the next edition of DMARC asks for. */
struct dmarc
dmarc_read(const char *domain, struct lookups *set)
{
    struct dmarc dmarc = {.state = DMARC_NONE};
    const char *name = domain;
    for (int asked = 0; asked < DMARC_WALK_MAX && strchr(name, '.'); asked++) {
        char asked_for[LOOKUP_NAME_MAX + 8];
        const char *record = NULL;
        snprintf(asked_for, sizeof asked_for, "_dmarc.%s", name);
        if (!lookups_add(set, asked_for, LOOKUP_TXT))
            return (struct dmarc){.state = DMARC_UNKNOWN};
        const struct lookup *texts = lookups_find(set, asked_for, LOOKUP_TXT);
        if (texts->outcome != LOOKUP_FOUND && texts->outcome != LOOKUP_NOTHING &&
            texts->outcome != LOOKUP_NO_NAME)
            return (struct dmarc){.state = DMARC_UNKNOWN};
        size_t count = count_records(texts, &record);
        if (count == 1)
            return judge(record, name, name != domain);
        if (count > 1) {
            dmarc.state = DMARC_SEVERAL;
            snprintf(dmarc.at, sizeof dmarc.at, "%s", name);
            return dmarc;
        }
        name = strchr(name, '.') + 1;
    }
    return dmarc;
}
