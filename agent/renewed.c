/* renewed: has the secret that a server refused been changed since? */
#include "agent/renewed.h"

#include <string.h>
#include <sys/random.h>

#include "agent/agent.h"
#include "agent/log.h"

/* With a key of this process's own, so that the sum says nothing of the secret to anybody. */
static void
sum(struct message_bytes secret, char ret[SHA256_HEX])
{
    static unsigned char key[32];
    static bool made;
    if (!made && getrandom(key, sizeof key, 0) == (ssize_t)sizeof key)
        made = true;
    struct sha256 sha;
    sha256_begin(&sha);
    sha256_add(&sha, key, sizeof key);
    sha256_add(&sha, secret.at, secret.length);
    sha256_hex(&sha, ret);
    explicit_bzero(&sha, sizeof sha); /* the end of the secret may be in its block */
}

static bool
is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
           a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
           a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
           a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

static struct stat
file_of(const struct account *account)
{
    struct stat what;
    if (account->password_file[0] == '\0' || stat(account->password_file, &what) < 0)
        return (struct stat){0};
    return what;
}

void
renewed_given(struct agent *agent, uint32_t account, struct message_bytes secret)
{
    struct renewed *renewed = &agent->watches[account].renewed;
    sum(secret, renewed->given);
    renewed->file = file_of(&agent->config->accounts[account]);
    renewed->due = 0;
}

/* It is tried no more, until a person acts. */
static bool
is_stopped(const struct watch *watch)
{
    return watch->reported && watch->next == 0 &&
           standing_needs_person(watch->state, watch->fault);
}

/* Until what it signs in with changes. */
static bool
waits(const struct watch *watch)
{
    return is_stopped(watch) && watch->renewed.given[0] != '\0';
}

/* Is something else the matter than what it signs in with? Then a person mends it where we do not
 * look: on a page of the provider (IMAP switched on), at the server (a mailbox made). */
static bool
is_mended_elsewhere(uint64_t cause)
{
    return cause == MESSAGE_NO_CAUSE || cause == MESSAGE_WEB_LOGIN ||
           cause == MESSAGE_IMAP_OFF || cause == MESSAGE_NOT_CONNECTED ||
           cause == MESSAGE_ADMIN;
}

static int64_t
period(const struct agent *agent, size_t account)
{
    return agent->config->accounts[account].password_file[0] != '\0' ? RENEWED_FILE
                                                                     : RENEWED_OTHER;
}

static void
heard(struct agent *agent, uint32_t account, uint32_t request,
      struct vault_answer *answer)
{
    struct renewed *renewed = &agent->watches[account].renewed;
    char now[SHA256_HEX];
    (void)request;
    renewed->asked = false;
    if (answer->outcome != VAULT_GOOD || !waits(&agent->watches[account]))
        return;
    sum((struct message_bytes){answer->secret, answer->length}, now);
    if (strcmp(now, renewed->given) == 0)
        return;
    log_info(agent->config->accounts[account].name,
             "what it signs in with has been changed: it is tried again");
    renewed->given[0] = '\0'; /* one try; what it is given then counts */
    secret_changed(agent, account);
}

static void
look(struct agent *agent, uint32_t account)
{
    struct renewed *renewed = &agent->watches[account].renewed;
    const struct vault_question question = {.what = VAULT_GET,
                                            .kind = secret_kind(agent, account)};
    struct stat file = file_of(&agent->config->accounts[account]);
    bool same = file.st_ino != 0 && is_same_file(&file, &renewed->file);
    renewed->due = agent->now + period(agent, account);
    if (same || renewed->asked || question.kind == VAULT_KINDS)
        return;
    renewed->file = file;
    renewed->asked = true;
    if (!desk_ask(agent, account, 0, &question, heard))
        renewed->asked = false;
}

void
renewed_pump(struct agent *agent)
{
    for (uint32_t i = 0; i < agent->config->count; i++) {
        struct watch *watch = &agent->watches[i];
        if (!waits(watch))
            watch->renewed.due = 0;
        else if (watch->renewed.due == 0)
            watch->renewed.due = agent->now + period(agent, i);
        else if (agent->now >= watch->renewed.due)
            look(agent, i);
    }
}

int64_t
renewed_due(const struct agent *agent)
{
    int64_t due = 0;
    for (size_t i = 0; i < agent->config->count; i++) {
        int64_t one = agent->watches[i].renewed.due;
        if (one > 0 && (due == 0 || one < due))
            due = one;
    }
    return due;
}

bool
renewed_hurry(struct agent *agent)
{
    bool any = false;
    for (uint32_t i = 0; i < agent->config->count; i++) {
        struct watch *watch = &agent->watches[i];
        if (is_stopped(watch) && is_mended_elsewhere(watch->cause))
            secret_changed(agent, i);
        else if (waits(watch))
            watch->renewed.due = agent->now;
        else
            continue;
        any = true;
    }
    return any;
}
