/* parameter: what stands behind the semicolons of a field, `charset="utf-8"`. */
#ifndef CLASSIFY_PARAMETER_H
#define CLASSIFY_PARAMETER_H

#include "classify/slice.h"

enum {
    PARAMETER_MAX = 256, /* bytes of a joined value: RFC 2046 allows a boundary 70, the
                          * longest met has 120 */
};

/* Where a value in pieces is put together. */
struct parameter_room {
    unsigned char bytes[PARAMETER_MAX];
};

/* The value of the parameter of that name (lower case), quoted or bare, also after a
 * forgotten ";". Pieces (RFC 2231: `boundary*0=`, `boundary*1*=`) are joined in order and
 * their "%41" undone in room; room NULL gives the first piece as it stands. No bytes where
 * there is none. */
struct slice
parameter_find(struct slice value, const char *name, struct parameter_room *room);

#endif
