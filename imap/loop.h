/* loop: one epoll loop that parks idle sessions, hears the agent and hands out work. */
#ifndef IMAP_LOOP_H
#define IMAP_LOOP_H

#include <stdbool.h>

/* Serves the agent at fd, which it takes over, until QUIT or until the agent is gone.
 * Returns the exit code: 0, or EX_OSERR, EX_PROTOCOL with words on standard error. */
int loop_run(int fd);

#endif
