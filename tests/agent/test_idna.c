/* Names of domains in any script, as servers are asked for them. */
#include <string.h>

#include "agent/idna.h"
#include "tests/support/check.h"

static void
names_become_ascii(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *name; /* NULL: it is none */
    } rows[] = {
        {"Example.COM.", "example.com"},
        {"_dmarc.example.com", "_dmarc.example.com"},
        {"xn--bcher-kva.example", "xn--bcher-kva.example"},
        {"bücher.example", "xn--bcher-kva.example"},
        {"BÜCHER.Example", "xn--bcher-kva.example"},
        {"bu\u0308cher.example",
         "xn--bcher-kva.example"},                   /* two characters, one letter */
        {"straße.example", "xn--strae-oqa.example"}, /* not ss, since IDNA2008 */
        {"例え。テスト", "xn--r8jz45g.xn--zckzah"},  /* with their full stop */
        {"раypal.com", "xn--ypal-43d9g.com"},        /* two of it are Cyrillic */
        {"a b.example", NULL},
        {"", NULL},
        {"bücher..example", NULL},
        {"b\xfc"
         "cher.example",
         NULL}, /* no UTF-8 */
        {"♥\u202e.example", NULL},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char name[LOOKUP_NAME_MAX] = "";
        bool good = idna_name(rows[i].typed, name);
        if (good != (rows[i].name != NULL) || (good && strcmp(name, rows[i].name) != 0))
            fail_msg("%s: '%s'", rows[i].typed, name);
    }
}

static void
long_names_are_none(void **state)
{
    (void)state;
    char typed[600] = "", name[LOOKUP_NAME_MAX];
    for (int i = 0; i < 90; i++)
        strcat(typed, "ü.ü");
    assert_false(idna_name(typed, name));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_become_ascii),
        cmocka_unit_test(long_names_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
