/* quest: one errand of ndrwatch-net for a command, which waits for it. */
#include "agent/quest.h"

#include <jansson.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "agent/child.h"
#include "agent/clock.h"
#include "agent/net/web.h"

static bool
put(struct child *child, const struct lookups *set)
{
    json_t *list = lookups_json(set);
    char *text = list ? json_dumps(list, JSON_COMPACT) : NULL;
    if (text)
        message_put_bytes(&child->out, MESSAGE_LOOKUPS, 0, 1, text, strlen(text));
    json_decref(list);
    bool good = text && !child->out.failed;
    free(text);
    return good;
}

/* The answer takes the place of what was asked. */
static bool
take(const struct message *message, struct lookups *set)
{
    struct lookups answers = {0};
    json_t *list = json_loadb(message->payload.at, message->payload.length, 0, NULL);
    bool good = list && lookups_read(list, &answers);
    json_decref(list);
    if (good) {
        lookups_free(set);
        *set = answers;
    }
    return good;
}

/* Waits for the frame of this type. False: none comes. */
static bool
wait_for(struct child *child, enum message_type type, const volatile sig_atomic_t *stop,
         struct message *ret)
{
    int64_t deadline = clock_boot() + QUEST_PATIENCE, now;
    while (!child->broken && (now = clock_boot()) < deadline && !(stop && *stop)) {
        child_flush(child);
        struct pollfd wait = child_poll(child, true);
        poll(&wait, 1, (int)(deadline - now));
        child_read(child);
        while (child_next(child, ret))
            if (ret->type == type)
                return true;
    }
    return false;
}

/* Starts it. False: it cannot be. */
static bool
begin(struct child *child, char *const arguments[])
{
    *child = (struct child){.name = "ndrwatch-net", .fd = -1};
    char *path = child_find("ndrwatch-net");
    bool good = path && child_start(child, path, arguments, clock_boot());
    free(path);
    return good;
}

static void
end(struct child *child)
{
    pid_t pid = child->pid;
    child_kill(child);
    child_close(child);
    waitpid(pid, NULL, 0);
}

bool
quest_names(struct lookups *set, const volatile sig_atomic_t *stop)
{
    static char *const arguments[] = {(char *)(uintptr_t) "ndrwatch-net", NULL};
    struct child child;
    struct message message;
    if (!begin(&child, arguments))
        return false;
    bool good = put(&child, set) && wait_for(&child, MESSAGE_LOOKUPS, stop, &message) &&
                take(&message, set);
    end(&child);
    return good;
}

/* The answer's page, where it is one. */
static bool
take_page(const struct message *message, struct quest_page *ret)
{
    struct web_answer answer;
    if (!web_read_answer(message->payload.at, message->payload.length, &answer) ||
        answer.outcome != WEB_ANSWERED || answer.code != 200)
        return false;
    char *bytes = malloc(answer.length + 1);
    if (!bytes)
        return false;
    memcpy(bytes, answer.body, answer.length);
    *ret = (struct quest_page){bytes, answer.length};
    return true;
}

bool
quest_read(const char *url, const volatile sig_atomic_t *stop, struct quest_page *ret)
{
    static char *const arguments[] = {(char *)(uintptr_t) "ndrwatch-net",
                                      (char *)(uintptr_t) "web", NULL};
    static char question[WEB_REQUEST_MAX];
    const struct web_request request = {.url = url, .patience = QUEST_PATIENCE};
    struct child child;
    struct message message;
    size_t length = web_put_request(&request, question);
    if (length == 0 || !begin(&child, arguments))
        return false;
    message_put_bytes(&child.out, MESSAGE_WEB, 0, 1, question, length);
    bool good = wait_for(&child, MESSAGE_WEB, stop, &message) &&
                take_page(&message, ret);
    end(&child);
    return good;
}
