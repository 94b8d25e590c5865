/* mask: a returned mail without what tells who wrote it to whom. Pure.
 *
 * What is shown in public keeps servers, codes and times, and the names of large providers. Mail
 * addresses, the names before their @, domains of one's own, Message-IDs, the subject and what
 * follows the "?" of a link are taken out of every text that is kept.
 */
#ifndef AGENT_MASK_H
#define AGENT_MASK_H

#include <stdbool.h>

#include "classify/bounce.h"

enum {
    MASK_NAME_MIN =
        3,           /* bytes of a name or a subject that is looked for within words */
    MASK_TEXTS = 16, /* texts of a bounce that are kept */
};

struct mask {
    struct bounce bounce; /* with one failure and neither Message-ID nor subject */
    struct bounce_failure failure;
    struct bounce_original original;
    char *texts[MASK_TEXTS]; /* owned */
};

/* Masks a mail as one recipient's. False: no memory. Free with mask_free in any case; bounce and
 * failure outlive it. */
bool mask_make(const struct bounce *bounce, const struct bounce_failure *failure,
               struct mask *ret);

void mask_free(struct mask *mask);

#endif
