/* prose: reports written for people, whoever wrote them. */
#ifndef CLASSIFY_PROSE_H
#define CLASSIFY_PROSE_H

#include "classify/draft.h"
#include "classify/place.h"

enum {
    PROSE_MAX =
        65536, /* bytes of a text that are read; notices say it in the first 8 KiB */
};

/* What the rest of the mail tells about the addresses of its text. */
struct prose_known {
    struct slice failed;      /* the X-Failed-Recipients header */
    struct slice sender;      /* who gets the report, and so is not who failed */
    struct slice original_to; /* whom the original went to, as far as it came back */
    struct slice domain;      /* of the report's writer */
};

/* Finds who did not get the mail and adds them to the draft. Gives the place they were
 * found in; PLACE_NONE: nobody was. */
enum place prose_recipients(struct draft *draft, struct slice report,
                            const struct prose_known *known);

/* What the report says of one recipient, for reports whose fields say less. */
struct slice prose_words(struct slice report, struct slice recipient);

#endif
