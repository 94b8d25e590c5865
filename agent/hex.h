/* hex: bytes as hexadecimal digits, for lines of text, and back. */
#ifndef AGENT_HEX_H
#define AGENT_HEX_H

#include <stddef.h>

/* Two digits a byte; malloc'ed; NULL: no memory. */
char *hex_write(const void *bytes, size_t length);

/* The bytes, with a NUL behind them; malloc'ed; NULL: these are no such digits, or no memory. */
char *hex_read(const char *digits, size_t *length);

#endif
