/* domains: what was last looked up of a domain, and which domains are watched; in the journal.
 *
 * What was looked up of one's own domain, as the sender of a mail, is kept beside it, in a row of
 * its own: "@example.com".
 */
#ifndef AGENT_DOMAINS_H
#define AGENT_DOMAINS_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/domain.h"
#include "agent/journal.h"
#include "agent/net/lookup.h"
#include "agent/sender.h"

enum {
    DOMAINS_FRESH = 60 * 60,          /* seconds: a look-up is not repeated sooner */
    DOMAINS_KEEP = 90 * 24 * 60 * 60, /* seconds: older than any report it explains */
    DOMAINS_FACTS_MAX = 64 * 1024,    /* bytes of what is kept of one */
    DOMAINS_TOLD_MAX = 2 * DOMAIN_TEXT_MAX + 100,
    /* Watched at one time: with four looks an hour each they leave some of CHECKS_AN_HOUR. */
    DOMAINS_WATCHED_MAX = 4,
    DOMAINS_WATCHED_NAME_MAX =
        100, /* bytes: it is the key of a bubble (LINE_KEY_MAX) */
    DOMAINS_WAIT = 14 * 24 * 60 * 60, /* seconds: by then no mail waits any more */
};

struct domains_row {
    char domain[LOOKUP_NAME_MAX];
    int64_t checked;              /* UNIX seconds; 0: not yet */
    int64_t watched;              /* since when; 0: it is not */
    bool again;                   /* of what is owed: it may have been told before */
    struct domain_findings found; /* where checked */
};

/* The row of a domain. False with why 0: there is none, or what is kept makes no sense. */
bool domains_read(struct journal *journal, const char *domain, struct domains_row *ret);

/* Keeps what was looked up, and forgets what is older than DOMAINS_KEEP. */
bool domains_keep(struct journal *journal, const struct domain_question *question,
                  const struct lookups *set, int64_t now);

/* The same of one's own domain, as the sender of a mail; question is what was asked. */
struct domains_own {
    int64_t checked;
    struct sender_question question;
    struct domain_findings
        found; /* whether it takes mail: that its network is honest, too */
    struct sender_findings findings;
};

/* True where that was kept of exactly this question, or of more. */
bool domains_read_own(struct journal *journal, const struct sender_question *question,
                      struct domains_own *ret);

bool domains_keep_own(struct journal *journal, const struct domain_question *question,
                      const struct sender_question *sender, const struct lookups *set,
                      int64_t now);

/* Begins to watch it (since > 0), or ends that (0). False with why 0: DOMAINS_WATCHED_MAX are. */
bool domains_watch(struct journal *journal, const char *domain, int64_t since);

/* Calls each for every watched one that has not answered again. */
bool domains_watched(struct journal *journal,
                     void (*each)(void *context, const struct domains_row *row),
                     void *context);

/* A watched one that answers again is owed to the line first (then it is watched no more), and to
 * the bubble until that was shown or DOMAINS_WAIT is over: claimed, told, settled, as the outbox. */
enum domains_sink {
    DOMAINS_LINE = 0, /* the log, and `run --events` */
    DOMAINS_BUBBLE
};

/* It answers again: owed from now on, if it is watched. */
bool domains_answers(struct journal *journal, const char *domain, int64_t now);
/* The first that is owed and stands behind that name ("": all); its domain is "" where none is. */
bool domains_owed(struct journal *journal, enum domains_sink sink, const char *behind,
                  int64_t now, struct domains_row *ret);
/* T4. From here on it may have been told. */
bool domains_claim(struct journal *journal, const char *domain);
/* T5. */
bool
domains_settle(struct journal *journal, enum domains_sink sink, const char *domain);
/* The bubble was not shown, for certain. */
bool domains_failed(struct journal *journal, const char *domain);

/* What is known of it, with when and from where: "Seen from this computer on Sat 21 Nov 11:45: …".
 * "" where nothing is, or only what is older than `since`. */
void domains_told(struct journal *journal, const char *domain, int64_t since,
                  char ret[DOMAINS_TOLD_MAX]);

#endif
