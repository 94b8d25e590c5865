/* powercut: the disk as a cut of the power could have left it, thousands of times; the agent
 * goes on from each, and the same must hold as in crashwalk.
 *
 *     powercut [--images N] [--seed SEED] [--only IMAGE] [--unsafe 1]
 *
 * Every scenario is recorded once: each write, cut, sync, making, removing and renaming of the
 * journal's files, and what had been told by then. An image is a moment in it. What was synced
 * before is there. Of what was not, each write is there, missing, or torn into sectors of 512
 * bytes of which each is there or not; a file may have its new length or the old one, its new
 * name or the old one, and names last from the sync of the folder on.
 * --unsafe 1: the control, a journal with synchronous = OFF: there must be bad images. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "tests/agent/walker.h"

enum {
    SECTOR = 512,
    OPS_MAX = 4096,       /* of a scenario: a tenth of it */
    BYTES_MAX = 64 << 20, /* and of what it writes */
    NAMES_MAX = 8,        /* files of the journal */
    NAME_ROOM = 64,
    FILE_ROOM = 4 << 20, /* bytes of one file */
    SCENARIOS_MAX = 16,
    SAID_MAX = 20
};

/* One step, and how the world stood when it was done. */
struct op {
    enum fault_step step;
    char name[NAME_ROOM];
    int64_t at;
    size_t offset, length; /* in tape->bytes */
    struct world world;
};

struct tape {
    size_t count, used;
    struct op ops[OPS_MAX];
    char bytes[BYTES_MAX];
};

/* A file of the image. */
struct file {
    char name[NAME_ROOM];
    bool there;
    size_t length;
    char *bytes; /* FILE_ROOM */
};

static struct walker *walker;
static struct tape *tape; /* that is written now; shared memory */

static void
record(enum fault_step step, const char *name, int64_t at, const void *bytes,
       size_t length)
{
    if (tape->count == OPS_MAX || tape->used + length > BYTES_MAX)
        abort();
    struct op *op = &tape->ops[tape->count++];
    *op = (struct op){step, "", at, tape->used, length, walker->world};
    snprintf(op->name, sizeof op->name, "%s", name);
    if (length > 0)
        memcpy(tape->bytes + tape->used, bytes, length);
    tape->used += length;
}

static struct tape *
record_scenario(const struct world_scenario *scenario)
{
    tape = mmap(NULL, sizeof *tape, PROT_READ | PROT_WRITE,
                MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (tape == MAP_FAILED)
        exit(71);
    struct walker_sum sum = {0};
    walker->note = record;
    bool good = walker_round(walker, scenario, NULL, 0, true, &sum);
    walker->note = NULL;
    if (good)
        return tape;
    printf("%s, without any cut: %s\n", scenario->name, walker->world.wrong);
    exit(1);
}

/* ---- an image ---- */

/* SplitMix64 */
static uint64_t
dice(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

static struct file *
file_named(struct file files[NAMES_MAX], const char *name)
{
    for (size_t i = 0; i < NAMES_MAX; i++) {
        if (files[i].name[0] == '\0')
            snprintf(files[i].name, NAME_ROOM, "%s", name);
        if (strcmp(files[i].name, name) == 0)
            return &files[i];
    }
    abort();
}

static void
put(struct file *file, int64_t at, const char *bytes, size_t length)
{
    size_t end = (size_t)at + length;
    if (end > FILE_ROOM)
        abort();
    if (end > file->length) {
        memset(file->bytes + file->length, 0, end - file->length);
        file->length = end;
    }
    memcpy(file->bytes + at, bytes, length);
}

/* A write that was not synced: whole, not at all, or sector by sector. */
static void
put_perhaps(struct file *file, const struct op *op, const char *bytes, uint64_t *state)
{
    uint64_t fate = dice(state) % 3;
    if (fate == 0)
        put(file, op->at, bytes, op->length);
    for (size_t done = 0, part; fate == 1 && done < op->length; done += part) {
        part = SECTOR - (size_t)(op->at + (int64_t)done) % SECTOR;
        part = part < op->length - done ? part : op->length - done;
        if (dice(state) % 2)
            put(file, op->at + (int64_t)done, bytes + done, part);
    }
}

static void
cut(struct file *file, size_t length)
{
    if (length > file->length)
        memset(file->bytes + file->length, 0, length - file->length);
    file->length = length;
}

/* Is the step on the disk for certain, `moment` steps into the tape? A name is from the sync of
 * the folder on, the rest from that of the file. */
static bool
is_sure(const struct tape *from, size_t step, size_t moment)
{
    const struct op *op = &from->ops[step];
    bool content = op->step == FAULT_WRITE || op->step == FAULT_CUT;
    for (size_t i = step + 1; i < moment; i++)
        if (content ? from->ops[i].step == FAULT_SYNC &&
                          strcmp(from->ops[i].name, op->name) == 0
                    : from->ops[i].step == FAULT_FOLDER)
            return true;
    return false;
}

static void
apply(const struct tape *from, size_t step, size_t moment, struct file files[NAMES_MAX],
      uint64_t *state)
{
    const struct op *op = &from->ops[step];
    const char *bytes = from->bytes + op->offset;
    struct file *file = file_named(files, op->name);
    bool sure = is_sure(from, step, moment);
    bool done = sure || dice(state) % 2;
    switch (op->step) {
    case FAULT_WRITE:
        if (sure)
            put(file, op->at, bytes, op->length);
        else
            put_perhaps(file, op, bytes, state);
        return;
    case FAULT_CUT:
        if (done)
            cut(file, (size_t)op->at);
        return;
    case FAULT_MAKE:
        file->there = done;
        file->length = 0;
        return;
    case FAULT_REMOVE:
        file->there = file->there && !done;
        return;
    case FAULT_RENAME: /* the content stays where it is, under the other name */
        if (done && file->there) {
            struct file *other = file_named(files, bytes);
            snprintf(file->name, NAME_ROOM, "%s", bytes);
            snprintf(other->name, NAME_ROOM, "%s", op->name);
            other->there = false;
        }
        return;
    case FAULT_SYNC:
    case FAULT_FOLDER:
        return;
    }
}

static void
write_files(const struct file files[NAMES_MAX])
{
    walker_wipe(walker);
    for (size_t i = 0; i < NAMES_MAX; i++) {
        char path[1024];
        if (!files[i].there)
            continue;
        snprintf(path, sizeof path, "%s/%s", walker->folder, files[i].name);
        int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (fd < 0 || write(fd, files[i].bytes, files[i].length) < 0) {
            perror(path);
            exit(71);
        }
        close(fd);
    }
}

/* One image, and what becomes of it. */
static bool
cut_power(const struct tape *from, const struct world_scenario *scenario, uint64_t seed,
          struct walker_sum *sum)
{
    static struct file files[NAMES_MAX];
    uint64_t state = seed;
    size_t moment = (size_t)dice(&state) % (from->count + 1);
    for (size_t i = 0; i < NAMES_MAX; i++) {
        if (!files[i].bytes)
            files[i].bytes = malloc(FILE_ROOM);
        files[i].there = false;
        files[i].name[0] = '\0';
    }
    for (size_t i = 0; i < moment; i++)
        apply(from, i, moment, files, &state);
    write_files(files);
    if (moment > 0)
        walker->world = from->ops[moment - 1].world;
    else
        world_begin(&walker->world);
    memset(&walker->count, 0, sizeof walker->count);
    bool good = walker_finish(walker, scenario);
    sum->rounds++;
    sum->wrong += !good;
    sum->lost += walker->world.lost;
    sum->doubled += walker->world.doubled;
    for (size_t i = 0; i < walker->world.told_count; i++)
        sum->repeated += walker->world.told[i].again;
    return good;
}

/* ---- all of them ---- */

struct options {
    long images, only;
    uint64_t seed;
    bool unsafe;
};

static struct options
read_options(char **argv)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    struct options options = {500, -1, (uint64_t)now.tv_nsec, false};
    for (; argv[1] && argv[2]; argv += 2) {
        if (strcmp(argv[1], "--images") == 0)
            options.images = atol(argv[2]);
        else if (strcmp(argv[1], "--only") == 0)
            options.only = atol(argv[2]);
        else if (strcmp(argv[1], "--seed") == 0)
            options.seed = strtoull(argv[2], NULL, 10);
        else if (strcmp(argv[1], "--unsafe") == 0)
            options.unsafe = atol(argv[2]);
        else
            exit(64);
    }
    return options;
}

int
main(int argc, char **argv)
{
    (void)argc;
    struct options options = read_options(argv);
    struct tape *tapes[SCENARIOS_MAX];
    struct walker_sum sum = {0};
    struct timespec begun, now;
    size_t scenarios = 0, steps = 0;
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("--seed %llu\n", (unsigned long long)options.seed);
    clock_gettime(CLOCK_MONOTONIC, &begun);
    walker = walker_make();
    walker->unsafe = options.unsafe;
    for (; world_scenarios[scenarios].name; scenarios++) {
        tapes[scenarios] = record_scenario(&world_scenarios[scenarios]);
        steps += tapes[scenarios]->count;
    }
    for (long image = options.only < 0 ? 0 : options.only;
         options.only < 0 ? image < options.images : image == options.only; image++) {
        size_t which = (size_t)image % scenarios;
        uint64_t seed = options.seed ^ (uint64_t)image * 0xd1342543de82ef95;
        if (!cut_power(tapes[which], &world_scenarios[which], seed, &sum) &&
            sum.wrong <= SAID_MAX)
            printf("--seed %llu --only %ld: %s: %s\n", (unsigned long long)options.seed,
                   image, world_scenarios[which].name, walker->world.wrong);
    }
    walker_free(walker);
    clock_gettime(CLOCK_MONOTONIC, &now);
    printf(
        "%ld images of %zu steps in %zu scenarios: %ld lost, %ld doubled as new, %ld told "
        "as repeats in the window, %ld bad; %ld s\n",
        sum.rounds, steps, scenarios, sum.lost, sum.doubled, sum.repeated, sum.wrong,
        (long)(now.tv_sec - begun.tv_sec));
    if (options.unsafe) /* the control must be seen to fail */
        return sum.wrong > 0 ? 0 : 1;
    return sum.wrong > 0 || sum.rounds == 0;
}
