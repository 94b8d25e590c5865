/* sasl: the words of a sign-in. With a password: LOGIN or AUTHENTICATE PLAIN (RFC 3501 section
 * 6.2, RFC 4616, RFC 4959). With an access token: OAUTHBEARER (RFC 7628), or XOAUTH2, which
 * Google and Microsoft wrote down; never LOGIN or PLAIN.
 *
 * Pure. The result holds the secret: sasl_wipe it on every path. The words go to our own
 * stream, never through libetpan, whose buffers keep copies.
 *
 *     struct sasl sasl;
 *     if (sasl_make(&offer, &proof, &sasl, &why))
 *         ... send "TAG " and first; then, whenever the server says "+ WORDS":
 *         send sasl_next(&sasl, WORDS)
 *     sasl_wipe(&sasl);
 */
#ifndef IMAP_SASL_H
#define IMAP_SASL_H

#include <stdbool.h>
#include <stddef.h>

#include "imap/messages.h"

enum {
    SASL_USER_MAX = 1024, /* bytes; as messages.c */
    SASL_HOST_MAX = 1024, /* the same */
    /* Base64 of user, secret and host, and the words around it; quoting doubles at most. */
    SASL_ROOM = 2 * (2 * SASL_USER_MAX + SASL_HOST_MAX + MESSAGE_SECRET_MAX) + 128,
    SASL_LINE =
        8000, /* bytes of a command that servers must take (RFC 7162 section 4) */
};

/* What the server offers. */
struct sasl_offer {
    bool plain;         /* AUTH=PLAIN */
    bool bearer;        /* AUTH=OAUTHBEARER */
    bool xoauth2;       /* AUTH=XOAUTH2 */
    bool initial;       /* SASL-IR: the answer may come with the question */
    bool login_refused; /* LOGINDISABLED */
};

/* Who signs in, where, with what. */
struct sasl_proof {
    struct message_bytes user, secret;
    bool token; /* the secret is an access token */
    const char *host;
    unsigned port;
};

struct sasl {
    char first[SASL_ROOM]; /* after the tag, with CRLF */
    size_t first_length;
    char then[SASL_ROOM]; /* when asked to go on, with CRLF; empty: nothing */
    size_t then_length;
    const char
        *sorry;    /* answers the reason of a refusal, with CRLF; NULL: there is none */
    bool given;    /* the server has the answer */
    bool repeated; /* it asked for it a second time */
    bool told;     /* it said why it refuses; the rest is its NO */
};

/* false, and ret wiped: nothing can be sent, and *why says why in a few words (static). */
bool sasl_make(const struct sasl_offer *offer, const struct sasl_proof *proof,
               struct sasl *ret, const char **why);

/* What to answer to a "+" with these words (base64, or none): CRLF included; borrowed. Where
 * the server asks for more than there is, "*" gives up (RFC 3501 section 6.2.2). sasl->told:
 * the words are why it refuses. */
struct message_bytes sasl_next(struct sasl *sasl, struct message_bytes words);

/* Is this a server that offers AUTH=PLAIN and takes no password at all, so that none is to
 * be shown to it? */
bool sasl_tokens_alone(const char *host);

void sasl_wipe(struct sasl *sasl);

#endif
