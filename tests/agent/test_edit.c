/* What an edit of ndrwatch.conf changes, and that it changes nothing else. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/config.h"
#include "agent/edit.h"
#include "tests/support/check.h"

static const struct config_folders folders = {.home = "/home/pat", .file = "/etc/nw"};
static const char *corpus;

#define SET_MOST 3

// clang-format off
static const struct row {
    const char *name, *before, *account;
    struct edit_pair pairs[SET_MOST]; /* none: the section is removed */
    const char *after;
} rows[] = {
    { "a file that is empty", "", "home", {{"host", "h"}, {"port", "1"}},
      "[account home]\nhost = h\nport = 1\n" },
    { "a value changes, its surroundings do not",
      "# mine\n[account a]\n\thost\t=  old  \n; port\nport=1\n", "a", {{"host", "new"}},
      "# mine\n[account a]\n\thost\t=  new  \n; port\nport=1\n" },
    { "the same value: the same bytes", "[ account  a ]\n host = x \n", "a", {{"host", "x"}},
      "[ account  a ]\n host = x \n" },
    { "a new key comes after the last, as far in",
      "[account a]\n  host = h\n# end\n\n[account b]\nhost = i\n", "a", {{"port", "2"}},
      "[account a]\n  host = h\n  port = 2\n# end\n\n[account b]\nhost = i\n" },
    { "a key is taken out", "[account a]\nhost = h\n# of the port\nport = 2\nuser = u\n", "a", {{"port", NULL}, {"tls", NULL}},
      "[account a]\nhost = h\n# of the port\nuser = u\n" },
    { "the last key is taken out", "[account a]\nhost = h\nport = 2\n", "a", {{"port", NULL}, {"user", "u"}},
      "[account a]\nhost = h\nuser = u\n" },
    { "a section of a kind comes at the end", "[account a]\nhost = h\n", "b", {{"host", "i"}},
      "[account a]\nhost = h\n\n[account b]\nhost = i\n" },
    { "one gap is enough", "[account a]\nhost = h\n\n", "b", {{"host", "i"}},
      "[account a]\nhost = h\n\n[account b]\nhost = i\n" },
    { "no end of the last line", "[account a]\nhost = h", "b", {{"host", "i"}},
      "[account a]\nhost = h\n\n[account b]\nhost = i\n" },
    { "no end of the changed line", "[account a]\nhost = h", "a", {{"host", "i"}, {"port", "1"}},
      "[account a]\nhost = i\nport = 1\n" },
    { "half an end", "[account a]\r\nhost = h\r", "a", {{"port", "1"}},
      "[account a]\r\nhost = h\r\nport = 1\r\n" },
    { "a header alone", "[account a]", "a", {{"host", "i"}}, "[account a]\nhost = i\n" },
    { "CRLF and a BOM", "\xef\xbb\xbf[account a]\r\nhost = h\r\n", "a", {{"host", "i"}, {"port", "1"}},
      "\xef\xbb\xbf[account a]\r\nhost = i\r\nport = 1\r\n" },
    { "a value with all there is", "[account a]\npassword_command = x\n", "a",
      {{"password_command", "pass 'a = b' # ; [c] \"\xc3\xa9\" \\"}},
      "[account a]\npassword_command = pass 'a = b' # ; [c] \"\xc3\xa9\" \\\n" },
    { "another name that begins so", "[account ab]\nhost = h\n[account a]\nhost = h\n", "a", {{"host", "i"}},
      "[account ab]\nhost = h\n[account a]\nhost = i\n" },
    { "keys before any section are nobody's", "look_back = 3\n[account a]\n", "a", {{"look_back", "4"}},
      "look_back = 3\n[account a]\nlook_back = 4\n" },
    { "removed from the middle",
      "# all\n\n[account a]\nhost = h\n# in it\nport = 1\n\n# of b\n[account b]\nhost = i\n", "a", {{NULL, NULL}},
      "# all\n\n# of b\n[account b]\nhost = i\n" },
    { "removed at the end", "[account a]\nhost = h\n\n[account b]\nhost = i\n", "b", {{NULL, NULL}},
      "[account a]\nhost = h\n\n" },
    { "removed, and nothing is left", "[account b]\nhost = i", "b", {{NULL, NULL}}, "" },
};

/* What can be no value: it would end the line, or begin another thing. */
static const char *const unfit[] = {
    "", " a", "a ", "a\t", "a\nhost = evil", "a\rb", "a\x1b[0m", "a\x7f", "\xff", "\xc3",
};
// clang-format on

static void
an_edit_changes_what_it_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct row *row = &rows[i];
        struct edit_text text = {0};
        size_t count = 0;
        while (count < SET_MOST && row->pairs[count].key)
            count++;
        bool good = count > 0 ? edit_set(row->before, strlen(row->before), row->account,
                                         row->pairs, count, &text)
                              : edit_remove(row->before, strlen(row->before),
                                            row->account, &text);
        if (!good || strcmp(text.bytes, row->after) != 0 ||
            text.length != strlen(row->after))
            fail_msg("%s: '%s'", row->name, good ? text.bytes : "refused");
        free(text.bytes);
    }
}

static void
what_does_not_fit_is_refused(void **state)
{
    (void)state;
    struct edit_text text = {0};
    char longest[EDIT_VALUE_MAX + 2];
    memset(longest, 'x', sizeof longest);
    longest[EDIT_VALUE_MAX + 1] = '\0';
    assert_false(edit_fits(longest));
    longest[EDIT_VALUE_MAX] = '\0';
    assert_true(edit_fits(longest));
    for (size_t i = 0; i < COUNT(unfit); i++) {
        const struct edit_pair pair = {"host", unfit[i]};
        assert_false(edit_fits(unfit[i]));
        assert_false(edit_set("", 0, "a", &pair, 1, &text));
    }
    const struct edit_pair pair = {"host", "h"};
    assert_false(edit_set("", 0, "a b", &pair, 1, &text));
    assert_false(edit_set("", 0, "a]\n[account b", &pair, 1, &text));
    assert_false(edit_remove("[account a]\n", 12, "b", &text));
    assert_null(text.bytes);
}

/* ---- edit, then config_read: what was meant, whatever the file looked like ---- */

static struct config *
take_in(const char *text, size_t length)
{
    struct config *config = NULL;
    struct config_faults faults = {0};
    config_read(text, length, &folders, &config, &faults);
    config_faults_free(&faults);
    return config;
}

static const struct account *
find(const struct config *config, const char *name)
{
    for (size_t i = 0; config && i < config->count; i++)
        if (strcmp(config->accounts[i].name, name) == 0)
            return &config->accounts[i];
    return NULL;
}

static void
check_same(const struct account *a, const struct account *b, bool host_too)
{
    assert_non_null(b);
    assert_string_equal(a->address, b->address);
    assert_string_equal(a->user, b->user);
    assert_string_equal(a->mailbox, b->mailbox);
    assert_string_equal(a->password_file, b->password_file);
    assert_string_equal(a->password_command, b->password_command);
    assert_string_equal(a->ca_file, b->ca_file);
    assert_int_equal(a->look_back, b->look_back);
    if (!host_too)
        return;
    assert_string_equal(a->host, b->host);
    assert_int_equal(a->port, b->port);
}

static void
set_host(const char *text, size_t length, const char *account)
{
    static const struct edit_pair pairs[] = {
        {"host", "new.example.org"},    {"port", "1234"},
        {"address", "new@example.org"}, {"password_file", "/secret"},
        {"password_command", NULL},
    };
    struct config *before = take_in(text, length);
    bool there = find(before, account) != NULL;
    struct edit_text made = {0};
    /* Who is there keeps all but host and port. */
    assert_true(
        edit_set(text, length, account, pairs, there ? 2 : COUNT(pairs), &made));
    struct config *after = take_in(made.bytes, made.length);
    if (before && !after)
        fail_msg("no configuration any more, of account %s: '%s'", account, made.bytes);
    for (size_t i = 0; before && i < before->count; i++) {
        const struct account *was = &before->accounts[i];
        check_same(was, find(after, was->name), strcmp(was->name, account) != 0);
    }
    if (before) {
        assert_int_equal(after->count, before->count + !there);
        assert_string_equal(find(after, account)->host, "new.example.org");
        assert_int_equal(find(after, account)->port, 1234);
    }
    /* The same once more changes nothing. */
    struct edit_text again = {0};
    assert_true(edit_set(made.bytes, made.length, account, pairs,
                         there ? 2 : COUNT(pairs), &again));
    if (before)
        assert_string_equal(again.bytes, made.bytes);
    free(again.bytes);
    config_free(before);
    config_free(after);
    free(made.bytes);
}

static void
take_out(const char *text, size_t length, const char *account)
{
    struct config *before = take_in(text, length);
    struct edit_text made = {0};
    if (edit_remove(text, length, account, &made) && before) {
        struct config *after = take_in(made.bytes, made.length);
        assert_int_equal(after ? after->count : 0, before->count - 1);
        assert_null(find(after, account));
        for (size_t i = 0; after && i < after->count; i++)
            check_same(&after->accounts[i], find(before, after->accounts[i].name),
                       true);
        config_free(after);
    }
    config_free(before);
    free(made.bytes);
}

static void
edit_all(const char *text, size_t length)
{
    static const char *const names[] = {"work", "a", "b", "a.b-c@d+e", "new"};
    for (size_t i = 0; i < COUNT(names); i++) {
        set_host(text, length, names[i]);
        take_out(text, length, names[i]);
    }
}

/* As other editors write it: CRLF, a BOM, tabs, no end; then cut and hurt anywhere. */
static void
edit_variants(const char *text, size_t length)
{
    size_t room = 2 * length + 4, made = 0;
    char *other = malloc(room);
    assert_non_null(other);
    memcpy(other, "\xef\xbb\xbf", 3);
    made = 3;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r'))
            other[made++] = '\r';
        other[made++] = text[i] == ' ' && i % 2 == 0 ? '\t' : text[i];
    }
    edit_all(other, made);
    for (size_t cut = 0; cut < length; cut += 2)
        edit_all(text, cut);
    memcpy(other, text, length);
    for (size_t i = 0; i < length; i += 3) {
        static const char hurt[] = "\n[=\r]\0 ";
        other[i] = hurt[i % (sizeof hurt - 1)];
        edit_all(other, length);
        other[i] = text[i];
    }
    free(other);
}

static void
what_is_edited_is_read_as_meant(void **state)
{
    (void)state;
    DIR *folder = opendir(corpus);
    assert_non_null(folder);
    size_t files = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        static char text[1 << 16];
        char path[4096];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", corpus, entry->d_name);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        size_t length = fread(text, 1, sizeof text, file);
        fclose(file);
        edit_all(text, length);
        edit_variants(text, length);
        files++;
    }
    closedir(folder);
    assert_true(files >= 4);
    for (size_t i = 0; i < COUNT(rows); i++)
        edit_variants(rows[i].before, strlen(rows[i].before));
}

int
main(int argc, char **argv)
{
    (void)argc;
    corpus = argv[1];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_edit_changes_what_it_names),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(what_is_edited_is_read_as_meant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
