#include "tests/support/check.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/phrase.h"
#include "classify/phrase_make.h"
#include "classify/rules.h"
#include "tests/classify/naive.h"

enum {
    ROWS = 24,
    TABLES = 12,
    TEXTS = 50, /* of each table, and of the rules: a thousand phrases at each place */
};

/* The dice of a test: the same throws each time (Marsaglia's xorshift). */
static uint32_t throw(uint32_t * dice, uint32_t sides)
{
    *dice ^= *dice << 13;
    *dice ^= *dice >> 17;
    *dice ^= *dice << 5;
    return *dice % sides;
}

/* The patterns of a table that is being made. */
static const char *rows[ROWS + 1];

static const char *
row_of_test(size_t row)
{
    return rows[row];
}

static struct phrase_make *
made(void)
{
    struct phrase_make *make = calloc(1, sizeof *make);
    assert_non_null(make);
    if (!phrase_make_table(make, row_of_test))
        fail_msg("\"%s\": %s", make->wrong, make->why);
    return make;
}

/* What the pattern alone, in a table of its own, finds first: "START-END", or "". */
static void
first_of(const char *pattern, const char *words, char out[32])
{
    struct phrase_text text;
    struct phrase_found found;
    rows[0] = pattern;
    rows[1] = NULL;
    struct phrase_make *make = made();
    phrase_prepare(&text, slice_of(words));
    struct phrase_scan scan;
    phrase_begin(&scan, &make->table, &text);
    out[0] = '\0';
    while (out[0] == '\0' && phrase_next(&scan, &found))
        if (phrase_fits(&scan, &found))
            snprintf(out, 32, "%zu-%zu", found.start, found.end);
    free(make);
}

static void
finds_what_fits(void **state)
{
#define TEN   "0123456789"
#define SIXTY TEN TEN TEN TEN TEN TEN
    /* Places count the space that is put before the text. */
    // clang-format off
    static const struct { const char *pattern, *words, *want; } cases[] = {
        {"user unknown", "User  UNKNOWN", "1-13"},
        {"user unknown", "user\r\n\tunknown!", "1-13"},
        {"user unknown", "user-unknown", ""},
        {"user unknown", "user unknow", ""},
        {"user", "use", ""},
        {"user", "", ""},
        {"user", "user", "1-5"},
        {"doesn't exist", "doesn\xe2\x80\x99t exist", "1-14"},
        {"'user'", "\xe2\x80\x98user\"", "1-7"},
        {"'user'", "`user`", "1-7"},
        {"doesn't", "doesn\xe2\x80", ""},
        {"doesn't", "doesn\xe2\x80\x9at", ""},
        /* Edges of words. */
        {"~spf~", "spf", "1-4"},
        {"~spf~", "an spf, so", "4-7"},
        {"~spf~", "aspf spfs", ""},
        {"~spf~", "\xc3\xa9spf\xc3\xa9", "3-6"},
        {"~spam", "a.spams", "3-7"},
        {"~spam", "nospam", ""},
        {"5.7.1~", "5.7.1", "1-6"},
        {"5.7.1~", "5.7.12", ""},
        {"spam~", "spam", "1-5"},
        {"spam~", "spamming", ""},
        {"~(as7", "x(as7", "2-6"},
        {"~(as7", "x (as7", ""},
        {"(as)~", "(as)x", "1-5"},
        {"(as)~", "(as)", ""},
        {"ab~-~cd", "ab-cd", "1-6"},
        {"ab~.cd", "abb.cd", ""},
        /* Digits and classes. */
        {"4.31%", "4.316", "1-6"},
        {"4.31%", "4.31x", ""},
        {"{45}.7.%", "5.7.1", "1-6"},
        {"{45}.7.%", "2.7.1", ""},
        {"s{1-35}xx", "s2xx s5xx", "1-5"},
        {"s{1-35}xx", "s4xx", ""},
        {"s{13-5}xx", "s4xx", "1-5"},
        {"bo{i\xc3}te", "boite", "1-6"},
        {"[s%%%%]", "[s0421]", "1-8"},
        /* Gaps. */
        {"user*unknown", "user unknown", "1-13"},
        {"user*unknown", "userunknown", "1-12"},
        {"user*unknown", "user " SIXTY "unknown", ""},
        {"user*unknown", "user" SIXTY "unknown", "1-72"},
        {"user*unknown", "user user" SIXTY "unknown", "6-77"},
        {"ofr*_416", "ofr_1_416", "1-10"},
        {"ofr*_416", "ofrofr_416", "4-11"},
        {"no*a*user", "no a a user", "1-12"},
        {"dns error: *nxdomain", "dns error: nxdomain", "1-20"},
        {"*user", "a user", "3-7"},
        /* Bytes that are no ASCII, and none that is none. */
        {"zu gro\xc3\x9f", "ZU gro\xc3\x9f", "1-9"},
        {"empf\xc3\xa4nger", "empf\xc3\xa4nger", "1-11"},
        {"null mx", "null", ""},
        /* Alternatives, in their order. */
        {"unknown user|user unknown", "user unknown", "1-13"},
        {"disabled|able", "disabled", "1-9"},
        {"zzzz|yyyy", "xxxx", ""},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char have[32];
        first_of(cases[i].pattern, cases[i].words, have);
        if (strcmp(have, cases[i].want) != 0)
            fail_msg("\"%s\" in \"%s\": %s, not %s", cases[i].pattern, cases[i].words,
                     have, cases[i].want);
    }
}

static void
a_nul_is_a_blank(void **state)
{
    (void)state;
    struct phrase_text text;
    struct slice words = {(const unsigned char *)"a\0\0b", 4};
    assert_int_equal(phrase_prepare(&text, words), 4);
    assert_int_equal(text.length, 5);
    assert_memory_equal(text.at, " a b ", 5);
}

/* Many bytes at once become what single ones do, wherever a blank or a quote stands. */
static void
is_prepared_as_the_naive_way_says(void **state)
{
    static unsigned char words[PHRASE_TEXT_MAX * 2];
    static struct phrase_text have, want;
    static const char *const pieces[] = {" ",        "\r\n", "\t ", "\xe2\x80\x99",
                                         "\xe2\x80", "\"",   "`",   "A",
                                         "Z",        "@",    "[",   "{"};
    uint32_t dice = 4711;
    (void)state;
    for (int i = 0; i < 4000; i++) {
        size_t length = throw(&dice, i % 4 == 0 ? sizeof words : 80);
        for (size_t at = 0; at < length; at++)
            words[at] = (unsigned char) throw(&dice, 256);
        for (uint32_t n = throw(&dice, 20); n > 0 && length > 3; n--) {
            const char *piece = pieces[throw(&dice, COUNT(pieces))];
            memcpy(words + throw(&dice, (uint32_t)length - 3), piece, strlen(piece));
        }
        struct slice all = {words, length};
        assert_int_equal(phrase_prepare(&have, all), naive_prepare(&want, all));
        assert_int_equal(have.length, want.length);
        assert_memory_equal(have.at, want.at, want.length);
    }
}

/* The text ends where the room does, and what begins before the end of it is found. */
static void
ends_at_the_ceiling(void **state)
{
    (void)state;
    static char words[4000];
    struct phrase_text text;
    struct phrase_found found;
    rows[0] = "user";
    rows[1] = NULL;
    struct phrase_make *make = made();
    for (size_t at = PHRASE_TEXT_MAX - 8; at < PHRASE_TEXT_MAX + 2; at++) {
        memset(words, 'x', sizeof words);
        memcpy(words + at, "user", 4);
        size_t taken = phrase_prepare(
            &text, (struct slice){(const unsigned char *)words, sizeof words});
        assert_int_equal(taken, PHRASE_TEXT_MAX - 1);
        assert_int_equal(text.length, PHRASE_TEXT_MAX + 1);
        struct phrase_scan scan;
        phrase_begin(&scan, &make->table, &text);
        bool fits = phrase_next(&scan, &found) && phrase_fits(&scan, &found);
        assert_int_equal(fits, at + 4 <= taken);
        if (fits)
            assert_int_equal(found.start, at + 1);
    }
    free(make);
}

/* Nothing is lost where one block of the sieve ends and the next begins, or the text. */
static void
sees_the_last_four_bytes(void **state)
{
    (void)state;
    char words[2 * PHRASE_BLOCK + 3];
    struct phrase_text text;
    struct phrase_found found;
    rows[0] = "abc ";
    rows[1] = NULL;
    struct phrase_make *make = made();
    for (size_t length = 3; length < sizeof words; length++) {
        memset(words, 'x', sizeof words);
        memcpy(words + length - 3, "abc", 3);
        phrase_prepare(&text, (struct slice){(const unsigned char *)words, length});
        struct phrase_scan scan;
        phrase_begin(&scan, &make->table, &text);
        assert_true(phrase_next(&scan, &found) && phrase_fits(&scan, &found));
        assert_int_equal(found.end, text.length);
        assert_false(phrase_next(&scan, &found));
    }
    free(make);
}

/* All that fits is told, by place, then in the order of the patterns. */
static void
tells_all_in_order(void **state)
{
    (void)state;
    struct phrase_text text;
    struct phrase_found found;
    char have[256] = "";
    size_t length = 0;
    rows[0] = "unknown";
    rows[1] = "user unknown";
    rows[2] = "known user";
    rows[3] = "user|users";
    rows[4] = NULL;
    struct phrase_make *make = made();
    phrase_prepare(&text, slice_of("unknown users unknown user"));
    struct phrase_scan scan;
    phrase_begin(&scan, &make->table, &text);
    while (phrase_next(&scan, &found))
        if (phrase_fits(&scan, &found))
            length += (size_t)snprintf(have + length, sizeof have - length, "%d:%zu ",
                                       found.phrase->row, found.start);
    assert_string_equal(have, "0:1 2:3 3:9 3:9 0:15 2:17 3:23 ");
    free(make);
}

static void
refuses_what_has_no_anchor(void **state)
{
    // clang-format off
    static const struct { const char *pattern, *wrong, *why; } cases[] = {
        {"abc", "abc", "nowhere in it are four bytes in a row"},
        {"user|abc", "abc", "nowhere in it are four bytes in a row"},
        {"user||abcd", "", "nowhere in it are four bytes in a row"},
        {"abc*def", "abc*def", "nowhere in it are four bytes in a row"},
        {"~abc~", "", NULL},
        {"~ab~", "~ab~", "nowhere in it are four bytes in a row"},
        {"%%%%", "%%%%", "nowhere in it are four bytes in a row"},
        {"user{ab", "user{ab", "a { has no }"},
        {"user{a-", "user{a-", "a { has no }"},
        {SIXTY SIXTY "a", SIXTY SIXTY "a", "it is too long"},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct phrase_make *make = calloc(1, sizeof *make);
        assert_non_null(make);
        rows[0] = cases[i].pattern;
        rows[1] = NULL;
        assert_int_equal(phrase_make_table(make, row_of_test), cases[i].why == NULL);
        if (cases[i].why) {
            assert_string_equal(make->wrong, cases[i].wrong);
            assert_string_equal(make->why, cases[i].why);
        }
        free(make);
    }
}

static void
same_patterns_same_table(void **state)
{
    (void)state;
    struct phrase_make *tables[2];
    for (int i = 0; i < 2; i++) {
        tables[i] = calloc(1, sizeof *tables[i]);
        assert_non_null(tables[i]);
        assert_true(phrase_make_table(tables[i], rules_pattern));
    }
    const struct phrase_make *make = tables[0];
    assert_memory_equal(make->words, phrase_rules.words, make->words_length);
    for (int i = 0; i < 2; i++) {
        make = tables[i];
        assert_memory_equal(make->sieve, phrase_rules.sieve, sizeof make->sieve);
        assert_memory_equal(make->slots, phrase_rules.slots, sizeof make->slots);
        for (size_t j = 0; j < make->anchor_count; j++)
            assert_memory_equal(&make->anchors[j], &phrase_rules.anchors[j],
                                offsetof(struct phrase_anchor, apart) + 1);
        free(tables[i]);
    }
}

/* A pattern with an anchor somewhere, of few letters, so that they overlap. */
static void
throw_pattern(uint32_t *dice, char out[64])
{
    static const char *const pieces[] = {"a", "b",    "ab", "ba",     "1",     " ",
                                         ".", "~",    "%",  "*",      "{a-b}", "{1.}",
                                         "b", "\xc3", "aa", "{b\xc3}"};
    static const char *const anchors[] = {"abab",  "b1a ", "aa.b",       "ab\xc3",
                                          "~aba~", "bb%1", "{ab}11{a-b}"};
    out[0] = '\0';
    for (int side = 0; side < 2; side++) {
        for (uint32_t n = throw(dice, 4); n > 0; n--)
            strcat(out, pieces[throw(dice, COUNT(pieces))]);
        if (side == 0)
            strcat(out, anchors[throw(dice, COUNT(anchors))]);
    }
}

/* Bytes that patterns of this kind fit now and then. */
static size_t
throw_text(uint32_t *dice, char *out, size_t size)
{
    static const char letters[] = "aabbab11  .\xc3-A\"";
    size_t length = throw(dice, (uint32_t)size);
    for (size_t i = 0; i < length; i++)
        out[i] = letters[throw(dice, sizeof letters - 1)];
    return length;
}

static void
compare(const struct phrase_make *make, const struct phrase_text *text)
{
    struct phrase_scan scan;
    phrase_begin(&scan, &make->table, text);
    struct phrase_found found;
    size_t have[ROWS] = {0}, end;
    while (phrase_next(&scan, &found)) {
        size_t row = found.phrase->row;
        if (!phrase_fits(&scan, &found))
            continue;
        have[row]++;
        assert_true(naive_fits_at(rows[row], text, found.start, &end));
        assert_int_equal(end, found.end);
    }
    for (size_t row = 0; row < make->row_count; row++) {
        size_t want = naive_count(rows[row], text);
        /* An anchor behind a gap may serve several places, or one place several. */
        bool same = strchr(rows[row], '*') ? (have[row] > 0) == (want > 0)
                                           : have[row] == want;
        if (!same)
            fail_msg("\"%s\" in \"%.*s\": %zu, not %zu", rows[row], (int)text->length,
                     (const char *)text->at, have[row], want);
    }
}

static void
finds_what_the_naive_way_finds(void **state)
{
    static char patterns[ROWS][64], words[600];
    uint32_t dice = 20261121;
    (void)state;
    for (int table = 0; table < TABLES; table++) {
        for (size_t i = 0; i < ROWS; i++) {
            throw_pattern(&dice, patterns[i]);
            rows[i] = patterns[i];
        }
        rows[ROWS] = NULL;
        struct phrase_make *make = calloc(1, sizeof *make);
        assert_non_null(make);
        bool is_one = phrase_make_table(make, row_of_test);
        for (int i = 0; is_one && i < TEXTS; i++) {
            struct phrase_text text;
            size_t length = throw_text(&dice, words, sizeof words);
            phrase_prepare(&text, (struct slice){(const unsigned char *)words, length});
            compare(make, &text);
        }
        if (!is_one)
            table--; /* a pattern without an anchor: these throws do not count */
        free(make);
    }
}

/* Our own phrases, torn and put together anew. */
static void
rules_fit_as_the_naive_way_says(void **state)
{
    uint32_t dice = 7;
    size_t count = 0, fitted = 0, end;
    (void)state;
    while (rules_pattern(count))
        count++;
    for (int i = 0; i < TEXTS; i++) {
        char words[PHRASE_TEXT_MAX] = "";
        size_t length = 0;
        while (length < 160) {
            struct slice pattern = slice_of(
                rules_pattern(throw(&dice, (uint32_t)count)));
            pattern = slice_from(pattern, throw(&dice, (uint32_t)pattern.length));
            pattern = slice_to(pattern, 4 + throw(&dice, 30));
            for (size_t j = 0; j < pattern.length; j++)
                words[length++] = strchr("~|*", pattern.at[j]) ? ' '
                                  : pattern.at[j] == '%'       ? '4'
                                                               : (char)pattern.at[j];
        }
        struct phrase_text text;
        struct phrase_found found;
        phrase_prepare(&text, slice_of(words));
        static bool have[4096], want[4096];
        assert_true(count <= COUNT(have));
        memset(have, 0, sizeof have);
        memset(want, 0, sizeof want);
        struct phrase_scan scan;
        phrase_begin(&scan, &phrase_rules, &text);
        while (phrase_next(&scan, &found))
            have[found.phrase->row] |= phrase_fits(&scan, &found);
        for (size_t row = 0; row < count; row++) {
            struct slice rest = slice_of(rules_pattern(row));
            while (rest.length > 0) {
                struct slice one = slice_cut(&rest, '|');
                char pattern[256] = "";
                assert_true(one.length < sizeof pattern);
                memcpy(pattern, one.at, one.length);
                for (size_t at = 0; at < text.length && !want[row]; at++)
                    want[row] = naive_fits_at(pattern, &text, at, &end);
            }
            if (have[row] != want[row])
                fail_msg("row %zu in \"%s\": %d", row, words, have[row]);
            fitted += have[row];
        }
    }
    assert_true(fitted > TEXTS); /* or nothing was compared */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_fits),
        cmocka_unit_test(a_nul_is_a_blank),
        cmocka_unit_test(is_prepared_as_the_naive_way_says),
        cmocka_unit_test(ends_at_the_ceiling),
        cmocka_unit_test(sees_the_last_four_bytes),
        cmocka_unit_test(tells_all_in_order),
        cmocka_unit_test(refuses_what_has_no_anchor),
        cmocka_unit_test(same_patterns_same_table),
        cmocka_unit_test(finds_what_the_naive_way_finds),
        cmocka_unit_test(rules_fit_as_the_naive_way_says),
    };
    return cmocka_run_group_tests_name("phrase", tests, NULL, NULL);
}
