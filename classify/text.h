/* text: bytes from outside become text for people. */
#ifndef CLASSIFY_TEXT_H
#define CLASSIFY_TEXT_H

#include <stdint.h>

#include "classify/arena.h"
#include "classify/bounce.h"
#include "classify/slice.h"

/* The one place where bytes become text: valid UTF-8 (what is not becomes U+FFFD), one
 * line, single spaces, no control, bidi, zero-width or tag characters, shorter than
 * BOUNCE_TEXT_MAX. "" for no bytes, and when memory fails (the arena knows). */
const char *text_keep(struct arena *arena, struct slice bytes);

/* Decodes the encoded words of a header field (RFC 2047) to UTF-8. Gives bytes of the
 * arena or, where nothing is encoded, those given. options may be NULL. */
struct slice text_decode(struct arena *arena, struct slice value,
                         const struct bounce_options *options);

/* Bytes in a charset to UTF-8: UTF-8, US-ASCII, ISO-8859-1 and windows-1252 by itself,
 * others through options->convert. Bytes nobody can convert come back as they are. */
struct slice text_utf8(struct arena *arena, struct slice bytes, struct slice charset,
                       const struct bounce_options *options);

/* Decodes base64 (RFC 2045, section 6.8), whatever else stands between, and
 * quoted-printable (6.7; "_" is a space in a header). Both give arena bytes. */
struct slice text_base64(struct arena *arena, struct slice bytes);
struct slice text_quoted(struct arena *arena, struct slice bytes, bool header);

/* Writes one character as UTF-8 and returns its length, at most 4; what is no character
 * is written as U+FFFD. */
size_t text_put(uint32_t character, unsigned char *out);

#endif
