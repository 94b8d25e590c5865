/* starttls: from a plain connection to a safe one (RFC 3501, section 6.2.1).
 *
 * Whoever sits between can take STARTTLS away, answer early, put words in behind the answer,
 * or greet with PREAUTH so that nobody asks: each has cost well-known programs a password.
 * So these few lines pass neither the guard nor libetpan, nothing that was said in the plain
 * is remembered, one byte too many ends it, and no password is ever sent in the plain.
 */
#ifndef IMAP_STARTTLS_H
#define IMAP_STARTTLS_H

#include <stdbool.h>
#include <stddef.h>

#include "imap/stream.h"

enum {
    STARTTLS_LINE = 2048, /* bytes of a line; a greeting with capabilities has 600 */
    STARTTLS_LINES =
        16, /* untagged lines before the answer: nobody has reason for more */
};

enum starttls_step {
    STARTTLS_LISTEN = 0, /* take the next line */
    STARTTLS_ASK,        /* send STARTTLS_COMMAND, then take the next line */
    STARTTLS_SHAKE,      /* TLS begins here */
    STARTTLS_LEAVE,      /* why says it */
};

#define STARTTLS_COMMAND "1 STARTTLS\r\n"

/* Zero-initialise. */
struct starttls {
    bool asked;
    unsigned lines;
    enum message_fault fault; /* STARTTLS_LEAVE */
    const char *why;          /* the same: goes behind the host's name; static */
    bool quotes;              /* the line itself says more */
};

/* One line, without its end. Pure. */
enum starttls_step
starttls_line(struct starttls *talk, const char *line, size_t length);

/* Takes a new, plain stream to where TLS may begin; false: stream->trouble says why. Its
 * guard is then told that the server has greeted, for none comes again. */
bool starttls_begin(struct stream *stream);

#endif
