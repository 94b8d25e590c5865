/* listing: the folders of an account as LIST tells them, and which of them is the one for sent
 * mail or for drafts.
 *
 * Pure. A folder that says what it is for (SPECIAL-USE, RFC 6154) comes first, then the names
 * that the caller knows, in their order. Names are kept as the server spells them.
 */
#ifndef IMAP_LISTING_H
#define IMAP_LISTING_H

#include <stdbool.h>
#include <stddef.h>

#include "imap/messages.h"
#include "imap/span.h"

enum {
    LISTING_MOST = 5000,        /* folders kept; the largest archives seen have 2,000 */
    LISTING_BYTES = 512 * 1024, /* of their names */
    LISTING_FLAGS = 32,         /* flags looked at of one folder; RFC 6154 has 8 */
};

struct listing_folder {
    char *name;      /* modified UTF-7, no quotes, no control characters */
    char delimiter;  /* '\0': none */
    unsigned is_for; /* set of 1 << enum message_folder */
};

/* Zero-initialise; listing_free when done. */
struct listing {
    struct listing_folder *folders;
    size_t count, room, bytes;
};

/* Takes what stands after "* LIST". What cannot be read, cannot be opened (\Noselect), or is
 * too much is left out. */
void listing_note(struct listing *listing, struct span rest);

/* The folder for `what`: the one that says so, else the first of names (UTF-8, '|' between;
 * any case; also below INBOX) that is there. NULL: none. Borrowed from the listing. */
const char *listing_choose(const struct listing *listing, enum message_folder what,
                           const char *names);

void listing_free(struct listing *listing);

#endif
