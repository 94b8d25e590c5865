/* The words: each cause has its own, and they are filled with the facts. What they may say is
 * test_words' business. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "../support/check.h"
#include "classify/advise.h"
#include "classify/bounce.h"
#include "classify/provider.h"

enum {
    ROOM = 8 * BOUNCE_TEXT_MAX,
    HOUR = 3600
};

/* Mon, 6 Apr 2026 15:11:58 -0400 */
static const int64_t REPORTED = 1775502718;

static const struct bounce_original original = {
    .message_id = "<AM0PR09MB1234.5f1c@mail.example.com>",
    .subject = "Lunch & photos <3",
    .to = "pat@charter.net",
    .from = "dorothy.t@outlook.com",
    .sent = 1775502718 - 86400,
};

static const struct bounce_failure refused = {
    .kind = BOUNCE_FAILED,
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

static const struct bounce story = {
    .kind = BOUNCE_FAILED,
    .reporter = "AM0PR09MB1234.eurprd09.prod.outlook.com",
    .message_id = "",
    .reported = 1775502718,
    .zone = -240,
    .arrived = 1775502718 - (23 * 60 + 50) * 60,
    .original = &original,
    .failures = &refused,
    .failures_seen = 1,
    .own_provider = "",
};

static const struct bounce_original silent_original = {"", "", "", "", 0};

/* A pasted reply: nothing but its words is known. */
static const struct bounce_failure silent_failure = {
    .recipient = "",
    .original_recipient = "",
    .action = "",
    .status = "",
    .diagnostic = "",
    .said = "",
    .said_by = "",
    .remote_mta = "",
    .tried_host = "",
    .tried_address = "",
};

static const struct bounce silent = {
    .reporter = "",
    .message_id = "",
    .original = &silent_original,
    .failures = &silent_failure,
    .failures_seen = 1,
    .own_provider = "",
};

static const char *
fill(const char *words, const struct bounce *bounce,
     const struct bounce_failure *failure)
{
    static char text[ROOM];
    size_t length = bounce_fill(words, bounce, failure, NULL, text, sizeof text);
    assert_int_equal(length, strlen(text));
    return text;
}

static size_t
characters(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

static void
test_each_cause_has_its_own_words(void **state)
{
    (void)state;
    for (int i = 0; i < ADVISE_CAUSES; i++) {
        const struct bounce_advice *advice = bounce_advise((enum bounce_cause)i,
                                                           BOUNCE_FOR_SENDER);
        assert_int_equal(advice->cause, i);
        const struct bounce_advice *admin = bounce_advise((enum bounce_cause)i,
                                                          BOUNCE_FOR_POSTMASTER);
        assert_string_equal(admin->id, advice->id);
        assert_string_equal(admin->headline, advice->headline);
        assert_string_not_equal(admin->steps[0], advice->steps[0]);
        assert_true(*advice->sources && !advice->notice);
        assert_true(*advice->id && *advice->headline && *advice->happened);
        assert_true(*advice->plain && !strchr(advice->plain, '{'));
        assert_true(characters(advice->plain) <= BOUNCE_HEADLINE_MAX);
        assert_non_null(advice->steps[0]);
        for (int other = 0; other < i; other++) {
            const struct bounce_advice *theirs = bounce_advise((enum bounce_cause)other,
                                                               BOUNCE_FOR_SENDER);
            assert_string_not_equal(advice->id, theirs->id);
            assert_string_not_equal(advice->headline, theirs->headline);
            assert_string_not_equal(advice->plain, theirs->plain);
            assert_string_not_equal(advice->happened, theirs->happened);
        }
    }
    assert_string_equal(bounce_advise((enum bounce_cause) - 1, BOUNCE_FOR_SENDER)->id,
                        "unknown");
    assert_string_equal(
        bounce_advise((enum bounce_cause)ADVISE_CAUSES, BOUNCE_FOR_SENDER)->id,
        "unknown");
}

static void
test_what_arrived_needs_no_steps(void **state)
{
    (void)state;
    for (int i = 0; i < ADVISE_CAUSES; i++) {
        const struct bounce_advice *advice = bounce_advise((enum bounce_cause)i,
                                                           BOUNCE_FOR_SENDER);
        for (int kind = BOUNCE_RELAYED; kind <= BOUNCE_EXPANDED; kind++) {
            struct bounce_failure fine = refused;
            fine.kind = (enum bounce_kind)kind;
            for (size_t k = 0; advice->steps[k]; k++)
                assert_string_equal(fill(advice->steps[k], &story, &fine), "");
            assert_string_equal(fill(advice->again, &story, &fine), "");
            assert_string_equal(fill(advice->ask, &story, &fine), "");
            char headline[ROOM];
            bounce_headline(advice, &story, &fine, NULL, headline, sizeof headline);
            assert_true(strncmp(headline, "Your mail was ", 14) == 0);
        }
    }
}

/* A headline always says something, in at most 60 characters, whatever the facts. */
static void
test_headlines_fit(void **state)
{
    static const char *const addresses[] = {
        "",
        "pat@charter.net",
        "an.exceedingly.long.and.winding.local.part.of.an.address@charter.net",
        "pat@a-company-with-quite-a-long-name-in-its-domain.example.com",
        "no-at-sign",
        "ünï@bücher.example",
    };
    (void)state;
    for (int i = 0; i < ADVISE_CAUSES; i++)
        for (size_t a = 0; a < COUNT(addresses); a++)
            for (int kind = BOUNCE_FAILED; kind <= BOUNCE_CHALLENGED; kind++) {
                const struct bounce_advice *advice = bounce_advise((enum bounce_cause)i,
                                                                   BOUNCE_FOR_SENDER);
                struct bounce_failure failure = refused;
                failure.kind = (enum bounce_kind)kind;
                failure.recipient = addresses[a];
                char text[ROOM];
                bounce_headline(advice, &story, &failure, NULL, text, sizeof text);
                if (!*text || characters(text) > BOUNCE_HEADLINE_MAX ||
                    strchr(text, '{'))
                    fail_msg("%s, '%s': %s", advice->id, addresses[a], text);
            }
}

static void
test_a_long_address_keeps_its_domain(void **state)
{
    (void)state;
    struct bounce_failure failure = refused;
    failure.recipient = "a.very.long.local.part.indeed.it.is@charter.net";
    char text[ROOM];
    bounce_headline(bounce_advise(BOUNCE_CAUSE_MAILBOX_FULL, BOUNCE_FOR_SENDER), &story,
                    &failure, NULL, text, sizeof text);
    assert_string_equal(text,
                        "The mailbox a.very.long.local.part.ind…@charter.net is full.");
    assert_int_equal(characters(text), BOUNCE_HEADLINE_MAX);
}

// clang-format off
static const struct {
    const char *name, *words, *want;
} fillings[] = {
    { "plain",              "Nothing to fill.", "Nothing to fill." },
    { "address",            "{rcpt} at {rcpt_domain}", "pat@charter.net at charter.net" },
    { "providers",          "{my_provider} to {their_provider}", "Outlook.com to Charter" },
    { "rounded",            "{window}", "24 hours" },
    { "later the same day", "{again_at 4}", "Mon 19:11" },
    { "tomorrow",           "{again_at 24}", "Tue 15:11" },
    { "far off",            "{again_at 240}", "16 April, 15:11" },
    { "weeks off",          "{again_at 999}", "18 May, 06:11" },
    { "reported",           "{reported_at}, {reported_utc}", "Mon 15:11, 2026-04-06 19:11 UTC" },
    { "code",               "{code}", "550 5.4.316" },
    { "sentence vanishes",  "One. Two {orig_rcpt}. Three.", "One. Three." },
    { "first vanishes",     "{orig_rcpt} is one. Two.", "Two." },
    { "last vanishes",      "One. Is it {orig_rcpt}?", "One." },
    { "unknown name",       "One. Two {nonsense}. Three.", "One. Three." },
    { "dots in values",     "Write to {rcpt} soon. And {orig_rcpt}.", "Write to pat@charter.net soon." },
    { "dots in numbers",    "It is 5.4.316 or {orig_rcpt}. Two.", "Two." },
    { "quote closes",       "“One.” Two {orig_rcpt}. (Three.) Four {orig_rcpt}.", "“One.” (Three.)" },
    { "line vanishes",      "One\nTwo {orig_rcpt}\nThree", "One\nThree" },
    { "blank line stays",   "One\n\nThree", "One\n\nThree" },
    { "first line vanishes", "{orig_rcpt}\nTwo", "Two" },
    { "if",                 "{if final}Over.{/if}{if delayed}Not over.{/if}", "Over." },
    { "if not",             "{if not final}Not over.{/if} Fine.", "Fine." },
    { "if fact",            "Mail{if subject} “{subject}”{/if} to{if orig_rcpt} {orig_rcpt}{/if} x", "Mail “Lunch & photos <3” to x" },
    { "nested if",          "{if final}a{if delayed}b{/if}c{/if}d", "acd" },
    { "hidden if",          "{if delayed}a{if final}b{/if}c{/if}d", "d" },
    { "hidden fact",        "One{if delayed} and {orig_rcpt}{/if}.", "One." },
    { "unknown if",         "{if nonsense}a{/if}{if not nonsense}b{/if}c", "c" },
    { "stray end",          "a{/if}b", "ab" },
    { "no end",             "a{if final}b", "ab" },
    { "open brace",         "a { b {rcpt", "a { b {rcpt" },
    { "long brace",         "{this brace is far too long to be one of our names}", "{this brace is far too long to be one of our names}" },
    { "blanks collapse",    "a  {if delayed}b{/if}  c", "a c" },
    { "not past",           "{if past 4}now{/if}{if not past 4}later{/if}", "later" },
    { "nested reply",       "{if nested}{said}{/if}", "450 4.4.316 Connection refused" },
};
// clang-format on

static void
test_filling(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(fillings); i++) {
        const char *have = fill(fillings[i].words, &story, &refused);
        if (strcmp(have, fillings[i].want) != 0)
            fail_msg("%s: '%s', not '%s'", fillings[i].name, have, fillings[i].want);
    }
}

static void
test_filling_without_facts(void **state)
{
    (void)state;
    assert_string_equal(
        fill("{my_provider} and {their_provider} differ.", &silent, &silent_failure),
        "Your mail provider and the other provider differ.");
    assert_string_equal(
        fill("So {their_provider} and {my_provider} differ.", &silent, &silent_failure),
        "So the other provider and your mail provider differ.");
    static const char *const missing[] = {
        "{rcpt}",       "{rcpt_domain}", "{window}",    "{retry_until}",
        "{again_at 4}", "{reported_at}", "{code}",      "{said}",
        "{diagnostic}", "{remote_host}", "{remote_ip}", "{message_id}",
        "{my_address}", "{subject}",
    };
    for (size_t i = 0; i < COUNT(missing); i++)
        assert_string_equal(fill(missing[i], &silent, &silent_failure), "");
}

/* A buffer of any size ends in NUL, before a character that does not fit whole. */
static void
test_small_buffers(void **state)
{
    (void)state;
    const char *words = "“{subject}” — {rcpt}. {orig_rcpt} vanishes. Ünd.";
    char whole[ROOM];
    size_t length = bounce_fill(words, &story, &refused, NULL, whole, sizeof whole);
    for (size_t size = 1; size <= length + 1; size++) {
        char some[ROOM];
        memset(some, 'x', sizeof some);
        assert_int_equal(bounce_fill(words, &story, &refused, NULL, some, size),
                         length);
        assert_true(strlen(some) < size && strlen(some) + 4 >= size);
        assert_memory_equal(some, whole, strlen(some));
        assert_true(((unsigned char)whole[strlen(some)] & 0xc0) != 0x80);
        assert_int_equal(some[size], 'x');
    }
    assert_int_equal(bounce_fill(words, &story, &refused, NULL, NULL, 0), length);
}

static int
berlin(void *context, int64_t when)
{
    (void)context;
    (void)when;
    return 120;
}

static void
test_moments(void **state)
{
    // clang-format off
    static const struct {
        int64_t later;
        const char *want;
    } moments[] = {
        { 0,         "later, 01:11 today" },
        { 3 * HOUR,  "later, 01:11 today" },
        { 4 * HOUR,  "now, 01:11 today" },
        { 30 * HOUR, "now, Tue 01:11" },
        { 900 * HOUR, "now, 7 April, 01:11" },
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(moments); i++) {
        struct bounce_moment moment = {
            .size = sizeof moment,
            .now = REPORTED + 3 * HOUR + moments[i].later,
            .zone = berlin,
        };
        char text[ROOM];
        bounce_fill("{if past 7}now{/if}{if not past 7}later{/if}, {again_at 4}",
                    &story, &refused, &moment, text, sizeof text);
        /* Four hours after 19:11 UTC it is 01:11 of Tuesday in Berlin. */
        assert_string_equal(text, moments[i].want);
    }
}

static void
test_how_long_it_was_tried(void **state)
{
    // clang-format off
    static const struct {
        int64_t arrived, patience;
        const char *want;
    } spans[] = {
        { 60,        0,         "" },            /* sent back at once: nobody kept trying */
        { 50 * 60,   0,         "50 minutes" },
        { HOUR,      0,         "1 hour" },
        { 85800,     0,         "24 hours" },    /* 23 h 50 min */
        { 47 * HOUR, 0,         "47 hours" },
        { 48 * HOUR, 0,         "2 days" },
        { 76 * HOUR, 0,         "3 days" },
        { 86400,     48 * HOUR, "24 hours" },    /* measured beats announced */
        { -1,        48 * HOUR, "2 days" },      /* announced beats known */
        { -1,        0,         "about 24 hours" },
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(spans); i++) {
        struct bounce bounce = story;
        bounce.arrived = spans[i].arrived < 0 ? 0 : REPORTED - spans[i].arrived;
        bounce.patience = spans[i].patience;
        assert_string_equal(fill("{window}", &bounce, &refused), spans[i].want);
    }
}

static void
test_when_it_gives_up(void **state)
{
    (void)state;
    struct bounce bounce = story;
    struct bounce_failure delayed = refused;
    delayed.kind = BOUNCE_DELAYED;
    bounce.arrived = REPORTED - 4 * HOUR;
    assert_string_equal(fill("{retry_until}", &bounce, &delayed), "Tue 11:11");
    bounce.patience = 48 * HOUR;
    assert_string_equal(fill("{retry_until}", &bounce, &delayed), "Wed 11:11");
    delayed.tries_until = REPORTED + HOUR;
    assert_string_equal(fill("{retry_until}", &bounce, &delayed), "Mon 16:11");
    delayed.tries_until = REPORTED + (int64_t)300 * 24 * HOUR;
    assert_string_equal(fill("{retry_until}", &bounce, &delayed),
                        "31 January 2027, 15:11");
    delayed.tries_until = REPORTED - HOUR;
    assert_string_equal(fill("{retry_until}", &bounce, &delayed), "");
}

static void
test_providers(void **state)
{
    // clang-format off
    static const struct {
        const char *host, *want;
    } hosts[] = {
        { "outlook.com",                   "Outlook.com" },
        { "HOTMAIL.CO.UK",                 "Outlook.com" },
        { "live.com.au",                   "Outlook.com" },
        { "live.example.com",              NULL },
        { "olivelive.com",                 NULL },
        { "mx0.charter.net.",              "Charter" },
        { "charter.net",                   "Charter" },
        { "notcharter.net",                NULL },
        { "charter.net.example.org",       NULL },
        { "tampabay.rr.com",               "Spectrum" },
        { "AM0.eurprd09.prod.outlook.com", "Microsoft" },
        { "x.mail.protection.outlook.com", "Microsoft 365" },
        { "gmail.com",                     "Gmail" },
        { "aspmx.l.google.com",            "Google" },
        { "yahoo.fr",                      "Yahoo" },
        { "mx00.gmx.net",                  "GMX" },
        { "mta7.am0.yahoo.co.jp",          "Yahoo" },
        { "yahoo.",                        NULL },
        { "",                              NULL },
        { ".",                             NULL },
        { "example.com",                   NULL },
        /* Each row, which a letter that is not its own would hide. */
        { "olc.protection.outlook.com",      "Outlook.com" },
        { "mail.protection.outlook.com",     "Microsoft 365" },
        { "prod.outlook.com",                "Microsoft" },
        { "mx.microsoft",                    "Microsoft 365" },
        { "onmicrosoft.com",                 "Microsoft 365" },
        { "office365.com",                   "Microsoft 365" },
        { "microsoft.com",                   "Microsoft" },
        { "google.com",                      "Google" },
        { "yahoodns.net",                    "Yahoo" },
        { "amazonses.com",                   "Amazon" },
        { "secureserver.net",                "GoDaddy" },
        { "outlook.com",                     "Outlook.com" },
        { "hotmail.com",                     "Outlook.com" },
        { "live.com",                        "Outlook.com" },
        { "msn.com",                         "Outlook.com" },
        { "passport.com",                    "Outlook.com" },
        { "gmail.com",                       "Gmail" },
        { "googlemail.com",                  "Gmail" },
        { "charter.net",                     "Charter" },
        { "charter.com",                     "Charter" },
        { "spectrum.net",                    "Spectrum" },
        { "rr.com",                          "Spectrum" },
        { "twc.com",                         "Spectrum" },
        { "roadrunner.com",                  "Spectrum" },
        { "brighthouse.com",                 "Spectrum" },
        { "bresnan.net",                     "Spectrum" },
        { "yahoo.com",                       "Yahoo" },
        { "ymail.com",                       "Yahoo" },
        { "rocketmail.com",                  "Yahoo" },
        { "aol.com",                         "AOL" },
        { "aim.com",                         "AOL" },
        { "verizon.net",                     "Verizon" },
        { "att.net",                         "AT&T" },
        { "sbcglobal.net",                   "AT&T" },
        { "bellsouth.net",                   "AT&T" },
        { "pacbell.net",                     "AT&T" },
        { "ameritech.net",                   "AT&T" },
        { "currently.com",                   "AT&T" },
        { "flash.net",                       "AT&T" },
        { "prodigy.net",                     "AT&T" },
        { "snet.net",                        "AT&T" },
        { "swbell.net",                      "AT&T" },
        { "comcast.net",                     "Xfinity" },
        { "xfinity.com",                     "Xfinity" },
        { "cox.net",                         "Cox" },
        { "icloud.com",                      "iCloud" },
        { "me.com",                          "iCloud" },
        { "mac.com",                         "iCloud" },
        { "apple.com",                       "Apple" },
        { "gmx.com",                         "GMX" },
        { "web.de",                          "WEB.DE" },
        { "mail.com",                        "mail.com" },
        { "kundenserver.de",                 "IONOS" },
        { "ionos.com",                       "IONOS" },
        { "t-online.de",                     "T-Online" },
        { "magenta.de",                      "T-Online" },
        { "orange.fr",                       "Orange" },
        { "wanadoo.fr",                      "Orange" },
        { "laposte.net",                     "La Poste" },
        { "free.fr",                         "Free" },
        { "bigpond.com",                     "Telstra" },
        { "telstra.com",                     "Telstra" },
        { "yandex.com",                      "Yandex" },
        { "proton.me",                       "Proton Mail" },
        { "protonmail.com",                  "Proton Mail" },
        { "fastmail.com",                    "Fastmail" },
        { "zoho.com",                        "Zoho" },
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(hosts); i++) {
        const struct provider *provider = provider_find(hosts[i].host);
        if ((provider == NULL) != (hosts[i].want == NULL) ||
            (provider && strcmp(provider->name, hosts[i].want) != 0))
            fail_msg("%s: %s", hosts[i].host, provider ? provider->name : "none");
    }
}

static void
test_one_company(void **state)
{
    // clang-format off
    static const struct {
        const char *left, *right;
        bool same;
    } pairs[] = {
        { "hotmail.com",       "x.mail.protection.outlook.com", true },
        { "charter.net",       "cdptpa-imp.rr.com",             true },
        { "gmail.com",         "ASPMX.L.GOOGLE.COM.",           true },
        { "aol.com",           "mta5.am0.yahoodns.net",         true },
        { "charter.net",       "mx0.outlook.com",               false },
        { "mx1.example.org",   "mail.example.org",              true },
        { "example.org",       "example.net",                   false },
        { "mx.example.co.uk",  "example.co.uk",                 true },
        { "one.co.uk",         "other.co.uk",                   false },
        { "gmail.com",         "mail.example.com",              false },
        { "localhost",         "localhost",                     true },
        { "",                  "",                              false },
        { ".",                 "example.org",                   false },
    };
    // clang-format on
    (void)state;
    for (size_t i = 0; i < COUNT(pairs); i++)
        if (provider_same(pairs[i].left, pairs[i].right) != pairs[i].same ||
            provider_same(pairs[i].right, pairs[i].left) != pairs[i].same)
            fail_msg("%s, %s", pairs[i].left, pairs[i].right);
}

/* The expected words of the story, word by word where they matter. */
static void
test_the_story(void **state)
{
    (void)state;
    const struct bounce_advice *advice = bounce_advise(BOUNCE_CAUSE_CONNECTION_REFUSED,
                                                       BOUNCE_FOR_SENDER);
    char headline[ROOM];
    bounce_headline(advice, &story, &refused, NULL, headline, sizeof headline);
    assert_string_equal(headline, "Charter refused every connection from Outlook.com.");
    assert_non_null(
        strstr(fill(advice->happened, &story, &refused),
               "Outlook.com kept trying for 24 hours, but Charter's servers "
               "refused every connection"));
    assert_non_null(
        strstr(fill(advice->reassure, &story, &refused),
               "Nothing points to a mistake of yours. The other server never "
               "got as far as looking at the address."));
    assert_string_equal(fill(advice->steps[0], &story, &refused),
                        "Wait a few hours, then send it once more (from Mon 19:11).");
    assert_non_null(strstr(fill(advice->steps[1], &story, &refused), "charter.net"));
    assert_non_null(strstr(fill(advice->steps[2], &story, &refused), "Phone or text"));
    assert_non_null(
        strstr(fill(advice->again, &story, &refused), "both providers must look"));
    const char *ask = fill(advice->ask, &story, &refused);
    assert_non_null(strstr(ask, "“550 5.4.316 Message expired, connection refused”"));
    assert_non_null(strstr(ask, "mx0.charter.net [192.0.2.25]"));
    assert_non_null(strstr(ask, original.message_id));
    assert_non_null(strstr(ask, "2026-04-06 19:11 UTC"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_cause_has_its_own_words),
        cmocka_unit_test(test_what_arrived_needs_no_steps),
        cmocka_unit_test(test_headlines_fit),
        cmocka_unit_test(test_a_long_address_keeps_its_domain),
        cmocka_unit_test(test_filling),
        cmocka_unit_test(test_filling_without_facts),
        cmocka_unit_test(test_small_buffers),
        cmocka_unit_test(test_moments),
        cmocka_unit_test(test_how_long_it_was_tried),
        cmocka_unit_test(test_when_it_gives_up),
        cmocka_unit_test(test_providers),
        cmocka_unit_test(test_one_company),
        cmocka_unit_test(test_the_story),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
