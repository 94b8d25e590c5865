/* codepage: the charsets of one byte a character, as tables. */
#ifndef CLASSIFY_CODEPAGE_H
#define CLASSIFY_CODEPAGE_H

#include <stdbool.h>
#include <uchar.h>

#include "classify/arena.h"
#include "classify/slice.h"

/* Is a charset of that name (any of its usual spellings) read without help? *high are then
 * the characters of the bytes 0x80 to 0xFF, U+FFFD where the charset has none; NULL for
 * UTF-8, US-ASCII and the names that say nothing, such as "unknown-8bit". */
bool codepage_find(struct slice charset, const char16_t **high);

/* Those of windows-1252, which is what bytes mostly are that nobody named. */
const char16_t *codepage_western(void);

/* Bytes to UTF-8, in arena bytes; high NULL keeps ASCII and makes all else U+FFFD. */
struct slice
codepage_text(struct arena *arena, struct slice bytes, const char16_t *high);

#endif
