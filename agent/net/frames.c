/* frames: what ndrwatch-net says to the agent, at its descriptor 3, and hears from it. */
#include "agent/net/frames.h"

#include <errno.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

enum {
    AGENT = 3 /* ARCHITECTURE.md: frames */
};

bool
frames_write(const struct message_buffer *out)
{
    size_t done = 0;
    while (!out->failed && done < out->length) {
        ssize_t put = write(AGENT, out->bytes + done, out->length - done);
        if (put < 0 && errno != EINTR)
            return false;
        done += put > 0 ? (size_t)put : 0;
    }
    return !out->failed;
}

bool
frames_tell_cage(struct cage cage)
{
    struct message_buffer out = {0};
    message_put_cage(&out, 0, 0, &(struct message_cage){cage.layers, cage.landlock});
    bool told = frames_write(&out);
    message_buffer_free(&out);
    return told;
}

int
frames_next(struct frames *frames, struct message *ret)
{
    frames->length -= frames->taken;
    memmove(frames->bytes, frames->bytes + frames->taken, frames->length);
    frames->taken = 0;
    for (;;) {
        enum message_result result = message_next(frames->bytes, frames->length, ret,
                                                  &frames->taken);
        if (result == MESSAGE_GOOD)
            return ret->type == MESSAGE_QUIT ? EX_OK : -1;
        if (result == MESSAGE_BROKEN || frames->length == sizeof frames->bytes)
            return EX_PROTOCOL;
        ssize_t got = read(AGENT, frames->bytes + frames->length,
                           sizeof frames->bytes - frames->length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0 ? EX_OK : EX_IOERR;
        frames->length += (size_t)got;
    }
}
