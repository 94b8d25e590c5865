/* world: one agent in this process, from the frames of its helpers down to the disk, and around
 * it a server, a parser, a notifier and a person, who do what a scenario says.
 *
 * The agent's own code runs: intake, watch, tell, serve, control, child (its frames), journal,
 * outbox, event. Left out, since they are processes of their own or wait for them: loop (the
 * order of a turn is written again here), ndrwatch-imap, ndrwatch parse (its reading is done in
 * place), the socket itself, secret. killwalk.py kills the whole.
 *
 * A scenario may take several lives of the agent: one that dies is followed by another one, in
 * a process of its own, and the world goes on where it was. */
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WORLD_MAILS_MAX = 48,
    WORLD_TOLD_MAX = 400,
    WORLD_STEPS_MAX = 40,
    WORLD_MAIL_ORDINARY = 0, /* not a returned mail */
    WORLD_MAIL_DEADLY = 40,  /* and above: kills whoever reads it */
};

enum world_act {
    WORLD_END = 0,
    WORLD_MAIL,     /* comes; `mail` says which: a number, or WORLD_MAIL_ORDINARY */
    WORLD_LATE,     /* comes with a UID below all others */
    WORLD_TAKEN,    /* is moved away by the person, or by a filter */
    WORLD_RENUMBER, /* the server gives out all UIDs anew */
    WORLD_RECREATE, /* the mailbox is deleted, and made again, empty */
    WORLD_REST,     /* until nothing is left to be done */
    WORLD_STOP,     /* the agent is ended and starts again */
    WORLD_DIE,      /* it is killed */
    WORLD_COMES,    /* the notifier */
    WORLD_GOES,
    WORLD_SILENT,  /* the notifier does not answer any more, until it comes again */
    WORLD_FAILS,   /* the notifier has no server: it says "failed" */
    WORLD_DESKTOP, /* there is one again */
    WORLD_HANDLED, /* the person has handled `mail` */
};

struct world_step {
    enum world_act act;
    int mail;
};

struct world_scenario {
    const char *name;
    struct world_step steps[WORLD_STEPS_MAX];
};

/* Each of them begins at an empty folder; ends at one without a name. */
extern const struct world_scenario world_scenarios[];

enum world_channel {
    WORLD_LINE = 0,
    WORLD_BUBBLE
};

/* Something that was told. */
struct world_told {
    enum world_channel channel;
    int64_t event; /* -1: the summary */
    bool again;
};

/* What outlives an agent: plain data, so that a power cut can take it back. */
struct world {
    int step;    /* of the scenario: those before are done */
    int64_t now; /* UNIX seconds */
    int64_t uidvalidity, next_uid;
    struct {
        int64_t uid, received;
        int mail;
        bool late; /* among the mails that have been looked at */
    } mails[WORLD_MAILS_MAX];
    size_t count;
    uint64_t delivered; /* a bit a mail */
    bool notifier, silent, fails;
    size_t told_count;
    struct world_told told[WORLD_TOLD_MAX];
    char wrong[256]; /* the first thing that was; "" */
    int lost, doubled;
};

enum world_end {
    WORLD_OVER = 10, /* the scenario is over and was looked at */
    WORLD_AGAIN,     /* the agent has ended: start another one */
    WORLD_WRONG,     /* see world->wrong */
};

/* A fresh world. */
void world_begin(struct world *world);

/* One life of the agent, with its journal in that folder; faults as fault.h was told. whole:
 * no fault is planned, so that all must be well at the end. unsafe: the positive control, a
 * journal that does not sync. Does not return where a fault kills it. */
enum world_end world_live(struct world *world, const struct world_scenario *scenario,
                          const char *folder, bool whole, bool unsafe);

/* What the agent wrote to one of its descriptors: for fault_watch. */
void world_hear(int fd, const void *bytes, size_t length);

#endif
