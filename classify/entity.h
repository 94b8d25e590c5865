/* entity: the character references of HTML, "&auml;" and "&#228;". */
#ifndef CLASSIFY_ENTITY_H
#define CLASSIFY_ENTITY_H

#include <stdint.h>

#include "classify/slice.h"

/* The character of the reference at the start of bytes, where "&" stands, and the length of
 * the reference; 0: it is none. A character never takes more bytes than its reference. */
size_t entity_take(struct slice bytes, uint32_t *character);

#endif
