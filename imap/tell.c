/* tell: STATE and SECRET frames. */
#include "imap/tell.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "imap/hash.h"
#include "imap/tick.h"

static void
say(const struct account *account, enum message_watch_state state, char *text,
    size_t size)
{
    const struct account_order *order = &account->order;
    switch (state) {
    case MESSAGE_CONNECTING:
        snprintf(text, size, "Connecting to %s.", order->host);
        return;
    case MESSAGE_WATCHING:
        snprintf(text, size, "Watching %s at %s.", order->mailbox, order->host);
        return;
    case MESSAGE_WAITING:
    case MESSAGE_ASKING:
        break;
    }
    snprintf(text, size, "%s", account->trouble.text);
}

void
tell_state(struct account *account, bool always)
{
    enum message_watch_state state = watch_told(&account->watch);
    bool down = state == MESSAGE_WAITING || state == MESSAGE_ASKING;
    /* Not the session's idle_useless: a worker may have that. */
    bool polls = state == MESSAGE_WATCHING && account->watch.polls;
    char text[2048 + TROUBLE_TEXT]; /* host and mailbox, or a trouble */
    say(account, state, text, sizeof text);
    struct message_state message = {
        .state = state,
        .fault = down ? account->trouble.fault : MESSAGE_FINE,
        .cause = down ? account->trouble.cause : MESSAGE_NO_CAUSE,
        .poll = polls ? (uint64_t)watch_poll(&account->watch) / 1000 : 0,
        .text = {text, strlen(text)},
    };
    uint64_t told = hash_add(HASH_EMPTY, text, message.text.length);
    told = hash_add(told, &message.state, sizeof message.state);
    told = hash_add(told, &message.poll, sizeof message.poll);
    if (down && account->watch.due > 0) {
        told = hash_add(told, &account->watch.due, sizeof account->watch.due);
        int64_t left = account->watch.due - tick_now();
        message.next = (uint64_t)(time(NULL) + (left > 0 ? (left + 999) / 1000 : 0));
    }
    if (told == account->told_hash && !always)
        return;
    account->told_hash = told;
    struct message_buffer frame = {0};
    message_put_state(&frame, account->number, 0, &message);
    outlet_send(account->outlet, &frame);
}

static bool steps;

void
tell_steps(void)
{
    steps = true;
}

bool
tell_has_steps(void)
{
    return steps;
}

void
tell_step(const struct account *account, enum message_milestone milestone,
          int64_t number, const char *text)
{
    const struct message_step step = {
        .milestone = milestone,
        .number = (uint64_t)number,
        .text = {text, strlen(text)},
    };
    struct message_buffer frame = {0};
    if (!steps)
        return;
    message_put_step(&frame, account->number, 0, &step);
    outlet_send(account->outlet, &frame);
}

void
tell_need(struct account *account)
{
    struct message_buffer frame = {0};
    account->asked++;
    account->asked += account->asked == 0;
    const struct message_need need = {.stale = account->stale};
    message_put_need(&frame, account->number, account->asked, &need);
    outlet_send(account->outlet, &frame);
}
