/* envelope: what the index of sent mail takes of a mail's header: its Message-ID, and to whom it
 * was written.
 *
 * Pure. A header is whatever a server says it is: what makes no sense is left out.
 */
#ifndef IMAP_ENVELOPE_H
#define IMAP_ENVELOPE_H

#include <stddef.h>

#include "imap/messages.h"

enum {
    ENVELOPE_ADDRESS_MAX = 254, /* bytes (RFC 5321, 4.5.3.1.3); longer ones are none */
};

/* The Message-ID with its brackets, borrowed; empty: there is none that one can search for. */
struct message_bytes envelope_id(struct message_bytes header);

/* The addresses of To and Cc, a line feed behind each, into out; how many bytes. At most
 * MESSAGE_TO_MAX: who writes to more than some thirty has typed none of them. Without what stands
 * in quotes or comments; addresses in quotes ("a b"@example.org) are left out, and one at which
 * the header is cut. */
size_t envelope_to(struct message_bytes header, char out[MESSAGE_TO_MAX]);

#endif
