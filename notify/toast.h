/* toast: the bubbles on the desktop, at most one for each notice.
 *
 *     struct toast_board *board = toast_open(bus, TOAST_ICON, ears);
 *     toast_server(board, "GNOME Shell");     ... from desktop's came()
 *     toast_tell(board, &notice);             ... ears.shown("b-000017") follows
 *     toast_withdraw(board, "b-000017");
 *     toast_close(board);
 *
 * The board remembers what ought to be on the screen. What cannot be shown now is shown when
 * the server is back; a bubble the person closed is forgotten.
 */
#ifndef NOTIFY_TOAST_H
#define NOTIFY_TOAST_H

#include <gio/gio.h>

#include "notify/notice.h"

#define TOAST_APP   "Delivery Watch"
#define TOAST_ENTRY "io.github.ndrwatch.Ndrwatch" /* our desktop entry, and our icon */

enum {
    TOAST_MAX = 500 /* bubbles remembered; GNOME keeps 10 of an app, KDE 1000 of all */
};

struct toast_board;

/* What happens to a notice, by its key. */
struct toast_ears {
    void (*shown)(const char *key, void *user); /* once for each toast_tell */
    void (*failed)(const char *key, const char *why,
                   void *user); /* tried again later */
    void (*pressed)(const char *key, const char *action, void *user);
    void (*closed)(const char *key, unsigned reason, void *user);
    void (*wanted)(void *user); /* there is something to show and no server */
    void *user;
};

/* bus is borrowed; icon: a theme name or an absolute path. */
struct toast_board *
toast_open(GDBusConnection *bus, const char *icon, struct toast_ears ears);

/* A server has come (its name) or gone (NULL). With the old server went its bubbles: what was
 * on the screen is raised again on the next one, once. */
void toast_server(struct toast_board *board, const char *name);

/* Shows notice, or puts its new words into the bubble of that key. */
void toast_tell(struct toast_board *board, const struct notice *notice);

/* Takes the bubble of key off the screen; a key nobody knows is fine. */
void toast_withdraw(struct toast_board *board, const char *key);

/* Forgets everything. Bubbles stay on the screen: they still tell. NULL is fine. */
void toast_close(struct toast_board *board);

#endif
