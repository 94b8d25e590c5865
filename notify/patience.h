/* patience: how long to wait before the next try. */
#ifndef NOTIFY_PATIENCE_H
#define NOTIFY_PATIENCE_H

enum {
    PATIENCE_MAX =
        60 /* seconds: a person who starts the agent sees bubbles within it */
};

/* Seconds to wait after the given number of failed tries in a row (1 is the first):
 * 1, 2, 4, 8 ... PATIENCE_MAX. 0 tries: 0. Pure. */
unsigned patience_seconds(unsigned failed);

#endif
