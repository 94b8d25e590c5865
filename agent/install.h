/* install: a plan becomes an account: its section is made, tried, kept and watched. What goes wrong
 * is said on standard error, what is done on standard output. */
#ifndef AGENT_INSTALL_H
#define AGENT_INSTALL_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/config.h"
#include "agent/edit.h"
#include "agent/place.h"
#include "agent/plan.h"
#include "agent/probe.h"
#include "agent/providers.h"

struct install {
    const struct place *place; /* borrowed, as is the next */
    const struct providers *providers;
    char *text; /* of the file as it is; owned; NULL: there is none */
    size_t length;
    struct config *config;         /* the same, read; owned; NULL: none */
    struct edit_text edited;       /* as it is to be; owned */
    struct config *made;           /* the same, read; owned */
    const struct account *account; /* of it, the one that is being set up */
};

/* Reads the file as it is. Returns 0, or a sysexits code: it has faults, or cannot be read. */
int install_open(const struct place *place, const struct providers *providers,
                 struct install *ret);
void install_close(struct install *install);

/* Makes the file as it is to be, with the plan's section. Returns as above. */
int install_prepare(struct install *install, const struct plan *plan);

/* Goes the whole way with this password; "": the secret comes from elsewhere. Prints each step. */
void
install_try(const struct install *install, const char *password, struct probe *ret);

/* Keeps the password, unless it is "", and then writes the file. Returns as above. */
int install_keep(const struct install *install, const char *password);

/* Tells a running agent, or offers to start one: ask: a person is there. Waits until the account is
 * watched. */
void install_start(const struct install *install, bool ask);

/* Forgets the secrets of accounts of `before` that are not in `after` (NULL: none is). */
void install_forget(const struct place *place, const struct config *before,
                    const struct config *after);

#endif
