/* desktop: the session bus, and the notification server on it. */
#include "notify/desktop.h"

#include <stdbool.h>

struct desktop {
    GDBusConnection *bus;
    struct desktop_ears ears;
    guint watch;
    gulong closed;
    GCancellable *asking; /* cancelled when the server that was asked has gone */
};

/* An address of "autolaunch:" is GLib's wish to start a bus. */
static bool
bus_is_named(void)
{
    const char *address = g_getenv("DBUS_SESSION_BUS_ADDRESS");
    if (address && *address)
        return !g_str_has_prefix(address, "autolaunch:");
    const char *runtime = g_getenv("XDG_RUNTIME_DIR");
    if (!runtime || !*runtime)
        return false;
    char *path = g_build_filename(runtime, "bus", NULL);
    bool there = g_file_test(path, G_FILE_TEST_EXISTS);
    g_free(path);
    return there;
}

GDBusConnection *
desktop_bus(char **why)
{
    if (!bus_is_named()) {
        *why = g_strdup("there is no desktop session here: DBUS_SESSION_BUS_ADDRESS is "
                        "not set and there is no $XDG_RUNTIME_DIR/bus. Start this "
                        "program inside a session; without one `ndrwatch run` prints "
                        "what it would have shown");
        return NULL;
    }
    GError *error = NULL;
    GDBusConnection *bus = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, &error);
    if (!bus) {
        *why = g_strdup_printf("the session bus does not answer: %s. Sign in to the "
                               "desktop anew, or start this program inside a session",
                               error->message);
        g_error_free(error);
        return NULL;
    }
    g_dbus_connection_set_exit_on_close(bus, FALSE);
    return bus;
}

static void
bus_closed(GDBusConnection *bus, gboolean peer, GError *error, gpointer user)
{
    const struct desktop *desktop = user;
    (void)bus;
    (void)peer;
    (void)error;
    desktop->ears.lost(desktop->ears.user);
}

static void
introduced(GObject *source, GAsyncResult *result, gpointer user)
{
    GError *error = NULL;
    GVariant *answer = g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result,
                                                     &error);
    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
        g_error_free(error); /* desktop may be gone by now */
        return;
    }
    const struct desktop *desktop = user;
    const char *name = "";
    if (answer)
        g_variant_get_child(answer, 0, "&s", &name);
    desktop->ears.came(*name ? name : "unnamed", desktop->ears.user);
    g_clear_error(&error);
    g_clear_pointer(&answer, g_variant_unref);
}

static void
ask_anew(struct desktop *desktop)
{
    g_cancellable_cancel(desktop->asking);
    g_object_unref(desktop->asking);
    desktop->asking = g_cancellable_new();
}

static void
appeared(GDBusConnection *bus, const char *service, const char *owner, gpointer user)
{
    struct desktop *desktop = user;
    (void)service;
    ask_anew(desktop);
    g_dbus_connection_call(bus, owner, DESKTOP_OBJECT, DESKTOP_SERVICE,
                           "GetServerInformation", NULL, G_VARIANT_TYPE("(ssss)"),
                           G_DBUS_CALL_FLAGS_NO_AUTO_START, DESKTOP_PATIENCE,
                           desktop->asking, introduced, desktop);
}

static void
vanished(GDBusConnection *bus, const char *service, gpointer user)
{
    struct desktop *desktop = user;
    (void)bus;
    (void)service;
    ask_anew(desktop);
    desktop->ears.gone(desktop->ears.user);
}

struct desktop *
desktop_open(GDBusConnection *bus, struct desktop_ears ears)
{
    struct desktop *desktop = g_new0(struct desktop, 1);
    desktop->bus = bus;
    desktop->ears = ears;
    desktop->asking = g_cancellable_new();
    desktop->closed = g_signal_connect(bus, "closed", G_CALLBACK(bus_closed), desktop);
    desktop->watch = g_bus_watch_name_on_connection(bus, DESKTOP_SERVICE,
                                                    G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                    appeared, vanished, desktop, NULL);
    return desktop;
}

static bool
screen_is_there(void)
{
    const char *x11 = g_getenv("DISPLAY");
    const char *wayland = g_getenv("WAYLAND_DISPLAY");
    return (x11 && *x11) || (wayland && *wayland);
}

/* No answer is awaited: success shows as a new owner of the name, and where nothing is
 * installed the bus says so without starting anything. */
void
desktop_start(struct desktop *desktop)
{
    if (!screen_is_there())
        return;
    g_dbus_connection_call(desktop->bus, "org.freedesktop.DBus",
                           "/org/freedesktop/DBus", "org.freedesktop.DBus",
                           "StartServiceByName",
                           g_variant_new("(su)", DESKTOP_SERVICE, 0u), NULL,
                           G_DBUS_CALL_FLAGS_NONE, DESKTOP_PATIENCE, NULL, NULL, NULL);
}

void
desktop_close(struct desktop *desktop)
{
    if (!desktop)
        return;
    g_bus_unwatch_name(desktop->watch);
    g_signal_handler_disconnect(desktop->bus, desktop->closed);
    g_cancellable_cancel(desktop->asking);
    g_object_unref(desktop->asking);
    g_free(desktop);
}
