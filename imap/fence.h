/* fence: Landlock: which files may be read; nothing may be written (landlock(7)). */
#ifndef IMAP_FENCE_H
#define IMAP_FENCE_H

#include <stddef.h>

/* May TCP be used? */
enum fence_net {
    FENCE_NO_NET = 0, /* neither bind nor connect */
    FENCE_CONNECT,    /* connect alone */
};

/* From now on only the count paths can be read (a folder with all in it), as far as they are
 * there. Gives the kernel's ABI, 0: no Landlock here. Wants no_new_privs. */
int fence_raise(const char *const *paths, size_t count, enum fence_net net);

#endif
