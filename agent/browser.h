/* browser: opens a sign-in page in the person's browser, and waits on this computer alone for what
 * it brings back (RFC 8252, 7.3).
 */
#ifndef AGENT_BROWSER_H
#define AGENT_BROWSER_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/redirect.h"

enum {
    BROWSER_PATIENCE =
        300 * 1000, /* ms: a person types a password and looks for a telephone */
    BROWSER_HEAD_PATIENCE = 3000, /* ms for one request: it comes from this computer */
    BROWSER_CALLS_MAX = 50,       /* requests: a browser asks for an icon, and more */
};

/* Where it waits: 127.0.0.1, and [::1] where there is one, under one port. */
struct browser {
    int fds[2]; /* -1: none */
    unsigned port;
};

/* Listens on a free port. False: errno says why. */
bool browser_listen(struct browser *browser);

/* Starts xdg-open, where there is a desktop. False: there is none; the person does it. */
bool browser_open(const char *page);

/* Waits for the answer to this sign-in; whatever else comes is sent away. Gives REDIRECT_FOREIGN
 * where none came in time. state, issuer: as in redirect_read. */
enum redirect_result
browser_wait(const struct browser *browser, const char *state, const char *issuer,
             int64_t now, struct redirect *ret);

void browser_close(struct browser *browser);

#endif
