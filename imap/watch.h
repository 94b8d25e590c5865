/* watch: the life of one watched mailbox: (state, event, now) → (state, action).
 *
 *          ┌──────────────────────── BROKE, in any state ───────────────────────┐
 *          ▼                                                                     │
 *   WAITING, ASKING ─ DUE ─▶ DIALLING ─▶ NEEDING ─▶ ENTERING ─▶ LOOKING ─▶ IDLING or POLLING
 *                             connect     the secret  login      fetch  ▲        │
 *                                                                  └────┴─ DUE, STIRRED, SCAN
 *
 * Pure: the loop owns the clock, the dice and every effect, so tests live through days in
 * milliseconds. Times are as in retry.h; a `due` of 0 means no timer.
 *
 *     struct watch_step step = watch_step(watch, (struct watch_event){WATCH_DUE}, now);
 *     watch = step.watch;
 *     switch (step.action) ...
 */
#ifndef IMAP_WATCH_H
#define IMAP_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "imap/messages.h"
#include "imap/retry.h"

enum {
    WATCH_RENEW = 540 * 1000, /* ms of IDLE: routers forget after ten minutes */
    WATCH_POLL = 60 *
                 1000, /* ms between NOOPs where there is no IDLE, and the provider's
                             * habits do not say */
    WATCH_POLL_LEAST = 30 * 1000, /* ms, whatever is configured */
    WATCH_AHEAD = 60 *
                  1000, /* ms by which a session is renewed before the server ends it */
    WATCH_EXPIRED_LEAST = 600 *
                          1000, /* ms a session must last for its end to be as usual:
                                       * more often than the budget is no habit */
    WATCH_QUIET = 60 *
                  1000, /* ms that the usual end of a session is not worth a word */
    WATCH_SECRET_WAIT = 90 * 1000, /* ms for the agent to find the secret: a person
                                        * may have to unlock it */
    WATCH_NO_SECRET = 300 * 1000,  /* ms before asking for a missing secret again */
    WATCH_REFUSED_MOST = 2,        /* logins refused before only a person can help:
                                        * a third may lock the mailbox */
    WATCH_UNTRUSTED_WAIT = 900 *
                           1000, /* ms: a certificate is renewed in hours, if ever */
    WATCH_THROTTLED_WAIT = 600 * 1000,  /* ms, where the server does not say */
    WATCH_THROTTLED_MOST = 3600 * 1000, /* ms, whatever the server says */
    WATCH_STRANGE_FIRST = 60 * 1000,    /* ms: what a server cannot do now it rarely can
                                        * in a second */
    WATCH_STRANGE_CAP = 900 * 1000,     /* ms */
    WATCH_HURRY = 100, /* ms before the try that a changed network allows */
    WATCH_RENEW_LEAST = 120 * 1000, /* ms: no road that is of any use forgets sooner */
    WATCH_UNTOLD = 2, /* renewals that found mail, with no word of any between */
    WATCH_AUDIT = 120 * 1000,     /* ms of IDLE with a server that does not tell */
    WATCH_LATE = 2 * 1000,        /* ms: who is woken so late has slept */
    WATCH_BEATS = 3,              /* regular signs of life that make a habit */
    WATCH_BEAT_LEAST = 20 * 1000, /* ms: what comes sooner is chatter, not a habit */
    WATCH_BEAT_GRACE = 15 *
                       1000, /* ms that a sign of life may be late, and half a beat */
};

enum watch_state {
    WATCH_OFF = 0,
    WATCH_DIALLING, /* a worker connects, to the greeting */
    WATCH_NEEDING,  /* connected; the agent was asked for the secret */
    WATCH_ENTERING, /* a worker logs in and opens the mailbox */
    WATCH_LOOKING,  /* a worker looks at new mails */
    WATCH_FULL,     /* so many mails wait for the agent that looking has stopped */
    WATCH_IDLING,   /* parked in IDLE */
    WATCH_POLLING,  /* parked without IDLE */
    WATCH_WAITING,  /* no connection; tries again when due */
    WATCH_ASKING, /* no connection; needs a person. A refused login is not tried again by
                   * itself, all else when due */
};

enum watch_what {
    WATCH_START = 0,      /* the agent says: watch this (again) */
    WATCH_OPENED,         /* connected over TLS, greeted */
    WATCH_SECRET,         /* the agent gave the secret, asked or not */
    WATCH_NO_SECRET_CAME, /* there is none, for the reason in `fault` */
    WATCH_ENTERED,        /* logged in, mailbox open */
    WATCH_LOOKED,         /* looked at everything, in IDLE now */
    WATCH_POLLED,         /* looked at everything; the server has no IDLE */
    WATCH_OVERFULL, /* stopped looking: MESSAGE_IN_FLIGHT mails wait for the agent */
    WATCH_ROOM,     /* the agent took one */
    WATCH_STIRRED,  /* the server says that something came */
    WATCH_SCAN,     /* the agent says: look now */
    WATCH_DUE,      /* the timer */
    WATCH_BROKE,    /* with a fault; the connection is gone or must go */
    WATCH_NUDGED,   /* the network changed or the machine woke: what was connected may
                   * hang, and what could not connect may */
    WATCH_HEARD,    /* in IDLE the server said something that is no news */
};

struct watch_event {
    enum watch_what what;
    enum message_fault fault; /* WATCH_BROKE, WATCH_NO_SECRET_CAME */
    int64_t wait;             /* the same: ms that were asked for, or 0; WATCH_SECRET:
                               * ms for which it is good, 0: not known */
    bool reached;             /* WATCH_BROKE: somebody answered; a server counts it */
    bool found;               /* WATCH_LOOKED: there was new mail */
    bool stranded;   /* WATCH_BROKE: this machine has lost the address it spoke from */
    uint32_t random; /* WATCH_BROKE: any 32 bits */
};

enum watch_action {
    WATCH_NOTHING = 0,
    WATCH_DIAL,  /* drop the session if there is one, connect */
    WATCH_ASK,   /* ask the agent for the secret; park the session */
    WATCH_LOGIN, /* give the session to a worker: log in, open the mailbox */
    WATCH_LOOK,  /* give the session to a worker: leave IDLE, look, go back to IDLE */
    WATCH_PARK,  /* listen to the session in the loop */
    WATCH_DROP,  /* drop the session */
};

/* What is known of a provider before its server has shown it; 0: nothing. */
struct watch_habits {
    bool lossy;      /* takes IDLE and may fall silent in it: one proof is enough */
    int64_t renew;   /* ms of IDLE that it bears */
    int64_t poll;    /* ms between looks where there is no IDLE */
    int64_t session; /* ms after which it ends a session by itself */
};

/* Zero-initialise, and set the habits. */
struct watch {
    enum watch_state state;
    struct watch_habits habits;
    struct retry retry;
    int64_t due;       /* when the timer is to fire; 0: no timer */
    int64_t opened;    /* when the present session was opened; 0: none */
    int64_t away;      /* since when nobody answers; 0: somebody did */
    unsigned failures; /* in a row, of servers that answered */
    unsigned refusals; /* logins refused in a row */
    bool caught_up;    /* has been in IDLE, or polled, since the last connect */
    bool again;        /* asked to look while looking */
    bool polls;        /* the server does not say when mail comes */
    bool quiet;   /* the session has ended as it always does: nobody need hear of it */
    int64_t good; /* ms for which the secret given last is good; 0: not known */
    int64_t ends; /* when the present session is to be renewed; 0: when it breaks */
    bool patient; /* waits for what no other network mends: a server's word, a person */
    bool hurried; /* nudged while a worker was at it: the next try waits for nothing */
    bool suspect; /* the session may hang: this look gives it little time */
    bool renewing; /* this look is a renewal */

    /* What is learned of a server and the road to it, until the network changes. */
    int64_t renew;   /* ms of IDLE that it bears; 0: not known, as usual */
    int64_t idled;   /* when the present IDLE began; 0: none */
    int64_t cut;     /* ms after which it ended an IDLE the last time; 0: never */
    int64_t heard;   /* the last sign of life in IDLE */
    int64_t beat;    /* ms between signs of life */
    unsigned beats;  /* regular ones in a row */
    unsigned untold; /* renewals that found mail, since we were told of some */
    bool silent;     /* it was found not to tell: it is asked, too, for good */
};

struct watch_step {
    struct watch watch;
    enum watch_action action;
};

struct watch_step watch_step(struct watch watch, struct watch_event event, int64_t now);

/* What people are told of the state. */
enum message_watch_state watch_told(const struct watch *watch);

/* Ms between two looks at a server that is asked because it does not tell. */
int64_t watch_poll(const struct watch *watch);

#endif
