/* Lines out of a stream, however it is cut. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/line.h"
#include "tests/support/check.h"

/* All lines, each followed by '|', as they come out of pieces of so many bytes. */
static void
read_in_pieces(const char *text, size_t piece, char ret[256])
{
    struct line_reader reader = {0};
    const char *line;
    size_t length, used = 0;
    ret[0] = '\0';
    for (size_t at = 0; at < strlen(text); at += piece) {
        size_t left = strlen(text) - at;
        line_add(&reader, text + at, left < piece ? left : piece);
        while (line_next(&reader, &line, &length))
            used += (size_t)snprintf(ret + used, 256 - used, "%.*s|", (int)length,
                                     line);
    }
    assert_false(reader.failed);
    line_free(&reader);
}

static void
the_cut_does_not_matter(void **state)
{
    (void)state;
    char found[256];
    for (size_t piece = 1; piece < 20; piece++) {
        read_in_pieces("one\n\ntwo three\n{\"a\":1}\nhalf", piece, found);
        assert_string_equal(found, "one||two three|{\"a\":1}|");
    }
}

static void
a_line_has_a_ceiling(void **state)
{
    (void)state;
    struct line_reader reader = {0};
    const char *line;
    size_t length;
    char *bytes = malloc(LINE_MAX_BYTES + 2);
    assert_non_null(bytes);
    memset(bytes, 'x', LINE_MAX_BYTES + 2);
    bytes[LINE_MAX_BYTES] = '\n';
    line_add(&reader, bytes, LINE_MAX_BYTES + 1);
    assert_true(line_next(&reader, &line, &length));
    assert_int_equal(length, LINE_MAX_BYTES);
    bytes[LINE_MAX_BYTES] = 'x';
    line_add(&reader, bytes, LINE_MAX_BYTES + 1);
    assert_false(line_next(&reader, &line, &length));
    assert_true(reader.failed);
    line_free(&reader);
    line_add(&reader, bytes, LINE_MAX_BYTES + 2);
    assert_true(reader.failed);
    line_free(&reader);
    free(bytes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cut_does_not_matter),
        cmocka_unit_test(a_line_has_a_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
