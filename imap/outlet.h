/* outlet: frames to the agent, from any thread, in order, never waiting for it.
 *
 * What the agent does not take at once is kept; the loop goes on with it when the
 * descriptor is writable. The keeping is bounded by MESSAGE_IN_FLIGHT mails an account.
 */
#ifndef IMAP_OUTLET_H
#define IMAP_OUTLET_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "imap/messages.h"

/* The mails of one account that the agent has not taken yet. Zero-initialise. */
struct outlet_flight {
    uint32_t requests[MESSAGE_IN_FLIGHT];
    size_t count;
    uint32_t last; /* request number given last */
};

struct outlet {
    pthread_mutex_t lock; /* of all below, and of every flight */
    int fd;
    int wake; /* an eventfd of the loop: written when something is left over */
    struct message_buffer rest;
    size_t sent; /* bytes of rest already written */
    bool broken; /* no memory, or the agent is gone: nothing more can be said */
};

void outlet_open(struct outlet *outlet, int fd, int wake);

/* Sends the frames and empties the buffer. */
void outlet_send(struct outlet *outlet, struct message_buffer *frames);

/* May the account send another mail? */
bool outlet_room(struct outlet *outlet, const struct outlet_flight *flight);
void outlet_mail(struct outlet *outlet, struct outlet_flight *flight, uint32_t account,
                 const struct message_mail *mail);
/* The agent took the mail of this request. */
void
outlet_taken(struct outlet *outlet, struct outlet_flight *flight, uint32_t request);

enum outlet_rest {
    OUTLET_EMPTY = 0,
    OUTLET_MORE,   /* the agent does not take more now */
    OUTLET_BROKEN, /* nothing more can be said */
};

/* Writes what is left. */
enum outlet_rest outlet_flush(struct outlet *outlet);

void outlet_close(struct outlet *outlet);

#endif
