/* interview: the questions of `ndrwatch setup`, to a person or, where there is none, to the command
 * line; at most eight answers for any provider, tests included. */
#ifndef AGENT_INTERVIEW_H
#define AGENT_INTERVIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/dialog.h"
#include "agent/finder.h"
#include "agent/guide.h"
#include "agent/plan.h"
#include "agent/providers.h"

struct interview {
    const struct providers *providers;
    const struct config *config; /* as it is; NULL: none */
    struct plan plan;            /* what the command line has said, and then all */
    const char *host;            /* HOST[:PORT] of the command line; NULL: not said */
    bool kind_said;
    bool person; /* at a terminal; else what is not said is as usual */
    /* what came of it */
    struct finder found;
    enum guide_way way;
    bool
        unsure; /* nobody has said which port it is, or whether TLS begins with the first byte */
    char secret[DIALOG_LINE_MAX]; /* as typed; "": not asked. To be wiped */
};

enum interview_end {
    INTERVIEW_DONE = 0,
    INTERVIEW_STOPPED, /* by the person */
    INTERVIEW_UNFIT,   /* it cannot be done like this; said */
};

/* Asks what is still to be known. */
enum interview_end interview_run(struct interview *interview);

/* The server has refused the password: once more, or the same with another sign-in name where the
 * provider has two. */
enum interview_end interview_again(struct interview *interview);

#endif
