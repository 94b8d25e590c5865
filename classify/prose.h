/* prose: reports written for people, whoever wrote them. */
#ifndef CLASSIFY_PROSE_H
#define CLASSIFY_PROSE_H

#include "classify/draft.h"

enum {
    PROSE_MAX =
        65536, /* bytes of a text that are read; notices say it in the first 8 KiB */
};

/* Splits a text where the returned mail begins; gives the report before it. original gets
 * the returned mail's header lines, or no bytes. */
struct slice prose_report(struct slice text, struct slice *original);

/* Finds who did not get the mail and what was said, and adds it to the draft. fields is
 * the X-Failed-Recipients header, sender the address the report goes to, which is not who
 * failed. Gives how many it found. */
size_t prose_recipients(struct draft *draft, struct slice report, struct slice failed,
                        struct slice sender);

/* What the report says of one recipient, for reports whose fields say less. */
struct slice prose_words(struct slice report, struct slice recipient);

#endif
