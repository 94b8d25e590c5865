/* report: the mail that a server writes when another mail came back, in the shapes of four.
 *
 * The fields are those of RFC 3464; where the four differ from each other (the words for people,
 * the order of the parts, what they leave out) is from reports as they are met. */
#include "tests/days/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    PATIENCE = 5 * 24 * 3600, /* seconds */
    CROWD_MAX = 10000,        /* recipients of "10000 people at cox.net" */
    ADDRESS_MAX = 256,
    DATE_MAX = 48,
    HOST_MAX = 128,
};

/* What the parts of one report share. */
struct report {
    const struct story_event *event;
    const struct story_account *account;
    FILE *out;
    const char *reporter;    /* the host that writes it */
    char reported[DATE_MAX]; /* dates as mails have them */
    char arrived[DATE_MAX];
    char until[DATE_MAX];
    char host[HOST_MAX]; /* the server that refused; "": none */
    char ip[HOST_MAX];
    char status[32];            /* "5.4.316" */
    char original[ADDRESS_MAX]; /* Message-ID of the mail that came back */
};

/* ---- facts of an event ---- */

static void
date(int64_t when, char ret[DATE_MAX])
{
    time_t seconds = (time_t)when;
    struct tm parts;
    localtime_r(&seconds, &parts);
    strftime(ret, DATE_MAX, "%a, %d %b %Y %H:%M:%S %z", &parts);
}

static const char *
domain(const char *address)
{
    return strrchr(address, '@') + 1;
}

/* "mx0.charter.net [192.0.2.25]" */
static void
name_host(struct report *report)
{
    const char *at = report->event->at, *bracket = strchr(at, '[');
    size_t length = bracket ? (size_t)(bracket - at) : strlen(at);
    while (length > 0 && at[length - 1] == ' ')
        length--;
    snprintf(report->host, HOST_MAX, "%.*s", (int)length, at);
    if (bracket)
        snprintf(report->ip, HOST_MAX, "%.*s", (int)strcspn(bracket + 1, "]"),
                 bracket + 1);
}

/* The first enhanced code of the words, else the class alone (RFC 3463). */
static void
name_status(struct report *report)
{
    const struct story_event *event = report->event;
    const char *plain = event->verb == STORY_RETURNED  ? "5.0.0"
                        : event->verb == STORY_DELAYED ? "4.0.0"
                                                       : "2.0.0";
    snprintf(report->status, sizeof report->status, "%s", plain);
    for (const char *at = event->words; *at; at++) {
        unsigned group, subject, detail;
        int length = 0;
        if ((at == event->words || at[-1] == ' ' || at[-1] == '-') &&
            sscanf(at, "%1u.%3u.%3u%n", &group, &subject, &detail, &length) == 3) {
            snprintf(report->status, sizeof report->status, "%.*s", length, at);
            return;
        }
    }
}

/* The same subject from the same account is the same mail; a mail without one is its own. */
static void
name_original(struct report *report)
{
    const struct story_event *event = report->event;
    unsigned hash = 5381; /* any: djb2 of the subject */
    for (const char *at = event->subject; *at; at++)
        hash = hash * 33 + (unsigned char)*at;
    if (!*event->subject)
        hash = (unsigned)event->line;
    snprintf(report->original, sizeof report->original, "<%s-%u@%s>",
             report->account->name, hash, domain(report->account->address));
}

static const char *
subject(const struct report *report)
{
    return *report->event->subject ? report->event->subject : "Lunch on Friday";
}

static const char *
action(const struct report *report)
{
    switch (report->event->verb) {
    case STORY_DELAYED:
        return "delayed";
    case STORY_DELIVERED:
        return "delivered";
    case STORY_RELAYED:
        return "relayed";
    case STORY_EXPANDED:
        return "expanded";
    case STORY_RETURNED:
    case STORY_SENT:
    case STORY_ANSWERED:
    case STORY_NOTED:
    case STORY_OPENED:
    case STORY_HANDLED:
    case STORY_LURED:
    case STORY_NOTHING:
        break;
    }
    return "failed";
}

static bool
is_delay(const struct report *report)
{
    return report->event->verb == STORY_DELAYED;
}

/* Calls each with every recipient: "a@b.c, d@e.f" or "10000 people at e.f". */
static void
each_recipient(const struct report *report,
               void (*each)(const struct report *report, const char *recipient))
{
    int count, length = 0;
    char one[ADDRESS_MAX];
    const char *who = report->event->who;
    if (sscanf(who, "%d people at %n", &count, &length) == 1 && length > 0) {
        for (int i = 1; i <= count && i <= CROWD_MAX; i++) {
            snprintf(one, sizeof one, "reader%d@%s", i, who + length);
            each(report, one);
        }
        return;
    }
    while (*who) {
        size_t end = strcspn(who, ",");
        snprintf(one, sizeof one, "%.*s", (int)end, who);
        each(report, one);
        who += end + strspn(who + end, ", ");
    }
}

/* ---- the parts ---- */

static void
put_head(const struct report *report, const char *from, const char *title)
{
    fprintf(
        report->out,
        "Return-Path: <>\r\nFrom: %s\r\nTo: %s\r\nDate: %s\r\nMessage-ID: <report-%d@%s>\r\n"
        "Subject: %s\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n",
        from, report->account->address, report->reported, report->event->line,
        report->reporter, title);
}

static void
open_report(const struct report *report)
{
    fputs("Content-Type: multipart/report; report-type=delivery-status; "
          "boundary=\"part\"\r\n\r\n--part\r\n"
          "Content-Type: text/plain; charset=utf-8\r\n\r\n",
          report->out);
}

static void
put_recipient(const struct report *report, const char *recipient)
{
    const struct story_event *event = report->event;
    fputs("\r\n", report->out);
    if (*event->written)
        fprintf(report->out, "Original-Recipient: rfc822; %s\r\n", event->written);
    fprintf(report->out, "Final-Recipient: rfc822; %s\r\nAction: %s\r\nStatus: %s\r\n",
            recipient, action(report), report->status);
    if (*report->host && event->shape != STORY_BY_EXCHANGE)
        fprintf(report->out, "Remote-MTA: dns; %s\r\n", report->host);
    /* maximal_queue_lifetime: five days. */
    if (is_delay(report) && event->shape == STORY_BY_POSTFIX)
        fprintf(report->out, "Will-Retry-Until: %s\r\n", report->until);
    bool coded = event->words[0] >= '2' && event->words[0] <= '5';
    if (*event->words)
        fprintf(report->out, "Diagnostic-Code: %s; %s\r\n",
                coded || event->shape != STORY_BY_POSTFIX ? "smtp" : "X-Postfix",
                event->words);
}

static void
put_status(const struct report *report)
{
    fprintf(report->out,
            "\r\n--part\r\nContent-Type: message/delivery-status\r\n\r\n"
            "Reporting-MTA: dns; %s\r\n",
            report->reporter);
    if (!report->event->untimed)
        fprintf(report->out, "Arrival-Date: %s\r\n", report->arrived);
    each_recipient(report, put_recipient);
}

/* Where the mail started: a laptop that signed in to the account's server, or a stranger whom the
 * recipient's server knows to be one. */
static void
put_start(const struct report *report)
{
    const char *own = domain(report->account->address);
    if (report->event->from_elsewhere)
        fprintf(report->out,
                "Received: from dyn-17.isp.example (unknown [203.0.113.17])\r\n"
                "\tby mx.there.example (Postfix) with ESMTP id 9A1; %s\r\n"
                "Received-SPF: fail (mx.there.example: domain of %s does not designate "
                "203.0.113.17 as permitted sender)\r\n",
                report->arrived, report->account->address);
    else
        fprintf(
            report->out,
            "Received: from laptop (unknown [198.51.100.40]) (Authenticated sender: "
            "you)\r\n\tby mail.%s (Postfix) with ESMTPSA id 77; %s\r\n",
            own, report->arrived);
}

static void
put_original(const struct report *report)
{
    const struct story_event *event = report->event;
    const char *to = event->who;
    if (*event->written)
        to = event->written;
    else if (!strchr(to, '@'))
        to = "undisclosed-recipients:;";
    fputs("\r\n--part\r\nContent-Type: text/rfc822-headers\r\n\r\n", report->out);
    put_start(report);
    fprintf(report->out,
            "From: %s\r\nTo: %s\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: %s\r\n\r\n"
            "--part--\r\n",
            report->account->address, to, subject(report), report->arrived,
            report->original);
}

/* ---- the shapes ---- */

static void
put_line(const struct report *report, const char *recipient)
{
    fprintf(report->out, "%s\r\n", recipient);
}

/* The newest attempt first; of an older one the server and its address are named. */
static void
put_exchange_line(const struct report *report, const char *recipient)
{
    const struct story_event *event = report->event;
    fprintf(report->out, "%s\r\n", recipient);
    if (*event->words && *report->host)
        fprintf(report->out,
                "4/7/2026 1:11:46 PM - Server at %s (%s) returned '%s'\r\n"
                "4/7/2026 1:01:40 PM - Server at %s (%s) returned '%s "
                "[LastAttemptedServerName=%s] [LastAttemptedIP=%s:25]'\r\n",
                report->host, report->ip, event->words, report->host, report->ip,
                event->words, report->host, report->ip);
    else if (*event->words)
        fprintf(report->out, "Remote Server returned '%s'\r\n", event->words);
}

static void
put_exchange(const struct report *report)
{
    const char *about = "Undeliverable",
               *first = "Delivery has failed to these recipients";
    if (is_delay(report)) {
        about = "Delivery delayed";
        first = "Delivery is delayed to these recipients";
    } else if (report->event->verb != STORY_RETURNED) {
        about = "Delivered";
        first = "Your message has been delivered to the following recipients";
    }
    char title[512];
    snprintf(title, sizeof title, "%s: %s", about, subject(report));
    put_head(report, "postmaster@outlook.com", title);
    fprintf(report->out, "In-Reply-To: %s\r\nX-MS-Exchange-Message-Is-Ndr:\r\n",
            report->original);
    open_report(report);
    fprintf(report->out, "%s or groups:\r\n\r\n", first);
    each_recipient(report, put_line);
    if (is_delay(report))
        fputs(
            "\r\nThis message hasn't been delivered yet. Delivery will continue to be "
            "attempted.\r\n",
            report->out);
    fprintf(report->out,
            "\r\nDiagnostic information for administrators:\r\n\r\n"
            "Generating server: %s\r\n\r\n",
            report->reporter);
    each_recipient(report, put_exchange_line);
    put_status(report);
    put_original(report);
}

static void
put_postfix_line(const struct report *report, const char *recipient)
{
    const struct story_event *event = report->event;
    fprintf(report->out, "<%s>: ", recipient);
    if (*report->host)
        fprintf(report->out, "host %s[%s] said: ", report->host, report->ip);
    fprintf(report->out, "%s\r\n", event->words);
}

static void
put_postfix(const struct report *report)
{
    char from[ADDRESS_MAX];
    snprintf(from, sizeof from, "MAILER-DAEMON@%s (Mail Delivery System)",
             domain(report->account->address));
    put_head(report, from,
             is_delay(report) ? "Delayed Mail (still being retried)"
                              : "Undelivered Mail Returned to Sender");
    open_report(report);
    fprintf(report->out, "This is the mail system at host %s.\r\n\r\n",
            report->reporter);
    if (is_delay(report))
        fputs(
            "THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE.\r\n\r\n"
            "Your message could not be delivered for some time. It will be retried.\r\n\r\n",
            report->out);
    else if (report->event->verb == STORY_RETURNED)
        fputs(
            "I'm sorry to have to inform you that your message could not be delivered "
            "to one or more recipients.\r\n\r\n",
            report->out);
    each_recipient(report, put_postfix_line);
    put_status(report);
    put_original(report);
}

static void
put_gmail_line(const struct report *report, const char *recipient)
{
    if (is_delay(report))
        fprintf(
            report->out,
            "There was a temporary problem delivering your message to %s. Gmail will "
            "retry for 47 more hours. You'll be notified if the delivery fails "
            "permanently.\r\n\r\n",
            recipient);
    else
        fprintf(report->out, "Your message wasn't delivered to %s.\r\n\r\n", recipient);
}

static void
put_gmail(const struct report *report)
{
    put_head(report, "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
             is_delay(report) ? "Delivery Status Notification (Delay)"
                              : "Delivery Status Notification (Failure)");
    if (!is_delay(report) && strchr(report->event->who, '@'))
        fprintf(report->out, "X-Failed-Recipients: %s\r\n", report->event->who);
    fprintf(report->out, "In-Reply-To: %s\r\nReferences: %s\r\n", report->original,
            report->original);
    open_report(report);
    fputs(is_delay(report) ? "** Delivery incomplete **\r\n\r\n"
                           : "** Message not delivered **\r\n\r\n",
          report->out);
    each_recipient(report, put_gmail_line);
    if (*report->event->words)
        fprintf(report->out, "The response was:\r\n\r\n%s\r\n", report->event->words);
    put_status(report);
    put_original(report);
}

static void
put_qmail_line(const struct report *report, const char *recipient)
{
    const struct story_event *event = report->event;
    bool coded = event->words[0] >= '4' && event->words[0] <= '5';
    fprintf(report->out, "<%s>:\r\n", recipient);
    if (coded)
        fprintf(report->out, "%s does not like recipient.\r\nRemote host said: ",
                *report->ip ? report->ip : "192.0.2.1");
    fprintf(report->out, "%s\r\n", event->words);
    if (coded)
        fprintf(report->out, "Giving up on %s.\r\n",
                *report->ip ? report->ip : "192.0.2.1");
    fputs("\r\n", report->out);
}

/* A plain text, without the fields of RFC 3464. */
static void
put_qmail(const struct report *report)
{
    char from[ADDRESS_MAX];
    snprintf(from, sizeof from, "MAILER-DAEMON@%s", report->reporter);
    put_head(report, from, "failure notice");
    fprintf(
        report->out,
        "\r\nHi. This is the qmail-send program at %s.\r\n"
        "I'm afraid I wasn't able to deliver your message to the following "
        "addresses.\r\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\r\n\r\n",
        report->reporter);
    each_recipient(report, put_qmail_line);
    fprintf(report->out,
            "--- Below this line is a copy of the message.\r\n\r\n"
            "Return-Path: <%s>\r\nFrom: %s\r\nTo: %s\r\nSubject: %s\r\nDate: %s\r\n"
            "Message-ID: %s\r\n\r\nHello.\r\n",
            report->account->address, report->account->address, report->event->who,
            subject(report), report->arrived, report->original);
}

/* ---- which ---- */

/* Who writes the reports that customers of a provider get. */
static enum story_shape
custom(const struct story_account *account)
{
    static const struct {
        const char *domain;
        enum story_shape shape;
    } customs[] = {
        {"outlook.com", STORY_BY_EXCHANGE},
        {"hotmail.com", STORY_BY_EXCHANGE},
        {"live.com", STORY_BY_EXCHANGE},
        {"gmail.com", STORY_BY_GMAIL},
    };
    for (size_t i = 0; i < sizeof customs / sizeof customs[0]; i++)
        if (strcmp(domain(account->address), customs[i].domain) == 0)
            return customs[i].shape;
    return STORY_BY_POSTFIX;
}

bool
report_write(const struct story_event *event, const struct story_account *account,
             char **ret, size_t *length, const char **why)
{
    struct story_event shaped = *event;
    if (shaped.shape == STORY_BY_CUSTOM)
        shaped.shape = custom(account);
    if (shaped.shape == STORY_BY_QMAIL && event->verb != STORY_RETURNED) {
        *why = "qmail writes only of mails that came back";
        return false;
    }
    char reporter[ADDRESS_MAX];
    struct report report = {.event = &shaped, .account = account, .reporter = reporter};
    snprintf(reporter, sizeof reporter, "mail.%s", domain(account->address));
    if (shaped.shape == STORY_BY_EXCHANGE)
        report.reporter = "AM0PR09MB1234.eurprd09.prod.outlook.com";
    if (shaped.shape == STORY_BY_GMAIL)
        report.reporter = "googlemail.com";
    int64_t reported = event->dated ? event->dated : event->when;
    date(reported, report.reported);
    date(reported - event->tried, report.arrived);
    date(reported - event->tried + PATIENCE, report.until);
    name_host(&report);
    name_status(&report);
    name_original(&report);
    report.out = open_memstream(ret, length);
    if (!report.out)
        abort();
    switch (shaped.shape) {
    case STORY_BY_CUSTOM:
        break;
    case STORY_BY_EXCHANGE:
        put_exchange(&report);
        break;
    case STORY_BY_POSTFIX:
        put_postfix(&report);
        break;
    case STORY_BY_GMAIL:
        put_gmail(&report);
        break;
    case STORY_BY_QMAIL:
        put_qmail(&report);
        break;
    }
    fclose(report.out);
    return true;
}

void
report_lure(const struct story_event *event, const struct story_account *account,
            char **ret, size_t *length)
{
    char when[DATE_MAX];
    FILE *out = open_memstream(ret, length);
    if (!out)
        abort();
    date(event->when, when);
    fprintf(
        out,
        "Return-Path: <bounce-88@mailer.bad.example>\r\n"
        "Received: from mailer.bad.example (mailer.bad.example [203.0.113.50])\r\n"
        "\tby mx.%s (Postfix) with ESMTP id 5B2; %s\r\n"
        "From: Mail Delivery System <mailer-daemon@mailer.bad.example>\r\nTo: %s\r\n"
        "Subject: Undeliverable: message delivery failed\r\nDate: %s\r\n"
        "Message-ID: <lure-%d@mailer.bad.example>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/html; charset=utf-8\r\n\r\n<html><body>"
        "<p>Delivery has failed to these recipients: %s</p>\r\n"
        "<p>Several of your messages were not delivered. %s</p>\r\n"
        "<p><a href=\"https://login.bad.example/owa\">Send Again</a></p>"
        "</body></html>\r\n",
        domain(account->address), when, account->address, when, event->line, event->who,
        event->words);
    fclose(out);
}
