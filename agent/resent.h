/* resent: has the person written again to somebody whose mail came back?
 *
 * Nobody reports that a mail has arrived. But where the Sent folder has a mail to the same person
 * that is younger than the last failure, and nothing comes back of it for as long as servers try,
 * mail gets through again (agent/course.h). So the folder is asked for each case that is open,
 * one after the other, whenever its index has been brought up to date.
 */
#ifndef AGENT_RESENT_H
#define AGENT_RESENT_H

#include <stdint.h>

struct agent;

enum {
    RESENT_MOST =
        20, /* searches at a time: a watch is worth more; the latest cases first */
};

/* Begins to ask; nothing else is to be done. What is cut short is asked after the next index. */
void resent_begin(struct agent *agent, uint32_t account);

#endif
