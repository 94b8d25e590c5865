/* visit: one web request, made by ndrwatch-net. */
#include "agent/visit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "agent/clock.h"

bool
visit_begin(struct visit *visit, const char *path, const struct web_request *request,
            int64_t now)
{
    static char *const arguments[] = {(char *)(uintptr_t) "ndrwatch-net",
                                      (char *)(uintptr_t) "web", NULL};
    static char bytes[WEB_REQUEST_MAX];
    *visit = (struct visit){
        .net = {.name = "ndrwatch-net", .fd = -1},
        .answer = {.outcome = WEB_UNREACHABLE, .text = "ndrwatch-net ended too early"}};
    size_t length = web_put_request(request, bytes);
    if (length == 0 || !child_start(&visit->net, path, arguments, now))
        return false;
    message_put_bytes(&visit->net.out, MESSAGE_WEB, 0, 1, bytes, length);
    explicit_bzero(bytes, length);
    visit->deadline = now + request->patience + VISIT_GRACE;
    visit_pump(visit, now);
    return true;
}

struct pollfd
visit_poll(const struct visit *visit)
{
    return child_poll(&visit->net, true);
}

void
visit_pump(struct visit *visit, int64_t now)
{
    struct message message;
    if (visit->over || visit->deadline == 0)
        return;
    child_flush(&visit->net);
    child_read(&visit->net);
    while (!visit->over && child_next(&visit->net, &message)) {
        if (message.type == MESSAGE_CAGE)
            continue;
        if (message.type == MESSAGE_WEB)
            web_read_answer(message.payload.at, message.payload.length, &visit->answer);
        visit->over = true;
    }
    if (visit->net.broken || now >= visit->deadline)
        visit->over = true;
}

void
visit_reaped(struct visit *visit, int64_t now)
{
    visit_pump(visit, now);
    visit->gone = visit->over = true;
}

void
visit_end(struct visit *visit)
{
    if (visit->net.pid > 0 && !visit->gone) {
        child_kill(&visit->net);
        waitpid(visit->net.pid, NULL, 0);
    }
    child_left(&visit->net, 0); /* wipes what was read */
    *visit = (struct visit){.net = {.name = "ndrwatch-net", .fd = -1}, .over = true};
}

bool
visit_now(struct visit *visit, const struct web_request *request)
{
    int64_t now = clock_boot();
    char *path = child_find("ndrwatch-net");
    bool begun = path && visit_begin(visit, path, request, now);
    free(path);
    while (begun && !visit->over) {
        struct pollfd wait = visit_poll(visit);
        poll(&wait, 1, visit->deadline > now ? (int)(visit->deadline - now) : 0);
        now = clock_boot();
        visit_pump(visit, now);
    }
    return begun;
}
