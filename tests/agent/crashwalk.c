/* crashwalk: every system call of every scenario is the last one, or fails; then many at random.
 *
 *     crashwalk [--step N] [--memory N] [--random ROUNDS] [--seed SEED] [--only ROUND]
 *               [--scenario NAME]
 *
 * After each fault agents live without one until the scenario is over. Then: nothing is lost,
 * nothing is told as new twice, what is told again was claimed and not settled and has the same
 * key, and the journal is at rest (world_check.c).
 * --step and --memory: every how many calls and allocations (1), beginning by the seed; 0: none.
 * --random: rounds of up to WALKER_FAULTS_MAX faults in a row; a bad one is done again with its
 * --seed and --only. WALKER_LOG=1 in the
 * environment shows what the agents log. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/agent/walker.h"

enum {
    WORKERS = 2,  /* processes side by side: cores of the smallest machine we test on */
    SAID_MAX = 20 /* bad rounds told by each */
};

struct options {
    long step, memory, rounds, only;
    uint64_t seed;
    const char *scenario;
};

/* Of a worker; in shared memory, so that the whole can be added up. */
struct work {
    struct walker *walker;
    const struct options *options;
    int number;
    long turn; /* of all rounds, those of `number` are ours */
    struct walker_sum sum;
};

static bool
is_ours(struct work *work)
{
    return work->turn++ % WORKERS == work->number;
}

static void
complain(const struct work *work, const struct world_scenario *scenario,
         const struct fault *faults, size_t count)
{
    if (work->sum.wrong > SAID_MAX)
        return;
    printf("%s:", scenario->name);
    for (size_t i = 0; i < count; i++) {
        printf(" ");
        walker_print_fault(stdout, faults + i);
        printf(i + 1 < count ? ";" : "");
    }
    printf(": %s\n", work->walker->world.wrong);
}

static void
walk_one(struct work *work, const struct world_scenario *scenario, struct fault fault)
{
    if (is_ours(work) &&
        !walker_round(work->walker, scenario, &fault, 1, true, &work->sum))
        complain(work, scenario, &fault, 1);
}

static const int errors[] = {EIO, ENOSPC, ENOMEM};

static void
walk_call(struct work *work, const struct world_scenario *scenario, long at)
{
    for (int after = 0; after < 2; after++) {
        walk_one(work, scenario,
                 (struct fault){.kind = FAULT_KILL, .after = after, .at = at});
        for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
            for (int forever = 0; forever < 2; forever++)
                walk_one(
                    work, scenario,
                    (struct fault){FAULT_FAIL, errors[i], after, forever, false, at});
    }
}

/* How many calls and allocations a scenario makes; it must be well without any fault. */
static struct fault_count
measure(struct walker *walker, const struct world_scenario *scenario)
{
    struct walker_sum sum = {0};
    if (!walker_round(walker, scenario, NULL, 0, true, &sum)) {
        printf("%s, without any fault: %s\n", scenario->name, walker->world.wrong);
        exit(1);
    }
    return walker->count;
}

/* The first call that is met: another one each time, where not all of them are. */
static long
begin(const struct options *options, long step)
{
    return step ? 1 + (long)(options->seed % (uint64_t)step) : LONG_MAX;
}

static void
walk_scenario(struct work *work, const struct world_scenario *scenario)
{
    const struct options *options = work->options;
    struct fault_count count = measure(work->walker, scenario);
    struct walker_sum before = work->sum;
    struct timespec begun, now;
    clock_gettime(CLOCK_MONOTONIC, &begun);
    for (long at = begin(options, options->step); at <= count.calls;
         at += options->step)
        walk_call(work, scenario, at);
    for (long at = begin(options, options->memory); at <= count.allocations;
         at += options->memory)
        for (int forever = 0; forever < 2; forever++)
            walk_one(work, scenario,
                     (struct fault){FAULT_FAIL, ENOMEM, false, forever, true, at});
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (work->number == 0)
        printf(
            "%s: %ld calls, %ld allocations; %ld rounds of this half in %ld s, %ld bad\n",
            scenario->name, count.calls, count.allocations,
            work->sum.rounds - before.rounds, (long)(now.tv_sec - begun.tv_sec),
            work->sum.wrong - before.wrong);
}

/* ---- at random ---- */

/* SplitMix64: the whole of a round follows from seed and number. */
static uint64_t
dice(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

static struct fault
random_fault(uint64_t *state, const struct fault_count *count)
{
    struct fault fault = {.kind = dice(state) % 3 ? FAULT_KILL : FAULT_FAIL};
    fault.error = errors[dice(state) % (sizeof errors / sizeof errors[0])];
    fault.after = dice(state) % 2;
    fault.forever = dice(state) % 2;
    fault.memory = fault.kind == FAULT_FAIL && dice(state) % 4 == 0;
    long most = fault.memory ? count->allocations : count->calls;
    fault.at = 1 + (long)(dice(state) % (uint64_t)most);
    return fault;
}

static void
walk_random(struct work *work, const struct fault_count *counts, size_t scenarios)
{
    const struct options *options = work->options;
    for (long round = 0; round < options->rounds; round++) {
        uint64_t state = options->seed ^ (uint64_t)round * 0xd1342543de82ef95;
        size_t which = (size_t)dice(&state) % scenarios,
               count = 1 + (size_t)dice(&state) % WALKER_FAULTS_MAX;
        struct fault faults[WALKER_FAULTS_MAX];
        for (size_t i = 0; i < count; i++)
            faults[i] = random_fault(&state, &counts[which]);
        if (!is_ours(work) || (options->only >= 0 && round != options->only))
            continue;
        const struct world_scenario *scenario = &world_scenarios[which];
        if (!walker_round(work->walker, scenario, faults, count, false, &work->sum)) {
            if (work->sum.wrong <= SAID_MAX)
                printf("--seed %llu --only %ld: ", (unsigned long long)options->seed,
                       round);
            complain(work, scenario, faults, count);
        }
    }
}

static void
be_a_worker(struct work *work)
{
    struct fault_count counts[16];
    size_t scenarios = 0;
    work->walker = walker_make();
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (; world_scenarios[scenarios].name; scenarios++)
        if (!work->options->scenario ||
            strcmp(work->options->scenario, world_scenarios[scenarios].name) == 0)
            walk_scenario(work, &world_scenarios[scenarios]);
    for (size_t i = 0; work->options->rounds && i < scenarios; i++)
        counts[i] = measure(work->walker, &world_scenarios[i]);
    walk_random(work, counts, scenarios);
    walker_free(work->walker);
}

static struct options
read_options(char **argv)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    struct options options = {1, 1, 0, -1, (uint64_t)now.tv_nsec, NULL};
    for (; argv[1] && argv[2]; argv += 2) {
        if (strcmp(argv[1], "--step") == 0)
            options.step = atol(argv[2]);
        else if (strcmp(argv[1], "--memory") == 0)
            options.memory = atol(argv[2]);
        else if (strcmp(argv[1], "--random") == 0)
            options.rounds = atol(argv[2]);
        else if (strcmp(argv[1], "--only") == 0)
            options.only = atol(argv[2]);
        else if (strcmp(argv[1], "--seed") == 0)
            options.seed = strtoull(argv[2], NULL, 10);
        else if (strcmp(argv[1], "--scenario") == 0)
            options.scenario = argv[2];
        else
            exit(64);
    }
    return options;
}

int
main(int argc, char **argv)
{
    (void)argc;
    struct timespec begun, now;
    struct options options = read_options(argv);
    if (options.only >= 0 && options.rounds <= options.only)
        options.rounds = options.only + 1;
    clock_gettime(CLOCK_MONOTONIC, &begun);
    struct work *works = mmap(NULL, WORKERS * sizeof *works, PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (works == MAP_FAILED)
        return 71;
    printf("--seed %llu\n", (unsigned long long)options.seed);
    fflush(NULL);
    for (int i = 0; i < WORKERS; i++) {
        works[i] = (struct work){.options = &options, .number = i};
        if (fork() == 0) {
            be_a_worker(&works[i]);
            exit(0);
        }
    }
    bool good = true;
    for (int status; wait(&status) > 0;)
        good = good && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    struct walker_sum sum = {0};
    for (int i = 0; i < WORKERS; i++) {
        sum.rounds += works[i].sum.rounds;
        sum.hits += works[i].sum.hits;
        sum.lost += works[i].sum.lost;
        sum.doubled += works[i].sum.doubled;
        sum.repeated += works[i].sum.repeated;
        sum.wrong += works[i].sum.wrong;
    }
    clock_gettime(CLOCK_MONOTONIC, &now);
    printf(
        "%ld rounds, %ld faults met, %ld lost, %ld doubled as new, %ld told as repeats "
        "in the window, %ld bad; %ld s\n",
        sum.rounds, sum.hits, sum.lost, sum.doubled, sum.repeated, sum.wrong,
        (long)(now.tv_sec - begun.tv_sec));
    return good && sum.rounds > 0 && sum.wrong == 0 ? 0 : 1;
}
