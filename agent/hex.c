/* hex: bytes as hexadecimal digits, for lines of text, and back. */
#include "agent/hex.h"

#include <stdlib.h>
#include <string.h>

static const char digits_of[] = "0123456789abcdef";

char *
hex_write(const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    char *text = malloc(length * 2 + 1);
    if (!text)
        return NULL;
    for (size_t i = 0; i < length; i++) {
        text[2 * i] = digits_of[at[i] >> 4];
        text[2 * i + 1] = digits_of[at[i] & 0xf];
    }
    text[2 * length] = '\0';
    return text;
}

char *
hex_read(const char *digits, size_t *length)
{
    size_t size = strlen(digits) / 2;
    char *bytes = malloc(size + 1);
    if (!bytes || strlen(digits) % 2 == 1) {
        free(bytes);
        return NULL;
    }
    for (size_t i = 0; i < size; i++) {
        const char *high = strchr(digits_of, digits[2 * i]);
        const char *low = strchr(digits_of, digits[2 * i + 1]);
        if (!high || !low) {
            free(bytes);
            return NULL;
        }
        bytes[i] = (char)((high - digits_of) << 4 | (low - digits_of));
    }
    bytes[size] = '\0';
    *length = size;
    return bytes;
}
