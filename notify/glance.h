/* glance: three facts for who reads no further: is it lost, who has to act, when to send again. Pure.
 *
 * While a mail is still being tried none of them proposes to send anything. */
#ifndef NOTIFY_GLANCE_H
#define NOTIFY_GLANCE_H

#include "classify/bounce.h"
#include "notify/tale.h"

enum {
    GLANCE_ROOM = 1024, /* bytes: a few names; longer is cut */
};

enum glance_fact {
    GLANCE_LOST = 0,
    GLANCE_TURN,
    GLANCE_AGAIN,
    GLANCE_FACTS,
};

/* A few words; never "". moment may be NULL. */
void glance_fill(enum glance_fact fact, const struct bounce *bounce,
                 const struct tale_fate *fate, const struct bounce_moment *moment,
                 char ret[static GLANCE_ROOM]);

/* "Your mail provider", where it begins what is shown; names stay as they are. Returns text. */
char *glance_capital(char *text);

#endif
