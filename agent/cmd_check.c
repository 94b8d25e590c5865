/* cmd_check: `ndrwatch check`, whether everything works that has to, and what to do where it does not. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "agent/check.h"
#include "agent/cmd.h"
#include "agent/dialog.h"
#include "agent/harden.h"
#include "agent/log.h"
#include "agent/question.h"
#include "agent/terminal.h"

static const char HELP[] =
    "usage: ndrwatch check [ACCOUNT] [--json] [--config FILE]\n"
    "\n"
    "Looks at everything that has to work: the configuration, where each secret is,\n"
    "the name of the mail server, the road to it, its certificate, the sign-in, the\n"
    "inbox, how it tells of new mail, the folders for sent mail and spam, this\n"
    "computer's clock and disk, the running ndrwatch and the notifications. Each line\n"
    "is ok, warn, fail or skip; where there is something to do, it says what. Signs in\n"
    "once for each account, beside an ndrwatch that runs, and changes nothing.\n"
    "\n"
    "No secret is shown: what it prints is what a bug report needs.\n"
    "\n"
    "  ACCOUNT        only this one: its name or its address\n"
    "  --json         print one JSON object\n"
    "  --config FILE  instead of ~/.config/ndrwatch/ndrwatch.conf\n"
    "\n"
    "exit codes: 0 nothing fails, 1 something does\n";

struct wanted {
    const char *account, *config; /* NULL: all; where it usually lies */
    bool json;
};

/* Returns -1 to go on, or the exit code. */
static int
read_words(int argc, char **argv, struct wanted *ret)
{
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        if (strcmp(word, "--help") == 0) {
            fputs(HELP, stdout);
            return terminal_end(EX_OK);
        }
        if (strcmp(word, "--json") == 0) {
            ret->json = true;
        } else if (strcmp(word, "--config") == 0 && i + 1 < argc) {
            ret->config = argv[++i];
        } else if (strncmp(word, "--config=", 9) == 0) {
            ret->config = word + 9;
        } else if (word[0] != '-' && !ret->account) {
            ret->account = word;
        } else {
            char text[256];
            snprintf(text, sizeof text, "check: '%.100s' is not an option of it", word);
            log_complain(text, "ndrwatch check --help tells more");
            return EX_USAGE;
        }
    }
    return -1;
}

static bool
is_wanted(const struct account *account, const char *name)
{
    return !name || strcmp(account->name, name) == 0 ||
           strcmp(account->address, name) == 0;
}

/* How many accounts were looked at. */
static size_t
check_accounts(const struct place *place, const struct config *config, const char *name,
               struct checkup *checkup)
{
    struct providers providers = {0};
    size_t count = 0;
    providers_load(place, &providers);
    for (size_t i = 0; i < config->count && !dialog_stopped; i++) {
        const struct account *account = &config->accounts[i];
        if (!is_wanted(account, name))
            continue;
        count++;
        if (checkup->out)
            fprintf(checkup->out, "\n%s (%s)\n", account->name, account->address);
        check_account(place, &providers, account, &dialog_stopped, checkup);
        check_agent(place, account->name, checkup);
    }
    providers_free(&providers);
    return count;
}

static void
sum_up(const struct checkup *checkup, bool json)
{
    size_t wrong = checkup->grades[CHECKUP_WRONG], odd = checkup->grades[CHECKUP_ODD];
    if (json) {
        json_t *object = json_pack("{s:s, s:b, s:I, s:I, s:o}", "version",
                                   NDRWATCH_VERSION, "good", wrong == 0, "fail",
                                   (json_int_t)wrong, "warn", (json_int_t)odd, "checks",
                                   checkup_json(checkup));
        question_print(object);
        json_decref(object);
    } else if (wrong > 0) {
        printf("\n%zu fail%s, %zu to look at.\n", wrong, wrong == 1 ? "s" : "", odd);
    } else if (odd > 0) {
        printf("\nNothing fails; %zu to look at.\n", odd);
    } else {
        puts("\nAll is well.");
    }
}

int
cmd_check(int argc, char **argv)
{
    struct wanted wanted = {0};
    struct place place;
    int code = read_words(argc, argv, &wanted);
    if (code >= 0)
        return code;
    code = place_find(wanted.config, &place);
    if (code)
        return code;
    harden_process();
    struct checkup checkup = {.out = wanted.json ? NULL : stdout,
                              .width = terminal_style(1).width};
    struct config *config = check_computer(&place, &checkup);
    if (config && check_accounts(&place, config, wanted.account, &checkup) == 0)
        checkup_add(&checkup, "", "config", CHECKUP_WRONG,
                    "ndrwatch accounts lists them", "there is no account '%.100s'",
                    wanted.account ? wanted.account : "");
    sum_up(&checkup, wanted.json);
    code = checkup.grades[CHECKUP_WRONG] > 0;
    checkup_free(&checkup);
    config_free(config);
    place_free(&place);
    return terminal_end(code);
}
