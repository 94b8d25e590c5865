#include "tests/support/check.h"

#include <string.h>

#include "classify/entity.h"
#include "classify/html.h"
#include "classify/text.h"

static void
assert_words(const char *page, const char *want)
{
    struct arena arena = {0};
    struct slice bytes = slice_of(page), text = html_text(&arena, bytes);
    assert_true(text.length <= bytes.length);
    if (text.length != strlen(want) || memcmp(text.at, want, text.length) != 0)
        fail_msg("%s: '%.*s', not '%s'", page, (int)text.length, (const char *)text.at,
                 want);
    arena_free(&arena);
}

static void
reads_as_people_do(void **state)
{
    // clang-format off
    static const struct { const char *page, *want; } cases[] = {
        {"plain", "plain"}, {"", ""}, {"<", "<"}, {"&", "&"}, {"<>", "<>"},
        {"a<b>b</b>c", "abc"},
        {"a <b>b</b> c", "a b c"},
        {"a<br>b<BR/>c<br />d", "a\nb\nc\nd"},
        {"a<br><br><br>b", "a\n\nb"},
        {"<p>a</p><p>b</p>", "a\n\nb"},
        {"<p>a<p>b", "a\n\nb"},
        {"<div>a</div>\r\n<div>b</div>", "a\nb"},
        {"<div>a<div>b</div></div>c", "a\nb\nc"},
        {"<h1>a</h1>b<hr>c", "a\n\nb\n\nc"},
        {"<ul><li>a</li><li>b</li></ul>", "a\nb"},
        /* Tables. */
        {"<td>a</td><td>b</td>", "a b"},
        {"<table><tr><td>Host:</td><td>mx</td></tr><tr><td>Said:</td><td>550</td></tr></table>",
         "Host: mx\nSaid: 550"},
        {"<tr>\n <td><p>Host:</p></td>\n <td><p>mx</p><p>two</p></td>\n</tr>\n<tr><td><div>Said:<br></div></td><td>550",
         "Host: mx\n\ntwo\nSaid: 550"},
        {"a<table><tr><th>b</th></tr></table>c", "a\n\nb\n\nc"},
        {"<dl><dt>Host<dd>mx<dt>Said<dd>550</dl>", "Host mx\nSaid 550"},
        {"<tr><td>&nbsp;</td><td>a</td></tr>", "a"},
        /* Lines of the source. */
        {"one\ntwo", "one\ntwo"},
        {"<html><body>one\ntwo</body></html>", "one\ntwo"},
        {"<p>one\r\ntwo", "one  two"},
        {"<p>a</p><pre>one\n  two</pre>three\nfour", "a\n\none\n  two\n\nthree four"},
        {"</pre><p>a\nb", "a b"},
        {"a<br>&nbsp;&nbsp;b", "a\n  b"},
        /* What is not to be seen. */
        {"<style>p { x }</style>a<script>if (a<b) x</script>b", "ab"},
        {"<SCRIPT>'</p>'</SCRIPT >a", "a"},
        {"<script>a", ""}, {"</script>a", "a"},
        {"a<!-- <p> -->b<!-->c<!--->d", "abcd"},
        {"<!-- never closed", ""},
        {"<![if !mso]>a<![endif]><!DOCTYPE html><?xml x?>b", "ab"},
        {"<!--[if mso]>x<![endif]-->a", "a"},
        {"<div style=\"color:red; DISPLAY : None\">x<div>y</div>z</div>a", "a"},
        {"<span style='visibility:hidden'>x</span>a", "a"},
        {"<p hidden>x</p>a<p hidden=\"\">y<p>z</p>b", "a\n\nb"},
        {"<div style=\"display:none\"/>a", "a"},
        {"<div style=\"display:none\">never closed", "never closed"},
        {"<div style=\"display:inline\">a</div>", "a"},
        {"<img style=\"display:none\">a", "a"},
        {"<body style=\"visibility:hidden\">a</body>", "a"},
        /* What is no tag. */
        {"<friend@example.com> said", "<friend@example.com> said"},
        {"#<5.1.1 smtp; 550>", "#<5.1.1 smtp; 550>"},
        {"<<< 550 no", "<<< 550 no"},
        {"1 < 2", "1 < 2"}, {"a <b", "a <b"}, {"a <b <i>c", "a c"},
        {"<a href=\"x\">y</a>", "y"},
        {"<a title=\"1 > 0\" href='<>'>y</a>", "y"},
        {"<a title=\"lost>y</a>", "y"},
        {"<a title = \"a\"b='c'>y", "y"},
        {"<a =\">\">y", "y"},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_words(cases[i].page, cases[i].want);
}

static void
reads_references(void **state)
{
    // clang-format off
    static const struct { const char *page, *want; } cases[] = {
        {"a &lt;b@example.com&gt; &amp;c &#39;d&#x27; e &unknown; &", "a <b@example.com> &c 'd' e &unknown; &"},
        {"&auml;&Auml;&szlig;&euro;&AElig;&zeta;&Zeta;&hearts;", "äÄß€ÆζΖ♥"},
        {"&#228;&#xE4;&#Xe4;&#8364;&#x1F600;", "äää€😀"},
        {"&#128;&#150;&#129;", "€–\xc2\x81"},
        {"&lt&gt&amp&nbsp&copy2", "<>& &copy2"},
        {"&euro &alpha", "&euro &alpha"},
        {"&#1114112;&#xD800;&#99999999999;", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
        {"&#0000000000000000000038;", "&"},
        {"&#;&#x;&;&#xg;&1;", "&#;&#x;&;&#xg;&1;"},
        {"&#9", "&#9"}, {"&#38", "&"},
        {"&thetasym;&thetasymm;", "\xcf\x91&thetasymm;"},
        {"a&nbsp;b", "a b"},
        {"&amp;lt;", "&lt;"},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_words(cases[i].page, cases[i].want);
}

/* Any page, cut anywhere and with any byte changed, gives no more than it has. */
static void
survives_any_cut(void **state)
{
    static const char page[] =
        "<html><body style='x'><p>a&nbsp;<b title=\"x>\">b</b><!-- c --><table><tr><td "
        "hidden>d</td><td>e&#228;</td></tr></table><pre>f\n</pre><script>g</script>";
    static const char odd[] = "<>&\"'=/!- \n;#x\xff";
    (void)state;
    for (size_t end = 0; end < sizeof page; end++)
        for (size_t k = 0; k < sizeof odd; k++) {
            struct arena arena = {0};
            unsigned char bytes[sizeof page];
            memcpy(bytes, page, end);
            if (end > 0)
                bytes[k * 7 % end] = (unsigned char)odd[k];
            if (end > 9)
                bytes[end / 2] = (unsigned char)odd[k];
            assert_true(html_text(&arena, (struct slice){bytes, end}).length <= end);
            arena_free(&arena);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_as_people_do),
        cmocka_unit_test(reads_references),
        cmocka_unit_test(survives_any_cut),
    };
    return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
