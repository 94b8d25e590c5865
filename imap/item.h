/* item: what a FETCH reply says of one mail, as far as we ask (RFC 3501 section 7.4.2).
 *
 * Pure and without recursion, so no depth of brackets costs stack. Items that nobody asked
 * for are stepped over, whatever their shape.
 */
#ifndef IMAP_ITEM_H
#define IMAP_ITEM_H

#include <stdbool.h>
#include <stdint.h>

#include "imap/span.h"

enum {
    ITEM_DEPTH = 24,               /* brackets within brackets; mails we saw have 6 */
    ITEM_LITERAL_MAX = 512 * 1024, /* bytes; as GUARD_REPLY */
};

/* Spans point into the reply. */
struct item {
    uint64_t uid, size;
    struct span date; /* INTERNALDATE with its quotes, well formed */
    struct span body; /* the bytes between the quotes or in the literal */
    bool has_uid, has_size, has_date, has_body;
    bool body_quoted; /* backslashes in body are escapes */
};

/* Reads "(NAME value NAME value ...)". false: it is no such list. */
bool item_read(struct span list, struct item *ret);

#endif
