/* options: the command line of the commands that speak of the journal. */
#ifndef AGENT_OPTIONS_H
#define AGENT_OPTIONS_H

#include <stdbool.h>

/* What may be given; a command says which it takes. */
enum options_taken {
    OPTIONS_JSON = 1 << 0,
    OPTIONS_PENDING = 1 << 1,
    OPTIONS_ONCE = 1 << 2,
    OPTIONS_CONFIG = 1 << 3,
    OPTIONS_ID = 1 << 4, /* one word, needed */
    OPTIONS_EVENTS = 1 << 5,
    OPTIONS_ALL = 1 << 6,
    OPTIONS_WHAT = 1 << 7, /* a second word, needed */
    OPTIONS_FORM = 1 << 8,
    OPTIONS_OUTPUT = 1 << 9, /* needed */
    OPTIONS_FULL = 1 << 10,
    OPTIONS_TO = 1 << 11,
};

struct options {
    bool json, pending, once, events, all, full;
    const char *config; /* NULL: where it usually lies */
    const char *id, *what;
    const char *form, *output, *to; /* NULL: not given */
};

/* Reads argv (argv[0] is the command). help is printed for --help. Returns -1 to go on, or the
 * exit code with everything said. */
int options_read(int argc, char **argv, unsigned taken, const char *help,
                 struct options *ret);

#endif
