/* plan: an account that is being set up: what its section of ndrwatch.conf is going to say. Pure.
 *
 *     struct plan plan = {.address = "pat@charter.net"};
 *     plan_find(&plan, &found);             // host, port, sign-in name
 *     plan_name(&plan, config, &found);     // as it was called before, or a new name
 *     plan_text(&plan, text, length, &edited);
 */
#ifndef AGENT_PLAN_H
#define AGENT_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/config.h"
#include "agent/edit.h"
#include "agent/finder.h"
#include "agent/word.h"

enum {
    PLAN_VALUE_MAX = EDIT_VALUE_MAX + 1 /* bytes, the NUL included */
};

/* Where its secret comes from. At most one of them; none: it is kept (vault.h). */
enum plan_source {
    PLAN_PASSWORD_FILE = 0,
    PLAN_PASSWORD_COMMAND,
    PLAN_TOKEN_COMMAND,
    PLAN_GOA_ACCOUNT,
    PLAN_CLIENT_ID,
    PLAN_SOURCES
};

struct plan {
    char name[WORD_NAME_MAX + 1];
    char address[FINDER_USER_MAX];
    char user[FINDER_USER_MAX]; /* "": the address */
    char host[FINDER_HOST_MAX];
    unsigned port; /* 0: as usual */
    bool starttls;
    bool office;
    char admin[FINDER_USER_MAX];
    char ca_file[PLAN_VALUE_MAX];
    char sources[PLAN_SOURCES][PLAN_VALUE_MAX];
    char client_secret_command[PLAN_VALUE_MAX], tenant[PLAN_VALUE_MAX];
};

/* Takes host, port, TLS and the first sign-in name, unless they are there. */
void plan_find(struct plan *plan, const struct finder *found);

/* Names it, unless it has a name: as the account of this address in config (NULL: there is none) is
 * called, else after the provider, with a number where that is taken. */
void
plan_name(struct plan *plan, const struct config *config, const struct finder *found);

/* Is its secret of none of the sources, so that it is kept? */
bool plan_keeps(const struct plan *plan);

/* The text with its section; what the section has besides stays. False: no memory, or a value that
 * does not fit. */
bool plan_text(const struct plan *plan, const char *text, size_t length,
               struct edit_text *ret);

#endif
