/* layers: which layers of its cage hold a helper, for the log and for `status`. */
#include "agent/layers.h"

#include <stdio.h>
#include <string.h>

#include "agent/agent.h"
#include "agent/log.h"
#include "imap/cage.h"

// clang-format off
static const struct {
    uint64_t layer;
    const char *key;   /* for --json */
    const char *words; /* for people: what it is called, and what it is good for */
} layers[] = {
    { CAGE_FILES,      "landlock",     "Landlock (files)" },
    { CAGE_CALLS,      "seccomp",      "seccomp (system calls)" },
    { CAGE_LIMITS,     "limits",       "limits" },
    { CAGE_PRIVILEGES, "no_new_privs", "no new privileges" },
    { CAGE_HIDDEN,     "hidden",       "hidden memory" },
};
// clang-format on

enum {
    LAYERS = sizeof layers / sizeof layers[0]
};

json_t *
layers_one(const struct message_cage *cage)
{
    json_t *one = json_object();
    for (size_t i = 0; i < LAYERS; i++) {
        bool holds = (cage->layers & layers[i].layer) != 0;
        json_t *value = layers[i].layer == CAGE_FILES
                            ? json_integer((json_int_t)(holds ? cage->landlock : 0))
                            : json_boolean(holds);
        json_object_set_new(one, layers[i].key, value);
    }
    return one;
}

/* What holds all processes of ndrwatch-imap that have told. False: none has. */
static bool
imap_cage(struct agent *agent, struct message_cage *ret)
{
    bool any = false;
    for (size_t i = 0; i < APART_PROCESSES; i++) {
        const struct child *child = apart_process(agent, i);
        if (!child || !child->caged)
            continue;
        struct message_cage cage = child->cage;
        if (any) {
            cage.layers &= ret->layers;
            cage.landlock = cage.landlock < ret->landlock ? cage.landlock
                                                          : ret->landlock;
        }
        *ret = cage;
        any = true;
    }
    return any;
}

json_t *
layers_json(struct agent *agent)
{
    struct message_cage cage;
    json_t *all = json_object();
    if (imap_cage(agent, &cage))
        json_object_set_new(all, agent->imap.name, layers_one(&cage));
    if (agent->parse.caged)
        json_object_set_new(all, agent->parse.name, layers_one(&agent->parse.cage));
    return all;
}

static bool
holds(const json_t *one, size_t layer)
{
    const json_t *value = json_object_get(one, layers[layer].key);
    return json_is_true(value) || json_integer_value(value) > 0;
}

/* Appends the layers that hold, or that do not. */
static void
list(const json_t *one, bool held, const char *before, char ret[LAYERS_TEXT])
{
    size_t length = strlen(ret);
    for (size_t i = 0; i < LAYERS && length < LAYERS_TEXT - 1; i++) {
        if (holds(one, i) != held)
            continue;
        snprintf(ret + length, LAYERS_TEXT - length, "%s%s", before, layers[i].words);
        length = strlen(ret);
        before = ", ";
    }
}

void
layers_words(const json_t *one, char ret[LAYERS_TEXT])
{
    ret[0] = '\0';
    list(one, true, "held by ", ret);
    list(one, false, ret[0] == '\0' ? "without " : "; without ", ret);
}

bool
layers_told(struct child *child, const struct message *message)
{
    if (child->caged || !message_read_cage(message, &child->cage))
        return false;
    child->caged = true;
    if (child->cage.layers == CAGE_ALL)
        return true;
    char words[LAYERS_TEXT];
    json_t *one = layers_one(&child->cage);
    layers_words(one, words);
    json_decref(one);
    log_info(NULL, "%s is %s: this system has no more of it", child->name, words);
    return true;
}
