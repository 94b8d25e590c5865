/* story: a file that tells what came back on which day, and what a person must hear of it.
 *
 *     # The friend at charter.net: refused on two days
 *     shows S-012
 *     account home you@outlook.com
 *
 *     Tue 7 Apr 13:11  returned pat@charter.net  550 5.4.316 Message expired  (tried 24 h)
 *         told "Not delivered: pat@charter.net"
 *         steps include "Wait"        steps never "both providers"
 *
 * README.md says it all for those who write one. Two blanks or more part the columns of a line.
 * Whatever is no word of the language is a fault, and so is a story that expects nothing.
 */
#ifndef TESTS_DAYS_STORY_H
#define TESTS_DAYS_STORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    STORY_BYTES_MAX = 1 << 16, /* of a file: they are one page each */
    STORY_ACCOUNTS_MAX = 4,
    STORY_EVENTS_MAX = 128,
    STORY_WISHES_MAX = 32, /* of one event */
    STORY_TEXTS_MAX = 12,  /* of one wish */
    STORY_FAULT_MAX = 1024,
};

enum story_verb {
    STORY_RETURNED = 0, /* the five kinds of report */
    STORY_DELAYED,
    STORY_DELIVERED,
    STORY_RELAYED,
    STORY_EXPANDED,
    STORY_SENT,     /* you send a mail: it is in the Sent folder */
    STORY_ANSWERED, /* the other person answers a mail of yours */
    STORY_NOTED,    /* you tell the program what only you can know */
    STORY_OPENED,   /* you read the page of the last report */
    STORY_HANDLED,  /* you press the button */
    STORY_LURED,   /* a mail comes that pretends to be a report, and wants a password */
    STORY_NOTHING, /* nothing comes: the clock goes on to here */
};

enum story_shape {
    STORY_BY_CUSTOM = 0, /* as the provider of the account writes them */
    STORY_BY_EXCHANGE,
    STORY_BY_POSTFIX,
    STORY_BY_GMAIL,
    STORY_BY_QMAIL,
};

enum story_wanted {
    STORY_TOLD = 0, /* the bubble's title; "nothing" */
    STORY_BUBBLE,   /* its title and body */
    STORY_SAYS,     /* the bubble and the page */
    STORY_NEVER,
    STORY_STEPS_INCLUDE,
    STORY_STEPS_NEVER,
    STORY_FIRST_STEP,
    STORY_COPY_INCLUDES,    /* the text to copy */
    STORY_POSTMASTER_READS, /* the page for whoever runs the domain */
    STORY_WHO,
    STORY_CAUSE,
    STORY_URGENCY,
    STORY_VERDICT,   /* whose mail it is about, and whether it is real */
    STORY_CASE,      /* how the latest case stands */
    STORY_WITHDRAWN, /* the title of the bubble that is taken back */
    STORY_RULES,     /* H01 to H20, P01 to P12, all that hold */
    STORY_NO_RULES,
    STORY_TEXT_FOR_RECIPIENT, /* the ready texts: `ndrwatch text` */
    STORY_TEXT_FOR_PROVIDER,
    STORY_TEXT_FOR_THEIRS,
    STORY_TEXT_FOR_FORUM,
};

/* One expectation; texts in the order written, without their quotes. */
struct story_wish {
    int line;
    enum story_wanted wanted;
    const char *texts[STORY_TEXTS_MAX];
    size_t count;
};

/* Texts are "" and numbers 0 where the story does not say. */
struct story_event {
    int line;
    int64_t when; /* the story's clock, UNIX seconds */
    enum story_verb verb;
    const char *who; /* "pat@charter.net, jo@cox.net", "10000 people at cox.net" */
    const char *
        subject; /* names the mail: the same subject to the same account, the same mail */
    const char *words; /* the server's */
    enum story_shape shape;
    int64_t tried;       /* seconds */
    bool from_elsewhere; /* the mail it tells of did not start at your provider's */
    bool untimed;        /* the report does not say since when it had the mail */
    int64_t dated;       /* the report's own date, where it lies */
    const char *at;      /* the server that refuses, "mx0.charter.net [192.0.2.25]" */
    const char *account; /* its name */
    const char *written; /* the address written to, where it was passed on */
    struct story_wish wishes[STORY_WISHES_MAX];
    size_t wish_count;
};

struct story_account {
    const char *name, *address;
    const char
        *admin; /* who looks after the mail of an office; "": a person's own account */
};

struct story {
    const char *title;
    bool
        sent_folder; /* the accounts have one that is known: reports are judged by it */
    const char *zone; /* "Europe/Berlin", for TZ; UTC where it is not said */
    struct story_account accounts[STORY_ACCOUNTS_MAX];
    size_t account_count;
    struct story_event events[STORY_EVENTS_MAX];
    size_t event_count;
    char text[STORY_BYTES_MAX]; /* what the others point into */
};

/* Reads a file; *ret is calloc'ed and owned. False: fault says "file:line: what is wrong".
 * Leaves TZ set to the story's zone, in which its times are. */
bool story_read(const char *path, struct story **ret, char fault[STORY_FAULT_MAX]);
void story_free(struct story *story);

/* The name of a wanted thing as stories write it: "steps include". Static. */
const char *story_wanted_name(enum story_wanted wanted);

/* The account an event happens to: the first, where it names none; NULL: no such account. */
const struct story_account *
story_account(const struct story *story, const struct story_event *event);

#endif
