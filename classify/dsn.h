/* dsn: delivery reports in fields (RFC 3464, RFC 6533), strict or bent. */
#ifndef CLASSIFY_DSN_H
#define CLASSIFY_DSN_H

#include "classify/draft.h"

/* Reads the fields of a report: a message/delivery-status part or, in mails that have
 * none, the same fields among the lines of a text. Gives how many recipients it told of,
 * those included whom it names in no way we could write to: see draft_nameless. */
size_t dsn_read(struct draft *draft, struct slice fields);

/* The content with a line feed for each carriage return that has none. */
struct slice dsn_lines(struct arena *arena, struct slice content);

/* Where such fields begin among the lines of a text; SLICE_NONE where there are none. */
size_t dsn_find(struct slice text);

#endif
