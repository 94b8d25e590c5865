/* cmd_logout: `ndrwatch logout`, takes away what a sign-in has granted. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent/cmd.h"
#include "agent/grant.h"
#include "agent/harden.h"
#include "agent/issuer.h"
#include "agent/latch.h"
#include "agent/log.h"
#include "agent/query.h"
#include "agent/terminal.h"
#include "agent/vault.h"
#include "agent/visit.h"

static const char HELP[] =
    "usage: ndrwatch logout ACCOUNT [--config FILE]\n"
    "\n"
    "Forgets the sign-in of an account: what `ndrwatch login` has kept is taken away,\n"
    "and the provider is told, where it wants to know. A session that is open goes on\n"
    "to its end, an hour at most.\n"
    "\n"
    "  ACCOUNT   its name in ndrwatch.conf\n"
    "  --config  another configuration file\n"
    "\n"
    "exit codes: 0 done, 1 nobody was signed in\n"
    "\n"
    "ndrwatch logout home\n";

/* Tells the service, if it has a place for that (RFC 7009). Whether it hears is no matter. */
static void
tell_service(const struct issuer *issuer, const struct vault_answer *kept)
{
    static char form[WEB_FORM_MAX];
    struct grant grant;
    struct visit visit = {0};
    if (issuer->id[0] == '\0' || issuer->revoke[0] == '\0' ||
        !grant_read(kept->secret, kept->length, &grant))
        return;
    const struct web_request request = {issuer->revoke, form, WEB_PATIENCE / 3};
    if (strcmp(grant.service, issuer->id) == 0 &&
        issuer_revoke_form(grant.refresh, form) && visit_now(&visit, &request))
        visit_end(&visit);
    explicit_bzero(form, sizeof form);
    grant_free(&grant);
}

static int
forget(const struct place *place, const struct providers *providers,
       const struct account *account)
{
    struct vault vault;
    struct vault_answer kept = {0}, answer = {0};
    struct issuer issuer;
    issuer_find(providers, account, &issuer);
    int latch = latch_take(place, account->name, "token");
    if (latch < 0) {
        log_complain("the running ndrwatch is just renewing this sign-in",
                     "try again in a minute");
        return EX_TEMPFAIL;
    }
    vault_open(place, &vault);
    if (vault_get(&vault, account, VAULT_REFRESH_TOKEN, &kept) == VAULT_GOOD)
        tell_service(&issuer, &kept);
    enum vault_outcome outcome = vault_forget(&vault, account, VAULT_REFRESH_TOKEN,
                                              &answer);
    if (outcome == VAULT_GOOD)
        printf("Signed out: the sign-in of %s is kept no more.\n", account->name);
    else if (outcome == VAULT_ABSENT)
        printf("Nobody was signed in for %s.\n", account->name);
    else
        log_complain("the sign-in could not be taken away", answer.why);
    if (outcome == VAULT_GOOD) {
        json_t *told = NULL; /* by the running agent, if there is one */
        query_agent(place,
                    json_pack("{s:s, s:s}", "ask", "signed", "account", account->name),
                    &told);
        json_decref(told);
    }
    vault_answer_wipe(&kept);
    vault_answer_wipe(&answer);
    vault_close(&vault);
    close(latch);
    return outcome == VAULT_GOOD     ? terminal_end(EX_OK)
           : outcome == VAULT_ABSENT ? terminal_end(1)
                                     : EX_TEMPFAIL;
}

static int
begin(const struct place *place, const char *name)
{
    struct providers providers = {0};
    struct config *config = NULL;
    char text[128];
    int code = config_load(place, &config);
    if (code)
        return code;
    code = place_make(place);
    for (size_t i = 0; code == 0 && i < config->count; i++)
        if (strcmp(config->accounts[i].name, name) == 0) {
            providers_load(place, &providers);
            code = forget(place, &providers, &config->accounts[i]);
            providers_free(&providers);
            config_free(config);
            return code;
        }
    config_free(config);
    if (code)
        return code;
    snprintf(text, sizeof text, "there is no [account %.60s] in the configuration",
             name);
    log_complain(text, "ndrwatch status lists the accounts there are");
    return EX_CONFIG;
}

int
cmd_logout(int argc, char **argv)
{
    const char *name = NULL, *config = NULL;
    struct place place;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            fputs(HELP, stdout);
            return terminal_end(EX_OK);
        }
        if (strcmp(argv[i], "--config") == 0 && i + 1 < argc)
            config = argv[++i];
        else if (argv[i][0] != '-' && !name)
            name = argv[i];
        else {
            log_complain("logout: an option is unknown, or is there twice",
                         "ndrwatch logout --help tells more");
            return EX_USAGE;
        }
    }
    if (!name) {
        log_complain("logout: which account?", "for example: ndrwatch logout home");
        return EX_USAGE;
    }
    harden_process();
    int code = place_find(config, &place);
    if (code)
        return code;
    code = begin(&place, name);
    place_free(&place);
    return code;
}
