/* clip: texts cut to so many characters. They are valid UTF-8. */
#ifndef NOTIFY_CLIP_H
#define NOTIFY_CLIP_H

#include <stddef.h>

size_t clip_characters(const char *text);

/* Bytes of the first `count` characters. */
size_t clip_bytes(const char *text, size_t count);

/* Cuts a text to `most` characters, at a word's end where one is near. */
void clip_words(char *text, size_t room, size_t most);

/* "pat@charter.net", "verylo…@charter.net", or, where even the domain is too long, the
 * beginning of the address. */
void clip_address(char *out, size_t room, const char *address, size_t most);

#endif
