/* desktop: the session bus, and the notification server on it: who it is, when it comes and
 * goes. Never starts a bus; starts a server only where there is a screen. */
#ifndef NOTIFY_DESKTOP_H
#define NOTIFY_DESKTOP_H

#include <gio/gio.h>

#define DESKTOP_SERVICE "org.freedesktop.Notifications"
#define DESKTOP_OBJECT  "/org/freedesktop/Notifications"

enum {
    DESKTOP_PATIENCE =
        5000 /* ms for an answer of the server; healthy ones take 1 to 30 */
};

struct desktop;

struct desktop_ears {
    /* There is a server, by this name. After gone() it is another one: its numbers for
     * notifications start anew. */
    void (*came)(const char *name, void *user);
    void (*gone)(void *user); /* also once at the start, where there is none */
    void (*lost)(void *user); /* the bus has closed: nothing can be mended in-process */
    void *user;
};

/* The session bus, if the session names one: GLib would start a bus of its own where DISPLAY
 * is set and DBUS_SESSION_BUS_ADDRESS is not. The connection survives the bus (GLib would
 * kill the process) and must be kept until the end. NULL: *why is a sentence for g_free(). */
GDBusConnection *desktop_bus(char **why);

/* Watches the notification server on bus, which is borrowed; runs on the default context. */
struct desktop *desktop_open(GDBusConnection *bus, struct desktop_ears ears);

/* Asks the bus to start a server, if one is installed and there is DISPLAY or
 * WAYLAND_DISPLAY (a server without a screen crashes). came() tells of success. */
void desktop_start(struct desktop *desktop);

/* NULL is fine. */
void desktop_close(struct desktop *desktop);

#endif
