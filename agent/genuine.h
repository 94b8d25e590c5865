/* genuine: is a report real, and is it about a mail of yours? Pure: what is known goes in, two
 * scores with their grounds and one of five verdicts come out.
 *
 * Two questions that know nothing of each other (knowledge.md, section 6): did a mail system write
 * the report, and is the mail it tells of one's own? An authentic report may tell of a spammer's
 * mail; and whoever got a mail of ours can write a fake report about it.
 */
#ifndef AGENT_GENUINE_H
#define AGENT_GENUINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "classify/bounce.h"

enum genuine_verdict {
    GENUINE_UNJUDGED = 0, /* nothing was looked at: an old journal */
    GENUINE_MINE,         /* a real report of a mail of one's own */
    GENUINE_BACKSCATTER,  /* a real one of a mail that somebody else sent */
    GENUINE_ABUSED, /* of one that left through the own account, and is not in Sent */
    GENUINE_FAKE,   /* no report: a lure */
    GENUINE_UNSURE, /* told as usual, with the advice to look into Sent */
};

/* What the account's Sent folder says of the mail, at most one of these. */
enum genuine_sent {
    GENUINE_SENT_UNKNOWN = 0, /* there is none, it was not asked or did not answer */
    GENUINE_SENT_FOUND,       /* its Message-ID is there */
    GENUINE_SENT_ANSWERED,    /* that of the mail which the report answers is */
    GENUINE_SENT_ALIKE, /* one to this recipient with this subject is, from about that day */
    GENUINE_SENT_MISSING, /* everything was looked at: there is none like it */
};

enum {
    GENUINE_BURST =
        10, /* reports in an hour that nobody's Sent folder explains (BA17) */
    GENUINE_STRANGERS = 3,  /* recipients of mails not in Sent: then abuse is urgent */
    GENUINE_SCORE_MINE = 4, /* at least: it is ours. knowledge.md, section 6 */
    GENUINE_SCORE_REAL = 3, /* at least: a mail system wrote it */
    GENUINE_SCORE_NOT_MINE = -2,
    GENUINE_SCORE_NOT_REAL = -3,
};

/* What the agent knows beside the mail. Texts may be "", not NULL. */
struct genuine_known {
    const char *address; /* of the account: "you@example.org" */
    const char *host;    /* its IMAP server */
    const char
        *authority; /* the authserv-id of its provider (RFC 8601), as configured */
    enum genuine_sent sent;
    bool new_subject; /* Sent has no mail at all with this subject */
    /* Within a day: recipients of mails that left here and are not in Sent, with this one. */
    unsigned strangers;
    /* Within an hour: reports about mails that are not in Sent, with this one. */
    unsigned unknown;
    bool
        foreign; /* its language is not that of any of several earlier ones that were yours */
};

/* Something that speaks for or against. Static. */
struct genuine_ground {
    const char *id;   /* "BA07", as in knowledge/bounce_authenticity.tsv; stable */
    int mine, real;   /* what it is worth to each question */
    const char *says; /* a sentence for a person */
};

struct genuine {
    enum genuine_verdict verdict;
    int mine, real;   /* the scores */
    uint32_t grounds; /* a set: bit i is genuine_ground(i) */
    bool urgent;      /* of GENUINE_ABUSED: not a question any more */
};

/* Always answers; GENUINE_UNJUDGED where the bounce has no marks. */
struct genuine
genuine_judge(const struct bounce *bounce, const struct genuine_known *known);

/* Of the grounds in order; NULL: beyond the last. */
const struct genuine_ground *genuine_ground(size_t index);

/* "mine", "backscatter", "abused", "fake", "unsure", as in the journal; "" for
 * GENUINE_UNJUDGED. Static. */
const char *genuine_name(enum genuine_verdict verdict);

/* And back; GENUINE_UNJUDGED for any other text. */
enum genuine_verdict genuine_of(const char *name);

/* Did the mail that the report tells of pass the account's own servers, in its own name? */
bool genuine_left_here(const struct bounce *bounce, const struct genuine_known *known);

#endif
