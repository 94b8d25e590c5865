/* grant: what a sign-in has granted, as it is kept in the vault. */
#include "agent/grant.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum {
    FORM = 1 /* of the text; another one is not ours */
};

static void
wipe(char *text)
{
    if (text)
        explicit_bzero(text, strlen(text));
    free(text);
}

static bool
is_plain(const char *text)
{
    for (; *text; text++)
        if (*text < ' ' || *text > '~')
            return false;
    return true;
}

static bool
is_whole(const struct grant *grant)
{
    return grant->service && grant->client && grant->user && grant->refresh &&
           grant->previous && grant->service[0] && grant->refresh[0] &&
           is_plain(grant->service) && is_plain(grant->client) &&
           is_plain(grant->user) && is_plain(grant->refresh) &&
           is_plain(grant->previous);
}

static bool
make(const char *const texts[5], int64_t since, struct grant *ret)
{
    struct grant grant = {.since = since};
    char **const fields[] = {&grant.service, &grant.client, &grant.user, &grant.refresh,
                             &grant.previous};
    for (size_t i = 0; i < 5; i++)
        *fields[i] = texts[i] ? strdup(texts[i]) : NULL;
    if (!is_whole(&grant)) {
        grant_free(&grant);
        return false;
    }
    *ret = grant;
    return true;
}

bool
grant_make(const char *service, const char *client, const char *user,
           const char *refresh, int64_t since, struct grant *ret)
{
    const char *const texts[] = {service, client, user, refresh, ""};
    *ret = (struct grant){0};
    return make(texts, since, ret);
}

static char *
dump(const struct grant *grant, const char *previous)
{
    json_t *object = json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:I}", "form", FORM,
                               "service", grant->service, "client", grant->client,
                               "user", grant->user, "refresh", grant->refresh,
                               "previous", previous, "since", (json_int_t)grant->since);
    char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;
    json_decref(object);
    return text;
}

char *
grant_text(const struct grant *grant)
{
    char *text = dump(grant, grant->previous);
    if (text && strlen(text) > GRANT_TEXT_MAX) {
        wipe(text);
        text = dump(grant, "");
    }
    if (!text || strlen(text) <= GRANT_TEXT_MAX)
        return text;
    wipe(text);
    return NULL;
}

bool
grant_read(const char *text, size_t length, struct grant *ret)
{
    json_t *object = length <= GRANT_TEXT_MAX
                         ? json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL)
                         : NULL;
    static const char *const names[] = {"service", "client", "user", "refresh",
                                        "previous"};
    const char *texts[5];
    for (size_t i = 0; i < 5; i++)
        texts[i] = json_string_value(json_object_get(object, names[i]));
    bool good = json_integer_value(json_object_get(object, "form")) == FORM &&
                make(texts, json_integer_value(json_object_get(object, "since")), ret);
    json_decref(object);
    return good;
}

bool
grant_rotate(struct grant *grant, const char *refresh)
{
    char *copy = strdup(refresh);
    if (!copy)
        return false;
    wipe(grant->previous);
    grant->previous = grant->refresh;
    grant->refresh = copy;
    return true;
}

void
grant_free(struct grant *grant)
{
    wipe(grant->service);
    wipe(grant->client);
    wipe(grant->user);
    wipe(grant->refresh);
    wipe(grant->previous);
    *grant = (struct grant){0};
}
