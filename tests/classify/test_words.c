/* A linter for the words: every cause and notice, for both readers, whatever kind of report,
 * whatever is known of the past and of the person, over the facts of every mail of a folder
 * and, where NDRWATCH_CORPUS names one, of all in there.
 *
 *     test_words FOLDER */
#include "tests/support/check.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "classify/advise.h"
#include "classify/bounce.h"
#include "tests/support/mail.h"
#include "tests/support/plain.h"

enum {
    ROOM = 4 * BOUNCE_TEXT_MAX,
    SENTENCES_MAX = 128, /* of one page; the longest has some 20 */
    DIGITS_MAX = 6,   /* in a row of digits and what parts them: more can be dialled */
    FAILURES_MAX = 8, /* of one mail: the others read alike */
    TEXTS_MAX = 6 + ADVISE_STEPS_MAX,
    PATH_ROOM = 4096,
};

static char mail[BOUNCE_MAIL_MAX];
static const char *folder, *where;
static unsigned wrong, pages;

/* One page of words: what a person sees at once. */
struct page {
    const struct bounce *bounce;
    const struct bounce_failure *failure;
    const struct bounce_moment *moment;
    const struct bounce_advice *advice;
    enum bounce_reader reader;
    bool
        ours; /* its values are known to hold no odd signs: its joints can be looked at */
};

static void
complain(const struct page *page, const char *what, const char *text)
{
    if (wrong++ < 200)
        print_error("%s: %s%s: %s: %s\n", where, page->advice->id,
                    page->reader == BOUNCE_FOR_POSTMASTER ? " (postmaster)" : "", what,
                    text);
}

static void
fill(const struct page *page, const char *words, char out[static ROOM])
{
    if (bounce_fill(words, page->bounce, page->failure, page->moment, out, ROOM) >=
        ROOM)
        complain(page, "too long", words);
}

static size_t
characters(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

/* A name of ours in braces; what a mail itself has in braces is its own business. */
static void
check_braces(const struct page *page, const char *text)
{
    if (strstr(text, "{if ") || strstr(text, "{/if}"))
        complain(page, "unfilled", text);
    if (page->ours && (strchr(text, '{') || strchr(text, '}')))
        complain(page, "unfilled", text);
}

/* Where a fact is missing, what stood around it goes, too. */
static void
check_joints(const struct page *page, const char *text)
{
    static const char *const loose[] = {
        "  ", " .", " ,", " ?", " :", " ;", "..", ":.",  ",.",  ";.", ",,",
        "()", "( ", " )", "“”", "@?", ".,", "[]", " \n", "\n ", " '", ".."};
    for (size_t i = 0; i < COUNT(loose); i++)
        if (strstr(text, loose[i]))
            complain(page, "a loose joint", text);
    size_t length = strlen(text);
    if (length > 0 && !strchr(".?!)", text[length - 1]) &&
        strcmp(text + length - strlen("”"), "”") != 0)
        complain(page, "no end", text);
    size_t first = strcspn(text, " ,'");
    /* "iCloud", "charter.net", an address. */
    bool value = (text[0] && text[1] >= 'A' && text[1] <= 'Z') ||
                 memchr(text, '.', first) || memchr(text, '@', first);
    if (length > 0 && text[0] >= 'a' && text[0] <= 'z' && !value)
        complain(page, "a small letter first", text);
}

static void
check_tone(const struct page *page, const char *text)
{
    const char *word = page->reader == BOUNCE_FOR_SENDER ? plain_fault(text) : NULL;
    if (word)
        complain(page, word, text);
}

/* Nothing to press and nothing to dial; addresses of mail and hosts may have digits. */
static void
check_ways_out(const struct page *page, const char *text)
{
    static const char *const links[] = {"://", "www.", "mailto:", "href", "tel:"};
    for (size_t i = 0; i < COUNT(links); i++)
        if (strstr(text, links[i]))
            complain(page, "a link", text);
    size_t digits = 0;
    for (const char *at = text; *at; at++) {
        if (*at >= '0' && *at <= '9')
            digits++;
        else if (!strchr(" +-()/", *at))
            digits = 0;
        size_t rest = strcspn(at, " \n");
        bool named = memchr(at, '@', rest) || (rest > 1 && memchr(at, '.', rest - 1));
        if (digits > DIGITS_MAX && !named) {
            complain(page, "a telephone number", text);
            return;
        }
    }
}

/* Each sentence of the page stands there once. */
static void
check_doubles(const struct page *page, char *all)
{
    const char *sentences[SENTENCES_MAX];
    size_t count = 0;
    for (char *next = all; *next && count < SENTENCES_MAX;) {
        char *end = next;
        while (*end && !(strchr(".?!", *end) && (end[1] == ' ' || end[1] == '\n')))
            end++;
        sentences[count] = next;
        next = *end ? end + 2 : end;
        *end = '\0';
        for (size_t i = 0; i < count; i++)
            if (strcmp(sentences[i], sentences[count]) == 0)
                complain(page, "twice", sentences[i]);
        count++;
    }
}

static const char *const verbs[] = {
    "Add",     "Allow",    "Answer", "Ask",    "Change", "Check",  "Choose",  "Compare",
    "Confirm", "Correct",  "Find",   "Follow", "Give",   "Glance", "Hold",    "Keep",
    "Leave",   "Lengthen", "Let",    "Look",   "Lower",  "Make",   "Name",    "Offer",
    "Open",    "Phone",    "Put",    "Quote",  "Read",   "Remove", "Replace", "Report",
    "Rewrite", "Route",    "Run",    "Scan",   "Search", "Send",   "Set",     "Share",
    "Shut",    "Sign",     "Slow",   "Split",  "Stop",   "Switch", "Take",    "Tell",
    "Think",   "Try",      "Turn",   "Type",   "Update", "Use",    "Verify",  "Wait",
    "Write",
};

static void
check_verb(const struct page *page, const char *step)
{
    size_t length = strcspn(step, " :,.");
    for (size_t i = 0; i < COUNT(verbs); i++)
        if (strlen(verbs[i]) == length && memcmp(step, verbs[i], length) == 0)
            return;
    complain(page, "no verb first", step);
}

static const char *const sending[] = {
    "Send it", " send it", "end your",  "end a ",  " again ", " again.",
    " again,", " again:",  "once more", "ry once", "resend",  "end smaller",
};

/* While a server keeps trying, a second copy would arrive beside the first. */
static void
check_patience(const struct page *page, const char *text)
{
    for (size_t i = 0; i < COUNT(sending); i++)
        if (strstr(text, sending[i]) && !strstr(text, "tries again by itself"))
            complain(page, "proposes to send while delayed", text);
}

/* What its owner has shut may not be got around. */
static void
check_respect(const struct page *page, const char *text)
{
    static const char *const detours[] = {
        "Phone",      "phone",     "other account",   "another account",
        "text below", "other way", "another provider"};
    if (strcmp(page->advice->id, "restricted_recipient") != 0)
        return;
    for (size_t i = 0; i < COUNT(detours); i++)
        if (strstr(text, detours[i]))
            complain(page, "a way around a block", text);
}

static void
check_text(const struct page *page, const char *text)
{
    check_braces(page, text);
    check_respect(page, text);
    if (!page->ours)
        return;
    check_joints(page, text);
    check_tone(page, text);
    check_ways_out(page, text);
    if (page->failure->kind == BOUNCE_DELAYED && !page->advice->notice)
        check_patience(page, text);
}

static bool
is_over_or_waits(const struct page *page)
{
    return page->failure->kind == BOUNCE_FAILED ||
           page->failure->kind == BOUNCE_DELAYED;
}

static void
check_headline(const struct page *page)
{
    char text[ROOM];
    bounce_headline(page->advice, page->bounce, page->failure, page->moment, text,
                    sizeof text);
    if (!*text || characters(text) > BOUNCE_HEADLINE_MAX)
        complain(page, "headline", text);
    check_text(page, text);
    check_text(page, page->advice->plain);
    if (strchr(page->advice->plain, '{') ||
        characters(page->advice->plain) > BOUNCE_HEADLINE_MAX)
        complain(page, "plain headline", page->advice->plain);
}

/* Fills the steps behind what is there. Gives how many there are. */
static size_t
check_steps(const struct page *page, char all[static 8 * ROOM], bool *below)
{
    char step[ROOM];
    size_t count = 0, shown = 0;
    for (; page->advice->steps[count]; count++) {
        fill(page, page->advice->steps[count], step);
        if (!*step)
            continue;
        shown++;
        check_text(page, step);
        check_verb(page, step);
        *below = *below || strstr(step, "text below");
        if (page->moment && page->moment->past && page->moment->past->lasting &&
            page->failure->kind == BOUNCE_FAILED &&
            strncmp(page->advice->id, "connection", 10) == 0 &&
            strncmp(step, "Wait", 4) == 0)
            complain(page, "waits although it lasts", step);
        snprintf(all + strlen(all), 8 * ROOM - strlen(all), "%s ", step);
    }
    if (count > ADVISE_STEPS_MAX || shown > ADVISE_SHOWN_MAX)
        complain(page, "too many steps", all);
    return shown;
}

static void
check_page(const struct page *page)
{
    static char all[8 * ROOM];
    const struct bounce_advice *advice = page->advice;
    const char *const words[] = {advice->happened, advice->reassure, advice->lost,
                                 advice->again, advice->keep};
    char text[ROOM];
    bool below = false;
    pages++;
    all[0] = '\0';
    check_headline(page);
    for (size_t i = 0; i < COUNT(words); i++) {
        fill(page, words[i], text);
        check_text(page, text);
        below = below || strstr(text, "text below");
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s ", text);
        if (!*text &&
            ((i == 0 && advice->notice) ||
             (i % 2 == 0 && i < 3 && !advice->notice && is_over_or_waits(page))))
            complain(page, "silent", words[i]);
    }
    size_t steps = check_steps(page, all, &below);
    if (!advice->notice && (steps > 0) != is_over_or_waits(page))
        complain(page, "steps, or none, for this kind", all);
    if (page->ours)
        check_doubles(page, all);
    fill(page, advice->ask, text);
    check_braces(page, text);
    if (*text && page->failure->kind == BOUNCE_DELAYED && !advice->notice)
        complain(page, "asks while delayed", text);
    if (below != (*text != '\0'))
        complain(page, "a text to copy and no word of it, or none", all);
}

/* Mon, 6 Apr 2026 19:11:58 UTC */
#define REPORTED 1775502718
#define DAY      86400

static const struct bounce_past pasts[] = {
    {.size = sizeof pasts[0]},
    {.size = sizeof pasts[0],
     .count = 3,
     .days = 2,
     .since = REPORTED - 4 * DAY,
     .lasting = true,
     .only_there = true,
     .sent = true,
     .watching = true},
    {.size = sizeof pasts[0], .suggestion = "pat@charter.com", .written = 12},
    {.size = sizeof pasts[0],
     .count = 2,
     .days = 1,
     .since = REPORTED - DAY,
     .worked = REPORTED - 20 * DAY,
     .suggestion = "pat@charter.com",
     .other_way = "Gmail",
     .others_get_through = true},
    {.size = sizeof pasts[0],
     .count = 5,
     .days = 4,
     .since = REPORTED - 200 * DAY,
     .lasting = true,
     .worked = REPORTED - 201 * DAY,
     .other_account_works = true},
    {.size = sizeof pasts[0], .count = 4, .days = 3, .lasting = true},
};

static const struct bounce_person persons[] = {
    {.size = sizeof persons[0]},
    {.size = sizeof persons[0],
     .support = "support.microsoft.com",
     .their_support = "none"},
    {.size = sizeof persons[0],
     .support = "none",
     .their_support = "www-help.example.net"},
    {.size = sizeof persons[0],
     .support = "support.google.com",
     .their_support = "help.example.net"},
    {.size = sizeof persons[0],
     .office = true,
     .admin = "it@example.org",
     .support = "support.microsoft.com"},
    {.size = sizeof persons[0], .office = true, .their_support = "help.example.net"},
};

static void
check_cause(const struct bounce *bounce, const struct bounce_failure *failure,
            enum bounce_cause cause, bool ours)
{
    for (size_t i = 0; i < COUNT(pasts) * COUNT(persons); i++) {
        const struct bounce_moment moment = {
            .size = sizeof moment,
            .now = i % 2 ? bounce->reported + 30 * 3600 : 0,
            .past = &pasts[i % COUNT(pasts)],
            .person = &persons[i / COUNT(pasts)],
        };
        struct page page = {
            .bounce = bounce, .failure = failure, .moment = &moment, .ours = ours};
        for (int reader = BOUNCE_FOR_SENDER; reader <= BOUNCE_FOR_POSTMASTER;
             reader++) {
            page.reader = (enum bounce_reader)reader;
            page.advice = bounce_advise(cause, page.reader);
            check_page(&page);
        }
    }
}

static void
check_notices(const struct bounce *bounce, const struct bounce_failure *failure)
{
    for (size_t i = 0; i < COUNT(persons); i++) {
        const struct bounce_moment moment = {.size = sizeof moment,
                                             .past = &pasts[i % COUNT(pasts)],
                                             .person = &persons[i]};
        struct page page = {
            .bounce = bounce, .failure = failure, .moment = &moment, .ours = true};
        for (int n = 0; bounce_advise_notice((enum bounce_notice)n); n++) {
            page.advice = bounce_advise_notice((enum bounce_notice)n);
            check_page(&page);
        }
    }
}

/* What a mail says in its own words goes into ours as it is; here something tame stands for
 * it, so that what is odd is ours. */
static struct bounce_failure
tamed(const struct bounce_failure *failure)
{
    struct bounce_failure tame = *failure;
    tame.diagnostic = *failure->diagnostic ? "550 5.4.316 It was refused" : "";
    if (strstr(failure->recipient, ".."))
        tame.recipient = "pat@charter.net";
    if (strstr(failure->original_recipient, ".."))
        tame.original_recipient = "";
    tame.said = *failure->said ? "450 4.4.316 It was put off" : "";
    return tame;
}

enum {
    CAUSES = BOUNCE_CAUSE_FORWARDING_BLOCKED + 1
};
static bool met[CAUSES]; /* by a mail of the folder */

static void
check_mail(size_t length)
{
    struct bounce *bounce;
    if (bounce_read(mail, length, NULL, &bounce) != BOUNCE_READ)
        return;
    size_t count = 0;
    struct bounce_original original = *bounce->original;
    original.subject = *original.subject ? "Lunch" : "";
    for (const struct bounce_failure *f = bounce->failures; f && count < FAILURES_MAX;
         f = f->next, count++) {
        enum bounce_cause cause = bounce_diagnose(bounce, f).cause;
        met[cause] = true;
        check_cause(bounce, f, cause, false);
        struct bounce_failure tame = tamed(f);
        struct bounce copy = *bounce;
        copy.original = &original;
        copy.failures = &tame;
        check_cause(&copy, &tame, cause, true);
        if (count == 0)
            check_notices(&copy, &tame);
    }
    bounce_free(bounce);
}

/* Of the folder and those in it. Gives how many mails there were. */
static size_t
check_folder(const char *path)
{
    char file[PATH_ROOM];
    DIR *open = opendir(path);
    size_t count = 0;
    assert_non_null(open);
    for (const struct dirent *entry; (entry = readdir(open)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        struct stat about;
        assert_int_equal(stat(file, &about), 0);
        if (S_ISDIR(about.st_mode)) {
            count += check_folder(file);
            continue;
        }
        where = entry->d_name;
        check_mail(mail_load(file, mail, sizeof mail));
        count++;
    }
    closedir(open);
    return count;
}

static void
of_mails(void **state)
{
    (void)state;
    wrong = pages = 0;
    assert_true(check_folder(folder) > 100);
    for (size_t i = 0; i < CAUSES; i++)
        if (!met[i]) /* words that nobody has read from a mail */
            fail_msg("no mail of %s",
                     bounce_advise((enum bounce_cause)i, BOUNCE_FOR_SENDER)->id);
    const char *corpus = getenv("NDRWATCH_CORPUS");
    if (corpus)
        assert_true(check_folder(corpus) > 100);
    print_message("# %u pages\n", pages);
    assert_int_equal(wrong, 0);
}

static const struct bounce_original original = {
    .message_id = "<AM0PR09MB1234.5f1c@mail.example.com>",
    .subject = "Lunch & photos <3",
    .to = "pat@charter.net",
    .from = "dorothy.t@outlook.com",
};
static const struct bounce_original silent_original = {"", "", "", "", 0};
#define SILENT                                                                         \
    .original_recipient = "", .action = "", .status = "", .diagnostic = "",            \
    .said = "", .said_by = "", .remote_mta = "", .tried_host = "", .tried_address = ""
static const struct bounce_failure silent = {.recipient = "", SILENT};
static const struct bounce_failure told = {
    .recipient = "pat@charter.net",
    .original_recipient = "",
    .action = "failed",
    .status = "5.4.316",
    .diagnostic = "550 5.4.316 Message expired, connection refused",
    .said = "450 4.4.316 Connection refused",
    .said_by = "",
    .remote_mta = "",
    .tried_host = "mx0.charter.net",
    .tried_address = "192.0.2.25",
    .code = {550, 5, 4, 316},
};
static const struct bounce_failure passed_on = {
    .recipient = "pat@home.example.net",
    .original_recipient = "pat@example.org",
    .action = "failed",
    .status = "5.0.0",
    .diagnostic = "554 Virus found",
    .said = "",
    .said_by = "",
    .remote_mta = "mx.example.net",
    .tried_host = "",
    .tried_address = "",
};
#define STORY(mail, failure)                                                           \
    {                                                                                  \
        .reporter = "AM0.outlook.com", .message_id = "", .reported = REPORTED,         \
        .arrived = REPORTED - DAY, .cut = true, .original = &(mail),                   \
        .failures = &(failure), .failures_seen = 1, .own_provider = ""                 \
    }
static const struct bounce stories[] = {
    STORY(original, told),
    STORY(silent_original, passed_on),
    {.reporter = "",
     .message_id = "",
     .original = &silent_original,
     .failures = &silent,
     .failures_seen = 1,
     .own_provider = ""},
};

/* Of providers and an address as most people's, so that its own headline fits. */
static void
headlines_are_used(void **state)
{
    (void)state;
    wrong = 0;
    where = stories[0].failures->recipient;
    for (int cause = 0; cause < ADVISE_CAUSES; cause++) {
        struct page page = {.bounce = &stories[0], .failure = stories[0].failures};
        char text[ROOM];
        page.advice = bounce_advise((enum bounce_cause)cause, BOUNCE_FOR_SENDER);
        bounce_headline(page.advice, page.bounce, page.failure, NULL, text,
                        sizeof text);
        if (strcmp(text, page.advice->plain) == 0 &&
            !strstr(page.advice->headline, page.advice->plain))
            complain(&page, "a headline that does not fit", page.advice->headline);
    }
    assert_int_equal(wrong, 0);
}

/* Every cause with every kind, told much, little and nothing. */
static void
of_all_causes_and_kinds(void **state)
{
    (void)state;
    wrong = pages = 0;
    for (size_t i = 0; i < COUNT(stories); i++)
        for (int kind = BOUNCE_FAILED; kind <= BOUNCE_EXPANDED; kind++) {
            struct bounce_failure failure = *stories[i].failures;
            struct bounce bounce = stories[i];
            failure.kind = (enum bounce_kind)kind;
            bounce.failures = &failure;
            where = bounce.failures->recipient;
            for (int cause = 0; cause < ADVISE_CAUSES; cause++)
                check_cause(&bounce, &failure, (enum bounce_cause)cause, true);
            check_notices(&bounce, &failure);
        }
    print_message("# %u pages\n", pages);
    assert_int_equal(wrong, 0);
}

/* What only who runs a server can use is said to him, in whole sentences, and to nobody else. */
static void
postmasters_are_told(void **state)
{
    // clang-format off
    static const struct {
        enum bounce_cause cause;
        const char *words;
    } notes[] = {
        { BOUNCE_CAUSE_SENDER_RATE_LIMITED, "SNDS" },                           /* S-034 */
        { BOUNCE_CAUSE_PROVIDER_BLOCK,      "Postmaster Tools" },               /* S-034 */
        { BOUNCE_CAUSE_IP_BLOCKLISTED,      "check.spamhaus.org" },             /* S-034 */
        { BOUNCE_CAUSE_EXPIRED_UNKNOWN,     "Exchange Online's is fixed" }, /* S-039 */
        { BOUNCE_CAUSE_EXPIRED_UNKNOWN,     "its MX is right" },                /* S-056 */
        { BOUNCE_CAUSE_EXPIRED_UNKNOWN,     "testconnectivity.microsoft.com" }, /* S-057 */
        { BOUNCE_CAUSE_CONNECTION_REFUSED,  "testconnectivity.microsoft.com" }, /* S-057 */
        { BOUNCE_CAUSE_EXPIRED_UNKNOWN,     "SPF record names all your servers" }, /* S-058 */
        { BOUNCE_CAUSE_AUTH_FAILED,         "Name every server that sends" },   /* S-058 */
        { BOUNCE_CAUSE_EXPIRED_UNKNOWN,     "the registrar has been paid" },    /* S-059 */
        { BOUNCE_CAUSE_SENDER_ADDRESS_BAD,  "Ask your registrar" },             /* S-059 */
        { BOUNCE_CAUSE_EXPIRED_UNKNOWN,     "Hybrid Configuration Wizard" },    /* S-060 */
        { BOUNCE_CAUSE_CONNECTION_TIMEOUT,  "Lengthen the queue lifetime" },    /* S-090 */
        { BOUNCE_CAUSE_CONNECTION_REFUSED,  "Leave SPF, DKIM and the content alone" }, /* S-017 */
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(notes); i++)
        for (int reader = BOUNCE_FOR_SENDER; reader <= BOUNCE_FOR_POSTMASTER;
             reader++) {
            const struct bounce_advice *advice = bounce_advise(
                notes[i].cause, (enum bounce_reader)reader);
            bool said = false;
            for (size_t k = 0; advice->steps[k]; k++)
                said = said || strstr(advice->steps[k], notes[i].words);
            if (said != (reader == BOUNCE_FOR_POSTMASTER))
                fail_msg("%s: %s", advice->id, notes[i].words);
        }
}

/* In an office the next one to ask is its IT, by name, wherever there is somebody to ask. */
static void
offices_ask_their_own(void **state)
{
    const struct bounce_moment moment = {.size = sizeof moment, .person = &persons[4]};
    const struct bounce *bounce = &stories[0];
    size_t asked = 0;
    (void)state;
    for (int cause = 0; cause < ADVISE_CAUSES; cause++) {
        const struct bounce_advice *advice = bounce_advise((enum bounce_cause)cause,
                                                           BOUNCE_FOR_SENDER);
        char text[ROOM];
        size_t length = bounce_fill(advice->again, bounce, bounce->failures, &moment,
                                    text, sizeof text);
        for (size_t k = 0; advice->steps[k]; k++)
            length += bounce_fill(advice->steps[k], bounce, bounce->failures, &moment,
                                  text + length, sizeof text - length);
        asked += strstr(text, "our IT (it@example.org)") != NULL;
        if (strstr(text, "support.microsoft.com"))
            fail_msg("%s: an office is sent to a provider: %s", advice->id, text);
    }
    assert_true(asked >= 20);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headlines_are_used),
        cmocka_unit_test(of_all_causes_and_kinds),
        cmocka_unit_test(postmasters_are_told),
        cmocka_unit_test(offices_ask_their_own),
        cmocka_unit_test(of_mails),
    };
    if (argc != 2)
        return 2;
    folder = argv[1];
    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
