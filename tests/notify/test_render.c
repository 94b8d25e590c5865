/* What a person reads in a terminal, against golden files. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../support/check.h"
#include "../support/golden.h"
#include "letters.h"
#include "notify/page.h"
#include "notify/render.h"

/* No line is wider than asked, and no word is torn that fits a line. */
static void
check_width(const char *text, unsigned width)
{
    for (const char *line = text; *line;) {
        size_t length = strcspn(line, "\n");
        if (page_columns(line, length) > width)
            fail_msg("wider than %u: %.*s", width, (int)length, line);
        line += length + (line[length] != '\0');
    }
}

static char *
render(const struct bounce *bounce, struct render_style style)
{
    char *text;
    assert_true(render_bounce(bounce, NULL, &style, &text));
    assert_int_equal(text[strlen(text) - 1], '\n');
    return text;
}

// clang-format off
static const struct {
    const char *name;
    const struct bounce_failure *failures;
    struct render_style style;
} pictures[] = {
    { "story",          &refused,  { 0 } },
    { "story-narrow",   &refused,  { .width = 40 } },
    { "story-wide",     &refused,  { .width = 250 } },
    { "story-colour",   &refused,  { .colour = true } },
    { "story-details",  &refused,  { .details = true } },
    { "story-notes",    &refused,  { .notes = true } },
    { "delayed",        &waiting,  { 0 } },
    { "delivered",      &arrived,  { 0 } },
    { "nameless",       &nameless, { 0 } },
    { "several",        five,      { 0 } },
    { "several-details", five,     { .details = true } },
};
// clang-format on

static void
test_pictures(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(pictures); i++) {
        struct bounce bounce = letter(pictures[i].failures);
        char *text = render(&bounce, pictures[i].style);
        unsigned width = pictures[i].style.width;
        if (!pictures[i].style.colour)
            check_width(text, width == 0                 ? RENDER_WIDTH
                              : width > RENDER_WIDTH_MAX ? RENDER_WIDTH_MAX
                                                         : width);
        golden_check(pictures[i].name, text);
        free(text);
    }
}

static void
test_more_than_are_listed(void **state)
{
    (void)state;
    struct bounce bounce = letter(&refused);
    bounce.failures_seen = 300;
    bounce.cut = true;
    char *text = render(&bounce, (struct render_style){0});
    golden_check("unlisted", text);
    free(text);
}

/* Hundreds of one fate: a few are named, the steps stay on the screen. */
static void
test_many_of_one_fate(void **state)
{
    (void)state;
    struct bounce_failure many[BOUNCE_FAILURES_MAX];
    for (size_t i = 0; i < COUNT(many); i++) {
        many[i] = full;
        many[i].next = i + 1 < COUNT(many) ? &many[i + 1] : NULL;
    }
    struct bounce bounce = letter(many);
    char *text = render(&bounce, (struct render_style){0});
    golden_check("many", text);
    free(text);
    size_t named = 0;
    text = render(&bounce, (struct render_style){.details = true});
    for (const char *at = text; (at = strstr(at, "  and ")); at++)
        named++;
    assert_int_equal(named, COUNT(many) - 1);
    free(text);
}

static void
test_any_width_holds(void **state)
{
    (void)state;
    struct bounce_failure failure = refused;
    failure.recipient =
        "ünïcödé-日本語-an-address-without-any-blank-in-it@bücher.example";
    struct bounce bounce = letter(&failure);
    for (unsigned width = RENDER_WIDTH_MIN; width <= RENDER_WIDTH_MAX; width++) {
        char *text = render(&bounce,
                            (struct render_style){.width = width, .details = true});
        check_width(text, width);
        free(text);
    }
}

static void
test_columns(void **state)
{
    (void)state;
    assert_int_equal(page_columns("abc", 3), 3);
    assert_int_equal(page_columns("ü", 2), 1);
    assert_int_equal(page_columns("日本", 6), 4);
    assert_int_equal(page_columns("u\xcc\x88", 3), 1); /* u and a combining mark */
    assert_int_equal(page_columns("\xf0\x9f\x93\xa8", 4), 2);
}

static void
test_notices(void **state)
{
    (void)state;
    struct bounce bounce = letter(&refused), slow = letter(&waiting);
    const struct render_style plain = {0};
    struct notice *notice, *low;
    char *text, *again, *quiet, all[4096];
    assert_true(notice_make(&bounce, "k", NULL, &notice));
    assert_true(notice_make(&slow, "k", NULL, &low));
    assert_true(render_notice(notice, false, &plain, &text));
    assert_true(render_notice(notice, true, &plain, &again));
    assert_true(render_notice(low, false, &plain, &quiet));
    snprintf(all, sizeof all, "%s%s%s", text, again, quiet);
    golden_check("notices", all);
    free(text);
    free(again);
    free(quiet);
    notice_free(notice);
    notice_free(low);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pictures),
        cmocka_unit_test(test_more_than_are_listed),
        cmocka_unit_test(test_many_of_one_fate),
        cmocka_unit_test(test_any_width_holds),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_notices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
