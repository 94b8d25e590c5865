/* How a provider's server is watched: what providers.ini knows, and what the person says over it.
 *
 *   test_habits PROVIDERS.INI */
#include <stdio.h>
#include <stdlib.h>

#include "agent/habits.h"
#include "tests/support/check.h"

static struct providers providers;

// clang-format off
static const struct row {
    const char *address, *host, *idle; /* as configured */
    unsigned poll;
    struct message_watch want;
} rows[] = {
    /* The rows of the five profiles, and those that have no IDLE. */
    { "you@outlook.com", "outlook.office365.com", "", 0, {.idle = MESSAGE_IDLE_LOSSY, .renew = 540, .poll = 300} },
    { "you@gmail.com",   "imap.gmail.com",        "", 0, {.idle = MESSAGE_IDLE_YES, .renew = 540, .poll = 300} },
    { "you@yahoo.com",   "imap.mail.yahoo.com",   "", 0, {.idle = MESSAGE_IDLE_NO, .renew = 170, .poll = 180} },
    { "you@aol.com",     "imap.aol.com",          "", 0, {.idle = MESSAGE_IDLE_NO, .renew = 170, .poll = 180} },
    { "you@att.net",     "imap.mail.att.net",     "", 0, {.idle = MESSAGE_IDLE_NO, .renew = 170, .poll = 180} },
    { "you@charter.net", "mobile.charter.net",    "", 0, {.idle = MESSAGE_IDLE_YES, .renew = 1500, .poll = 300} },
    { "you@example.org", "imap.example.org",      "", 0, {.idle = MESSAGE_IDLE_YES} },
    /* The server says it, whatever the address; a server nobody knows: the address. */
    { "you@example.org", "imap.aol.com",          "", 0, {.idle = MESSAGE_IDLE_NO, .renew = 170, .poll = 180} },
    { "you@yahoo.com",   "export.yahoo.example",  "", 0, {.idle = MESSAGE_IDLE_NO, .renew = 170, .poll = 180} },
    /* The person knows better. */
    { "you@yahoo.com",   "imap.mail.yahoo.com",   "yes", 0, {.idle = MESSAGE_IDLE_YES, .renew = 170, .poll = 180} },
    { "you@example.org", "imap.example.org",      "no", 120, {.idle = MESSAGE_IDLE_NO, .poll = 120} },
    { "you@example.org", "imap.example.org",      "lossy", 0, {.idle = MESSAGE_IDLE_LOSSY} },
};
// clang-format on

static void
table(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char address[64], host[64], idle[8];
        snprintf(address, sizeof address, "%s", rows[i].address);
        snprintf(host, sizeof host, "%s", rows[i].host);
        snprintf(idle, sizeof idle, "%s", rows[i].idle);
        const struct account account = {
            .address = address, .host = host, .idle = idle, .poll = rows[i].poll};
        const struct message_watch *want = &rows[i].want;
        struct message_watch got = {.starttls = 1};
        habits_of(habits_row(&providers, &account), &account, &got);
        if (got.idle != want->idle || got.renew != want->renew ||
            got.poll != want->poll || got.session != want->session || got.starttls != 1)
            fail_msg("%s: idle %d, renew %d, poll %d, session %d", address,
                     (int)got.idle, (int)got.renew, (int)got.poll, (int)got.session);
    }
}

/* What is no number of seconds is as if it were not there. */
static void
nonsense(void **unused)
{
    (void)unused;
    static const char text[] =
        "[provider a]\nname = A\ndomains = a.example\nsupport = none\n"
        "idle-restart = soon\npoll = 99999999999999999999\nsession-max = 60 minutes\n";
    struct providers odd = {0};
    struct providers_fault fault;
    assert_true(providers_read(text, sizeof text - 1, &odd, &fault));
    char address[] = "you@a.example", none[] = "";
    const struct account account = {.address = address, .host = none, .idle = none};
    struct message_watch got = {0};
    habits_of(habits_row(&odd, &account), &account, &got);
    assert_int_equal(got.renew + got.poll + got.session, 0);
    providers_free(&odd);
}

static int
load(const char *path)
{
    static char text[PROVIDERS_FILE_MAX];
    struct providers_fault fault;
    FILE *file = fopen(path, "r");
    size_t length = file ? fread(text, 1, sizeof text, file) : 0;
    if (file)
        fclose(file);
    return providers_read(text, length, &providers, &fault) ? 0 : 1;
}

int
main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(table),
                                       cmocka_unit_test(nonsense)};
    if (count != 2 || load(arguments[1]) != 0)
        return EXIT_FAILURE;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    providers_free(&providers);
    return failed;
}
