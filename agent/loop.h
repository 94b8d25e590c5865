/* loop: waits for whatever comes, hands it to who knows, and starts what has died. */
#ifndef AGENT_LOOP_H
#define AGENT_LOOP_H

struct agent;

/* Runs until a signal, or until `once` is done. Everything of agent but its children must be
 * ready, SIGTERM, SIGINT, SIGHUP and SIGCHLD not yet blocked. Returns the exit code. */
int loop_run(struct agent *agent);

#endif
