/* line: what the agent says is understood, mended and bounded; what we say is exact. */
#include "tests/support/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "notify/line.h"

struct row {
    const char *name;
    const char *input;
    int kind; /* -1: not a line of the contract */
    const char *key, *title, *body;
};

#define NOTICE(rest) "{\"notice\":{\"key\":\"b-1\",\"urgency\":\"normal\"," rest "}}"

// clang-format off
static struct row rows[] = {
    { "notice", NOTICE("\"title\":\"T\",\"body\":\"B\",\"again\":false"), LINE_NOTICE, "b-1", "T", "B" },
    { "notice without body", NOTICE("\"title\":\"T\""), LINE_NOTICE, "b-1", "T", "" },
    { "unknown keys are fine", NOTICE("\"title\":\"T\",\"colour\":[1,{}]"), LINE_NOTICE, "b-1", "T", "" },
    { "line ends stay", NOTICE("\"title\":\"T\",\"body\":\"1. A\\n2. B\""), LINE_NOTICE, "b-1", "T", "1. A\n2. B" },
    { "other controls go", NOTICE("\"title\":\"a\\tb\\u0007\",\"body\":\"\\u0085\""), LINE_NOTICE, "b-1", "a b ", " " },
    { "broken UTF-8 is mended", NOTICE("\"title\":\"caf\xe9\""), LINE_NOTICE, "b-1", "caf\xef\xbf\xbd", "" },
    { "withdraw", "{\"withdraw\":\"b-1\"}", LINE_WITHDRAW, "b-1", NULL, NULL },
    { "hello", "{\"hello\":1,\"version\":\"0.1.0\"}", LINE_HELLO, NULL, NULL, NULL },
    { "replaced", "{\"replaced\":true}", LINE_REPLACED, NULL, NULL, NULL },
    { "not replaced", "{\"replaced\":false}", LINE_OTHER, NULL, NULL, NULL },
    { "error", "{\"error\":\"no\",\"hint\":\"\",\"exit\":70}", LINE_ERROR, NULL, NULL, "no" },
    { "news of a newer agent", "{\"news\":1}", LINE_OTHER, NULL, NULL, NULL },
    { "empty", "", -1, NULL, NULL, NULL },
    { "half", "{\"withdraw\":\"b-", -1, NULL, NULL, NULL },
    { "two objects", "{}{}", -1, NULL, NULL, NULL },
    { "array", "[]", -1, NULL, NULL, NULL },
    { "twice the same key", "{\"withdraw\":\"a\",\"withdraw\":\"b\"}", -1, NULL, NULL, NULL },
    { "NUL in a text", NOTICE("\"title\":\"a\\u0000b\""), -1, NULL, NULL, NULL },
    { "empty key", "{\"withdraw\":\"\"}", -1, NULL, NULL, NULL },
    { "key of another type", "{\"withdraw\":17}", -1, NULL, NULL, NULL },
    { "no title", NOTICE("\"body\":\"B\""), -1, NULL, NULL, NULL },
    { "no such urgency", "{\"notice\":{\"key\":\"b\",\"urgency\":\"loud\",\"title\":\"T\"}}", -1, NULL, NULL, NULL },
    { "hello without a number", "{\"hello\":true}", -1, NULL, NULL, NULL },
};
// clang-format on

static void
equal(const char *have, const char *want)
{
    if (!want) {
        assert_null(have);
        return;
    }
    assert_non_null(have);
    assert_string_equal(have, want);
}

static void
reads(void **state)
{
    const struct row *row = *state;
    struct line *line = NULL;
    bool sound = line_read(row->input, strlen(row->input), &line);
    if (row->kind < 0) {
        assert_false(sound);
        assert_null(line);
        return;
    }
    assert_true(sound);
    assert_int_equal(line->kind, row->kind);
    equal(line->key, row->key);
    equal(line->title, row->title);
    equal(line->body, row->body);
    line_free(line);
}

/* A line around a title, a key or a body of so many é. */
static struct line *
read_long(const char *format, size_t count)
{
    char *many = calloc(count + 1, 2), *input = NULL;
    for (size_t i = 0; i < count; i++)
        memcpy(many + 2 * i, "é", 2);
    size_t room = strlen(format) + 2 * count + 1;
    input = malloc(room);
    const char *at = strchr(format, '%');
    snprintf(input, room, "%.*s%s%s", (int)(at - format), format, many, at + 1);
    struct line *line = NULL;
    line_read(input, strlen(input), &line);
    free(many);
    free(input);
    return line;
}

static size_t
characters(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

static void
bounds(void **state)
{
    (void)state;
    struct line *line = read_long(NOTICE("\"title\":\"%\""), LINE_TITLE_MAX);
    assert_int_equal(characters(line->title), LINE_TITLE_MAX);
    assert_null(strstr(line->title, "…"));
    line_free(line);
    line = read_long(NOTICE("\"title\":\"%\""), LINE_TITLE_MAX + 1);
    assert_int_equal(characters(line->title), LINE_TITLE_MAX);
    assert_non_null(strstr(line->title, "é…"));
    line_free(line);
    line = read_long(NOTICE("\"title\":\"T\",\"body\":\"%\""), 3 * LINE_BODY_MAX);
    assert_int_equal(characters(line->body), LINE_BODY_MAX);
    line_free(line);
    line = read_long("{\"withdraw\":\"%\"}", LINE_KEY_MAX / 2);
    assert_non_null(line);
    line_free(line);
    assert_null(read_long("{\"withdraw\":\"%\"}", LINE_KEY_MAX / 2 + 1));
    assert_null(read_long("{\"news\":\"%\"}", LINE_MAX_BYTES / 2));
}

static void
levels(void **state)
{
    (void)state;
    static const char *const names[] = {"low", "normal", "critical"};
    for (size_t i = 0; i < COUNT(names); i++) {
        char input[100];
        int length = snprintf(
            input, sizeof input,
            "{\"notice\":{\"key\":\"b\",\"urgency\":\"%s\",\"title\":\"T\",\"again\":true}}",
            names[i]);
        struct line *line;
        assert_true(line_read(input, (size_t)length, &line));
        assert_int_equal(line->urgency, i);
        assert_true(line->again);
        line_free(line);
    }
}

static void
says(char *line, const char *want)
{
    assert_non_null(line);
    assert_string_equal(line, want);
    free(line);
}

static void
writes(void **state)
{
    (void)state;
    says(line_hello(), "{\"hello\":1,\"role\":\"notifier\"}\n");
    says(line_shown("b-1"), "{\"shown\":\"b-1\"}\n");
    says(line_failed("b-1", "a \"b\"\n"),
         "{\"failed\":\"b-1\",\"why\":\"a \\\"b\\\"\\n\"}\n");
    says(line_action("explain", "b-1"), "{\"action\":\"explain\",\"key\":\"b-1\"}\n");
    says(line_closed("b-1", 2), "{\"closed\":\"b-1\",\"reason\":2}\n");
    says(line_desktop(""), "{\"desktop\":\"\"}\n");
}

int
main(void)
{
    struct CMUnitTest tests[COUNT(rows) + 3];
    for (size_t i = 0; i < COUNT(rows); i++)
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = reads, .initial_state = &rows[i]};
    tests[COUNT(rows)] = (struct CMUnitTest)cmocka_unit_test(bounds);
    tests[COUNT(rows) + 1] = (struct CMUnitTest)cmocka_unit_test(levels);
    tests[COUNT(rows) + 2] = (struct CMUnitTest)cmocka_unit_test(writes);
    return cmocka_run_group_tests_name("line", tests, NULL, NULL);
}
