/* messages: the frames between ndrwatch and its helpers (ndrwatch-imap, ndrwatch parse, ndrwatch-net).
 *
 *     u32 length  of the payload, at most MESSAGE_MAX
 *     u16 type    enum message_type
 *     u16 version MESSAGE_VERSION; another one ends the conversation
 *     u32 account index the agent gave it; 0..MESSAGE_ACCOUNTS_MAX-1
 *     u32 request echoed by the answer; 0 where there is none
 *     payload     the fields of the type's struct in order: a number is 8 bytes, bytes are
 *                 u32 length and the bytes. All integers are little-endian.
 *
 * A payload that is short, long, or out of range is refused whole: the peer that sent it is
 * broken, and the reader closes the conversation. Bytes handed out point into the payload
 * and live as long as it does.
 *
 *     struct message_buffer out = {0};
 *     message_put_mail(&out, account, request, &mail);   // out.failed says: no memory
 *     write(fd, out.bytes, out.length);
 *     message_buffer_free(&out);
 *
 *     switch (message_next(bytes, length, &message, &used)) ...
 */
#ifndef IMAP_MESSAGES_H
#define IMAP_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    MESSAGE_VERSION = 3,
    MESSAGE_HEADER = 16,         /* bytes */
    MESSAGE_MAX = 1 << 20,       /* payload bytes: 256 KiB of a mail four times over */
    MESSAGE_IN_FLIGHT = 8,       /* mails an account may have sent and not had taken */
    MESSAGE_ACCOUNTS_MAX = 4096, /* no configuration needs more */
    MESSAGE_DAYS_MAX = 366,      /* to look back: more is a matter of looking at all */
    MESSAGE_HABIT_MAX = 7 * 24 * 3600, /* seconds: no habit of a provider is longer */
    MESSAGE_SECRET_MAX = 16 * 1024,    /* the longest OAuth tokens seen are 4 KiB */
    MESSAGE_TRUST_MAX = 768 * 1024,    /* bytes; all CAs of Mozilla's are 220 KiB */
    MESSAGE_WHOLE_MAX = 64 << 20,   /* bytes of a mail that an errand carries: providers
                                     * take 25 to 50 MB, a third more in base64 */
    MESSAGE_PIECE_MAX = 256 * 1024, /* bytes of a mail in one PIECE */
    MESSAGE_PIECES_AHEAD = 16, /* PIECEs that imap sends before one is taken: 4 MiB */
    MESSAGE_ERRANDS_MOST = 8,  /* of one account that may wait in imap */
    MESSAGE_ERRAND_TIME_MAX = 300 * 1000, /* ms for one: a large mail on a slow line */
    MESSAGE_EXPECT_MOST =
        256, /* addresses of one account's EXPECT: nobody waits for more */
    MESSAGE_INDEX_MAX = 200000, /* mails of one INDEX, the oldest; another one
                                 * goes on above them */
    MESSAGE_TO_MAX =
        1024, /* bytes of the addresses that a sent mail is to: some thirty */
    MESSAGE_TERM_MAX = 998, /* bytes of a thing searched for (RFC 5322, 2.1.1) */
    MESSAGE_LEDGER_FD =
        4, /* descriptor of a page of the agent's, a memfd, in which imap
                            * notes what it works on: ledger.h */
    MESSAGE_LEDGER = MESSAGE_ACCOUNTS_MAX, /* its bytes: one an account */
};

enum message_type {
    MESSAGE_WATCH = 1, /* agent → imap: watch this mailbox (again, from this mark) */
    MESSAGE_SECRET, /* imap → agent: a login needs one; agent → imap: here it is */
    MESSAGE_STATE,  /* imap → agent: how the watch stands */
    MESSAGE_MAIL, /* imap → agent: a likely bounce; agent → parse: bytes to read */
    MESSAGE_ERRAND, /* agent → imap: do this once on the account's session (errand.h) */
    MESSAGE_PIECE, /* a part of what an errand brings (imap → agent) or takes along */
    MESSAGE_DONE,  /* imap → agent: what came of the errand; the last of its frames */
    MESSAGE_PROCEED, /* agent → imap: a PIECE was taken, go on; or: nobody wants it now */
    MESSAGE_QUIT,  /* agent → imap: log out where that is quick, and exit 0 */
    MESSAGE_TAKEN, /* agent → imap: the mail of this request is in the journal */
    MESSAGE_SEEN,  /* imap → agent: every UID up to here has been looked at */
    MESSAGE_SCAN,  /* agent → imap: look now, do not wait for IDLE */
    MESSAGE_FACTS, /* parse → agent: what the mail says, as JSON; empty: not a bounce */
    MESSAGE_CAGE, /* imap, parse, net → agent, first: which layers of its cage hold */
    MESSAGE_TRUST, /* agent → imap: what is in a ca_file, before the WATCH that names it, and
                    * again where it may have changed: imap can read no file of a person's */
    MESSAGE_SWEEP, /* agent → imap: look also at all mails of this range of UIDs */
    MESSAGE_SWEPT, /* imap → agent: every UID of the range up to here has been looked at */
    MESSAGE_LOOKUPS, /* agent → net: look these up; net → agent: here they are (agent/net/lookup.h) */
    MESSAGE_REDRAFT, /* agent → parse: make a draft of what came in PIECEs, for these
                      * recipients (a From or nothing, a line end, the list); it answers as
                      * to an errand */
    MESSAGE_STEP, /* imap → agent, of `ndrwatch-imap steps` alone: the way is clear so far */
    MESSAGE_EXPECT, /* agent → imap: whose mails it waits for: addresses in lower case, each
                     * with a line end; in place of those before */
    MESSAGE_CAME, /* imap → agent: a new mail of one of them is here */
    MESSAGE_WEB, /* agent → net: ask this web server; net → agent: its answer (agent/net/web.h) */
    MESSAGE_TYPES /* one more than the last */
};

/* Bytes that the reader borrows from the payload. */
struct message_bytes {
    const char *at;
    size_t length;
};

/* MESSAGE_WATCH */
struct message_watch {
    struct message_bytes name; /* "outlook": for texts */
    struct message_bytes host; /* "imap.example.org", or an address literal */
    struct message_bytes user;
    struct message_bytes mailbox; /* UTF-8; "INBOX" */
    struct message_bytes ca_file; /* as in TRUST; empty: the system's CA store */
    uint64_t port;                /* 1..65535 */
    uint64_t uidvalidity;         /* of the mark; 0: never seen: start at today's end */
    uint64_t uid;         /* the mark: every UID up to it is settled in the journal */
    uint64_t recent_days; /* look again at the mails of so many days */
    uint64_t
        starttls; /* 1: TLS begins after a plain greeting; 0: with the first byte */
    /* The provider's habits (providers.ini), or what the person has set over them. */
    uint64_t idle;    /* enum message_idle */
    uint64_t renew;   /* seconds of IDLE that it bears; 0: as usual */
    uint64_t poll;    /* seconds between looks where there is no IDLE; 0: as usual */
    uint64_t session; /* seconds after which it ends a session; 0: not known */
    /* The folder for spam, looked at, too, now and then; with neither name it is not. */
    struct message_bytes junk;           /* UTF-8: as configured; empty: find it */
    struct message_bytes junks;          /* UTF-8, '|' between: as names of ERRAND */
    uint64_t junk_uidvalidity, junk_uid; /* its mark */
};

enum message_idle {
    MESSAGE_IDLE_YES = 0, /* as the server says */
    MESSAGE_IDLE_LOSSY,   /* the same, and it may fall silent */
    MESSAGE_IDLE_NO,      /* never: it is asked every `poll` seconds */
    MESSAGE_IDLE_KINDS
};

enum message_watch_state {
    MESSAGE_CONNECTING = 0, /* includes TLS, login and catching up */
    MESSAGE_WATCHING,       /* in IDLE (or polling where there is no IDLE) */
    MESSAGE_WAITING,        /* broken; tries again at `next` */
    MESSAGE_ASKING, /* only a person can mend it: secret, certificate, configuration */
};

/* Named by the remedy; see ARCHITECTURE.md. */
enum message_fault {
    MESSAGE_FINE = 0,
    MESSAGE_UNREACHABLE, /* wait, growing */
    MESSAGE_THROTTLED,   /* wait as told */
    MESSAGE_STALE,       /* fresh credential, once */
    MESSAGE_REFUSED,     /* ask the person */
    MESSAGE_UNTRUSTED,   /* stop, show the certificate */
    MESSAGE_STRANGE,     /* protocol; slow retry */
    MESSAGE_LOCAL,       /* disk, memory */
    MESSAGE_EXPIRED,     /* the session has had its time: sign in again, that is all */
};

enum {
    MESSAGE_FAULTS = MESSAGE_EXPIRED + 1 /* how many there are */
};

/* What is the matter, where that changes what a person is to do. */
enum message_cause {
    MESSAGE_NO_CAUSE = 0,
    MESSAGE_BAD_LOGIN,     /* the password, or the token, was refused */
    MESSAGE_APP_PASSWORD,  /* a password made for programs is wanted */
    MESSAGE_WEB_LOGIN,     /* a person must sign in on the web first */
    MESSAGE_NO_PASSWORDS,  /* passwords are not taken at all, only tokens */
    MESSAGE_IMAP_OFF,      /* IMAP is switched off for the account */
    MESSAGE_NOT_CONNECTED, /* signed in, but the mailbox was not opened */
    MESSAGE_CROWDED,       /* too many connections at once */
    MESSAGE_NO_SECRET,     /* there was nothing to sign in with */
    MESSAGE_ADMIN,         /* whoever runs the server must act */
    MESSAGE_CAUSES
};

/* MESSAGE_SECRET, towards the agent */
struct message_need {
    uint64_t stale; /* 1: the server refused the token that was given last: a fresh one,
                     * and if there is none, no secret */
};

/* MESSAGE_SECRET, towards imap. Wiped by both sides after use. Out of turn and empty it says
 * that there is a new one to ask for. */
struct message_secret {
    struct message_bytes secret; /* empty: there is none, and why says so to a person */
    struct message_bytes why;
    struct message_bytes user; /* to sign in with; empty: that of WATCH */
    uint64_t token;   /* 1: an access token (RFC 6750), for XOAUTH2 or OAUTHBEARER and
                       * never for LOGIN or PLAIN; 0: a password */
    uint64_t expires; /* ms from now on that the token is good; 0: not known */
    uint64_t fault;   /* enum message_fault, where there is none: REFUSED: a person must
                       * act; any other: it comes right by itself */
    uint64_t wait;    /* ms until it makes sense to ask again; 0: as usual */
};

/* MESSAGE_STATE */
struct message_state {
    uint64_t state; /* enum message_watch_state */
    uint64_t fault; /* enum message_fault */
    uint64_t cause; /* enum message_cause */
    uint64_t next;  /* UNIX seconds of the next try; 0: none planned */
    uint64_t
        poll; /* seconds between looks at a server that does not tell; 0: it tells */
    struct message_bytes
        text; /* one sentence or two for a person: what, where, what to do */
};

/* MESSAGE_MAIL */
struct message_mail {
    uint64_t uidvalidity;
    uint64_t uid;
    uint64_t size;     /* RFC822.SIZE; bytes may be fewer */
    uint64_t received; /* INTERNALDATE, UNIX seconds; 0: unknown */
    uint64_t junk;     /* 1: it lies in the folder for spam, whose UID that is */
    struct message_bytes bytes;
};

/* MESSAGE_SWEEP. Another one takes the place of the one before. */
struct message_sweep {
    uint64_t
        uidvalidity; /* that these belong to; under another one nothing is looked at */
    uint64_t from, to; /* from 1 on; where from is above to, nothing is to be done */
};

/* MESSAGE_SEEN, and MESSAGE_SWEPT */
struct message_seen {
    uint64_t uidvalidity;
    uint64_t
        uid; /* every UID up to here has been looked at, and the likely ones sent */
    uint64_t looked; /* how many mails since the last of these */
    uint64_t
        junk; /* SEEN: 0: of the watched mailbox; 1: of the folder for spam; 2: of that,
                      * and all that was in it has been looked at */
};

/* MESSAGE_CAGE: struct cage of imap/cage.h. */
struct message_cage {
    uint64_t layers;
    uint64_t landlock;
};

/* The way to a watched mailbox, in its order. */
enum message_milestone {
    MESSAGE_REACHED = 0, /* text: the address that answered */
    MESSAGE_SECURED, /* text: "TLSv1.3", and who issued the certificate; number: until when it is
                          * good, UNIX seconds, 0: unknown */
    MESSAGE_GREETED, /* the server has said what it can do; number: 1: IDLE is among it */
    MESSAGE_SIGNED_IN,
    MESSAGE_OPENED,    /* number: mails in the mailbox */
    MESSAGE_MILESTONES /* one more than the last */
};

/* MESSAGE_STEP */
struct message_step {
    uint64_t milestone; /* enum message_milestone */
    uint64_t number;
    struct message_bytes text; /* printable; "" where there is nothing to say */
};

/* MESSAGE_TRUST */
struct message_trust {
    struct message_bytes ca_file; /* its path, as in WATCH */
    struct message_bytes
        pem; /* at most MESSAGE_TRUST_MAX; empty: `why` it is not there */
    struct message_bytes why;
};

enum message_errand_kind {
    MESSAGE_SEARCH = 0, /* which mails of the folder have the terms? */
    MESSAGE_INDEX,      /* each mail of the folder, as message_own, in PIECEs */
    MESSAGE_FETCH,      /* one mail of the watched mailbox, whole, in PIECEs */
    MESSAGE_APPEND,     /* the mail that follows in PIECEs, into the folder */
    MESSAGE_ERRAND_KINDS
};

/* A folder of the account, by what it is for. */
enum message_folder {
    MESSAGE_SENT = 0,
    MESSAGE_DRAFTS,
    MESSAGE_WATCHED, /* the watched mailbox; not for APPEND */
    MESSAGE_JUNK,    /* spam */
    MESSAGE_FOLDERS
};

/* MESSAGE_ERRAND. What a kind does not name is 0 or empty. It is answered by one DONE with
 * the same request, always, but where imap dies or hears another WATCH for the account. */
struct message_errand {
    uint64_t kind;   /* enum message_errand_kind */
    uint64_t folder; /* enum message_folder; but for FETCH */
    uint64_t time;   /* ms it may take from now on, at most MESSAGE_ERRAND_TIME_MAX */
    struct message_bytes name;  /* UTF-8: the folder's, as configured; empty: find it */
    struct message_bytes names; /* UTF-8, '|' between: to try where no folder says what
                                 * it is for (RFC 6154) */
    /* SEARCH: all of these that are given; one of id, to and from must be. */
    struct message_bytes id;      /* a Message-ID with its brackets */
    struct message_bytes to;      /* an address in To */
    struct message_bytes from;    /* an address in From */
    struct message_bytes subject; /* words in Subject; of the longest ASCII stretch */
    /* SEARCH and INDEX: received on or after the day of since, before that of before;
     * UNIX seconds, 0: any. */
    uint64_t since, before;
    uint64_t uidvalidity; /* FETCH; INDEX: that uid belongs to, 0: none */
    uint64_t uid;         /* FETCH: the mail; INDEX: only those above */
    uint64_t size;        /* APPEND: bytes to come, 1..MESSAGE_WHOLE_MAX */
    uint64_t received;    /* APPEND: INTERNALDATE, UNIX seconds; flags \Draft \Seen */
};

/* MESSAGE_PIECE. Those of imap are acknowledged by PROCEED. */
struct message_piece {
    uint64_t uidvalidity; /* INDEX, FETCH */
    uint64_t at;          /* FETCH, APPEND: offset of the bytes; INDEX: every UID up to
                           * here is done, where a later INDEX may go on */
    uint64_t looked, total;     /* INDEX: mails; FETCH: bytes, as the server counts */
    struct message_bytes bytes; /* of the mail; INDEX: message_read_own reads them */
};

/* What came of an errand, named by what to do then. */
enum message_outcome {
    MESSAGE_DID = 0,
    MESSAGE_NO_FOLDER, /* there is none for it: ask the person */
    MESSAGE_IS_GONE, /* the mail is not there any more, or the mailbox was renumbered */
    MESSAGE_DENIED,  /* the server says no */
    MESSAGE_TOO_SLOW,  /* not done in time */
    MESSAGE_TOO_LARGE, /* over MESSAGE_WHOLE_MAX */
    MESSAGE_CUT_OFF,   /* no connection now, or it broke: try again later */
    MESSAGE_UNFIT, /* it cannot be asked for: a term with a line end, no term at all,
                        * too many errands waiting */
    MESSAGE_OUTCOMES
};

/* MESSAGE_DONE */
struct message_done {
    uint64_t outcome;  /* enum message_outcome */
    uint64_t count;    /* SEARCH: mails found; REDRAFT: enum bounce_returned */
    uint64_t looked;   /* SEARCH: mails of the folder among which they were found */
    uint64_t total;    /* SEARCH, INDEX: mails of the folder (or of the range) */
    uint64_t complete; /* SEARCH, INDEX: 1: there is nothing that was not looked at */
    uint64_t uidvalidity; /* of the folder; APPEND: where told */
    uint64_t uid; /* SEARCH: newest found; INDEX: as PIECE's at; APPEND: where told */
    uint64_t received; /* SEARCH: INTERNALDATE of it, UNIX seconds; 0: unknown */
    struct message_bytes folder; /* UTF-8: the folder's name, where it was found */
    struct message_bytes text;   /* a sentence for a person, unless DID */
};

/* MESSAGE_PROCEED */
struct message_proceed {
    uint64_t stop; /* 1: the errand is not wanted any more; no DONE will come */
};

/* MESSAGE_CAME */
struct message_came {
    uint64_t received;            /* INTERNALDATE, UNIX seconds; 0: unknown */
    struct message_bytes from;    /* an address of EXPECT, in whatever case */
    struct message_bytes answers; /* the first Message-ID of In-Reply-To; empty: none */
};

/* One mail of an INDEX. */
struct message_own {
    uint64_t uid;
    uint64_t received;       /* INTERNALDATE, UNIX seconds; 0: unknown */
    struct message_bytes id; /* Message-ID with its brackets; empty: it has none */
    struct message_bytes to; /* addresses of To and Cc, a line feed behind each */
};

/* One frame as received. */
struct message {
    enum message_type type;
    uint32_t account;
    uint32_t request;
    struct message_bytes payload;
};

/* Frames to be written, one after the other. */
struct message_buffer {
    char *bytes;
    size_t length, room;
    bool failed; /* no memory, or a frame over MESSAGE_MAX: nothing of it was added */
};

enum message_result {
    MESSAGE_GOOD = 0,
    MESSAGE_MORE,   /* not a whole frame yet */
    MESSAGE_BROKEN, /* not ours: close the conversation */
};

/* Takes the first frame off bytes; *used is what it took. */
enum message_result
message_next(const char *bytes, size_t length, struct message *ret, size_t *used);

/* A frame without fields (TAKEN, QUIT, SCAN). */
void message_put(struct message_buffer *out, enum message_type type, uint32_t account,
                 uint32_t request);
/* A frame that is bytes alone (FACTS, LOOKUPS, WEB). */
void
message_put_bytes(struct message_buffer *out, enum message_type type, uint32_t account,
                  uint32_t request, const void *bytes, size_t length);
void message_put_watch(struct message_buffer *out, uint32_t account, uint32_t request,
                       const struct message_watch *watch);
void message_put_need(struct message_buffer *out, uint32_t account, uint32_t request,
                      const struct message_need *need);
void message_put_secret(struct message_buffer *out, uint32_t account, uint32_t request,
                        const struct message_secret *secret);
void message_put_state(struct message_buffer *out, uint32_t account, uint32_t request,
                       const struct message_state *state);
void message_put_mail(struct message_buffer *out, uint32_t account, uint32_t request,
                      const struct message_mail *mail);
void message_put_seen(struct message_buffer *out, uint32_t account, uint32_t request,
                      const struct message_seen *seen);
void message_put_swept(struct message_buffer *out, uint32_t account, uint32_t request,
                       const struct message_seen *swept);
void message_put_sweep(struct message_buffer *out, uint32_t account, uint32_t request,
                       const struct message_sweep *sweep);
void message_put_cage(struct message_buffer *out, uint32_t account, uint32_t request,
                      const struct message_cage *cage);
void message_put_step(struct message_buffer *out, uint32_t account, uint32_t request,
                      const struct message_step *step);
void message_put_trust(struct message_buffer *out, uint32_t account, uint32_t request,
                       const struct message_trust *trust);

void message_put_errand(struct message_buffer *out, uint32_t account, uint32_t request,
                        const struct message_errand *errand);
void message_put_piece(struct message_buffer *out, uint32_t account, uint32_t request,
                       const struct message_piece *piece);
void message_put_done(struct message_buffer *out, uint32_t account, uint32_t request,
                      const struct message_done *done);
void message_put_came(struct message_buffer *out, uint32_t account, uint32_t request,
                      const struct message_came *came);
void message_put_proceed(struct message_buffer *out, uint32_t account, uint32_t request,
                         const struct message_proceed *more);
/* Appends a mail to the bytes of an INDEX's PIECE; out holds nothing but such. */
void message_put_own(struct message_buffer *out, const struct message_own *own);

/* Read a payload whole; false where it is not exactly that, in range. */
bool message_read_watch(const struct message *message, struct message_watch *ret);
bool message_read_need(const struct message *message, struct message_need *ret);
bool message_read_secret(const struct message *message, struct message_secret *ret);
bool message_read_state(const struct message *message, struct message_state *ret);
bool message_read_mail(const struct message *message, struct message_mail *ret);
bool message_read_seen(const struct message *message, struct message_seen *ret);
bool message_read_sweep(const struct message *message, struct message_sweep *ret);
bool message_read_step(const struct message *message, struct message_step *ret);
bool message_read_cage(const struct message *message, struct message_cage *ret);
bool message_read_trust(const struct message *message, struct message_trust *ret);
bool message_read_errand(const struct message *message, struct message_errand *ret);
bool message_read_piece(const struct message *message, struct message_piece *ret);
bool message_read_done(const struct message *message, struct message_done *ret);
bool message_read_came(const struct message *message, struct message_came *ret);
bool message_read_proceed(const struct message *message, struct message_proceed *ret);
/* Takes the first mail off the bytes of an INDEX's PIECE. false: there is none, or what is
 * left makes no sense: then rest->length is not 0. */
bool message_read_own(struct message_bytes *rest, struct message_own *ret);

/* Appends the frames of another buffer; false: no memory, and nothing was added. */
bool
message_buffer_join(struct message_buffer *buffer, const struct message_buffer *more);

/* Frees the bytes, wiping them first: a secret may have been among them. */
void message_buffer_free(struct message_buffer *buffer);

#endif
