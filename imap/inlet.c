/* inlet: from bytes to frames. */
#include "imap/inlet.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* Makes room for at least one byte more. Not realloc: it would leave a copy behind. */
static bool
widen(struct inlet *inlet)
{
    if (inlet->length < inlet->room)
        return true;
    size_t room = inlet->room ? inlet->room * 2 : INLET_FIRST;
    if (room > INLET_MOST)
        room = INLET_MOST;
    char *bytes = room > inlet->room ? malloc(room) : NULL;
    if (!bytes)
        return false;
    if (inlet->length > 0)
        memcpy(bytes, inlet->bytes, inlet->length);
    size_t length = inlet->length;
    inlet_free(inlet);
    *inlet = (struct inlet){bytes, length, room};
    return true;
}

enum inlet_result
inlet_read(struct inlet *inlet, int fd, inlet_hear *hear, void *context)
{
    if (!widen(inlet))
        return INLET_NO_MEMORY;
    ssize_t got = recv(fd, inlet->bytes + inlet->length, inlet->room - inlet->length,
                       MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return INLET_GOOD;
    if (got <= 0)
        return INLET_CLOSED;
    inlet->length += (size_t)got;
    size_t at = 0, used = 0;
    struct message message;
    enum message_result result;
    while ((result = message_next(inlet->bytes + at, inlet->length - at, &message,
                                  &used)) == MESSAGE_GOOD) {
        if (!hear(context, &message))
            return INLET_BROKEN;
        at += used;
    }
    if (result == MESSAGE_BROKEN)
        return INLET_BROKEN;
    inlet->length -= at;
    memmove(inlet->bytes, inlet->bytes + at, inlet->length);
    explicit_bzero(inlet->bytes + inlet->length, inlet->room - inlet->length);
    return INLET_GOOD;
}

void
inlet_free(struct inlet *inlet)
{
    if (inlet->bytes)
        explicit_bzero(inlet->bytes, inlet->room);
    free(inlet->bytes);
    *inlet = (struct inlet){0};
}
