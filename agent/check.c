/* check: everything that has to work for mail to be watched and told, looked at once. */
#include "agent/check.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>

#include "agent/answer.h"
#include "agent/clock.h"
#include "agent/habits.h"
#include "agent/issuer.h"
#include "agent/layers.h"
#include "agent/query.h"
#include "agent/starter.h"

enum {
    DAY = 24 * 3600,
    ROOM_LEAST = 16 << 20 /* bytes free: a journal of ten years has 10 MB */
};

static const char NOT_ASKED[] = "can be told only while ndrwatch runs";

/* ---- the configuration ---- */

static void
tell_faults(const struct place *place, const struct config_faults *faults,
            struct checkup *ret)
{
    for (size_t i = 0; i < faults->count; i++)
        checkup_add(ret, "", "config", CHECKUP_WRONG, faults->at[i].hint,
                    "%s:%u:%u: %s", place->config, faults->at[i].line,
                    faults->at[i].column, faults->at[i].text);
    if (faults->no_memory)
        checkup_add(ret, "", "config", CHECKUP_WRONG, "", "out of memory");
}

/* Whoever may write it says which commands we run. */
static void
check_modes(const struct place *place, size_t accounts, struct checkup *ret)
{
    struct stat what;
    char remedy[CHECKUP_TEXT_MAX];
    if (stat(place->config, &what) == 0 && (what.st_mode & 022)) {
        snprintf(remedy, sizeof remedy, "run: chmod 600 '%s'", place->config);
        checkup_add(ret, "", "config", CHECKUP_WRONG, remedy,
                    "others can change '%s', and so what ndrwatch does", place->config);
        return;
    }
    checkup_add(ret, "", "config", CHECKUP_WELL, "", "%s: %zu account%s", place->config,
                accounts, accounts == 1 ? "" : "s");
}

static struct config *
check_config(const struct place *place, struct checkup *ret)
{
    char *text = NULL;
    size_t length = 0;
    struct config *config = NULL;
    struct config_faults faults = {0};
    int error = config_text(place, &text, &length);
    if (error)
        checkup_add(ret, "", "config", CHECKUP_WRONG, "", "cannot read '%s': %s",
                    place->config, strerror(error));
    else if (!text)
        checkup_add(ret, "", "config", CHECKUP_WRONG, "run: ndrwatch setup",
                    "there is no configuration: looked for '%s'", place->config);
    else if (!config_read_for(place, text, length, &config, &faults))
        tell_faults(place, &faults, ret);
    else
        check_modes(place, config->count, ret);
    config_faults_free(&faults);
    free(text);
    return config;
}

/* ---- this computer ---- */

static void
check_clock(struct checkup *ret)
{
    struct stat self;
    char words[CLOCK_TEXT_MAX];
    clock_words(clock_now(), words);
    bool early = stat("/proc/self/exe", &self) == 0 &&
                 (int64_t)self.st_mtime > clock_now() + DAY;
    checkup_add(ret, "", "clock", early ? CHECKUP_WRONG : CHECKUP_WELL,
                early ? "set the clock: no secure connection can be made before" : "",
                early ? "%s: that is before ndrwatch was installed" : "%s", words);
}

static void
check_state(const struct place *place, struct checkup *ret)
{
    struct stat what;
    struct statvfs disk;
    char remedy[CHECKUP_TEXT_MAX];
    if (stat(place->state, &what) < 0 && errno == ENOENT) {
        checkup_add(ret, "", "state", CHECKUP_WELL, "",
                    "%s: is made when ndrwatch first runs", place->state);
    } else if (stat(place->state, &what) < 0 || !S_ISDIR(what.st_mode)) {
        checkup_add(
            ret, "", "state", CHECKUP_WRONG,
            "make it a folder of your own, or name another one in XDG_STATE_HOME",
            "%s is no folder that can be used", place->state);
    } else if (what.st_mode & 077) {
        snprintf(remedy, sizeof remedy, "run: chmod 700 '%s'", place->state);
        checkup_add(ret, "", "state", CHECKUP_ODD, remedy, "others can look into %s",
                    place->state);
    } else if (statvfs(place->state, &disk) == 0 &&
               (uint64_t)disk.f_bavail * disk.f_frsize < ROOM_LEAST) {
        checkup_add(ret, "", "state", CHECKUP_ODD, "make room on that disk",
                    "%s: the disk is nearly full", place->state);
    } else {
        checkup_add(ret, "", "state", CHECKUP_WELL, "", "%s", place->state);
    }
}

static void
check_journal(const struct place *place, const json_t *status, struct checkup *ret)
{
    struct stat what;
    const char *trouble = answer_text(status, "journal");
    if (trouble[0] != '\0')
        checkup_add(ret, "", "journal", CHECKUP_WRONG, "", "%s", trouble);
    else if (stat(place->journal, &what) < 0)
        checkup_add(ret, "", "journal", CHECKUP_WELL, "",
                    "none yet: it is made when ndrwatch first runs");
    else
        checkup_add(ret, "", "journal", CHECKUP_WELL, "", "%lld KiB",
                    (long long)what.st_size / 1024);
}

/* ---- the running agent ---- */

/* Its status, a new reference; NULL: it does not run, or does not answer, as is said. */
static json_t *
ask_status(const struct place *place, struct checkup *ret)
{
    json_t *line = NULL, *answer = NULL;
    switch (query_agent(place, json_pack("{s:s}", "ask", "status"), &line)) {
    case QUERY_NOBODY:
        checkup_add(ret, "", "agent", CHECKUP_ODD,
                    starter_has_unit()
                        ? "start it: systemctl --user enable --now ndrwatch"
                        : "start it: ndrwatch run",
                    "ndrwatch is not running: nothing is watched now");
        break;
    case QUERY_SILENT:
        checkup_add(ret, "", "agent", CHECKUP_WRONG, "end it and start it again",
                    "ndrwatch is running and does not answer");
        break;
    case QUERY_ANSWERED:
        answer = json_incref(json_object_get(line, "answer"));
        const char *version = answer_text(answer, "version");
        bool same = strcmp(version, NDRWATCH_VERSION) == 0;
        checkup_add(ret, "", "agent", same ? CHECKUP_WELL : CHECKUP_ODD,
                    same ? "" : "start it again: it was installed anew meanwhile",
                    "running, version %s", version);
        break;
    }
    json_decref(line);
    return answer;
}

static void
check_desktop(const json_t *status, struct checkup *ret)
{
    const json_t *desktop = json_object_get(status, "desktop");
    const char *server = answer_text(desktop, "server");
    if (!status)
        checkup_add(ret, "", "desktop", CHECKUP_LEFT, "", "%s", NOT_ASKED);
    else if (!json_is_true(json_object_get(desktop, "connected")))
        checkup_add(
            ret, "", "desktop", CHECKUP_ODD,
            "it starts with your desktop session; on a machine without one read "
            "`ndrwatch list`",
            "ndrwatch-notify is not running: bubbles wait for it");
    else if (server[0] == '\0')
        checkup_add(ret, "", "desktop", CHECKUP_ODD,
                    "start your desktop's notification service",
                    "no program shows notifications: bubbles wait for one");
    else
        checkup_add(ret, "", "desktop", CHECKUP_WELL, "", "bubbles are shown by %s",
                    server);
}

static void
check_cage(const json_t *status, struct checkup *ret)
{
    json_t *cage;
    const char *program;
    if (!status) {
        checkup_add(ret, "", "cage", CHECKUP_LEFT, "", "%s", NOT_ASKED);
        return;
    }
    json_object_foreach(json_object_get(status, "cage"), program, cage)
    {
        char words[LAYERS_TEXT];
        layers_words(cage, words);
        bool without = strstr(words, "without") != NULL;
        checkup_add(ret, "", "cage", without ? CHECKUP_ODD : CHECKUP_WELL,
                    without ? "a newer kernel has more; all works without" : "",
                    "%s is %s", program, words);
    }
}

struct config *
check_computer(const struct place *place, struct checkup *ret)
{
    checkup_add(ret, "", "version", CHECKUP_WELL, "", "ndrwatch " NDRWATCH_VERSION);
    struct config *config = check_config(place, ret);
    check_clock(ret);
    check_state(place, ret);
    json_t *status = ask_status(place, ret);
    check_journal(place, status, ret);
    check_desktop(status, ret);
    check_cage(status, ret);
    checkup_add(ret, "", "digest", CHECKUP_LEFT, "",
                "a summary by mail is not there yet");
    json_decref(status);
    return config;
}

void
check_agent(const struct place *place, const char *name, struct checkup *ret)
{
    json_t *line = NULL, *account;
    size_t i;
    if (query_agent(place, json_pack("{s:s}", "ask", "status"), &line) !=
        QUERY_ANSWERED)
        return;
    const json_t *answer = json_object_get(line, "answer");
    json_array_foreach(json_object_get(answer, "accounts"), i, account)
    {
        const char *own = answer_text(account, "name");
        const char *state = answer_text(account, "state");
        bool well = strcmp(state, "watching") == 0;
        if (!name || strcmp(name, own) == 0)
            checkup_add(ret, own, "watch",
                        well                           ? CHECKUP_WELL
                        : strcmp(state, "asking") == 0 ? CHECKUP_WRONG
                                                       : CHECKUP_ODD,
                        "", "%s", answer_text(account, "sentence"));
    }
    json_decref(line);
}

/* ---- one account ---- */

struct giver {
    const struct vault *vault;
    const struct account *account;
    const struct providers *providers;
    struct vault_answer answer; /* got already, until it is given */
    bool got;
};

/* A refresh token is renewed by the agent alone: two who do it at once may lose the grant. */
static enum vault_kind
kind_of(const struct providers *providers, const struct account *account)
{
    if (vault_auth(account, habits_row(providers, account)) != CONFIG_OAUTH2)
        return VAULT_PASSWORD;
    bool printed = account->token_command[0] != '\0' || account->goa_account[0] != '\0';
    return printed ? VAULT_ACCESS_TOKEN : VAULT_REFRESH_TOKEN;
}

void
check_get(const struct vault *vault, const struct providers *providers,
          const struct account *account, struct vault_answer *ret)
{
    struct issuer issuer;
    char words[ISSUER_FAULT_MAX];
    enum vault_kind kind = kind_of(providers, account);
    enum issuer_fault fault = issuer_find(providers, account, &issuer);
    if (kind != VAULT_ACCESS_TOKEN || fault != ISSUER_FOREIGN) {
        vault_get(vault, account, kind, ret);
        return;
    }
    *ret = (struct vault_answer){.outcome = VAULT_FAILED};
    issuer_fault_words(fault, &issuer, account, words);
    snprintf(ret->why, sizeof ret->why, "%.500s", words);
}

static void
give(void *context, bool stale, struct vault_answer *ret)
{
    struct giver *giver = context;
    if (stale || !giver->got) {
        vault_answer_wipe(&giver->answer);
        check_get(giver->vault, giver->providers, giver->account, &giver->answer);
    }
    *ret = giver->answer; /* whoever has it wipes it */
    giver->answer = (struct vault_answer){0};
    giver->got = false;
}

/* Where the secret is; never what it is. */
static void
tell_secret(const struct giver *giver, struct checkup *ret)
{
    const struct vault_answer *answer = &giver->answer;
    const char *name = giver->account->name;
    char remedy[CHECKUP_TEXT_MAX];
    static const char *const whats[] = {[VAULT_PASSWORD] = "a password",
                                        [VAULT_REFRESH_TOKEN] = "a sign-in",
                                        [VAULT_ACCESS_TOKEN] = "an access token"};
    enum vault_kind kind = kind_of(giver->providers, giver->account);
    bool token = kind == VAULT_REFRESH_TOKEN;
    const char *what = whats[kind];
    snprintf(remedy, sizeof remedy, "run: ndrwatch %s %s", token ? "login" : "setup",
             token ? name : "");
    switch (answer->outcome) {
    case VAULT_GOOD:
        checkup_add(ret, name, "secret", CHECKUP_WELL, "", "%s from %s", what,
                    vault_place_name(answer->place));
        break;
    case VAULT_ABSENT:
        checkup_add(ret, name, "secret", CHECKUP_WRONG, remedy, "%s", answer->why);
        break;
    case VAULT_LOCKED:
    case VAULT_LATER:
    case VAULT_FAILED:
        checkup_add(ret, name, "secret", CHECKUP_WRONG, "", "%s", answer->why);
        break;
    }
}

void
check_account(const struct place *place, const struct providers *providers,
              const struct account *account, const volatile sig_atomic_t *stop,
              struct checkup *ret)
{
    struct vault vault;
    vault_open(place, &vault);
    struct giver giver = {.vault = &vault, .account = account, .providers = providers};
    check_get(&vault, providers, account, &giver.answer);
    giver.got = true;
    tell_secret(&giver, ret);
    struct probe probe = {.place = place,
                          .providers = providers,
                          .account = account,
                          .give = give,
                          .context = &giver,
                          .no_login = kind_of(providers, account) ==
                                      VAULT_REFRESH_TOKEN};
    probe_run(&probe, stop, ret);
    vault_answer_wipe(&giver.answer);
    vault_close(&vault);
}
