/* card: what became of a mail, as cards of the page: what happened, what to do, words for others. */
#ifndef NOTIFY_CARD_H
#define NOTIFY_CARD_H

#include <stddef.h>

#include "notify/leaf.h"

/* All cards of fates[0], and of those behind it that share it, which are marked told; the first
 * of a page has its heading. */
void card_fate(struct leaf *page, struct tale_fate *fates, size_t count, bool first);

/* Of any advice: the steps and, unless they stand alone, what to do if it fails again. */
void card_to_do(struct leaf *page, const struct bounce_failure *failure,
                const struct bounce_advice *advice, bool alone);

/* And the texts to pass on: the report's, or the advice's one; no card where there are none. */
void card_texts(struct leaf *page, const struct bounce_failure *failure,
                const struct bounce_advice *advice);

#endif
