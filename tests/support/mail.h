/* mail: a test mail as it lies in its file, and as it comes over IMAP. */
#ifndef SUPPORT_MAIL_H
#define SUPPORT_MAIL_H

#include <stdio.h>
#include <string.h>

#include "tests/support/check.h"

/* Reads at most room bytes of the file; fails the test where it cannot be opened. */
static inline size_t
mail_load(const char *path, char *bytes, size_t room)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        fail_msg("%s cannot be opened", path);
    size_t length = fread(bytes, 1, room, in);
    fclose(in);
    return length;
}

/* Gives every LF that stands alone its CR, in place: bytes must have room for twice the
 * length. Returns the new length. */
static inline size_t
mail_crlf(char *bytes, size_t length)
{
    size_t bare = 0;
    for (size_t i = 0; i < length; i++)
        bare += bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r');
    for (size_t from = length, to = length + bare; from-- > 0;) {
        bytes[--to] = bytes[from];
        if (bytes[from] == '\n' && (from == 0 || bytes[from - 1] != '\r'))
            bytes[--to] = '\r';
    }
    return length + bare;
}

#endif
