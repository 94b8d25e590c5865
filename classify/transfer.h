/* transfer: what mails are wrapped in to travel (RFC 2045, section 6). */
#ifndef CLASSIFY_TRANSFER_H
#define CLASSIFY_TRANSFER_H

#include "classify/arena.h"
#include "classify/slice.h"

/* Base64 (section 6.8), in arena bytes. What is not of its alphabet is passed over, padding
 * may be missing, several encoded texts may follow each other; text after the last, such as
 * the footer of a mailing list, is left out. */
struct slice transfer_base64(struct arena *arena, struct slice bytes);

/* Quoted-printable (section 6.7) in arena bytes, or the bytes themselves where nothing is
 * encoded. What is wrongly encoded stays as it is written. */
struct slice transfer_quoted(struct arena *arena, struct slice bytes);

/* The same as encoded words have it (RFC 2047, section 4.2): "_" is a space. */
struct slice transfer_q(struct arena *arena, struct slice bytes);

#endif
