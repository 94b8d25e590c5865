/* walker: rounds of a scenario, each life of the agent in a process of its own. */
#ifndef TESTS_WALKER_H
#define TESTS_WALKER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "tests/agent/fault.h"
#include "tests/agent/world.h"

enum {
    WALKER_FAULTS_MAX = 6, /* in one round */
    WALKER_LIVES_MAX = 24  /* of a round; it takes two or three */
};

/* Lies in shared memory: what a life writes, the next one and the walker read. */
struct walker {
    char folder[64], scratch[64]; /* in memory: tmpfs */
    struct world world;
    struct fault_count count;
    fault_note *note; /* of the lives; may be NULL */
    bool unsafe;      /* the positive control of world_live */
};

struct walker_sum {
    long rounds, lives, hits, lost, doubled, repeated, wrong;
};

/* Makes one with folders of its own; ends the program where it cannot. */
struct walker *walker_make(void);
void walker_free(struct walker *walker);

/* Empties the folder. */
void walker_wipe(const struct walker *walker);

/* The life that is due: until it is over, or dies. Writes world.wrong where it should not have
 * ended so. */
enum world_end walker_live(struct walker *walker, const struct world_scenario *scenario,
                           const struct fault *fault);

/* Lives without faults, until the scenario is over. False: something is wrong. */
bool walker_finish(struct walker *walker, const struct world_scenario *scenario);

/* A round from an empty folder. Each fault is for one life, the next one where the scenario
 * goes on; `along`: the first goes on counting through all lives until it is met. Adds to sum.
 * False: world.wrong says what. */
bool walker_round(struct walker *walker, const struct world_scenario *scenario,
                  const struct fault *faults, size_t count, bool along,
                  struct walker_sum *sum);

/* The same in words, for whoever is to do it again. */
void walker_print_fault(FILE *out, const struct fault *fault);

#endif
