/* draft: a bounce while it is being put together by the readers. */
#ifndef CLASSIFY_DRAFT_H
#define CLASSIFY_DRAFT_H

#include "classify/arena.h"
#include "classify/bounce.h"
#include "classify/evidence.h"
#include "classify/header.h"
#include "classify/slice.h"

/* One recipient and what the readers still need to know of it. */
struct draft_failure {
    struct bounce_failure failure; /* first: bounce_failure.next is linked at the end */
    struct draft_failure *next;
    struct slice recipient; /* bytes, to compare */
    bool stated;            /* its kind comes from an Action field */
    bool coded;             /* the code of its diagnostic is read */
};

struct draft {
    struct arena *arena;
    const struct bounce_options *options; /* may be NULL */
    struct bounce *bounce;
    struct bounce_original *original;
    struct draft_failure *first, *last;
    size_t listed;
    struct evidence evidence;
    struct draft_failure spare; /* takes what no room or memory is left for */
};

/* Begins a draft in the arena; false when memory fails. */
bool draft_begin(struct draft *draft, struct arena *arena,
                 const struct bounce_options *options);

/* The failure of this recipient, a new one where there is none yet. Never NULL. source is
 * what names it, as bounce_evidence.source, said at the byte where. */
struct draft_failure *
draft_recipient_as(struct draft *draft, struct slice recipient, const char *source,
                   const unsigned char *where);

/* The same for one named in a text for people. */
struct draft_failure *draft_recipient(struct draft *draft, struct slice recipient);

/* A new failure whose recipient is still to be found: draft_name says it. The report's
 * fields know it as "nair_s", or not at all. */
struct draft_failure *draft_nameless(struct draft *draft, struct slice known_as);

/* Names the recipient of such a failure. */
void draft_name(struct draft *draft, struct draft_failure *entry,
                struct slice recipient, const char *source, const unsigned char *where);

/* The failure of this recipient, or NULL. */
struct draft_failure *draft_find(struct draft *draft, struct slice recipient);

/* Tells a fact that is still silent: the first reader that knows it wins. The bytes are a
 * text's, or a date's for a time. source is static: see bounce_evidence. entry is NULL for
 * the facts of the mail. Bytes of no text known to the evidence are taken as drawn from the
 * diagnostic of the entry. */
void draft_tell(struct draft *draft, struct draft_failure *entry, enum bounce_fact fact,
                const char *source, struct slice bytes);

/* The same for text that was decoded, and so does not stand where it was said. */
void
draft_tell_as(struct draft *draft, struct draft_failure *entry, enum bounce_fact fact,
              const char *source, const unsigned char *where, struct slice text);

/* Puts the evidence of a fact the caller has set by itself. */
void draft_prove(struct draft *draft, struct draft_failure *entry,
                 enum bounce_fact fact, const char *source, const unsigned char *where);

/* Reads what was said from the words of a diagnostic: fills what is still silent. */
void draft_said(struct draft *draft, struct draft_failure *entry, struct slice words);

/* Reads the values of the original's fields, as many as came back. */
void draft_original(struct draft *draft, const struct slice values[HEADER_NAMES]);

/* Reads what a report for people says of the original: "Subject: ...". Fills what is still
 * silent. */
void draft_original_words(struct draft *draft, struct slice report);

/* The code of the diagnostic, read once: also failure.code from then on. */
struct bounce_code draft_code(struct draft_failure *entry);

/* Links the failures and settles kind and own provider. */
void draft_end(struct draft *draft);

#endif
