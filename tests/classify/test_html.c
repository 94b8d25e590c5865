#include "tests/support/check.h"

#include "classify/html.h"
#include "classify/text.h"

static void
reads_as_people_do(void **state)
{
    // clang-format off
    static const struct { const char *page, *want; } cases[] = {
        {"plain", "plain"},
        {"<p>a</p><p>b</p>", "a b"},
        {"a<b>b</b>c", "abc"},
        {"<td>a</td><td>b</td>", "a b"},
        {"<style>p { x }</style>a<script>if (a<b) x</script>b", "ab"},
        {"a<!-- <p> -->b", "ab"},
        {"a &lt;b@example.com&gt; &amp;c &#39;d&#x27; &nbsp;e &unknown; &", "a <b@example.com> &c 'd' e &unknown; &"},
        {"<friend@example.com> said", "<friend@example.com> said"},
        {"1 < 2", "1 < 2"},
        {"a <b", "a <b"},
        {"<!-- never closed", ""},
        {"<a href=\"x\">y</a>", "y"},
        {"&#1114112;&#xD800;", "\xef\xbf\xbd\xef\xbf\xbd"},
        {"", ""},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena arena = {0};
        struct slice page = slice_of(cases[i].page), text = html_text(&arena, page);
        assert_true(text.length <= page.length);
        assert_string_equal(text_keep(&arena, text), cases[i].want);
        arena_free(&arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_as_people_do)};
    return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
