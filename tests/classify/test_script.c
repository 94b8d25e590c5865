/* Domains whose letters pretend to be others are shown as what they are. */
#include <string.h>

#include "classify/script.h"
#include "tests/support/check.h"

static void
shows_what_pretends(void **state)
{
    (void)state;
    static const struct {
        const char *address, *shown;
    } cases[] = {
        {"pat@charter.net", "pat@charter.net"},
        {"pat@müller.example", "pat@müller.example"},
        {"pat@пример.example", "pat@пример.example"}, /* each label by itself */
        {"pat@例え.example", "pat@例え.example"},
        {"pat@日本abc.example", "pat@日本abc.example"}, /* these look like no other */
        {"pat@раypal.com", "pat@xn--ypal-43d9g.com"},   /* the first two are Cyrillic */
        {"pat@mail.gооgle.com", "pat@mail.xn--ggle-55da.com"},
        {"pat@ουtlook.com", "pat@xn--tlook-qce6b.com"}, /* and these Greek */
        {"p@t@gооgle.com", "p@t@xn--ggle-55da.com"},
        {"раypal", "раypal"}, /* no domain */
        {"", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena arena = {0};
        assert_string_equal(script_address(&arena, cases[i].address), cases[i].shown);
        assert_false(arena.failed);
        arena_free(&arena);
    }
}

/* Labels that grow most: read under ASan. */
static void
has_room_for_all(void **state)
{
    (void)state;
    static const char *const letters[] = {"ԯ", "Ꮿ", "ꮿ", "Ͽ", "ꟿ", "Ａ"};
    for (size_t i = 0; i < COUNT(letters); i++)
        for (size_t count = 1; count < 70; count++) {
            char address[512] = "x@";
            for (size_t k = 0; k < count; k++)
                strcat(address, k % 2 ? letters[i] : letters[(i + 1) % COUNT(letters)]);
            struct arena arena = {0};
            assert_true(strlen(script_address(&arena, address)) > 2);
            arena_free(&arena);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_what_pretends),
        cmocka_unit_test(has_room_for_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
