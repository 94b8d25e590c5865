/* stream: bytes between a server and libetpan, with OpenSSL and the guard in between. */
#include "imap/stream.h"

#include <errno.h>
#include <openssl/err.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "imap/tick.h"
#include "imap/trust.h"

enum {
    PORTION = 4096 /* bytes read at once: on the stack, and most replies fit */
};

struct stream *
stream_new(int fd, int cancel, const char *host)
{
    struct stream *stream = calloc(1, sizeof *stream);
    char *copy = strdup(host);
    if (!stream || !copy) {
        free(stream);
        free(copy);
        close(fd);
        return NULL;
    }
    stream->fd = fd;
    stream->cancel = cancel;
    stream->host = copy;
    return stream;
}

void
stream_arm(struct stream *stream, int64_t time, size_t budget)
{
    stream->deadline = tick_now() + time;
    stream->budget = budget;
}

static bool
cut_off(struct stream *stream)
{
    return trouble_set(&stream->trouble, MESSAGE_UNREACHABLE,
                       "%s closed the connection.", stream->host);
}

/* Asked before each read, too: who never stops talking is never waited for. */
static bool
in_time(struct stream *stream)
{
    return tick_left(stream->deadline) > 0 ||
           trouble_set(&stream->trouble, MESSAGE_UNREACHABLE,
                       "%s stopped answering. Check your network.", stream->host);
}

/* Waits for events until the deadline. */
static bool
wait_for(struct stream *stream, short events)
{
    while (in_time(stream)) {
        int left = tick_left(stream->deadline);
        struct pollfd polls[] = {{stream->fd, events, 0}, {stream->cancel, POLLIN, 0}};
        int ready = poll(polls, 2, left);
        if (ready < 0 && errno != EINTR)
            return trouble_set(&stream->trouble, MESSAGE_LOCAL, "poll: %s",
                               strerror(errno));
        if (ready > 0 && polls[1].revents != 0)
            return trouble_set(&stream->trouble, MESSAGE_LOCAL, "ndrwatch is leaving.");
        if (ready > 0)
            return true;
    }
    return false;
}

/* ---- TLS ---- */

static bool
handshake_failed(struct stream *stream, int error, int system)
{
    unsigned long code = ERR_peek_last_error();
    const char *reason = ERR_reason_error_string(code);
    ERR_clear_error();
    if (error == SSL_ERROR_SYSCALL ||
        ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
        return trouble_set(&stream->trouble, MESSAGE_UNREACHABLE,
                           "%s broke off while the secure connection was made (%s).",
                           stream->host, system ? strerror(system) : "closed");
    switch (ERR_GET_REASON(code)) {
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
        return trouble_set(&stream->trouble, MESSAGE_STRANGE,
                           "%s speaks only old TLS, which is not safe: 1.2 is the "
                           "oldest taken here. No password was sent. Ask whoever runs "
                           "the server to switch TLS 1.2 on.",
                           stream->host);
    case SSL_R_WRONG_VERSION_NUMBER: /* the answer is no TLS at all */
        return trouble_set(&stream->trouble, MESSAGE_STRANGE,
                           "%s does not speak TLS on this port. No password was sent. "
                           "Correct port: IMAP over TLS has 993.",
                           stream->host);
    default:
        break;
    }
    return trouble_set(&stream->trouble, MESSAGE_STRANGE,
                       "No secure connection to %s: %s. No password was sent. Check "
                       "host and port; 993 is usual.",
                       stream->host, reason ? reason : "it does not speak TLS");
}

bool
stream_secure(struct stream *stream, SSL_CTX *context)
{
    SSL *ssl = SSL_new(context);
    BIO *bio = ssl ? BIO_new_socket(stream->fd, BIO_NOCLOSE) : NULL;
    if (!bio) {
        SSL_free(ssl);
        return trouble_set(&stream->trouble, MESSAGE_LOCAL, "There is no memory left.");
    }
    SSL_set_bio(ssl, bio, bio);
    bool done = trust_expect(ssl, stream->host, &stream->trouble);
    while (done) {
        ERR_clear_error();
        errno = 0;
        int result = SSL_connect(ssl), system = errno;
        if (result == 1)
            break;
        int error = SSL_get_error(ssl, result);
        if (error == SSL_ERROR_WANT_READ)
            done = wait_for(stream, POLLIN);
        else if (error == SSL_ERROR_WANT_WRITE)
            done = wait_for(stream, POLLOUT);
        else
            done = handshake_failed(stream, error, system);
    }
    stream->heard |= BIO_number_read(bio) > 0;
    if (!done) {
        SSL_free(ssl);
        return false;
    }
    if (stream->papers)
        trust_read(ssl, stream->papers);
    trust_done(ssl);
    stream->ssl = ssl;
    return true;
}

/* ---- one step, without waiting ---- */

enum step {
    STEP_DONE, /* bytes went */
    STEP_READ, /* wait until readable */
    STEP_WRITE,
    STEP_DEAD,
};

static enum step
tls_step(struct stream *stream, int result, int system)
{
    switch (SSL_get_error(stream->ssl, result)) {
    case SSL_ERROR_WANT_READ:
        return STEP_READ;
    case SSL_ERROR_WANT_WRITE:
        return STEP_WRITE;
    case SSL_ERROR_SYSCALL:
        if (system != 0)
            trouble_set(&stream->trouble, MESSAGE_UNREACHABLE,
                        "The connection to %s broke (%s).", stream->host,
                        strerror(system));
        break;
    default:
        break;
    }
    ERR_clear_error();
    cut_off(stream);
    return STEP_DEAD;
}

static enum step
plain_step(struct stream *stream, ssize_t result, enum step again)
{
    if (result > 0)
        return STEP_DONE;
    if (result < 0 && (errno == EAGAIN || errno == EINTR))
        return again;
    cut_off(stream);
    return STEP_DEAD;
}

static enum step
read_step(struct stream *stream, char *bytes, size_t room, size_t *got)
{
    if (stream->trouble.fault != MESSAGE_FINE)
        return STEP_DEAD;
    if (stream->budget == 0) {
        trouble_set(&stream->trouble, MESSAGE_STRANGE,
                    "%s sends far more than was asked for.", stream->host);
        return STEP_DEAD;
    }
    if (room > stream->budget)
        room = stream->budget;
    enum step step;
    if (stream->ssl) {
        ERR_clear_error();
        errno = 0;
        int result = SSL_read_ex(stream->ssl, bytes, room, got), system = errno;
        step = result == 1 ? STEP_DONE : tls_step(stream, result, system);
    } else {
        ssize_t result = recv(stream->fd, bytes, room, 0);
        step = plain_step(stream, result, STEP_READ);
        *got = result > 0 ? (size_t)result : 0;
    }
    if (step == STEP_DONE) {
        stream->budget -= *got;
        stream->heard = true;
    }
    return step;
}

static enum step
write_step(struct stream *stream, const char *bytes, size_t length, size_t *put)
{
    if (stream->trouble.fault != MESSAGE_FINE)
        return STEP_DEAD;
    if (stream->ssl) {
        ERR_clear_error();
        errno = 0;
        int result = SSL_write_ex(stream->ssl, bytes, length, put), system = errno;
        return result == 1 ? STEP_DONE : tls_step(stream, result, system);
    }
    ssize_t result = send(stream->fd, bytes, length, MSG_NOSIGNAL);
    *put = result > 0 ? (size_t)result : 0;
    return plain_step(stream, result, STEP_WRITE);
}

/* ---- both ways ---- */

bool
stream_send(struct stream *stream, const char *bytes, size_t length)
{
    while (length > 0) {
        size_t put = 0;
        enum step step = write_step(stream, bytes, length, &put);
        if (step == STEP_DEAD ||
            (step != STEP_DONE &&
             !wait_for(stream, step == STEP_READ ? POLLIN : POLLOUT)))
            return false;
        bytes += put;
        length -= put;
    }
    return true;
}

static bool
feed(struct stream *stream, const char *bytes, size_t length)
{
    if (guard_feed(&stream->guard, bytes, length))
        return true;
    return trouble_set(&stream->trouble, MESSAGE_STRANGE, "%s was left because %s.",
                       stream->host, stream->guard.fault);
}

enum stream_news
stream_pull_now(struct stream *stream)
{
    char bytes[PORTION];
    size_t got = 0;
    enum step step = read_step(stream, bytes, sizeof bytes, &got);
    if (step == STEP_DEAD)
        return STREAM_BROKEN;
    if (step != STEP_DONE)
        return STREAM_QUIET;
    return feed(stream, bytes, got) ? STREAM_SOME : STREAM_BROKEN;
}

bool
stream_pull(struct stream *stream)
{
    while (in_time(stream)) {
        char bytes[PORTION];
        size_t got = 0;
        enum step step = read_step(stream, bytes, sizeof bytes, &got);
        if (step == STEP_DEAD)
            return false;
        if (step == STEP_DONE)
            return feed(stream, bytes, got);
        if (!wait_for(stream, step == STEP_READ ? POLLIN : POLLOUT))
            return false;
    }
    return false;
}

/* ---- before TLS ---- */

bool
stream_line(struct stream *stream, char *line, size_t room, size_t *length)
{
    *length = 0;
    while (in_time(stream)) {
        char byte;
        size_t got = 0;
        switch (read_step(stream, &byte, 1, &got)) {
        case STEP_DEAD:
            return false;
        case STEP_READ:
        case STEP_WRITE:
            if (!wait_for(stream, POLLIN))
                return false;
            continue;
        case STEP_DONE:
            break;
        }
        if (byte == '\n') {
            *length -= *length > 0 && line[*length - 1] == '\r';
            return true;
        }
        if (*length == room)
            return trouble_set(&stream->trouble, MESSAGE_STRANGE,
                               "%s was left because it sent a line without end.",
                               stream->host);
        line[(*length)++] = byte;
    }
    return false;
}

bool
stream_silent(struct stream *stream)
{
    char byte;
    return recv(stream->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

/* ---- libetpan's view ---- */

/* Never 0: libetpan would take that for data and spin. */
static ssize_t
view_read(mailstream_low *low, void *bytes, size_t room)
{
    struct stream *stream = low->data;
    for (;;) {
        size_t length = guard_take(&stream->guard, bytes, room);
        if (length > 0)
            return (ssize_t)length;
        if (!stream_pull(stream))
            return -1;
    }
}

/* Never 0 either: all of it, or failure. */
static ssize_t
view_write(mailstream_low *low, const void *bytes, size_t length)
{
    return stream_send(low->data, bytes, length) ? (ssize_t)length : -1;
}

static int
view_close(mailstream_low *low)
{
    (void)low; /* the stream outlives its view */
    return 0;
}

static int
view_fd(mailstream_low *low)
{
    (void)low;
    return -1; /* nobody but us waits for it */
}

static void
view_free(mailstream_low *low)
{
    free(low);
}

static mailstream_low_driver view_driver = {
    .mailstream_read = view_read,
    .mailstream_write = view_write,
    .mailstream_close = view_close,
    .mailstream_get_fd = view_fd,
    .mailstream_free = view_free,
};

mailstream *
stream_view(struct stream *stream)
{
    mailstream_low *low = mailstream_low_new(stream, &view_driver);
    mailstream *view = low ? mailstream_new(low, STREAM_BUFFER) : NULL;
    if (!view)
        free(low);
    return view;
}

void
stream_free(struct stream *stream)
{
    if (!stream)
        return;
    if (stream->ssl) {
        if (stream->trouble.fault == MESSAGE_FINE)
            SSL_shutdown(stream->ssl); /* one non-blocking write */
        SSL_free(stream->ssl);
        ERR_clear_error();
    }
    close(stream->fd);
    guard_free(&stream->guard);
    free(stream->host);
    free(stream);
}
