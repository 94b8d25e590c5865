/* crew: worker threads and their two lists. */
#include "imap/crew.h"

#include <signal.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

void
crew_open(struct crew *crew, int wake)
{
    *crew = (struct crew){.wake = wake};
    pthread_mutex_init(&crew->lock, NULL);
    pthread_cond_init(&crew->news, NULL);
}

/* Are there threads enough for one more of this kind? With the lock held. */
static bool
may_begin(const struct crew *crew, enum crew_kind kind)
{
    for (size_t i = 0; i <= (size_t)kind; i++)
        if (crew->busy[i] + i >= CREW_MOST)
            return false;
    return true;
}

static void
count_busy(struct crew *crew, enum crew_kind kind, bool begins)
{
    for (size_t i = 0; i <= (size_t)kind; i++)
        if (begins)
            crew->busy[i]++;
        else
            crew->busy[i]--;
}

/* The first piece that may be begun now; with the lock held. */
static struct crew_work *
take(struct crew *crew)
{
    for (struct crew_work **at = &crew->todo; *at; at = &(*at)->next) {
        struct crew_work *work = *at;
        if (!may_begin(crew, work->kind))
            continue;
        *at = work->next;
        work->next = NULL;
        return work;
    }
    return NULL;
}

static void *
serve(void *argument)
{
    struct crew *crew = argument;
    pthread_mutex_lock(&crew->lock);
    while (!crew->leaving) {
        struct crew_work *work = take(crew);
        if (!work) {
            crew->idle++;
            pthread_cond_wait(&crew->news, &crew->lock);
            crew->idle--;
            continue;
        }
        enum crew_kind kind = work->kind;
        count_busy(crew, kind, true);
        pthread_mutex_unlock(&crew->lock);
        work->run(work);
        pthread_mutex_lock(&crew->lock);
        count_busy(crew, kind, false);
        work->next = crew->done;
        crew->done = work;
        const uint64_t one = 1;
        ssize_t put = write(crew->wake, &one, sizeof one);
        (void)put; /* full means: awake already */
    }
    pthread_mutex_unlock(&crew->lock);
    return NULL;
}

/* With the lock held. Signals are for the main thread, but for what the cage says of a thread's
 * own system call. */
static bool
start_one(struct crew *crew)
{
    pthread_attr_t attributes;
    sigset_t all, before;
    sigfillset(&all);
    sigdelset(&all, SIGSYS);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, CREW_STACK);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&crew->threads[crew->count], &attributes, serve, crew);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    crew->count += error == 0;
    return error == 0;
}

bool
crew_add(struct crew *crew, struct crew_work *work)
{
    pthread_mutex_lock(&crew->lock);
    struct crew_work **at = &crew->todo;
    size_t waiting = 1;
    for (; *at; at = &(*at)->next)
        waiting++;
    bool good = true;
    if (crew->idle < waiting && crew->count < CREW_MOST)
        good = start_one(crew) || crew->count > 0;
    if (good) {
        work->next = NULL;
        *at = work;
        pthread_cond_signal(&crew->news);
    }
    pthread_mutex_unlock(&crew->lock);
    return good;
}

struct crew_work *
crew_done(struct crew *crew)
{
    pthread_mutex_lock(&crew->lock);
    struct crew_work *done = crew->done;
    crew->done = NULL;
    pthread_mutex_unlock(&crew->lock);
    return done;
}

bool
crew_close(struct crew *crew)
{
    pthread_mutex_lock(&crew->lock);
    crew->leaving = true;
    crew->todo = NULL;
    pthread_cond_broadcast(&crew->news);
    pthread_mutex_unlock(&crew->lock);
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += CREW_LEAVE_TIME;
    bool all = true;
    for (size_t i = 0; i < crew->count; i++)
        all &= pthread_timedjoin_np(crew->threads[i], NULL, &until) == 0;
    if (all) {
        pthread_cond_destroy(&crew->news);
        pthread_mutex_destroy(&crew->lock);
    }
    return all;
}
