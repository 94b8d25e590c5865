/* sent: what the accounts' Sent folders are asked: for their index of own mails, and for the one
 * mail of which a report tells.
 *
 *     if (sent_ask(agent, account, bounce))            // one question at a time
 *         ... and from the loop: while (!sent_over(agent, &answer)) return;
 *
 * The index (own.h) is brought up to date when an account is watched, and every few hours. What it
 * does not know, because the mail is young or older than the index, is asked for live; that takes
 * a few seconds at most, and a server that makes us wait is left alone for a while: a returned
 * mail is told soon even where nobody can say whose it is.
 */
#ifndef AGENT_SENT_H
#define AGENT_SENT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "agent/genuine.h"
#include "agent/own.h"

struct agent;

enum {
    SENT_PATIENCE =
        4 * 1000, /* ms that the telling of one mail waits for its Sent folder */
    SENT_BUDGET = 20 * 1000,  /* ms that those of one account wait together, within */
    SENT_WINDOW = 300 * 1000, /* so many ms: then it may again */
    SENT_LEAVE = 600 * 1000,  /* ms for which a folder that refuses is left alone */
    SENT_FRESH = 6 * 60 * 60 *
                 1000, /* ms until an index is looked over again: what was sent
                                      * meanwhile is asked for live */
    SENT_INDEX_TIME = 30 * 1000, /* ms for one INDEX. What was done is gone on from. */
    SENT_INDEXES =
        4, /* at a time: an office of a thousand accounts is looked at one by one */
    SENT_RECENT = 24 * 60 *
                  60, /* seconds: what came before, in a first look or a scan say, waits
                                 * for no answer: the index tells of it later */
    SENT_ALIVE = 30 * 24 * 60 *
                 60,       /* seconds: whoever wrote since then has the address (H10) */
    SENT_SOON = 10 * 1000, /* ms after a look until the index begins: mail goes first */
    SENT_MOMENT = 1000,    /* ms until one that was cut short goes on */
};

/* How an account's folder stands. */
enum sent_state {
    SENT_WAITING = 0, /* not looked at yet */
    SENT_INDEXING,
    SENT_READY,
    SENT_NO_FOLDER, /* the account has none that we could find */
    SENT_REFUSED,   /* the server does not search it, or not in time */
};

struct sent_box {
    enum sent_state state;
    bool busy;         /* an INDEX is under way */
    int64_t due;       /* ms of CLOCK_BOOTTIME: the next INDEX; 0: once it is watched */
    int64_t shut;      /* ms: no question before; 0: it may be asked */
    unsigned failures; /* INDEXes in a row that brought nothing */
    int64_t window, waited; /* ms: since when, and how long mails have waited */
    uint64_t looked, total; /* mails, of the INDEX under way */
};

/* What is asked of the account about a report, besides whether its mail is in Sent. */
struct sent_wish {
    bool found; /* it is in the index: that is not asked */
    bool deep;  /* is its subject known there at all? */
    bool alive; /* when did the recipient last write, within SENT_ALIVE? */
};

/* What the folders said about a mail. */
struct sent_answer {
    enum genuine_sent sent;
    bool
        new_subject; /* there is no mail with this subject; asked only where it matters */
    int64_t
        wrote; /* UNIX seconds: the recipient's latest mail in the inbox; 0: none known */
};

struct sent {
    struct sent_box *boxes; /* one an account, by its index in config */
    unsigned char key[OWN_KEY];
    bool keyed;
    struct sent_question *question; /* the one that is asked; NULL: none */
    uint64_t serial;                /* of it */
};

/* False: no memory. */
bool sent_begin(struct agent *agent);
void sent_end(struct agent *agent);

/* Is the mail in the index? GENUINE_SENT_FOUND, _ANSWERED or _UNKNOWN. */
enum genuine_sent
sent_known(struct agent *agent, const char *account, const struct bounce *bounce);

/* As meant_keep, by what the account's Sent folder told. */
char *sent_meant(struct agent *agent, const char *account, const struct bounce *bounce,
                 const char *facts);

/* Asks the account's folders about the mail that the bounce tells of. False: they cannot be asked
 * now. The bounce must live until it is over. */
bool sent_ask(struct agent *agent, uint32_t account, const struct bounce *bounce,
              struct sent_wish wish);

/* Is the question answered, or its time over? Then it is done with. */
bool sent_over(struct agent *agent, struct sent_answer *ret);

/* Whoever asked is not interested any more. */
void sent_drop(struct agent *agent);

/* Begins what is due. */
void sent_pump(struct agent *agent);

/* When sent_pump is due, or a question's time is over: ms of CLOCK_BOOTTIME; 0: neither. */
int64_t sent_due(const struct agent *agent);

/* The ndrwatch-imap of the account has gone, or its watch begins anew. */
void sent_lost(struct agent *agent, uint32_t account);

/* For `status`: {"state":"ready","mails":1200,"since":DATE,"sentence":TEXT}. NULL: no memory. */
json_t *sent_json(struct agent *agent, uint32_t account);

#endif
