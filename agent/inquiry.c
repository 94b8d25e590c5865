/* inquiry: one domain looked up by ndrwatch-net, in rounds, until all is known or it is late. */
#include "agent/inquiry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "agent/door.h"
#include "agent/idna.h"

/* Sends what is open. False: nothing is, or no memory. */
static bool
send_round(struct inquiry *inquiry)
{
    struct lookups open = {0};
    char *text = NULL;
    for (size_t i = 0; i < inquiry->set.count; i++)
        if (inquiry->set.at[i].outcome == LOOKUP_OPEN)
            lookups_add(&open, inquiry->set.at[i].name, inquiry->set.at[i].type);
    if (open.count > 0) {
        json_t *list = lookups_json(&open);
        text = list ? json_dumps(list, JSON_COMPACT) : NULL;
        json_decref(list);
    }
    lookups_free(&open);
    if (!text)
        return false;
    message_put_bytes(&inquiry->net.out, MESSAGE_LOOKUPS, 0, ++inquiry->rounds, text,
                      strlen(text));
    free(text);
    return !inquiry->net.out.failed;
}

static void
next_round(struct inquiry *inquiry)
{
    if (inquiry->rounds == INQUIRY_ROUNDS ||
        !domain_plan(&inquiry->question, &inquiry->set)) {
        inquiry->over = true;
        return;
    }
    sender_plan(&inquiry->sender, &inquiry->set);
    inquiry->over = !door_plan(&inquiry->question, &inquiry->set) ||
                    !send_round(inquiry);
}

bool
inquiry_begin(struct inquiry *inquiry, const char *path,
              const struct inquiry_wish *wish, int64_t now)
{
    static char *const arguments[] = {(char *)(uintptr_t) "ndrwatch-net", NULL};
    *inquiry = (struct inquiry){.net = {.name = "ndrwatch-net", .fd = -1}};
    if (!idna_name(wish->domain, inquiry->domain) ||
        !lookups_add(&inquiry->set, inquiry->domain, LOOKUP_MX))
        return false;
    inquiry->question = (struct domain_question){.domain = inquiry->domain,
                                                 .dice = wish->dice};
    if (wish->control) {
        snprintf(inquiry->control, sizeof inquiry->control, "%s", wish->control);
        inquiry->question.control = inquiry->control;
    }
    if (wish->sender)
        inquiry->sender = *wish->sender;
    if (!child_start(&inquiry->net, path, arguments, now)) {
        lookups_free(&inquiry->set);
        return false;
    }
    inquiry->deadline = now + INQUIRY_PATIENCE;
    next_round(inquiry);
    return true;
}

struct pollfd
inquiry_poll(const struct inquiry *inquiry)
{
    return child_poll(&inquiry->net, true);
}

/* What was asked, answered: the records change hands. False: it was not asked. */
static bool
take(struct inquiry *inquiry, const struct message *message)
{
    struct lookups answers = {0};
    json_t *list = json_loadb(message->payload.at, message->payload.length, 0, NULL);
    bool good = message->request == inquiry->rounds && list &&
                lookups_read(list, &answers);
    json_decref(list);
    for (size_t i = 0; good && i < answers.count; i++) {
        struct lookup *answer = &answers.at[i];
        const struct lookup *found = lookups_find(&inquiry->set, answer->name,
                                                  answer->type);
        good = found && found->outcome == LOOKUP_OPEN && answer->outcome != LOOKUP_OPEN;
        if (!good)
            break;
        struct lookup *asked = &inquiry->set.at[found - inquiry->set.at];
        struct lookup empty = *asked;
        *asked = *answer;
        *answer = empty;
    }
    lookups_free(&answers);
    return good;
}

void
inquiry_pump(struct inquiry *inquiry, int64_t now)
{
    struct message message;
    if (inquiry->over || inquiry->deadline == 0)
        return;
    child_flush(&inquiry->net);
    child_read(&inquiry->net);
    while (!inquiry->over && child_next(&inquiry->net, &message)) {
        if (message.type == MESSAGE_CAGE)
            continue;
        if (message.type == MESSAGE_LOOKUPS && take(inquiry, &message))
            next_round(inquiry);
        else
            inquiry->over = true;
    }
    child_flush(&inquiry->net);
    if (inquiry->net.broken || now >= inquiry->deadline)
        inquiry->over = true;
}

void
inquiry_reaped(struct inquiry *inquiry, int64_t now)
{
    child_left(&inquiry->net, now);
    inquiry->over = true;
}

void
inquiry_end(struct inquiry *inquiry, bool reap)
{
    child_close(&inquiry->net);
    child_kill(&inquiry->net);
    if (reap && inquiry->net.pid > 0) {
        waitpid(inquiry->net.pid, NULL, 0);
        child_left(&inquiry->net, 0);
    }
    lookups_free(&inquiry->set);
    inquiry->deadline = 0;
    inquiry->over = true;
}
