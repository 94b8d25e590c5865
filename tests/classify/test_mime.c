#include "tests/support/check.h"

#include <stdlib.h>
#include <string.h>

#include "classify/header.h"
#include "classify/mime.h"
#include "classify/text.h"

static struct mime mime;
static struct arena arena;

static int
clean(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static void
read_mail(struct slice mail)
{
    struct header header;
    header_read(header_start(mail), &header);
    mime_read(&arena, &header, &mime);
    mime_read_carried(&mime);
}

/* "M" multipart, "t" text, "h" HTML, "m" mail, "s" status, "H" headers, "r" report, "o"
 * other; lower parts follow in the order of their depth. "'" marks what is carried. */
static const char *
shape(void)
{
    static char out[3 * BOUNCE_PARTS_MAX + 1];
    size_t used = 0;
    for (size_t i = 0; i < mime.count; i++) {
        out[used++] = "othMmHsr"[mime.parts[i].kind];
        if (mime.parts[i].quoted)
            out[used++] = '\'';
    }
    out[used] = '\0';
    return out;
}

static void
finds_parts(void **state)
{
    // clang-format off
    static const struct { const char *name, *mail, *shape, *first_leaf; } cases[] = {
        {"no MIME", "A: b\n\nhello", "t", "hello"},
        {"two", "Content-Type: multipart/mixed; boundary=x\n\npre\n--x\n\none\n--x\nContent-Type: text/html\n\ntwo\n--x--\nafter",
         "Mth", "one"},
        {"no end", "Content-Type: multipart/mixed; boundary=x\n\n--x\n\none\n--x\n\ntwo", "Mtt", "one"},
        {"CRLF", "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\none\r\n--x--\r\n", "Mt", "one"},
        {"blanks after", "Content-Type: multipart/mixed; boundary=x\n\n--x  \n\none\n--x--  \n", "Mt", "one"},
        {"prefix", "Content-Type: multipart/mixed; boundary=a\n\n--ab\n--a\nContent-Type: multipart/mixed; boundary=ab\n\n"
         "--ab\n\none\n--ab--\n--a--", "MMt", "one"},
        {"within a line", "Content-Type: multipart/mixed; boundary=x\n\nsee --x\n-x\n--x\n\none\n=-x\n--x--", "Mt", "one =-x"},
        {"folded itself", "Content-Type: multipart/mixed; boundary=\"a\n b\"\n\n--a\n b\n\none\n--a\n b--\n", "t", "--a b one --a b--"},
        {"guessed", "Content-Type: multipart/mixed\n\n\n--zz\n\none\n--zz--", "Mt", "one"},
        {"never begun", "Content-Type: multipart/mixed; boundary=x\n\nhello", "t", "hello"},
        {"carried", "Content-Type: message/rfc822\n\nSubject: a\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\none\n--x--",
         "mM't'", "one"},
        {"report", "Content-Type: multipart/report; boundary=x\n\n--x\n\na\n--x\nContent-Type: message/delivery-status\n\nb\n--x\n"
         "Content-Type: text/rfc822-headers\n\nc\n--x--", "MtsH", "a"},
        {"no word is a boundary", "Content-Type: multipart/mixed\n\n--\nalone\n--", "t", "-- alone --"},
        {"read receipt", "Content-Type: message/disposition-notification\n\nb", "r", "b"},
        {"other", "Content-Type: image/png\n\nb", "o", "b"},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        read_mail(slice_of(cases[i].mail));
        assert_string_equal(shape(), cases[i].shape);
        for (size_t p = 0; p < mime.count; p++) {
            if (mime.parts[p].kind == MIME_MULTIPART || mime.parts[p].kind == MIME_MAIL)
                continue;
            assert_string_equal(text_keep(&arena, mime.parts[p].body),
                                cases[i].first_leaf);
            break;
        }
    }
}

static void
undoes_encodings(void **state)
{
    // clang-format off
    static const struct { const char *mail, *want; } cases[] = {
        {"Content-Transfer-Encoding: base64\n\nSGVsbG8=", "Hello"},
        {"Content-Transfer-Encoding: Quoted-Printable\n\nHel=\nlo=21", "Hello!"},
        {"Content-Type: text/plain; charset=iso-8859-1\n\ncaf\xe9", "caf\xc3\xa9"},
        {"Content-Type: text/html\n\n<p>a &lt;b@example.com&gt;<br>c</p>", "a <b@example.com> c"},
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        read_mail(slice_of(cases[i].mail));
        struct slice text = mime_text(&arena, &mime.parts[0], NULL);
        assert_string_equal(text_keep(&arena, text), cases[i].want);
    }
}

/* Twenty thousand parts in parts cost no more than their length. */
static void
stays_small(void **state)
{
    static const char line[] = "Content-Type: multipart/mixed; boundary=a\n\n--a\n";
    enum {
        TIMES = 20000
    };
    (void)state;
    size_t length = TIMES * (sizeof line - 1);
    unsigned char *mail = malloc(length);
    assert_non_null(mail);
    for (size_t i = 0; i < length; i++)
        mail[i] = (unsigned char)line[i % (sizeof line - 1)];
    read_mail((struct slice){mail, length});
    assert_true(mime.count <= BOUNCE_PARTS_MAX);
    for (size_t i = 0; i < mime.count; i++)
        assert_true(mime.parts[i].depth <= BOUNCE_DEPTH_MAX);
    free(mail);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(finds_parts, clean),
        cmocka_unit_test_teardown(undoes_encodings, clean),
        cmocka_unit_test_teardown(stays_small, clean),
    };
    return cmocka_run_group_tests_name("mime", tests, NULL, NULL);
}
