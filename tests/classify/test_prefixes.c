/* Every prefix of every mail is a mail too: read it, free it, stay calm. And with the nth
 * allocation failing, for every n, say so and leak nothing. */
#include "tests/support/check.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/bounce.h"

enum {
    MAIL_MAX = 1 << 16, /* our test mails are small */
};

static long left = -1; /* allocations to grant; -1: all */
static bool starved;

void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size);

void *
__wrap_calloc(size_t n, size_t size)
{
    if (left == 0) {
        starved = true;
        return NULL;
    }
    if (left > 0)
        left--;
    return __real_calloc(n, size);
}

static char mail[MAIL_MAX];
static size_t length;

static void
every_prefix(void **state)
{
    (void)state;
    for (size_t n = 0; n <= length; n++) {
        char *exact = malloc(n + !n);
        assert_non_null(exact);
        memcpy(exact, mail, n);
        struct bounce *bounce = NULL;
        enum bounce_result result = bounce_read(exact, n, NULL, &bounce);
        bool likely = bounce_likely(exact, n);
        free(exact); /* texts must not point into the mail */
        assert_true(result == BOUNCE_READ || result == BOUNCE_NOT_ONE);
        assert_true((result == BOUNCE_READ) == (bounce != NULL));
        if (!bounce)
            continue;
        assert_true(likely);
        assert_non_null(bounce->failures);
        assert_true(strlen(bounce->failures->recipient) < BOUNCE_TEXT_MAX);
        bounce_free(bounce);
    }
}

static enum bounce_result
read_as_mail(struct bounce **ret)
{
    return bounce_read(mail, length, NULL, ret);
}

static enum bounce_result
read_as_reply(struct bounce **ret)
{
    return bounce_read_reply(mail, length, NULL, ret);
}

/* Starve the nth allocation, for every n: the answer is "no memory", and once nothing
 * starves it is the answer of a quiet day. */
static void starve(enum bounce_result (*read)(struct bounce **))
{
    struct bounce *quiet = NULL;
    enum bounce_result expected = read(&quiet);
    bounce_free(quiet);
    for (long n = 0;; n++) {
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
    starve(read_as_mail);
    starve(read_as_reply);
}

int
main(int argc, char **argv)
{
    FILE *in = argc > 1 ? fopen(argv[1], "rb") : NULL;
    if (!in) {
        fprintf(stderr, "usage: test_prefixes MAIL\n");
        return EXIT_FAILURE;
    }
    length = fread(mail, 1, sizeof mail, in);
    fclose(in);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_prefix),
        cmocka_unit_test(every_allocation_fails),
    };
    return cmocka_run_group_tests_name("prefixes", tests, NULL, NULL);
}
