/* cmd_accounts: `ndrwatch accounts`, what is configured, and how it stands. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "agent/answer.h"
#include "agent/cmd.h"
#include "agent/config.h"
#include "agent/habits.h"
#include "agent/options.h"
#include "agent/place.h"
#include "agent/query.h"
#include "agent/question.h"
#include "agent/terminal.h"
#include "agent/vault.h"

static const char HELP[] =
    "usage: ndrwatch accounts [--json] [--config FILE]\n"
    "\n"
    "Lists the accounts of the configuration: at which provider, how they sign in,\n"
    "where the secret is looked for, and how they stand if ndrwatch runs.\n"
    "\n"
    "  --json         one JSON object a line\n"
    "  --config FILE  instead of ~/.config/ndrwatch/ndrwatch.conf\n"
    "\n"
    "To add one or change it: ndrwatch setup. To take one out: ndrwatch setup\n"
    "--remove NAME. To see whether it works: ndrwatch check NAME\n";

/* The account's entry in what the agent says of all; NULL: it says nothing. */
static const json_t *
entry_of(const json_t *status, const char *name)
{
    const json_t *accounts = json_object_get(status, "accounts"), *one;
    size_t i;
    json_array_foreach(accounts, i, one)
    {
        if (strcmp(answer_text(one, "name"), name) == 0)
            return one;
    }
    return NULL;
}

/* "the keyring, a credential or a sealed file" */
static void
name_places(const struct account *account, enum vault_kind kind, char *ret, size_t size)
{
    enum vault_place places[VAULT_PLACES];
    vault_places(account, kind, places);
    ret[0] = '\0';
    for (size_t i = 0; places[i] != VAULT_NOWHERE; i++) {
        size_t length = strlen(ret);
        snprintf(ret + length, size - length, "%s%s",
                 i == 0                           ? ""
                 : places[i + 1] == VAULT_NOWHERE ? " or "
                                                  : ", ",
                 vault_place_name(places[i]));
    }
}

static json_t *
describe(const struct account *account, const struct providers *providers,
         const json_t *status)
{
    const struct providers_row *row = habits_row(providers, account);
    bool token = vault_auth(account, row) == CONFIG_OAUTH2;
    bool kept = token && account->token_command[0] == '\0' &&
                account->goa_account[0] == '\0';
    char places[256];
    name_places(account,
                kept    ? VAULT_REFRESH_TOKEN
                : token ? VAULT_ACCESS_TOKEN
                        : VAULT_PASSWORD,
                places, sizeof places);
    const json_t *entry = entry_of(status, account->name);
    const char *said = answer_text(entry, "sentence");
    return json_pack("{s:s, s:s, s:s, s:s, s:i, s:s, s:s, s:s, s:s, s:s, s:s}", "name",
                     account->name, "address", account->address, "provider",
                     row ? row->values[PROVIDERS_NAME] : "", "host", account->host,
                     "port", (int)account->port, "auth", token ? "oauth2" : "password",
                     "secret", places, "kind", account->office ? "office" : "personal",
                     "admin", account->admin, "state", answer_text(entry, "state"),
                     "sentence",
                     said[0] != '\0' ? said : "not watched: ndrwatch is not running");
}

static void
print(const json_t *one)
{
    const char *provider = answer_text(one, "provider");
    const char *admin = answer_text(one, "admin");
    bool token = strcmp(answer_text(one, "auth"), "oauth2") == 0;
    printf("%s (%s)\n", answer_text(one, "name"), answer_text(one, "address"));
    printf("    %s%s%s, port %lld\n", provider, provider[0] != '\0' ? ": " : "",
           answer_text(one, "host"),
           (long long)json_integer_value(json_object_get(one, "port")));
    printf("    %s from %s\n", token ? "token" : "password",
           answer_text(one, "secret"));
    if (strcmp(answer_text(one, "kind"), "office") == 0)
        printf("    looked after by %s\n", admin[0] != '\0' ? admin : "your IT");
    printf("    %s\n", answer_text(one, "sentence"));
}

int
cmd_accounts(int argc, char **argv)
{
    struct options options;
    struct place place;
    struct config *config = NULL;
    json_t *line = NULL;
    int code = options_read(argc, argv, OPTIONS_JSON | OPTIONS_CONFIG, HELP, &options);
    if (code >= 0)
        return code;
    code = place_find(options.config, &place);
    if (code)
        return code;
    code = config_load(&place, &config);
    if (!code) {
        struct providers providers = {0};
        providers_load(&place, &providers);
        query_agent(&place, json_pack("{s:s}", "ask", "status"), &line);
        for (size_t i = 0; i < config->count; i++) {
            json_t *one = describe(&config->accounts[i], &providers,
                                   json_object_get(line, "answer"));
            if (options.json)
                question_print(one);
            else
                print(one);
            json_decref(one);
        }
        providers_free(&providers);
    }
    json_decref(line);
    config_free(config);
    place_free(&place);
    return code ? code : terminal_end(EX_OK);
}
