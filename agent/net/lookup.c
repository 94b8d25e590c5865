/* lookup: one question to the Domain Name System and what was answered; a set of them. */
#include "agent/net/lookup.h"

#include <stdlib.h>
#include <string.h>

// clang-format off
static const char *const types[LOOKUP_TYPES] = {
    [LOOKUP_MX] = "MX", [LOOKUP_A] = "A", [LOOKUP_AAAA] = "AAAA", [LOOKUP_TXT] = "TXT",
    [LOOKUP_PTR] = "PTR", [LOOKUP_SOA] = "SOA", [LOOKUP_SRV] = "SRV", [LOOKUP_SMTP] = "SMTP",
};
static const char *const outcomes[LOOKUP_OUTCOMES] = {
    [LOOKUP_OPEN] = "open", [LOOKUP_FOUND] = "found", [LOOKUP_NOTHING] = "nothing", [LOOKUP_NO_NAME] = "no-name",
    [LOOKUP_FAILED] = "failed", [LOOKUP_REFUSED] = "refused", [LOOKUP_SILENT] = "silent",
    [LOOKUP_GARBLED] = "garbled", [LOOKUP_NOBODY] = "nobody",
};
// clang-format on

const char *
lookup_type_name(enum lookup_type type)
{
    return types[type];
}

const char *
lookup_outcome_name(enum lookup_outcome outcome)
{
    return outcomes[outcome];
}

/* Into lower case, without the final dot. False: it is no name that can be asked for. */
static bool
tidy(const char *name, char ret[LOOKUP_NAME_MAX])
{
    size_t length = strlen(name);
    if (length > 0 && name[length - 1] == '.')
        length--;
    if (length == 0 || length >= LOOKUP_NAME_MAX || name[0] == '.')
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = name[i];
        bool upper = c >= 'A' && c <= 'Z';
        bool fine = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                    c == '-' || c == '_' || c == ':' ||
                    (c == '.' && name[i + 1] != '.');
        if (!fine)
            return false;
        ret[i] = (char)(upper ? c - 'A' + 'a' : c);
    }
    ret[length] = '\0';
    return true;
}

/* In a set that has room for it. */
static struct lookup *
append(struct lookups *set)
{
    if (set->count == LOOKUPS_MAX)
        return NULL;
    struct lookup *more = realloc(set->at,
                                  (set->count + 1) * sizeof *more); /* few, and small */
    if (!more)
        return NULL;
    set->at = more;
    more[set->count] = (struct lookup){0};
    return &more[set->count++];
}

bool
lookups_add(struct lookups *set, const char *name, enum lookup_type type)
{
    char tidied[LOOKUP_NAME_MAX] = "";
    if (!tidy(name, tidied))
        return false;
    if (lookups_find(set, tidied, type))
        return true;
    struct lookup *lookup = append(set);
    if (!lookup)
        return false;
    memcpy(lookup->name, tidied, sizeof tidied);
    lookup->type = type;
    return true;
}

const struct lookup *
lookups_find(const struct lookups *set, const char *name, enum lookup_type type)
{
    char tidied[LOOKUP_NAME_MAX];
    if (!tidy(name, tidied))
        return NULL;
    for (size_t i = 0; i < set->count; i++)
        if (set->at[i].type == type && strcmp(set->at[i].name, tidied) == 0)
            return &set->at[i];
    return NULL;
}

size_t
lookups_open(const struct lookups *set)
{
    size_t open = 0;
    for (size_t i = 0; i < set->count; i++)
        open += set->at[i].outcome == LOOKUP_OPEN;
    return open;
}

bool
lookup_keep(struct lookup *lookup, const char *bytes, size_t length)
{
    if (lookup->count == LOOKUP_RECORDS_MAX)
        return true;
    if (length >= LOOKUP_RECORD_MAX)
        length = LOOKUP_RECORD_MAX - 1;
    char **more = realloc(lookup->records, (lookup->count + 1) * sizeof *more);
    if (!more)
        return false;
    lookup->records = more;
    char *record = malloc(length + 1);
    if (!record)
        return false;
    for (size_t i = 0; i < length; i++)
        record[i] = bytes[i] >= ' ' && bytes[i] <= '~' ? bytes[i] : '?';
    record[length] = '\0';
    more[lookup->count++] = record;
    return true;
}

void
lookup_clear(struct lookup *lookup)
{
    for (size_t i = 0; i < lookup->count; i++)
        free(lookup->records[i]);
    free(lookup->records);
    lookup->records = NULL;
    lookup->count = 0;
    lookup->outcome = LOOKUP_OPEN;
    lookup->alias = false;
}

void
lookups_free(struct lookups *set)
{
    for (size_t i = 0; i < set->count; i++)
        lookup_clear(&set->at[i]);
    free(set->at);
    *set = (struct lookups){0};
}

/* ---- JSON ---- */

json_t *
lookups_json(const struct lookups *set)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < set->count; i++) {
        const struct lookup *lookup = &set->at[i];
        json_t *records = json_array();
        for (size_t r = 0; records && r < lookup->count; r++)
            json_array_append_new(records, json_string(lookup->records[r]));
        json_t *object = json_pack("{s:s, s:s, s:s, s:b, s:o}", "name", lookup->name,
                                   "type", types[lookup->type], "outcome",
                                   outcomes[lookup->outcome], "alias", lookup->alias,
                                   "records", records);
        if (json_array_append_new(list, object) < 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static bool
find(const char *const *names, size_t count, const char *name, size_t *ret)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0) {
            *ret = i;
            return true;
        }
    return false;
}

static bool
read_records(const json_t *records, struct lookup *lookup)
{
    size_t i;
    json_t *record;
    if (json_array_size(records) > LOOKUP_RECORDS_MAX)
        return false;
    json_array_foreach(records, i, record)
    {
        if (!json_is_string(record) ||
            json_string_length(record) >= LOOKUP_RECORD_MAX ||
            !lookup_keep(lookup, json_string_value(record), json_string_length(record)))
            return false;
    }
    return (lookup->outcome == LOOKUP_FOUND) == (lookup->count > 0);
}

static bool
read_one(json_t *object, struct lookups *set)
{
    const char *name, *type, *outcome;
    int alias;
    json_t *records;
    size_t which, how;
    if (json_unpack(object, "{s:s, s:s, s:s, s:b, s:o}", "name", &name, "type", &type,
                    "outcome", &outcome, "alias", &alias, "records", &records) < 0 ||
        !json_is_array(records) || !find(types, LOOKUP_TYPES, type, &which) ||
        !find(outcomes, LOOKUP_OUTCOMES, outcome, &how) ||
        lookups_find(set, name, (enum lookup_type)which) ||
        !lookups_add(set, name, (enum lookup_type)which))
        return false;
    struct lookup *lookup = &set->at[set->count - 1];
    lookup->outcome = (enum lookup_outcome)how;
    lookup->alias = alias != 0;
    return read_records(records, lookup);
}

bool
lookups_read(const json_t *list, struct lookups *ret)
{
    struct lookups set = {0};
    size_t i;
    json_t *object;
    bool good = json_is_array(list) && json_array_size(list) <= LOOKUPS_MAX;
    json_array_foreach(list, i, object)
    {
        if (!good)
            break;
        good = read_one(object, &set);
    }
    if (!good) {
        lookups_free(&set);
        return false;
    }
    *ret = set;
    return true;
}
