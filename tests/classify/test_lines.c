#include "tests/support/check.h"

#include <string.h>

#include "classify/lines.h"

/* The lines as slice_line gives them, one after the other. */
static void
check(struct slice text)
{
    struct lines_walk walk;
    struct slice rest = text;
    size_t start = 0, feeds = 0;
    lines_begin(&walk, text);
    while (rest.length > 0) {
        struct slice want = slice_line(&rest);
        size_t end = lines_next(&walk);
        struct slice have = lines_bare(text, start, end);
        assert_ptr_equal(have.at, want.at);
        assert_int_equal(have.length, want.length);
        assert_int_equal(end, text.length - rest.length);
        feeds += text.at[end - 1] == '\n';
        start = end;
    }
    assert_int_equal(lines_next(&walk), text.length);
    assert_int_equal(lines_count(text), feeds);
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

/* More line feeds than a byte counts, in every place. */
static void
counts_many(void **state)
{
    static unsigned char text[300 * BLOCK_SIZE];
    (void)state;
    memset(text, '\n', sizeof text);
    for (size_t length = sizeof text - 2 * BLOCK_SIZE; length <= sizeof text; length++)
        check((struct slice){text, length});
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_lines),
        cmocka_unit_test(finds_lines_of_any_length),
        cmocka_unit_test(counts_many),
    };
    return cmocka_run_group_tests_name("lines", tests, NULL, NULL);
}
