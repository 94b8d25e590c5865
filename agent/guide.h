/* guide: what a provider wants before a program may read a mailbox, in one screen of words. Pure.
 *
 * Its links are those of providers.ini; never a telephone number.
 */
#ifndef AGENT_GUIDE_H
#define AGENT_GUIDE_H

#include <stdbool.h>

#include "agent/finder.h"
#include "notify/render.h"

/* How one signs in there, as far as ndrwatch can. */
enum guide_way {
    GUIDE_PASSWORD = 0,
    GUIDE_APP_PASSWORD, /* one made for this program alone */
    GUIDE_SIGN_IN,      /* on the provider's page, by a client id that is at hand */
    GUIDE_NO_CLIENT, /* the same, and there is none: by a program of others, or a client id of one's own */
};

/* The way for this provider; client: an id is at hand. */
enum guide_way guide_way(const struct finder *found, bool client);

/* The screen. *ret is malloc'ed and ends in a newline. False: no memory. */
bool guide_render(const struct finder *found, enum guide_way way,
                  const struct render_style *style, char **ret);

#endif
