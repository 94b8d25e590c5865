/* history: what has come back before a report, and what may be asked of that. Pure.
 *
 * Whoever keeps the reports (past.h) gathers rows; here they are counted, by a clock of the
 * caller's. Rows are the newest first. Only what is not known to be somebody else's counts.
 */
#ifndef AGENT_HISTORY_H
#define AGENT_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/course.h"
#include "classify/bounce.h"

enum {
    HISTORY_SPAN = 30 * COURSE_DAY, /* what is older says nothing of today */
    HISTORY_ROWS_MAX = 256,     /* of an account, or of a domain; more change no rule */
    HISTORY_RECIPIENT_MAX = 64, /* of a recipient or a mail */
    HISTORY_LISTED_MAX = 8,     /* addresses that are named; more are no help */
    HISTORY_LIST_ROOM = 1024,   /* bytes of such a list */
};

/* Whose mail a report is about (event.verdict). */
enum history_verdict {
    HISTORY_UNJUDGED = 0,
    HISTORY_MINE,
    HISTORY_UNSURE,
    HISTORY_BACKSCATTER,
    HISTORY_ABUSED,
    HISTORY_FAKE,
};

/* A recipient of a report. Texts in lower case as in `returns`, "" where not known. */
struct history_row {
    int64_t event;
    int64_t at, original, window; /* as in `returns` */
    const char *account, *recipient, *domain, *company, *blocked;
    enum bounce_kind kind;
    enum bounce_cause cause;
    enum history_verdict verdict;
    bool handled;
};

struct history_rows {
    const struct history_row *rows;
    size_t count;
    bool cut; /* there are more, older ones */
};

/* A recipient of the same domain, and when a mail to it last seemed to get through. */
struct history_worked {
    const char *recipient;
    int64_t at;
};

struct history {
    int64_t now;                   /* UNIX seconds: the clock of everything here */
    int zone;                      /* minutes east of UTC: where days begin */
    struct history_row self;       /* the recipient that the report leads with */
    struct history_rows recent;    /* of the account, within HISTORY_SPAN */
    struct history_rows domain;    /* of the account and the domain, likewise */
    struct history_rows recipient; /* of the account and the recipient, ever */
    struct history_rows mail;      /* of the same mail, other recipients included */
    struct history_rows
        elsewhere; /* of the domain, from other accounts of the person */
    const struct history_worked *worked;
    size_t worked_count;
    struct course course; /* of its case; all 0: it has none */
    struct bounce_window window;
    struct bounce_provider mine; /* whose customer the person is; "" unknown */
    struct bounce_provider theirs;
    const char *their_hosts; /* the names of the servers that were asked, or "" */
    const char *other_way; /* an account of the person that gets through; "" unknown */
    bool other_account_works, others_get_through; /* the person said so */
    bool solved;  /* so has the person noted, after the report came */
    bool alarmed; /* within a day: the account is abused, for certain (verdict.h) */
};

/* The rows that are counted: mails of the person's own, as far as is known. */
bool history_counts(const struct history_row *row);

/* Families of causes: the network between the providers; the sender's reputation. */
bool history_is_network(enum bounce_cause cause);
bool history_is_reputation(enum bounce_cause cause);

/* Mails that came back for good, where `fits` holds: how many, on how many days, since when. */
struct history_count {
    uint32_t mails, days;
    int64_t since; /* 0: none */
};
struct history_count
history_count(const struct history *history, const struct history_rows *rows,
              bool (*fits)(const struct history *history,
                           const struct history_row *row));

/* The same family, or else the same cause, to the same domain, or else recipient, since it
 * last worked: what bounce_past.count is. */
struct history_count history_returned(const struct history *history);

/* What of the network came back from the domain before this report, since it last worked. */
struct history_count history_network_before(const struct history *history);

/* Did none to another domain come back since then? Only where the rows reach back so far. */
bool history_is_only_there(const struct history *history, int64_t since);

/* When a mail to the recipient (NULL: the report's own) last seemed to get through, before the
 * report; 0: not known. */
int64_t history_worked_at(const struct history *history, const char *recipient);

#endif
