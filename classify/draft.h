/* draft: a bounce while it is being put together by the readers. */
#ifndef CLASSIFY_DRAFT_H
#define CLASSIFY_DRAFT_H

#include "classify/arena.h"
#include "classify/bounce.h"
#include "classify/slice.h"

/* One recipient and what the readers still need to know of it. */
struct draft_failure {
    struct bounce_failure failure; /* first: bounce_failure.next is linked at the end */
    struct draft_failure *next;
    struct slice recipient; /* bytes, to compare */
    bool stated;            /* its kind comes from an Action field */
};

struct draft {
    struct arena *arena;
    const struct bounce_options *options; /* may be NULL */
    struct bounce *bounce;
    struct bounce_original *original;
    struct draft_failure *first, *last;
    size_t listed;
    struct draft_failure spare; /* takes what no room or memory is left for */
};

/* Begins a draft in the arena; false when memory fails. */
bool draft_begin(struct draft *draft, struct arena *arena,
                 const struct bounce_options *options);

/* The failure of this recipient, a new one where there is none yet. Never NULL. */
struct draft_failure *draft_recipient(struct draft *draft, struct slice recipient);

/* The failure of this recipient, or NULL. */
struct draft_failure *draft_find(struct draft *draft, struct slice recipient);

/* Sets a text that is still "": the first reader that knows it wins. */
void draft_text(struct draft *draft, const char **text, struct slice bytes);

/* Reads what was said from the words of a diagnostic: fills what is still silent. */
void draft_said(struct draft *draft, struct draft_failure *entry, struct slice words);

/* Reads the original's header, as much as came back. */
void draft_original(struct draft *draft, struct slice header);

/* Links the failures and settles kind and own provider. */
void draft_end(struct draft *draft);

#endif
