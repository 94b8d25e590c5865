/* slip: what ndrwatch-keyring is asked and what it answers. */
#include "agent/keyring/slip.h"

#include <string.h>

size_t
slip_write(const struct slip *slip, char *ret)
{
    size_t at = 0;
    for (size_t i = 0; i < SLIP_TEXTS; i++) {
        const char *text = slip->texts[i] ? slip->texts[i] : "";
        size_t length = strlen(text) + 1;
        if (length > SLIP_TEXT_MAX)
            return 0;
        memcpy(ret + at, text, length);
        at += length;
    }
    if (slip->length > SLIP_SECRET_MAX)
        return 0;
    if (slip->length > 0)
        memcpy(ret + at, slip->secret, slip->length);
    return at + slip->length;
}

bool
slip_read(const char *bytes, size_t length, struct slip *ret)
{
    for (size_t i = 0; i < SLIP_TEXTS; i++) {
        const char *end = length > 0 ? memchr(bytes, '\0', length) : NULL;
        if (!end || end - bytes >= SLIP_TEXT_MAX)
            return false;
        ret->texts[i] = bytes;
        length -= (size_t)(end + 1 - bytes);
        bytes = end + 1;
    }
    ret->secret = bytes;
    ret->length = length;
    return length <= SLIP_SECRET_MAX;
}
