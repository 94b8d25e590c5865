/* notice: one thing to tell a person, in few words.
 *
 *     struct notice *notice;
 *     if (notice_make(bounce, "b-000017", NULL, &notice)) {
 *         puts(notice->title);
 *         notice_free(notice);
 *     }
 *
 * The title names the fact ("Not delivered: pat@charter.net", at most
 * NOTICE_TITLE_MAX characters, the local part shortened first), the body the action first and
 * the cause second, because a collapsed banner shows one or two lines (notes: GNOME).
 */
#ifndef NOTIFY_NOTICE_H
#define NOTIFY_NOTICE_H

#include <stdbool.h>

#include "classify/bounce.h"

enum {
    NOTICE_TITLE_MAX =
        40, /* characters; Desktop Notifications 1.2 asks for about that */
    NOTICE_BODY_MAX = 200, /* characters: what XFCE and GNOME show without cutting */
};

/* The levels of Desktop Notifications 1.2. */
enum notice_urgency {
    NOTICE_LOW = 0, /* still trying: nothing to do */
    NOTICE_NORMAL,
    NOTICE_CRITICAL,
};

struct notice {
    const char
        *key; /* the journal's name for it; a later notice of that key replaces it */
    enum notice_urgency urgency;
    const char *title;
    const char *body; /* plain text, no markup */
};

/* Makes the notice of a returned mail: its worst recipient leads, the others are counted.
 * moment may be NULL (see bounce_moment). False: no memory, *ret untouched. */
bool notice_make(const struct bounce *bounce, const char *key,
                 const struct bounce_moment *moment, struct notice **ret);

/* Frees the notice and its texts. NULL is fine. */
void notice_free(struct notice *notice);

#endif
