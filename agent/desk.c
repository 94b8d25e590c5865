/* desk: questions to the vault for the agent's loop, which must not wait. */
#include "agent/desk.h"

#include <stdlib.h>
#include <string.h>

#include "agent/agent.h"

void
desk_open(struct desk *desk, const struct place *place)
{
    *desk = (struct desk){0};
    vault_open(place, &desk->vault);
}

static void
question_free(struct desk_question *question)
{
    if (question->secret)
        explicit_bzero(question->secret, question->question.secret.length);
    free(question->secret);
    free(question);
}

bool
desk_ask(struct agent *agent, uint32_t account, uint32_t request,
         const struct vault_question *question, desk_hear *hear)
{
    struct desk_question **end = &agent->desk.first;
    size_t waiting = 0, length = question->secret.length;
    for (; *end; end = &(*end)->next)
        if (++waiting > DESK_LINE_MAX)
            return false;
    struct desk_question *one = calloc(1, sizeof *one);
    if (!one)
        return false;
    *one = (struct desk_question){
        .account = account, .request = request, .question = *question, .hear = hear};
    one->secret = length > 0 ? malloc(length) : NULL;
    if (length > 0 && !one->secret) {
        free(one);
        return false;
    }
    if (length > 0)
        memcpy(one->secret, question->secret.at, length);
    one->question.secret.at = one->secret;
    *end = one;
    return true;
}

/* Begins what waits, as far as there are free jobs. */
static void
begin_waiting(struct agent *agent)
{
    struct desk *desk = &agent->desk;
    for (size_t i = 0; i < DESK_JOBS_MAX && desk->first; i++) {
        if (desk->jobs[i])
            continue;
        struct desk_question *one = desk->first;
        desk->first = one->next;
        desk->jobs[i] = one;
        vault_begin(&desk->errands[i], &desk->vault,
                    &agent->config->accounts[one->account], &one->question, agent->now);
    }
}

/* Tells of those that are over. True: one was. */
static bool
tell_over(struct agent *agent)
{
    struct desk *desk = &agent->desk;
    bool any = false;
    for (size_t i = 0; i < DESK_JOBS_MAX; i++) {
        struct desk_question *one = desk->jobs[i];
        if (!one || !desk->errands[i].over)
            continue;
        desk->jobs[i] = NULL;
        any = true;
        one->hear(agent, one->account, one->request, &desk->errands[i].answer);
        vault_end(&desk->errands[i], false);
        question_free(one);
    }
    return any;
}

void
desk_poll(const struct desk *desk, struct pollfd *ret)
{
    for (size_t i = 0; i < DESK_JOBS_MAX; i++) {
        if (desk->jobs[i])
            vault_poll(&desk->errands[i], ret + i * COMMAND_FDS);
        else
            for (size_t j = 0; j < COMMAND_FDS; j++)
                ret[i * COMMAND_FDS + j] = (struct pollfd){.fd = -1};
    }
}

void
desk_pump(struct agent *agent)
{
    struct desk *desk = &agent->desk;
    for (size_t i = 0; i < DESK_JOBS_MAX; i++)
        if (desk->jobs[i])
            vault_pump(&desk->errands[i], agent->now);
    do
        begin_waiting(agent); /* what was told may have asked again */
    while (tell_over(agent));
}

bool
desk_reaped(struct desk *desk, pid_t pid, int status)
{
    for (size_t i = 0; i < DESK_JOBS_MAX; i++)
        if (desk->jobs[i] && vault_reaped(&desk->errands[i], pid, status))
            return true;
    return false;
}

int64_t
desk_due(const struct desk *desk)
{
    int64_t due = 0;
    for (size_t i = 0; i < DESK_JOBS_MAX; i++) {
        int64_t one = desk->jobs[i] ? vault_due(&desk->errands[i]) : 0;
        if (!desk->jobs[i] && desk->first)
            one = 1; /* at once: it was asked since the last desk_pump */
        if (one > 0 && (due == 0 || one < due))
            due = one;
    }
    return due;
}

bool
desk_busy(const struct desk *desk)
{
    bool busy = desk->first != NULL;
    for (size_t i = 0; i < DESK_JOBS_MAX && !busy; i++)
        busy = desk->jobs[i] != NULL;
    return busy;
}

static bool
is_of(const struct desk_question *one, uint32_t account, desk_hear *hear)
{
    return one && (!hear || (one->account == account && one->hear == hear));
}

/* hear NULL: all of them. */
static void
forget(struct desk *desk, uint32_t account, desk_hear *hear)
{
    for (size_t i = 0; i < DESK_JOBS_MAX; i++) {
        if (!is_of(desk->jobs[i], account, hear))
            continue;
        vault_end(&desk->errands[i], false);
        question_free(desk->jobs[i]);
        desk->jobs[i] = NULL;
    }
    for (struct desk_question **at = &desk->first; *at;) {
        struct desk_question *one = *at;
        if (!is_of(one, account, hear)) {
            at = &one->next;
            continue;
        }
        *at = one->next;
        question_free(one);
    }
}

void
desk_forget(struct desk *desk, uint32_t account, desk_hear *hear)
{
    forget(desk, account, hear);
}

void
desk_end(struct desk *desk)
{
    forget(desk, 0, NULL);
}

void
desk_close(struct desk *desk)
{
    desk_end(desk);
    vault_close(&desk->vault);
}
