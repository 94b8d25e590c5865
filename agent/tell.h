/* tell: from the outbox to the two channels, and back: T4, the effect, T5. */
#ifndef AGENT_TELL_H
#define AGENT_TELL_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "agent/remind.h"

struct agent;

struct tell {
    bool line_waits;                /* standard output is full: waits for POLLOUT */
    bool line_dead;                 /* nobody reads standard output any more */
    char reminder[REMIND_BODY_MAX]; /* of the event that was opened last */
};

/* Tells what waits, as far as the channels take it. */
void tell_pump(struct agent *agent);

/* A notifier has said hello: what waits is its to show. */
void tell_notifier_came(struct agent *agent);
/* It is gone: what it had not shown is queued again. */
void tell_notifier_gone(struct agent *agent);

/* What the notifier says of a key. */
void tell_shown(struct agent *agent, const char *key);
void tell_failed(struct agent *agent, const char *key, const char *why);
/* Its notification server has a name (""; there is none). */
void tell_desktop(struct agent *agent, const char *server);
/* Shows a bubble that is about nothing, to be looked at. False: there is nobody to show it. */
bool tell_example(struct agent *agent);
/* What the person pressed. */
void tell_explain(struct agent *agent, const char *key);
/* Dismissed by the person. */
void tell_dismissed(struct agent *agent, const char *key);

/* Takes the bubble of that event back, if there is a notifier. */
void tell_withdraw(struct agent *agent, const char *key);

/* Is everything told that can be told on standard output? */
bool tell_lines_done(struct agent *agent);

#endif
