/* quest: one errand of ndrwatch-net for a command, which waits for it: names are looked up, or one page
 * of the web is read. */
#ifndef AGENT_QUEST_H
#define AGENT_QUEST_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "agent/net/lookup.h"

enum {
    QUEST_PATIENCE = 8 * 1000 /* ms: a round of names has 5 s (ask.h), and a moment */
};

/* What a page says. */
struct quest_page {
    char *bytes; /* malloc'ed; NULL: there is none */
    size_t length;
};

/* Asks what is open in the set. False: ndrwatch-net could not be asked, or nothing came in time, or
 * *stop (may be NULL) was set by a signal; then all stays as it was. */
bool quest_names(struct lookups *set, const volatile sig_atomic_t *stop);

/* Reads a page, at most WEB_BODY_MAX bytes of it. False: it cannot be had, as above. */
bool
quest_read(const char *url, const volatile sig_atomic_t *stop, struct quest_page *ret);

#endif
