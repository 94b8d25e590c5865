/* marks: what a mail shows for and against being a mail system's own report. */
#ifndef CLASSIFY_MARKS_H
#define CLASSIFY_MARKS_H

#include <stdbool.h>

#include "classify/bounce.h"
#include "classify/draft.h"
#include "classify/letter.h"

/* Do the options ask for them? They may be NULL, and those of an older program. */
bool marks_asked(const struct bounce_options *options);

/* Looks for them in a mail that is a report. stated: its own part names a recipient. In the
 * draft's arena; NULL, and its failed set, when memory fails. */
const struct bounce_marks *
marks_read(const struct letter *letter, struct draft *draft, bool stated);

#endif
