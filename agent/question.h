/* question: what the commands that ask one question share: their options, one question, its answer. */
#ifndef AGENT_QUESTION_H
#define AGENT_QUESTION_H

#include <jansson.h>

#include "agent/options.h"

struct question {
    const char *ask;  /* as on the control socket */
    unsigned options; /* set of enum options_taken */
    const char *help; /* for --help */
};

/* Reads the command line and asks whoever there is. Returns -1 to go on, with *options and the
 * "answer" object in *ret (a new reference); or the exit code, with everything said. */
int question_put(const struct question *question, int argc, char **argv,
                 struct options *options, json_t **ret);

/* Prints an object as a line of its own. */
void question_print(const json_t *object);

#endif
