/* proof: is this the report of a mail that came back? */
#ifndef CLASSIFY_PROOF_H
#define CLASSIFY_PROOF_H

#include <stdbool.h>

#include "classify/place.h"

/* What speaks for it and against it, each seen by somebody else. */
struct proof {
    enum place place; /* where a recipient was found */
    bool by_system;   /* the header says: sent by a mail system about a mail */
    bool no_sender;   /* Return-Path or From is "<>": nobody may answer */
    bool heads;       /* the subject begins as reports do */
    bool tells;       /* subject or text tell of a mail that did not arrive */
    bool code;        /* a code stands by a recipient */
    bool known;       /* rules know the words by a recipient */
    bool returned;    /* a mail's header came back */
    bool ours;        /* and it was sent by the one who gets the report */
    bool answers;     /* an automatic answer to a mail that did arrive */
    bool written;     /* with a person's mail program */
    bool holds;       /* mails for the reader are held, true or a lure */
    bool incoming;  /* others' mail to the reader was refused, and nothing came back */
    bool passed_on; /* a person forwards or quotes somebody else's report */
    bool bulk;      /* for the members of a list, by a sender one can answer */
    bool only_reader; /* nobody failed but its reader, and nothing came back */
    bool machine;     /* its envelope or its sender's name: no person wrote it */
    bool desk;        /* a postmaster's, who may be a person: nothing came back */
    bool greets;      /* begins as letters do, may be answered, nothing came back */
    bool told_id;     /* the words tell a Message-ID */
};

/* Does it hold? For mails whose fields (RFC 3464) do not say it by themselves. */
bool proof_holds(const struct proof *proof);

#endif
