/* issuer: the service where an account signs in: its addresses, and what it is sent. */
#include "agent/issuer.h"

#include <stdio.h>
#include <string.h>

/* "SERVICE=ID SERVICE=ID": meson option client-ids; empty as it is shipped. */
static const char built_in[] = NDRWATCH_CLIENT_IDS;

const char *
issuer_built_in(const char *service)
{
    static char id[128];
    size_t length = strlen(service);
    for (const char *at = built_in; *at; at += strspn(at, " ")) {
        size_t size = strcspn(at, " ");
        if (size > length + 1 && size - length - 1 < sizeof id &&
            memcmp(at, service, length) == 0 && at[length] == '=') {
            memcpy(id, at + length + 1, size - length - 1);
            id[size - length - 1] = '\0';
            return id;
        }
        at += size;
    }
    return "";
}

/* ---- addresses ---- */

/* Puts the tenant, or what stands in the brace, in its place. */
static void
fill(const char *address, const char *tenant, char ret[WEB_URL_MAX])
{
    const char *open = strstr(address, "{tenant"),
               *close = open ? strchr(open, '}') : NULL;
    if (!close) {
        snprintf(ret, WEB_URL_MAX, "%s", address);
        return;
    }
    const char *usual = memchr(open, ':', (size_t)(close - open));
    usual = usual ? usual + 1 : close;
    int length = *tenant ? (int)strlen(tenant) : (int)(close - usual);
    snprintf(ret, WEB_URL_MAX, "%.*s%.*s%s", (int)(open - address), address, length,
             *tenant ? tenant : usual, close + 1);
}

enum issuer_fault
issuer_find(const struct providers *providers, const struct account *account,
            struct issuer *ret)
{
    const struct providers_row *row = providers_of(providers, account->address,
                                                   account->host);
    const struct providers_service *service =
        row ? providers_service(providers, row->values[PROVIDERS_OAUTH]) : NULL;
    *ret = (struct issuer){.id = "", .name = row ? row->values[PROVIDERS_NAME] : ""};
    if (!service)
        return ISSUER_NONE;
    *ret = (struct issuer){
        .id = service->id,
        .name = service->values[SERVICE_NAME],
        .client = account->client_id[0] ? account->client_id
                                        : issuer_built_in(service->id),
        .issuer = service->values[SERVICE_ISSUER],
        .scope = service->values[SERVICE_SCOPE],
        .extra = service->values[SERVICE_EXTRA],
        .flows = service->values[SERVICE_FLOWS],
        .redirect = service->values[SERVICE_REDIRECT],
        .pages = service->values[SERVICE_PAGES],
        .register_at = service->values[SERVICE_REGISTER],
        .strict = strcmp(service->values[SERVICE_ROTATES], "strict") == 0,
        .secret = strcmp(service->values[SERVICE_SECRET], "needed") == 0,
    };
    fill(service->values[SERVICE_AUTHORIZE], account->tenant, ret->authorize);
    fill(service->values[SERVICE_TOKEN], account->tenant, ret->token);
    fill(service->values[SERVICE_DEVICE], account->tenant, ret->device);
    fill(service->values[SERVICE_REVOKE], account->tenant, ret->revoke);
    if (!oauth_lists(service->values[SERVICE_HOSTS], account->host))
        return ISSUER_FOREIGN;
    return ret->client[0] ? ISSUER_GOOD : ISSUER_NO_CLIENT;
}

void
issuer_fault_words(enum issuer_fault fault, const struct issuer *issuer,
                   const struct account *account, char ret[ISSUER_FAULT_MAX])
{
    bool google = strcmp(issuer->id, "google") == 0;
    ret[0] = '\0';
    switch (fault) {
    case ISSUER_GOOD:
        return;
    case ISSUER_NONE:
        snprintf(ret, ISSUER_FAULT_MAX,
                 "no sign-in service is known for %.200s: write a password_file or "
                 "password_command, or a token_command, into the configuration",
                 account->host);
        return;
    case ISSUER_FOREIGN:
        snprintf(ret, ISSUER_FAULT_MAX,
                 "a token of %.80s is never sent to %.200s: see whether host is right",
                 issuer->name, account->host);
        return;
    case ISSUER_NO_CLIENT:
        snprintf(
            ret, ISSUER_FAULT_MAX,
            "ndrwatch is not registered with %.80s yet, so it cannot sign in there by "
            "itself. Today you can: %swrite client_id = ID into [account %.64s], if "
            "you have registered a program (%.160s); or write token_command = COMMAND, "
            "if another program of yours signs in and can print a token",
            issuer->name,
            google ? "add the account in GNOME Settings, Online Accounts, and write "
                     "goa_account = YOUR ADDRESS; or use an app password; or "
                   : "",
            account->name,
            issuer->register_at[0] ? issuer->register_at : "see ndrwatch-login(1)");
        return;
    }
}

/* ---- forms ---- */

static bool
begin(const struct issuer *issuer, const char *secret, char form[WEB_FORM_MAX])
{
    form[0] = '\0';
    return web_form_add(form, "client_id", issuer->client) &&
           (!issuer->secret || secret[0] == '\0' ||
            web_form_add(form, "client_secret", secret));
}

bool
issuer_refresh_form(const struct issuer *issuer, const char *refresh,
                    const char *secret, char form[WEB_FORM_MAX])
{
    return begin(issuer, secret, form) &&
           web_form_add(form, "grant_type", "refresh_token") &&
           web_form_add(form, "refresh_token", refresh);
}

bool
issuer_device_form(const struct issuer *issuer, char form[WEB_FORM_MAX])
{
    return begin(issuer, "", form) && web_form_add(form, "scope", issuer->scope);
}

bool
issuer_poll_form(const struct issuer *issuer, const char *code, const char *secret,
                 char form[WEB_FORM_MAX])
{
    return begin(issuer, secret, form) &&
           web_form_add(form, "grant_type",
                        "urn:ietf:params:oauth:grant-type:device_code") &&
           web_form_add(form, "device_code", code);
}

bool
issuer_code_form(const struct issuer *issuer, const char *code, const char *verifier,
                 const char *redirect, const char *secret, char form[WEB_FORM_MAX])
{
    return begin(issuer, secret, form) &&
           web_form_add(form, "grant_type", "authorization_code") &&
           web_form_add(form, "code", code) &&
           web_form_add(form, "code_verifier", verifier) &&
           web_form_add(form, "redirect_uri", redirect);
}

bool
issuer_revoke_form(const char *refresh, char form[WEB_FORM_MAX])
{
    form[0] = '\0';
    return web_form_add(form, "token", refresh) &&
           web_form_add(form, "token_type_hint", "refresh_token");
}

/* ---- the page ---- */

void
issuer_redirect(const struct issuer *issuer, unsigned port, char ret[OAUTH_PAGE_MAX])
{
    const char *open = strstr(issuer->redirect, "{port}");
    if (!open)
        snprintf(ret, OAUTH_PAGE_MAX, "%s", issuer->redirect);
    else
        snprintf(ret, OAUTH_PAGE_MAX, "%.*s%u%s", (int)(open - issuer->redirect),
                 issuer->redirect, port, open + strlen("{port}"));
}

bool
issuer_page(const struct issuer *issuer, const char *redirect, const char *state,
            const char *challenge, const char *address, char ret[WEB_URL_MAX])
{
    static char form[WEB_FORM_MAX];
    form[0] = '\0';
    bool good = web_form_add(form, "response_type", "code") &&
                web_form_add(form, "client_id", issuer->client) &&
                web_form_add(form, "redirect_uri", redirect) &&
                web_form_add(form, "scope", issuer->scope) &&
                web_form_add(form, "state", state) &&
                web_form_add(form, "code_challenge", challenge) &&
                web_form_add(form, "code_challenge_method", "S256") &&
                web_form_add(form, "login_hint", address);
    int length = snprintf(ret, WEB_URL_MAX, "%s%s%s%s%s", issuer->authorize,
                          strchr(issuer->authorize, '?') ? "&" : "?", form,
                          issuer->extra[0] ? "&" : "", issuer->extra);
    return good && length > 0 && length < WEB_URL_MAX;
}
