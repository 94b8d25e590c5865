/* ses: the notices of Amazon SES, which are JSON. */
#ifndef CLASSIFY_SES_H
#define CLASSIFY_SES_H

#include "classify/draft.h"

/* Reads a notice of a bounce or of a delayed delivery ("Contents of Amazon SNS
 * notifications for Amazon SES" in the SES developer guide). False: it is none. */
bool ses_read(struct draft *draft, struct slice text);

#endif
