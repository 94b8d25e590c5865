/* Every prefix of every mail is a mail too: read it, free it, stay calm. And with the nth
 * allocation failing, for every n, say so and leak nothing.
 *
 *     test_prefixes FOLDER PART PARTS      of each PARTS prefixes or allocations of a mail the PARTth */
#include "tests/support/check.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/bounce.h"
#include "tests/support/mail.h"

enum {
    MAIL_MAX = 1 << 16, /* our test mails are small */
    PREFIXES_MAX =
        12288, /* of one mail: longer ones are cut at every second byte, or third */
    PATH_ROOM = 4096,
};

static long left = -1; /* allocations to grant; -1: all */
static bool starved;

static bool
grant(void)
{
    if (left == 0) {
        starved = true;
        return false;
    }
    if (left > 0)
        left--;
    return true;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);

void *
__wrap_malloc(size_t size)
{
    return grant() ? __real_malloc(size) : NULL;
}

void *
__wrap_calloc(size_t n, size_t size)
{
    return grant() ? __real_calloc(n, size) : NULL;
}

void *
__wrap_realloc(void *old, size_t size)
{
    return grant() ? __real_realloc(old, size) : NULL;
}

static const char *folder;
static struct dirent **names;
static int count, part, parts;

static char mail[MAIL_MAX];
static size_t length;

static void
load(const char *name)
{
    char path[PATH_ROOM];
    print_message("# %s\n", name);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    length = mail_load(path, mail, sizeof mail);
}

static const struct bounce_options all = {.size = sizeof all, .marks = true};

static void
check_prefix(size_t n)
{
    char *exact = malloc(n + !n);
    assert_non_null(exact);
    memcpy(exact, mail, n);
    struct bounce *bounce = NULL;
    enum bounce_result result = bounce_read(exact, n, &all, &bounce);
    bool likely = bounce_likely(exact, n);
    free(exact); /* texts must not point into the mail */
    assert_true(result == BOUNCE_READ || result == BOUNCE_NOT_ONE);
    assert_true((result == BOUNCE_READ) == (bounce != NULL));
    if (!bounce)
        return;
    assert_true(likely);
    assert_non_null(bounce->failures);
    assert_true(strlen(bounce->failures->recipient) < BOUNCE_TEXT_MAX);
    bounce_free(bounce);
}

static void
every_prefix(void **state)
{
    (void)state;
    for (int i = 0; i < count; i++) {
        load(names[i]->d_name);
        size_t step = (length / PREFIXES_MAX + 1) * (size_t)parts;
        for (size_t n = (size_t)part; n <= length; n += step)
            check_prefix(n);
        check_prefix(length);
    }
}

static enum bounce_result
read_as_mail(struct bounce **ret)
{
    return bounce_read(mail, length, &all, ret);
}

static enum bounce_result
read_as_reply(struct bounce **ret)
{
    return bounce_read_reply(mail, length, NULL, ret);
}

/* Starve the nth allocation, for every n of this part: the answer is "no memory", and once nothing
 * starves it is the answer of a quiet day. */
static void starve(enum bounce_result (*read)(struct bounce **))
{
    struct bounce *quiet = NULL;
    enum bounce_result expected = read(&quiet);
    bounce_free(quiet);
    for (long n = part;; n += parts) {
        struct bounce *bounce = NULL;
        left = n;
        starved = false;
        enum bounce_result result = read(&bounce);
        left = -1;
        bounce_free(bounce);
        assert_int_equal(result, starved ? BOUNCE_NO_MEMORY : expected);
        if (!starved)
            return;
        assert_null(bounce);
    }
}

static void
every_allocation_fails(void **state)
{
    (void)state;
    for (int i = 0; i < count; i++) {
        load(names[i]->d_name);
        starve(read_as_mail);
        starve(read_as_reply);
    }
}

static int
is_mail(const struct dirent *entry)
{
    const char *end = strrchr(entry->d_name, '.');
    return end && strcmp(end, ".eml") == 0;
}

int
main(int argc, char **argv)
{
    if (argc == 4) {
        folder = argv[1];
        part = atoi(argv[2]);
        parts = atoi(argv[3]);
        count = scandir(folder, &names, is_mail, alphasort);
    }
    if (part < 0 || count <= 0 || parts <= part) {
        fprintf(stderr, "usage: test_prefixes FOLDER PART PARTS\n");
        return EXIT_FAILURE;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_prefix),
        cmocka_unit_test(every_allocation_fails),
    };
    int failed = cmocka_run_group_tests_name("prefixes", tests, NULL, NULL);
    for (int i = 0; i < count; i++)
        free(names[i]);
    free(names);
    return failed;
}
