/* feed: all that happens, as JSON lines on standard output. */
#include "agent/feed.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/agent.h"
#include "agent/clock.h"

/* The line of an event; takes the reference. NULL: no memory. */
static char *
line(const char *event, json_t *more)
{
    char at[CLOCK_TEXT_MAX], *text = NULL, *ret = NULL;
    clock_stamp(clock_now(), at);
    json_t *all = json_pack("{s:i, s:s, s:s}", "v", FEED_VERSION, "event", event, "at",
                            at);
    if (all && more && json_object_update(all, more) == 0)
        text = json_dumps(all, JSON_COMPACT);
    json_decref(all);
    json_decref(more);
    if (text && asprintf(&ret, "%s\n", text) < 0)
        ret = NULL;
    free(text);
    return ret;
}

char *
feed_bounce(json_t *bounce, bool again)
{
    return line("bounce", json_pack("{s:b, s:o}", "again", again, "bounce", bounce));
}

char *
feed_scan(json_t *scan)
{
    return line("scan", scan);
}

/* ---- writing ---- */

/* Whole, or not at all (false) where nobody reads any more; frees the text. */
static bool
put(char *text)
{
    size_t length = text ? strlen(text) : 0, done = 0;
    while (done < length) {
        ssize_t put = write(STDOUT_FILENO, text + done, length - done);
        if (put < 0 && errno != EINTR)
            break; /* tell.c, whose lines matter, finds out and says so */
        done += put > 0 ? (size_t)put : 0;
    }
    free(text);
    return length > 0 && done == length;
}

static bool
room(void)
{
    struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return poll(&out, 1, 0) != 0;
}

void
feed_start(const struct agent *agent)
{
    if (!agent->events)
        return;
    put(line("start", json_pack("{s:s, s:i, s:i}", "version", NDRWATCH_VERSION, "pid",
                                (int)getpid(), "accounts", (int)agent->config->count)));
}

bool
feed_room(const struct agent *agent)
{
    return !agent->events || room();
}

bool
feed_domain(const struct agent *agent, json_t *domain)
{
    if (agent->events)
        return put(line("domain", domain));
    json_decref(domain);
    return true;
}

void
feed_stop(const struct agent *agent, int code)
{
    if (agent->events && room())
        put(line("stop", json_pack("{s:i}", "exit", code)));
}

bool
feed_pump(struct agent *agent)
{
    bool scans = agent->events || (agent->scan_all && agent->json);
    for (uint32_t i = 0; scans && i < agent->config->count; i++) {
        struct watch *watch = &agent->watches[i];
        bool news = agent->events && watch->reported && !watch->told;
        if ((news || watch->scan.news) && !room())
            return false;
        if (news)
            put(line("account", watch_one_json(agent, i)));
        watch->told = watch->told || news;
        if (watch->scan.news)
            put(feed_scan(scan_json(agent, i)));
        watch->scan.news = false;
    }
    return true;
}
