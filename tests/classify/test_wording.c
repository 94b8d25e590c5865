#include "tests/support/check.h"

#include <string.h>

#include "classify/wording.h"

/* The lists one of whose phrases is in the words. */
static unsigned
lists_in(struct slice words)
{
    unsigned lists = 0;
    for (size_t list = 0; wording_pattern(list); list++) {
        struct slice rest = slice_of(wording_pattern(list));
        while (rest.length > 0) {
            char phrase[120] = "";
            struct slice cut = slice_cut(&rest, '|');
            assert_true(cut.length < sizeof phrase);
            memcpy(phrase, cut.at, cut.length);
            lists |= (unsigned)slice_has(words, phrase) << list;
        }
    }
    return lists;
}

/* Each phrase is heard in capitals and with a line end in each blank, by its lists alone. */
static void
hears_each_phrase(void **state)
{
    (void)state;
    for (size_t list = 0; wording_pattern(list); list++) {
        struct slice rest = slice_of(wording_pattern(list));
        while (rest.length > 0) {
            struct slice phrase = slice_cut(&rest, '|');
            char words[300] = "q";
            size_t length = 1;
            for (size_t i = 0; i < phrase.length; i++) {
                char c = (char)phrase.at[i];
                if (c == ' ')
                    words[length++] = '\n';
                words[length++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
            }
            words[length] = 'q';
            unsigned heard = wording_hear(slice_of(words));
            assert_true(heard >> list & 1);
            assert_int_equal(heard, lists_in(phrase));
        }
    }
}

/* A text is looked at in pieces, of which none tears a phrase, up to WORDING_MAX. */
static void
hears_up_to_the_ceiling(void **state)
{
    static const char phrase[] = "has been removed from the queue";
    static unsigned char words[WORDING_MAX + 4000];
    (void)state;
    for (size_t at = 1200;
         at<sizeof words - sizeof phrase; at += at> WORDING_MAX - 40 &&
                 at < WORDING_MAX + 10
             ? 1
             : 7) {
        memset(words, 'q', sizeof words);
        memcpy(words + at, phrase, sizeof phrase - 1);
        struct slice all = {words, sizeof words};
        assert_int_equal(wording_hear(all) != 0, at + sizeof phrase - 1 <= WORDING_MAX);
    }
    assert_int_equal(wording_hear((struct slice){0}), 0);
}

static void
names_the_kind(void **state)
{
    // clang-format off
    static const struct { const char *subject, *report; bool said; enum bounce_kind kind; } cases[] = {
        {"Undelivered Mail", "", true, BOUNCE_FAILED},
        {"Delayed mail", "", true, BOUNCE_DELAYED},
        {"Warning: could not send message for past 4 hours", "It was returned to you", true, BOUNCE_FAILED},
        {"Mail", "it will be retried", true, BOUNCE_DELAYED},
        {"Mail", "gave up; it will be retried", true, BOUNCE_FAILED},
        {"Hello", "How are you?", false, BOUNCE_FAILED},
        {"", "", false, BOUNCE_FAILED},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        enum bounce_kind kind = BOUNCE_FAILED;
        unsigned subject = wording_hear(slice_of(cases[i].subject));
        unsigned report = wording_hear(slice_of(cases[i].report));
        assert_int_equal(wording_kind(subject, report, &kind), cases[i].said);
        assert_int_equal(kind, cases[i].kind);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hears_each_phrase),
        cmocka_unit_test(hears_up_to_the_ceiling),
        cmocka_unit_test(names_the_kind),
    };
    return cmocka_run_group_tests_name("wording", tests, NULL, NULL);
}
