/* The screen of each provider: short enough, with its own links alone, and what it must say. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/guide.h"
#include "tests/support/check.h"

enum {
    LINES_MOST = 20, /* of a terminal with 24, below a question and its answer */
    COLUMNS = 80
};

static struct providers providers;
static const char *table;

// clang-format off
static const struct {
    const char *address;
    bool client;
    enum guide_way way;
    const char *says, *not; /* pieces of the screen, on one line; "" */
} rows[] = {
    { "pat@charter.net",  false, GUIDE_PASSWORD,     "Spectrum: mobile.charter.net, port 993", "app password" },
    { "pat@gmail.com",    false, GUIDE_APP_PASSWORD, "https://myaccount.google.com/apppasswords", "registered" },
    { "pat@gmail.com",    true,  GUIDE_SIGN_IN,      "Gmail's own page", "app password" },
    { "pat@yahoo.com",    false, GUIDE_APP_PASSWORD, "every few minutes", "" },
    { "pat@gmx.net",      false, GUIDE_PASSWORD,     "https://hilfe.gmx.net/pop-imap/einschalten.html", "" },
    { "pat@icloud.com",   false, GUIDE_APP_PASSWORD, "https://account.apple.com/account/manage", "" },
    { "pat@outlook.com",  false, GUIDE_NO_CLIENT,    "https://outlook.live.com/mail/0/options/mail/forwarding", "" },
    { "pat@outlook.com",  false, GUIDE_NO_CLIENT,    "Since September 2024 Outlook.com", "" },
    { "pat@outlook.com",  true,  GUIDE_SIGN_IN,      "Outlook.com's own page", "2024" },
    { "pat@a.onmicrosoft.com", false, GUIDE_NO_CLIENT, "Whoever runs your organisation's mail", "2024" },
    { "pat@comcast.net",  false, GUIDE_PASSWORD,     "third-party-email-access", "app password" },
};
// clang-format on

static char *
screen(const struct finder *found, enum guide_way way, unsigned width)
{
    char *text = NULL;
    const struct render_style style = {.width = width};
    assert_true(guide_render(found, way, &style, &text));
    return text;
}

/* Its lines as one: a piece that is looked for may have been wrapped. */
static void
unwrap(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++)
        if (!isspace((unsigned char)*from) || (to > text && to[-1] != ' '))
            *to++ = isspace((unsigned char)*from) ? ' ' : *from;
    *to = '\0';
}

static void
each_says_what_it_needs(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct finder found = {0};
        assert_true(finder_by_address(&providers, rows[i].address, &found));
        enum guide_way way = guide_way(&found, rows[i].client);
        assert_int_equal(way, rows[i].way);
        char *text = screen(&found, way, COLUMNS);
        unwrap(text);
        if (!strstr(text, rows[i].says) ||
            (rows[i].not [0] != '\0' && strstr(text, rows[i].not )))
            fail_msg("%s: %s", rows[i].address, text);
        free(text);
    }
}

/* Is each "https://" of the text a link of the row? */
static bool
links_are_known(const char *text, const struct providers_row *row)
{
    for (const char *at = text; (at = strstr(at, "https://")) != NULL;) {
        size_t length = strcspn(at, " \n");
        bool known = false;
        for (int key = 0; key < PROVIDERS_KEYS; key++)
            known = known || (row->values[key] && strlen(row->values[key]) == length &&
                              strncmp(row->values[key], at, length) == 0);
        if (!known)
            return false;
        at += length;
    }
    return true;
}

/* Six digits in a row, with blanks or dashes between: nobody is to call anybody. */
static bool
has_number(const char *text)
{
    size_t digits = 0;
    bool link = false;
    for (const char *at = text; *at; at++) {
        link = (link && *at != ' ' && *at != '\n') || strncmp(at, "https://", 8) == 0;
        if (link)
            digits = 0;
        else if (isdigit((unsigned char)*at))
            digits++;
        else if (!strchr(" -()+", *at))
            digits = 0;
        if (digits >= 6)
            return true;
    }
    return false;
}

static void
check_screen(const struct finder *found, enum guide_way way)
{
    char *text = screen(found, way, COLUMNS);
    size_t lines = 0;
    for (const char *at = text; *at; at += strcspn(at, "\n") + 1) {
        lines++;
        if (strcspn(at, "\n") > COLUMNS && !strstr(at, "https://"))
            fail_msg("too wide: %s", text);
    }
    if (lines > LINES_MOST || has_number(text) || strstr(text, "(null)") ||
        !links_are_known(text, found->row))
        fail_msg("%zu lines: %s", lines, text);
    free(text);
}

static void
every_screen_is_one_screen(void **state)
{
    (void)state;
    for (size_t i = 0; i < providers.count; i++) {
        struct finder found = {0};
        assert_true(finder_by_row(&providers.rows[i], "pat@example.org", &found));
        for (int client = 0; client < 2; client++)
            check_screen(&found, guide_way(&found, client == 1));
    }
}

static void
nobody_known_has_a_screen(void **state)
{
    (void)state;
    struct finder found = {0};
    assert_true(
        finder_by_host(&providers, "pat@example.org", "imap.example.org:143", &found));
    assert_int_equal(guide_way(&found, false), GUIDE_PASSWORD);
    assert_int_equal(guide_way(&found, true), GUIDE_PASSWORD);
    char *text = screen(&found, GUIDE_PASSWORD, COLUMNS);
    assert_non_null(
        strstr(text, "Your provider: imap.example.org, port 143, STARTTLS"));
    free(text);
}

static int
set_up(void **state)
{
    (void)state;
    static char text[PROVIDERS_FILE_MAX];
    struct providers_fault fault;
    FILE *file = fopen(table, "r");
    size_t length = file ? fread(text, 1, sizeof text, file) : 0;
    if (file)
        fclose(file);
    return providers_read(text, length, &providers, &fault) ? 0 : -1;
}

static int
tear_down(void **state)
{
    (void)state;
    providers_free(&providers);
    return 0;
}

int
main(int argc, char **argv)
{
    (void)argc;
    table = argv[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_says_what_it_needs),
        cmocka_unit_test(every_screen_is_one_screen),
        cmocka_unit_test(nobody_known_has_a_screen),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
