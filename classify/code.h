/* code: reply and status codes as they stand in text (RFC 5321 section 4.2, RFC 3463). */
#ifndef CLASSIFY_CODE_H
#define CLASSIFY_CODE_H

#include "classify/bounce.h"
#include "classify/pen.h"
#include "classify/slice.h"

/* The first reply code (4xx or 5xx) and status code (x.y.z) of the text. They may stand
 * apart; addresses of hosts and parts of numbers do not count. */
struct bounce_code code_read(struct slice text);

/* Does the text begin with a reply code: "550 ...", "450-4.4.317 ..."? */
bool code_leads(struct slice text);

bool code_any(struct bounce_code code);

/* "5.4.316" alone, as in a Status field; all numbers 0 where it is none. */
struct bounce_code code_status(struct slice text);

/* 4 or 5 as the code says it, 0 where it says nothing. */
unsigned code_class(struct bounce_code code);

/* Writes the status code: "5.4.316". */
void code_put_status(struct bounce_code code, struct pen *pen);

#endif
