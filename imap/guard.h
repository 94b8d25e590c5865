/* guard: stands between the server's bytes and libetpan, and lets only safe ones through.
 *
 * Pure: bytes in, bytes out. Debian's libetpan 1.9.4 crashes on 28 bytes before the login,
 * spins on a cut literal and takes all memory for a long one (tests/imap/traps.md lists
 * what is known). The guard reads whole replies itself, keeps the facts we need as its own
 * copy, and writes a small fixed grammar for libetpan:
 *
 *     * OK .                                             (and NO, BAD): the greeting
 *     * 4 FETCH (UID 7 RFC822.SIZE 9 INTERNALDATE "…" BODY[] {5}…)
 *     12 OK .                                            (and NO, BAD)
 *
 * Everything else (EXISTS, SEARCH, LIST, CAPABILITY, BYE, "+", response codes, texts) becomes a
 * fact and is not passed on; what is unknown is dropped. Facts are there as soon as the bytes were
 * fed, whether or not anybody takes the output.
 *
 *     if (!guard_feed(&guard, bytes, length))
 *         ... guard.fault says why, for ever: drop the connection
 *     while ((n = guard_take(&guard, out, sizeof out)) > 0) ...
 */
#ifndef IMAP_GUARD_H
#define IMAP_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "imap/listing.h"

enum {
    GUARD_LINE = 64 * 1024,     /* bytes without line end: no honest line is longer */
    GUARD_SEARCH = 1024 * 1024, /* bytes, but for SEARCH: 100,000 UIDs */
    GUARD_FOUND = 200000,     /* UIDs kept of SEARCH replies: 800 KB; more is dropped */
    GUARD_FETCHES = 1000,     /* FETCH replies to one command that are passed on: we ask
                                  * for 50 mails, or for the few that have come */
    GUARD_REPLY = 512 * 1024, /* bytes of one reply with its literals: twice the part
                                  * of a mail that we ask for */
    GUARD_TEXT = 300,         /* bytes of a server's text that are kept */
    GUARD_CODE = 32,          /* bytes of a response code's name, with NUL */
    GUARD_CHALLENGE = 4096,   /* bytes kept of what "+" says: those seen have 400 */
    GUARD_CAPABILITIES_MOST = 256, /* words looked at; the longest list seen has 60 */
};

/* The capabilities that matter, a set. */
enum guard_capability {
    GUARD_CAN_IDLE = 1 << 0,
    GUARD_CAN_PLAIN = 1 << 1,   /* AUTH=PLAIN */
    GUARD_CAN_INITIAL = 1 << 2, /* SASL-IR */
    GUARD_NO_LOGIN = 1 << 3,    /* LOGINDISABLED */
    GUARD_CAN_BEARER = 1 << 5,  /* AUTH=OAUTHBEARER */
    GUARD_CAN_XOAUTH2 = 1 << 6, /* AUTH=XOAUTH2 */
    GUARD_CAN_SPECIAL = 1 << 4, /* SPECIAL-USE: folders say what they are for */
};

enum guard_status {
    GUARD_NONE = 0,
    GUARD_OK,
    GUARD_NO,
    GUARD_BAD,
};

/* What a status reply says, apart from its OK, NO, BAD or BYE. */
struct guard_words {
    char code[GUARD_CODE];     /* name of the response code, or "" */
    char text[GUARD_TEXT + 1]; /* printable ASCII */
};

struct guard_bytes {
    char *at;
    size_t length, room;
};

/* Zero-initialise; guard_free when done. The first group is for callers to read. */
struct guard {
    const char *fault;      /* NULL, or a few words, static: the connection is lost */
    bool greeted;           /* the greeting has come */
    bool preauth;           /* it was PREAUTH */
    bool bye;               /* the server says goodbye */
    unsigned capabilities;  /* set of enum guard_capability */
    bool capabilities_told; /* a list has come; the caller may reset it */
    uint32_t exists;        /* mails in the mailbox */
    uint32_t arrived;   /* how many have come since the first EXISTS, a hint; wraps */
    uint32_t continued; /* how many "+" have come; wraps */
    uint32_t uidvalidity, uidnext; /* 0: not told */
    uint32_t status_uidvalidity,
        status_uidnext;         /* of the last STATUS reply; 0: not told */
    uint32_t tag;               /* of the last tagged reply; 0: none yet */
    enum guard_status status;   /* of the same */
    struct guard_words answer;  /* of the same */
    struct guard_words goodbye; /* of BYE */
    uint32_t appended_validity, appended_uid; /* of the last APPENDUID; 0: none */

    struct listing *listing; /* the caller's: where LIST replies go; NULL: nowhere */
    bool signing_in;         /* the caller's: what "+" says is kept in `challenge` */
    struct guard_bytes challenge; /* of the last "+", without its CRLF */
    bool searching; /* the caller's: SEARCH replies are kept for guard_take_found */
    uint32_t *found;
    size_t found_count, found_room;
    unsigned fetches; /* FETCH replies passed on since the last tagged reply */
    struct guard_bytes in, out;
    size_t taken; /* bytes of out already taken */
    size_t line;  /* offset in `in` where the present physical line starts */
    size_t scan;  /* offset up to which it was searched for its end */
};

/* Takes bytes of the server, in any portions. false: guard->fault says why. */
bool guard_feed(struct guard *guard, const char *bytes, size_t length);

/* Moves out at most room bytes for libetpan; 0: nothing there yet. */
size_t guard_take(struct guard *guard, char *out, size_t room);

/* The UIDs of the SEARCH replies since guard->searching was set, which this clears, in the
 * server's order; the caller frees them. NULL: none. */
uint32_t *guard_take_found(struct guard *guard, size_t *count);

/* Forgets the output not taken; the facts stay. */
void guard_discard(struct guard *guard);

void guard_free(struct guard *guard);

#endif
