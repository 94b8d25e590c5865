/* serve: what a line of the control socket asks for, done. */
#ifndef AGENT_SERVE_H
#define AGENT_SERVE_H

#include <stddef.h>

struct agent;
struct client;

/* One line of a client, any bytes. */
void
serve_line(struct agent *agent, struct client *client, const char *line, size_t length);

#endif
