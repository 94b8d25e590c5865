/* Cost grows with the length of a mail and no faster, whatever it is made of. What is
 * counted is work, not time: the blocks of code the library runs (it is built with
 * -fsanitize-coverage=trace-pc for this test) and the bytes it hands to libc. The same
 * mail costs the same on every machine, so a loop within a loop shows at once. */
#include "tests/support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/bounce.h"
#include "tests/support/bomb.h"

enum {
    SMALL = BOUNCE_MAIL_MAX / 16,
    /* Blocks a byte may cost, at worst: a text of 32 KiB full of addresses. */
    WORK_PER_BYTE = 2000,
    /* Blocks a byte that are no matter: a cheap look may find a reason for a second one
     * where a counter in the mail gains a digit. */
    WORK_CHEAP = 4,
    /* Bytes that memchr and its like pass for the price of a block. */
    BYTES_PER_BLOCK = 16,
};

/* Doubling the mail may cost so much more; what begins at some length costs a little. */
static const double growth = 2.2;

static size_t work;

void __sanitizer_cov_trace_pc(void);

void
__sanitizer_cov_trace_pc(void)
{
    work++;
}

static void
charge(size_t bytes)
{
    work += 1 + bytes / BYTES_PER_BLOCK;
}

void *__real_memchr(const void *in, int byte, size_t n);
void *__real_memcpy(void *to, const void *from, size_t n);
void *__real_memmove(void *to, const void *from, size_t n);
void *__real_memset(void *to, int byte, size_t n);
int __real_memcmp(const void *a, const void *b, size_t n);
size_t __real_strlen(const char *text);
void *__real_calloc(size_t n, size_t size);
void *__wrap_memchr(const void *in, int byte, size_t n);
void *__wrap_memcpy(void *to, const void *from, size_t n);
void *__wrap_memmove(void *to, const void *from, size_t n);
void *__wrap_memset(void *to, int byte, size_t n);
int __wrap_memcmp(const void *a, const void *b, size_t n);
size_t __wrap_strlen(const char *text);
void *__wrap_calloc(size_t n, size_t size);

void *
__wrap_memchr(const void *in, int byte, size_t n)
{
    const char *found = __real_memchr(in, byte, n);
    charge(found ? (size_t)(found - (const char *)in) : n);
    return (void *)(uintptr_t)found;
}

void *
__wrap_memcpy(void *to, const void *from, size_t n)
{
    charge(n);
    return __real_memcpy(to, from, n);
}

void *
__wrap_memmove(void *to, const void *from, size_t n)
{
    charge(n);
    return __real_memmove(to, from, n);
}

void *
__wrap_memset(void *to, int byte, size_t n)
{
    charge(n);
    return __real_memset(to, byte, n);
}

int
__wrap_memcmp(const void *a, const void *b, size_t n)
{
    charge(n);
    return __real_memcmp(a, b, n);
}

size_t
__wrap_strlen(const char *text)
{
    size_t length = __real_strlen(text);
    charge(length);
    return length;
}

void *
__wrap_calloc(size_t n, size_t size)
{
    charge(n * size);
    return __real_calloc(n, size);
}

static const struct bounce_options all = {.size = sizeof all, .marks = true};

/* Read, understood and advised on. */
static void
read_whole(const char *mail, size_t length)
{
    struct bounce *bounce = NULL;
    char line[BOUNCE_TEXT_MAX];
    if (bounce_read(mail, length, &all, &bounce) != BOUNCE_READ)
        return;
    for (const struct bounce_failure *f = bounce->failures; f; f = f->next) {
        struct bounce_diagnosis why = bounce_diagnose(bounce, f);
        const struct bounce_advice *advice = bounce_advise(why.cause,
                                                           BOUNCE_FOR_SENDER);
        bounce_headline(advice, bounce, f, NULL, line, sizeof line);
    }
    bounce_free(bounce);
}

static void
read_pasted(const char *mail, size_t length)
{
    struct bounce *bounce = NULL;
    if (bounce_read_reply(mail, length, NULL, &bounce) == BOUNCE_READ)
        bounce_free(bounce);
}

static void
look(const char *mail, size_t length)
{
    (void)bounce_likely(mail, length);
}

static char mail[BOUNCE_MAIL_MAX];

static size_t
measure(void (*use)(const char *, size_t), size_t kind, enum bomb_coat coat,
        size_t length)
{
    bomb_make(kind, coat, length, mail);
    work = 0;
    use(mail, length);
    return work;
}

/* NDRWATCH_WORK=1 prints what each bomb costs a byte. */
static int
check_bomb(void (*use)(const char *, size_t), size_t kind, enum bomb_coat coat)
{
    int wrong = 0;
    size_t before = measure(use, kind, coat, SMALL);
    for (size_t length = 2 * SMALL; length <= BOUNCE_MAIL_MAX; length *= 2) {
        size_t now = measure(use, kind, coat, length);
        double ratio = (double)now / (double)before;
        double each = (double)now / (double)length;
        bool bad = (ratio > growth && each > WORK_CHEAP) || each > WORK_PER_BYTE;
        if (bad || getenv("NDRWATCH_WORK")) {
            print_message(
                "# %s%s, %s, %zu KiB: %.2f times the half's work, %.1f a byte\n",
                bad ? "bad: " : "", bomb_name(kind), bomb_coat_name(coat),
                length / 1024, ratio, each);
            wrong += bad;
        }
        before = now;
    }
    return wrong;
}

static void
check_bombs(void (*use)(const char *, size_t))
{
    int wrong = 0;
    for (size_t kind = 0; kind < bomb_kinds(); kind++)
        for (int coat = 0; coat < BOMB_COATS; coat++)
            wrong += check_bomb(use, kind, (enum bomb_coat)coat);
    assert_int_equal(wrong, 0);
}

static void
reading_is_linear(void **state)
{
    (void)state;
    check_bombs(read_whole);
    assert_true(work > 0); /* a library that counts nothing passes everything */
}

static void
the_gate_is_linear(void **state)
{
    (void)state;
    check_bombs(look);
}

static void
a_reply_is_linear(void **state)
{
    (void)state;
    check_bombs(read_pasted);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reading_is_linear),
        cmocka_unit_test(the_gate_is_linear),
        cmocka_unit_test(a_reply_is_linear),
    };
    return cmocka_run_group_tests_name("work", tests, NULL, NULL);
}
