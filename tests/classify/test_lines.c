#include "tests/support/check.h"

#include <string.h>

#include "classify/lines.h"

/* The lines as slice_line gives them, one after the other. */
static void
check(struct slice text)
{
    struct arena arena = {0};
    struct lines lines;
    struct slice rest = text;
    size_t count = 0;
    lines_read(&arena, text, &lines);
    for (; rest.length > 0 && count + 1 < LINES_MAX; count++) {
        struct slice here = rest, want = slice_line(&rest);
        assert_true(count < lines.count);
        struct slice have = lines_at(&lines, count);
        assert_ptr_equal(have.at, want.at);
        assert_int_equal(have.length, want.length);
        assert_ptr_equal(lines_from(&lines, count).at, here.at);
        assert_int_equal(lines_from(&lines, count).length, here.length);
        assert_int_equal(lines_of(&lines, here.at), count);
        assert_int_equal(lines_of(&lines, rest.at - 1), count);
    }
    count += rest.length > 0;
    assert_int_equal(lines.count, count);
    assert_int_equal(lines_from(&lines, count).length, 0);
    if (rest.length > 0)
        assert_ptr_equal(lines_from(&lines, count - 1).at, rest.at);
    arena_free(&arena);
}

static void
finds_lines(void **state)
{
    static const char *const texts[] = {
        "",     "\n",     "a",          "a\n",       "a\nb",
        "\n\n", "a\r\nb", "a\r\r\nb\r", "\ra\n\r\n", "a\n\n\n\n\n\n\n\nb",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        check(slice_of(texts[i]));
}

/* Line ends wherever a block ends, near and far from each other. */
static void
finds_lines_of_any_length(void **state)
{
    static unsigned char text[3 * LINES_BLOCK];
    (void)state;
    for (size_t each = 1; each <= sizeof text; each++) {
        memset(text, 'a', sizeof text);
        for (size_t i = each - 1; i < sizeof text; i += each)
            text[i] = '\n';
        for (size_t length = 0; length <= sizeof text; length++)
            check((struct slice){text, length});
    }
}

static void
has_a_ceiling(void **state)
{
    static unsigned char text[2 * LINES_MAX];
    (void)state;
    memset(text, '\n', sizeof text);
    for (size_t length = LINES_MAX - 2; length < LINES_MAX + 70; length++)
        check((struct slice){text, length});
    check((struct slice){text, sizeof text});
}

static void
bears_no_memory(void **state)
{
    struct arena arena = {.failed = true};
    struct lines lines;
    (void)state;
    lines_read(&arena, slice_of("a\nb"), &lines);
    assert_int_equal(lines.count, 0);
    assert_int_equal(lines_from(&lines, 0).length, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_lines),
        cmocka_unit_test(finds_lines_of_any_length),
        cmocka_unit_test(has_a_ceiling),
        cmocka_unit_test(bears_no_memory),
    };
    return cmocka_run_group_tests_name("lines", tests, NULL, NULL);
}
