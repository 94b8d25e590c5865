/* Which addresses may be asked, how a form is written, and the frames of a request and its answer. */
#include <string.h>

#include "agent/net/web.h"
#include "tests/support/check.h"

// clang-format off
static const struct {
    const char *url;
    const char *host; /* NULL: it does not fit */
} urls[] = {
    { "https://login.example/token",         "login.example" },
    { "HTTPS://Login.Example:8443/a?b=c%20", "login.example" },
    { "https://login.example",               "login.example" },
    { "https://login.example?a=b",           "login.example" },
    { "https://192.0.2.1/",                  "192.0.2.1" },
    { "http://127.0.0.1:8080/token",         "127.0.0.1" },
    { "http://[::1]:8080/",                  "[::1]" },
    { "http://LOCALHOST/",                   "localhost" },
    { "http://login.example/",               NULL },
    { "http://127.0.0.1.example/",           NULL },
    { "http://localhost.example/",           NULL },
    { "https://you@login.example/",          NULL },
    { "https://login.example@127.0.0.1/",    NULL },
    { "https://a.example\\@b.example/",      NULL },
    { "https://[::2]/",                      NULL },
    { "https://[::1/",                       NULL },
    { "https://\xd0\xb0.example/",           NULL },
    { "https://a_b.example/",                NULL },
    { "https://.example/",                   NULL },
    { "https://-a.example/",                 NULL },
    { "https://a.example:/",                 NULL },
    { "https://a.example:123456/",           NULL },
    { "https://a.example:80x/",              NULL },
    { "https://a.example/ b",                NULL },
    { "https://a.example/\r\nX: y",          NULL },
    { "https://a.example/#b",                NULL },
    { "https://",                            NULL },
    { "https:a.example",                     NULL },
    { "ftp://127.0.0.1/",                    NULL },
    { "file:///etc/passwd",                  NULL },
    { "",                                    NULL },
};
// clang-format on

static void
some_addresses_fit(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(urls); i++) {
        char host[WEB_HOST_MAX] = "untouched";
        bool fits = web_fits(urls[i].url, host);
        if (fits != (urls[i].host != NULL) ||
            strcmp(host, fits ? urls[i].host : "untouched") != 0)
            fail_msg("'%s': %d '%s'", urls[i].url, fits, host);
    }
    char longest[WEB_URL_MAX + 1];
    memset(longest, 'a', sizeof longest);
    memcpy(longest, "https://a.example/", 18);
    longest[WEB_URL_MAX - 1] = '\0';
    assert_true(web_fits(longest, NULL));
    longest[WEB_URL_MAX - 1] = 'a';
    longest[WEB_URL_MAX] = '\0';
    assert_false(web_fits(longest, NULL));
}

static void
a_form_keeps_every_byte(void **state)
{
    (void)state;
    static char form[WEB_FORM_MAX], large[WEB_FORM_MAX];
    assert_true(web_form_add(form, "refresh_token", "M.C5_-!x*y$z~ &=+%\xc3\xa9"));
    assert_true(web_form_add(form, "empty", ""));
    assert_string_equal(
        form, "refresh_token=M.C5_-%21x%2Ay%24z~%20%26%3D%2B%25%C3%A9&empty=");
    memset(large, '!', WEB_FORM_MAX - 1);
    assert_false(web_form_add(form, "large", large));
    assert_string_equal(
        form, "refresh_token=M.C5_-%21x%2Ay%24z~%20%26%3D%2B%25%C3%A9&empty=");
    form[0] = '\0';
    memset(large, 'a', WEB_FORM_MAX - 1);
    assert_false(web_form_add(form, "l", large));
    large[WEB_FORM_MAX - 3] = '\0'; /* "l=", and the NUL */
    assert_true(web_form_add(form, "l", large));
    assert_false(web_form_add(form, "", ""));
}

static void
what_is_written_is_read(void **state)
{
    (void)state;
    static char bytes[WEB_REQUEST_MAX + WEB_ANSWER_MAX], body[WEB_BODY_MAX];
    const struct web_request asked[] = {
        {"https://a.example/", NULL, 1},
        {"https://a.example/", "", WEB_PATIENCE},
        {"https://a.example/", "a=b", 5000},
    };
    for (size_t i = 0; i < COUNT(asked); i++) {
        struct web_request got;
        size_t length = web_put_request(&asked[i], bytes);
        assert_true(web_read_request(bytes, length, &got));
        assert_string_equal(got.url, asked[i].url);
        assert_int_equal(got.patience, asked[i].patience);
        assert_int_equal(!got.form, !asked[i].form);
        if (got.form)
            assert_string_equal(got.form, asked[i].form);
        for (size_t cut = 0; cut < length; cut++)
            assert_false(web_read_request(bytes, cut, &got));
        assert_false(web_read_request(bytes, length + 1, &got));
    }
    memset(body, '\xff', sizeof body);
    struct web_answer got, told = {.outcome = WEB_ANSWERED,
                                   .code = 503,
                                   .date = 1794052800,
                                   .retry_after = 120,
                                   .type = "text/html",
                                   .text = "why",
                                   .body = body,
                                   .length = sizeof body};
    size_t length = web_put_answer(&told, bytes);
    assert_true(web_read_answer(bytes, length, &got));
    assert_int_equal(got.date, told.date);
    assert_int_equal(got.retry_after, 120);
    assert_int_equal(got.length, sizeof body);
    assert_memory_equal(got.body, body, sizeof body);
    assert_string_equal(got.type, "text/html");
    assert_false(web_read_answer(bytes, length - 1, &got));
    told.length++;
    assert_int_equal(web_put_answer(&told, bytes), 0);
}

static void
what_is_out_of_range_is_refused(void **state)
{
    (void)state;
    static char bytes[WEB_REQUEST_MAX + WEB_ANSWER_MAX];
    struct web_request request;
    struct web_answer answer, told = {.outcome = WEB_OUTCOMES};
    assert_false(web_read_answer(bytes, web_put_answer(&told, bytes), &answer));
    told = (struct web_answer){.code = 1000};
    assert_false(web_read_answer(bytes, web_put_answer(&told, bytes), &answer));
    told = (struct web_answer){.retry_after = WEB_RETRY_AFTER_MAX + 1};
    assert_false(web_read_answer(bytes, web_put_answer(&told, bytes), &answer));
    told = (struct web_answer){.date = -1};
    assert_false(web_read_answer(bytes, web_put_answer(&told, bytes), &answer));
    const struct web_request odd[] = {{"https://a.example/", NULL, 0},
                                      {"https://a.example/", NULL, WEB_PATIENCE + 1}};
    for (size_t i = 0; i < COUNT(odd); i++)
        assert_false(
            web_read_request(bytes, web_put_request(&odd[i], bytes), &request));
    size_t length = web_put_request(
        &(struct web_request){"https://a.example/", NULL, 5}, bytes);
    bytes[8 + 4 + 5] = '\0'; /* a NUL within the address */
    assert_false(web_read_request(bytes, length, &request));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(some_addresses_fit),
        cmocka_unit_test(a_form_keeps_every_byte),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(what_is_out_of_range_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
