/* errand: something done once on an account's own IMAP session, and heard of when it is.
 *
 * Begin one, and go on living; later, from the loop, `done` is called exactly once, whatever
 * becomes of it: the server, ndrwatch-imap, the clock, the end of the agent. What must survive
 * that is kept in the journal and begun again.
 *
 *     static bool take(struct agent *agent, uint64_t key, const struct message_piece *piece);
 *     static void done(struct agent *agent, uint64_t key, const struct message_done *done);
 *
 *     struct message_errand errand = {.kind = MESSAGE_SEARCH, .folder = MESSAGE_SENT,
 *                                     .id = id, .since = sent - 2 * DAY};
 *     errand_begin(agent, account, &errand, (struct errand_hear){take, done, event});
 *
 * `key` is the caller's own, a row of the journal say; never a pointer. An INDEX goes on
 * where it was by the last piece's `uidvalidity` and `at`.
 */
#ifndef AGENT_ERRAND_H
#define AGENT_ERRAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "imap/messages.h"

struct account;
struct agent;
struct place;

enum {
    ERRAND_NAMES_ROOM = 4096, /* bytes: messages.c takes no more */
    ERRAND_MOST = 32,         /* at a time, over all accounts */
    ERRAND_TIME = 30 * 1000,  /* ms, where the caller does not say */
    ERRAND_GRACE = 5 * 1000,  /* ms more until we stop waiting for imap's word */
};

/* A PIECE has come; borrowed for the call. false: no more of it is wanted, and done is
 * called with MESSAGE_CUT_OFF. NULL in errand_hear where the kind brings none. */
typedef bool
errand_take(struct agent *agent, uint64_t key, const struct message_piece *piece);
/* It is over. `done` is borrowed; its text says why, to a person, unless it was done. */
typedef void
errand_done(struct agent *agent, uint64_t key, const struct message_done *done);

struct errand_hear {
    errand_take *take;
    errand_done *done;
    uint64_t key;
};

struct errand {
    bool used;
    bool lost; /* imap cannot answer it any more */
    uint32_t account, request;
    int64_t deadline; /* ms of CLOCK_BOOTTIME */
    struct errand_hear hear;
    int fd; /* of what is to be appended; -1: nothing */
    size_t size, sent;
};

/* Of the agent. Zero-initialise. */
struct errands {
    struct errand list[ERRAND_MOST];
    uint32_t last; /* request given last */
};

/* What the account's provider calls the folder, and then what others do: UTF-8, '|' between. place:
 * of the person's own providers.ini; NULL: none. */
void errand_names(const struct place *place, const struct account *account,
                  enum message_folder folder, char names[ERRAND_NAMES_ROOM]);

/* Begins one. `time` 0 is ERRAND_TIME; name and names are filled in from the account where
 * they are empty. false: too many, no memory, no such account: done is not called. */
bool errand_begin(struct agent *agent, uint32_t account,
                  const struct message_errand *errand, struct errand_hear hear);

/* The same with a mail to APPEND: errand->size bytes of fd from its beginning, which is
 * taken over and closed, whatever comes. */
bool
errand_append(struct agent *agent, uint32_t account,
              const struct message_errand *errand, int fd, struct errand_hear hear);

/* Frames of ndrwatch-imap. false: it is not to be trusted any more. */
bool errand_piece(struct agent *agent, const struct message *message);
bool errand_over(struct agent *agent, const struct message *message);

/* Sends on what is to be appended, as far as ndrwatch-imap takes it; ends what is late. */
void errand_pump(struct agent *agent);

/* When errand_pump is to be called, ms of CLOCK_BOOTTIME; 0: whenever. */
int64_t errand_due(struct agent *agent);

/* The ndrwatch-imap that had the account has gone: its errands are not done. */
void errand_lost(struct agent *agent, uint32_t account);

/* None of them will be done: the agent ends, or the accounts change. */
void errand_end(struct agent *agent);

#endif
