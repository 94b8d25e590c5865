/* past: as JSON, for people's programs and for the command that renders it. */
#include <stdlib.h>
#include <string.h>

#include "agent/case.h"
#include "agent/clock.h"
#include "agent/past.h"

static const char *const grounds[] = {
    [BOUNCE_GROUND_NONE] = "",
    [BOUNCE_GROUND_MEASURED] = "measured",
    [BOUNCE_GROUND_DOCUMENTED] = "documented",
    [BOUNCE_GROUND_GENERAL] = "general",
};

const char *
past_ground(enum bounce_ground ground)
{
    return grounds[ground];
}

static enum bounce_ground
ground_of(const char *name)
{
    for (size_t i = 0; i < sizeof grounds / sizeof grounds[0]; i++)
        if (strcmp(grounds[i], name) == 0)
            return (enum bounce_ground)i;
    return BOUNCE_GROUND_NONE;
}

static json_t *
finding_json(const struct bounce_finding *finding)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:b}", "rule", finding->id,
                     "ground", past_ground(finding->ground), "headline",
                     finding->headline, "text", finding->words, "step", finding->step,
                     "alone", finding->alone, "brief", finding->brief);
}

static json_t *
findings_json(const struct past *past)
{
    json_t *list = json_array();
    for (size_t i = 0; i < past->count; i++)
        json_array_append_new(list, finding_json(&past->findings[i]));
    return list;
}

json_t *
past_json(const struct past *past)
{
    char name[CASE_NAME_MAX] = "", opened[CLOCK_TEXT_MAX], since[CLOCK_TEXT_MAX];
    char worked[CLOCK_TEXT_MAX], until[CLOCK_TEXT_MAX];
    if (past->link)
        case_name(past->link, name);
    clock_stamp(past->course.opened, opened);
    clock_stamp(past->past.since, since);
    clock_stamp(past->past.worked, worked);
    clock_stamp(past->course.retry_until, until);
    return json_pack(
        "{s:s, s:s, s:s, s:s, s:I, s:I, s:i, s:i, s:s, s:b, s:b, s:s, s:o}", "case",
        name, "state", course_name(past->course.state), "opened", opened, "retry_until",
        until, "case_count", (json_int_t)past->course.count, "case_days",
        (json_int_t)past->course.days, "count", (int)past->past.count, "days",
        (int)past->past.days, "since", since, "lasting", past->past.lasting,
        "only_there", past->past.only_there, "worked", worked, "findings",
        findings_json(past));
}

/* The members of bounce_past and of past that go over the socket, by name. */
json_t *
past_pack(const struct past *past)
{
    const struct bounce_past *of = &past->past;
    // clang-format off
    return json_pack("{s:s, s:I, s:s, s:I, s:I, s:i, s:i, s:I, s:b, s:b, s:b, s:b, s:I, s:b, s:b, s:b, s:s, s:i, s:i, s:i, s:o}",
                     "recipient", of->recipient ? of->recipient : "",
                     "link", (json_int_t)past->link,
                     "state", course_name(past->course.state),
                     "opened", (json_int_t)past->course.opened,
                     "until", (json_int_t)past->course.retry_until,
                     "count", (int)of->count,
                     "days", (int)of->days,
                     "since", (json_int_t)of->since,
                     "lasting", of->lasting,
                     "only_there", of->only_there,
                     "sent", of->sent,
                     "watching", of->watching,
                     "worked", (json_int_t)of->worked,
                     "others", of->others_get_through,
                     "elsewhere", of->other_account_works,
                     "alive", of->alive,
                     "other_way", of->other_way ? of->other_way : "",
                     "wait", (int)of->wait,
                     "cause", of->cause ? (int)*of->cause : -1,
                     "who", of->who ? (int)*of->who : -1,
                     "findings", findings_json(past));
    // clang-format on
}

static const char *
keep(struct past *past, const char *text)
{
    if (!*text || past->text_count == PAST_TEXTS_MAX)
        return "";
    char *copy = strdup(text);
    if (!copy)
        return "";
    past->texts[past->text_count++] = copy;
    return copy;
}

static bool
unpack_findings(json_t *list, struct past *ret)
{
    json_t *one;
    size_t i;
    json_array_foreach(list, i, one)
    {
        const char *id, *ground, *headline, *words, *step;
        int alone, brief;
        if (i == PAST_FINDINGS_MAX ||
            json_unpack(one, "{s:s, s:s, s:s, s:s, s:s, s:b, s:b}", "rule", &id,
                        "ground", &ground, "headline", &headline, "text", &words,
                        "step", &step, "alone", &alone, "brief", &brief) < 0)
            return false;
        ret->findings[i] = (struct bounce_finding){
            .id = keep(ret, id),
            .headline = keep(ret, headline),
            .words = keep(ret, words),
            .step = keep(ret, step),
            .ground = ground_of(ground),
            .alone = alone,
            .brief = brief,
        };
        if (i > 0)
            ret->findings[i - 1].next = &ret->findings[i];
        ret->past.findings = ret->findings;
        ret->count = i + 1;
    }
    return true;
}

bool
past_unpack(json_t *json, struct past *ret)
{
    const char *recipient, *state, *way;
    json_int_t link, opened, until, since, worked;
    int count, days, lasting, only, sent, watching, others, elsewhere, alive, wait;
    int cause, who;
    json_t *findings;
    *ret = (struct past){.past = {.size = sizeof ret->past}};
    // clang-format off
    if (json_unpack(json,
                    "{s:s, s:I, s:s, s:I, s:I, s:i, s:i, s:I, s:b, s:b, s:b, s:b, s:I, s:b, s:b, s:b, s:s, s:i, s:i, s:i, s:o}",
                    "recipient", &recipient, "link", &link, "state", &state,
                    "opened", &opened, "until", &until, "count", &count, "days", &days,
                    "since", &since, "lasting", &lasting, "only_there", &only,
                    "sent", &sent, "watching", &watching, "worked", &worked,
                    "others", &others, "elsewhere", &elsewhere, "alive", &alive,
                    "other_way", &way, "wait", &wait, "cause", &cause, "who", &who,
                    "findings", &findings) < 0)
        return false;
    // clang-format on
    ret->link = link;
    ret->course = (struct course){
        .state = course_of(state), .opened = opened, .retry_until = until};
    ret->past.recipient = keep(ret, recipient);
    ret->past.other_way = keep(ret, way);
    ret->past.count = (uint32_t)count;
    ret->past.days = (uint32_t)days;
    ret->past.since = since;
    ret->past.lasting = lasting;
    ret->past.only_there = only;
    ret->past.sent = sent;
    ret->past.watching = watching;
    ret->past.worked = worked;
    ret->past.others_get_through = others;
    ret->past.other_account_works = elsewhere;
    ret->past.alive = alive;
    ret->past.wait = (uint32_t)wait;
    if (cause >= 0) {
        ret->cause = (enum bounce_cause)cause;
        ret->past.cause = &ret->cause;
    }
    if (who >= 0) {
        ret->who = (unsigned)who;
        ret->past.who = &ret->who;
    }
    if (unpack_findings(findings, ret))
        return true;
    past_free(ret);
    return false;
}
