#include "tests/support/check.h"

#include <string.h>

#include "classify/parameter.h"

static void
assert_slice(struct slice have, const char *want)
{
    if (have.length != strlen(want) ||
        (have.length > 0 && memcmp(have.at, want, have.length) != 0))
        fail_msg("'%.*s', not '%s'", (int)have.length, (const char *)have.at, want);
}

static void
finds_parameters(void **state)
{
    // clang-format off
    static const struct { const char *value, *name, *want; } cases[] = {
        {"text/plain; charset=utf-8", "charset", "utf-8"},
        {"text/plain; charset=\"us ascii\"; x=y", "charset", "us ascii"},
        {"text/plain;\n\tCharset = utf-8 ; x=y", "charset", "utf-8"},
        {"text/plain charset=utf-8", "charset", "utf-8"},
        {"text/plain;; charset=utf-8", "charset", "utf-8"},
        {"multipart/report; xboundary=no; boundary=\"=_a;b\"", "boundary", "=_a;b"},
        {"text/plain", "charset", ""},
        {"text/plain; charset", "charset", ""},
        {"", "charset", ""},
        /* RFC 2231. */
        {"multipart/mixed; boundary*0=abc", "boundary", "abc"},
        {"multipart/mixed; boundary*=us-ascii'en'a%62c", "boundary", "abc"},
        {"multipart/mixed; boundary*=abc", "boundary", "abc"},
        {"m/m;\n boundary*0=\"=_a \";\n boundary*1=\"b\";\n boundary*2*=%3d%zz%4", "boundary", "=_a b=%zz%4"},
        {"m/m; boundary*0*=''%41; boundary*1*=%42'c'; boundary*2=%43", "boundary", "AB'c'%43"},
        {"m/m; boundary*0=a; boundary*2=c", "boundary", "a"},           /* a piece is lost */
        {"m/m; boundary*1=b; boundary*0=a", "boundary", "a"},
        {"m/m; boundary*0=a; boundary=whole", "boundary", "whole"},     /* for old readers */
        {"m/m; boundary*x=a; boundary*0x=b; boundary-0=c; boundary*9999=d", "boundary", ""},
        {"m/m; boundary*", "boundary", ""}, {"m/m; boundary**=a", "boundary", "a"},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct parameter_room room;
        assert_slice(parameter_find(slice_of(cases[i].value), cases[i].name, &room),
                     cases[i].want);
    }
}

/* Without room the first piece is given where it stands; with it no more than fits. */
static void
knows_its_room(void **state)
{
    struct parameter_room room;
    char value[2 * PARAMETER_MAX] = "m/m; name*0=a; name*1=";
    (void)state;
    assert_slice(parameter_find(slice_of(value), "name", NULL), "a");
    memset(value + strlen(value), 'x', sizeof value - strlen(value) - 1);
    struct slice found = parameter_find(slice_of(value), "name", &room);
    assert_int_equal(found.length, PARAMETER_MAX);
    assert_ptr_equal(found.at, room.bytes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_parameters),
        cmocka_unit_test(knows_its_room),
    };
    return cmocka_run_group_tests_name("parameter", tests, NULL, NULL);
}
