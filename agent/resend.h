/* resend: the mail that came back, whole, put into the folder for drafts, to be sent again.
 *
 * One at a time, asked for by a person. The report is found anew in its mailbox by its own
 * Message-ID, fetched whole, and read by an `ndrwatch parse` of its own, in its cage, which gives
 * the draft back; that is appended. Nothing is ever sent, and nothing but the draft is left: a
 * start anew after any end is as good as the first.
 */
#ifndef AGENT_RESEND_H
#define AGENT_RESEND_H

#include <jansson.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "agent/child.h"

struct agent;

enum {
    RESEND_RECIPIENTS_MOST = 50,  /* more are no mail to a person */
    RESEND_TO_MAX = 8 * 1024,     /* bytes of their addresses */
    RESEND_FROM_MAX = 321,        /* bytes of one (RFC 5321, section 4.5.3.1) */
    RESEND_TEXT_MAX = 1200,       /* bytes of what came of it */
    RESEND_READ_TIME = 60 * 1000, /* ms for the parser with 64 MiB, on a slow machine */
    RESEND_SLACK = 2 *
                   86400, /* s around the day a report came, to look for it: zones, and
                              * days as IMAP counts them */
};

enum resend_step {
    RESEND_NONE = 0,
    RESEND_SEEKING,  /* the report */
    RESEND_FETCHING, /* all of it */
    RESEND_READING,  /* a parser has it */
    RESEND_STORING,  /* the draft is on its way */
    RESEND_OVER,     /* text says how it ended */
};

/* Zero-initialise. */
struct resend {
    enum resend_step step;
    int64_t event;
    uint32_t account; /* by its index in config */
    char to[RESEND_TO_MAX];
    bool doubtful; /* the report is: so is whom its mail claims to be from, */
    char from[RESEND_FROM_MAX]; /* in place of whom this stands; "": it is believed */
    int report, mail;  /* descriptors of memory (memfd_create); 0: none */
    size_t got, total; /* bytes of the report */
    size_t sent;       /* of these, to the parser */
    bool asked;        /* the parser knows for whom */
    size_t written;    /* bytes of mail */
    int64_t deadline;  /* ms: RESEND_READING */
    struct child parser;
    int exit; /* RESEND_OVER: a sysexits code */
    char text[RESEND_TEXT_MAX];
};

/* Begins: {"answer":{"id":"b-000017"}}, or {"error":...} with the reason why it cannot be. */
json_t *resend_begin(struct agent *agent, const char *name);

/* How it goes: {"answer":{"id":..., "over":BOOL, "got":N, "total":N, "exit":N, "text":...}}. */
json_t *resend_json(const struct agent *agent);

/* What to wait for, and what is done then; resend_due: ms of CLOCK_BOOTTIME, 0 none. */
struct pollfd resend_poll(const struct agent *agent);
void resend_pump(struct agent *agent, const struct pollfd *polled);
int64_t resend_due(const struct agent *agent);

/* A process has ended. false: it is not the parser. */
bool resend_reaped(struct agent *agent, pid_t pid);

/* Ends it, whatever it does. */
void resend_end(struct agent *agent);

#endif
