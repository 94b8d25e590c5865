/* The strings of a JSON text, each with the name it stands under. */
#include "tests/support/check.h"

#include <stdio.h>
#include <string.h>

#include "classify/json.h"

enum {
    ROOM = 512
};

/* "list/name=value " for each string, "list/. " for each end of an object. */
static void
walk(struct slice text, char out[ROOM])
{
    struct json json = {.rest = text};
    struct json_item item = {0};
    size_t used = 0;
    out[0] = '\0';
    while (json_next(&json, &item)) {
        int length = snprintf(out + used, ROOM - used,
                              item.ends ? "%.*s/. " : "%.*s/%.*s=%.*s ",
                              (int)item.list.length, (const char *)item.list.at,
                              (int)item.name.length, (const char *)item.name.at,
                              (int)item.value.length, (const char *)item.value.at);
        assert_true(length > 0 && used + (size_t)length < ROOM);
        used += (size_t)length;
    }
}

static void
names_each_string(void **state)
{
    // clang-format off
    static const struct { const char *text, *want; } cases[] = {
        {"{\"a\":\"b\"}", "/a=b /. "},
        {"{ \"a\" : 1, \"b\" : \"c\" }", "/b=c /. "},
        {"{\"list\":[{\"to\":\"x\"},{\"to\":\"y\"}]}", "list/to=x list/. list/to=y list/. /. "},
        {"{\"o\":{\"list\":[\"x\",\"y\"]}}", "o/list=x o/list=y o/. /. "},
        {"{\"a\":\"say \\\"x\\\"\"}", "/a=say \\\"x\\\" /. "},
        {"\"alone\"", "/=alone "},
        /* What is bent is passed over: an end of nothing, a string and an object without one. */
        {"}]{\"a\":\"b\"}", "/a=b /. "},
        {"{\"a\":\"b", "/a=b "},
        {"{\"a\":\"b\\", "/a=b\\ "},
        {"{\"a\":", ""},
        {"", ""},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char have[ROOM];
        walk(slice_of(cases[i].text), have);
        assert_string_equal(have, cases[i].want);
    }
}

static void
nests_so_deep(void **state)
{
    char text[JSON_DEPTH_MAX + 4], have[ROOM];
    (void)state;
    memset(text, '[', JSON_DEPTH_MAX);
    memcpy(text + JSON_DEPTH_MAX, "\"x\"", 4);
    walk(slice_of(text), have);
    assert_string_equal(have, "/=x ");
    memmove(text + 1, text, sizeof text - 1);
    struct json json = {.rest = {(const unsigned char *)text, sizeof text}};
    struct json_item item;
    assert_false(json_next(&json, &item));
}

static void
undoes_escapes(void **state)
{
    // clang-format off
    static const struct { const char *value, *want; } cases[] = {
        {"plain", "plain"},
        {"a\\\"b\\\\c\\/d", "a\"b\\c/d"},
        {"one\\r\\ntwo\\tthree", "one\n\ntwo\tthree"},
        {"J\\u00fcrgen \\u00DF \\u4E2D", "J\xc3\xbcrgen \xc3\x9f \xe4\xb8\xad"},
        {"\\u00", "u00"},
        {"end\\", "end\\"},
    };
    // clang-format on
    struct arena arena = {0};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct slice have = json_text(&arena, slice_of(cases[i].value));
        assert_int_equal(have.length, strlen(cases[i].want));
        assert_memory_equal(have.at, cases[i].want, have.length);
    }
    arena_free(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_each_string),
        cmocka_unit_test(nests_so_deep),
        cmocka_unit_test(undoes_escapes),
    };
    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
