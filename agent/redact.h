/* redact: words of a foreign program, fit for a log: without what may be a secret. Pure. */
#ifndef AGENT_REDACT_H
#define AGENT_REDACT_H

#include <stddef.h>

/* Writes the last line of the words that is not blank, as text: bytes that are no printable
 * UTF-8 become '?'; what looks like a secret (32 and more of the characters of a token in a
 * row, what follows "token", "password", "secret" or "code" and = or :, and `known`, where it
 * stands) becomes "(hidden)". Cut to size, NUL-ended. */
void redact_last_line(const char *words, size_t length, const char *known,
                      size_t known_length, char *ret, size_t size);

#endif
