/* expect: is a new mail from somebody whose answer is waited for?
 *
 *     expect_set(&expect, list);                       // "pat@example.com\njo@example.com\n"
 *     if (expect_fits(&expect, header, &came)) ...
 *
 * Pure. What is looked at are the fields that are read of every new mail anyway, and In-Reply-To,
 * which is asked for only while somebody is on the list.
 */
#ifndef IMAP_EXPECT_H
#define IMAP_EXPECT_H

#include <stdbool.h>

#include "imap/messages.h"

/* Zero-initialise; expect_free when done. */
struct expect {
    char *list; /* addresses in lower case, each with a line end behind it */
    size_t length;
};

/* Copies the list, in place of the one before. False: no memory, nobody is waited for then. */
bool expect_set(struct expect *expect, struct message_bytes list);
void expect_free(struct expect *expect);

/* Is the mail with this header from one of them? *ret points into the header: From's address and
 * the first Message-ID of In-Reply-To, if it has one; the rest is the caller's. */
bool expect_fits(const struct expect *expect, struct message_bytes header,
                 struct message_came *ret);

#endif
