/* inlet: the agent's bytes, cut into frames; wiped when heard, since secrets pass here. */
#ifndef IMAP_INLET_H
#define IMAP_INLET_H

#include <stdbool.h>
#include <stddef.h>

#include "imap/messages.h"

enum {
    INLET_FIRST = 4096, /* bytes: a WATCH or a SECRET fits */
    INLET_MOST = MESSAGE_MAX + MESSAGE_HEADER,
};

/* Zero-initialise; inlet_free when done. */
struct inlet {
    char *bytes;
    size_t length, room;
};

/* Hears one frame; false: it makes no sense. */
typedef bool inlet_hear(void *context, const struct message *message);

enum inlet_result {
    INLET_GOOD = 0,
    INLET_CLOSED, /* the agent is gone */
    INLET_BROKEN, /* what it sent makes no sense */
    INLET_NO_MEMORY,
};

/* Takes what is there without waiting, and has each whole frame heard. */
enum inlet_result
inlet_read(struct inlet *inlet, int fd, inlet_hear *hear, void *context);

void inlet_free(struct inlet *inlet);

#endif
