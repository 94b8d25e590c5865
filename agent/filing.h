/* filing: what is to be done about cases when no mail comes: those whose time is over are closed,
 * their bubbles taken back; and events from before the cases are given theirs, some a turn. */
#ifndef AGENT_FILING_H
#define AGENT_FILING_H

#include <stdbool.h>
#include <stdint.h>

struct agent;
struct case_closed;

enum {
    FILING_PAUSE = 20, /* ms between two portions: mails come first */
    FILING_LOOK = 24 * 60 * 60 *
                  1000,  /* ms: a clock that was set is noticed after a day */
    FILING_AT_ONCE = 16, /* cases closed in a turn */
};

struct filing {
    bool filed;    /* all that is older than the cases has one */
    bool known;    /* `due` is what the journal says */
    int64_t due;   /* UNIX seconds: the next case to close; 0: none */
    int64_t pause; /* ms: no portion before it */
};

/* A case is over: its bubble is taken back. */
void filing_closed(struct agent *agent, const struct case_closed *closed);

/* A report has been filed: another case may be the next. */
void filing_changed(struct agent *agent);

/* Does what is due. */
void filing_pump(struct agent *agent);

/* When filing_pump is due, in ms; 0: when something happens. */
int64_t filing_due(const struct agent *agent);

#endif
