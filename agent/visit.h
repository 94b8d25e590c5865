/* visit: one web request, made by ndrwatch-net.
 *
 *     visit_begin(&visit, path, &request, now);
 *     while (!visit.over) { poll(visit_poll(&visit)); visit_pump(&visit, now); }
 *     ... visit.answer ...
 *     visit_end(&visit);
 */
#ifndef AGENT_VISIT_H
#define AGENT_VISIT_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "agent/child.h"
#include "agent/net/web.h"

enum {
    VISIT_GRACE = 6 *
                  1000 /* ms after the request's own patience: the helper ends before */
};

struct visit {
    struct child net;
    struct web_answer answer; /* once it is over; borrows from the visit */
    int64_t deadline;         /* ms; 0: none is under way */
    bool over;                /* visit_end is due */
    bool gone;                /* its process has been reaped */
};

/* Starts ndrwatch-net, which lies at path. now: ms, as in visit_pump. False: could not; nothing is
 * to be ended. */
bool visit_begin(struct visit *visit, const char *path,
                 const struct web_request *request, int64_t now);

/* What to wait for, and no longer than until deadline; fd -1: nothing. */
struct pollfd visit_poll(const struct visit *visit);

/* Takes what has come, without blocking. */
void visit_pump(struct visit *visit, int64_t now);

/* Its process (visit->net.pid) has been reaped: takes what it has left behind. */
void visit_reaped(struct visit *visit, int64_t now);

/* Ends the process, which has answered or is late, and waits for it; wipes and frees all. */
void visit_end(struct visit *visit);

/* All of it at once, for a command: true once there is an answer in visit->answer (its outcome may
 * be any); false: ndrwatch-net is missing or cannot be started. End it with visit_end. */
bool visit_now(struct visit *visit, const struct web_request *request);

#endif
