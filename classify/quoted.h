/* quoted: where a report ends and the mail that came back begins. */
#ifndef CLASSIFY_QUOTED_H
#define CLASSIFY_QUOTED_H

#include "classify/arena.h"
#include "classify/slice.h"

/* Splits a text where the returned mail begins; gives the report before it. original gets
 * the text from the returned mail's header on, or no bytes; lines behind "> " are copied into
 * the arena. */
struct slice
quoted_split(struct arena *arena, struct slice text, struct slice *original);

/* Does a text hold, among its own lines, the head of another mail that a mail system
 * wrote? Then somebody passes a report on: "From: Mail Delivery Subsystem". */
bool quoted_report(struct slice text);

/* Is this line somebody else's words, behind ">"? A transcript's ">>> RCPT TO" is not. */
bool quoted_line(struct slice line);

#endif
