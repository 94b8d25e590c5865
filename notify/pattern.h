/* pattern: is it only this message? Bars of the days, and what the past tells. */
#ifndef NOTIFY_PATTERN_H
#define NOTIFY_PATTERN_H

#include "notify/leaf.h"

/* A card; none where nothing is known. lead may be NULL. */
void pattern_put(struct leaf *page, const struct bounce_failure *lead);

#endif
