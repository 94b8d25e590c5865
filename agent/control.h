/* control: the socket on which the commands and the notifier speak with the agent. */
#ifndef AGENT_CONTROL_H
#define AGENT_CONTROL_H

#include <jansson.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "agent/line.h"

struct agent;

enum {
    CONTROL_CLIENTS_MAX = 32, /* commands end in milliseconds; notifiers are one */
    CONTROL_OUT_MAX =
        9 << 20, /* bytes a client may leave unread: the longest answer, and others */
};

enum control_role {
    CONTROL_STRANGER = 0, /* has not said hello */
    CONTROL_CLI,
    CONTROL_NOTIFIER,
};

struct client {
    int fd; /* -1: free */
    enum control_role role;
    bool closing; /* when everything is written */
    struct line_reader in;
    char *out;
    size_t out_length, out_room, out_written;
};

struct control {
    int fd; /* listens; -1: not open */
    struct client clients[CONTROL_CLIENTS_MAX];
    struct client *notifier; /* the newest, or NULL */
    char *desktop;           /* what it says of the notification server, or NULL */
};

/* Makes the socket, over one left by a dead agent: the caller holds the lock. Returns 0 or
 * errno. */
int control_open(struct control *control, const char *path);
void control_close(struct control *control, const char *path);

/* What to wait for: 1 + CONTROL_CLIENTS_MAX entries. */
void control_poll(const struct control *control, struct pollfd *ret);
/* Reads, hands lines to serve_line, writes. */
void control_pump(struct agent *agent, const struct pollfd *polled);

/* Sends an object as a line; takes the reference. A client that does not read, or an object
 * that cannot be made (NULL), ends the conversation. */
void control_send(struct client *client, json_t *object);

/* This client is the notifier from now on; the one before is told to go. */
void control_promote(struct control *control, struct client *client);

#endif
