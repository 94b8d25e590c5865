/* line: lines of a limited length out of a stream of bytes. Pure. */
#include "agent/line.h"

#include <stdlib.h>
#include <string.h>

enum {
    ROOM_FIRST = 512 /* bytes: nearly every line of the control socket */
};

static size_t
most_of(const struct line_reader *reader)
{
    return reader->most ? reader->most : LINE_MAX_BYTES;
}

void
line_add(struct line_reader *reader, const void *bytes, size_t length)
{
    if (reader->failed || length == 0)
        return;
    if (reader->taken > 0) {
        reader->length -= reader->taken;
        memmove(reader->bytes, reader->bytes + reader->taken, reader->length);
        reader->taken = 0;
    }
    /* One byte more than the longest line, for its newline. */
    if (length > most_of(reader) + 1 - reader->length) {
        reader->failed = true;
        return;
    }
    size_t room = reader->room ? reader->room : ROOM_FIRST;
    while (room - reader->length < length)
        room *= 2;
    if (room > reader->room) {
        char *grown = realloc(reader->bytes, room);
        if (!grown) {
            reader->failed = true;
            return;
        }
        reader->bytes = grown;
        reader->room = room;
    }
    memcpy(reader->bytes + reader->length, bytes, length);
    reader->length += length;
}

bool
line_next(struct line_reader *reader, const char **ret, size_t *length)
{
    size_t have = reader->length - reader->taken;
    if (have == 0)
        return false;
    char *start = reader->bytes + reader->taken;
    char *end = memchr(start + reader->looked, '\n', have - reader->looked);
    if (!end) {
        reader->looked = have;
        if (have > most_of(reader))
            reader->failed = true;
        return false;
    }
    *ret = start;
    *length = (size_t)(end - start);
    reader->taken += *length + 1;
    reader->looked = 0;
    return true;
}

void
line_free(struct line_reader *reader)
{
    free(reader->bytes);
    *reader = (struct line_reader){0};
}
