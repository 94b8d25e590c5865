/* cmd_setup: `ndrwatch setup`, from an address to a mailbox that is watched. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent/check.h"
#include "agent/cmd.h"
#include "agent/config.h"
#include "agent/harden.h"
#include "agent/install.h"
#include "agent/interview.h"
#include "agent/log.h"
#include "agent/starter.h"
#include "agent/terminal.h"

static const char HELP[] =
    "usage: ndrwatch setup [OPTIONS]\n"
    "       ndrwatch setup --undo | --remove NAME\n"
    "\n"
    "Asks for your mail address, says what your provider wants, tries the whole way\n"
    "to your inbox and writes ndrwatch.conf: nothing before it works. Run it again to\n"
    "add an account or to change one. The password goes into your keyring, or where\n"
    "there is none into a sealed file; never into ndrwatch.conf.\n"
    "\n"
    "  --undo                  take the last change of ndrwatch.conf back; once more\n"
    "                          brings it back\n"
    "  --remove NAME           take an account out, and its password\n"
    "\n"
    "What is said here is not asked:\n"
    "  --address ADDRESS       you@example.org\n"
    "  --host HOST[:PORT]      the mail server (IMAP)\n"
    "  --port PORT, --user NAME, --ca-file FILE\n"
    "  --password-command COMMAND, --password-file FILE\n"
    "  --token-command COMMAND, --goa-account ADDRESS\n"
    "  --client-id ID, --client-secret-command COMMAND, --tenant NAME\n"
    "  --kind personal|office, --admin ADDRESS\n"
    "  --name NAME             how the account is called here\n"
    "  --yes                   ask nothing at all: for scripts\n"
    "  --no-test               write it without trying it\n"
    "  --config FILE           instead of ~/.config/ndrwatch/ndrwatch.conf\n"
    "\n"
    "exit codes: 0 written, 1 it does not work and nothing is written, 64 usage,\n"
    "78 ndrwatch.conf has faults, 130 stopped\n"
    "\n"
    "ndrwatch setup --address you@example.org --password-command 'pass mail' --yes\n";

enum {
    STOPPED = 130, /* as a shell says it of Ctrl-C */
    LOGINS_MOST =
        2 /* with a password that may be wrong: a third may lock the mailbox */
};

struct words {
    const char *config, *remove, *port, *kind, *address, *name, *user, *admin, *ca_file;
    const char *host, *client_secret_command, *tenant, *sources[PLAN_SOURCES];
    bool yes, undo, no_test;
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- the command line ---- */

static int
wrong(const char *word, const char *why)
{
    char text[256];
    snprintf(text, sizeof text, "setup: '%.100s' %s", word, why);
    log_complain(text, "ndrwatch setup --help tells more");
    return EX_USAGE;
}

/* Returns -1 to go on, or the exit code. */
static int
read_words(int argc, char **argv, struct words *ret)
{
    // clang-format off
    const struct { const char *name; const char **value; } values[] = {
        { "--config", &ret->config }, { "--remove", &ret->remove }, { "--port", &ret->port }, { "--kind", &ret->kind },
        { "--address", &ret->address }, { "--name", &ret->name }, { "--user", &ret->user }, { "--admin", &ret->admin },
        { "--ca-file", &ret->ca_file }, { "--host", &ret->host }, { "--tenant", &ret->tenant },
        { "--client-secret-command", &ret->client_secret_command },
        { "--password-file", &ret->sources[PLAN_PASSWORD_FILE] },
        { "--password-command", &ret->sources[PLAN_PASSWORD_COMMAND] },
        { "--token-command", &ret->sources[PLAN_TOKEN_COMMAND] },
        { "--goa-account", &ret->sources[PLAN_GOA_ACCOUNT] },
        { "--client-id", &ret->sources[PLAN_CLIENT_ID] },
    };
    const struct { const char *name; bool *flag; } flags[] = {
        { "--yes", &ret->yes }, { "--undo", &ret->undo }, { "--no-test", &ret->no_test },
    };
    // clang-format on
    for (int i = 1; i < argc; i++) {
        size_t value = 0, flag = 0, length = strcspn(argv[i], "=");
        if (strcmp(argv[i], "--help") == 0) {
            fputs(HELP, stdout);
            return terminal_end(EX_OK);
        }
        while (flag < COUNT(flags) && strcmp(argv[i], flags[flag].name) != 0)
            flag++;
        while (value < COUNT(values) &&
               (strlen(values[value].name) != length ||
                strncmp(argv[i], values[value].name, length) != 0))
            value++;
        if (flag < COUNT(flags))
            *flags[flag].flag = true;
        else if (value == COUNT(values))
            return wrong(argv[i], "is not an option of it");
        else if (argv[i][length] == '=')
            *values[value].value = argv[i] + length + 1;
        else if (i + 1 == argc)
            return wrong(argv[i], "needs a value");
        else
            *values[value].value = argv[++i];
    }
    return -1;
}

/* False: it cannot be a value of ndrwatch.conf; said. */
static bool
keep(char *into, size_t size, const char *value)
{
    if (value && (!edit_fits(value) || strlen(value) >= size)) {
        wrong(value, "is too long, or has characters that cannot be seen");
        return false;
    }
    snprintf(into, size, "%s", value ? value : "");
    return true;
}

static bool
keep_texts(const struct words *words, struct plan *plan)
{
    bool good = keep(plan->address, sizeof plan->address, words->address) &&
                keep(plan->name, sizeof plan->name, words->name) &&
                keep(plan->user, sizeof plan->user, words->user) &&
                keep(plan->admin, sizeof plan->admin, words->admin) &&
                keep(plan->ca_file, sizeof plan->ca_file, words->ca_file) &&
                keep(plan->client_secret_command, PLAN_VALUE_MAX,
                     words->client_secret_command) &&
                keep(plan->tenant, PLAN_VALUE_MAX, words->tenant);
    for (size_t i = 0; good && i < PLAN_SOURCES; i++)
        good = keep(plan->sources[i], PLAN_VALUE_MAX, words->sources[i]);
    return good;
}

/* What the command line has said. Returns -1 to go on, or the exit code. */
static int
take_words(const struct words *words, struct interview *interview)
{
    struct plan *plan = &interview->plan;
    const char *kind = words->kind ? words->kind : "";
    interview->host = words->host;
    if (!keep_texts(words, plan))
        return EX_USAGE;
    if (words->port) {
        struct word port = {words->port, strlen(words->port), 0};
        if (!word_number(&port, 1, 65535, &plan->port))
            return wrong(words->port, "is no port: a number from 1 to 65535");
    }
    if (words->kind && strcmp(kind, "office") != 0 && strcmp(kind, "personal") != 0)
        return wrong(kind, "is no kind: personal, or office");
    plan->office = strcmp(kind, "office") == 0 || words->admin;
    interview->kind_said = words->kind || words->admin;
    return -1;
}

/* ---- setting up ---- */

/* Nothing listens at the usual port of TLS: there may be a server of the older kind. No password has
 * been sent yet. */
static bool
try_other_port(struct interview *interview, const struct probe *probe)
{
    struct plan *plan = &interview->plan;
    if (!interview->unsure || probe->reached || plan->starttls || dialog_stopped)
        return false;
    interview->unsure = false;
    plan->starttls = true;
    plan->port = 0;
    return true;
}

/* Until it works, or there is nothing more to be tried. Returns -1 to go on, or the exit code. */
static int
try_out(struct interview *interview, struct install *install)
{
    struct probe probe = {0};
    int logins = 0;
    for (;;) {
        int code = install_prepare(install, &interview->plan);
        if (code)
            return code;
        install_try(install, interview->secret, &probe);
        if (probe.good)
            return -1;
        if (dialog_stopped)
            return STOPPED;
        if (try_other_port(interview, &probe))
            continue;
        if (!probe.refused || interview->secret[0] == '\0' || ++logins == LOGINS_MOST)
            return 1;
        if (interview_again(interview) != INTERVIEW_DONE)
            return STOPPED;
    }
}

static int
stopped(int code)
{
    if (code == STOPPED)
        puts("\nStopped: nothing was written.");
    else if (code == 1)
        puts(
            "\nIt does not work yet, so nothing was written. Mend what fails, then run "
            "ndrwatch setup again.");
    return code;
}

/* Where a provider takes no password. What is written stays: `login` reads it from there. */
static int
sign_in(const struct interview *interview, const struct place *place)
{
    char name[sizeof interview->plan.name];
    char *words[] = {(char *)(uintptr_t) "login", name, (char *)(uintptr_t) "--config",
                     place->config, NULL};
    snprintf(name, sizeof name, "%s", interview->plan.name);
    putchar('\n');
    fflush(stdout);
    dialog_end(); /* Ctrl-C is for `login` now */
    int code = interview->person ? cmd_login(4, words) : 0;
    if (code == 0 && interview->person)
        return dialog_begin() ? 0 : EX_OSERR;
    printf("\n%s: ndrwatch login %s\n", code ? "To try it again" : "Now sign in", name);
    return code;
}

static int
set_up(struct interview *interview, struct install *install, bool test)
{
    int code = -1;
    switch (interview_run(interview)) {
    case INTERVIEW_DONE:
        break;
    case INTERVIEW_STOPPED:
        return stopped(STOPPED);
    case INTERVIEW_UNFIT:
        return EX_USAGE;
    }
    bool later = interview->way ==
                 GUIDE_SIGN_IN; /* there is nothing to try it with yet */
    if (test && !later)
        code = try_out(interview, install);
    else
        code = install_prepare(install, &interview->plan) ? EX_USAGE : -1;
    if (code >= 0)
        return stopped(code);
    code = install_keep(install, interview->secret);
    if (code == 0 && later)
        code = sign_in(interview, install->place);
    if (code == 0)
        install_start(install, interview->person);
    return code;
}

/* ---- taking back ---- */

static int
undo(const struct place *place)
{
    char why[CONFIG_WHY_MAX];
    struct config *before = config_peek(place);
    enum config_undo undone = config_undo(place, why);
    struct config *after = config_peek(place);
    switch (undone) {
    case CONFIG_UNDONE:
        install_forget(place, before, after);
        printf(
            "%s is as it was before the last setup%s.\nTo bring it back: ndrwatch setup "
            "--undo\n",
            place->config, after ? "" : ": it was not there");
        starter_reload(place);
        break;
    case CONFIG_NO_UNDO:
        puts("There is nothing to take back.");
        break;
    case CONFIG_UNDO_FAILED:
        log_complain(why, NULL);
        break;
    }
    config_free(before);
    config_free(after);
    return undone == CONFIG_UNDO_FAILED ? EX_CANTCREAT : EX_OK;
}

static int
take_out(const char *name, struct install *install)
{
    char why[CONFIG_WHY_MAX];
    if (!install->config ||
        !edit_remove(install->text, install->length, name, &install->edited))
        return wrong(name, "is no account of ndrwatch.conf");
    if (!config_save(install->place, install->edited.bytes, install->edited.length,
                     why)) {
        log_complain(why, NULL);
        return EX_CANTCREAT;
    }
    struct config *after = config_peek(install->place);
    install_forget(install->place, install->config, after);
    printf(
        "Account '%s' is out, and its password forgotten.\nTo bring it back: ndrwatch setup "
        "--undo\n",
        name);
    if (!after)
        puts("It was the last one: ndrwatch has nothing to watch any more.");
    else
        starter_reload(install->place);
    config_free(after);
    return EX_OK;
}

static int
run(const struct place *place, const struct words *words,
    const struct providers *providers)
{
    struct install install;
    static struct interview interview;
    int code = install_open(place, providers, &install);
    if (code)
        return code;
    if (words->remove) {
        code = take_out(words->remove, &install);
    } else if ((code = take_words(words, &interview)) < 0) {
        interview.providers = providers;
        interview.config = install.config;
        interview.person = !words->yes && dialog_begin();
        if (!interview.person && !words->yes)
            code = wrong("setup",
                         "needs a terminal, or --address, a --...-command and --yes");
        else
            code = set_up(&interview, &install, !words->no_test);
        dialog_end();
    }
    explicit_bzero(interview.secret, sizeof interview.secret);
    install_close(&install);
    return code;
}

int
cmd_setup(int argc, char **argv)
{
    struct words words = {0};
    struct place place;
    struct providers providers = {0};
    int code = read_words(argc, argv, &words);
    if (code >= 0)
        return code;
    code = place_find(words.config, &place);
    if (code)
        return code;
    harden_process();
    if (words.undo) {
        code = undo(&place);
    } else {
        providers_load(&place, &providers);
        code = run(&place, &words, &providers);
        providers_free(&providers);
    }
    place_free(&place);
    return terminal_end(code);
}
