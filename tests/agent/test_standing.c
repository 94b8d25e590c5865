/* How an account stands, in words: one row a situation.
 *
 *   test_standing PROVIDERS.INI */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/standing.h"
#include "imap/messages.h"
#include "tests/support/check.h"

enum {
    NOON = 1763812980, /* 2025-11-22 12:03 UTC */
    SOON = NOON + 60,
    LATER = NOON + 20 * 3600,
};

static struct providers providers;

// clang-format off
static const struct row {
    const char *address;
    struct standing at;
    const char *want;
} rows[] = {
    { "", {.state = MESSAGE_WATCHING}, "Watching since Sat 22 Nov 12:03." },
    { "", {.state = MESSAGE_WATCHING, .poll = 180}, "Watching since Sat 22 Nov 12:03; the server does not say when mail comes, so it is asked every 3 minutes." },
    { "", {.state = MESSAGE_WATCHING, .poll = 60}, "Watching since Sat 22 Nov 12:03; the server does not say when mail comes, so it is asked every minute." },
    { "", {.state = MESSAGE_WATCHING, .poll = 45}, "Watching since Sat 22 Nov 12:03; the server does not say when mail comes, so it is asked every 45 seconds." },
    { "", {.state = MESSAGE_CONNECTING}, "Connecting since Sat 22 Nov 12:03." },
    { "", {.state = MESSAGE_WAITING, .fault = MESSAGE_UNREACHABLE, .next = SOON, .text = "imap.example.org does not answer."},
      "Waiting for the network since Sat 22 Nov 12:03. imap.example.org does not answer. Next try at 12:04." },
    { "you@yahoo.com", {.state = MESSAGE_WAITING, .fault = MESSAGE_THROTTLED, .next = LATER, .text = "h says it."},
      "Waiting, as the server asked, since Sat 22 Nov 12:03. h says it. Next try on Sun 23 Nov 08:03." },
    { "you@gmail.com", {.state = MESSAGE_WAITING, .fault = MESSAGE_THROTTLED, .cause = MESSAGE_CROWDED, .next = SOON},
      "Gmail says that too many mail programs are signed in at once; close one, for example on another device. Next try at 12:04." },
    /* The password. */
    { "you@charter.net", {.state = MESSAGE_ASKING, .fault = MESSAGE_REFUSED, .cause = MESSAGE_BAD_LOGIN},
      "Spectrum refused the password at 12:03; it will not be tried again until you change it." },
    { "you@charter.net", {.state = MESSAGE_ASKING, .fault = MESSAGE_REFUSED, .cause = MESSAGE_BAD_LOGIN, .now = LATER},
      "Spectrum refused the password on Sat 22 Nov 12:03; it will not be tried again until you change it." },
    { "you@charter.net", {.state = MESSAGE_WAITING, .fault = MESSAGE_REFUSED, .cause = MESSAGE_BAD_LOGIN, .next = SOON},
      "Spectrum refused the password at 12:03; it is tried once more at 12:04." },
    { "", {.state = MESSAGE_ASKING, .fault = MESSAGE_REFUSED, .cause = MESSAGE_BAD_LOGIN},
      "imap.example.org refused the password at 12:03; it will not be tried again until you change it." },
    { "you@outlook.com", {.state = MESSAGE_WAITING, .fault = MESSAGE_STALE, .cause = MESSAGE_BAD_LOGIN, .tokens = true, .next = SOON},
      "Signing in again since Sat 22 Nov 12:03." },
    { "you@outlook.com", {.state = MESSAGE_ASKING, .fault = MESSAGE_STALE, .cause = MESSAGE_BAD_LOGIN, .tokens = true},
      "Microsoft asks you to sign in again: ndrwatch login home" },
    { "you@gmail.com", {.state = MESSAGE_ASKING, .fault = MESSAGE_STALE, .cause = MESSAGE_BAD_LOGIN, .tokens = true},
      "Google asks you to sign in again: ndrwatch login home" },
    { "you@outlook.com", {.state = MESSAGE_ASKING, .fault = MESSAGE_REFUSED, .cause = MESSAGE_NO_PASSWORDS},
      "Microsoft takes no passwords from mail programs; sign in with: ndrwatch login home" },
    { "you@gmail.com", {.state = MESSAGE_ASKING, .fault = MESSAGE_REFUSED, .cause = MESSAGE_APP_PASSWORD},
      "Gmail wants a password made for mail programs. Make one at https://myaccount.google.com/apppasswords and put it in place of the present one." },
    { "", {.state = MESSAGE_ASKING, .fault = MESSAGE_REFUSED, .cause = MESSAGE_APP_PASSWORD},
      "imap.example.org wants a password made for mail programs. Make one in the settings of your account and put it in place of the present one." },
    { "you@gmail.com", {.state = MESSAGE_ASKING, .fault = MESSAGE_REFUSED, .cause = MESSAGE_WEB_LOGIN},
      "Google wants you to sign in with a web browser once, and to say that it was you." },
    { "", {.state = MESSAGE_ASKING, .fault = MESSAGE_REFUSED, .cause = MESSAGE_NO_SECRET, .text = "There is no password for you: the file is empty."},
      "Waiting for you since Sat 22 Nov 12:03. There is no password for you: the file is empty." },
    /* The mailbox. */
    { "you@outlook.com", {.state = MESSAGE_WAITING, .fault = MESSAGE_STRANGE, .cause = MESSAGE_NOT_CONNECTED, .next = SOON},
      "Outlook.com took the sign-in but did not open the mailbox. Switch IMAP on: https://outlook.live.com/mail/0/options/mail/forwarding. "
      "If it is on, sign in with the main name of that account." },
    { "you@gmx.net", {.state = MESSAGE_ASKING, .fault = MESSAGE_REFUSED, .cause = MESSAGE_IMAP_OFF}, NULL },
    { "", {.state = MESSAGE_WAITING, .fault = MESSAGE_STRANGE, .cause = MESSAGE_NOT_CONNECTED, .office = true},
      "imap.example.org took the sign-in but did not open the mailbox. Ask your IT whether IMAP is switched on for it, and as whom to sign in (user = NAME)." },
    { "", {.state = MESSAGE_ASKING, .fault = MESSAGE_REFUSED, .cause = MESSAGE_IMAP_OFF},
      "IMAP is switched off at imap.example.org. Switch it on in the settings of your account." },
    { "", {.state = MESSAGE_ASKING, .fault = MESSAGE_REFUSED, .cause = MESSAGE_ADMIN, .text = "It said (\"no\")."},
      "imap.example.org refuses the sign-in: ask whoever runs it. It said (\"no\")." },
    { "", {.state = MESSAGE_ASKING, .fault = MESSAGE_UNTRUSTED, .next = SOON, .text = "It is not its certificate."},
      "Certificate refused since Sat 22 Nov 12:03. It is not its certificate. Next try at 12:04." },
    { "", {.state = MESSAGE_WAITING, .fault = MESSAGE_STRANGE}, "The server answers strangely since Sat 22 Nov 12:03." },
    { "", {.state = MESSAGE_WAITING, .fault = MESSAGE_LOCAL}, "Trouble on this computer since Sat 22 Nov 12:03." },
};
// clang-format on

static void
table(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct standing at = rows[i].at;
        char got[STANDING_MAX];
        at.account = "home";
        at.host = "imap.example.org";
        at.since = NOON;
        at.now = at.now ? at.now : SOON;
        at.text = at.text ? at.text : "";
        at.row = providers_by_address(&providers, rows[i].address);
        standing_sentence(&at, got);
        if (rows[i].want && strcmp(got, rows[i].want) != 0)
            fail_msg("row %zu: %s", i, got);
        assert_null(strstr(got, "..")); /* nor a sentence that ends twice */
        assert_true(strlen(got) > 10);
    }
}

/* Whatever the numbers are, there is a sentence, and a word for programs. */
static void
all_of_them(void **unused)
{
    (void)unused;
    for (unsigned i = 0; i < 4 * MESSAGE_FAULTS * MESSAGE_CAUSES; i++) {
        struct standing at = {.account = "home", .host = "h", .text = "", .now = NOON};
        char got[STANDING_MAX] = "";
        at.state = i % 4;
        at.fault = i / 4 % MESSAGE_FAULTS;
        at.cause = i / 4 / MESSAGE_FAULTS;
        standing_sentence(&at, got);
        assert_true(strlen(got) > 10);
        assert_true(strlen(standing_fault(at.fault)) > 3);
        assert_int_equal(strlen(standing_cause(at.cause)) > 0, at.cause > 0);
    }
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
                                       cmocka_unit_test(all_of_them)};
    if (count != 2 || setenv("TZ", "UTC", 1) != 0 || load(arguments[1]) != 0)
        return EXIT_FAILURE;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    providers_free(&providers);
    return failed;
}
