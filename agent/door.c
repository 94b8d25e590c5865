/* door: do the mail servers of a domain answer at port 25, and can that be seen from here? */
#include "agent/door.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DETAIL_MAX = 160 /* bytes of a greeting that are shown: a stranger's words */
};

enum state {
    STATE_ANSWERS = 0,
    STATE_UNWILLING, /* it answers, and takes nothing from here */
    STATE_MUTE,      /* it opens, and says nothing */
    STATE_REFUSED,
    STATE_SILENT,
    STATE_NO_ROAD,
    STATE_ODD,     /* something answers that is no mail server */
    STATE_UNKNOWN, /* there was nobody to knock at */
    STATES
};

// clang-format off
static const struct { const char *id; enum domain_grade grade; const char *text; } words[STATES] = {
    [STATE_ANSWERS] = { "door_open", DOMAIN_GOOD,
        "Its mail server answers ({detail}). That it answers here does not say that it takes mail from your provider." },
    [STATE_UNWILLING] = { "door_unwilling", DOMAIN_NOTE,
        "Its mail server answers, but wants nothing from this computer (\"{detail}\"). Most do so with a home's connection: it says "
        "little about your provider's." },
    [STATE_MUTE] = { "door_mute", DOMAIN_NOTE,
        "Its mail server ({detail}) opens the connection but has said nothing in 8 seconds: it is busy, or lets strangers wait." },
    [STATE_REFUSED] = { "door_refused", DOMAIN_BAD,
        "Its mail server ({detail}) refuses connections from here, while others do answer: it is down, or shuts out this network." },
    [STATE_SILENT] = { "door_silent", DOMAIN_BAD,
        "Its mail server ({detail}) does not answer here, while others do: it is down, or shuts out this network." },
    [STATE_NO_ROAD] = { "door_no_road", DOMAIN_UNSURE,
        "There is no way from this network to its mail server ({detail})." },
    [STATE_ODD] = { "door_odd", DOMAIN_NOTE,
        "Something answers at its mail server ({detail}), but not as a mail server does. A firewall may stand between." },
};
// clang-format on

/* Words with what they speak of in its place. */
static void
say(struct domain_finding *ret, const char *text, const char *detail)
{
    const char *place = strstr(text, "{detail}");
    if (place)
        snprintf(ret->text, sizeof ret->text, "%.*s%.*s%s", (int)(place - text), text,
                 DETAIL_MAX, detail, place + strlen("{detail}"));
    else
        snprintf(ret->text, sizeof ret->text, "%s", text);
}

static const char SHUT_HERE[] =
    "Whether its mail server answers cannot be seen from here: the network here lets "
    "nobody through to port 25, as in most homes.";
static const char NOT_COMPARED[] =
    "Its mail server ({detail}) does not answer here. Most homes let nobody through to port "
    "25, and there was no other server to compare it with, so this proves nothing.";

/* ---- what to ask ---- */

/* The best mail server's addresses, those of the next, as many as are knocked at; of a domain
 * without MX, its own. */
static size_t
addresses(const char *domain, const struct lookups *set, const char *ret[DOOR_MOST])
{
    static const enum lookup_type both[] = {LOOKUP_A, LOOKUP_AAAA};
    const struct lookup *mx = lookups_find(set, domain, LOOKUP_MX);
    size_t count = 0;
    struct domain_servers best = {0};
    if (mx && mx->outcome == LOOKUP_FOUND)
        best = domain_servers(mx);
    else if (mx && mx->outcome == LOOKUP_NOTHING)
        best = (struct domain_servers){.host = {domain}, .count = 1};
    /* One of each server first, of whichever family. */
    for (size_t i = 0; i < best.count && count < DOOR_MOST; i++) {
        bool taken = false;
        for (size_t type = 0; type < 2 && !taken; type++) {
            const struct lookup *found = lookups_find(set, best.host[i], both[type]);
            for (size_t r = 0; found && r < found->count && !taken; r++) {
                taken = !domain_is_private(found->records[r]);
                if (taken)
                    ret[count++] = found->records[r];
            }
        }
    }
    return count;
}

static void
plan_names(const char *domain, struct lookups *set)
{
    if (!lookups_add(set, domain, LOOKUP_MX))
        return; /* no name: nobody is asked */
    const struct lookup *mx = lookups_find(set, domain, LOOKUP_MX);
    const struct lookup taken = *mx; /* the set moves as it grows */
    if (taken.outcome != LOOKUP_FOUND)
        return;
    struct domain_servers best = domain_servers(&taken);
    for (size_t i = 0; i < best.count && i < DOOR_MOST; i++)
        if (best.host[i][0] != '\0') {
            lookups_add(set, best.host[i], LOOKUP_A);
            lookups_add(set, best.host[i], LOOKUP_AAAA);
        }
}

/* Once the names are all known. */
static bool
plan_doors(const char *domain, struct lookups *set)
{
    const char *found[DOOR_MOST];
    size_t count = addresses(domain, set, found);
    for (size_t i = 0; i < count; i++)
        if (!lookups_add(set, found[i], LOOKUP_SMTP))
            return false;
    return true;
}

bool
door_plan(const struct domain_question *question, struct lookups *set)
{
    if (!question->control)
        return true;
    plan_names(question->domain, set);
    plan_names(question->control, set);
    return lookups_open(set) > 0 ||
           (plan_doors(question->domain, set) && plan_doors(question->control, set));
}

/* ---- what it means ---- */

static enum state
state_of(const struct lookup *door)
{
    const char *said = door->count > 0 ? door->records[0] : "";
    switch (door->outcome) {
    case LOOKUP_FOUND:
        return said[0] == '\0'  ? STATE_MUTE
               : said[0] == '2' ? STATE_ANSWERS
                                : STATE_UNWILLING;
    case LOOKUP_REFUSED:
        return STATE_REFUSED;
    case LOOKUP_SILENT:
        return STATE_SILENT;
    case LOOKUP_GARBLED:
        return STATE_ODD;
    case LOOKUP_NOBODY:
        return STATE_NO_ROAD;
    case LOOKUP_OPEN:
    case LOOKUP_NOTHING:
    case LOOKUP_NO_NAME:
    case LOOKUP_FAILED:
    case LOOKUP_OUTCOMES:
        break;
    }
    return STATE_UNKNOWN;
}

/* The best of its doors, and which it is. */
static enum state
best_of(const char *domain, const struct lookups *set, const struct lookup **ret)
{
    const char *found[DOOR_MOST];
    enum state best = STATE_UNKNOWN;
    size_t count = addresses(domain, set, found);
    for (size_t i = 0; i < count; i++) {
        const struct lookup *door = lookups_find(set, found[i], LOOKUP_SMTP);
        enum state one = door ? state_of(door) : STATE_UNKNOWN;
        if (one < best) {
            best = one;
            *ret = door;
        }
    }
    return best;
}

void
door_judge(const struct domain_question *question, const struct lookups *set,
           struct domain_findings *found)
{
    const struct lookup *door = NULL, *other = NULL;
    if (!question->control || found->count == DOMAIN_FINDINGS_MAX)
        return;
    enum state state = best_of(question->domain, set, &door);
    enum state compared = best_of(question->control, set, &other);
    if (state == STATE_UNKNOWN)
        return;
    struct domain_finding *finding = &found->at[found->count++];
    *finding = (struct domain_finding){
        .what = DOMAIN_DOOR, .grade = words[state].grade, .id = words[state].id};
    bool speaks = state == STATE_ANSWERS || state == STATE_UNWILLING;
    bool shut = state == STATE_REFUSED || state == STATE_SILENT;
    say(finding, words[state].text, speaks ? door->records[0] : door->name);
    if (!shut || compared <= STATE_MUTE)
        return;
    bool alone = compared == STATE_UNKNOWN;
    finding->grade = DOMAIN_UNSURE;
    finding->id = alone ? "door_not_compared" : "door_shut_here";
    say(finding, alone ? NOT_COMPARED : SHUT_HERE, door->name);
}
