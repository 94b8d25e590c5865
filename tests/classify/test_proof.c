/* proof: each sign tips the scales in a mail that is otherwise just enough, or just not. */
#include "tests/support/check.h"

#include "classify/proof.h"

/* A sign: its place in struct proof. */
#define SIGN(name) offsetof(struct proof, name)

static bool
with_sign(struct proof proof, size_t sign)
{
    *(bool *)((char *)&proof + sign) = true;
    return proof_holds(&proof);
}

/* Five points: by_system 3, a slot 2. One less: a line for the slot. */
static const struct proof enough = {
    .by_system = true, .machine = true, .place = PLACE_SLOT};
static const struct proof nearly = {
    .by_system = true, .machine = true, .place = PLACE_LINE};

static void
each_sign_speaks_for_it(void **state)
{
    static const size_t signs[] = {
        SIGN(no_sender), SIGN(heads), SIGN(tells),    SIGN(code),
        SIGN(known),     SIGN(ours),  SIGN(returned), SIGN(told_id),
    };
    (void)state;
    assert_true(proof_holds(&enough));
    assert_false(proof_holds(&nearly));
    for (size_t i = 0; i < COUNT(signs); i++)
        if (!with_sign(nearly, signs[i]))
            fail_msg("sign %zu is worth nothing", i);
}

static void
each_sign_speaks_against_it(void **state)
{
    /* With how many points more it still fails: by heads 2, code 2, ours 2, told_id 2. */
    static const struct {
        size_t sign;
        int more;
    } signs[] = {
        {SIGN(answers), 0}, {SIGN(written), 1},     {SIGN(holds), 1},
        {SIGN(bulk), 1},    {SIGN(only_reader), 2}, {SIGN(desk), 1},
        {SIGN(greets), 1},  {SIGN(incoming), 3},    {SIGN(passed_on), 4},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(signs); i++) {
        struct proof proof = enough;
        proof.heads = signs[i].more > 0;
        proof.code = signs[i].more > 1;
        proof.told_id = signs[i].more > 2;
        proof.ours = signs[i].more > 3;
        assert_true(proof_holds(&proof));
        if (with_sign(proof, signs[i].sign))
            fail_msg("sign %zu is borne", i);
    }
}

/* Points alone are not enough: somebody must show that no person wrote it. */
static void
a_person_needs_more_than_points(void **state)
{
    // clang-format off
    static const struct { struct proof proof; bool want; } cases[] = {
        {{.place = PLACE_SLOT, .heads = true, .code = true, .told_id = true}, false},
        {{.place = PLACE_SLOT, .heads = true, .code = true, .machine = true}, true},
        {{.place = PLACE_SLOT, .heads = true, .code = true, .ours = true}, true},
        {{.place = PLACE_LINE, .heads = true, .code = true, .ours = true}, false},
        {{.place = PLACE_LINE, .heads = true, .code = true, .ours = true, .returned = true}, true},
        {{.place = PLACE_SLOT, .code = true, .told_id = true, .ours = true}, false},
        {{.place = PLACE_SENTENCE, .by_system = true, .machine = true, .tells = true}, true},
        {{.place = PLACE_MENTION, .by_system = true, .machine = true, .tells = true}, false},
        {{.place = PLACE_SLOT, .by_system = true, .code = true}, false},
        {{.place = PLACE_LINE, .by_system = true, .machine = true, .known = true}, true},
        {{.place = PLACE_ECHO, .by_system = true, .machine = true, .known = true, .code = true}, true},
        {{.place = PLACE_ECHO, .by_system = true, .machine = true, .known = true}, false},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if (proof_holds(&cases[i].proof) != cases[i].want)
            fail_msg("case %zu", i);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_sign_speaks_for_it),
        cmocka_unit_test(each_sign_speaks_against_it),
        cmocka_unit_test(a_person_needs_more_than_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
