/* watch: the accounts as they stand, and what is said with ndrwatch-imap about them. */
#ifndef AGENT_WATCH_H
#define AGENT_WATCH_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/plight.h"
#include "agent/renewed.h"
#include "agent/scan.h"
#include "agent/standing.h"
#include "imap/messages.h"

struct agent;

enum {
    WATCH_RECENT_DAYS = 3 /* servers do show lower UIDs late, or drop some */
};

/* Under this name the folder for spam is in the journal, whatever the server calls it. */
#define WATCH_JUNK "\\Junk"

/* How far the folder for spam is looked at. */
struct watch_junk {
    int64_t mailbox;           /* its row in the journal; 0: none yet */
    int64_t uidvalidity, seen; /* of its last MESSAGE_SEEN; 0: none */
    bool seen_waits;           /* it is not in the journal yet */
    bool look_waits;           /* nor that all of it has been looked at */
};

/* An account as it stands. */
struct watch {
    int64_t mailbox; /* its row in the journal; 0: none yet */
    struct watch_junk junk;
    bool reported;             /* imap has told a state since it was started */
    uint64_t state;            /* enum message_watch_state */
    uint64_t fault;            /* enum message_fault */
    uint64_t cause;            /* enum message_cause */
    uint64_t poll;             /* seconds between looks, where it is asked; 0 */
    uint64_t next;             /* UNIX seconds of the next try; 0: none planned */
    char *text;                /* imap's own words, or NULL */
    int64_t since;             /* UNIX seconds of this state */
    int64_t uidvalidity, seen; /* of the last MESSAGE_SEEN; 0: none */
    bool seen_waits;           /* it is not in the journal yet */
    bool look_waits;           /* nor that all of the mailbox has been looked at */
    uint64_t looked;           /* mails looked at since the start */
    bool apart;                /* not of the common ndrwatch-imap: see apart.h */
    struct plight plight;
    struct renewed renewed;
    bool told;        /* its state has been, to whoever follows (feed.h) */
    bool expects;     /* whom it waits for may have changed: see expected.h */
    int64_t expected; /* of the list that imap has; 0: nobody */
    struct scan scan;
};

/* Makes agent->watches for agent->config. False: no memory. */
bool watch_begin(struct agent *agent);
void watch_end(struct agent *agent);

/* Tells the ndrwatch-imap that has the account to watch it. False: the journal is stuck, try
 * later. */
bool watch_send(struct agent *agent, uint32_t account);

/* Frames of ndrwatch-imap. False: it is not to be trusted any more. */
bool watch_state(struct agent *agent, const struct message *message);
bool watch_seen(struct agent *agent, const struct message *message);

/* Writes down what has been looked at, where no mail of it waits to be read. */
void watch_settle(struct agent *agent);

/* Is there anything of it still to be written down? */
bool watch_unsettled(const struct agent *agent);

/* The ndrwatch-imap that had the account has gone: nobody watches it. */
void watch_lost(struct agent *agent, uint32_t account);

/* The same, and its server is to blame; tried again at next, ms of CLOCK_BOOTTIME. */
void watch_broke(struct agent *agent, uint32_t account, int64_t next);

/* Has every account had its first look, or said why it cannot? *well: all had it. */
bool watch_caught_up(const struct agent *agent, bool *well);

/* How an account stands, for words. Borrows from the agent. */
void watch_standing(const struct agent *agent, size_t number, struct standing *ret);

/* How an account stands, as an object. NULL: no memory. */
json_t *watch_one_json(const struct agent *agent, size_t number);

/* For `status`: an array of these, with "name" for "account". NULL: no memory. */
json_t *watch_json(struct agent *agent);

#endif
