/* vault: where the secrets of an account are, and in which order the places are looked at. */
#include "agent/vault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/child.h"
#include "agent/clock.h"
#include "agent/kept.h"
#include "agent/keyring/slip.h"

// clang-format off
static const char *const kind_names[VAULT_KINDS] = {
    [VAULT_PASSWORD] =      "password",
    [VAULT_REFRESH_TOKEN] = "refresh-token",
    [VAULT_SMTP_PASSWORD] = "smtp-password",
    [VAULT_ACCESS_TOKEN] =  "access-token",
    [VAULT_CLIENT_SECRET] = "client-secret",
};
static const char *const place_names[VAULT_PLACES] = {
    [VAULT_NOWHERE] =    "nowhere",
    [VAULT_FILE] =       "password_file",
    [VAULT_COMMAND] =    "a command",
    [VAULT_ONLINE] =     "GNOME Online Accounts",
    [VAULT_SEALED] =     "a sealed file",
    [VAULT_KEYRING] =    "the keyring",
    [VAULT_CREDENTIAL] = "a credential of systemd",
};
// clang-format on

void
vault_open(const struct place *place, struct vault *ret)
{
    *ret = (struct vault){.place = place, .keyring = child_find("ndrwatch-keyring")};
}

void
vault_close(struct vault *vault)
{
    free(vault->keyring);
    *vault = (struct vault){0};
}

enum config_auth
vault_auth(const struct account *account, const struct providers_row *row)
{
    if (account->auth != CONFIG_AUTH_UNSAID)
        return account->auth;
    bool tokens_alone = row && strcmp(row->values[PROVIDERS_AUTH], "oauth2") == 0;
    return tokens_alone || account->goa_account[0] != '\0' ? CONFIG_OAUTH2
                                                           : CONFIG_PASSWORD;
}

const char *
vault_kind_name(enum vault_kind kind)
{
    return kind_names[kind];
}

const char *
vault_place_name(enum vault_place place)
{
    return place_names[place];
}

/* ---- which places ---- */

/* The line of the configuration that prints it; "": there is none. */
static const char *
command_of(const struct account *account, enum vault_kind kind)
{
    switch (kind) {
    case VAULT_PASSWORD:
        return account->password_command;
    case VAULT_ACCESS_TOKEN:
        return account->token_command;
    case VAULT_CLIENT_SECRET:
        return account->client_secret_command;
    case VAULT_REFRESH_TOKEN:
    case VAULT_SMTP_PASSWORD:
    case VAULT_KINDS:
        break;
    }
    return "";
}

static const char *
command_key(enum vault_kind kind)
{
    return kind == VAULT_ACCESS_TOKEN    ? "token_command"
           : kind == VAULT_CLIENT_SECRET ? "client_secret_command"
                                         : "password_command";
}

void
vault_places(const struct account *account, enum vault_kind kind,
             enum vault_place ret[VAULT_PLACES])
{
    size_t count = 0;
    bool kept = kind != VAULT_ACCESS_TOKEN && kind != VAULT_CLIENT_SECRET;
    if (kind == VAULT_PASSWORD && account->password_file[0] != '\0')
        ret[count++] = VAULT_FILE;
    else if (command_of(account, kind)[0] != '\0')
        ret[count++] = VAULT_COMMAND;
    else if (account->goa_account[0] != '\0' && kind != VAULT_REFRESH_TOKEN &&
             kind != VAULT_CLIENT_SECRET)
        ret[count++] = VAULT_ONLINE;
    if (count == 0 && kept) {
        ret[count++] = VAULT_SEALED;
        ret[count++] = VAULT_KEYRING;
        ret[count++] = VAULT_CREDENTIAL;
    }
    ret[count] = VAULT_NOWHERE;
}

/* Where a secret is put, in order. */
static void
places_to_put(enum vault_place ret[VAULT_PLACES])
{
    ret[0] = VAULT_KEYRING;
    ret[1] = VAULT_SEALED;
    ret[2] = VAULT_NOWHERE;
}

/* ---- what a secret may be ---- */

/* False: why says what is wrong with it. Its bytes are never repeated. */
static bool
is_fit(enum vault_kind kind, struct message_bytes secret, const char *from,
       char why[VAULT_WHY_MAX])
{
    bool token = kind == VAULT_ACCESS_TOKEN || kind == VAULT_CLIENT_SECRET;
    if (secret.length == 0 || secret.length > VAULT_SECRET_MAX) {
        snprintf(why, VAULT_WHY_MAX, "what %s gives is %s", from,
                 secret.length == 0 ? "empty" : "too long for a secret");
        return false;
    }
    for (size_t i = 0; i < secret.length && kind != VAULT_REFRESH_TOKEN; i++) {
        unsigned char c = (unsigned char)secret.at[i];
        bool control = (c < ' ' && c != '\t') || c == 0x7f;
        if (!control && (!token || (c > ' ' && c < 0x7f)))
            continue;
        snprintf(why, VAULT_WHY_MAX,
                 "what %s gives has %s (byte %zu): it must be the %s alone", from,
                 control ? "a control character"
                         : "a space or a character that no token has",
                 i + 1, token ? "token" : "password");
        return false;
    }
    return true;
}

/* ---- one errand ---- */

static enum vault_place
place_now(const struct vault_errand *errand)
{
    return errand->places[errand->at];
}

static void
finish(struct vault_errand *errand, enum vault_outcome outcome)
{
    errand->answer.outcome = outcome;
    errand->answer.place = outcome == VAULT_GOOD ? place_now(errand) : VAULT_NOWHERE;
    errand->over = true;
}

static void
fail(struct vault_errand *errand, const char *why)
{
    snprintf(errand->answer.why, VAULT_WHY_MAX, "%s", why);
    finish(errand, VAULT_FAILED);
}

/* The secret was found: keeps a copy, where it is one. */
static void
found(struct vault_errand *errand, struct message_bytes secret, const char *from)
{
    struct vault_answer *answer = &errand->answer;
    if (!is_fit(errand->question.kind, secret, from, answer->why)) {
        finish(errand, VAULT_FAILED);
        return;
    }
    answer->secret = malloc(secret.length + 1);
    if (!answer->secret) {
        fail(errand, "there is no memory left");
        return;
    }
    memcpy(answer->secret, secret.at, secret.length);
    answer->secret[secret.length] = '\0';
    answer->length = secret.length;
    answer->token = errand->question.kind == VAULT_ACCESS_TOKEN;
    answer->why[0] = '\0';
    finish(errand, VAULT_GOOD);
}

/* Its first line, but of a refresh token all. */
static struct message_bytes
first_line(enum vault_kind kind, const char *bytes, size_t length)
{
    const char *end = kind == VAULT_REFRESH_TOKEN ? NULL : memchr(bytes, '\n', length);
    if (end)
        length = (size_t)(end - bytes);
    if (end && length > 0 && bytes[length - 1] == '\r')
        length--;
    return (struct message_bytes){bytes, length};
}

/* What came of a file. True: that is the answer; false: look elsewhere. */
static bool
took_file(struct vault_errand *errand, enum safe_result result,
          struct message_bytes secret, const char *from)
{
    if (result == SAFE_ABSENT && place_now(errand) != VAULT_FILE)
        return false;
    if (result == SAFE_GOOD)
        found(errand, secret, from);
    else
        finish(errand, VAULT_FAILED);
    size_t length = strlen(errand->answer.why);
    if (result == SAFE_ABSENT)
        snprintf(errand->answer.why + length, VAULT_WHY_MAX - length,
                 "; write the password alone into that file");
    return true;
}

static struct seal_label
label_of(const struct vault_errand *errand)
{
    return (struct seal_label){errand->account->name,
                               kind_names[errand->question.kind]};
}

static bool
get_file(struct vault_errand *errand)
{
    char *bytes = malloc(SAFE_FILE_MAX), *why = errand->answer.why, name[SEAL_LABEL];
    enum vault_kind kind = errand->question.kind;
    struct seal_label label = label_of(errand);
    enum safe_result result = SAFE_FAILED;
    struct message_bytes secret = {bytes, 0};
    const char *from = place_names[place_now(errand)];
    if (!bytes) {
        fail(errand, "there is no memory left");
        return true;
    }
    if (place_now(errand) == VAULT_SEALED) {
        result = kept_open(errand->vault->place, &label, bytes, &secret.length, why);
    } else if (place_now(errand) == VAULT_FILE) {
        from = errand->account->password_file;
        result = safe_read(from, bytes, &secret.length, why);
    } else {
        snprintf(name, sizeof name,
                 kind == VAULT_PASSWORD ? "ndrwatch.%s" : "ndrwatch.%s.%s",
                 label.account, label.kind);
        result = safe_credential(name, bytes, &secret.length, why);
    }
    if (result == SAFE_GOOD && place_now(errand) != VAULT_SEALED)
        secret = first_line(kind, bytes, secret.length);
    bool took = took_file(errand, result, secret, from);
    explicit_bzero(bytes, SAFE_FILE_MAX);
    free(bytes);
    return took;
}

/* True: it is being waited for, or the answer. */
static bool
get_command(struct vault_errand *errand, int64_t now)
{
    const char *line = command_of(errand->account, errand->question.kind);
    if (!command_line(&errand->command, line, now)) {
        snprintf(errand->answer.why, VAULT_WHY_MAX, "%s could not be started",
                 command_key(errand->question.kind));
        finish(errand, VAULT_LATER);
    }
    return true;
}

static bool
put_sealed(struct vault_errand *errand)
{
    const struct seal_label label = label_of(errand);
    const struct message_bytes secret = errand->question.secret;
    enum safe_result result = kept_seal(errand->vault->place, &label, secret.at,
                                        secret.length, errand->answer.why);
    finish(errand, result == SAFE_GOOD ? VAULT_GOOD : VAULT_FAILED);
    return true;
}

/* Goes on where another place may still have it. */
static bool
forget_sealed(struct vault_errand *errand)
{
    const struct seal_label label = label_of(errand);
    enum safe_result result = kept_remove(errand->vault->place, &label,
                                          errand->answer.why);
    if (result == SAFE_FAILED)
        finish(errand, VAULT_FAILED);
    else if (result == SAFE_GOOD)
        errand->answer.place = VAULT_SEALED;
    return errand->over;
}

/* Is there a session's bus, where a keyring could be? */
static bool
has_bus(void)
{
    const char *address = getenv("DBUS_SESSION_BUS_ADDRESS");
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    char *path;
    if (address && address[0] != '\0')
        return true;
    if (!runtime || asprintf(&path, "%s/bus", runtime) < 0)
        return false;
    bool there = access(path, F_OK) == 0;
    free(path);
    return there;
}

/* Asks ndrwatch-keyring. True: it is waited for, or it is over. */
static bool
ask_keyring(struct vault_errand *errand, int64_t now)
{
    static char name[] = "ndrwatch-keyring";
    static char *const arguments[] = {name, NULL};
    static const char *const whats[] = {"get", "put", "forget"};
    const struct account *account = errand->account;
    const struct vault_question *question = &errand->question;
    bool online = place_now(errand) == VAULT_ONLINE;
    if (!online && (!errand->vault->keyring || !has_bus()))
        return false;
    if (!errand->vault->keyring) {
        fail(errand,
             "GNOME Online Accounts are asked by ndrwatch-keyring, which is not "
             "installed");
        return true;
    }
    const struct slip slip = {
        .texts = {online ? "online" : whats[question->what],
                  online ? account->goa_account : account->name,
                  kind_names[question->kind], account->host},
        .secret = question->secret.at,
        .length = question->what == VAULT_PUT ? question->secret.length : 0,
    };
    char *bytes = malloc(SLIP_MAX);
    size_t length = bytes ? slip_write(&slip, bytes) : 0;
    bool asked = length > 0 &&
                 command_program(&errand->command, errand->vault->keyring, arguments,
                                 (struct message_bytes){bytes, length}, now);
    if (bytes)
        explicit_bzero(bytes, SLIP_MAX);
    free(bytes);
    if (!asked)
        fail(errand, "ndrwatch-keyring could not be started");
    return true;
}

/* True: wait, or it is over. False: look at the next place. */
static bool
try_place(struct vault_errand *errand, int64_t now)
{
    enum vault_what what = errand->question.what;
    switch (place_now(errand)) {
    case VAULT_FILE:
    case VAULT_CREDENTIAL:
        return what == VAULT_GET && get_file(errand);
    case VAULT_SEALED:
        return what == VAULT_GET   ? get_file(errand)
               : what == VAULT_PUT ? put_sealed(errand)
                                   : forget_sealed(errand);
    case VAULT_COMMAND:
        return get_command(errand, now);
    case VAULT_ONLINE:
    case VAULT_KEYRING:
        return ask_keyring(errand, now);
    case VAULT_NOWHERE:
    case VAULT_PLACES:
        break;
    }
    return false;
}

/* No place is left. */
static void
nowhere(struct vault_errand *errand)
{
    struct vault_answer *answer = &errand->answer;
    const char *kind = kind_names[errand->question.kind];
    if (errand->question.what == VAULT_FORGET && answer->place != VAULT_NOWHERE) {
        enum vault_place was = answer->place;
        finish(errand, VAULT_GOOD);
        answer->place = was;
        answer->why[0] = '\0';
        return;
    }
    snprintf(answer->why, VAULT_WHY_MAX, "no %s is kept for account '%s'", kind,
             errand->account->name);
    finish(errand, VAULT_ABSENT);
}

static void
go_on(struct vault_errand *errand, int64_t now)
{
    while (!errand->over) {
        if (place_now(errand) == VAULT_NOWHERE)
            nowhere(errand);
        else if (try_place(errand, now))
            return;
        else
            errand->at++;
    }
}

void
vault_begin(struct vault_errand *errand, const struct vault *vault,
            const struct account *account, const struct vault_question *question,
            int64_t now)
{
    *errand = (struct vault_errand){
        .vault = vault,
        .account = account,
        .question = *question,
        .command = {.out = -1, .errors = -1},
    };
    vault_places(account, question->kind, errand->places);
    enum vault_place first = errand->places[0];
    bool kept = first == VAULT_SEALED;
    if (question->what != VAULT_GET && !kept) {
        snprintf(errand->answer.why, VAULT_WHY_MAX,
                 "the %s of account '%s' is not kept by ndrwatch: it comes from %s",
                 kind_names[question->kind], account->name, place_names[first]);
        finish(errand, VAULT_FAILED);
        return;
    }
    if (question->what == VAULT_PUT) {
        places_to_put(errand->places);
        if (!is_fit(question->kind, question->secret, "this", errand->answer.why))
            finish(errand, VAULT_FAILED);
    }
    go_on(errand, now);
}

void
vault_poll(const struct vault_errand *errand, struct pollfd *ret)
{
    command_poll(&errand->command, ret);
}

int64_t
vault_due(const struct vault_errand *errand)
{
    return errand->over || errand->command.pid == 0 ? 0 : errand->command.deadline;
}

/* The command of the configuration has ended. */
static void
took_command(struct vault_errand *errand)
{
    struct message_bytes line;
    const char *key = command_key(errand->question.kind);
    if (command_first_line(&errand->command, key, &line, errand->answer.why))
        found(errand, line, key);
    else
        finish(errand, VAULT_LATER);
}

/* A secret lies in one place: what a keyring has taken is not left in a file. */
static void
put_in_keyring(struct vault_errand *errand)
{
    const struct seal_label label = label_of(errand);
    char why[SAFE_WHY_MAX];
    kept_remove(errand->vault->place, &label, why);
    finish(errand, VAULT_GOOD);
}

static void
took_good(struct vault_errand *errand, const struct slip *slip)
{
    struct vault_answer *answer = &errand->answer;
    if (errand->question.what == VAULT_PUT) {
        put_in_keyring(errand);
    } else if (errand->question.what == VAULT_FORGET) {
        answer->place = VAULT_KEYRING;
        errand->at++; /* a file may have it, too */
    } else {
        if (place_now(errand) == VAULT_ONLINE)
            errand->question.kind = strcmp(slip->texts[SLIP_TOKEN], "token") == 0
                                        ? VAULT_ACCESS_TOKEN
                                        : VAULT_PASSWORD;
        snprintf(answer->user, sizeof answer->user, "%s", slip->texts[SLIP_USER]);
        answer->expires = strtoll(slip->texts[SLIP_EXPIRES], NULL, 10) * 1000;
        found(errand, (struct message_bytes){slip->secret, slip->length},
              place_names[place_now(errand)]);
    }
}

/* ndrwatch-keyring has answered, or ended without a word. */
static void
took_keyring(struct vault_errand *errand)
{
    struct slip slip;
    const struct command *command = &errand->command;
    struct vault_answer *answer = &errand->answer;
    bool online = place_now(errand) == VAULT_ONLINE;
    if (command->late || !slip_read(command->bytes, command->length, &slip)) {
        snprintf(answer->why, sizeof answer->why, "%s %s",
                 place_names[place_now(errand)],
                 command->late ? "did not answer in 30 seconds" : "gave no answer");
        finish(errand, VAULT_LATER);
        return;
    }
    const char *outcome = slip.texts[SLIP_OUTCOME];
    snprintf(answer->why, sizeof answer->why, "%.400s", slip.texts[SLIP_WHY]);
    if (strcmp(outcome, "good") == 0)
        took_good(errand, &slip);
    else if (strcmp(outcome, "locked") == 0)
        finish(errand, VAULT_LOCKED);
    else if (strcmp(outcome, "later") == 0)
        finish(errand, VAULT_LATER);
    else if (online || strcmp(outcome, "failed") == 0)
        finish(errand, VAULT_FAILED);
    else
        errand->at++; /* absent, away */
}

void
vault_pump(struct vault_errand *errand, int64_t now)
{
    if (errand->over)
        return;
    command_pump(&errand->command, now);
    if (!command_over(&errand->command))
        return;
    if (place_now(errand) == VAULT_COMMAND)
        took_command(errand);
    else
        took_keyring(errand);
    command_end(&errand->command, false);
    go_on(errand, now);
}

bool
vault_reaped(struct vault_errand *errand, pid_t pid, int status)
{
    return command_reaped(&errand->command, pid, status);
}

void
vault_answer_wipe(struct vault_answer *answer)
{
    if (answer->secret)
        explicit_bzero(answer->secret, answer->length);
    free(answer->secret);
    *answer = (struct vault_answer){0};
}

void
vault_end(struct vault_errand *errand, bool reap)
{
    if (errand->question.what != VAULT_GET && !reap)
        command_leave(&errand->command);
    else
        command_end(&errand->command, reap);
    vault_answer_wipe(&errand->answer);
    errand->over = true;
}

/* ---- at once ---- */

/* Waits until its process says something, or ends, or is late. */
static void
wait_for(struct vault_errand *errand, int process)
{
    struct pollfd fds[COMMAND_FDS + 1];
    int status;
    vault_poll(errand, fds);
    fds[COMMAND_FDS] = (struct pollfd){.fd = process, .events = POLLIN};
    int64_t left = vault_due(errand) - clock_boot();
    poll(fds, COMMAND_FDS + 1, left > 0 ? (int)left : 0);
    pid_t pid = errand->command.pid;
    if (pid > 0 && waitpid(pid, &status, WNOHANG) == pid)
        vault_reaped(errand, pid, status);
}

static enum vault_outcome
run(const struct vault *vault, const struct account *account,
    const struct vault_question *question, struct vault_answer *ret)
{
    struct vault_errand errand;
    pid_t pid = 0;
    int process = -1;
    vault_begin(&errand, vault, account, question, clock_boot());
    while (!errand.over) {
        if (pid != errand.command.pid) {
            if (process >= 0)
                close(process);
            pid = errand.command.pid;
            process = pidfd_open(pid, 0);
        }
        wait_for(&errand, process);
        vault_pump(&errand, clock_boot());
    }
    if (process >= 0)
        close(process);
    *ret = errand.answer;
    errand.answer = (struct vault_answer){0};
    vault_end(&errand, true);
    return ret->outcome;
}

enum vault_outcome
vault_get(const struct vault *vault, const struct account *account,
          enum vault_kind kind, struct vault_answer *ret)
{
    const struct vault_question question = {.what = VAULT_GET, .kind = kind};
    return run(vault, account, &question, ret);
}

enum vault_outcome
vault_put(const struct vault *vault, const struct account *account,
          enum vault_kind kind, struct message_bytes secret, struct vault_answer *ret)
{
    const struct vault_question question = {
        .what = VAULT_PUT, .kind = kind, .secret = secret};
    return run(vault, account, &question, ret);
}

enum vault_outcome
vault_forget(const struct vault *vault, const struct account *account,
             enum vault_kind kind, struct vault_answer *ret)
{
    const struct vault_question question = {.what = VAULT_FORGET, .kind = kind};
    return run(vault, account, &question, ret);
}
