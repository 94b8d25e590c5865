/* wording: what the words of a report say about the mail, whoever wrote them. */
#ifndef CLASSIFY_WORDING_H
#define CLASSIFY_WORDING_H

#include "classify/bounce.h"
#include "classify/slice.h"

enum {
    WORDING_MAX =
        16384, /* bytes of a report that are looked at; it says so at its start */
};

/* Which lists of phrases the words hold one of: a set that the questions below are asked of,
 * so that a text is looked at once. At most WORDING_MAX bytes of it. */
unsigned wording_hear(struct slice words);

/* Do subject and report say that a server still tries, or that it is over? False: they
 * say neither. */
bool wording_kind(unsigned subject, unsigned report, enum bounce_kind *kind);

/* Does a subject begin as the reports of mail systems do, without a "Re:" or "Fwd:"? */
bool wording_heads(struct slice subject);

/* Does a subject begin as those of people who answer or forward: "Re:", "WG:"? */
bool wording_passes_on(struct slice subject);

/* Is this sender a mail system and no desk? */
bool wording_daemon(struct slice sender);

/* Where these words, of which that was heard, ask the sender for something before the mail
 * goes on; no bytes: they do not. */
struct slice wording_asks(unsigned heard, struct slice words);

/* Do the words tell of mails for the reader that wait until he takes them? */
bool wording_holds(unsigned heard);

/* Do the words tell of mails to the reader that others sent? */
bool wording_incoming(unsigned heard);

/* Does a line say that the returned mail follows? */
bool wording_returns(struct slice line);

/* Do the words tell of a mail that did not arrive? */
bool wording_tells(unsigned heard);

/* The phrases of a list, from which phrase_wording is made; NULL: there is none. */
const char *wording_pattern(size_t list);

#endif
