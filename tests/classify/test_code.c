#include "tests/support/check.h"

#include <string.h>

#include "classify/code.h"

static void
reads_codes(void **state)
{
    // clang-format off
    static const struct { const char *text; struct bounce_code want; } cases[] = {
        {"550 5.4.316 Message expired", {550, 5, 4, 316}},
        {"#550 4.4.7 QUEUE.Expired", {550, 4, 4, 7}},
        {"550-5.1.1 No", {550, 5, 1, 1}},
        {"550 #5.1.0 Address rejected", {550, 5, 1, 0}},
        {"smtp;550 5.1.1", {550, 5, 1, 1}},
        {"Sorry. (#5.1.2)", {0, 5, 1, 2}},
        {"(reason: 552 5.2.2 Over quota)", {552, 5, 2, 2}},
        {"host mx[192.0.2.7] said: 450 4.7.1 x", {450, 4, 7, 1}},
        {"550", {550, 0, 0, 0}},
        {"421 mx.example.com busy", {421, 0, 0, 0}},
        {"5.7.1", {0, 5, 7, 1}},
        {"10.5.1.1 and 192.0.2.550", {0, 0, 0, 0}},
        {"5.1.1.2 is a host", {0, 0, 0, 0}},
        {"mx550 has 5500 of 1550", {0, 0, 0, 0}},
        {"550@example.com", {0, 0, 0, 0}},
        {"5.1234.1", {0, 0, 0, 0}},
        {"250 2.0.0 ok", {0, 2, 0, 0}},
        {"654 x", {0, 0, 0, 0}},
        {"465 days, 4z5, 55z", {0, 0, 0, 0}},
        {"", {0, 0, 0, 0}},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct bounce_code code = code_read(slice_of(cases[i].text));
        assert_int_equal(code.reply, cases[i].want.reply);
        assert_int_equal(code.group, cases[i].want.group);
        assert_int_equal(code.subject, cases[i].want.subject);
        assert_int_equal(code.detail, cases[i].want.detail);
    }
}

/* Digits are looked for in blocks: where one ends and the next begins, none is lost. */
static void
reads_codes_wherever_they_stand(void **state)
{
    (void)state;
    for (size_t before = 0; before < 40; before++)
        for (size_t behind = 0; behind < 20; behind++) {
            char text[80];
            memset(text, 'x', sizeof text);
            memcpy(text + before, " 550 5.7.26", 11);
            text[before + 11] = ' ';
            text[before + 12 + behind] = '\0';
            struct bounce_code code = code_read(slice_of(text));
            assert_int_equal(code.reply, 550);
            assert_int_equal(code.detail, 26);
        }
}

static void
knows_what_leads(void **state)
{
    (void)state;
    assert_true(code_leads(slice_of("550 x")));
    assert_true(code_leads(slice_of("450-4.4.317 x")));
    assert_true(code_leads(slice_of("5.7.1 x")));
    assert_false(code_leads(slice_of("Socket error code 10061")));
    assert_false(code_leads(slice_of("5500")));
    assert_int_equal(code_class((struct bounce_code){550, 4, 4, 7}), 4);
    assert_int_equal(code_class((struct bounce_code){550, 0, 0, 0}), 5);
    assert_int_equal(code_class((struct bounce_code){0}), 0);
    assert_int_equal(code_status(slice_of(" 5.4.316 ")).detail, 316);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_codes),
        cmocka_unit_test(reads_codes_wherever_they_stand),
        cmocka_unit_test(knows_what_leads),
    };
    return cmocka_run_group_tests_name("code", tests, NULL, NULL);
}
