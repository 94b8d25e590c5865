/* late: the answer to a Notify that came after libnotify had stopped waiting. */
#include "notify/late.h"

#include "notify/desktop.h"

/* The filter runs in GDBus's own thread, and may still run when late_close has returned: the
 * memory goes with its last user. */
struct late {
    GDBusConnection *bus;
    guint filter;
    GMutex lock;
    guint32 serial; /* of the last Notify sent */
    guint32 id;
    bool answered;
};

static bool
is_notify(GDBusMessage *message)
{
    return g_dbus_message_get_message_type(message) ==
               G_DBUS_MESSAGE_TYPE_METHOD_CALL &&
           g_strcmp0(g_dbus_message_get_interface(message), DESKTOP_SERVICE) == 0 &&
           g_strcmp0(g_dbus_message_get_member(message), "Notify") == 0;
}

static bool
is_number(GDBusMessage *message)
{
    return g_dbus_message_get_message_type(message) ==
               G_DBUS_MESSAGE_TYPE_METHOD_RETURN &&
           g_strcmp0(g_dbus_message_get_signature(message), "u") == 0;
}

static GDBusMessage *
overhear(GDBusConnection *bus, GDBusMessage *message, gboolean incoming, gpointer user)
{
    struct late *late = user;
    (void)bus;
    g_mutex_lock(&late->lock);
    if (!incoming && is_notify(message)) {
        late->serial = g_dbus_message_get_serial(message);
        late->answered = false;
    } else if (incoming && is_number(message) &&
               g_dbus_message_get_reply_serial(message) == late->serial) {
        g_variant_get_child(g_dbus_message_get_body(message), 0, "u", &late->id);
        late->answered = true;
    }
    g_mutex_unlock(&late->lock);
    return message;
}

static void
forget(gpointer user)
{
    struct late *late = user;
    g_mutex_clear(&late->lock);
    g_free(late);
}

struct late *
late_open(GDBusConnection *bus)
{
    struct late *late = g_new0(struct late, 1);
    late->bus = bus;
    g_mutex_init(&late->lock);
    late->filter = g_dbus_connection_add_filter(bus, overhear, late, forget);
    return late;
}

bool
late_answer(struct late *late, guint32 *ret)
{
    g_mutex_lock(&late->lock);
    bool answered = late->answered;
    if (answered)
        *ret = late->id;
    g_mutex_unlock(&late->lock);
    return answered;
}

void
late_close(struct late *late)
{
    if (late)
        g_dbus_connection_remove_filter(late->bus, late->filter);
}
