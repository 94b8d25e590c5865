/* control: the socket on which the commands and the notifier speak with the agent. */
#include "agent/control.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "agent/agent.h"
#include "agent/log.h"
#include "agent/serve.h"

enum {
    READ_ROOM = 8 * 1024 /* bytes a turn */
};

int
control_open(struct control *control, const char *path)
{
    for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++)
        control->clients[i].fd = -1;
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    memcpy(name.sun_path, path, strlen(path)); /* place_find has measured it */
    unlink(path);
    control->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (control->fd < 0)
        return errno;
    mode_t mask = umask(0177);
    int why = bind(control->fd, (struct sockaddr *)&name, sizeof name) < 0 ? errno : 0;
    umask(mask);
    if (!why && listen(control->fd, CONTROL_CLIENTS_MAX) < 0)
        why = errno;
    if (why) {
        close(control->fd);
        control->fd = -1;
    }
    return why;
}

static void
client_end(struct agent *agent, struct client *client)
{
    struct control *control = &agent->control;
    close(client->fd);
    line_free(&client->in);
    free(client->out);
    *client = (struct client){.fd = -1};
    if (control->notifier != client)
        return;
    control->notifier = NULL;
    free(control->desktop);
    control->desktop = NULL;
    log_info(NULL, "the desktop notifier is gone");
    tell_notifier_gone(agent);
}

void
control_close(struct control *control, const char *path)
{
    if (control->fd < 0)
        return;
    close(control->fd);
    control->fd = -1;
    unlink(path);
    for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
        struct client *client = &control->clients[i];
        if (client->fd < 0)
            continue;
        close(client->fd);
        line_free(&client->in);
        free(client->out);
        *client = (struct client){.fd = -1};
    }
    control->notifier = NULL;
    free(control->desktop);
    control->desktop = NULL;
}

/* ---- clients ---- */

/* Ourselves or root (who may do everything anyway). */
static bool
is_ours(int fd)
{
    struct ucred who;
    socklen_t size = sizeof who;
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0 &&
           (who.uid == geteuid() || who.uid == 0);
}

static void
welcome(struct control *control)
{
    int fd = accept4(control->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return;
    struct client *free_one = NULL;
    for (size_t i = 0; i < CONTROL_CLIENTS_MAX && !free_one; i++)
        if (control->clients[i].fd < 0)
            free_one = &control->clients[i];
    if (!free_one || !is_ours(fd)) {
        close(fd);
        return;
    }
    *free_one = (struct client){.fd = fd};
}

static void
client_flush(struct client *client)
{
    while (client->out_written < client->out_length) {
        ssize_t sent = send(client->fd, client->out + client->out_written,
                            client->out_length - client->out_written, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && errno == EAGAIN)
            return;
        if (sent < 0) {
            client->closing = true; /* nobody reads it any more */
            break;
        }
        client->out_written += (size_t)sent;
    }
    free(client->out);
    client->out = NULL;
    client->out_length = client->out_room = client->out_written = 0;
}

static bool
append(struct client *client, const char *text, size_t length)
{
    size_t wanted = client->out_length + length + 1;
    if (wanted > CONTROL_OUT_MAX)
        return false;
    if (wanted > client->out_room) {
        char *out = realloc(client->out, wanted);
        if (!out)
            return false;
        client->out = out;
        client->out_room = wanted;
    }
    memcpy(client->out + client->out_length, text, length);
    client->out[wanted - 1] = '\n';
    client->out_length = wanted;
    return true;
}

void
control_send(struct client *client, json_t *object)
{
    char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;
    json_decref(object);
    size_t length = text ? strlen(text) : 0;
    size_t most = client->role == CONTROL_CLI ? LINE_ANSWER_MAX : LINE_MAX_BYTES;
    if (!text || length > most || !append(client, text, length)) {
        log_warning(NULL,
                    "a client asked too much at once without reading the answers: its "
                    "connection is closed, and it can ask again");
        client->closing = true;
    }
    free(text);
    client_flush(client);
}

void
control_promote(struct control *control, struct client *client)
{
    struct client *before = control->notifier;
    client->role = CONTROL_NOTIFIER;
    control->notifier = client;
    free(control->desktop);
    control->desktop = NULL;
    if (!before || before == client)
        return;
    before->role = CONTROL_STRANGER;
    control_send(before, json_pack("{s:b}", "replaced", 1));
    before->closing = true;
}

static void
client_read(struct agent *agent, struct client *client)
{
    char bytes[READ_ROOM];
    ssize_t got = recv(client->fd, bytes, sizeof bytes, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0) {
        client->closing = true; /* it may still read what it asked for */
        return;
    }
    line_add(&client->in, bytes, (size_t)got);
    const char *line;
    size_t length;
    while (!client->closing && line_next(&client->in, &line, &length))
        serve_line(agent, client, line, length);
    if (client->in.failed) {
        control_send(client, json_pack("{s:s, s:s, s:i}", "error",
                                       "the line is too long", "hint", "", "exit", 64));
        client->closing = true;
    }
}

void
control_poll(const struct control *control, struct pollfd *ret)
{
    ret[0] = (struct pollfd){.fd = control->fd, .events = POLLIN};
    for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
        const struct client *client = &control->clients[i];
        ret[i + 1] = (struct pollfd){.fd = client->fd, .events = POLLIN};
        if (client->out_written < client->out_length)
            ret[i + 1].events = POLLIN | POLLOUT;
    }
}

void
control_pump(struct agent *agent, const struct pollfd *polled)
{
    struct control *control = &agent->control;
    for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
        struct client *client = &control->clients[i];
        if (client->fd < 0)
            continue;
        short what = polled[i + 1].fd == client->fd ? polled[i + 1].revents : 0;
        if (what & POLLOUT)
            client_flush(client);
        if ((what & (POLLIN | POLLHUP | POLLERR)) && !client->closing)
            client_read(agent, client);
        else if (what & (POLLHUP | POLLERR))
            client->out_written = client->out_length;
    }
    /* Only now: a client may have ended another one, the notifier before it. */
    for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
        struct client *client = &control->clients[i];
        if (client->fd >= 0 && client->closing &&
            client->out_written >= client->out_length)
            client_end(agent, client);
    }
    if (polled[0].revents & POLLIN)
        welcome(control);
}
