/* toast: the bubbles on the desktop, at most one for each notice. */
#include "notify/toast.h"

#include <libnotify/notify.h>
#include <stdbool.h>
#include <string.h>

#include "notify/desktop.h"
#include "notify/late.h"
#include "notify/patience.h"

/* XFCE shows "default" as a button; everywhere else it is the click on the bubble. */
#define SHOWS_DEFAULT "Xfce Notify Daemon"

enum {
    FORGET = 10 * 60 /* seconds after which a failure no longer lengthens the wait */
};

struct toast {
    char *key, *title, *body;
    enum notice_urgency urgency;
    NotifyNotification *bubble; /* NULL: not on the screen */
    bool due;                   /* the screen does not show these words yet */
    bool owed;                  /* the agent has not heard "shown" for them */
    bool complained;            /* it has heard "failed" */
};

struct toast_board {
    GDBusConnection *bus;
    char *icon;
    struct toast_ears ears;
    char *server;         /* its name; NULL: there is none */
    GPtrArray *toasts;    /* in the order they came */
    GCancellable *asking; /* one question at a time; NULL: none */
    struct late *late;
    char *late_key;   /* whose Notify got no answer in time; NULL: none */
    unsigned failed;  /* in a row */
    gint64 failed_at; /* monotonic seconds */
    guint retry;      /* main loop source, 0: none */
};

static void show_next(struct toast_board *board);

static void
toast_free(gpointer data)
{
    struct toast *toast = data;
    g_clear_object(&toast->bubble);
    g_free(toast->key);
    g_free(toast->title);
    g_free(toast->body);
    g_free(toast);
}

static struct toast *
find(const struct toast_board *board, const char *key)
{
    for (guint i = 0; i < board->toasts->len; i++) {
        struct toast *toast = g_ptr_array_index(board->toasts, i);
        if (strcmp(toast->key, key) == 0)
            return toast;
    }
    return NULL;
}

static struct toast *
find_due(const struct toast_board *board)
{
    for (guint i = 0; i < board->toasts->len; i++) {
        struct toast *toast = g_ptr_array_index(board->toasts, i);
        if (toast->due)
            return toast;
    }
    return NULL;
}

/* Drops the bubble's object, which must not tell us of anything more. It may be in the middle
 * of telling us, so that it goes when the main loop has come round. */
static gboolean
unref_soon(gpointer object)
{
    g_object_unref(object);
    return G_SOURCE_REMOVE;
}

static void
drop_bubble(struct toast_board *board, struct toast *toast)
{
    if (!toast->bubble)
        return;
    notify_notification_clear_actions(toast->bubble);
    g_signal_handlers_disconnect_by_data(toast->bubble, board);
    g_idle_add(unref_soon, toast->bubble);
    toast->bubble = NULL;
}

static guint32
bubble_id(NotifyNotification *bubble)
{
    int id = 0;
    if (bubble)
        g_object_get(bubble, "id", &id, NULL);
    return (guint32)id;
}

/* Not through libnotify, which would wait for a frozen server. */
static void
close_on_screen(const struct toast_board *board, guint32 id)
{
    if (id == 0 || !board->server)
        return;
    g_dbus_connection_call(board->bus, DESKTOP_SERVICE, DESKTOP_OBJECT, DESKTOP_SERVICE,
                           "CloseNotification", g_variant_new("(u)", id), NULL,
                           G_DBUS_CALL_FLAGS_NO_AUTO_START, DESKTOP_PATIENCE, NULL,
                           NULL, NULL);
}

/* Callbacks find the toast by its key: a late one finds nothing. */
static const char *
key_of(NotifyNotification *bubble)
{
    return g_object_get_data(G_OBJECT(bubble), "key");
}

static void
on_action(NotifyNotification *bubble, char *action, gpointer user)
{
    const struct toast_board *board = user;
    const char *meant = strcmp(action, "handled") == 0 ? "handled" : "explain";
    board->ears.pressed(key_of(bubble), meant, board->ears.user);
}

/* Number 0 is not a bubble: dunst says it when a rule discards, and closes it, too. */
static void
on_closed(NotifyNotification *bubble, gpointer user)
{
    struct toast_board *board = user;
    struct toast *toast = find(board, key_of(bubble));
    if (!toast || toast->bubble != bubble || bubble_id(bubble) == 0)
        return;
    int reason = notify_notification_get_closed_reason(bubble);
    board->ears.closed(toast->key, reason > 0 ? (unsigned)reason : 4, board->ears.user);
    drop_bubble(board, toast);
    if (!toast->due)
        g_ptr_array_remove(board->toasts, toast);
}

static void
add_actions(struct toast_board *board, NotifyNotification *bubble)
{
    notify_notification_add_action(bubble, "default", "What to do", on_action, board,
                                   NULL);
    if (strcmp(board->server, SHOWS_DEFAULT) != 0)
        notify_notification_add_action(bubble, "explain", "What to do", on_action,
                                       board, NULL);
    notify_notification_add_action(bubble, "handled", "Mark handled", on_action, board,
                                   NULL);
}

/* The levels have the numbers of Desktop Notifications 1.2 on both sides. */
static NotifyUrgency
urgency_of(enum notice_urgency urgency)
{
    switch (urgency) {
    case NOTICE_LOW:
        return NOTIFY_URGENCY_LOW;
    case NOTICE_NORMAL:
        return NOTIFY_URGENCY_NORMAL;
    case NOTICE_CRITICAL:
        return NOTIFY_URGENCY_CRITICAL;
    }
    return NOTIFY_URGENCY_NORMAL;
}

/* Puts the toast's words into its bubble, as far as the server understands them. A failure
 * never times out: KDE's history shows timed out ones without their buttons. */
static void
fill_bubble(struct toast_board *board, struct toast *toast, const char *const *caps)
{
    char *body = g_strv_contains(caps, "body-markup")
                     ? g_markup_escape_text(toast->body, -1)
                     : g_strdup(toast->body);
    if (toast->bubble) {
        notify_notification_update(toast->bubble, toast->title, body, board->icon);
    } else {
        toast->bubble = notify_notification_new(toast->title, body, board->icon);
        g_object_set_data_full(G_OBJECT(toast->bubble), "key", g_strdup(toast->key),
                               g_free);
        g_signal_connect(toast->bubble, "closed", G_CALLBACK(on_closed), board);
    }
    g_free(body);
    notify_notification_set_category(toast->bubble, "email.bounced");
    notify_notification_set_hint(toast->bubble, "desktop-entry",
                                 g_variant_new_string(TOAST_ENTRY));
    notify_notification_set_urgency(toast->bubble, urgency_of(toast->urgency));
    notify_notification_set_timeout(toast->bubble, toast->urgency == NOTICE_LOW
                                                       ? NOTIFY_EXPIRES_DEFAULT
                                                       : NOTIFY_EXPIRES_NEVER);
    notify_notification_clear_actions(toast->bubble);
    if (g_strv_contains(caps, "actions"))
        add_actions(board, toast->bubble);
}

/* KDE refuses the same words within a second: they are on the screen already. */
static bool
is_excess(const GError *error)
{
    char *name = g_dbus_error_get_remote_error(error);
    bool excess = name && g_str_has_suffix(name, ".ExcessNotificationGeneration");
    g_free(name);
    return excess;
}

static gboolean
try_again(gpointer user)
{
    struct toast_board *board = user;
    board->retry = 0;
    show_next(board);
    return G_SOURCE_REMOVE;
}

/* Tells of what could not be shown, once each, and comes back in a while. */
static void
put_off(struct toast_board *board, const char *why)
{
    gint64 now = g_get_monotonic_time() / G_USEC_PER_SEC;
    if (now - board->failed_at > FORGET)
        board->failed = 0;
    board->failed_at = now;
    if (board->failed < PATIENCE_MAX)
        board->failed++;
    if (!board->retry)
        board->retry = g_timeout_add_seconds(patience_seconds(board->failed), try_again,
                                             board);
    for (guint i = 0; i < board->toasts->len; i++) {
        struct toast *toast = g_ptr_array_index(board->toasts, i);
        if (!toast->due || !toast->owed || toast->complained)
            continue;
        toast->complained = true;
        board->ears.failed(toast->key, why, board->ears.user);
    }
}

/* Makes room for the others, in case it is these words that the server does not like. */
static void
move_last(struct toast_board *board, struct toast *toast)
{
    guint index;
    if (g_ptr_array_find(board->toasts, toast, &index))
        g_ptr_array_add(board->toasts, g_ptr_array_steal_index(board->toasts, index));
}

static bool
show(struct toast_board *board, struct toast *toast, const char *const *caps)
{
    fill_bubble(board, toast, caps);
    GError *error = NULL;
    if (!notify_notification_show(toast->bubble, &error) && !is_excess(error)) {
        if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)) {
            g_free(board->late_key);
            board->late_key = g_strdup(toast->key);
        }
        g_dbus_error_strip_remote_error(error);
        put_off(board, error->message);
        g_error_free(error);
        move_last(board, toast);
        return false;
    }
    g_clear_error(&error);
    toast->due = false;
    toast->complained = false;
    if (toast->owed)
        board->ears.shown(toast->key, board->ears.user);
    toast->owed = false;
    return true;
}

/* A Notify that was answered too late did make a bubble: it is the toast's own from now on,
 * or goes, when the notice was withdrawn meanwhile. */
static void
adopt_late(struct toast_board *board)
{
    if (!board->late_key)
        return;
    guint32 id = 0;
    struct toast *toast = find(board, board->late_key);
    if (late_answer(board->late, &id)) {
        if (toast && toast->bubble)
            g_object_set(toast->bubble, "id", (int)id, NULL);
        else
            close_on_screen(board, id);
    }
    g_clear_pointer(&board->late_key, g_free);
}

static void
answered(GObject *source, GAsyncResult *result, gpointer user)
{
    GError *error = NULL;
    GVariant *answer = g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result,
                                                     &error);
    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
        g_error_free(error); /* the board may be gone by now */
        return;
    }
    struct toast_board *board = user;
    g_clear_object(&board->asking);
    if (!answer) {
        g_dbus_error_strip_remote_error(error);
        put_off(board, error->message);
        g_error_free(error);
        return;
    }
    const char **caps;
    g_variant_get(answer, "(^a&s)", &caps);
    adopt_late(board);
    struct toast *toast = find_due(board);
    bool go_on = toast && show(board, toast, caps);
    g_free(caps);
    g_variant_unref(answer);
    if (go_on)
        show_next(board);
}

/* Asks what the server can do before every bubble: XFCE takes "actions" back while Do Not
 * Disturb is on. The answer also brings, in order, what the server said before it: that the
 * old bubble of this key has closed. And a frozen server shows here, without blocking us. */
static void
show_next(struct toast_board *board)
{
    if (board->asking || board->retry || (!find_due(board) && !board->late_key))
        return;
    if (!board->server) {
        put_off(board, "there is no notification server");
        board->ears.wanted(board->ears.user);
        return;
    }
    board->asking = g_cancellable_new();
    g_dbus_connection_call(board->bus, DESKTOP_SERVICE, DESKTOP_OBJECT, DESKTOP_SERVICE,
                           "GetCapabilities", NULL, G_VARIANT_TYPE("(as)"),
                           G_DBUS_CALL_FLAGS_NO_AUTO_START, DESKTOP_PATIENCE,
                           board->asking, answered, board);
}

static void
ask_no_more(struct toast_board *board)
{
    g_cancellable_cancel(board->asking);
    g_clear_object(&board->asking);
    g_clear_pointer(&board->late_key, g_free);
    if (board->retry)
        g_source_remove(board->retry);
    board->retry = 0;
}

struct toast_board *
toast_open(GDBusConnection *bus, const char *icon, struct toast_ears ears)
{
    notify_init(TOAST_APP);
    struct toast_board *board = g_new0(struct toast_board, 1);
    board->bus = bus;
    board->icon = g_strdup(icon);
    board->ears = ears;
    board->toasts = g_ptr_array_new_with_free_func(toast_free);
    board->late = late_open(bus);
    return board;
}

/* The next server counts from 1 again, and an object that kept its number would take the
 * clicks on another's bubble: all objects go. */
void
toast_server(struct toast_board *board, const char *name)
{
    ask_no_more(board);
    g_free(board->server);
    board->server = g_strdup(name);
    for (guint i = 0; i < board->toasts->len; i++) {
        struct toast *toast = g_ptr_array_index(board->toasts, i);
        drop_bubble(board, toast);
        toast->due = true;
    }
    if (name)
        show_next(board);
    else if (board->toasts->len > 0)
        put_off(board, "the notification server has gone");
}

void
toast_tell(struct toast_board *board, const struct notice *notice)
{
    struct toast *toast = find(board, notice->key);
    if (!toast && board->toasts->len >= TOAST_MAX) {
        board->ears.failed(notice->key, "too many bubbles", board->ears.user);
        return;
    }
    if (!toast) {
        toast = g_new0(struct toast, 1);
        toast->key = g_strdup(notice->key);
        g_ptr_array_add(board->toasts, toast);
    }
    g_free(toast->title);
    g_free(toast->body);
    toast->title = g_strdup(notice->title);
    toast->body = g_strdup(notice->body);
    toast->urgency = notice->urgency;
    toast->due = true;
    toast->owed = true;
    toast->complained = false;
    show_next(board);
}

void
toast_withdraw(struct toast_board *board, const char *key)
{
    struct toast *toast = find(board, key);
    if (!toast)
        return;
    close_on_screen(board, bubble_id(toast->bubble));
    drop_bubble(board, toast);
    g_ptr_array_remove(board->toasts, toast);
}

void
toast_close(struct toast_board *board)
{
    if (!board)
        return;
    ask_no_more(board);
    late_close(board->late);
    for (guint i = 0; i < board->toasts->len; i++)
        drop_bubble(board, g_ptr_array_index(board->toasts, i));
    g_ptr_array_unref(board->toasts);
    g_free(board->server);
    g_free(board->icon);
    g_free(board);
}
