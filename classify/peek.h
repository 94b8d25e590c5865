/* peek: how an encoded header field begins, read without memory. */
#ifndef CLASSIFY_PEEK_H
#define CLASSIFY_PEEK_H

#include "classify/slice.h"

enum {
    PEEK_MAX = 75, /* bytes of an encoded word (RFC 2047, section 2) */
};

/* Decodes the encoded word a value begins with into out, bytes of whatever charset it
 * names. Gives these bytes; the value itself where it begins with none. */
struct slice peek_word(struct slice value, unsigned char out[PEEK_MAX]);

#endif
