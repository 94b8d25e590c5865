/* letter: a mail taken apart for reading: its fields, its text, the mail it brings back. */
#ifndef CLASSIFY_LETTER_H
#define CLASSIFY_LETTER_H

#include <stdbool.h>
#include <stddef.h>

#include "classify/draft.h"
#include "classify/gate.h"
#include "classify/header.h"
#include "classify/mime.h"
#include "classify/place.h"
#include "classify/slice.h"

/* The mail while it is read. */
struct letter {
    struct header header;
    struct slice subject, failed, sender;
    struct slice writer; /* the domain of its From field */
    struct mime mime;
    struct slice text;      /* the text for people */
    struct slice report;    /* what of it is this mail's own, up to the quoted mail */
    struct header original; /* that of the mail that came back */
    enum gate gate;
    enum place place;                   /* where the recipients were found */
    bool from_daemon;                   /* is its sender a mail system? */
    bool heard;                         /* are the next two known? */
    unsigned subject_says, report_says; /* see wording.h */
};

/* Finds the text for people and the mail that came back; the header's fields and the parts
 * are known already. */
void letter_open(struct letter *letter, struct draft *draft);

/* The content of a part, its lines countable. */
struct slice
letter_part(struct letter *letter, struct draft *draft, const struct mime_part *part);

/* Reads the parts that are reports (RFC 3464). Returns the recipients they name. */
size_t letter_fields(struct letter *letter, struct draft *draft);

/* The same of fields in a text further down or an attachment, where no part is called a
 * report. */
size_t letter_stray_fields(struct letter *letter, struct draft *draft);

/* The last message id of a field such as References, with its angles; no bytes where there is
 * none. */
struct slice letter_last_id(struct slice field);

/* Hears subject and report when that is first asked: most reports state it in fields. */
void letter_hear(struct letter *letter);

#endif
