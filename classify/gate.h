/* gate: what a mail's header alone says, before anything else is read. */
#ifndef CLASSIFY_GATE_H
#define CLASSIFY_GATE_H

#include "classify/header.h"

enum gate {
    GATE_SHUT = 0, /* some other mail */
    GATE_AJAR,     /* sent by a machine: only a report's own words let it in */
    GATE_OPEN,     /* sent by a mail system about a mail */
};

/* Reads a mail, or its header alone, up to the blank line, and splits it there as
 * header_open does. Nearly every mail goes no further, so that this costs little more than
 * finding the ends of the lines. */
enum gate gate_read(struct slice mail, struct header *header);

#endif
