/* control: the notifier's end of the agent's control socket. */
#include "notify/control.h"

#include <errno.h>
#include <glib-unix.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "notify/patience.h"

enum {
    CHUNK = 16 * 1024, /* read at once; then the main loop has its turn */
};

struct control {
    struct sockaddr_un address;
    struct control_ears ears;
    int fd;               /* -1: the agent is away */
    bool greeted;         /* it has answered hello: waiting lines may go */
    bool complained;      /* "waiting for the agent" is said once */
    unsigned failed;      /* tries in a row */
    guint retry, in, out; /* main loop sources, 0: none */
    GByteArray *unread;   /* the beginning of a line */
    bool skipping;        /* the line is too long: drop it up to its end */
    GQueue waiting;       /* of char *: whole lines; the first may be half sent */
    size_t sent;          /* bytes of the first waiting line */
};

static gboolean try_connect(gpointer user);

char *
control_path(void)
{
    const char *state = g_getenv("XDG_STATE_HOME");
    if (state && state[0] == '/')
        return g_build_filename(state, "ndrwatch", "control", NULL);
    const char *home = g_getenv("HOME");
    if (!home || home[0] != '/')
        return NULL;
    return g_build_filename(home, ".local", "state", "ndrwatch", "control", NULL);
}

bool
control_path_fits(const char *path)
{
    struct sockaddr_un address;
    return path[0] && strlen(path) < sizeof address.sun_path;
}

static void
drop_source(guint *source)
{
    if (*source)
        g_source_remove(*source);
    *source = 0;
}

static void
hang_up(struct control *control)
{
    drop_source(&control->in);
    drop_source(&control->out);
    if (control->fd >= 0)
        close(control->fd);
    control->fd = -1;
    control->greeted = false;
    control->skipping = false;
    control->sent = 0; /* a half sent line starts anew: the other end forgot its half */
    g_byte_array_set_size(control->unread, 0);
}

static void
try_later(struct control *control)
{
    hang_up(control);
    if (!control->complained)
        g_printerr("ndrwatch-notify: the agent does not listen at '%s'; trying again "
                   "until it does. `ndrwatch run` starts it\n",
                   control->address.sun_path);
    control->complained = true;
    if (control->failed < PATIENCE_MAX)
        control->failed++;
    drop_source(&control->retry);
    control->retry = g_timeout_add_seconds(patience_seconds(control->failed),
                                           try_connect, control);
}

/* Writes what the socket takes. False: the agent has gone. */
static bool
write_some(struct control *control, const char *bytes, size_t length, size_t *done)
{
    while (*done < length) {
        ssize_t n = send(control->fd, bytes + *done, length - *done, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno == EAGAIN;
        *done += (size_t)n;
    }
    return true;
}

/* False: the agent has gone. */
static bool
flush(struct control *control)
{
    while (!g_queue_is_empty(&control->waiting)) {
        char *line = g_queue_peek_head(&control->waiting);
        size_t length = strlen(line);
        if (!write_some(control, line, length, &control->sent))
            return false;
        if (control->sent < length)
            return true;
        control->sent = 0;
        free(g_queue_pop_head(&control->waiting));
    }
    return true;
}

static gboolean
can_write(gint fd, GIOCondition condition, gpointer user)
{
    struct control *control = user;
    (void)fd;
    (void)condition;
    control->out = 0;
    if (!flush(control)) {
        try_later(control);
        return G_SOURCE_REMOVE;
    }
    if (!g_queue_is_empty(&control->waiting))
        control->out = g_unix_fd_add(control->fd, G_IO_OUT, can_write, control);
    return G_SOURCE_REMOVE;
}

static void
ask_to_write(struct control *control)
{
    if (control->greeted && !control->out && !g_queue_is_empty(&control->waiting))
        control->out = g_unix_fd_add(control->fd, G_IO_OUT, can_write, control);
}

void
control_send(struct control *control, char *line)
{
    if (!line)
        return;
    if (g_queue_get_length(&control->waiting) >= CONTROL_WAITING_MAX) {
        g_printerr(
            "ndrwatch-notify: the agent does not read; a line to it is dropped\n");
        free(line);
        return;
    }
    g_queue_push_tail(&control->waiting, line);
    ask_to_write(control);
}

/* False: it speaks another protocol. */
static bool
greet(struct control *control, const struct line *line)
{
    if (line->number != LINE_PROTOCOL) {
        g_printerr("ndrwatch-notify: the agent speaks protocol %d, this program %d; "
                   "install both from one version\n",
                   line->number, LINE_PROTOCOL);
        return false;
    }
    if (control->greeted)
        return true;
    control->greeted = true;
    control->complained = false;
    control->failed = 0;
    control->ears.ready(control->ears.user);
    ask_to_write(control);
    return true;
}

/* False: hang up. */
static bool
take_line(struct control *control, const char *bytes, size_t length)
{
    struct line *line;
    if (!line_read(bytes, length, &line)) {
        g_printerr(
            "ndrwatch-notify: a line of %zu bytes from the agent makes no sense; "
            "it is skipped\n",
            length);
        return true;
    }
    bool stay = true;
    if (line->kind == LINE_HELLO)
        stay = greet(control, line);
    else if (line->kind == LINE_ERROR)
        g_printerr("ndrwatch-notify: the agent says: %s\n", line->body);
    else
        control->ears.heard(line, control->ears.user);
    line_free(line);
    return stay;
}

static void
keep_unread(struct control *control, const char *bytes, size_t length)
{
    if (control->skipping)
        return;
    if (control->unread->len + length > LINE_MAX_BYTES) {
        g_printerr("ndrwatch-notify: a line from the agent is longer than %d bytes; it "
                   "is skipped\n",
                   LINE_MAX_BYTES);
        control->skipping = true;
        g_byte_array_set_size(control->unread, 0);
        return;
    }
    g_byte_array_append(control->unread, (const guint8 *)bytes, (guint)length);
}

/* False: hang up. */
static bool
take_bytes(struct control *control, const char *bytes, size_t length)
{
    const char *end;
    while (length > 0 && (end = memchr(bytes, '\n', length))) {
        size_t part = (size_t)(end - bytes);
        keep_unread(control, bytes, part);
        bytes += part + 1;
        length -= part + 1;
        bool skipped = control->skipping;
        control->skipping = false;
        GByteArray *whole = control->unread;
        control->unread = g_byte_array_new();
        bool stay = skipped ||
                    take_line(control, (const char *)whole->data, whole->len);
        g_byte_array_unref(whole);
        if (!stay)
            return false;
    }
    keep_unread(control, bytes, length);
    return true;
}

static gboolean
can_read(gint fd, GIOCondition condition, gpointer user)
{
    struct control *control = user;
    char bytes[CHUNK];
    (void)condition;
    ssize_t n = read(fd, bytes, sizeof bytes);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return G_SOURCE_CONTINUE;
    if (n > 0 && take_bytes(control, bytes, (size_t)n))
        return G_SOURCE_CONTINUE;
    control->in = 0;
    try_later(control);
    return G_SOURCE_REMOVE;
}

/* The hello goes out at once: an empty socket's buffer takes thirty bytes whole. */
static bool
say_hello(struct control *control)
{
    char *hello = line_hello();
    size_t done = 0;
    bool said = hello && write_some(control, hello, strlen(hello), &done) &&
                done == strlen(hello);
    free(hello);
    return said;
}

static gboolean
try_connect(gpointer user)
{
    struct control *control = user;
    control->retry = 0;
    control->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (control->fd < 0 ||
        connect(control->fd, (const struct sockaddr *)&control->address,
                sizeof control->address) != 0 ||
        !say_hello(control)) {
        try_later(control);
        return G_SOURCE_REMOVE;
    }
    control->in = g_unix_fd_add(control->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, can_read,
                                control);
    return G_SOURCE_REMOVE;
}

struct control *
control_open(const char *path, struct control_ears ears)
{
    struct control *control = g_new0(struct control, 1);
    control->address.sun_family = AF_UNIX;
    g_strlcpy(control->address.sun_path, path, sizeof control->address.sun_path);
    control->ears = ears;
    control->fd = -1;
    control->unread = g_byte_array_new();
    g_queue_init(&control->waiting);
    control->retry = g_idle_add(try_connect, control);
    return control;
}

void
control_close(struct control *control)
{
    if (!control)
        return;
    if (control->greeted)
        flush(control);
    hang_up(control);
    drop_source(&control->retry);
    g_queue_clear_full(&control->waiting, free);
    g_byte_array_unref(control->unread);
    g_free(control);
}
