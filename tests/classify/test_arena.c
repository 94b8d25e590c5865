/* The memory of a bounce: how it is handed out, and how little of it a mail takes. */
#include "tests/support/check.h"

#include <dirent.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/arena.h"
#include "classify/bounce.h"
#include "tests/support/mail.h"

enum {
    MAIL_MAX = 1 << 16,  /* our test mails are small */
    RECIPIENTS_FEW = 20, /* whose facts fit in two blocks */
    PATH_ROOM = 4096,
};

static const char *folder;
static size_t allocations, allocated;

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);

void *
__wrap_malloc(size_t size)
{
    allocations++;
    allocated += size;
    return __real_malloc(size);
}

static void
gives_zeroes_and_room(void **state)
{
    struct arena arena = {.expected = 64};
    (void)state;
    unsigned char *bytes = arena_room(&arena, 40);
    assert_non_null(bytes);
    memset(bytes, 'x', 40);
    for (size_t size = 1; size < 20000; size += size / 2 + 1) {
        unsigned char *taken = arena_take(&arena, size);
        assert_non_null(taken);
        assert_int_equal((uintptr_t)taken % alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(taken[i], 0);
        memset(taken, 'y', size);
        assert_ptr_equal(arena_own(&arena, taken + size - 1), taken + size - 1);
    }
    for (size_t i = 0; i < 40; i++)
        assert_int_equal(bytes[i], 'x');
    assert_null(arena_own(&arena, (const unsigned char *)&arena));
    assert_false(arena.failed);
    assert_null(arena_take(&arena, SIZE_MAX - 1));
    assert_null(arena_take(&arena, 1));
    assert_true(arena.failed);
    arena_free(&arena);
}

/* What is expected is one block, and a large piece costs no more than its own. */
static void
wastes_nothing(void **state)
{
    struct arena arena = {.expected = 1000};
    (void)state;
    allocations = 0;
    arena_take(&arena, 500);
    arena_take(&arena, 300);
    assert_int_equal(allocations, 1);
    arena_take(&arena, 100000);
    assert_int_equal(allocations, 2);
    arena_take(&arena, 100);
    assert_int_equal(allocations, 2);
    arena_free(&arena);
}

static void
check_mail(const char *name)
{
    static char mail[MAIL_MAX], path[PATH_ROOM];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    size_t length = mail_load(path, mail, sizeof mail);
    struct bounce *bounce = NULL;
    allocations = allocated = 0;
    enum bounce_result result = bounce_read(mail, length, NULL, &bounce);
    size_t blocks = allocations, most = bounce_likely(mail, length) ? 2 : 0;
    if (bounce && bounce->failures_seen > RECIPIENTS_FEW)
        most++;
    bounce_free(bounce);
    assert_int_not_equal(result, BOUNCE_NO_MEMORY);
    if (blocks > most || allocated > 4 * length + 65536)
        fail_msg("%s: %zu allocations, %zu bytes of a mail of %zu", name, blocks,
                 allocated, length);
}

static void
a_mail_takes_little(void **state)
{
    size_t seen = 0;
    (void)state;
    DIR *mails = opendir(folder);
    assert_non_null(mails);
    for (struct dirent *entry; (entry = readdir(mails));) {
        size_t length = strlen(entry->d_name);
        if (length < 4 || strcmp(entry->d_name + length - 4, ".eml") != 0)
            continue;
        check_mail(entry->d_name);
        seen++;
    }
    closedir(mails);
    assert_true(seen > 20);
}

int
main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: test_arena MAILS\n");
        return EXIT_FAILURE;
    }
    folder = argv[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_zeroes_and_room),
        cmocka_unit_test(wastes_nothing),
        cmocka_unit_test(a_mail_takes_little),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
