/* catalogue: all that is said of a cause or a notice, with the words filled in for an example. */
#include "agent/catalogue.h"

#include <stdbool.h>

#include "agent/facts.h"

enum {
    ROOM = 4 * BOUNCE_TEXT_MAX
};

/* Nothing is known but who wrote to whom: the words fit every such mail. */
static const struct bounce_original original = {
    .message_id = "",
    .subject = "",
    .to = "",
    .from = "sam@example.org",
};

static struct bounce_failure
example_failure(enum bounce_kind kind)
{
    return (struct bounce_failure){
        .kind = kind,
        .recipient = "pat@example.net",
        .original_recipient = "",
        .action = "",
        .status = "",
        .diagnostic = "",
        .said = "",
        .said_by = "",
        .remote_mta = "",
        .tried_host = "",
        .tried_address = "",
        .final_recipient = "",
        .command = "",
    };
}

static json_t *
filled(const char *words, enum bounce_kind kind)
{
    const struct bounce_failure failure = example_failure(kind);
    const struct bounce bounce = {
        .kind = kind,
        .reporter = "",
        .message_id = "",
        .original = &original,
        .failures = &failure,
        .failures_seen = 1,
        .own_provider = "",
    };
    char text[ROOM];
    bounce_fill(words, &bounce, &failure, NULL, text, sizeof text);
    return json_string(text);
}

static json_t *
filled_all(const char *const *words, enum bounce_kind kind)
{
    json_t *list = json_array();
    for (; *words; words++) {
        json_t *text = filled(*words, kind);
        if (json_string_length(text) > 0)
            json_array_append(list, text);
        json_decref(text);
    }
    return list;
}

static json_t *
rules_json(enum bounce_cause cause)
{
    json_t *list = json_array();
    const struct bounce_rule *rule;
    for (size_t i = 0; (rule = bounce_rule(i)) != NULL; i++)
        if (rule->cause == cause)
            json_array_append_new(list,
                                  json_pack("{s:s, s:s, s:s, s:s}", "id", rule->id,
                                            "phrases", rule->phrases, "hosts",
                                            rule->hosts, "source", rule->source));
    return list;
}

/* What both have. */
static bool
add_words(json_t *entry, const struct bounce_advice *advice)
{
    // clang-format off
    json_t *words = json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s}",
                              "headline", advice->plain,
                              "happened", filled(advice->happened, BOUNCE_FAILED),
                              "lost", filled(advice->lost, BOUNCE_FAILED),
                              "reassure", filled(advice->reassure, BOUNCE_FAILED),
                              "steps", filled_all(advice->steps, BOUNCE_FAILED),
                              "again", filled(advice->again, BOUNCE_FAILED),
                              "keep", filled(advice->keep, BOUNCE_FAILED),
                              "ask", filled(advice->ask, BOUNCE_FAILED),
                              "sources", advice->sources);
    // clang-format on
    bool added = words && json_object_update(entry, words) == 0;
    json_decref(words);
    return added;
}

static json_t *
whole(json_t *entry, const struct bounce_advice *advice)
{
    if (entry && add_words(entry, advice))
        return entry;
    json_decref(entry);
    return NULL;
}

json_t *
catalogue_cause(enum bounce_cause cause)
{
    const struct bounce_advice *sender = bounce_advise(cause, BOUNCE_FOR_SENDER);
    const struct bounce_advice *postmaster = bounce_advise(cause,
                                                           BOUNCE_FOR_POSTMASTER);
    // clang-format off
    return whole(json_pack("{s:s, s:o, s:o, s:o, s:o}",
                           "cause", sender->id,
                           "who", facts_who(bounce_who(cause)),
                           "waiting", filled_all(sender->steps, BOUNCE_DELAYED),
                           "postmaster", filled_all(postmaster->steps, BOUNCE_FAILED),
                           "rules", rules_json(cause)),
                 sender);
    // clang-format on
}

json_t *
catalogue_notice(enum bounce_notice notice)
{
    const struct bounce_advice *advice = bounce_advise_notice(notice);
    return whole(json_pack("{s:s}", "notice", advice->id), advice);
}

json_t *
catalogue_all(void)
{
    json_t *all = json_array();
    for (int i = 0; i <= BOUNCE_CAUSE_FORWARDING_BLOCKED; i++)
        if (json_array_append_new(all, catalogue_cause((enum bounce_cause)i)) != 0)
            goto failed;
    for (int i = 0; bounce_advise_notice((enum bounce_notice)i); i++)
        if (json_array_append_new(all, catalogue_notice((enum bounce_notice)i)) != 0)
            goto failed;
    return all;

failed:
    json_decref(all);
    return NULL;
}

const char *
catalogue_id(const json_t *entry)
{
    const json_t *id = json_object_get(entry, "cause");
    return json_string_value(id ? id : json_object_get(entry, "notice"));
}
