/* attempt: at which command the last attempt ended, how many there were, how long they go on. */
#ifndef CLASSIFY_ATTEMPT_H
#define CLASSIFY_ATTEMPT_H

#include "classify/draft.h"

/* Reads command, tries and, where no field says it, tries_until of each recipient from a
 * report for people, else from the diagnostic. Of several recipients the one named last
 * before such words is meant. The report's date and the original's arrival are known. */
void attempt_read(struct draft *draft, struct slice report);

#endif
