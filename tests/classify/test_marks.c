/* Marks: what a mail shows of who made it, mail by mail; and the fields of servers, bent ones too. */
#include "tests/support/check.h"

#include <stdio.h>
#include <string.h>

#include "classify/bounce.h"
#include "classify/link.h"
#include "classify/trace.h"

/* Text that grows; what does not fit is cut. */
struct note {
    char text[65536];
    size_t used;
};

static void
put(struct note *note, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    int wrote = vsnprintf(note->text + note->used, sizeof note->text - note->used,
                          format, values);
    va_end(values);
    note->used += (size_t)wrote;
    assert_true(note->used < sizeof note->text);
}

/* The marks in one line each, as a reader would note them. */
static void
describe(const struct bounce_marks *marks, struct note *to)
{
    static const char *const names[] = {"automatic", "system",   "stated",
                                        "inside",    "returned", "returned_failed",
                                        "attached",  "asks"};
    const bool flags[] = {marks->automatic, marks->system,   marks->stated,
                          marks->inside,    marks->returned, marks->returned_failed,
                          marks->attached,  marks->asks};
    put(to, "path %s from %s answers %s language %s:", marks->path, marks->from,
        marks->answers, marks->language);
    for (size_t i = 0; i < COUNT(flags); i++)
        if (flags[i])
            put(to, " %s", names[i]);
    for (const struct bounce_link *one = marks->links; one; one = one->next)
        put(to, "\nlink %s%s", one->host, one->button ? " button" : "");
    for (const struct bounce_authentication *one = marks->authentications; one;
         one = one->next)
        put(to, "\n%u %s: %s=%s %s", one->field, one->by, one->method, one->result,
            one->domain);
    for (const struct bounce_hop *one = marks->hops; one; one = one->next)
        put(to, "\nhop %s > %s%s", one->from, one->by,
            one->signed_in ? " signed in" : "");
    if (marks->key[0] != '\0')
        put(to, "\nkey %s", marks->key);
}

#define REPORT_HEAD                                                                    \
    "From: Mail Delivery System <mailer-daemon@mx.example.org>\n"                      \
    "Subject: Undelivered Mail Returned to Sender\n"

#define STATUS                                                                         \
    "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; "               \
    "mx.example.org\n\nFinal-Recipient: rfc822; pat@example.com\nAction: failed\n"     \
    "Status: 5.1.1\n\n"

static const struct {
    const char *name, *mail, *marks;
} rows[] = {
    // clang-format off
    {"a report as it should be",
     "Return-Path: <>\nReceived: by mx.example.org (Postfix); Sat, 21 Nov 2026 10:00:00 +0000\n"
     REPORT_HEAD "Auto-Submitted: auto-replied\nIn-Reply-To: <0@x.example.org>\n <1@x.example.org>\n"
     "Content-Language: en-US\n"
     "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
     "--b\n\nYour mail did not arrive. See https://help.example.org/why.\n" STATUS
     "--b\nContent-Type: message/rfc822\n\n"
     "Received: from mx.example.org ([192.0.2.1]) by relay.example.net with ESMTP; Sat, 21 Nov 2026 10:00:00 +0000\n"
     "Received: from [10.0.0.2] (home [198.51.100.2]) by smtp.example.org (Postfix) with ESMTPSA id 1;\n Sat, 21 Nov 2026 10:00:00 +0000\n"
     "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=relay.example.net; s=x; bh=0=; b=d==\n"
     "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\n d=Example.org; s=s1; h=from:to; bh=abc=; b=s=\n"
     "DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=later; bh=0=; b=0=\n"
     "From: you@mail.example.org\nMessage-ID: <1@x.example.org>\n\n"
     "Look at https://photos.example.net/ and sign in\n--b--\n",
     "path <> from mailer-daemon@mx.example.org answers <1@x.example.org> language en-US:"
     " automatic system stated inside returned"
     "\nlink help.example.org"
     "\nhop [10.0.0.2] > smtp.example.org signed in"
     "\nhop mx.example.org > relay.example.net"
     "\nkey s1._domainkey.Example.org"},
    {"a lure",
     "Return-Path: <bounce@bad.example.net>\n"
     "Received: from bad.example.net (unknown [198.51.100.9]) by mx.example.org; Sat, 21 Nov 2026 10:00:00 +0000\n"
     "Authentication-Results: mx.example.org; spf=pass (ok; really) smtp.mailfrom=bounce@bad.example.net;\n"
     " dkim=none; dmarc=fail (p=none) header.from=outlook.com\n"
     "Authentication-Results: mx.example.org; dkim=pass header.i=@outlook.com\n"
     "From: Microsoft Outlook <postmaster@outlook.com>\nSubject: Undeliverable: messages\n"
     "Content-Type: multipart/mixed; boundary=b\n\n"
     "--b\nContent-Type: text/html\n\n<p>Delivery has failed to these recipients: pat@example.com "
     "550 5.1.1 User unknown</p><p>Your password expires.</p>\n"
     "<a style='x' href = \"&#104;ttps://outlook.com@login.bad.example.net:443/a?b\"> <b>Send</b>\n Again </a>\n"
     "<a href='mailto:pat@example.com'>x</a><a href=\"#top\">top</a><img src=//pixel.bad.example.net/1.gif>\n"
     "--b\nContent-Type: application/octet-stream; name=\"Message.HTM\"\n\n<form>\n--b--\n",
     "path bounce@bad.example.net from postmaster@outlook.com answers  language : system attached asks"
     "\nlink login.bad.example.net button\nlink pixel.bad.example.net"
     "\n1 mx.example.org: spf=pass bad.example.net\n1 mx.example.org: dkim=none "
     "\n1 mx.example.org: dmarc=fail outlook.com\n2 mx.example.org: dkim=pass outlook.com"},
    {"what is quoted in a text is not the report's own",
     "Return-Path: <>\n" REPORT_HEAD "\n<pat@example.com>: host mx.example.com said: 550 5.1.1 User unknown\n\n"
     "--- Below this line is a copy of the message.\n\n"
     "Return-Path: <you@example.org>\nReceived: from spam (HELO x) (203.0.113.5)\n  by mx.example.com with SMTP; 21 Nov 2026 10:00:00 -0000\n"
     "DKIM-Signature: v=1; d=list.example.net; s=only\nDKIM-Signature: v=1; d=ample.org; s=no\n"
     "Received-SPF: softfail (mx.example.com: domain of you@example.org)\n"
     "From: you@example.org\nTo: pat@example.com\nMessage-ID: <9@spam>\nSubject: x\n\n"
     "https://spam.example.net/ your password\n",
     "path <> from mailer-daemon@mx.example.org answers  language : system returned returned_failed"
     "\nhop spam > mx.example.com\nkey only._domainkey.list.example.net"},
    // clang-format on
};

static void
marks_are_found(void **state)
{
    (void)state;
    static const struct bounce_options asked = {.size = sizeof asked, .marks = true};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct bounce *bounce = NULL;
        static struct note got;
        got = (struct note){0};
        if (bounce_read(rows[i].mail, strlen(rows[i].mail), &asked, &bounce) !=
            BOUNCE_READ)
            fail_msg("%s: not a returned mail", rows[i].name);
        assert_non_null(bounce->marks);
        describe(bounce->marks, &got);
        bounce_free(bounce);
        if (strcmp(got.text, rows[i].marks) != 0)
            fail_msg("%s:\n%s\nwanted:\n%s", rows[i].name, got.text, rows[i].marks);
    }
}

static void
nobody_pays_who_does_not_ask(void **state)
{
    (void)state;
    const struct bounce_options old = {.size = offsetof(struct bounce_options, marks),
                                       .marks = true};
    const struct bounce_options no = {.size = sizeof no};
    const struct bounce_options *const options[] = {NULL, &old, &no};
    for (size_t i = 0; i < COUNT(options); i++) {
        struct bounce *bounce = NULL;
        assert_int_equal(
            bounce_read(rows[0].mail, strlen(rows[0].mail), options[i], &bounce),
            BOUNCE_READ);
        assert_null(bounce->marks);
        bounce_free(bounce);
    }
}

static void
lists_end(void **state)
{
    (void)state;
    static const struct bounce_options asked = {.size = sizeof asked, .marks = true};
    static struct note mail, *const to = &mail;
    size_t links = 0, results = 0, hops = 0;
    for (int i = 0; i < 40; i++)
        put(to, "Authentication-Results: mx%d.example.org; spf=pass; dkim=pass\n", i);
    put(to, "Return-Path: <>\n" REPORT_HEAD "Content-Type: multipart/report;"
            " report-type=delivery-status; boundary=b\n\n--b\n\n");
    for (int i = 0; i < 40; i++)
        put(to, "https://a%d.example.net/ ", i);
    put(to, "\n" STATUS "--b\nContent-Type: message/rfc822\n\n");
    for (int i = 0; i < 40; i++)
        put(to, "Received: from a by b%d; Sat, 21 Nov 2026 10:00:00 +0000\n", i);
    put(to, "From: you@example.org\nMessage-ID: <1@x>\n\nhello\n--b--\n");
    struct bounce *bounce = NULL;
    assert_int_equal(bounce_read(mail.text, mail.used, &asked, &bounce), BOUNCE_READ);
    for (const struct bounce_link *one = bounce->marks->links; one; one = one->next)
        links++;
    for (const struct bounce_authentication *one = bounce->marks->authentications; one;
         one = one->next)
        results++;
    for (const struct bounce_hop *one = bounce->marks->hops; one; one = one->next)
        hops++;
    assert_int_equal(links, BOUNCE_MARKS_MAX);
    assert_int_equal(results, BOUNCE_MARKS_MAX);
    assert_int_equal(hops, BOUNCE_MARKS_MAX);
    assert_string_equal(bounce->marks->hops->by,
                        "b39"); /* the first servers are kept */
    bounce_free(bounce);
}

/* Results as "by|method=result domain|..." */
static void
results_are_read(void **state)
{
    (void)state;
    // clang-format off
    static const struct { const char *field, *want; } fields[] = {
        {"mx.google.com;\r\n       dkim=pass header.i=@googlemail.com header.s=20230601 header.b=abc;\r\n"
         "       spf=none (google.com: mail-x.google.com does not designate [2a00::1]) smtp.helo=mail-x.google.com;\r\n"
         "       dmarc=pass (p=QUARANTINE sp=QUARANTINE dis=NONE) header.from=googlemail.com",
         "mx.google.com|dkim=pass googlemail.com|spf=none mail-x.google.com|dmarc=pass googlemail.com"},
        {"spf=none (sender IP is 40.92.0.1)\r\n smtp.helo=NAM02.outbound.protection.outlook.com; dkim=none (message not signed)\r\n"
         " header.d=none;dmarc=none action=none header.from=;compauth=pass reason=116",
         "|spf=none NAM02.outbound.protection.outlook.com|dkim=none none|dmarc=none "},
        {"example.com 1; none", "example.com"},
        {"example.com", "example.com"},
        {"", ""},
        {";;;", ""},
        {"=", ""},
        {"a (never ends; spf=pass", "a"},
        {"\"a b\"; spf = fail (x\\)y) smtp.mailfrom=\"u@example.net\" ; x-odd=pass; dmarc=fail", "a b|spf=fail example.net|dmarc=fail "},
        {"a; dkim/1=pass header.d=example.net; = ; spf", "a|dkim=pass example.net"},
        {"a; dkim=pass reason=\"spf=pass; dmarc=pass\" header.d=example.net", "a|dkim=pass example.net"},
    };
    // clang-format on
    for (size_t i = 0; i < COUNT(fields); i++) {
        struct slice field = slice_of(fields[i].field);
        struct trace_result result;
        char got[1024];
        struct slice by = trace_by(&field);
        int used = snprintf(got, sizeof got, "%.*s", (int)by.length,
                            by.length ? (const char *)by.at : "");
        while (trace_result(&field, &result))
            used += snprintf(got + used, sizeof got - (size_t)used, "|%.*s=%.*s %.*s",
                             (int)result.method.length, (const char *)result.method.at,
                             (int)result.result.length, (const char *)result.result.at,
                             (int)result.domain.length,
                             result.domain.length ? (const char *)result.domain.at
                                                  : "");
        assert_string_equal(got, fields[i].want);
    }
}

static void
hops_are_read(void **state)
{
    (void)state;
    // clang-format off
    static const struct { const char *field, *from, *by; bool signed_in, inside; } fields[] = {
        {"from a.example.org (b [192.0.2.1]) by mx.example.org with ESMTPS id x for <y@z>; Sat", "a.example.org", "mx.example.org", false, false},
        {"by mx.example.org (Postfix); Sat", "", "mx.example.org", false, true},
        {"from localhost ([127.0.0.1]) by mx.example.org with LMTP; Sat", "localhost", "mx.example.org", false, true},
        {"from [127.0.0.1] (unknown [192.0.2.9]) by mx.example.org; Sat", "[127.0.0.1]", "mx.example.org", false, false},
        {"from [192.0.2.9] (helo=[127.0.0.1]) by mx.example.org; Sat", "[192.0.2.9]", "mx.example.org", false, false},
        {"from mx.example.org by mx.example.org; Sat", "mx.example.org", "mx.example.org", false, false},
        {"from x ([IPv6:fe80::1]) by y.example.org with mapi id 15; Sat", "x", "y.example.org", true, true},
        {"from x (Authenticated sender: you@example.org) by y.example.org with ESMTP; Sat", "x", "y.example.org", true, false},
        {"from x by y.example.org with esmtpsa (TLS1.3) (Exim) (envelope-from <a>)", "x", "y.example.org", true, false},
        {"from (from x) [172.16.3.4] by (by) y with HTTP", "[172.16.3.4]", "y", true, true},
        {"; by x", "", "", false, true},
        {"", "", "", false, true},
        {"from", "", "", false, false},
    };
    // clang-format on
    for (size_t i = 0; i < COUNT(fields); i++) {
        struct trace_hop hop = trace_hop(slice_of(fields[i].field));
        if (!slice_same(hop.from, slice_of(fields[i].from)) ||
            !slice_same(hop.by, slice_of(fields[i].by)) ||
            hop.signed_in != fields[i].signed_in || hop.inside != fields[i].inside)
            fail_msg("%s: %.*s > %.*s, %d %d", fields[i].field, (int)hop.from.length,
                     hop.from.length ? (const char *)hop.from.at : "",
                     (int)hop.by.length, hop.by.length ? (const char *)hop.by.at : "",
                     hop.signed_in, hop.inside);
    }
}

/* The hosts of a text, "*" behind those whose words lure. */
static void
links_are_found(void **state)
{
    (void)state;
    // clang-format off
    static const struct { const char *text, *want; } texts[] = {
        {"see http://a.example.org/x, (https://b.example.org) or <https://c.example.org:8080>.", " a.example.org b.example.org c.example.org"},
        {"http://user:pw@real.example.net/ https://good.example.org@bad.example.net", " real.example.net bad.example.net"},
        {"https://good.example.org\\@bad.example.net", " good.example.org"},
        {"<a href=https://a.example.org>Keep same <i>pass</i>word</a>", " a.example.org*"},
        {"<a href='ht&#9;tps://a.example.org'>More</a>", " a.example.org"},
        {"<a href=\"ht\ntps://a.example.org/\">ANMELDEN</a>", " a.example.org*"},
        {"<form action='//a.example.org'>", " a.example.org"},
        {"<a href='/relative'>Sign in</a><a href='cid:1'>Sign in</a><a href=''>Sign in</a>", ""},
        {"https://localhost/ http:/x.example.org http: https:// http://...", ""},
        {"time: 10:00 a=b href href= =", ""},
        {"https://a.example.org.", " a.example.org"},
    };
    // clang-format on
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct slice text = slice_of(texts[i].text);
        struct link link;
        char got[1024] = "";
        size_t used = 0;
        while (link_next(&text, &link))
            used += (size_t)snprintf(got + used, sizeof got - used, " %.*s%s",
                                     (int)link.length, (const char *)link.host,
                                     link.button ? "*" : "");
        assert_string_equal(got, texts[i].want);
    }
}

static void
providers_are_known(void **state)
{
    (void)state;
    assert_string_equal(bounce_provider("mx.prod.outlook.com").company, "Microsoft");
    assert_string_equal(bounce_provider("example.org").company, "");
    assert_true(bounce_same_provider("gmail.com", "mail-x.google.com"));
    assert_true(bounce_same_provider("mx.example.co.uk", "example.co.uk"));
    assert_false(bounce_same_provider("mx.example.org", "mx.example.net"));
    assert_false(bounce_same_provider("", ""));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_are_found),
        cmocka_unit_test(nobody_pays_who_does_not_ask),
        cmocka_unit_test(lists_end),
        cmocka_unit_test(results_are_read),
        cmocka_unit_test(hops_are_read),
        cmocka_unit_test(links_are_found),
        cmocka_unit_test(providers_are_known),
    };
    return cmocka_run_group_tests_name("marks", tests, NULL, NULL);
}
