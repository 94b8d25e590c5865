/* growth: the time a mail bomb takes, and what doubling it costs: at most 2.2 times. What
 * test_work counts, seen by a clock: the processor's time, the least of some rounds. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "classify/bounce.h"
#include "tests/support/bomb.h"

enum {
    ROUNDS = 5,
    TRIES = 4, /* a neighbour may disturb some */
    WORST = 5, /* kinds that are printed */
};

static const double bar = 2.2;
/* What takes less is not measured well, and matters little. */
static const double least = 200e-6;

static char mail[BOUNCE_MAIL_MAX];

static double
now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double
time_once(size_t length)
{
    struct bounce *bounce = NULL;
    double began = now();
    if (bounce_read(mail, length, NULL, &bounce) == BOUNCE_READ) {
        bounce_diagnose(bounce, bounce->failures);
        bounce_free(bounce);
    }
    return now() - began;
}

static double
time_best(size_t kind, enum bomb_coat coat, size_t length)
{
    bomb_make(kind, coat, length, mail);
    double best = time_once(length);
    for (int round = 1; round < ROUNDS; round++) {
        double took = time_once(length);
        best = took < best ? took : best;
    }
    return best;
}

struct figure {
    size_t kind;
    enum bomb_coat coat;
    double whole, ratio;
};

static struct figure
measure(size_t kind, enum bomb_coat coat)
{
    struct figure figure = {.kind = kind, .coat = coat};
    for (int try = 0; try < TRIES; try++) {
        double half = time_best(kind, coat, BOUNCE_MAIL_MAX / 2);
        figure.whole = time_best(kind, coat, BOUNCE_MAIL_MAX);
        figure.ratio = figure.whole / half;
        if (figure.ratio <= bar || figure.whole < least)
            break;
    }
    return figure;
}

static int
by_time(const void *a, const void *b)
{
    double first = ((const struct figure *)a)->whole;
    double second = ((const struct figure *)b)->whole;
    return (first < second) - (first > second);
}

static void
print(const struct figure *figure, const char *remark)
{
    printf("%8.2f ms, %.2f times the half's  %s in %s%s\n", figure->whole * 1e3,
           figure->ratio, bomb_name(figure->kind), bomb_coat_name(figure->coat),
           remark);
}

int
main(void)
{
    size_t count = bomb_kinds() * BOMB_COATS;
    struct figure *figures = calloc(count, sizeof *figures);
    bool wrong = false;
    if (!figures)
        return EXIT_FAILURE;
    for (size_t i = 0; i < count; i++)
        figures[i] = measure(i / BOMB_COATS, (enum bomb_coat)(i % BOMB_COATS));
    qsort(figures, count, sizeof *figures, by_time);
    printf("%zu bombs of %d KiB; the dearest:\n", count, BOUNCE_MAIL_MAX / 1024);
    for (size_t i = 0; i < count; i++) {
        bool bad = figures[i].ratio > bar && figures[i].whole >= least;
        if (i < WORST || bad)
            print(&figures[i], bad ? ": too much" : "");
        wrong = wrong || bad;
    }
    free(figures);
    return wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}
