/* starter: the service that watches, as systemd runs it for a person; and an agent that runs already. */
#ifndef AGENT_STARTER_H
#define AGENT_STARTER_H

#include <stdbool.h>

#include "agent/place.h"

/* Is the unit ndrwatch.service installed for this person, and does their systemd answer? */
bool starter_has_unit(void);

/* Starts it now and at each sign-in, and what shows its bubbles where there is a desktop. False: it
 * could not; systemctl has said why. */
bool starter_start(void);

/* Tells a running agent to read its configuration again. False: none runs. */
bool starter_reload(const struct place *place);

#endif
