/* walker: rounds of a scenario, each life of the agent in a process of its own. */
#include "tests/agent/walker.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent/memory.h"
#include "tests/agent/world_check.h"

enum {
    PATIENCE = 60 /* seconds for a life: it takes a hundredth of one */
};

struct walker *
walker_make(void)
{
    struct walker *walker = mmap(NULL, sizeof *walker, PROT_READ | PROT_WRITE,
                                 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (walker == MAP_FAILED)
        exit(71);
    strcpy(walker->folder, "/dev/shm/ndrwatch-walk-XXXXXX");
    if (!mkdtemp(walker->folder)) {
        strcpy(walker->folder, "/tmp/ndrwatch-walk-XXXXXX");
        if (!mkdtemp(walker->folder)) {
            perror("walker: no folder");
            exit(71);
        }
    }
    strcpy(walker->scratch, walker->folder);
    memcpy(strstr(walker->scratch, "walk"), "copy", 4);
    if (mkdir(walker->scratch, 0700) < 0)
        exit(71);
    return walker;
}

static void
empty(const char *folder)
{
    DIR *open = opendir(folder);
    for (struct dirent *entry; open && (entry = readdir(open));) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.')
            unlink(path);
    }
    if (open)
        closedir(open);
}

void
walker_wipe(const struct walker *walker)
{
    empty(walker->folder);
}

void
walker_free(struct walker *walker)
{
    empty(walker->folder);
    empty(walker->scratch);
    rmdir(walker->folder);
    rmdir(walker->scratch);
    munmap(walker, sizeof *walker);
}

_Noreturn static void
be_the_agent(struct walker *walker, const struct world_scenario *scenario,
             const struct fault *fault)
{
    alarm(PATIENCE);
    int quiet = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (!getenv("WALKER_LOG"))
        dup2(quiet, STDERR_FILENO);
    memory_for_json();
    world_check_before(walker->folder, walker->scratch);
    fault_watch(walker->folder, world_hear, walker->note);
    fault_begin(fault ? *fault : (struct fault){0}, &walker->count);
    enum world_end end = world_live(&walker->world, scenario, walker->folder, !fault,
                                    walker->unsafe);
    _exit((int)end);
}

enum world_end
walker_live(struct walker *walker, const struct world_scenario *scenario,
            const struct fault *fault)
{
    int status = 0;
    bool meant = scenario->steps[walker->world.step].act == WORLD_DIE;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        be_the_agent(walker, scenario, fault);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (WIFEXITED(status) && WEXITSTATUS(status) == EX_OSERR && fault && fault->memory)
        return WORLD_AGAIN; /* see agent/memory.h */
    if (WIFEXITED(status))
        return (enum world_end)WEXITSTATUS(status);
    const struct world_step *last = scenario->steps + walker->world.step;
    meant = meant || (walker->world.step > 0 && last[-1].act == WORLD_DIE) ||
            (fault && fault->kind == FAULT_KILL && walker->count.hit);
    if (WTERMSIG(status) == SIGKILL && meant)
        return WORLD_AGAIN;
    char text[64];
    snprintf(text, sizeof text, "ended by signal %d", WTERMSIG(status));
    world_check_wrong(&walker->world, text);
    return WORLD_WRONG;
}

bool
walker_finish(struct walker *walker, const struct world_scenario *scenario)
{
    for (int lives = 0; lives < WALKER_LIVES_MAX; lives++)
        switch (walker_live(walker, scenario, NULL)) {
        case WORLD_OVER:
            return true;
        case WORLD_AGAIN:
            continue;
        case WORLD_WRONG:
            return false;
        }
    world_check_wrong(&walker->world, "too many lives");
    return false;
}

static void
add_up(const struct walker *walker, bool good, struct walker_sum *sum)
{
    sum->rounds++;
    sum->wrong += !good;
    sum->lost += walker->world.lost;
    sum->doubled += walker->world.doubled;
    for (size_t i = 0; i < walker->world.told_count; i++)
        sum->repeated += walker->world.told[i].again;
}

bool
walker_round(struct walker *walker, const struct world_scenario *scenario,
             const struct fault *faults, size_t count, bool along,
             struct walker_sum *sum)
{
    walker_wipe(walker);
    world_begin(&walker->world);
    memset(&walker->count, 0, sizeof walker->count);
    bool good = true;
    size_t next = 0;
    while (good && next < count) {
        if (!along)
            memset(&walker->count, 0, sizeof walker->count);
        good = walker_live(walker, scenario, faults + next) != WORLD_WRONG;
        bool over = scenario->steps[walker->world.step].act == WORLD_END;
        sum->lives++;
        sum->hits += walker->count.hit;
        next += !along || walker->count.hit || over;
    }
    good = good && walker_finish(walker, scenario);
    add_up(walker, good, sum);
    return good;
}

void
walker_print_fault(FILE *out, const struct fault *fault)
{
    const char *what = fault->memory ? "allocation" : "call";
    if (fault->kind == FAULT_KILL)
        fprintf(out, "kill %s %s %ld", fault->after ? "after" : "before", what,
                fault->at);
    else
        fprintf(out, "%s%s at %s %ld%s", strerrorname_np(fault->error),
                fault->after ? ", though done," : "", what, fault->at,
                fault->forever ? " and for ever" : "");
}
