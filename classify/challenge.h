/* challenge: a filter holds a mail back until its sender confirms it. */
#ifndef CLASSIFY_CHALLENGE_H
#define CLASSIFY_CHALLENGE_H

#include "classify/slice.h"

/* Where the words ask the sender to confirm; no bytes where they do not. */
struct slice challenge_find(struct slice words);

#endif
