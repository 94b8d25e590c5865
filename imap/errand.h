/* errand: what the agent asks to be done once on an account's session, waiting for its turn.
 *
 * The list is the loop's, always; errand_deal hands some of it to a worker, who may touch
 * these errands until the loop has the account again, but for `taken` and `stopped`, which
 * the loop writes meanwhile. Each errand that was taken on is answered by one DONE.
 */
#ifndef IMAP_ERRAND_H
#define IMAP_ERRAND_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "imap/messages.h"
#include "imap/outlet.h"

struct errand {
    uint32_t request;
    enum message_errand_kind kind;
    enum message_folder folder;
    int64_t deadline;               /* as tick_now */
    char *name, *names;             /* the folder's */
    char *id, *to, *from, *subject; /* to search for */
    int64_t since, before;          /* UNIX seconds; 0: any */
    uint32_t uidvalidity, uid;
    int64_t received;
    char *bytes;       /* to append; NULL: nothing */
    size_t size, have; /* of it, and what has come */

    /* What a worker has done so far. */
    bool begun;
    uint32_t high;          /* SEARCH: the last sequence number to look at; INDEX: the
                    * last that was listed */
    uint32_t *uids;         /* INDEX: to look at, ascending */
    size_t count, next;     /* of these; SEARCH: count found */
    uint32_t newest;        /* SEARCH: of those found */
    uint32_t looked, total; /* mails, or bytes of one */
    unsigned sent;          /* PIECEs */
    bool cut;               /* INDEX: more mails than may be kept */
    bool over;              /* it is answered */

    atomic_uint taken;   /* PIECEs that the agent has */
    atomic_bool stopped; /* nobody wants it any more */
};

/* Of one account. Zero-initialise but for number and outlet; errand_free when done. */
struct errands {
    uint32_t number;
    struct outlet *outlet;
    struct errand *list[MESSAGE_ERRANDS_MOST];
    size_t count;
    struct errand *turn[MESSAGE_ERRANDS_MOST]; /* the worker's, from errand_deal on */
    size_t turns;
    char
        *folders[MESSAGE_FOLDERS]; /* the worker's: as found on this session, or NULL */
};

/* Takes one on, or answers why not: `why` is no connection's words, NULL where there is one
 * or will soon be. false: the frame makes no sense. */
bool errand_add(struct errands *errands, const struct message *message, int64_t now,
                const char *why);

/* A PIECE to append, a PROCEED. false: the frame makes no sense. */
bool errand_piece(struct errands *errands, const struct message *message);
bool errand_proceed(struct errands *errands, const struct message *message);

/* Can one of them go on? Ends those that nobody wants, and those that are late. */
bool errand_ready(struct errands *errands, int64_t now);

/* Hands those that can go on to the worker; errand_collect takes them back. */
void errand_deal(struct errands *errands, int64_t now);
void errand_collect(struct errands *errands);

/* May another PIECE of it be sent? */
bool errand_room(const struct errand *errand);

/* Sends the answer: the errand is over. For DID, text is "". */
void errand_answer(const struct errands *errands, struct errand *errand,
                   const struct message_done *done);

/* The session is gone, or the account's order: none of them will be done. */
void errand_fail(struct errands *errands, const char *why);

/* Frees all, without an answer. */
void errand_free(struct errands *errands);

#endif
