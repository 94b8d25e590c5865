/* journal: what has been seen and what must still be told, on the disk, in the order that
 * loses nothing (ARCHITECTURE.md: T1 to T5; T4 and T5 are in outbox.h).
 *
 *     if (journal_open(path, now, &journal) != JOURNAL_OPEN)
 *         return complain(journal.text);
 *     journal_mailbox(&journal, "work", "INBOX", now, &mailbox);
 *     journal_attempt(&journal, &mail, &attempts);              // T2, and T1 with it
 *     journal_settle(&journal, &mail, seen, &event, &id);       // T3
 *     journal_close(&journal);
 *
 * Every bool is false where the disk did not take it: then nothing of it happened, and
 * journal->text says why in a sentence. Whoever opens it must hold the lock (place.h).
 */
#ifndef AGENT_JOURNAL_H
#define AGENT_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bounce;
struct sqlite3;

enum {
    JOURNAL_VERSION = 4,
    JOURNAL_ATTEMPTS_MAX = 3, /* readings that may die of one mail */
    JOURNAL_ALONE_MAX = 5,    /* more that wait at one moment are told as one summary */
    JOURNAL_TEXT_MAX = 512,
    JOURNAL_ID_MAX = 24, /* bytes of "b-000017" */
};

struct journal {
    struct sqlite3 *db;
    int why;                      /* SQLite's code of the last failure */
    char text[JOURNAL_TEXT_MAX];  /* and its sentence, for a person */
    char moved[JOURNAL_TEXT_MAX]; /* where a corrupt one lies now; "" usually */
};

enum journal_opened {
    JOURNAL_OPEN = 0,
    JOURNAL_LATER, /* full disk, no memory, an I/O fault: try again */
    JOURNAL_NEVER, /* cannot be written here: rights, read-only */
    JOURNAL_NEWER, /* made by a newer ndrwatch */
};

/* A watched mailbox and how far it is settled. */
struct journal_mailbox {
    int64_t id;
    int64_t uidvalidity; /* 0: its first look is not over, begin it anew */
    int64_t mark;        /* every UID up to it is settled */
};

/* A sweep through a whole mailbox: UIDs from..to are still to be looked at. */
struct journal_sweep {
    int64_t uidvalidity;
    int64_t from, to; /* to 0: none is under way */
};

/* One mail of a mailbox, as the server names it. */
struct journal_mail {
    int64_t mailbox;
    int64_t uidvalidity;
    int64_t uid;
    int64_t received; /* 0: unknown */
    int64_t past; /* seconds: what came so long before our watch is not ours to tell */
};

enum journal_known {
    JOURNAL_NEW = 0, /* or pending: to be read */
    JOURNAL_SETTLED, /* read before, or long before our watch: not ours to tell */
};

enum journal_state {
    JOURNAL_READ = 0,   /* facts are known */
    JOURNAL_UNREADABLE, /* the poison of T2: no facts */
};

/* What T3 writes. */
struct journal_event {
    const char *key; /* see key.h */
    const char *account;
    enum journal_state state;
    const char *facts; /* JSON; "" where unreadable */
    const struct bounce
        *bounce; /* what they say, for its case; NULL where unreadable */
    const void *raw;
    size_t raw_length;
    int64_t found;       /* now */
    const char *verdict; /* NULL or "": not judged (verdict.h) */
    bool quiet;          /* by no bubble: another one speaks for it */
};

/* What is stored of an event; texts are owned. */
struct journal_row {
    int64_t id;
    char *account, *facts;
    enum journal_state state;
    int64_t came;                 /* when it reached the mailbox, UNIX seconds */
    int64_t found, seen, handled; /* UNIX seconds; 0: not yet */
    int64_t link;                 /* its case (case.h); 0: none, or not filed yet */
    char *verdict;                /* "mine", "backscatter", ...; "": not judged */
};

/* Opens or makes the file; a corrupt one is moved aside (journal->moved) and a fresh one made.
 * now names the moved file. On failure journal->text says why and nothing is open. */
enum journal_opened
journal_open(const char *path, int64_t now, struct journal *journal);
void journal_close(struct journal *journal);

/* Finds or makes the row of a mailbox. */
bool journal_mailbox(struct journal *journal, const char *account, const char *name,
                     int64_t now, struct journal_mailbox *ret);

/* Is this one to be read? Writes nothing. */
bool journal_look(struct journal *journal, const struct journal_mail *mail,
                  enum journal_known *ret);

/* T1: the mail is known and pending. A new UIDVALIDITY begins the mailbox anew. */
bool journal_discover(struct journal *journal, const struct journal_mail *mail);

/* T2: one more reading begins; *ret counts it. Does T1 as well where that is missing. */
bool
journal_attempt(struct journal *journal, const struct journal_mail *mail, int *ret);

/* Takes the last attempt back: the reading was ended by us, not by the mail. */
bool journal_excuse(struct journal *journal, const struct journal_mail *mail);

/* T3: the mail is settled; event NULL: not a returned mail. While the first look at a mailbox
 * lasts, or a sweep over the mail, its events are held back (journal_looked). seen: every UID up to it has been
 * sent to us (0: unknown); the mark follows as far as nothing is pending. In one transaction.
 * *ret is the event's id, or 0 for none and for one that is known already. */
bool journal_settle(struct journal *journal, const struct journal_mail *mail,
                    int64_t seen, const struct journal_event *event, int64_t *ret);

/* Every UID up to seen has been looked at, and no mail of the mailbox waits to be read: what
 * is still pending up to there has been deleted on the server. Moves the mark. */
bool journal_seen(struct journal *journal, int64_t mailbox, int64_t uidvalidity,
                  int64_t seen);

/* The first look at the mailbox, or at its new numbering, is over: what it has found is told
 * from now on, each by itself, or as one summary where it is more than JOURNAL_ALONE_MAX. Does
 * nothing later on. */
bool journal_looked(struct journal *journal, int64_t mailbox);

/* The sweep that is under way. Where anew is set and none is, one begins: up to the mark, if
 * there is any mail. What it finds is held back, as in a first look. */
bool journal_sweep(struct journal *journal, int64_t mailbox, bool anew,
                   struct journal_sweep *ret);

/* Every UID up to uid has been swept, and no mail of the mailbox waits to be read. Where that is
 * all, the sweep is over. */
bool journal_swept(struct journal *journal, int64_t mailbox, int64_t uidvalidity,
                   int64_t uid);

/* What sweeps that are over have found, in all mailboxes, is told from now on: each by itself, or
 * as one summary where it is more than JOURNAL_ALONE_MAX. */
bool journal_sweeps_over(struct journal *journal);

/* A mailbox of which `kept` says false is not watched any more: its first look or sweep ends here,
 * and holds nothing back. Watched again, it begins with a first look where that was cut short. */
bool journal_forsake(struct journal *journal,
                     bool (*kept)(void *context, const char *account, const char *name),
                     void *context);

/* One event, or id 0 for the latest; false with why 0 where there is none. */
bool journal_event(struct journal *journal, int64_t id, struct journal_row *ret);

/* Calls each for every event, newest first, until it says false. */
bool journal_events(struct journal *journal, bool pending,
                    bool (*each)(void *context, const struct journal_row *row),
                    void *context);

/* How many events are not handled. */
bool journal_pending(struct journal *journal, int64_t *ret);

/* A person has seen it (dismissed the bubble), or has handled it, which means the whole problem:
 * nothing more is told of all that has come of its case, nor is anybody reminded of it; the next
 * report of it is news again. False with why 0 where there is no such event. */
bool journal_note_seen(struct journal *journal, int64_t id, int64_t now);
bool journal_note_handled(struct journal *journal, int64_t id, int64_t now);

void journal_row_free(struct journal_row *row);

/* "b-000017" for people; and back, 0 where it is none. "latest" is for the caller. */
void journal_name(int64_t id, char ret[JOURNAL_ID_MAX]);
int64_t journal_number(const char *name);

/* For journal.c and outbox.c: ends a transaction, and keeps and words a failure. */
bool journal_done(struct journal *journal, bool good);

#endif
