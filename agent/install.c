/* install: a plan becomes an account: its section is made, tried, kept and watched. */
#include "agent/install.h"

#include <errno.h>
#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "agent/answer.h"
#include "agent/check.h"
#include "agent/clock.h"
#include "agent/dialog.h"
#include "agent/log.h"
#include "agent/query.h"
#include "agent/starter.h"
#include "agent/terminal.h"
#include "agent/vault.h"

enum {
    TEXT_ROOM = 1024,
    WATCHED_TIME = 45 * 1000, /* ms until a mailbox that was just tried is watched */
    LOOK_AGAIN = 200          /* ms */
};

int
install_open(const struct place *place, const struct providers *providers,
             struct install *ret)
{
    struct install install = {.place = place, .providers = providers};
    char text[TEXT_ROOM];
    int error = config_text(place, &install.text, &install.length);
    if (error) {
        snprintf(text, sizeof text, "cannot read '%.900s': %s", place->config,
                 strerror(error));
        log_complain(text, NULL);
        return EX_CONFIG;
    }
    struct config_faults faults = {0};
    if (install.text && install.length > 0 &&
        !config_read_for(place, install.text, install.length, &install.config,
                         &faults)) {
        /* A file without an account is as good as none, whatever remarks are in it. */
        bool empty = faults.count == 1 &&
                     strstr(faults.at[0].text, "there is no account");
        config_faults_free(&faults);
        if (!empty) {
            free(install.text);
            config_load(place, &install.config); /* says what is wrong */
            log_complain("nothing was changed: ndrwatch.conf has to be mended first",
                         NULL);
            return EX_CONFIG;
        }
    }
    *ret = install;
    return 0;
}

void
install_close(struct install *install)
{
    free(install->text);
    free(install->edited.bytes);
    config_free(install->config);
    config_free(install->made);
    *install = (struct install){0};
}

int
install_prepare(struct install *install, const struct plan *plan)
{
    struct config_faults faults = {0};
    free(install->edited.bytes);
    install->edited = (struct edit_text){0};
    config_free(install->made);
    install->made = NULL;
    install->account = NULL;
    if (!plan_text(plan, install->text ? install->text : "", install->length,
                   &install->edited)) {
        log_complain("setup: something of this cannot be written into ndrwatch.conf",
                     "names are short and have no blanks; values have one line");
        return EX_USAGE;
    }
    if (!config_read_for(install->place, install->edited.bytes, install->edited.length,
                         &install->made, &faults)) {
        log_complain(faults.count > 0 ? faults.at[0].text : "out of memory",
                     faults.count > 0 ? faults.at[0].hint : NULL);
        config_faults_free(&faults);
        return EX_USAGE;
    }
    for (size_t i = 0; i < install->made->count; i++)
        if (strcmp(install->made->accounts[i].name, plan->name) == 0)
            install->account = &install->made->accounts[i];
    return install->account ? 0 : EX_SOFTWARE;
}

/* ---- trying ---- */

struct giver {
    const struct install *install;
    const char *password;
};

static void
give(void *context, bool stale, struct vault_answer *ret)
{
    const struct giver *giver = context;
    const struct install *install = giver->install;
    if (giver->password[0] != '\0') {
        *ret = (struct vault_answer){.secret = stale ? NULL : strdup(giver->password),
                                     .length = stale ? 0 : strlen(giver->password)};
        return;
    }
    struct vault vault;
    vault_open(install->place, &vault);
    check_get(&vault, install->providers, install->account, ret);
    vault_close(&vault);
}

void
install_try(const struct install *install, const char *password, struct probe *ret)
{
    struct giver giver = {install, password};
    struct checkup checkup = {.out = stdout, .width = terminal_style(1).width};
    *ret = (struct probe){.place = install->place,
                          .providers = install->providers,
                          .account = install->account,
                          .give = give,
                          .context = &giver};
    printf("\nTrying the whole way to %s:\n", install->account->mailbox);
    probe_run(ret, &dialog_stopped, &checkup);
    checkup_free(&checkup);
}

/* ---- keeping ---- */

static bool
keep_password(const struct install *install, const char *password)
{
    struct vault vault;
    struct vault_answer answer = {0};
    const struct message_bytes secret = {password, strlen(password)};
    if (place_make(install->place) != 0) /* a sealed file lies there */
        return false;
    vault_open(install->place, &vault);
    enum vault_outcome outcome = vault_put(&vault, install->account, VAULT_PASSWORD,
                                           secret, &answer);
    if (outcome == VAULT_GOOD)
        printf("The password is in %s.\n", vault_place_name(answer.place));
    else
        log_complain(answer.why, "nothing was written");
    vault_answer_wipe(&answer);
    vault_close(&vault);
    return outcome == VAULT_GOOD;
}

int
install_keep(const struct install *install, const char *password)
{
    char why[CONFIG_WHY_MAX];
    if (password[0] != '\0' && !keep_password(install, password))
        return EX_CANTCREAT;
    if (!config_save(install->place, install->edited.bytes, install->edited.length,
                     why)) {
        log_complain(why, NULL);
        return EX_CANTCREAT;
    }
    printf("Account '%s' is in %s.\nTo take that back: ndrwatch setup --undo\n",
           install->account->name, install->place->config);
    return 0;
}

void
install_forget(const struct place *place, const struct config *before,
               const struct config *after)
{
    struct vault vault;
    vault_open(place, &vault);
    for (size_t i = 0; before && i < before->count; i++) {
        const struct account *account = &before->accounts[i];
        bool stays = false;
        for (size_t k = 0; after && k < after->count; k++)
            stays = stays || strcmp(after->accounts[k].name, account->name) == 0;
        for (int kind = 0; !stays && kind <= VAULT_SMTP_PASSWORD; kind++) {
            struct vault_answer answer = {0};
            vault_forget(&vault, account, (enum vault_kind)kind, &answer);
            vault_answer_wipe(&answer);
        }
    }
    vault_close(&vault);
}

/* ---- watching ---- */

/* The account's entry in what the agent says; a new reference; NULL: it does not say. */
static json_t *
ask_agent(const struct install *install)
{
    json_t *line = NULL, *one, *found = NULL;
    size_t i;
    if (query_agent(install->place, json_pack("{s:s}", "ask", "status"), &line) !=
        QUERY_ANSWERED)
        return NULL;
    json_array_foreach(json_object_get(json_object_get(line, "answer"), "accounts"), i,
                       one)
    {
        if (strcmp(answer_text(one, "name"), install->account->name) == 0)
            found = json_incref(one);
    }
    json_decref(line);
    return found;
}

/* A bubble to be looked at, where there is a desktop. */
static void
show_bubble(const struct install *install)
{
    json_t *line = NULL;
    if (query_agent(install->place, json_pack("{s:s}", "ask", "bubble"), &line) ==
        QUERY_ANSWERED) {
        const char *server = answer_text(json_object_get(line, "answer"), "server");
        if (server[0] != '\0')
            printf(
                "A bubble is on your screen now, shown by %s. You see none? Look at its "
                "settings.\n",
                server);
    }
    json_decref(line);
}

/* Until it is watched, or says what is in the way. */
static void
wait_watching(const struct install *install)
{
    int64_t until = clock_boot() + WATCHED_TIME;
    char sentence[TEXT_ROOM] = "It takes a while: ndrwatch status says how it goes.";
    while (clock_boot() < until && !dialog_stopped) {
        json_t *one = ask_agent(install);
        const char *state = answer_text(one, "state");
        bool over = one && strcmp(state, "connecting") != 0;
        if (over)
            snprintf(sentence, sizeof sentence, "%s: %s", install->account->name,
                     answer_text(one, "sentence"));
        json_decref(one);
        if (over)
            break;
        poll(NULL, 0, LOOK_AGAIN);
    }
    printf("\n%s\n", sentence);
    show_bubble(install);
}

void
install_start(const struct install *install, bool ask)
{
    bool start = true;
    if (starter_reload(install->place)) {
        wait_watching(install);
        return;
    }
    if (!starter_has_unit()) {
        puts("\nNow start it: ndrwatch run");
        return;
    }
    if (ask &&
        !dialog_yes("\nStart watching now, and whenever you sign in to this computer?",
                    true, &start))
        return;
    if (start && starter_start())
        wait_watching(install);
    else
        puts("\nTo start it later: systemctl --user enable --now ndrwatch");
}
