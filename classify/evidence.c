/* evidence: which field or line said a fact.
 *
 * Readers hand over the bytes they read a fact from. The text those bytes lie in tells the
 * part, and the line feeds before them the line. Readers mostly go forward, so counting
 * goes on from the place told last, in either direction, and stays linear. */
#include "classify/evidence.h"

#include "classify/lines.h"

struct evidence_region {
    struct evidence_region *next;
    struct slice content;
    const unsigned char *counted; /* the place told last, */
    uint32_t line;                /* and its line */
    uint16_t part;
};

void
evidence_region(struct evidence *evidence, struct arena *arena, struct slice content,
                unsigned part)
{
    struct evidence_region *region = arena_room(arena, sizeof *region);
    if (!region)
        return;
    *region = (struct evidence_region){
        .next = evidence->regions,
        .content = content,
        .counted = content.at,
        .line = 1,
        .part = (uint16_t)part,
    };
    evidence->regions = region;
}

static uint32_t
feeds(const unsigned char *from, const unsigned char *to)
{
    return (uint32_t)lines_count((struct slice){from, (size_t)(to - from)});
}

static uint32_t
line_of(struct evidence_region *region, const unsigned char *at)
{
    if (at >= region->counted)
        region->line += feeds(region->counted, at);
    else
        region->line -= feeds(at, region->counted);
    region->counted = at;
    return region->line;
}

static void
put(struct arena *arena, struct bounce_evidence made,
    const struct bounce_evidence **list)
{
    struct bounce_evidence *evidence = arena_room(arena, sizeof *evidence);
    if (!evidence)
        return;
    *evidence = made;
    evidence->next = *list;
    *list = evidence;
}

bool
evidence_put(struct evidence *evidence, struct arena *arena, enum bounce_fact fact,
             const char *source, const unsigned char *at,
             const struct bounce_evidence **list)
{
    for (struct evidence_region *region = evidence->regions; region;
         region = region->next) {
        if ((uintptr_t)at - (uintptr_t)region->content.at >= region->content.length)
            continue;
        put(arena,
            (struct bounce_evidence){.source = source,
                                     .line = line_of(region, at),
                                     .part = region->part,
                                     .fact = (uint16_t)fact},
            list);
        return true;
    }
    return false;
}

void
evidence_whole(struct arena *arena, enum bounce_fact fact, const char *source,
               const struct bounce_evidence **list)
{
    put(arena, (struct bounce_evidence){.source = source, .fact = (uint16_t)fact},
        list);
}

void
evidence_inherit(struct arena *arena, enum bounce_fact fact, enum bounce_fact from,
                 const char *source, const struct bounce_evidence **list)
{
    for (const struct bounce_evidence *have = *list; have; have = have->next)
        if (have->fact == from) {
            struct bounce_evidence made = *have;
            made.fact = (uint16_t)fact;
            put(arena, made, list);
            return;
        }
    evidence_whole(arena, fact, source, list);
}

const char *
bounce_fact_name(unsigned fact)
{
    // clang-format off
    static const char *const names[] = {
        [BOUNCE_FACT_KIND] = "kind",
        [BOUNCE_FACT_RECIPIENT] = "recipient",
        [BOUNCE_FACT_ORIGINAL_RECIPIENT] = "original_recipient",
        [BOUNCE_FACT_ACTION] = "action",
        [BOUNCE_FACT_STATUS] = "status",
        [BOUNCE_FACT_DIAGNOSTIC] = "diagnostic",
        [BOUNCE_FACT_SAID] = "said",
        [BOUNCE_FACT_SAID_BY] = "said_by",
        [BOUNCE_FACT_REMOTE_MTA] = "remote_mta",
        [BOUNCE_FACT_TRIED_HOST] = "tried_host",
        [BOUNCE_FACT_TRIED_ADDRESS] = "tried_address",
        [BOUNCE_FACT_TRIED_LAST] = "tried_last",
        [BOUNCE_FACT_TRIES_UNTIL] = "tries_until",
        [BOUNCE_FACT_FINAL_RECIPIENT] = "final_recipient",
        [BOUNCE_FACT_COMMAND] = "command",
        [BOUNCE_FACT_TRIES] = "tries",
        [BOUNCE_FACT_REPORTER] = "reporter",
        [BOUNCE_FACT_ARRIVED] = "arrived",
        [BOUNCE_FACT_PATIENCE] = "patience",
        [BOUNCE_FACT_ORIGINAL_MESSAGE_ID] = "original_message_id",
        [BOUNCE_FACT_ORIGINAL_SUBJECT] = "original_subject",
        [BOUNCE_FACT_ORIGINAL_TO] = "original_to",
        [BOUNCE_FACT_ORIGINAL_FROM] = "original_from",
        [BOUNCE_FACT_ORIGINAL_SENT] = "original_sent",
        [BOUNCE_FACT_SOFTWARE] = "software",
    };
    // clang-format on
    return fact < sizeof names / sizeof names[0] ? names[fact] : NULL;
}
