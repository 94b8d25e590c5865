/* charset: bytes in a mail's charset become UTF-8, for bounce_options.convert, and paths
 * become text. */
#ifndef AGENT_CHARSET_H
#define AGENT_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

/* As bounce_options.convert asks: bytes written to out, or 0 for a charset that is not in
 * our list. What cannot be converted becomes U+FFFD. context is not used. */
size_t charset_convert(void *context, const char *charset, const void *in,
                       size_t length, char *out, size_t room);

/* Loads libc's module of each charset in our list, for a process that will open no file any
 * more: about 0.7 MiB, for good. */
void charset_load(void);

/* A copy in valid UTF-8, each stray byte become U+FFFD; the caller frees it. NULL: no
 * memory. */
char *charset_valid(const char *text);

#endif
