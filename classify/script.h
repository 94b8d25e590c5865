/* script: the letters that a domain is written in. */
#ifndef CLASSIFY_SCRIPT_H
#define CLASSIFY_SCRIPT_H

#include "classify/arena.h"

/* The address as it may be shown: where a label of its domain mixes Latin letters with those of
 * another script that look like them (or those with each other), that label becomes what a name
 * server is asked for ("xn--...", RFC 3492; UTS 39 calls it a mixed-script confusable). The
 * address is text of text_keep; it is given back as it is where there is nothing to undo, and
 * when memory fails (the arena knows). */
const char *script_address(struct arena *arena, const char *address);

#endif
