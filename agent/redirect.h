/* redirect: what the browser brings back from a sign-in: a code, for this sign-in and no other
 * (RFC 6749, 4.1.2; RFC 9207). Pure.
 */
#ifndef AGENT_REDIRECT_H
#define AGENT_REDIRECT_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/oauth.h"

enum {
    REDIRECT_HEAD_MAX = 16 * 1024, /* bytes of a browser's request */
    REDIRECT_CODE_MAX = 4096,      /* of a code; Microsoft's have 1 KiB */
};

enum redirect_result {
    REDIRECT_CODE = 0, /* here it is */
    REDIRECT_DENIED,   /* the service says why not: `error` */
    REDIRECT_FOREIGN,  /* of another sign-in, or of somebody else: wait on */
};

struct redirect {
    char code[REDIRECT_CODE_MAX]; /* a secret; "" unless REDIRECT_CODE */
    char error[OAUTH_WORD_MAX];   /* "" unless REDIRECT_DENIED */
};

/* Reads a query ("code=...&state=..."), without its '?'. state: as it was sent; issuer: of the
 * service, in which "{tenant}" is any one word; "": not known. Each may stand there once. */
enum redirect_result redirect_read(const char *query, size_t length, const char *state,
                                   const char *issuer, struct redirect *ret);

/* The query of a browser's request: GET, to this computer under this port alone. NULL: it is
 * another one. Borrowed from head. */
const char *
redirect_request(const char *head, size_t length, unsigned port, size_t *query_length);

/* The query of what a person has pasted: the whole address, or its end. NULL: there is none. */
const char *redirect_pasted(const char *text, size_t *query_length);

#endif
