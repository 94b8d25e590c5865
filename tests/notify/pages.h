/* pages: report pages made by hand, for test_report, and for those that read them as a browser does. */
#ifndef TESTS_PAGES_H
#define TESTS_PAGES_H

#include <stdio.h>
#include <string.h>

#include "../support/hostile.h"
#include "letters.h"
#include "notify/report.h"

/* Here, where the letters are from. */
static int
pages_zone(void *context, int64_t when)
{
    (void)context;
    (void)when;
    return -240;
}

static const uint32_t pages_counts[14] = {[9] = 1, [11] = 2, [13] = 3};

static const char *const pages_grounds[] = {
    "The mail that came back is in your Sent folder.",
    "The report comes from your own provider.",
    NULL,
};

static const struct bounce_finding pages_finding = {
    .id = "H05",
    .headline = "It fails since 2 April: waiting alone does not help.",
    .words = "6 of your mails to charter.net came back since 2 April, none to others.",
    .step = "Ask both providers to look now. The texts below say what they need.",
    .ground = BOUNCE_GROUND_MEASURED,
};

static const struct report_text pages_texts[] = {
    {
        .title = "For the recipient, on the phone",
        .guide = "Say it, or send it as a text message.",
        .words =
            "My mails to pat@charter.net come back since 2 April: Charter refuses the "
            "connection. Please ask Charter to look into it.\n",
    },
    {
        .title = "For Outlook.com",
        .guide =
            "Open https://support.microsoft.com yourself and paste it. No support needs your "
            "password.",
        .words =
            "Mail from dorothy.t@outlook.com to pat@charter.net comes back with: “550 "
            "5.4.316 Message expired, connection refused”\nThe last server tried: "
            "mx0.charter.net [192.0.2.25]\n",
    },
};

static const char pages_raw[] =
    "Reporting-MTA: dns;AM0PR09MB1234.eurprd09.prod.outlook.com\r\n"
    "Arrival-Date: Sun, 5 Apr 2026 19:11:57 +0000\r\n\r\n"
    "Final-Recipient: rfc822;pat@charter.net\r\nAction: failed\r\nStatus: 5.4.316\r\n"
    "Diagnostic-Code: smtp;550 5.4.316 Message expired, connection refused\r\n";

/* All that a page can hold. Its parts point into one another. */
struct pages_full {
    unsigned who;
    struct bounce_past past;
    struct bounce_person person;
    struct bounce_moment moment;
    struct bounce bounce;
    struct report report;
};

static inline void
pages_fill(struct pages_full *all, const struct bounce_failure *failures)
{
    *all = (struct pages_full){
        .who = BOUNCE_WHO_YOUR_PROVIDER | BOUNCE_WHO_THEIR_PROVIDER,
        .past = {.size = sizeof all->past,
                 .count = 6,
                 .days = 3,
                 .since = 1775502718 - 4 * 86400,
                 .lasting = true,
                 .only_there = true,
                 .sent = true,
                 .findings = &pages_finding},
        .person = {.size = sizeof all->person,
                   .admin = "",
                   .support = "https://support.microsoft.com",
                   .their_support = "none"},
        .moment = {.size = sizeof all->moment,
                   .now = 1775502718 + 60,
                   .zone = pages_zone},
        .bounce = letter(failures),
        .report = {.name = "b-000017",
                   .address = "dorothy.t@outlook.com",
                   .genuine = "Yes: it is real, and about a mail of yours.",
                   .grounds = pages_grounds,
                   .days = {.count = 14,
                            .counts = pages_counts,
                            .last = 1775502718,
                            .whose = "to charter.net"},
                   .texts = pages_texts,
                   .text_count = 2,
                   .raw = pages_raw,
                   .raw_length = sizeof pages_raw - 1,
                   .raw_whole = true},
    };
    all->past.who = &all->who;
    all->moment.past = &all->past;
    all->moment.person = &all->person;
    all->report.bounce = &all->bounce;
    all->report.moment = &all->moment;
}

/* The same with one text in each place where a text from outside can stand. */
struct pages_hostile {
    struct pages_full full;
    char address[8192], diagnostic[8192];
    struct bounce_failure failure;
    struct bounce_original original;
    struct bounce_finding finding;
    struct report_text texts[2];
    const char *grounds[3];
};

static inline void
pages_fill_hostile(struct pages_hostile *page, const char *text)
{
    pages_fill(&page->full, &refused);
    snprintf(page->address, sizeof page->address, "%s@charter.net", text);
    snprintf(page->diagnostic, sizeof page->diagnostic,
             "550 5.4.316 Message expired, connection refused %s", text);
    page->failure = refused;
    page->failure.recipient = page->failure.original_recipient = page->address;
    page->failure.diagnostic = page->diagnostic;
    page->failure.said = page->failure.action = page->failure.status = text;
    page->failure.said_by = page->failure.tried_host = page->failure.remote_mta = text;
    page->failure.tried_address = text;
    page->original = (struct bounce_original){.message_id = text,
                                              .subject = text,
                                              .to = text,
                                              .from = page->address,
                                              .sent = 1775416300};
    page->finding = pages_finding;
    page->finding.headline = page->finding.words = page->finding.step = text;
    for (int i = 0; i < 2; i++)
        page->texts[i] = (struct report_text){text, text, text};
    page->grounds[0] = page->grounds[1] = text;
    page->grounds[2] = NULL;
    struct pages_full *all = &page->full;
    all->past.findings = &page->finding;
    all->bounce.failures = &page->failure;
    all->bounce.original = &page->original;
    all->bounce.reporter = text;
    all->person.support = all->person.their_support = text;
    all->report.name = all->report.address = all->report.genuine = text;
    all->report.grounds = page->grounds;
    all->report.days.whose = text;
    all->report.texts = page->texts;
    all->report.raw = text;
    all->report.raw_length = strlen(text);
}

#endif
