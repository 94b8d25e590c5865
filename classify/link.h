/* link: the hosts that a text or page links to, and whether a link's words lure. */
#ifndef CLASSIFY_LINK_H
#define CLASSIFY_LINK_H

#include <stdbool.h>

#include "classify/bounce.h"
#include "classify/slice.h"

struct link {
    unsigned char
        host[BOUNCE_HOST_MAX]; /* bytes as written, character references undone */
    size_t length;
    bool button; /* "Send again", "Release messages": what fake notices say on theirs */
};

/* Takes the next link to a host, and all before it, off the text, which may be a page:
 * "https://..." anywhere, and what stands in href, src or action. False: there is none. A host
 * longer than any can be (RFC 1035, section 2.3.4) is passed over. */
bool link_next(struct slice *text, struct link *link);

/* Does the text ask for a password or to sign in? A form for one does, too. */
bool link_asks(struct slice text);

#endif
