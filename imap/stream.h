/* stream: one connection: TLS, deadlines and budgets, the guard, and libetpan's driver.
 *
 * Everything a server sends passes the guard. Errors stick: after the first, no call waits
 * for anything, so that tearing down libetpan (which talks when it is freed) is quick. One
 * thread at a time.
 *
 *     struct stream *stream = stream_new(fd, cancel, host, &trouble);
 *     stream_arm(stream, STREAM_TLS_TIME, STREAM_BUDGET);
 *     if (!stream_secure(stream, context)) ... stream->trouble says why
 */
#ifndef IMAP_STREAM_H
#define IMAP_STREAM_H

#include <libetpan/libetpan.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "imap/guard.h"
#include "imap/trouble.h"

enum {
    STREAM_TLS_TIME = 15 * 1000,     /* ms for a handshake */
    STREAM_GREET_TIME = 30 * 1000,   /* ms: some servers look us up first */
    STREAM_COMMAND_TIME = 60 * 1000, /* ms for one command, absolute: drip-fed bytes do
                                      * not lengthen it */
    STREAM_DONE_TIME = 15 *
                       1000, /* ms from DONE to its OK: longer, and the path is dead */
    STREAM_SUSPECT_TIME = 4 * 1000, /* ms for the same where the network has just
                                     * changed: a new connection is made in less */
    STREAM_BUDGET = 4 << 20, /* bytes a server may send for one command: 50 headers
                                      * of 8 KiB, or 100,000 UIDs, four times over */
    STREAM_BUFFER = 1024,    /* libetpan's own buffer; small ones are faster */
};

struct trust_papers;

struct stream {
    struct guard guard;
    struct trouble trouble; /* the first error; sticks */
    SSL *ssl;               /* NULL until stream_secure */
    int fd;
    int cancel; /* readable: give up, we are leaving */
    int64_t deadline;
    size_t budget;               /* bytes left */
    bool heard;                  /* a byte has come, of TLS or in the plain */
    char *host;                  /* for sentences and for TLS */
    struct trust_papers *papers; /* to be filled by stream_secure; NULL: not wanted */
};

enum stream_news {
    STREAM_QUIET = 0,
    STREAM_SOME, /* bytes went to the guard */
    STREAM_BROKEN,
};

/* Takes over fd, which must be non-blocking. NULL: no memory; fd is closed. */
struct stream *stream_new(int fd, int cancel, const char *host);

/* From now on: so many ms, so many bytes. */
void stream_arm(struct stream *stream, int64_t time, size_t budget);

/* The TLS handshake. Nothing else is sent where it fails. */
bool stream_secure(struct stream *stream, SSL_CTX *context);

/* Sends all of it. */
bool stream_send(struct stream *stream, const char *bytes, size_t length);

/* One line of a plain stream, past the guard; without its end, and not one byte of what
 * comes after it. A line of room bytes or more is a fault. */
bool stream_line(struct stream *stream, char *line, size_t room, size_t *length);

/* Is there nothing to be read of a plain stream at this moment? */
bool stream_silent(struct stream *stream);

/* Waits for bytes and feeds the guard. */
bool stream_pull(struct stream *stream);

/* Feeds the guard with what is there, without waiting. */
enum stream_news stream_pull_now(struct stream *stream);

/* libetpan's view; reads the guard's output. Its mailstream_low borrows the stream, which
 * must outlive it. NULL: no memory. */
mailstream *stream_view(struct stream *stream);

/* Closes; says goodbye to TLS where that needs no waiting. NULL is fine. */
void stream_free(struct stream *stream);

#endif
