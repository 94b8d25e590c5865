/* control: the notifier's end of the agent's control socket.
 *
 * Connects, says hello, gives each line of the agent to `heard`, and comes back by itself
 * when the agent goes away (see patience.h). What is sent while the agent is away waits and
 * is sent after the next hello, so that "Mark handled" pressed during a restart counts.
 */
#ifndef NOTIFY_CONTROL_H
#define NOTIFY_CONTROL_H

#include <stdbool.h>

#include "notify/line.h"

enum {
    CONTROL_WAITING_MAX = 1000 /* lines kept for an absent agent; about 60 kB */
};

struct control;

struct control_ears {
    void (*ready)(void *user); /* the agent has answered hello */
    void (*heard)(const struct line *line, void *user);
    void *user;
};

/* Where the agent listens: $XDG_STATE_HOME/ndrwatch/control, by default
 * ~/.local/state/ndrwatch/control. For g_free(). NULL: there is no home directory. */
char *control_path(void);

/* True when path fits into a socket address (107 bytes). */
bool control_path_fits(const char *path);

/* Starts trying to connect; runs on the default main context. path must fit. */
struct control *control_open(const char *path, struct control_ears ears);

/* Takes line, from line_xxx(), over; NULL is dropped. */
void control_send(struct control *control, char *line);

/* Writes what is ready without waiting, then closes. NULL is fine. */
void control_close(struct control *control);

#endif
