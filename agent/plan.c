/* plan: an account that is being set up: what its section of ndrwatch.conf is going to say. */
#include "agent/plan.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
    SECURE = 993,
    PLAIN = 143,
    NAMES_MOST = 1000 /* accounts at one provider */
};

static const char *const source_keys[PLAN_SOURCES] = {
    "password_file", "password_command", "token_command", "goa_account", "client_id",
};

void
plan_find(struct plan *plan, const struct finder *found)
{
    if (plan->host[0] == '\0') {
        memcpy(plan->host, found->host, sizeof plan->host);
        plan->starttls = plan->port ? plan->port == PLAIN : found->starttls;
        plan->port = plan->port ? plan->port : found->port;
    }
    if (plan->user[0] == '\0')
        memcpy(plan->user, found->users[0], sizeof plan->user);
}

static const struct account *
by_name(const struct config *config, const char *name)
{
    for (size_t i = 0; config && i < config->count; i++)
        if (strcmp(config->accounts[i].name, name) == 0)
            return &config->accounts[i];
    return NULL;
}

void
plan_name(struct plan *plan, const struct config *config, const struct finder *found)
{
    char base[WORD_NAME_MAX - 4];
    if (plan->name[0] != '\0')
        return;
    for (size_t i = 0; config && i < config->count; i++)
        if (strcasecmp(config->accounts[i].address, plan->address) == 0) {
            snprintf(plan->name, sizeof plan->name, "%s", config->accounts[i].name);
            return;
        }
    finder_name(found, plan->address, base, sizeof base);
    snprintf(plan->name, sizeof plan->name, "%s", base);
    for (int i = 2; by_name(config, plan->name) && i < NAMES_MOST; i++)
        snprintf(plan->name, sizeof plan->name, "%s-%d", base, i);
}

bool
plan_keeps(const struct plan *plan)
{
    for (int i = 0; i < PLAN_CLIENT_ID; i++)
        if (plan->sources[i][0] != '\0')
            return false;
    return true;
}

/* NULL takes the key out: it is as usual. */
static const char *
given(const char *value)
{
    return value[0] != '\0' ? value : NULL;
}

bool
plan_text(const struct plan *plan, const char *text, size_t length,
          struct edit_text *ret)
{
    char port[16];
    struct edit_pair pairs[EDIT_PAIRS_MAX];
    size_t count = 0;
    unsigned usual = plan->starttls ? PLAIN : SECURE;
    bool address = strcmp(plan->user, plan->address) == 0;
    snprintf(port, sizeof port, "%u", plan->port ? plan->port : usual);
    pairs[count++] = (struct edit_pair){"address", plan->address};
    pairs[count++] = (struct edit_pair){"user", address ? NULL : given(plan->user)};
    pairs[count++] = (struct edit_pair){"host", plan->host};
    pairs[count++] = (struct edit_pair){
        "port", plan->port == 0 || plan->port == usual ? NULL : port};
    pairs[count++] = (struct edit_pair){"tls", plan->starttls ? "starttls" : NULL};
    if (plan->ca_file[0] != '\0') /* one that is there was put there by hand */
        pairs[count++] = (struct edit_pair){"ca_file", plan->ca_file};
    for (int i = 0; i < PLAN_SOURCES; i++)
        pairs[count++] = (struct edit_pair){source_keys[i], given(plan->sources[i])};
    pairs[count++] = (struct edit_pair){"client_secret_command",
                                        given(plan->client_secret_command)};
    pairs[count++] = (struct edit_pair){"tenant", given(plan->tenant)};
    pairs[count++] = (struct edit_pair){"kind", plan->office ? "office" : NULL};
    pairs[count++] = (struct edit_pair){"admin",
                                        plan->office ? given(plan->admin) : NULL};
    return edit_set(text, length, plan->name, pairs, count, ret);
}
