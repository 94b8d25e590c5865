/* test_crew: who gets a thread when everything hangs. */
#include "tests/support/check.h"

#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "imap/crew.h"

enum {
    HUNG = 10,       /* pieces of each kind that hang */
    PATIENCE = 5000, /* ms for a thread to begin */
    PAUSE = 100,     /* ms to see that one does not */
};

/* A piece that runs until the gate opens. */
struct piece {
    struct crew_work work; /* first, so that run finds it */
    bool begun;            /* with the lock of the gate */
};

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t opened = PTHREAD_COND_INITIALIZER;
static bool is_open;

static void
hang(struct crew_work *work)
{
    struct piece *piece = (struct piece *)(void *)work;
    pthread_mutex_lock(&gate);
    piece->begun = true;
    while (!is_open)
        pthread_cond_wait(&opened, &gate);
    pthread_mutex_unlock(&gate);
}

static size_t
begun(const struct piece *pieces, size_t count)
{
    size_t sum = 0;
    pthread_mutex_lock(&gate);
    for (size_t i = 0; i < count; i++)
        sum += pieces[i].begun;
    pthread_mutex_unlock(&gate);
    return sum;
}

/* Adds so many of a kind; exactly `wanted` of them must begin. */
static void
add(struct crew *crew, struct piece *pieces, size_t count, enum crew_kind kind,
    size_t wanted)
{
    for (size_t i = 0; i < count; i++) {
        pieces[i].work = (struct crew_work){.run = hang, .kind = kind};
        assert_true(crew_add(crew, &pieces[i].work));
    }
    for (int i = 0; i < PATIENCE && begun(pieces, count) < wanted; i++)
        poll(NULL, 0, 1);
    poll(NULL, 0, PAUSE);
    assert_int_equal(begun(pieces, count), wanted);
}

static void
one_is_always_left(void **unused)
{
    (void)unused;
    struct crew crew;
    int wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    static struct piece dials[HUNG], logins[HUNG], quick[1];
    crew_open(&crew, wake);
    add(&crew, dials, HUNG, CREW_DIAL, CREW_MOST - 2);
    add(&crew, logins, HUNG, CREW_SLOW, 1);
    add(&crew, quick, 1, CREW_QUICK, 1);
    pthread_mutex_lock(&gate);
    is_open = true;
    pthread_cond_broadcast(&opened);
    pthread_mutex_unlock(&gate);
    size_t done = 0;
    for (int i = 0; i < PATIENCE && done < 2 * HUNG + 1; i++) {
        poll(NULL, 0, 1);
        for (struct crew_work *work = crew_done(&crew); work; work = work->next)
            done++;
    }
    assert_int_equal(done, 2 * HUNG + 1); /* the others had their turn */
    assert_true(crew_close(&crew));
    close(wake);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_is_always_left)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
