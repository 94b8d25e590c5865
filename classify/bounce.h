/* SPDX-License-Identifier: MIT
 *
 * bounce: read a returned mail, name the cause, say what to do.
 *
 *     struct bounce *bounce;
 *     if (bounce_read(mail, length, NULL, &bounce) != BOUNCE_READ)
 *         return; // an ordinary mail: fine
 *     for (const struct bounce_failure *f = bounce->failures; f; f = f->next) {
 *         struct bounce_diagnosis why = bounce_diagnose(bounce, f);
 *         const struct bounce_advice *advice = bounce_advise(why.cause, BOUNCE_FOR_SENDER);
 *         char line[BOUNCE_TEXT_MAX];
 *         bounce_headline(advice, bounce, f, NULL, line, sizeof line);
 *         puts(line);
 *     }
 *     bounce_free(bounce);
 *
 * One call allocates and one frees; all the others are pure. The library
 * touches memory only: it opens no file, socket or clock, keeps no global
 * state and prints nothing. Different mails may be read on different threads.
 *
 * Bytes   A mail is any bytes at all. They are borrowed for the call.
 * Text    Every `const char *` is valid UTF-8, NUL-terminated, on one line, free
 *         of control and bidi characters, shorter than BOUNCE_TEXT_MAX, owned by
 *         the bounce (advice: by the library), and "" where the mail is silent.
 * Time    Seconds since 1970 UTC; 0 where the mail is silent.
 * Growth  Structs reached by pointer gain fields at the end, enums at the end; names
 *         stay. bounce_code and bounce_diagnosis freeze at 1.0; before, the soname changes.
 */
#ifndef BOUNCE_H
#define BOUNCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#    define BOUNCE_PUBLIC     __attribute__((visibility("default")))
#    define BOUNCE_MUST_CHECK __attribute__((warn_unused_result))
#else
#    define BOUNCE_PUBLIC
#    define BOUNCE_MUST_CHECK
#endif

enum {
    BOUNCE_MAIL_MAX = 262144,  /* bytes looked at; the rest is ignored and said */
    BOUNCE_TEXT_MAX = 4096,    /* bytes in any one text, its NUL included */
    BOUNCE_FAILURES_MAX = 256, /* recipients kept from one mail; the rest are counted */
    BOUNCE_PARTS_MAX = 64,     /* MIME parts looked at */
    BOUNCE_DEPTH_MAX = 8,      /* MIME parts within parts */
    BOUNCE_HEADLINE_MAX = 60,  /* characters in a filled headline: it fits a bubble */
    BOUNCE_HOST_MAX =
        254, /* bytes of a host in struct bounce_marks, its NUL included */
    BOUNCE_MARKS_MAX = 16, /* members of each list in struct bounce_marks */
};

enum bounce_result {
    BOUNCE_READ = 0,  /* *ret is yours; pass it to bounce_free */
    BOUNCE_NOT_ONE,   /* some other mail; *ret is untouched */
    BOUNCE_NO_MEMORY, /* *ret is untouched */
};

/* What the mail reports (RFC 3464, section 2.3.3). Only BOUNCE_FAILED means it is
 * over. A mail's kind is the worst of its recipients': BOUNCE_FAILED before
 * BOUNCE_DELAYED before BOUNCE_CHALLENGED before the others, in their order. */
enum bounce_kind {
    BOUNCE_FAILED = 0,
    BOUNCE_DELAYED, /* still trying */
    BOUNCE_RELAYED, /* passed on to a host that sends no reports */
    BOUNCE_DELIVERED,
    BOUNCE_EXPANDED,
    BOUNCE_CHALLENGED, /* no returned mail: it waits until its sender says who he is */
};

/* Who can mend it: a set, since at times two must. 0: nobody, only time. */
enum bounce_who {
    BOUNCE_WHO_YOU = 1 << 0,            /* "you": the address, the content, the pace */
    BOUNCE_WHO_YOUR_ADMIN = 1 << 1,     /* "your_admin": who runs the sending domain */
    BOUNCE_WHO_YOUR_PROVIDER = 1 << 2,  /* "your_provider": reputation, DNS, queue */
    BOUNCE_WHO_NETWORK = 1 << 3,        /* "network": between the two */
    BOUNCE_WHO_THEIR_PROVIDER = 1 << 4, /* "their_provider": down, blocking */
    BOUNCE_WHO_RECIPIENT = 1 << 5, /* "recipient": mailbox full, forwarding broken */
};

enum bounce_reader {
    BOUNCE_FOR_SENDER = 0, /* the person who pressed Send */
    BOUNCE_FOR_POSTMASTER, /* whoever runs the sending domain */
};

/* Stable: the ids (bounce_advice.id, in lower case) never change their meaning.
 * rules.c says how each is recognised, advise.c holds its words. */
enum bounce_cause {
    BOUNCE_CAUSE_UNKNOWN = 0,
    BOUNCE_CAUSE_NO_SUCH_USER,
    BOUNCE_CAUSE_NO_SUCH_DOMAIN,
    BOUNCE_CAUSE_DOMAIN_TAKES_NO_MAIL,
    BOUNCE_CAUSE_BAD_ADDRESS_SYNTAX,
    BOUNCE_CAUSE_MOVED,
    BOUNCE_CAUSE_MAILBOX_DISABLED,
    BOUNCE_CAUSE_MAILBOX_FULL,
    BOUNCE_CAUSE_RESTRICTED_RECIPIENT,
    BOUNCE_CAUSE_RECIPIENT_RATE_LIMITED,
    BOUNCE_CAUSE_RECIPIENT_SYSTEM_ERROR,
    BOUNCE_CAUSE_MESSAGE_TOO_LARGE,
    BOUNCE_CAUSE_CONTENT_SPAM,
    BOUNCE_CAUSE_BLOCKED_ATTACHMENT,
    BOUNCE_CAUSE_MALFORMED_MESSAGE,
    BOUNCE_CAUSE_TOO_MANY_RECIPIENTS,
    BOUNCE_CAUSE_NEEDS_UTF8,
    BOUNCE_CAUSE_AUTH_FAILED,
    BOUNCE_CAUSE_SENDER_ADDRESS_BAD,
    BOUNCE_CAUSE_RDNS_MISSING,
    BOUNCE_CAUSE_FROM_NOT_ALLOWED,
    BOUNCE_CAUSE_IP_BLOCKLISTED,
    BOUNCE_CAUSE_PROVIDER_BLOCK,
    BOUNCE_CAUSE_DIRECT_FROM_HOME_IP,
    BOUNCE_CAUSE_SENDER_RATE_LIMITED,
    BOUNCE_CAUSE_GREYLISTED,
    BOUNCE_CAUSE_ACCOUNT_BLOCKED,
    BOUNCE_CAUSE_ACCOUNT_LIMIT,
    BOUNCE_CAUSE_SUBMISSION_AUTH,
    BOUNCE_CAUSE_RELAY_DENIED,
    BOUNCE_CAUSE_POLICY_REJECTED,
    BOUNCE_CAUSE_CONNECTION_REFUSED,
    BOUNCE_CAUSE_CONNECTION_TIMEOUT,
    BOUNCE_CAUSE_CONNECTION_DROPPED,
    BOUNCE_CAUSE_DNS_FAILURE,
    BOUNCE_CAUSE_TLS_PROBLEM,
    BOUNCE_CAUSE_MAIL_LOOP,
    BOUNCE_CAUSE_EXPIRED_UNKNOWN,
    BOUNCE_CAUSE_SERVER_BUSY,
    BOUNCE_CAUSE_SERVER_MISCONFIGURED,
    BOUNCE_CAUSE_FORWARD_FAILED,
    BOUNCE_CAUSE_FORWARDING_BLOCKED,
};

/* What is told of a mail for which no cause has words, or not yours to mend. */
enum bounce_notice {
    BOUNCE_NOTICE_DELAYED = 0,     /* a server keeps trying */
    BOUNCE_NOTICE_DELIVERED,       /* delivered, relayed, expanded */
    BOUNCE_NOTICE_AUTO_REPLY,      /* a machine answered (RFC 3834) */
    BOUNCE_NOTICE_READ_RECEIPT,    /* opened or deleted (RFC 8098) */
    BOUNCE_NOTICE_FEEDBACK_REPORT, /* marked as spam (RFC 5965) */
    BOUNCE_NOTICE_CHALLENGE,       /* a filter asks who you are */
    BOUNCE_NOTICE_BACKSCATTER,     /* you did not send that mail */
    BOUNCE_NOTICE_HACKED_ACCOUNT,  /* it left through your account, not by your hand */
    BOUNCE_NOTICE_FAKE_BOUNCE,     /* a lie that wants your password */
};

/* "550 5.4.316" is {550, 5, 4, 316}; absent numbers are 0. RFC 5321 section 4.2, RFC 3463. */
struct bounce_code {
    uint16_t reply;
    uint16_t group, subject, detail;
};

/* Each fact that a mail states and evidence tells of. */
enum bounce_fact {
    /* of one recipient: the members of struct bounce_failure */
    BOUNCE_FACT_KIND = 0,
    BOUNCE_FACT_RECIPIENT,
    BOUNCE_FACT_ORIGINAL_RECIPIENT,
    BOUNCE_FACT_ACTION,
    BOUNCE_FACT_STATUS,
    BOUNCE_FACT_DIAGNOSTIC, /* of code, too */
    BOUNCE_FACT_SAID,       /* of said_code, too */
    BOUNCE_FACT_SAID_BY,
    BOUNCE_FACT_REMOTE_MTA,
    BOUNCE_FACT_TRIED_HOST,
    BOUNCE_FACT_TRIED_ADDRESS,
    BOUNCE_FACT_TRIED_LAST,
    BOUNCE_FACT_TRIES_UNTIL,
    BOUNCE_FACT_FINAL_RECIPIENT,
    BOUNCE_FACT_COMMAND,
    BOUNCE_FACT_TRIES,
    /* of the mail: the members of struct bounce and struct bounce_original */
    BOUNCE_FACT_REPORTER,
    BOUNCE_FACT_ARRIVED,
    BOUNCE_FACT_PATIENCE,
    BOUNCE_FACT_ORIGINAL_MESSAGE_ID,
    BOUNCE_FACT_ORIGINAL_SUBJECT,
    BOUNCE_FACT_ORIGINAL_TO,
    BOUNCE_FACT_ORIGINAL_FROM,
    BOUNCE_FACT_ORIGINAL_SENT,
    BOUNCE_FACT_SOFTWARE, /* of the mail, again: kept journals hold these numbers */
};

/* Which field or line said a fact: one for each fact that is known. */
struct bounce_evidence {
    const struct bounce_evidence *next;
    /* Static. A field's name: "Diagnostic-Code"; "original Subject": one of the header
     * of the mail that came back; "text": words for people; others say it in words. */
    const char *source;
    uint32_t line; /* from 1, in that part; 0: it is no one line that says so */
    /* 0: the header of the mail itself, its lines counted from the first byte given. From 1
     * on: its parts (RFC 2046) in the order in which they begin, those that only hold other
     * parts and those within the returned mail not counted; lines are those of the content
     * with its transfer encoding undone, of HTML those of its visible text. */
    uint16_t part;
    uint16_t fact; /* enum bounce_fact */
};

/* One recipient: facts as stated, no opinion. */
struct bounce_failure {
    const struct bounce_failure *next;
    enum bounce_kind kind; /* of this recipient */
    const char *recipient; /* final: "friend@charter.net" */
    const char
        *original_recipient; /* as the sender wrote it, where the report says so */
    const char *action;      /* "failed": the word; odd spellings in ours */
    const char *status;     /* "5.4.316", as written; of a bare reply, from its words */
    const char *diagnostic; /* "550 5.4.316 Message expired, ...", without its type */
    const char *said;       /* the innermost reply within the diagnostic or the prose */
    const char *said_by;    /* the host that said it: remote MTA or last tried */
    const char *remote_mta; /* as the report's field names it, without its type */
    const char *tried_host; /* last host tried, and its address without port: */
    const char *tried_address; /* LastAttemptedServerName, LastAttemptedIP */
    struct bounce_code code; /* from the diagnostic's own words, where they carry one */
    int64_t tried_last;      /* Last-Attempt-Date */
    int64_t tries_until;     /* Will-Retry-Until: when it gives up */
    const char
        *final_recipient; /* the address in the field Final-Recipient; differs from
                                  * recipient where that names a better one */
    const char
        *command;   /* what the reply answered: "RCPT TO", "end of DATA", "connect" */
    uint32_t tries; /* attempts made, where the report counts them */
    struct bounce_code said_code;           /* from said */
    const struct bounce_evidence *evidence; /* of this recipient's facts; may be NULL */
};

/* The mail that came back, as far as it came back. */
struct bounce_original {
    const char *message_id; /* "<...>" with its angles */
    const char *subject;    /* decoded (RFC 2047) */
    const char *to;         /* decoded, as one line */
    const char *from;       /* the address alone: "you@outlook.com" */
    int64_t sent;           /* its Date */
};

/* One result of an Authentication-Results field (RFC 8601). Anybody may write such a field:
 * only the one that one's own provider has put there says more than the mail itself. */
struct bounce_authentication {
    const struct bounce_authentication *next; /* from the top of the header */
    const char
        *by; /* who says it, the authserv-id; "" of Microsoft's, which has none */
    const char *method; /* "spf", "dkim" or "dmarc" */
    const char *result; /* "pass" */
    const char
        *domain;    /* smtp.mailfrom's or smtp.helo's, header.d or .i, header.from */
    uint16_t field; /* of how manieth such field, from 1 at the top */
};

/* A server on the way of the mail that came back: one of its Received lines. */
struct bounce_hop {
    const struct bounce_hop *next; /* from the first server on */
    const char *from;              /* the name that the host before it gave */
    const char *by;
    bool
        signed_in; /* whoever sent it had signed in: "with ESMTPSA" (RFC 3848), web mail */
};

/* A host that the mail links to; the links themselves are not kept, so that nobody can follow
 * one. */
struct bounce_link {
    const struct bounce_link *next;
    const char *host;
    bool button; /* its words are those of a button that lures: "Send again" */
};

/* What a mail shows for and against being made by a mail system about a mail of yours, as it
 * claims it. Each list has BOUNCE_MARKS_MAX members at most; NULL: none. */
struct bounce_marks {
    const char *
        path; /* Return-Path: "<>" has no sender, as a report must (RFC 3464, section 2) */
    const char *from;     /* its From: the address alone */
    const char *answers;  /* the last id of In-Reply-To, else of References: "<...>" */
    const char *language; /* Content-Language: "en-US" */
    bool automatic; /* Auto-Submitted (RFC 3834), or what mail systems write for it */
    bool system;    /* its From is a mail system's: "Mail Delivery System" */
    bool stated;    /* a multipart/report whose own part names a recipient (RFC 3464) */
    bool inside;   /* it has come over no network but a private one, as Received says */
    bool returned; /* the mail it tells of, or its header, came back */
    bool returned_failed; /* whose SPF or DMARC had failed on its way */
    bool attached; /* a page, an archive or a program lies beside what came back */
    bool asks;     /* for a password, or to sign in */
    const struct bounce_link *links;
    const struct bounce_authentication *authentications;
    const struct bounce_hop *hops;
    const char *
        key; /* where the key of the signature of the mail that came back lies (RFC 6376,
                      * 3.6.2.1): "s1._domainkey.example.com", of several signatures that of the
                      * domain in its From, else of the first; "" */
};

/* A returned mail. failures is never NULL. */
struct bounce {
    enum bounce_kind kind;
    const char *
        reporter; /* the host that wrote the report: Reporting-MTA, generating server */
    const char *message_id; /* of the report itself */
    int64_t reported;       /* the report's Date */
    int zone;               /* the report's own zone: minutes east of UTC */
    int64_t arrived;        /* Arrival-Date: when the reporter got the original */
    int64_t
        patience; /* seconds it keeps trying, where it says so (ExpirationInterval) */
    const struct bounce_original *original; /* never NULL */
    const struct bounce_failure *failures;
    size_t failures_seen; /* more than are listed: see BOUNCE_FAILURES_MAX */
    bool cut;             /* longer than BOUNCE_MAIL_MAX: the end was not looked at */
    const char
        *own_provider; /* bounce_options.own_provider, or what the mail shows, or "" */
    const struct bounce_evidence *evidence; /* of the mail's facts; may be NULL */
    const struct bounce_marks
        *marks;        /* NULL: bounce_options.marks did not ask for them */
    uint16_t software; /* enum bounce_software: what the reporter runs */
};

/* A mail server that writes reports, known by how their words begin. Numbers never change. */
enum bounce_software {
    BOUNCE_SOFTWARE_UNKNOWN = 0,
    BOUNCE_SOFTWARE_POSTFIX,
    BOUNCE_SOFTWARE_EXIM,
    BOUNCE_SOFTWARE_QMAIL,
    BOUNCE_SOFTWARE_SENDMAIL,
    BOUNCE_SOFTWARE_OPENSMTPD,
};

/* "Postfix"; "" for any other number. Static. */
BOUNCE_PUBLIC const char *bounce_software(unsigned software);

/* What the facts mean. */
struct bounce_diagnosis {
    enum bounce_cause cause;
    unsigned who;      /* set of enum bounce_who */
    bool final;        /* nobody tries this mail again */
    bool address_dead; /* the address will not work later either */
    int certainty;     /* 0..100 */
    const char *rule;  /* the rule that fitted, for logs and bug reports; static */
};

/* One row of what the library knows: words or a code that give a cause away. Static.
 *
 * hosts, "google|gmail": it holds only where the name of the host that speaks has one of
 * these in it; "": whoever speaks. phrases, "mailbox*full|over quota": in lower case, parted
 * by "|"; "*" is a few words, "%" a digit, "{1-4}" one of these, "~" the edge of a word. Of
 * a code: "x.4.316" (4.4.316 and 5.4.316), "452". */
struct bounce_rule {
    const char *id; /* "ms.refused": unique, what bounce_diagnosis.rule names */
    enum bounce_cause cause;
    const char *hosts;
    const char *phrases;
    const char *source; /* where it is from: a document, an RFC's section */
};

/* What to do about it: English templates for bounce_fill, static. Each text is
 * a gettext msgid; "" where there is nothing to say. */
struct bounce_advice {
    enum bounce_cause cause;
    uint32_t wait;  /* seconds to let pass before trying again; 0: no such advice */
    const char *id; /* "connection_refused": stable, in logs, digests, docs */
    const char *headline; /* one line, for a notification; see bounce_headline */
    const char *plain; /* the same without placeholders, at most BOUNCE_HEADLINE_MAX */
    const char *happened; /* what happened, in one to three sentences */
    const char *lost;     /* is it lost, and does a server keep trying? */
    const char *reassure; /* what need not worry you; "" where something does */
    const char *const
        *steps;        /* in order, each starting with a verb, NULL-terminated; one
                               * that fills to "" is left out */
    const char *again; /* what to do when it fails again on another day */
    const char *ask; /* text to copy for the providers; the one text of several lines */
    bool notice;     /* of an enum bounce_notice: its words fit each kind; no cause */
    const char *keep;    /* what to keep, and until when */
    const char *sources; /* for a postmaster: documents that tell more; no template */
};

/* What the caller may lend. Zero-initialise, set size to sizeof. */
struct bounce_options {
    size_t size;
    /* Bytes in charset (lower case) to UTF-8; returns bytes written, or 0 to decline. */
    size_t (*convert)(void *context, const char *charset, const void *in, size_t length,
                      char *out, size_t room);
    void *context;
    const char
        *own_provider; /* "outlook.com": whose customer the reader is; NULL: unknown */
    bool marks; /* look for struct bounce_marks, too: it costs as much as the rest */
};

/* What happened before, as far as somebody has kept it: a journal, or nobody (NULL).
 * Zero-initialise, set size to sizeof; 0, false, NULL and "" say that it is not known. Texts
 * are UTF-8 and borrowed. */
struct bounce_past {
    size_t size;
    uint32_t
        count; /* your mails to this domain that came back for good, this one among them */
    uint32_t days;   /* on so many days */
    int64_t since;   /* the first of them */
    bool lasting;    /* on two days or more: waiting alone does not help any more */
    bool only_there; /* none to another domain came back in that time */
    bool sent;       /* this mail was found in your Sent folder */
    bool watching;   /* the domain is watched: you are told when it answers again */
    int64_t worked;  /* when a mail to this recipient last seemed to get through */
    uint32_t
        written; /* mails to `suggestion`, or else to the recipient, in the Sent folder */
    const char
        *suggestion; /* "jo@gmail.com": what the address was probably meant to be */
    const char *other_way;    /* "Gmail": another account of yours there gets through */
    bool others_get_through;  /* you said so: others reach this person */
    bool other_account_works; /* you said so: your mail from elsewhere arrives */
    /* What it means, of one recipient of the mail; the others' words know nothing of it. */
    const char *recipient; /* as in bounce_failure; NULL: of all of them */
    const struct bounce_finding *findings; /* the weightiest first; NULL: none */
    const enum bounce_cause
        *cause;          /* a better one than this report names; NULL: none */
    const unsigned *who; /* who can mend it now; NULL: as the cause says */
    uint32_t wait;       /* seconds until a new try; 0: as the cause says */
    bool alive;          /* do not call the address dead: it worked not long ago */
    uint32_t times;      /* what a finding counts */
    const char *listed;  /* what it names: "a@example.com, b@example.com" */
    const char *company; /* "Spectrum": who runs all that does not answer */
};

/* Where a piece of advice is from. */
enum bounce_ground {
    BOUNCE_GROUND_NONE = 0,
    BOUNCE_GROUND_MEASURED,   /* seen here: in this report, or in those before it */
    BOUNCE_GROUND_DOCUMENTED, /* published by who runs it, or seen at many */
    BOUNCE_GROUND_GENERAL,    /* what mail servers do as a rule */
};

/* Something that the past, or the pair of providers, tells: texts that are filled already, ""
 * where there is nothing to say. */
struct bounce_finding {
    const struct bounce_finding *next;
    const char *id;       /* "H05": the rule that found it */
    const char *headline; /* in place of the cause's; at most BOUNCE_HEADLINE_MAX */
    const char
        *words;       /* a sentence or two, with its ground: "3 of your messages ..." */
    const char *step; /* to do before the cause's own steps */
    enum bounce_ground ground;
    bool alone; /* its step replaces the cause's steps */
    bool brief; /* its words are all that is worth a bubble: the rest has been told */
};

/* For whom the words are. As above. */
struct bounce_person {
    size_t size;
    bool office;         /* somebody looks after your mail: "your IT", not a provider */
    const char *admin;   /* "it@example.org": that somebody */
    const char *support; /* the page where your provider helps; "none": it has none */
    const char *their_support; /* and theirs */
};

/* When, where and for whom the words are read. Zero-initialise, set size to sizeof. */
struct bounce_moment {
    size_t size;
    int64_t now; /* 0: when the report was written */
    /* Minutes east of UTC at that time; NULL: the report's own zone. */
    int (*zone)(void *context, int64_t when);
    void *context;
    const struct bounce_past *past;     /* NULL: nothing is known */
    const struct bounce_person *person; /* NULL: a person with a personal account */
};

/* A guess from the header alone, to spare fetching the body. Errs towards yes. */
BOUNCE_PUBLIC bool bounce_likely(const void *header, size_t length);

/* Reads one mail (RFC 5322, 3464, 6522, 6533 and what is met in the wild). options may be
 * NULL. Time and memory grow linearly with length, which BOUNCE_MAIL_MAX bounds. */
BOUNCE_PUBLIC BOUNCE_MUST_CHECK enum bounce_result
bounce_read(const void *mail, size_t length, const struct bounce_options *options,
            struct bounce **ret);

/* Reads a bare reply as people paste it: "550 5.4.316 Message expired". Yields one
 * failure whose recipient is "" unless the words name one; BOUNCE_NOT_ONE where no code
 * and no known words are in it. */
BOUNCE_PUBLIC BOUNCE_MUST_CHECK enum bounce_result
bounce_read_reply(const void *text, size_t length, const struct bounce_options *options,
                  struct bounce **ret);

/* Frees the bounce and every text in it. NULL is fine. */
BOUNCE_PUBLIC void bounce_free(struct bounce *bounce);

/* How much of a mail its report brings back. */
enum bounce_returned {
    BOUNCE_RETURNED_NOTHING = 0,
    BOUNCE_RETURNED_HEADER, /* its header alone, or no text behind it */
    BOUNCE_RETURNED_CUT, /* its beginning: the last delimiter of its parts is missing */
    BOUNCE_RETURNED_WHOLE,
    BOUNCE_RETURNED_NO_MEMORY,
};

/* Makes of the mail that a report brings back (all bytes of the report, however long) a draft to
 * be sent again: To is `to`, a list of addresses without a line end; the fields that its sender
 * wrote are kept but for Cc, Bcc, Date and Message-ID; the text is as it was, with CRLF. `from`,
 * unless NULL, stands in From in place of what the mail says, and Reply-To is left out: of a report
 * in doubt nobody knows who wrote them. Writes *ret, which free() frees, and its length where WHOLE
 * is returned, else neither. */
BOUNCE_PUBLIC enum bounce_returned
bounce_redraft(const void *mail, size_t length, const char *to, const char *from,
               char **ret, size_t *ret_length);

/* The recipient that a report leads with: the first of the worst kind. */
BOUNCE_PUBLIC const struct bounce_failure *bounce_lead(const struct bounce *bounce);

/* Always answers: BOUNCE_CAUSE_UNKNOWN is an answer. It is also what a recipient has whose mail
 * was delivered, relayed or expanded: nothing went wrong, and who is empty. One who asks back
 * (BOUNCE_CHALLENGED) takes mail from chosen senders only, and you can mend it. */
BOUNCE_PUBLIC struct bounce_diagnosis
bounce_diagnose(const struct bounce *bounce, const struct bounce_failure *failure);

/* The same with what the past adds: a cause that an earlier report named, whoever must act now,
 * an address that is not to be called dead. moment may be NULL. */
BOUNCE_PUBLIC struct bounce_diagnosis
bounce_judge(const struct bounce *bounce, const struct bounce_failure *failure,
             const struct bounce_moment *moment);

/* How long the mail is or was tried: told by the report's own times (or announced by it), else
 * what its provider is known to do, else what the reporter's software does by itself. */
struct bounce_window {
    int64_t seconds; /* 0: not known */
    int64_t until;   /* when the trying ends or ended; 0: not known */
    enum bounce_ground ground;
};
BOUNCE_PUBLIC struct bounce_window
bounce_window(const struct bounce *bounce, const struct bounce_failure *failure);

/* Who can mend a cause: a set of enum bounce_who, the same as bounce_diagnosis.who. */
BOUNCE_PUBLIC unsigned bounce_who(enum bounce_cause cause);

/* The rules, in the order in which a diagnosis asks them: words that name a cause, enhanced
 * codes, words that hint at one, words that say only that the time is over, reply codes.
 * index counts from 0; NULL: beyond the last. */
BOUNCE_PUBLIC const struct bounce_rule *bounce_rule(size_t index);

/* The provider of a domain or host, by the name people know, and who runs it: {"Charter",
 * "Spectrum"} of "charter.net". Both "" where we do not know it. Static texts. */
struct bounce_provider {
    const char *name, *company;
};
BOUNCE_PUBLIC struct bounce_provider bounce_provider(const char *host);

/* Do two domains or hosts belong to one company? Of those the library does not know: was the
 * same name registered ("mx.example.co.uk" and "example.co.uk")? "" is nobody's. */
BOUNCE_PUBLIC bool bounce_same_provider(const char *left, const char *right);

/* The name of a fact, as in JSON: "original_recipient". Static; NULL: there is no such fact. */
BOUNCE_PUBLIC const char *bounce_fact_name(unsigned fact);

/* Always answers; there is advice for the unknown too. */
BOUNCE_PUBLIC const struct bounce_advice *
bounce_advise(enum bounce_cause cause, enum bounce_reader reader);

/* The words for a notice: where no report was read, only those without placeholders have all
 * their sentences. Static; NULL: beyond the last. */
BOUNCE_PUBLIC const struct bounce_advice *
bounce_advise_notice(enum bounce_notice notice);

/* Fills a template (perhaps translated) with the facts; a sentence whose facts are
 * missing disappears whole. advise.h lists the placeholders. moment may be NULL. Returns
 * the bytes it takes without NUL, as snprintf does; out is always terminated when size > 0. */
BOUNCE_PUBLIC size_t bounce_fill(const char *words, const struct bounce *bounce,
                                 const struct bounce_failure *failure,
                                 const struct bounce_moment *moment, char *out,
                                 size_t size);

/* What the moment's past tells of this recipient; NULL: nothing. Borrowed from the moment. */
BOUNCE_PUBLIC const struct bounce_finding *
bounce_findings(const struct bounce *bounce, const struct bounce_failure *failure,
                const struct bounce_moment *moment);

/* Fills one step of all there are: those of the findings first, then the advice's own, unless a
 * finding stands alone. index counts from 0; out is "" for one that is left out. False: beyond
 * the last, and out is untouched. */
BOUNCE_PUBLIC bool
bounce_step(const struct bounce_advice *advice, const struct bounce *bounce,
            const struct bounce_failure *failure, const struct bounce_moment *moment,
            size_t index, char *out, size_t size);

/* Fills advice->headline; where that lacks a fact or passes BOUNCE_HEADLINE_MAX
 * characters, gives advice->plain. Returns as bounce_fill does. */
BOUNCE_PUBLIC size_t bounce_headline(const struct bounce_advice *advice,
                                     const struct bounce *bounce,
                                     const struct bounce_failure *failure,
                                     const struct bounce_moment *moment, char *out,
                                     size_t size);

#ifdef __cplusplus
}
#endif
#endif
