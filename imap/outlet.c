/* outlet: a locked queue of bytes in front of the agent's socket. */
#include "imap/outlet.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void
outlet_open(struct outlet *outlet, int fd, int wake)
{
    *outlet = (struct outlet){.fd = fd, .wake = wake};
    pthread_mutex_init(&outlet->lock, NULL);
}

/* With the lock held. */
static bool
flush(struct outlet *outlet)
{
    while (!outlet->broken && outlet->sent < outlet->rest.length) {
        ssize_t put = send(outlet->fd, outlet->rest.bytes + outlet->sent,
                           outlet->rest.length - outlet->sent,
                           MSG_DONTWAIT | MSG_NOSIGNAL);
        if (put > 0)
            outlet->sent += (size_t)put;
        else if (put < 0 && errno == EAGAIN)
            return true;
        else if (put == 0 || errno != EINTR)
            outlet->broken = true;
    }
    message_buffer_free(&outlet->rest);
    outlet->sent = 0;
    return false;
}

/* With the lock held. The first frames go out by themselves, later ones queue up. */
static void
enqueue(struct outlet *outlet, struct message_buffer *frames)
{
    if (frames->failed)
        outlet->broken = true;
    if (outlet->rest.length == 0) {
        message_buffer_free(&outlet->rest);
        outlet->rest = *frames;
        *frames = (struct message_buffer){0};
    } else if (!message_buffer_join(&outlet->rest, frames)) {
        outlet->broken = true;
    }
    message_buffer_free(frames);
    if (flush(outlet) || outlet->broken) {
        const uint64_t one = 1;
        ssize_t put = write(outlet->wake, &one, sizeof one);
        (void)put; /* full means: awake already */
    }
}

void
outlet_send(struct outlet *outlet, struct message_buffer *frames)
{
    pthread_mutex_lock(&outlet->lock);
    enqueue(outlet, frames);
    pthread_mutex_unlock(&outlet->lock);
}

bool
outlet_room(struct outlet *outlet, const struct outlet_flight *flight)
{
    pthread_mutex_lock(&outlet->lock);
    bool room = flight->count < MESSAGE_IN_FLIGHT;
    pthread_mutex_unlock(&outlet->lock);
    return room;
}

void
outlet_mail(struct outlet *outlet, struct outlet_flight *flight, uint32_t account,
            const struct message_mail *mail)
{
    pthread_mutex_lock(&outlet->lock);
    if (flight->count < MESSAGE_IN_FLIGHT) {
        struct message_buffer frame = {0};
        flight->last += flight->last == UINT32_MAX ? 2 : 1; /* never 0 */
        flight->requests[flight->count++] = flight->last;
        message_put_mail(&frame, account, flight->last, mail);
        enqueue(outlet, &frame);
    }
    pthread_mutex_unlock(&outlet->lock);
}

void
outlet_taken(struct outlet *outlet, struct outlet_flight *flight, uint32_t request)
{
    pthread_mutex_lock(&outlet->lock);
    for (size_t i = 0; i < flight->count; i++) {
        if (flight->requests[i] == request) {
            flight->requests[i] = flight->requests[--flight->count];
            break;
        }
    }
    pthread_mutex_unlock(&outlet->lock);
}

enum outlet_rest
outlet_flush(struct outlet *outlet)
{
    pthread_mutex_lock(&outlet->lock);
    bool more = flush(outlet), broken = outlet->broken;
    pthread_mutex_unlock(&outlet->lock);
    if (broken)
        return OUTLET_BROKEN;
    return more ? OUTLET_MORE : OUTLET_EMPTY;
}

void
outlet_close(struct outlet *outlet)
{
    message_buffer_free(&outlet->rest);
    pthread_mutex_destroy(&outlet->lock);
    close(outlet->fd);
}
