/* witness: what a mail shows for and against being the report of another. */
#ifndef CLASSIFY_WITNESS_H
#define CLASSIFY_WITNESS_H

#include <stdbool.h>

#include "classify/letter.h"

/* Is the sender a mail system, by its own word? */
bool witness_from_daemon(const struct letter *letter);

/* A mail system's own report, whatever else it looks like: nobody can answer it. */
bool witness_by_daemon(const struct letter *letter);

/* Are the words those of a report, where no field says so? The recipients are found, and
 * their codes read (draft_code). */
bool witness_report(struct letter *letter, const struct draft *draft);

#endif
