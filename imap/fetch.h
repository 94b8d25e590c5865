/* fetch: which mails are new, which of them are likely bounces, and these to the agent.
 *
 * UIDs are the truth; EXISTS only says when to look. Each mail's header fields are read
 * once a process, the body only where bounce_likely says so. Looking stops where the agent
 * is behind and goes on from there.
 *
 *     fetch_begin(&fetch, session, time(NULL));      // after each EXAMINE
 *     while (fetch_go(&fetch, session, &sink) == FETCH_DONE && news)
 *         fetch_news(&fetch, session);
 *
 * A sweep through the whole mailbox takes what is left of its turn: a window is listed by
 * fetch_sweep where nothing new is.
 */
#ifndef IMAP_FETCH_H
#define IMAP_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "imap/messages.h"
#include "imap/session.h"
#include "imap/sweep.h"
#include "imap/uids.h"

enum {
    FETCH_BATCH =
        50, /* mails a command: 18,000 a second, 0.5 MiB (notes/etpan.md 4.2) */
    FETCH_RENUMBERED_DAYS =
        14,               /* to look back after a change of UIDVALIDITY: a restored
                                 * backup is rarely older */
    FETCH_STUCK_MOST = 4, /* times a mail may break the session, or be refused, before
                           * it is skipped */
};

/* Where mails and progress go. */
struct fetch_sink {
    bool (*room)(void *context); /* may another mail be sent? */
    void (*mail)(void *context, const struct message_mail *mail);
    void (*seen)(void *context, const struct message_seen *seen);
    void *context;
    void (*swept)(void *context, const struct message_seen *swept);
};

enum fetch_result {
    FETCH_DONE = 0,
    FETCH_FULL, /* no room: go on when there is */
    FETCH_LOST, /* the session is */
};

struct fetch_likely {
    uint32_t uid, size;
    int64_t received;
};

/* The mails whose headers were read by one command. */
struct fetch_batch {
    uint32_t uids[FETCH_BATCH];
    size_t count;
    struct fetch_likely likely[FETCH_BATCH];
    size_t likely_count, likely_sent;
    bool overflow; /* more came than fit */
};

/* Zero-initialise, then fetch_watch; fetch_free when done. */
struct fetch {
    uint32_t uidvalidity; /* of the mark; 0: never seen */
    uint32_t mark;        /* every UID up to here has been looked at */
    unsigned recent_days;
    struct uids looked; /* by this process, at or below the mark, of recent mails */
    uint32_t *pending;  /* to look at, ascending */
    size_t count, next;
    struct fetch_batch batch;
    struct sweep sweep;
    size_t window;    /* mails of its window, which is pending now */
    bool sweeping;    /* it is */
    uint32_t after;   /* the mark to set when all pending are done; 0: none */
    unsigned unseen;  /* looked at and not told yet */
    bool tell;        /* tell how far we are even where there is no news */
    uint32_t careful; /* mails up to this UID are read one by one */
    uint32_t stuck;   /* the last that, alone, broke the session */
    unsigned stuck_times;
    session_take
        *pass;     /* gets each header read that is of no likely bounce; NULL: nobody */
    void *context; /* its */
};

/* Starts from the agent's mark. */
void fetch_watch(struct fetch *fetch, uint32_t uidvalidity, uint32_t mark,
                 unsigned recent_days);

/* A new session on the mailbox: lists what is above the mark, and what of the last days
 * this process has not looked at yet. Another UIDVALIDITY means everything anew. */
enum fetch_result
fetch_begin(struct fetch *fetch, struct session *session, int64_t now);

/* Lists, or where it is a few, reads at once, what has come above the mark. */
enum fetch_result fetch_news(struct fetch *fetch, struct session *session);

/* Lists the next window of the sweep, if one is on. Only where nothing is unfinished. */
enum fetch_result fetch_sweep(struct fetch *fetch, struct session *session);

/* Works through what is listed. */
enum fetch_result
fetch_go(struct fetch *fetch, struct session *session, const struct fetch_sink *sink);

/* Is there something listed and not done? */
bool fetch_unfinished(const struct fetch *fetch);

void fetch_free(struct fetch *fetch);

#endif
