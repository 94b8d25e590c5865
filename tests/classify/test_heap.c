/* Memory taken for a mail: at most four times its bytes and 64 KiB, for every mail of the
 * folder and every bomb; and for those of NDRWATCH_CORPUS, where that names a folder. */
#include "tests/support/check.h"

#include <ftw.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/bounce.h"
#include "tests/support/bomb.h"
#include "tests/support/mail.h"

enum {
    TIMES = 4,
    BASE = 64 * 1024,
    SMALLEST = 1024, /* of the bombs */
    FOLDERS_OPEN = 8,
};

static size_t taken, peak;

/* The library is the one that test_work counts with. */
void __sanitizer_cov_trace_pc(void);

void
__sanitizer_cov_trace_pc(void)
{
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void __real_free(void *old);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);
void __wrap_free(void *old);

/* What is usable is what was taken, or a little more. */
static void *
took(void *block)
{
    taken += block ? malloc_usable_size(block) : 0;
    peak = taken > peak ? taken : peak;
    return block;
}

static void
gave(void *block)
{
    taken -= block ? malloc_usable_size(block) : 0;
}

void *
__wrap_malloc(size_t size)
{
    return took(__real_malloc(size));
}

void *
__wrap_calloc(size_t n, size_t size)
{
    return took(__real_calloc(n, size));
}

/* Old and new may both be there for a moment: that counts. */
void *
__wrap_realloc(void *old, size_t size)
{
    void *block = __wrap_malloc(size);
    size_t held = old ? malloc_usable_size(old) : 0;
    if (!block)
        return NULL;
    memcpy(block, old, held < size ? held : size);
    __wrap_free(old);
    return block;
}

void
__wrap_free(void *old)
{
    gave(old);
    __real_free(old);
}

static char mail[2 * BOUNCE_MAIL_MAX];
static size_t mails, wrong;
static double dearest; /* the greatest part of what is allowed */
static char dearest_name[256];

static const struct bounce_options all = {.size = sizeof all, .marks = true};

/* The peak while a mail is read, diagnosed and advised on. */
static size_t
measure(size_t length)
{
    size_t before = taken;
    struct bounce *bounce = NULL;
    char line[BOUNCE_TEXT_MAX];
    peak = taken;
    if (bounce_read(mail, length, &all, &bounce) == BOUNCE_READ) {
        const struct bounce_failure *f = bounce->failures;
        struct bounce_diagnosis why = bounce_diagnose(bounce, f);
        bounce_headline(bounce_advise(why.cause, BOUNCE_FOR_SENDER), bounce, f, NULL,
                        line, sizeof line);
        bounce_free(bounce);
    }
    assert_int_equal(taken, before);
    return peak - before;
}

static void
check(const char *name, size_t length)
{
    size_t looked = length < BOUNCE_MAIL_MAX ? length : BOUNCE_MAIL_MAX;
    size_t most = TIMES * looked + BASE, used = measure(length);
    double part = (double)used / (double)most;
    mails++;
    if (part > dearest) {
        dearest = part;
        snprintf(dearest_name, sizeof dearest_name, "%s: %zu bytes take %zu", name,
                 length, used);
    }
    if (used <= most)
        return;
    print_message("# %s: %zu bytes take %zu, more than %zu\n", name, length, used,
                  most);
    wrong++;
}

static int
check_file(const char *path, const struct stat *what, int kind, struct FTW *place)
{
    (void)what;
    (void)place;
    size_t end = strlen(path);
    if (kind != FTW_F || end < 4 || strcmp(path + end - 4, ".eml") != 0)
        return 0;
    check(path, mail_load(path, mail, sizeof mail));
    return 0;
}

static void
check_folder(const char *folder)
{
    mails = wrong = 0;
    dearest = 0;
    nftw(folder, check_file, FOLDERS_OPEN, FTW_PHYS);
    print_message("# %zu mails; dearest: %s\n", mails, dearest_name);
    assert_true(mails > 0);
    assert_int_equal(wrong, 0);
}

static const char *folder, *corpus;

static void
mails_take_little(void **state)
{
    (void)state;
    check_folder(folder);
}

static void
bombs_take_little(void **state)
{
    (void)state;
    mails = wrong = 0;
    dearest = 0;
    for (size_t kind = 0; kind < bomb_kinds(); kind++)
        for (int coat = 0; coat < BOMB_COATS; coat++)
            for (size_t size = SMALLEST; size <= BOUNCE_MAIL_MAX; size *= 4) {
                char name[64];
                snprintf(name, sizeof name, "%s, %s", bomb_name(kind),
                         bomb_coat_name((enum bomb_coat)coat));
                bomb_make(kind, (enum bomb_coat)coat, size, mail);
                check(name, size);
            }
    print_message("# %zu bombs; dearest: %s\n", mails, dearest_name);
    assert_int_equal(wrong, 0);
}

static void
corpus_takes_little(void **state)
{
    (void)state;
    check_folder(corpus);
}

int
main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: test_heap FOLDER\n");
        return EXIT_FAILURE;
    }
    folder = argv[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mails_take_little), cmocka_unit_test(bombs_take_little),
        cmocka_unit_test(corpus_takes_little), /* last: only where there is one */
    };
    corpus = getenv("NDRWATCH_CORPUS");
    return _cmocka_run_group_tests("heap", tests, COUNT(tests) - !corpus, NULL, NULL);
}
