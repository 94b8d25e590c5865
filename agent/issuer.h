/* issuer: the service where an account signs in: its addresses, and what it is sent. Pure.
 *
 *     struct issuer issuer;
 *     if (issuer_find(&providers, account, &issuer) == ISSUER_GOOD)
 *         issuer_refresh_form(&issuer, token, secret, form);
 */
#ifndef AGENT_ISSUER_H
#define AGENT_ISSUER_H

#include <stdbool.h>

#include "agent/config.h"
#include "agent/net/web.h"
#include "agent/oauth.h"
#include "agent/providers.h"

enum {
    ISSUER_FAULT_MAX = 1024, /* bytes of a sentence */
};

enum issuer_fault {
    ISSUER_GOOD = 0,
    ISSUER_NONE,      /* no service is known for that server */
    ISSUER_FOREIGN,   /* the server is none that its tokens may be sent to */
    ISSUER_NO_CLIENT, /* no client id: this program is not registered there */
};

/* Borrows from the providers and the account. */
struct issuer {
    const char *id, *name; /* "microsoft-consumers", "Microsoft" */
    const char *client;    /* client id */
    const char *issuer;    /* as redirect_read takes it */
    const char *scope, *extra, *flows, *redirect, *pages, *register_at;
    char authorize[WEB_URL_MAX], token[WEB_URL_MAX], device[WEB_URL_MAX],
        revoke[WEB_URL_MAX]; /* "": there is none */
    bool strict;             /* the refresh token before the newest is dead at once */
    bool secret; /* the client has a secret, which is none (RFC 8252, 8.5) */
};

/* Whatever comes back, what is known of the service is in ret. */
enum issuer_fault issuer_find(const struct providers *providers,
                              const struct account *account, struct issuer *ret);

/* What is wrong, and what can be done today. */
void issuer_fault_words(enum issuer_fault fault, const struct issuer *issuer,
                        const struct account *account, char ret[ISSUER_FAULT_MAX]);

/* The client id that was built in for a service (meson option client-ids); "": none. */
const char *issuer_built_in(const char *service);

/* The forms; secret: "" where there is none. False: too long. The caller wipes the form. */
bool issuer_refresh_form(const struct issuer *issuer, const char *refresh,
                         const char *secret, char form[WEB_FORM_MAX]);
bool issuer_device_form(const struct issuer *issuer, char form[WEB_FORM_MAX]);
bool issuer_poll_form(const struct issuer *issuer, const char *code, const char *secret,
                      char form[WEB_FORM_MAX]);
bool
issuer_code_form(const struct issuer *issuer, const char *code, const char *verifier,
                 const char *redirect, const char *secret, char form[WEB_FORM_MAX]);
bool issuer_revoke_form(const char *refresh, char form[WEB_FORM_MAX]);

/* Where the browser is to lead back to, with the port in it. */
void
issuer_redirect(const struct issuer *issuer, unsigned port, char ret[OAUTH_PAGE_MAX]);

/* The page that a browser opens. False: too long. */
bool issuer_page(const struct issuer *issuer, const char *redirect, const char *state,
                 const char *challenge, const char *address, char ret[WEB_URL_MAX]);

#endif
