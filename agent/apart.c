/* apart: who shares a process of ndrwatch-imap with whom. */
#include "agent/apart.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "agent/agent.h"
#include "agent/authority.h"
#include "agent/log.h"

static const char name[] = "ndrwatch-imap";

/* ---- the ledger ---- */

void
apart_open(struct agent *agent)
{
    struct apart *apart = &agent->apart;
    int fd = memfd_create("ledger", MFD_CLOEXEC);
    void *page = MAP_FAILED;
    if (fd > 0 && ftruncate(fd, MESSAGE_LEDGER) == 0)
        page = mmap(NULL, MESSAGE_LEDGER, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (page != MAP_FAILED) {
        apart->ledger = agent->imap.ledger = fd;
        apart->page = page;
    } else if (fd >= 0) {
        close(fd);
    }
}

void
apart_close(struct agent *agent)
{
    struct apart *apart = &agent->apart;
    if (!apart->page)
        return;
    munmap(apart->page, MESSAGE_LEDGER);
    close(apart->ledger);
    apart->page = NULL;
    apart->ledger = agent->imap.ledger = 0;
}

/* ---- who is where ---- */

static struct apart_place *
place_of(struct agent *agent, uint32_t account)
{
    for (size_t i = 0; i < APART_MOST; i++) {
        struct apart_place *place = &agent->apart.places[i];
        if (place->taken && !place->leaving && place->account == account)
            return place;
    }
    return NULL;
}

struct child *
apart_child(struct agent *agent, uint32_t account)
{
    if (!agent->watches[account].apart)
        return &agent->imap;
    struct apart_place *place = place_of(agent, account);
    return place ? &place->child : &agent->apart.nobody;
}

struct child *
apart_process(struct agent *agent, size_t number)
{
    if (number == 0)
        return &agent->imap;
    struct apart_place *place = &agent->apart.places[number - 1];
    return place->taken ? &place->child : NULL;
}

bool
apart_has(const struct agent *agent, size_t number, uint32_t account)
{
    if (account >= agent->config->count)
        return false;
    if (number == 0)
        return !agent->watches[account].apart;
    const struct apart_place *place = &agent->apart.places[number - 1];
    return place->taken && !place->leaving && place->account == account;
}

/* Whatever its process knew of the account is gone. */
static void
lose(struct agent *agent, uint32_t account)
{
    intake_imap_lost(agent, account);
    secret_forget(agent, account);
    watch_lost(agent, account);
}

/* ---- beginning ---- */

bool
apart_wanted(const struct agent *agent, size_t number)
{
    for (uint32_t i = 0; i < agent->config->count; i++)
        if (apart_has(agent, number, i))
            return true;
    return false;
}

void
apart_start(struct agent *agent, size_t number)
{
    char *const arguments[] = {agent->imap_path, NULL};
    struct child *child = apart_process(agent, number);
    if (!apart_wanted(agent, number) || child->pid ||
        !restart_due(&child->restart, agent->now))
        return;
    if (number == 0 && agent->apart.page)
        memset(agent->apart.page, 0, MESSAGE_LEDGER);
    if (!child_start(child, agent->imap_path, arguments, agent->now))
        return;
    authority_send_all(agent, number);
    for (uint32_t i = 0; i < agent->config->count; i++) {
        if (!apart_has(agent, number, i) || watch_send(agent, i))
            continue;
        /* Without the marks it cannot be told what to watch: it waits until the disk is
         * back. */
        child_kill(child);
        return;
    }
}

/* One that is watched well by itself goes back; its place is free when its process has
 * ended. */
static void
send_back_one(struct agent *agent)
{
    for (size_t i = 0; i < APART_MOST; i++) {
        struct apart_place *place = &agent->apart.places[i];
        if (!place->taken)
            continue;
        if (place->leaving) /* soon */
            return;
    }
    for (size_t i = 0; i < APART_MOST; i++) {
        struct apart_place *place = &agent->apart.places[i];
        if (agent->watches[place->account].state != MESSAGE_WATCHING)
            continue;
        lose(agent, place->account);
        child_close(&place->child);
        place->leaving = true;
        agent->watches[place->account].apart = false;
        if (!agent->imap.pid)
            return;
        authority_send(agent, place->account);
        if (!watch_send(agent, place->account))
            child_kill(&agent->imap);
        return;
    }
}

void
apart_settle(struct agent *agent)
{
    for (uint32_t i = 0; agent->apart.waiting > 0 && i < agent->config->count; i++) {
        if (!agent->watches[i].apart || place_of(agent, i))
            continue;
        struct apart_place *free_one = NULL;
        for (size_t k = 0; k < APART_MOST && !free_one; k++)
            if (!agent->apart.places[k].taken)
                free_one = &agent->apart.places[k];
        if (!free_one) {
            send_back_one(agent);
            return;
        }
        *free_one = (struct apart_place){
            .child = {.name = name, .fd = -1}, .account = i, .taken = true};
        agent->apart.waiting--;
    }
}

/* ---- the end ---- */

static void
suspect(struct agent *agent, uint32_t account)
{
    agent->watches[account].apart = true;
    agent->apart.waiting++;
    log_warning(
        agent->config->accounts[account].name,
        "its server was being heard when ndrwatch-imap died: from now on it has "
        "a process of its own");
}

void
apart_gone(struct agent *agent, size_t number, enum child_end end)
{
    struct child *child = apart_process(agent, number);
    bool died = end == CHILD_DIED;
    if (end == CHILD_ANEW || end == CHILD_KILLED)
        child_left(child, agent->now);
    else
        child_gone(child, agent->now);
    for (uint32_t i = 0; number == 0 && i < agent->config->count; i++) {
        if (!apart_has(agent, 0, i))
            continue;
        lose(agent, i);
        if (died && agent->apart.page && agent->apart.page[i])
            suspect(agent, i);
    }
    if (number == 0)
        return;
    struct apart_place *place = &agent->apart.places[number - 1];
    if (place->leaving) {
        *place = (struct apart_place){.taken = false};
        return;
    }
    lose(agent, place->account);
    if (died)
        watch_broke(agent, place->account, child->restart.next);
}

void
apart_forget(struct agent *agent)
{
    agent->apart.waiting = 0;
    for (uint32_t i = 0; i < agent->config->count; i++)
        intake_imap_lost(agent, i);
    for (size_t i = 0; i < APART_PROCESSES; i++) {
        struct child *child = apart_process(agent, i);
        if (!child)
            continue;
        child_close(child);
        if (i > 0 && child->pid == 0)
            agent->apart.places[i - 1] = (struct apart_place){.taken = false};
        else if (i > 0)
            agent->apart.places[i - 1].leaving = true;
    }
}
