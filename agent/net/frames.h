/* frames: what ndrwatch-net says to the agent, at its descriptor 3, and hears from it. */
#ifndef NET_FRAMES_H
#define NET_FRAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "imap/cage.h"
#include "imap/messages.h"

enum {
    FRAMES_MAX = MESSAGE_HEADER +
                 128 * 1024 /* bytes of one to read: a form, or 96 names */
};

/* Where bytes wait until they are a frame. Zero-initialise. */
struct frames {
    char bytes[FRAMES_MAX];
    size_t length;
    size_t taken; /* of those, the last frame's */
};

/* Writes all. False: the agent has gone, or there was no memory. */
bool frames_write(const struct message_buffer *out);

/* The first frame of all: which layers of the cage hold. */
bool frames_tell_cage(struct cage cage);

/* Waits for the next frame, which borrows until the next call. Gives -1, or the exit code where
 * no more comes: EX_OK, the agent has gone or says so; EX_PROTOCOL, these are no frames. */
int frames_next(struct frames *frames, struct message *ret);

#endif
