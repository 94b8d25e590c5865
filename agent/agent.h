/* agent: everything one running ndrwatch knows; its parts are in the headers it includes. */
#ifndef AGENT_AGENT_H
#define AGENT_AGENT_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/apart.h"
#include "agent/checks.h"
#include "agent/child.h"
#include "agent/config.h"
#include "agent/control.h"
#include "agent/desk.h"
#include "agent/errand.h"
#include "agent/filing.h"
#include "agent/intake.h"
#include "agent/journal.h"
#include "agent/person.h"
#include "agent/place.h"
#include "agent/progress.h"
#include "agent/resend.h"
#include "agent/secret.h"
#include "agent/sent.h"
#include "agent/tell.h"
#include "agent/tokens.h"
#include "agent/watch.h"

enum {
    AGENT_STUCK_WAIT = 10 * 1000 /* ms until a full disk is tried again */
};

struct agent {
    const struct place *place;
    struct config *config;
    struct person_book book; /* of the same config */
    struct watch *watches;   /* one an account, by its index in config */
    struct journal journal;
    struct child imap, parse;
    struct apart apart; /* more of ndrwatch-imap, for single accounts */
    char *imap_path, *parse_path;
    struct intake intake;
    struct filing filing;
    struct desk desk;
    struct secrets secrets;
    struct tokens tokens;
    struct checks checks;
    struct errands errands;
    struct sent sent;
    struct resend resend;
    int64_t remind_at; /* UNIX seconds: the next reminder; 0: none */
    struct control control;
    struct tell tell;
    int64_t now;              /* ms of CLOCK_BOOTTIME, of this turn of the loop */
    int64_t stuck_until;      /* ms; 0: the disk takes what we write */
    int64_t scanned;          /* ms: when a scan came further; 0: none did */
    bool scan_held;           /* what scans have found is still held back */
    bool once, json;          /* options of `run` */
    struct progress progress; /* of `scan --all` on a terminal */
    bool scan_all;            /* `scan --all` */
    bool events; /* the same: all that happens is told on standard output */
    bool stopping;
};

/* The journal has failed: says so once, and when to try again. */
void agent_stuck(struct agent *agent);
/* The journal has taken something: says so, if it had been stuck. */
void agent_unstuck(struct agent *agent);
/* Is it too early to try the journal again? */
bool agent_is_stuck(const struct agent *agent);

#endif
