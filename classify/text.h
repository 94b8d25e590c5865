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

/* Decodes the encoded words of a header field (RFC 2047) to UTF-8, also where they were
 * split, cut or glued together, and guesses the charset of what stands beside them. Gives
 * bytes of the arena or, where nothing is encoded, those given. options may be NULL. */
struct slice text_decode(struct arena *arena, struct slice value,
                         const struct bounce_options *options);

/* Bytes in a charset to UTF-8: codepage.h names those it reads by itself, the others go
 * through options->convert. A wrong or missing label is mended: what is valid UTF-8 is
 * UTF-8, other bytes are windows-1252. Where nobody can convert, ASCII is kept. Gives the
 * bytes themselves where they are UTF-8 already, which may hold broken characters:
 * text_keep sees to them. */
struct slice text_utf8(struct arena *arena, struct slice bytes, struct slice charset,
                       const struct bounce_options *options);

/* Writes one character as UTF-8 and returns its length, at most 4; what is no character
 * is written as U+FFFD. */
size_t text_put(uint32_t character, unsigned char *out);

#endif
