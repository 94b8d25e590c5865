/* Ten threads read all the mails of a folder at once, and each finds what one alone finds.
 * Built for ThreadSanitizer, which sees two threads meet in one place of memory.
 *
 *     test_threads FOLDER */
#include <dirent.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/bounce.h"

enum {
    THREADS = 10,
    MAILS_MAX = 512,
    MAIL_MAX = 1 << 16,
    PATH_ROOM = 4096,
};

static struct mail {
    char *bytes;
    size_t length;
} mails[MAILS_MAX];
static size_t count;

/* FNV-1a over a text and its end. */
static uint64_t
add(uint64_t sum, const char *text)
{
    do
        sum = (sum ^ (unsigned char)*text) * UINT64_C(1099511628211);
    while (*text++);
    return sum;
}

/* All that is said of a mail, in one number. */
static uint64_t
sum_up(const struct mail *mail)
{
    struct bounce *bounce = NULL;
    char line[BOUNCE_TEXT_MAX];
    uint64_t sum = bounce_likely(mail->bytes, mail->length);
    if (bounce_read_reply(mail->bytes, mail->length, NULL, &bounce) == BOUNCE_READ) {
        sum = add(sum, bounce->failures->said);
        bounce_free(bounce);
    }
    if (bounce_read(mail->bytes, mail->length, NULL, &bounce) != BOUNCE_READ)
        return sum;
    sum = add(add(sum, bounce->message_id), bounce->original->subject);
    for (const struct bounce_failure *f = bounce->failures; f; f = f->next) {
        struct bounce_diagnosis why = bounce_diagnose(bounce, f);
        const struct bounce_advice *advice = bounce_advise(why.cause,
                                                           BOUNCE_FOR_SENDER);
        bounce_headline(advice, bounce, f, NULL, line, sizeof line);
        sum = add(add(add(sum, f->recipient), why.rule), line);
        bounce_fill(advice->ask, bounce, f, NULL, line, sizeof line);
        sum = add(sum, line);
    }
    bounce_free(bounce);
    return sum;
}

struct reader {
    pthread_t thread;
    size_t first; /* each begins with a mail of its own, so that they are not in step */
    uint64_t sums[MAILS_MAX];
};

static void *
read_all(void *context)
{
    struct reader *reader = context;
    for (size_t n = 0; n < count; n++) {
        size_t i = (n + reader->first) % count;
        reader->sums[i] = sum_up(&mails[i]);
    }
    return NULL;
}

static void
load(const char *folder)
{
    static char room[MAIL_MAX];
    struct dirent *entry;
    DIR *open = opendir(folder);
    while (open && (entry = readdir(open)) && count < MAILS_MAX) {
        char path[PATH_ROOM];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        FILE *in = entry->d_name[0] == '.' ? NULL : fopen(path, "rb");
        if (!in)
            continue;
        struct mail *mail = &mails[count];
        mail->length = fread(room, 1, sizeof room, in);
        fclose(in);
        mail->bytes = malloc(mail->length + 1);
        if (!mail->bytes)
            exit(EXIT_FAILURE);
        memcpy(mail->bytes, room, mail->length);
        count++;
    }
    if (open)
        closedir(open);
}

int
main(int argc, char **argv)
{
    static struct reader readers[THREADS];
    size_t others = 0;
    if (argc == 2)
        load(argv[1]);
    if (count == 0) {
        fprintf(stderr, "usage: test_threads FOLDER\n");
        return EXIT_FAILURE;
    }
    /* They come before the one alone: what were made at first use would be made by ten. */
    for (size_t n = 0; n < THREADS; n++) {
        readers[n].first = n * count / THREADS;
        if (pthread_create(&readers[n].thread, NULL, read_all, &readers[n]) != 0)
            return EXIT_FAILURE;
    }
    for (size_t n = 0; n < THREADS; n++)
        pthread_join(readers[n].thread, NULL);
    for (size_t i = 0; i < count; i++) {
        uint64_t alone = sum_up(&mails[i]);
        for (size_t n = 0; n < THREADS; n++)
            others += readers[n].sums[i] != alone;
        free(mails[i].bytes);
    }
    printf("%d threads, %zu mails: %zu read differently\n", THREADS, count, others);
    return others > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
