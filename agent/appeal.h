/* appeal: ready texts for others: the recipient, either provider, a forum. Pure.
 *
 *     struct appeal appeal = {.to = APPEAL_RECIPIENT, .form = APPEAL_PHONE};
 *     struct appeal_text text;
 *     switch (appeal_make(&appeal, bounce, failure, &moment, &text)) {
 *     case APPEAL_MADE:
 *         fputs(text.guide, stderr), fputs(text.words, stdout);
 *     ...
 *     appeal_free(&text);
 *
 * A text shows one recipient and what the report says, never what the mail said. It claims nothing
 * that only the person knows (bounce_past: others_get_through, other_account_works), holds no
 * telephone number and no link of the report, and never proposes to send anything again. What a
 * forum gets is masked (mask.h).
 */
#ifndef AGENT_APPEAL_H
#define AGENT_APPEAL_H

#include <stdbool.h>

#include "classify/bounce.h"

enum {
    APPEAL_SAID_MAX = 300,   /* characters of what is said on the phone, or texted */
    APPEAL_PAPER_WIDTH = 42, /* columns: what fits a page in large type (cpi=6) */
    APPEAL_BYTES_MAX = 16 *
                       1024, /* of a text: ours have 2 KiB with all that is known */
};

enum appeal_to {
    APPEAL_RECIPIENT = 0,
    APPEAL_PROVIDER,       /* one's own */
    APPEAL_THEIR_PROVIDER, /* the recipient's */
    APPEAL_FORUM,          /* strangers, in public */
};

/* How it reaches the recipient; the others get the mail. */
enum appeal_form {
    APPEAL_MAIL = 0, /* from another account, or pasted into a page */
    APPEAL_PHONE,    /* said, or sent as a text message */
    APPEAL_PAPER,    /* for the recipient, to read to a help desk */
};

struct appeal {
    enum appeal_to to;
    enum appeal_form form;
};

enum appeal_result {
    APPEAL_MADE = 0,
    APPEAL_EARLY,    /* it is still being tried: nobody needs to look into it yet */
    APPEAL_NEEDLESS, /* it did arrive, or a mail from a filter asks */
    APPEAL_CHOSEN,   /* they chose whose mail they take: that is not to be got around */
    APPEAL_ELSEWHERE, /* they cannot mend it */
    APPEAL_NO_MEMORY, /* also where there are no words at all */
};

struct appeal_text {
    char *words; /* to be passed on as it is; ends in a newline */
    char *guide; /* for the person: where it goes, and what to beware of; one line */
};

/* Makes a text; moment may be NULL. *ret is written, and the caller's to free, on APPEAL_MADE
 * alone. */
/* Would appeal_make make it, but for the memory? Looks at `to` alone. */
bool appeal_fits(enum appeal_to to, const struct bounce *bounce,
                 const struct bounce_failure *failure,
                 const struct bounce_moment *moment);

enum appeal_result
appeal_make(const struct appeal *appeal, const struct bounce *bounce,
            const struct bounce_failure *failure, const struct bounce_moment *moment,
            struct appeal_text *ret);

/* Why there is none, and what to do instead: sentences for a person. Static. */
const char *appeal_reason(enum appeal_result result);
const char *appeal_instead(enum appeal_result result);

/* "their-provider" and "paper", and back; false: there is no such one. */
bool appeal_to_named(const char *name, enum appeal_to *ret);
bool appeal_form_named(const char *name, enum appeal_form *ret);

void appeal_free(struct appeal_text *text);

#endif
