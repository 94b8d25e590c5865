/* trouble: what went wrong with the outside world, named by its remedy.
 *
 *     if (connect(...) < 0)
 *         return trouble_set(trouble, MESSAGE_UNREACHABLE, "%s does not answer.", host);
 *
 * The first trouble stays: what follows from it only hides it.
 */
#ifndef IMAP_TROUBLE_H
#define IMAP_TROUBLE_H

#include <stdbool.h>
#include <stdint.h>

#include "imap/messages.h"

enum {
    TROUBLE_TEXT = 1024 /* bytes with NUL: a certificate with four long names, and the
                         * advice after it; or a few sentences, one a server's own */
};

struct trouble {
    enum message_fault fault; /* MESSAGE_FINE: none */
    enum message_cause cause; /* where a person must know more than the fault */
    int64_t wait;             /* milliseconds the server asked for; 0: it did not say */
    char text[TROUBLE_TEXT];  /* for a person: what, where, what to do */
};

/* Notes the trouble unless there is one already. Returns false, always. */
bool trouble_set(struct trouble *trouble, enum message_fault fault, const char *format,
                 ...) __attribute__((format(printf, 3, 4)));

#endif
