/* The ready texts: what each says, and what none ever says.
 *
 *   test_appeal FOLDER...       folders of mails; golden files lie in GOLDEN_FOLDER */
#include <assert.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/appeal.h"
#include "agent/mask.h"
#include "tests/support/check.h"
#include "tests/support/golden.h"
#include "tests/support/mail.h"

enum {
    MAIL_MAX = 1 << 20
};

static char **folders;
static int folder_count;

/* What is known of the past: nothing, or everything. */
static const struct bounce_past nothing = {.size = sizeof nothing};
static const struct bounce_past everything = {
    .size = sizeof everything,
    .count = 3,
    .days = 2,
    .since = 1775120000,
    .lasting = true,
    .only_there = true,
    .sent = true,
    .others_get_through = true,
    .other_account_works = true,
};

static const struct bounce_person person = {
    .size = sizeof person,
    .support = "https://support.microsoft.com/contactus",
    .their_support = "https://www.spectrum.net/contact-us",
};

static struct bounce_moment
moment_with(const struct bounce_past *past, const struct bounce_person *reader)
{
    return (struct bounce_moment){
        .size = sizeof(struct bounce_moment), .past = past, .person = reader};
}

static struct bounce *
load(const char *folder, const char *name)
{
    static char bytes[MAIL_MAX];
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    struct bounce *bounce = NULL;
    enum bounce_result result = bounce_read(bytes, mail_load(path, bytes, sizeof bytes),
                                            NULL, &bounce);
    assert_int_not_equal(result, BOUNCE_NO_MEMORY);
    return result == BOUNCE_READ ? bounce : NULL;
}

/* ---- what each says ---- */

// clang-format off
static const struct {
    const char *mail;
    const struct bounce_past *past;
    const char *golden;
} shown[] = {
    { "story.eml",          &nothing,    "story" },
    { "story.eml",          &everything, "story-lasting" },
    { "delayed.eml",        &nothing,    "delayed" },
    { "delayed.eml",        &everything, "delayed-lasting" },
    { "no-such-user.eml",   &nothing,    "no-such-user" },
    { "mailbox-full.eml",   &everything, "mailbox-full" },
    { "provider-block.eml", &everything, "provider-block" },
    { "spam.eml",           &nothing,    "spam" },
    { "unknown.eml",        &nothing,    "unknown" },
};

static const struct appeal appeals[] = {
    { APPEAL_RECIPIENT,      APPEAL_MAIL },
    { APPEAL_RECIPIENT,      APPEAL_PHONE },
    { APPEAL_RECIPIENT,      APPEAL_PAPER },
    { APPEAL_PROVIDER,       APPEAL_MAIL },
    { APPEAL_THEIR_PROVIDER, APPEAL_MAIL },
    { APPEAL_FORUM,          APPEAL_MAIL },
};
// clang-format on

static void
the_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(shown); i++) {
        struct bounce *bounce = load(folders[0], shown[i].mail);
        assert_non_null(bounce);
        struct bounce_person reader = person;
        if (!strstr(bounce->failures->recipient, "@charter.net"))
            reader.their_support = "none";
        struct bounce_moment moment = moment_with(shown[i].past, &reader);
        static char page[GOLDEN_MAX];
        size_t length = 0;
        for (size_t j = 0; j < COUNT(appeals); j++) {
            struct appeal_text text = {0};
            enum appeal_result result = appeal_make(&appeals[j], bounce,
                                                    bounce->failures, &moment, &text);
            length += (size_t)snprintf(
                page + length, sizeof page - length, "==== %zu\n[%s]\n%s\n", j,
                result ? appeal_reason(result) : text.guide, result ? "" : text.words);
            appeal_free(&text);
        }
        golden_check(shown[i].golden, page);
        bounce_free(bounce);
    }
}

/* Words that are in a text exactly where a fact is known. */
// clang-format off
static const struct claim {
    struct bounce_past past;
    enum appeal_to to;
    enum appeal_form form;
    const char *words;
} claims[] = {
    { { .others_get_through = true },  APPEAL_RECIPIENT,      APPEAL_MAIL,  "from others does arrive" },
    { { .others_get_through = true },  APPEAL_RECIPIENT,      APPEAL_PAPER, "Does other mail arrive? Yes." },
    { { .others_get_through = true },  APPEAL_PROVIDER,       APPEAL_MAIL,  "from others does arrive" },
    { { .others_get_through = true },  APPEAL_THEIR_PROVIDER, APPEAL_MAIL,  "from others does arrive" },
    { { .others_get_through = true },  APPEAL_FORUM,          APPEAL_MAIL,  "from others does arrive" },
    { { .other_account_works = true }, APPEAL_RECIPIENT,      APPEAL_MAIL,  "another account does arrive" },
    { { .other_account_works = true }, APPEAL_RECIPIENT,      APPEAL_PAPER, "elsewhere? Yes." },
    { { .other_account_works = true }, APPEAL_PROVIDER,       APPEAL_MAIL,  "another account does arrive" },
    { { .other_account_works = true }, APPEAL_THEIR_PROVIDER, APPEAL_MAIL,  "another account does arrive" },
    { { .other_account_works = true }, APPEAL_FORUM,          APPEAL_MAIL,  "another account does arrive" },
    { { .only_there = true, .count = 2, .since = 1775120000 }, APPEAL_PROVIDER, APPEAL_MAIL, "to another domain came back" },
    { { .only_there = true, .count = 2, .since = 1775120000 }, APPEAL_FORUM, APPEAL_MAIL, "to another domain came back" },
    { { .count = 7, .since = 1775120000 }, APPEAL_RECIPIENT,  APPEAL_PHONE, "one of 7 to charter.net since 2 April" },
    { { .count = 7, .since = 1775120000 }, APPEAL_RECIPIENT,  APPEAL_PAPER, "How often? 7 mails to" },
    { { .count = 7, .since = 1775120000 }, APPEAL_PROVIDER,   APPEAL_MAIL,  "7 mails to charter.net came back since 2 April" },
    { { .count = 7, .since = 1775120000 }, APPEAL_FORUM,      APPEAL_MAIL,  "7 mails to charter.net came back since 2 April" },
};
// clang-format on

static bool
says(const struct bounce *bounce, const struct claim *claim,
     const struct bounce_past *past)
{
    struct bounce_moment moment = moment_with(past, &person);
    struct appeal appeal = {claim->to, claim->form};
    struct appeal_text text;
    assert_int_equal(appeal_make(&appeal, bounce, bounce->failures, &moment, &text),
                     APPEAL_MADE);
    bool found = strstr(text.words, claim->words) != NULL;
    appeal_free(&text);
    return found;
}

static void
nothing_is_claimed_that_is_not_known(void **state)
{
    (void)state;
    struct bounce *bounce = load(folders[0], "story.eml");
    for (size_t i = 0; i < COUNT(claims); i++) {
        struct bounce_past past = claims[i].past;
        past.size = sizeof past;
        if (!says(bounce, &claims[i], &past))
            fail_msg("%zu: '%s' is not said", i, claims[i].words);
        if (says(bounce, &claims[i], &nothing))
            fail_msg("%zu: '%s' is said, and not known", i, claims[i].words);
    }
    bounce_free(bounce);
}

/* Who helps: a page, none, an office's own people, or nobody we know. */
// clang-format off
static const struct {
    struct bounce_person person;
    enum appeal_to to;
    const char *guide;
    const char *never;
} helpers[] = {
    { { .support = "https://s.example/" }, APPEAL_PROVIDER, "Open https://s.example/ yourself", "free accounts" },
    { { .support = "none" },               APPEAL_PROVIDER, "go by the recipient's side", "Open" },
    { { .support = "" },                   APPEAL_PROVIDER, "on its own web page", "Open" },
    { { .office = true, .admin = "it@example.org" }, APPEAL_PROVIDER, "your IT (it@example.org)", "help desk" },
    { { .their_support = "https://t.example/" }, APPEAL_THEIR_PROVIDER, "page is https://t.example/", "free accounts" },
    { { .their_support = "none" },         APPEAL_THEIR_PROVIDER, "no help desk of theirs", "https" },
    { { .their_support = "" },             APPEAL_THEIR_PROVIDER, "its own customers", "https" },
};
// clang-format on

static void
the_guide_knows_who_helps(void **state)
{
    (void)state;
    struct bounce *bounce = load(folders[0], "story.eml");
    for (size_t i = 0; i < COUNT(helpers); i++) {
        struct bounce_person reader = helpers[i].person;
        reader.size = sizeof reader;
        struct bounce_moment moment = moment_with(&nothing, &reader);
        struct appeal appeal = {.to = helpers[i].to};
        struct appeal_text text;
        assert_int_equal(appeal_make(&appeal, bounce, bounce->failures, &moment, &text),
                         APPEAL_MADE);
        if (!strstr(text.guide, helpers[i].guide) ||
            strstr(text.guide, helpers[i].never))
            fail_msg("%zu: %s", i, text.guide);
        if (!reader.office && !strstr(text.guide, "password"))
            fail_msg("%zu: no warning in: %s", i, text.guide);
        appeal_free(&text);
    }
    bounce_free(bounce);
}

/* ---- what none ever says ---- */

static size_t
characters(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

/* Has the report said it? Then it is not ours. */
static bool
is_quoted(const struct bounce *bounce, const struct bounce_failure *failure,
          const char *words)
{
    const char *const facts[] = {
        failure->diagnostic,          failure->said,         failure->recipient,
        failure->original_recipient,  failure->tried_host,   failure->said_by,
        failure->remote_mta,          failure->status,       bounce->reporter,
        bounce->original->message_id, bounce->original->from};
    for (size_t i = 0; i < COUNT(facts); i++)
        if (strcasestr(facts[i], words))
            return true;
    return false;
}

/* A template's own mistakes, and what no text may ask for. */
static const char *
flaw(const struct bounce *bounce, const struct bounce_failure *failure,
     const char *words)
{
    static const char *const never[] = {
        "{",      "}",         "  ",        "\n\n\n",     " \n",
        "..",     " .",        " ,",        "send again", "send it again",
        "resend", "once more", "try again", "?.",         NULL};
    for (size_t i = 0; never[i]; i++)
        if (strcasestr(words, never[i]) && !is_quoted(bounce, failure, never[i]))
            return never[i];
    size_t length = strlen(words);
    if (length < 20 || words[length - 1] != '\n' || words[0] == '\n')
        return "its ends";
    return NULL;
}

/* A link is the provider's page, which the person's own files name, and no other. */
static bool
has_link(const struct bounce *bounce, const struct bounce_failure *failure,
         const char *words)
{
    for (const char *at = words; (at = strstr(at, "://")) != NULL; at++)
        if (strncmp(at - 5, person.support, strlen(person.support)) != 0 &&
            strncmp(at - 5, person.their_support, strlen(person.their_support)) != 0)
            return !is_quoted(bounce, failure, "://");
    return false;
}

static size_t texts_seen;

static void
check_text(const char *name, const struct appeal *appeal, const struct bounce *bounce,
           const struct bounce_failure *failure, const struct bounce_past *past)
{
    struct bounce_moment moment = moment_with(past, &person);
    struct appeal_text text;
    if (appeal_make(appeal, bounce, failure, &moment, &text) != APPEAL_MADE)
        return;
    const char *wrong = flaw(bounce, failure, text.words);
    if (wrong)
        fail_msg("%s, %d %d: '%s' in: %s", name, appeal->to, appeal->form, wrong,
                 text.words);
    if (appeal->form == APPEAL_PHONE && characters(text.words) > APPEAL_SAID_MAX + 1)
        fail_msg("%s: %zu characters", name, characters(text.words));
    if (has_link(bounce, failure, text.words) || strpbrk(text.guide, "{}\n"))
        fail_msg("%s, %d: %s%s", name, appeal->to, text.words, text.guide);
    texts_seen++;
    appeal_free(&text);
}

/* A mail that is late troubles no help desk. */
static void
check_late(const char *name, const struct bounce *bounce,
           const struct bounce_failure *failure)
{
    struct bounce_moment moment = moment_with(&nothing, &person);
    for (size_t i = 0; i < COUNT(appeals); i++) {
        struct appeal_text text;
        if (failure->kind != BOUNCE_DELAYED || appeals[i].to == APPEAL_RECIPIENT)
            continue;
        if (appeal_make(&appeals[i], bounce, failure, &moment, &text) == APPEAL_MADE)
            fail_msg("%s: a text while it is being tried: %s", name, text.words);
    }
}

/* A text's own letters, as they would be found by who looks for them. */
static void
check_mask(const char *name, const struct bounce *bounce,
           const struct bounce_failure *failure)
{
    const char *const secret[] = {failure->recipient, failure->original_recipient,
                                  bounce->original->from, bounce->original->message_id,
                                  bounce->original->subject};
    struct bounce_moment moment = moment_with(&everything, &person);
    struct appeal appeal = {.to = APPEAL_FORUM};
    struct appeal_text text;
    if (appeal_make(&appeal, bounce, failure, &moment, &text) != APPEAL_MADE)
        return;
    for (size_t i = 0; i < COUNT(secret); i++)
        if (strlen(secret[i]) > 4 && strcasestr(text.words, secret[i]))
            fail_msg("%s: '%s' in: %s", name, secret[i], text.words);
    for (const char *at = text.words; (at = strchr(at, '@')) != NULL; at++)
        fail_msg("%s: an address in: %s", name, text.words);
    appeal_free(&text);
}

static void
check_mail(const char *name, const struct bounce *bounce)
{
    for (const struct bounce_failure *failure = bounce->failures; failure;
         failure = failure->next) {
        for (size_t i = 0; i < COUNT(appeals); i++) {
            check_text(name, &appeals[i], bounce, failure, &nothing);
            check_text(name, &appeals[i], bounce, failure, &everything);
        }
        check_late(name, bounce, failure);
        check_mask(name, bounce, failure);
    }
}

static void
every_mail_has_good_texts(void **state)
{
    (void)state;
    size_t mails = 0;
    for (int i = 0; i < folder_count; i++) {
        DIR *folder = opendir(folders[i]);
        assert_non_null(folder);
        for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
            const char *end = strrchr(entry->d_name, '.');
            struct bounce *bounce = end && strcmp(end, ".eml") == 0
                                        ? load(folders[i], entry->d_name)
                                        : NULL;
            if (!bounce)
                continue;
            check_mail(entry->d_name, bounce);
            mails++;
            bounce_free(bounce);
        }
        closedir(folder);
    }
    print_message("%zu texts of %zu mails\n", texts_seen, mails);
    assert_true(mails > 100 && texts_seen > 1000);
}

/* ---- hostile ---- */

/* A failed mail of which the report says this. */
struct made {
    struct bounce bounce;
    struct bounce_original original;
    struct bounce_failure failure;
};

static void
make(struct made *made, const char *recipient, const char *diagnostic)
{
    *made = (struct made){
        .failure = {.recipient = recipient,
                    .original_recipient = "",
                    .diagnostic = diagnostic,
                    .said = "",
                    .said_by = "",
                    .remote_mta = "",
                    .tried_host = "mx.miller.example",
                    .tried_address = "192.0.2.25",
                    .action = "failed",
                    .status = "5.7.1",
                    .final_recipient = "",
                    .command = "",
                    .code = {550, 5, 7, 1}},
        .original = {.message_id = "<1234.abcd@home.smith.example>",
                     .subject = "The Garden Party {rcpt}",
                     .to = "Pat Miller <pat.miller@miller.example>",
                     .from = "dorothy@smith.example"},
        .bounce = {.reporter = "out.smith.example",
                   .message_id = "<r1@smith.example>",
                   .reported = 1775502711,
                   .own_provider = "smith.example",
                   .failures_seen = 1},
    };
    made->bounce.original = &made->original;
    made->bounce.failures = &made->failure;
}

// clang-format off
static const char *const tellers[] = {
    "550 5.7.1 <pat.miller@miller.example>: Recipient address rejected",
    "550 5.7.1 PAT.MILLER@MILLER.EXAMPLE refused",
    "550 see http://spf.example/why?id=dorothy%40smith.example&ip=192.0.2.1",
    "550 see http://help.example/case?u=pat.miller",
    "550 mailbox pat.miller is not open to dorothy",
    "550 bounce+pat.miller=miller.example@lists.example refused",
    "550 host relay1.miller.example says no to out.smith.example",
    "550 \"The Garden Party {rcpt}\" looks like spam",
    "550 the garden party {rcpt}: spam; mail 1234.abcd@home.smith.example",
    "550 CN=PAT MILLER not found (dorothy@smith.example)",
    "550 carla%40third.example and carla@third.example forward to it",
    "550 miller.example: pat\xc3\xa9@miller.example, pat.miller\xe2\x80\x99s box",
};
static const char *const secrets[] = {
    "pat.miller", "miller", "dorothy", "smith.example", "1234.abcd", "garden party", "home.smith", "id=", "u=", "@", "carla",
};
// clang-format on

static void
nothing_private_reaches_a_forum(void **state)
{
    (void)state;
    size_t told = 0;
    for (size_t i = 0; i < COUNT(tellers); i++) {
        struct made made;
        make(&made, "pat.miller@miller.example", tellers[i]);
        struct appeal appeal = {.to = APPEAL_FORUM};
        struct bounce_moment moment = moment_with(&everything, &person);
        struct appeal_text text;
        enum appeal_result result = appeal_make(&appeal, &made.bounce, &made.failure,
                                                &moment, &text);
        if (result == APPEAL_ELSEWHERE) /* strangers know nothing of an address */
            continue;
        assert_int_equal(result, APPEAL_MADE);
        told++;
        for (size_t j = 0; j < COUNT(secrets); j++)
            if (strcasestr(text.words, secrets[j]))
                fail_msg("'%s' in: %s", secrets[j], text.words);
        assert_non_null(strstr(text.words, "550"));
        appeal_free(&text);
    }
    assert_true(told > COUNT(tellers) / 2);
}

/* What is known of the recipient's past is told, though the recipient is not. */
static void
the_past_is_told_in_public(void **state)
{
    (void)state;
    struct made made;
    make(&made, "pat.miller@miller.example", "550 no");
    struct bounce_past past = everything;
    past.recipient = made.failure.recipient;
    struct bounce_moment moment = moment_with(&past, &person);
    struct appeal appeal = {.to = APPEAL_FORUM};
    struct appeal_text text;
    assert_int_equal(appeal_make(&appeal, &made.bounce, &made.failure, &moment, &text),
                     APPEAL_MADE);
    assert_non_null(strstr(text.words, "3 mails to their-domain.example came back"));
    appeal_free(&text);
}

static void
what_says_nothing_of_a_person_stays(void **state)
{
    (void)state;
    struct made made;
    make(&made, "pat@charter.net",
         "550 5.7.1 mx0.charter.net refused 192.0.2.1: see "
         "http://help.charter.net/aup1020?x=1 for patience");
    made.failure.tried_host = "mx0.charter.net";
    struct mask mask;
    assert_true(mask_make(&made.bounce, &made.failure, &mask));
    assert_string_equal(mask.failure.diagnostic,
                        "550 5.7.1 mx0.charter.net refused 192.0.2.1: see "
                        "http://help.charter.net/aup1020?… for patience");
    assert_string_equal(mask.failure.recipient, "someone@charter.net");
    assert_string_equal(mask.failure.tried_host, "mx0.charter.net");
    assert_string_equal(mask.original.from, "me@my-domain.example");
    assert_string_equal(mask.bounce.reporter, "(a server)");
    assert_string_equal(mask.bounce.own_provider, "");
    mask_free(&mask);
}

/* However long an address is, what is said stays short; and braces in it are letters. */
static void
what_is_said_stays_short(void **state)
{
    (void)state;
    static const char *const causes[] = {"550 5.1.1 no such user",
                                         "552 5.2.2 mailbox full",
                                         "550 5.2.1 mailbox disabled",
                                         "550 5.7.1 spam",
                                         "552 5.3.4 too big",
                                         "450 4.4.1 connection refused",
                                         "554 5.4.6 loop",
                                         ""};
    char address[320] = "";
    memset(address, 'x', 300);
    memcpy(address + 280, "@{my}.example", 14);
    for (size_t i = 0; i < COUNT(causes); i++) {
        struct made made;
        make(&made, address, causes[i]);
        for (enum bounce_kind kind = BOUNCE_FAILED; kind <= BOUNCE_DELAYED; kind++) {
            struct appeal appeal = {APPEAL_RECIPIENT, APPEAL_PHONE};
            struct appeal_text text;
            made.failure.kind = made.bounce.kind = kind;
            assert_int_equal(
                appeal_make(&appeal, &made.bounce, &made.failure, NULL, &text),
                APPEAL_MADE);
            if (characters(text.words) > APPEAL_SAID_MAX + 1 || strchr(text.words, '{'))
                fail_msg("%s", text.words);
            appeal_free(&text);
        }
    }
}

static void
whom_there_is_nothing_to_ask(void **state)
{
    (void)state;
    struct made made;
    struct appeal_text text;
    make(&made, "pat@charter.net",
         "550 5.7.1 user only accepts mail from known senders");
    static const enum bounce_kind arrived[] = {BOUNCE_RELAYED, BOUNCE_DELIVERED,
                                               BOUNCE_EXPANDED, BOUNCE_CHALLENGED};
    for (size_t i = 0; i < COUNT(arrived); i++) {
        made.failure.kind = arrived[i];
        for (size_t j = 0; j < COUNT(appeals); j++)
            assert_int_equal(
                appeal_make(&appeals[j], &made.bounce, &made.failure, NULL, &text),
                APPEAL_NEEDLESS);
    }
    make(&made, "pat@charter.net",
         "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; not allowed");
    if (bounce_diagnose(&made.bounce, &made.failure).cause !=
        BOUNCE_CAUSE_RESTRICTED_RECIPIENT)
        fail_msg("not the mail that was meant");
    for (size_t j = 0; j < COUNT(appeals); j++)
        assert_int_equal(
            appeal_make(&appeals[j], &made.bounce, &made.failure, NULL, &text),
            APPEAL_CHOSEN);
    make(&made, "pat@charter.net", "552 5.3.4 message too large");
    assert_int_equal(appeal_make(&appeals[3], &made.bounce, &made.failure, NULL, &text),
                     APPEAL_ELSEWHERE);
    for (enum appeal_result result = APPEAL_EARLY; result <= APPEAL_ELSEWHERE; result++)
        assert_true(*appeal_reason(result) && *appeal_instead(result));
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_words),
        cmocka_unit_test(nothing_is_claimed_that_is_not_known),
        cmocka_unit_test(the_guide_knows_who_helps),
        cmocka_unit_test(every_mail_has_good_texts),
        cmocka_unit_test(nothing_private_reaches_a_forum),
        cmocka_unit_test(the_past_is_told_in_public),
        cmocka_unit_test(what_says_nothing_of_a_person_stays),
        cmocka_unit_test(what_is_said_stays_short),
        cmocka_unit_test(whom_there_is_nothing_to_ask),
    };
    folders = argv + 1;
    folder_count = argc - 1;
    assert(folder_count > 0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
