/* mock_notifyd: a scripted org.freedesktop.Notifications for tests.
 *
 * Logs each call as one JSON line on standard output, {"ready":true} once the name is its own,
 * and emits on command what a person or a server would do. */
#include <gio/gio.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SERVICE "org.freedesktop.Notifications"
#define OBJECT  "/org/freedesktop/Notifications"

static const char interface_xml[] =
    "<node><interface name='" SERVICE "'>"
    "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
    "<method name='GetServerInformation'>"
    "<arg type='s' direction='out'/><arg type='s' direction='out'/>"
    "<arg type='s' direction='out'/><arg type='s' direction='out'/></method>"
    "<method name='Notify'>"
    "<arg type='s' direction='in'/><arg type='u' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='as' direction='in'/>"
    "<arg type='a{sv}' direction='in'/><arg type='i' direction='in'/>"
    "<arg type='u' direction='out'/></method>"
    "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
    "<signal name='NotificationClosed'><arg type='u'/><arg type='u'/></signal>"
    "<signal name='ActionInvoked'><arg type='u'/><arg type='s'/></signal>"
    "<signal name='ActivationToken'><arg type='u'/><arg type='s'/></signal>"
    "</interface></node>";

static const char *caps = "actions,body,body-markup,persistence";
static const char *name = "mock";
static int fail_first; /* Notify calls to refuse */
static int freeze;     /* seconds the first Notify takes */
static gboolean excess, discard, die;
static char *refuse; /* each Notify of this title */
static char *press;  /* this button, once, on the first bubble */
static int
    reason; /* close each bubble with it; after --press: as GNOME does, at once */

// clang-format off
static const GOptionEntry options[] = {
    { "caps",       0, 0, G_OPTION_ARG_STRING, &caps,       "capabilities, by commas", "LIST" },
    { "name",       0, 0, G_OPTION_ARG_STRING, &name,       "server name", "NAME" },
    { "fail-first", 0, 0, G_OPTION_ARG_INT,    &fail_first, "refuse this many Notify", "N" },
    { "excess",     0, 0, G_OPTION_ARG_NONE,   &excess,     "refuse as KDE does", NULL },
    { "die",        0, 0, G_OPTION_ARG_NONE,   &die,        "end after the first Notify", NULL },
    { "refuse",     0, 0, G_OPTION_ARG_STRING, &refuse,     "refuse this title, always", "TITLE" },
    { "discard",    0, 0, G_OPTION_ARG_NONE,   &discard,    "answer 0, as dunst's rules do", NULL },
    { "freeze",     0, 0, G_OPTION_ARG_INT,    &freeze,     "stop in the first Notify", "SECONDS" },
    { "press",      0, 0, G_OPTION_ARG_STRING, &press,      "press once", "ACTION" },
    { "close",      0, 0, G_OPTION_ARG_INT,    &reason,     "close each bubble", "REASON" },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
};
// clang-format on

static GDBusConnection *bus;
static guint32 last_id;

static void
say(json_t *line)
{
    json_dumpf(line, stdout, JSON_COMPACT);
    putchar('\n');
    fflush(stdout);
    json_decref(line);
}

static void
emit(const char *signal, GVariant *values)
{
    g_dbus_connection_emit_signal(bus, NULL, OBJECT, SERVICE, signal, values, NULL);
}

/* What a person does comes after the answer. */
static gboolean
play_person(gpointer user)
{
    guint32 id = GPOINTER_TO_UINT(user);
    bool pressing = press != NULL;
    if (pressing) {
        emit("ActivationToken", g_variant_new("(us)", id, "token"));
        emit("ActionInvoked", g_variant_new("(us)", id, press));
        press = NULL;
    }
    if (reason)
        emit("NotificationClosed", g_variant_new("(uu)", id, (guint32)reason));
    if (pressing)
        reason = 0;
    return G_SOURCE_REMOVE;
}

static json_t *
strings(GVariant *array)
{
    json_t *list = json_array();
    GVariantIter iter;
    const char *item;
    g_variant_iter_init(&iter, array);
    while (g_variant_iter_next(&iter, "&s", &item))
        json_array_append_new(list, json_string(item));
    return list;
}

static json_t *
hints_of(GVariant *dictionary)
{
    json_t *object = json_object();
    GVariantIter iter;
    const char *key;
    GVariant *value;
    g_variant_iter_init(&iter, dictionary);
    while (g_variant_iter_next(&iter, "{&sv}", &key, &value)) {
        char *printed = g_variant_print(value, FALSE);
        json_object_set_new(object, key, json_string(printed));
        g_free(printed);
        g_variant_unref(value);
    }
    return object;
}

static guint32
log_notify(GVariant *arguments)
{
    const char *app, *icon, *title, *body;
    guint32 replaces;
    gint32 timeout;
    GVariant *actions, *hints;
    g_variant_get(arguments, "(&su&s&s&s@as@a{sv}i)", &app, &replaces, &icon, &title,
                  &body, &actions, &hints, &timeout);
    say(json_pack("{s:s, s:s, s:I, s:s, s:s, s:s, s:o, s:o, s:i}", "call", "Notify",
                  "app", app, "replaces", (json_int_t)replaces, "icon", icon, "title",
                  title, "body", body, "actions", strings(actions), "hints",
                  hints_of(hints), "timeout", timeout));
    g_variant_unref(actions);
    g_variant_unref(hints);
    return replaces;
}

static void
answer_notify(GVariant *arguments, GDBusMethodInvocation *call)
{
    guint32 replaces = log_notify(arguments);
    const char *title;
    g_variant_get_child(arguments, 3, "&s", &title);
    if (fail_first-- > 0 || g_strcmp0(title, refuse) == 0) {
        g_dbus_method_invocation_return_dbus_error(
            call,
            excess ? SERVICE ".Error.ExcessNotificationGeneration"
                   : "org.freedesktop.DBus.Error.Failed",
            "scripted");
        return;
    }
    if (freeze > 0)
        g_usleep((gulong)freeze * G_USEC_PER_SEC);
    freeze = 0;
    if (discard) {
        emit("NotificationClosed", g_variant_new("(uu)", 0, 1));
        g_dbus_method_invocation_return_value(call, g_variant_new("(u)", 0));
        return;
    }
    guint32 id = replaces ? replaces : ++last_id;
    g_dbus_method_invocation_return_value(call, g_variant_new("(u)", id));
    g_idle_add(play_person, GUINT_TO_POINTER(id));
    if (die) {
        g_dbus_connection_flush_sync(bus, NULL, NULL);
        exit(1);
    }
}

static void
answer(GDBusConnection *connection, const char *sender, const char *object,
       const char *interface, const char *method, GVariant *arguments,
       GDBusMethodInvocation *call, gpointer user)
{
    (void)connection;
    (void)sender;
    (void)object;
    (void)interface;
    (void)user;
    if (strcmp(method, "Notify") == 0) {
        answer_notify(arguments, call);
        return;
    }
    if (strcmp(method, "GetServerInformation") == 0) {
        say(json_pack("{s:s}", "call", method));
        g_dbus_method_invocation_return_value(
            call, g_variant_new("(ssss)", name, "tests", "1", "1.2"));
        return;
    }
    if (strcmp(method, "GetCapabilities") == 0) {
        say(json_pack("{s:s}", "call", method));
        char **list = g_strsplit(caps, ",", -1);
        g_dbus_method_invocation_return_value(call, g_variant_new("(^as)", list));
        g_strfreev(list);
        return;
    }
    guint32 id;
    g_variant_get(arguments, "(u)", &id);
    say(json_pack("{s:s, s:I}", "call", method, "id", (json_int_t)id));
    emit("NotificationClosed", g_variant_new("(uu)", id, 3u));
    g_dbus_method_invocation_return_value(call, NULL);
}

static void
on_owned(GDBusConnection *connection, const char *service, gpointer user)
{
    (void)connection;
    (void)service;
    (void)user;
    say(json_pack("{s:b}", "ready", 1));
}

static void
on_refused(GDBusConnection *connection, const char *service, gpointer user)
{
    (void)connection;
    (void)service;
    (void)user;
    exit(1);
}

int
main(int argc, char **argv)
{
    GOptionContext *context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, options, NULL);
    GError *error = NULL;
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        fprintf(stderr, "mock_notifyd: %s\n", error->message);
        return 64;
    }
    bus = g_bus_get_sync(G_BUS_TYPE_SESSION, NULL, &error);
    if (!bus) {
        fprintf(stderr, "mock_notifyd: %s\n", error->message);
        return 69;
    }
    static const GDBusInterfaceVTable table = {.method_call = answer};
    GDBusNodeInfo *node = g_dbus_node_info_new_for_xml(interface_xml, NULL);
    g_dbus_connection_register_object(bus, OBJECT, node->interfaces[0], &table, NULL,
                                      NULL, NULL);
    g_bus_own_name_on_connection(bus, SERVICE, G_BUS_NAME_OWNER_FLAGS_NONE, on_owned,
                                 on_refused, NULL, NULL);
    g_main_loop_run(g_main_loop_new(NULL, FALSE));
    return 0;
}
