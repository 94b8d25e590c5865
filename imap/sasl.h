/* sasl: the words of a login, LOGIN or AUTHENTICATE PLAIN (RFC 3501 section 6.2, RFC 4616,
 * RFC 4959).
 *
 * Pure. The result holds the secret: sasl_wipe it on every path. The words go to our own
 * stream, never through libetpan, whose buffers keep copies.
 *
 *     struct sasl sasl;
 *     if (sasl_make(&offer, user, secret, &sasl)) ... send "TAG " first, then, when the
 *     server says "+", then
 *     sasl_wipe(&sasl);
 */
#ifndef IMAP_SASL_H
#define IMAP_SASL_H

#include <stdbool.h>
#include <stddef.h>

#include "imap/messages.h"

enum {
    SASL_USER_MAX = 1024, /* bytes; as messages.c */
    /* Base64 of user and secret, and the words around it; quoting doubles at most. */
    SASL_ROOM = 2 * (SASL_USER_MAX + MESSAGE_SECRET_MAX) + 64
};

/* What the server offers. */
struct sasl_offer {
    bool plain;         /* AUTH=PLAIN */
    bool initial;       /* SASL-IR: the answer may come with the question */
    bool login_refused; /* LOGINDISABLED */
};

struct sasl {
    char first[SASL_ROOM]; /* after the tag, with CRLF */
    size_t first_length;
    char then[SASL_ROOM]; /* when asked to go on, with CRLF; empty: nothing */
    size_t then_length;
};

/* false, and ret wiped: nothing can be sent, and *why says why in a few words (static). */
bool sasl_make(const struct sasl_offer *offer, struct message_bytes user,
               struct message_bytes secret, struct sasl *ret, const char **why);

void sasl_wipe(struct sasl *sasl);

#endif
