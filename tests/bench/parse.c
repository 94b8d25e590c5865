/* parse: our side of the benchmark. Reads "SET PATH" lines from the file named, then for
 * each "WORK SET" of standard input does that once over the set and answers with the
 * processor's seconds a round, the mails and the bytes of the set, and the mails that
 * were reports.
 *
 *     read     bounce_read, bounce_diagnose and bounce_advise
 *     tell     the same, and the headline of each recipient filled
 *     look     bounce_likely
 *     memchr   one pass over the bytes by libc: nothing that looks at all of them is faster */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "classify/bounce.h"

enum {
    MAILS_MAX = 10000,
    MAIL_MAX = 4 << 20,
    PATH_ROOM = 4096,
};

/* A round is too short for the clock: it is done again until so much has passed. */
static const double enough = 0.1;

struct mail {
    char set[32];
    char *bytes;
    size_t length;
};

static struct mail mails[MAILS_MAX];
static size_t count;

static double
now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void
load(const char *set, const char *path)
{
    static char room[MAIL_MAX];
    FILE *in = fopen(path, "rb");
    if (!in || count == MAILS_MAX) {
        fprintf(stderr, "parse: cannot load '%s'\n", path);
        exit(EXIT_FAILURE);
    }
    struct mail *mail = &mails[count++];
    snprintf(mail->set, sizeof mail->set, "%s", set);
    mail->length = fread(room, 1, sizeof room, in);
    mail->bytes = malloc(mail->length + 1);
    if (!mail->bytes)
        exit(EXIT_FAILURE);
    memcpy(mail->bytes, room, mail->length);
    fclose(in);
}

/* What the last advice begins with: so that nobody leaves the asking out. */
static volatile char advised;

static size_t
use(const struct mail *mail, bool tell)
{
    struct bounce *bounce = NULL;
    char line[BOUNCE_TEXT_MAX];
    if (bounce_read(mail->bytes, mail->length, NULL, &bounce) != BOUNCE_READ)
        return 0;
    for (const struct bounce_failure *f = bounce->failures; f; f = f->next) {
        struct bounce_diagnosis why = bounce_diagnose(bounce, f);
        const struct bounce_advice *advice = bounce_advise(why.cause,
                                                           BOUNCE_FOR_SENDER);
        advised = advice->id[0];
        if (tell)
            bounce_headline(advice, bounce, f, NULL, line, sizeof line);
    }
    bounce_free(bounce);
    return 1;
}

static size_t
read_mail(const struct mail *mail)
{
    return use(mail, false);
}

static size_t
tell_mail(const struct mail *mail)
{
    return use(mail, true);
}

static size_t
look(const struct mail *mail)
{
    return bounce_likely(mail->bytes, mail->length);
}

static size_t
pass_over(const struct mail *mail)
{
    return memchr(mail->bytes, 0xF7, mail->length) != NULL;
}

/* The mails of a set stand together, and are found before the clock starts: over the header
 * alone, asking 2,900 mails for their set each round took most of the time. */
static void
answer(size_t (*work)(const struct mail *), const char *set)
{
    size_t rounds = 0, reports = 0, bytes = 0, first = 0, end;
    while (first < count && strcmp(mails[first].set, set) != 0)
        first++;
    for (end = first; end < count && strcmp(mails[end].set, set) == 0; end++)
        bytes += mails[end].length;
    size_t used = end - first;
    double began = now(), took;
    do {
        reports = 0;
        for (size_t i = first; i < end; i++)
            reports += work(&mails[i]);
        rounds++;
        took = now() - began;
    } while (took < enough);
    printf("%.9f %zu %zu %zu\n", took / (double)rounds, used, bytes, reports);
    fflush(stdout);
}

int
main(int argc, char **argv)
{
    char first[32], second[PATH_ROOM];
    FILE *list = argc == 2 ? fopen(argv[1], "r") : NULL;
    if (!list) {
        fprintf(stderr, "usage: parse LIST\n");
        return EXIT_FAILURE;
    }
    while (fscanf(list, "%31s %4095[^\n]", first, second) == 2)
        load(first, second);
    fclose(list);
    while (scanf("%31s %31s", first, second) == 2) {
        if (strcmp(first, "read") == 0)
            answer(read_mail, second);
        else if (strcmp(first, "tell") == 0)
            answer(tell_mail, second);
        else if (strcmp(first, "look") == 0)
            answer(look, second);
        else
            answer(pass_over, second);
    }
    return EXIT_SUCCESS;
}
