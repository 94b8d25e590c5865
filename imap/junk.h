/* junk: the folder for spam, where returned mails land, too, looked at on the account's one session.
 *
 * The same session goes over to it and comes back, so a provider sees one connection. A STATUS says
 * first whether anything has come: mostly nothing has, and the watched mailbox stays open.
 *
 *     switch (junk_look(&junk, session, &wanted, &sink, now)) ...
 */
#ifndef IMAP_JUNK_H
#define IMAP_JUNK_H

#include <stdbool.h>
#include <stdint.h>

#include "imap/fetch.h"
#include "imap/session.h"

enum {
    JUNK_EVERY = 300 *
                 1000, /* ms between two looks: at the first renewal after it, or the
                              * first poll. A returned mail is no less true for five minutes */
};

/* What is wanted. Borrowed; UTF-8. */
struct junk_wanted {
    const char *name;    /* as configured; "": found */
    const char *names;   /* '|' between: to try where no folder says what it is for */
    const char *mailbox; /* the watched one, which is not looked at twice */
};

/* Zero-initialise, then fetch_watch its fetch; junk_free when done. */
struct junk {
    struct fetch fetch;
    char *folder;     /* as the server spells it; NULL: there is none */
    bool sought;      /* on this session */
    int64_t due;      /* ms: no look before */
    uint32_t uidnext; /* when all of it had been looked at; 0: never */
};

enum junk_result {
    JUNK_STAYED = 0, /* the watched mailbox is open as before */
    JUNK_WENT,       /* another is open now: the watched one is to be opened again */
    JUNK_FULL,       /* the same, and the agent had no room for all of it: come again */
    JUNK_LOST,       /* the session is */
};

/* A new session: the folder is to be found again, and looked at soon. */
void junk_begin(struct junk *junk);

/* Looks, if it is time. Nothing is looked at where neither name nor names is given. */
enum junk_result
junk_look(struct junk *junk, struct session *session, const struct junk_wanted *wanted,
          const struct fetch_sink *sink, int64_t now);

void junk_free(struct junk *junk);

#endif
