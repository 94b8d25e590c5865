/* catalogue: all that is said of a cause or a notice, with the words filled in for an example:
 * Sam's mail to pat@example.net. `ndrwatch causes` and ndrwatch-causes(7) show it. */
#ifndef AGENT_CATALOGUE_H
#define AGENT_CATALOGUE_H

#include <stddef.h>

#include <jansson.h>

#include "classify/bounce.h"

/* {"cause":ID,"who":[...],"headline":...,"happened":...,"lost":...,"reassure":...,
 * "steps":[...],"again":...,"keep":...,"ask":...,"waiting":[...],"postmaster":[...],
 * "sources":...,"rules":[{"id":...,"phrases":...,"hosts":...,"source":...}]}: steps are for
 * the sender when it is over, waiting while it is still tried, postmaster for whoever runs the
 * sending domain. headline is the plain one. A new reference; NULL: no memory. */
json_t *catalogue_cause(enum bounce_cause cause);

/* The same with "notice":ID instead of "cause" and "who", and without "postmaster", "waiting"
 * and "rules". */
json_t *catalogue_notice(enum bounce_notice notice);

/* An array of both: 42 causes, then the notices. A new reference; NULL: no memory. */
json_t *catalogue_all(void);

/* Its id, of either kind; borrowed. */
const char *catalogue_id(const json_t *entry);

#endif
