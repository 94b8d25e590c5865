/* door: do the mail servers of a domain answer at port 25, as seen from here, and does the network
 * here let anybody through to that port at all? Opt-in; pure.
 *
 * Most homes cannot reach port 25, and a server may shut out this computer and no other: so a
 * second look goes to the mail servers of a control, and what is not told apart is not said.
 */
#ifndef AGENT_DOOR_H
#define AGENT_DOOR_H

#include <stdbool.h>

#include "agent/domain.h"
#include "agent/net/lookup.h"

enum {
    DOOR_MOST = 2 /* addresses of each that are knocked at */
};

/* Adds what is still to be asked, after domain_plan: where the question has no control, nothing.
 * Only public addresses are knocked at, once all names are known. False: no memory. */
bool door_plan(const struct domain_question *question, struct lookups *set);

/* Adds what the answers mean to the findings; nothing where nobody was knocked at. */
void door_judge(const struct domain_question *question, const struct lookups *set,
                struct domain_findings *found);

#endif
